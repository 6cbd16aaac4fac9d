"""A sheet for everybody: groups apart, safe and not safe, sensitive worries roughly, the sketch after a second look (R240)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hamkori.ground.files import queries as files
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.actions import seeing
from hamkori.rooms.problems.catalogue import Group
from hamkori.rooms.problems.models import MapMark, MapSheet
from hamkori.rooms.problems.queries import seeing as queries
from tests.rooms.concerns.desk.test_steps import browser_of, photo
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land

pytestmark = pytest.mark.django_db


def sheet(land: Land, actor: Actor, group: Group = Group.WOMEN, people: int = 30) -> MapSheet:
    return seeing.add_sheet(
        actor=actor, team=land.office("team"), place=land.jamoat, group=group, people=people, on=clock.today()
    )


def put(
    on: MapSheet, actor: Actor, column: int, row: int, marks: int, worry: str = "dark", layer: str = "unsafe"
) -> None:
    mark = seeing.Mark(column, row, worry, "evening", marks, layer)
    seeing.mark(actor=actor, team=on.team, sheet=on, mark=mark)


def shown(land: Land) -> queries.PublicMap:
    found = queries.public_map(land.office("team"))
    assert found is not None
    return found


def test_r240_groups_stand_apart_with_safe_and_not_safe(land: Land) -> None:
    actor = builders.secretary(land)
    women, men = sheet(land, actor), sheet(land, actor, Group.MEN)
    put(women, actor, 2, 3, 14)
    put(women, actor, 2, 3, 7, worry="", layer="safe")
    put(men, actor, 2, 3, 6)
    put(men, actor, 2, 3, 11, worry="", layer="safe")
    found = shown(land)
    assert found.groups == (Group.WOMEN, Group.MEN)
    assert [(one.name, one.cells) for one in found.felt] == [("B3", ((14, 7), (6, 11)))]
    assert next(tile for tile in found.tiles if tile.name == "B3").depth == "k4"


def test_k62_no_cell_of_a_group_is_under_five_and_nought_looks_like_four(land: Land) -> None:
    actor = builders.secretary(land)
    women, men, youth = (sheet(land, actor, group) for group in (Group.WOMEN, Group.MEN, Group.YOUTH))
    for on, first, second in ((women, 14, 4), (men, 9, 8), (youth, 0, 12)):
        for column, marks in ((1, first), (2, second)):
            if marks:
                put(on, actor, column, 1, marks)
    cells = {one.name: [unsafe for unsafe, _safe in one.cells] for one in shown(land).felt}
    assert cells["A1"][2] is None and cells["B1"][0] is None, "nought and four are told alike"
    assert all(number is None or number >= 5 for row in cells.values() for number in row)
    worries = [worry for tile in shown(land).tiles for worry in tile.worries]
    assert worries and all(number is None for _words, number in worries), (
        "numbers of worries would give sums away"
    )


def test_r240_sensitive_worries_are_told_roughly_and_count_in_no_tile(land: Land) -> None:
    actor = builders.secretary(land)
    drawn = sheet(land, actor)
    mark = seeing.Mark(3, 4, "pestering", "evening", 9)
    seeing.mark(actor=actor, team=drawn.team, sheet=drawn, mark=mark, landmark="the old mill", language="en")
    put(drawn, actor, 8, 6, 4, worry="fights")
    put(drawn, actor, 1, 1, 8)
    found = shown(land)
    assert found.rough == [("C3–D4", "pestering on the street")], "four fights are hidden"
    assert [one.name for one in found.felt] == ["A1"]
    assert not any(tile.landmark for tile in found.tiles), (
        "what stands on the tile would tell which of the four it is"
    )
    assert not any("pestering" in worry for tile in found.tiles for worry, _number in tile.worries)


@pytest.mark.parametrize(
    ("column", "row", "part"), [(1, 1, "A1–B2"), (2, 2, "A1–B2"), (8, 6, "G5–H6"), (3, 4, "C3–D4")]
)
def test_a_part_is_four_tiles(column: int, row: int, part: str) -> None:
    assert queries.part_name(column, row) == part


def test_k32_a_place_that_needs_care_has_no_public_map(land: Land) -> None:
    actor = builders.secretary(land)
    put(sheet(land, actor), actor, 1, 1, 20)
    team = land.office("team")
    team.place = land.careful_jamoat
    assert queries.public_map(team) is None


@pytest.mark.parametrize(("layer", "worry"), [("safe", "dark"), ("unsafe", "")])
def test_a_worry_belongs_to_what_is_not_safe(land: Land, layer: str, worry: str) -> None:
    drawn = sheet(land, builders.secretary(land))
    with pytest.raises(IntegrityError), transaction.atomic():
        MapMark.objects.create(
            sheet=drawn, column=1, row=1, layer=layer, worry=worry, part="evening", marks=5
        )


def test_not_safe_needs_a_worry_and_safe_takes_none(land: Land) -> None:
    actor = builders.secretary(land)
    drawn = sheet(land, actor)
    with pytest.raises(BadInput) as refused:
        put(drawn, actor, 1, 1, 5, worry="")
    assert refused.value.field == "worry"
    put(drawn, actor, 1, 1, 5, worry="dark", layer="safe")
    assert MapMark.objects.get().worry == ""


# --- the sketch


def sketched(land: Land, people: int = 30) -> tuple[MapSheet, Actor, Actor]:
    """A sheet with a photo, taken in by the page; who added it and somebody else of the team."""
    first, second = builders.secretary(land), builders.member(land)
    drawn = sheet(land, first, people=people)
    address = reverse("problems_desk:map_sketch", args=[drawn.uid])
    answer = browser_of(first).post(
        address, {"photo": photo("sketch.jpg"), "no_people_on_photo": "on", "once": "a" * 32}
    )
    assert answer.status_code == 302
    drawn.refresh_from_db()
    return drawn, first, second


def public(drawn: MapSheet) -> Any:
    return Client().get(reverse("problems:sketch", args=[drawn.uid]))


def test_r240_a_sketch_is_public_only_after_another_of_the_team_has_looked(land: Land) -> None:
    drawn, first, second = sketched(land)
    assert drawn.photo and public(drawn).status_code == 404
    with pytest.raises(BadState, match="Somebody else"):
        seeing.read_sketch(actor=first, team=drawn.team, sheet=drawn, fits=True)
    own = browser_of(second).get(reverse("problems_desk:map_photo", args=[drawn.uid]))
    assert own["Content-Type"] == "image/jpeg" and b"Exif" not in own.content, "nothing of the camera is kept"
    answer = browser_of(second).post(
        reverse("problems_desk:map_sketch_read", args=[drawn.uid]), {"fits": "yes", "once": "b" * 32}
    )
    assert answer.status_code == 302
    assert public(drawn)["Content-Type"] == "image/jpeg"
    assert shown(land).sketches == [drawn]


def test_a_sketch_that_does_not_fit_is_erased(land: Land) -> None:
    drawn, _first, second = sketched(land)
    token = drawn.photo
    seeing.read_sketch(actor=second, team=drawn.team, sheet=drawn, fits=False)
    assert MapSheet.objects.get().photo == "" and files.stored(token) is None


def test_k62_the_sketch_of_four_people_is_never_public(land: Land) -> None:
    drawn, _first, second = sketched(land, people=4)
    seeing.read_sketch(actor=second, team=drawn.team, sheet=drawn, fits=True)
    assert public(drawn).status_code == 404


def test_a_photo_with_a_person_is_not_taken(land: Land) -> None:
    actor = builders.secretary(land)
    drawn = sheet(land, actor)
    answer = browser_of(actor).post(
        reverse("problems_desk:map_sketch", args=[drawn.uid]),
        {"photo": photo("sketch.jpg"), "once": "c" * 32},
    )
    assert answer.status_code == 400 or answer.status_code == 422
    assert MapSheet.objects.get().photo == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        MapSheet.objects.update(photo="x")
