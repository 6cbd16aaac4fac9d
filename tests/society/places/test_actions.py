"""Places entered here, renamed, retired; the pack leaves them alone."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hamkori.kernel.actor import SYSTEM, Actor, Kind, Role
from hamkori.kernel.errors import BadInput, NotAllowed
from hamkori.society.countries.actions import load_pack
from hamkori.society.places import actions, queries
from hamkori.society.places.actions import NewPlace
from hamkori.society.places.models import Boundary, Place, PlaceName

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]

CHINORSOYA = NewPlace(
    "TJ-SU-asht", "TJ-SU-asht-chinorsoya", "jamoat", {"tg": "Чинорсоя", "ru": "Чинорсоя"},
    population=9000, population_on=date(2026, 1, 1), population_source="demo", aliases={"en": ["Chinor"]},
)  # fmt: skip
GULZOR = NewPlace("TJ-SU-asht-chinorsoya", "TJ-SU-asht-chinorsoya-gulzor", "mahalla", {"tg": "Гулзор"})


def test_places_may_come_in_any_order_and_survive_the_pack() -> None:
    mahalla, jamoat = (lambda made: (made[1], made[0]))(
        actions.add_places(actor=SYSTEM, rows=[GULZOR, CHINORSOYA])
    )
    assert (jamoat.depth, mahalla.depth) == (3, 4)
    report = load_pack("tj", actor=SYSTEM)
    assert report.nothing_changed
    assert [found.place.code for found in queries.search("chinor")] == ["TJ-SU-asht-chinorsoya"]


def test_a_parent_that_is_not_there_and_a_code_that_is_taken_are_refused() -> None:
    with pytest.raises(BadInput, match="TJ-SU-asht-chinorsoya-gulzor"):
        actions.add_places(actor=SYSTEM, rows=[GULZOR])
    actions.add_places(actor=SYSTEM, rows=[CHINORSOYA])
    with pytest.raises(BadInput, match="already there"):
        actions.add_places(actor=SYSTEM, rows=[CHINORSOYA])
    with pytest.raises(BadInput, match="already there"):
        actions.add_places(actor=SYSTEM, rows=[GULZOR, GULZOR])
    assert Place.objects.filter(code__startswith="TJ-SU-asht-").count() == 1


def test_an_administrator_works_within_the_own_scope_only() -> None:
    of_asht = Actor(Kind.STAFF, role=Role.ADMINISTRATOR, place_path="tj.su.asht")
    actions.add_places(actor=of_asht, rows=[CHINORSOYA], within=queries.get("TJ-SU-asht"))
    with pytest.raises(NotAllowed):
        actions.add_places(actor=of_asht, rows=[GULZOR], within=queries.get("TJ-SU"))
    with pytest.raises(NotAllowed):
        actions.add_places(actor=of_asht, rows=[GULZOR])
    with pytest.raises(BadInput):
        row = NewPlace("TJ-SU-ayni", "TJ-SU-ayni-x", "jamoat", {"tg": "Гулзор"})
        actions.add_places(actor=of_asht, rows=[row], within=queries.get("TJ-SU-asht"))


def test_a_renamed_place_is_found_by_both_names_and_keeps_the_new_one() -> None:
    place = queries.get("TJ-SU-zafarobod")
    actions.rename_place(actor=SYSTEM, place=place, names={"tg": "Навобод"}, on=date(2026, 6, 1))
    load_pack("tj", actor=SYSTEM)
    place.refresh_from_db()
    assert place.names["tg"] == "Навобод"
    assert place.names["ru"] == "Зафарабад"
    old = PlaceName.objects.get(place=place, text="Зафаробод", language="tg")
    assert (old.former, old.valid_to) == (True, date(2026, 5, 31))
    for text in ("навобод", "зафаробод"):
        assert place.code in [found.place.code for found in queries.search(text)]
    actions.rename_place(actor=SYSTEM, place=place, names={"tg": "Навобод"})
    assert PlaceName.objects.filter(place=place, text="Навобод").count() == 1


def test_a_careful_place_stays_careful_after_loading() -> None:
    """K32."""
    place = queries.get("TJ-SU-asht")
    actions.set_risk_level(actor=SYSTEM, place=place, risk_level="careful")
    load_pack("tj", actor=SYSTEM)
    place.refresh_from_db()
    assert place.is_careful
    with pytest.raises(BadInput):
        actions.set_risk_level(actor=SYSTEM, place=place, risk_level="dangerous")


@pytest.mark.parametrize(
    "values",
    [
        {"population": 5, "population_on": None},
        {"tile_x": 3, "tile_y": None},
        {"point_lon": 500.0},
        {"code": ""},
    ],
)
def test_the_database_refuses_half_facts(values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(code="TJ-SU-asht").update(**values)


def test_the_database_refuses_a_border_without_source_or_licence() -> None:
    place = queries.get("TJ-SU-asht")
    with pytest.raises(IntegrityError), transaction.atomic():
        Boundary.objects.create(
            place=place, geometry="{}", west=1, east=2, south=1, north=2, source="x", licence="",
            imported_on=date(2026, 1, 1),
        )  # fmt: skip
