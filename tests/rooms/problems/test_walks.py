"""Safety walks: the route in its order, nine ratings by day and by dark, and one step to whoever can mend it (R240)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.problems import walk_papers
from hamkori.rooms.problems.actions import walking
from hamkori.rooms.problems.catalogue import RATINGS
from hamkori.rooms.problems.models import RouteStop, Walk, WalkStop
from hamkori.rooms.problems.queries import walking as queries
from tests.rooms.concerns.desk.test_steps import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land

pytestmark = pytest.mark.django_db


def walked(land: Land, actor: Actor) -> Walk:
    return walking.add_walk(
        actor=actor, team=land.office("team"), place=land.jamoat, women=6, men=2, officials=True, on=clock.today()
    )  # fmt: skip


def rate(
    walk: Walk, actor: Actor, number: int = 1, light: str = "day", value: int = 3, title: str = "the bus stop"
) -> None:
    stop = walking.Stop(number, light, title, dict.fromkeys(RATINGS, value), "a lamp")
    walking.rate_stop(actor=actor, team=walk.team, walk=walk, language="en", stop=stop)


def planned(
    walk: Walk, actor: Actor, *titles: str, owner: str = "", land: Land | None = None
) -> list[RouteStop]:
    office = land.office(owner) if land is not None and owner else None
    return [
        walking.set_route_stop(
            actor=actor, team=walk.team, walk=walk, title=title, owner=office, language="en"
        )
        for title in titles
    ]


def titles(walk: Walk) -> list[tuple[int, str]]:
    return [(stop.number, stop.title) for stop in queries.route_of(walk)]


def test_a_walk_rates_nine_things_by_day_and_by_dark(land: Land) -> None:
    actor = builders.member(land)
    walk = walked(land, actor)
    for light, value in (("day", 3), ("dark", 0)):
        rate(walk, actor, light=light, value=value)
    (pair,) = queries.stops_of(walk)
    assert len(pair.ratings) == 9 and {(day, dark) for _name, day, dark in pair.ratings} == {(3, 0)}
    assert len(pair.bad) == 9 and pair.proposal == "a lamp"
    with pytest.raises(BadInput):
        walking.rate_stop(actor=actor, team=walk.team, walk=walk, language="en",
                          stop=walking.Stop(2, "day", "the well", {"light": 1}))  # fmt: skip


def test_k48_a_photo_needs_the_word_that_nobody_is_on_it(land: Land) -> None:
    actor = builders.member(land)
    walk = walked(land, actor)
    with pytest.raises(BadInput, match="nobody can be recognised"):
        walking.rate_stop(actor=actor, team=walk.team, walk=walk, language="en",
                          stop=walking.Stop(1, "day", "the bus stop", dict.fromkeys(RATINGS, 1), photo="x"))  # fmt: skip
    (stop,) = planned(walk, actor, "the bus stop")
    with pytest.raises(IntegrityError), transaction.atomic():
        WalkStop.objects.create(stop=stop, light="day", photo="x")


def test_the_route_keeps_its_order_and_stops_change_places(land: Land) -> None:
    actor = builders.member(land)
    walk = walked(land, actor)
    _first, second, third = planned(walk, actor, "the school gate", "the bus stop", "the footbridge")
    walking.move_stop(actor=actor, team=walk.team, walk=walk, stop=third, earlier=True)
    assert titles(walk) == [(1, "the school gate"), (2, "the footbridge"), (3, "the bus stop")]
    rate(walk, actor, number=2, title="the footbridge", value=0)
    second.refresh_from_db()
    walking.move_stop(actor=actor, team=walk.team, walk=walk, stop=second, earlier=False)
    assert titles(walk)[2] == (3, "the bus stop"), "the last one cannot go later"
    walking.move_stop(actor=actor, team=walk.team, walk=walk, stop=second, earlier=True)
    assert [(pair.title, bool(pair.bad)) for pair in queries.stops_of(walk)][2] == ("the footbridge", True), (
        "what was seen goes along with its stop"
    )


def test_a_bad_stop_becomes_a_promise_of_its_owner_once(land: Land) -> None:
    actor = builders.secretary(land)
    walk = walked(land, actor)
    (stop,) = planned(walk, actor, "the bus stop", owner="jamoat", land=land)
    rate(walk, actor, value=0)
    wish = {"text": "A lamp at the bus stop", "due_on": clock.today() + timedelta(days=30), "protocol": "2026/4",
            "said_on": clock.today(), "names_nobody": True}  # fmt: skip
    made = walking.promise_at(actor=actor, team=walk.team, walk=walk, stop=stop, **wish)
    again = walking.promise_at(actor=actor, team=walk.team, walk=walk, stop=stop, **wish)
    assert made == again and Commitment.objects.count() == 1
    assert (made.owner, made.to_organisation, made.basis.number) == (
        land.office("jamoat"),
        walk.team,
        "2026/4",
    )
    assert (made.subject_type, made.subject_id) == (walking.SUBJECT, walk.pk)
    stop.refresh_from_db()
    with pytest.raises(BadInput, match="promised something here"):
        walking.set_route_stop(
            actor=actor, team=walk.team, walk=walk, title="the bus stop", owner=None, language="en", stop=stop
        )


def test_a_bad_stop_becomes_a_concern_for_its_owner_with_the_ordinary_receipt(land: Land) -> None:
    actor = builders.secretary(land)
    walk = walked(land, actor)
    planned(walk, actor, "the bus stop", owner="jamoat", land=land)
    rate(walk, actor, value=0)
    browser = browser_of(actor)
    address = reverse("problems_desk:walk_concern", args=[walk.uid, 1])
    page = browser.get(address)
    form = page.context["form"]
    data = {"key": form["key"].value(), "topic": form.fields["topic"].choices[0][0], "text": "it is dark at the bus stop",
            "once": "a" * 32}  # fmt: skip
    answer = browser.post(address, data)
    assert answer.status_code == 302 and answer["Location"] == reverse("concerns_desk:receipt")
    found = Concern.objects.get()
    assert (
        found.organisation == land.office("jamoat") and found.team == walk.team and found.named == "anonymous"
    )
    assert RouteStop.objects.get().concern == found
    assert browser.get(answer["Location"]).status_code == 200
    browser.post(address, data)
    assert Concern.objects.count() == 1, "a second press makes one"


def test_no_step_without_an_owner_and_none_by_a_member(land: Land) -> None:
    secretary, member = builders.secretary(land), builders.member(land)
    walk = walked(land, secretary)
    (stop,) = planned(walk, member, "the bus stop")
    wish = {"text": "A lamp", "due_on": clock.today(), "protocol": "1", "said_on": clock.today()}
    with pytest.raises(BadState, match="who can mend it"):
        walking.promise_at(actor=secretary, team=walk.team, walk=walk, stop=stop, **wish)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        walking.promise_at(actor=member, team=walk.team, walk=walk, stop=stop, **wish)  # type: ignore[arg-type]
    for name in ("walk_promise", "walk_concern"):
        assert (
            browser_of(secretary).get(reverse(f"problems_desk:{name}", args=[walk.uid, 1])).status_code == 404
        )


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_printed_sheet_has_the_route_and_room_for_owners(land: Land, language: str) -> None:
    actor = builders.secretary(land)
    walk = walked(land, actor)
    planned(walk, actor, "the bus stop", owner="jamoat", land=land)
    content = walk_papers.walk_content(walk, queries.route_of(walk), language)
    assert content["stops"][0][:2] == ["1", "the bus stop"] and content["stops"][0][2]
    assert len(content["stops"]) == walk_papers.FEWEST_ROWS and content["stops"][5] == ["6", "", "", ""]
    assert len(content["ratings"]) == 9
    assert walk_papers.walk_pdf(walk, queries.route_of(walk), language).startswith(b"%PDF-")
