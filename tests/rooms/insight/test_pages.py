"""The page of what stands out: who sees it, what is never in it, and that it stays cheap (R492, K23, K32, K33, K34)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hamkori.kernel import clock, memo
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.rooms.concerns.models import Concern, Topic
from hamkori.rooms.concerns.states import Channel, Kind, Named, State, Track
from hamkori.rooms.insight import panels, queries
from hamkori.rooms.insight.early import Verdict
from hamkori.society.places.models import Place
from tests.rooms.concerns.builders import Land, staff
from tests.rooms.concerns.desk.people import browser_of

pytestmark = pytest.mark.django_db


def month(ago: int) -> date:
    return queries._months_before(clock.today().replace(day=1), ago)


def told(place: Place, ago: int, number: int, topic: str = "street_lighting", **changes: object) -> None:
    """`number` concerns of a month, written into the table at once."""
    about = Topic.objects.get(code=topic)
    Concern.objects.bulk_create(
        Concern(
            **{
                "place": place, "path": place.path, "public_place": place, "kind": Kind.CONCERN, "topic": about,
                "track": Track.NOTE, "channel": Channel.WEB, "named": Named.ANONYMOUS, "language": "en",
                "raised_on": month(ago) + timedelta(days=at % 27), "text": "dark", "state": State.IN_WORK, **changes,
            }
        )
        for at in range(number)
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    memo.forget_all()


@pytest.fixture
def lamps(land: Land) -> Land:
    """Two a month for two years, fourteen in the last month; a private topic and thanks beside it."""
    for ago in range(1, 27):
        told(land.jamoat, ago, 14 if ago == 1 else 2)
        told(land.other_jamoat, ago, 6)
    told(land.jamoat, 1, 30, topic="alcohol_sale")
    told(land.jamoat, 1, 30, topic="roads", kind=Kind.THANKS)
    told(land.jamoat, 1, 30, topic="roads", state=State.SEALED)
    told(land.careful_jamoat, 1, 40)
    return land


def commander(land: Land) -> Actor:
    return staff(Role.COMMANDER, land.office("district_police"))


def test_r492_the_month_stands_out_in_its_jamoat_alone(lamps: Land) -> None:
    watch = queries.of_actor(commander(lamps))
    assert {key: look.verdict for key, look in watch.looks.found.items()} == {
        (lamps.jamoat.pk, "repairs"): Verdict.MORE,
        (lamps.other_jamoat.pk, "repairs"): Verdict.USUAL,
    }
    assert watch.newly == [(lamps.jamoat.pk, "repairs")]
    assert watch.looks.found[lamps.jamoat.pk, "repairs"].count == 14


def test_k33_private_topics_thanks_sealed_ones_and_careful_places_are_never_counted(lamps: Land) -> None:
    careful = lamps.careful_jamoat
    assert careful.is_careful
    for actor in (commander(lamps), staff(Role.COUNCIL, lamps.office("public_council"))):
        watch = queries.of_actor(actor)
        assert {group for _area, group in watch.looks.found} == {"repairs"}
        assert careful.pk not in {area.pk for area in watch.areas}


def test_k23_the_page_says_that_more_reports_may_mean_more_trust(lamps: Land) -> None:
    text = browser_of(commander(lamps)).get(reverse("insight:early")).content.decode()
    assert "people trust more" in text and "14" in text and "more than usual" in text
    assert "dark" not in text.lower(), "no words of residents"
    assert "fewer than 5" in text


def test_k34_a_few_are_never_told_apart_from_none(lamps: Land) -> None:
    """The page is the same whether a category came up in a place a few times or never."""

    def page() -> str:
        memo.forget_all()
        text = browser_of(commander(lamps)).get(reverse("insight:early")).content.decode()
        return text.split("<table", 1)[1].split("</main>", 1)[0]

    before = page()
    other = (
        Topic.objects.filter(public=True, retired_on=None)
        .exclude(group="repairs")
        .values_list("code", flat=True)[0]
    )
    told(lamps.other_jamoat, 1, 2, other)
    assert page() == before and len(queries.of_actor(commander(lamps)).categories) == 2


@pytest.mark.parametrize(
    ("role", "kind", "sees"),
    [
        (Role.SECRETARY, "team", True), (Role.MEMBER, "team", True), (Role.COUNCIL, "public_council", True),
        (Role.COMMANDER, "district_police", True), (Role.HANDLER, "precinct", False), (Role.HEAD, "jamoat", False),
        (Role.CLERK, "jamoat", False), (Role.COUNCIL, "district_police", False), (Role.SECRETARY, "jamoat", False),
    ],
)  # fmt: skip
def test_only_those_who_can_act_see_it(land: Land, role: Role, kind: str, sees: bool) -> None:
    actor = staff(role, land.office(kind))
    assert queries.sees(actor) is sees
    if not sees:
        with pytest.raises(NotFound):
            queries.of_actor(actor)


def test_a_team_sees_its_own_place_and_my_work_says_what_is_new(lamps: Land) -> None:
    actor = staff(Role.SECRETARY, lamps.office("team"))
    watch = queries.of_actor(actor)
    assert [area.pk for area in watch.areas] == [lamps.jamoat.pk]
    found = panels.my_work(actor)
    assert found is not None and found["new"] == 1
    assert "newly stand" in browser_of(actor).get(reverse("desk:today")).content.decode()


def test_it_is_no_longer_new_a_month_later(lamps: Land) -> None:
    told(lamps.jamoat, 2, 14)
    watch = queries.of_actor(commander(lamps))
    assert watch.newly == [] and panels.my_work(commander(lamps)) is None


def test_k32_a_district_that_needs_care_has_no_row_above_it_either(lamps: Land) -> None:
    Place.objects.filter(pk=lamps.district.pk).update(risk_level=Place.Risk.CAREFUL)
    told(lamps.district, 1, 30)
    assert lamps.district.pk not in {area.pk for area in queries.watch("", month(0)).areas}


def test_the_ministry_sees_districts_and_the_number_of_queries_stays(lamps: Land) -> None:
    ministry = staff(
        Role.COMMANDER, lamps.office("region_police"), place=Place.objects.get(parent__isnull=True)
    )
    with CaptureQueriesContext(connection) as few:
        watch = queries.of_actor(ministry)
    assert lamps.district.pk in {area.pk for area in watch.areas}
    assert watch.looks.found[lamps.district.pk, "repairs"].count == 20, (
        "without the jamoat that needs care (K32)"
    )
    for ago in range(1, 20):
        told(lamps.district, ago, 3, topic="road_safety")
    memo.forget_all()
    with CaptureQueriesContext(connection) as more:
        queries.of_actor(ministry)
    assert len(few) == len(more) <= 5
    with CaptureQueriesContext(connection) as again:
        queries.of_actor(ministry)
    assert len(again) == 0
