"""A folder's life: who edits, which way it goes, what is linked, shown and promised (K01, K32, K33, K43, K44)."""

from typing import Any

import pytest

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.problems.actions import (
    deciding,
    folders,
    measuring,
    promising,
    telling,
    voices,
    working,
)
from hamkori.rooms.problems.catalogue import CHEERS, Origin
from hamkori.rooms.problems.models import Folder, LinkedConcern, Option
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.states import Method, State
from tests.rooms.concerns.builders import raised
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff

METHODS = [Method.SARA, Method.CYCLE]


@pytest.mark.parametrize("method", METHODS)
def test_a_folder_goes_from_first_concern_to_published_story(land: Land, method: Method) -> None:
    """Without one official account: the team, paper and the clock are enough (K55)."""
    folder, _actor = builders.told(land, method)
    assert folder.state == State.CLOSED and folder.shown
    story = queries.public_story(folder.uid)
    assert story.is_public and set(story.limits) == {"tg", "ru", "en"}
    assert [one.place for one in queries.way_of(folder)] == ["past"] * len(queries.way_of(folder))


@pytest.mark.parametrize("method", METHODS)
def test_the_baseline_comes_before_the_response(land: Land, method: Method) -> None:
    folder, measure, actor = builders.acting(land, method)
    with pytest.raises(BadState, match="acting already"):
        builders.point(folder, actor, measure, "before", 5, from_ago=20, until_ago=15)


def test_after_cannot_be_measured_before_the_team_has_acted(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    measure = builders.measure(folder, actor)
    with pytest.raises(BadState, match="when the team has acted"):
        builders.point(folder, actor, measure, "after", 5, from_ago=20, until_ago=15)


def test_a_step_says_what_is_missing(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadState, match="six questions"):
        folders.take_step(actor=actor, folder=folder, verb="take_up")
    door = next(one for one in queries.doors_of(folder) if one.verb == "take_up")
    assert [one.code for one in door.missing] == ["cheers", "events", "statement", "decided_take_up"]
    assert builders.fresh(folder).state == State.FINDING


# --- K43: only the team


OTHERS = (
    (Role.HEAD, "jamoat"), (Role.HANDLER, "precinct"), (Role.COMMANDER, "district_police"), (Role.COUNCIL, "public_council"),
    (Role.ADMINISTRATOR, None), (Role.REVIEWER, "women_committee"), (Role.OPERATOR, None), (Role.CLERK, "jamoat"),
)  # fmt: skip


@pytest.mark.parametrize(("role", "kind"), OTHERS)
def test_k43_nobody_else_touches_the_agenda_or_the_priorities(
    land: Land, role: Role, kind: str | None
) -> None:
    folder, measure, actor = builders.acting(land)
    stranger = staff(role, land.office(kind) if kind else None)
    team = land.office("team")
    seats = builders.seats(land)
    tries: list[tuple[Any, dict[str, Any]]] = [
        (folders.open_folder, {"team": team, "method": Method.SARA, "place": land.jamoat, "title": "x", "language": "en"}),
        (folders.answer_six, {"folder": folder, "answers": dict.fromkeys(CHEERS, True), "events": 2}),
        (folders.take_step, {"folder": folder, "verb": "back_to_analysis"}),
        (folders.show, {"folder": folder, "shown": True}),
        (working.nothing_tried, {"folder": folder}),
        (measuring.set_measure, {"folder": folder, "kind": "count", "title": "x", "how": "y", "lower_is_better": True,
                                 "language": "en"}),
        (deciding.decide, {"team": team, "folder": folder, "kind": "close", "way": "hands", "seats": seats,
                           "protocol": "1", "on": clock.today()}),
        (voices.set_issue, {"team": team, "year": clock.today().year, "title": "x", "language": "en"}),
        (telling.publish_story, {"folder": folder}),
        (promising.promise_plan, {"folder": folder}),
    ]  # fmt: skip
    for function, values in tries:
        with pytest.raises(NotAllowed):
            function(actor=stranger, **values)


def test_k43_not_even_another_team(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    other = staff(Role.SECRETARY, land.office("mahalla_committee"))
    with pytest.raises(NotAllowed):
        folders.show(actor=other, folder=folder, shown=True)


def test_a_member_fills_sheets_but_does_not_lead(land: Land) -> None:
    """So that not all of it falls on the secretary (K51); decisions and gates stay with her."""
    actor = builders.member(land)
    folder = builders.opened(land, actor=actor)
    builders.stated(folder, actor)
    for call in (
        lambda: builders.decided(land, folder, "take_up", actor),
        lambda: folders.take_step(actor=actor, folder=folder, verb="shelve", shelved_for="money"),
        lambda: folders.show(actor=actor, folder=folder, shown=True),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_k44_the_origin_of_a_priority_is_kept_and_shown(land: Land) -> None:
    folder = builders.opened(land, origin=Origin.PARTNER)
    assert folder.get_origin_display() == "a donor or partner"
    assert Entry.objects.get(action="problem.opened").facts["origin"] == "partner"


# --- linking, shelving, referring, watching


def test_k01_concerns_are_linked_by_their_cards_only(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    concern = raised(land, place=land.jamoat).concern
    assert folders.link_concerns(actor=actor, folder=folder, concerns=[concern]) == 1
    assert folders.link_concerns(actor=actor, folder=folder, concerns=[concern]) == 0
    row = LinkedConcern.objects.get()
    assert row.concern.topic.code == "street_lighting"
    assert queries.linked_count(folder) is None, "one to four are not counted in public"
    assert folders.unlink_concern(actor=actor, folder=folder, concern_id=concern.pk) == 1


def test_a_concern_of_another_area_is_refused(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    concern = raised(land, place=land.other_jamoat).concern
    assert concern.team_id != folder.team_id
    with pytest.raises(BadInput):
        folders.link_concerns(actor=actor, folder=folder, concerns=[concern])


def test_one_no_of_six_is_passed_on(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    folders.answer_six(
        actor=actor, folder=folder, answers={**dict.fromkeys(CHEERS, True), "recurring": False}, events=1
    )
    with pytest.raises(BadState, match="to whom"):
        folders.take_step(actor=actor, folder=folder, verb="refer")
    folders.name_referral(actor=actor, folder=folder, to=land.office("water"))
    folders.take_step(actor=actor, folder=folder, verb="refer")
    assert builders.fresh(folder).state == State.REFERRED
    folders.take_step(actor=actor, folder=folder, verb="take_back")
    again = builders.fresh(folder)
    assert (
        again.state == State.FINDING and again.referred_to_id is None and again.cheers["recurring"] is False
    )


def test_shelving_needs_a_reason_from_the_list(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadInput):
        folders.take_step(actor=actor, folder=folder, verb="shelve")
    folders.take_step(actor=actor, folder=folder, verb="shelve", shelved_for="season")
    assert builders.fresh(folder).get_shelved_for_display() == "We wait for the right season"
    with pytest.raises(BadState):
        builders.stated(folder, actor)


@pytest.mark.parametrize("method", METHODS)
def test_a_problem_that_came_back_opens_a_new_round(land: Land, method: Method, travel: Any) -> None:
    folder, actor = builders.closed(land, method)
    assert queries.to_watch(folder.team_id) == []
    travel(folder.watch_on)
    assert [one.pk for one in queries.to_watch(folder.team_id)] == [folder.pk]
    again = folders.watched(actor=actor, folder=folder, came_back=True)
    assert again.round == 2 and again.is_open and again.watch_on is None
    later = next(one for one in queries.doors_of(again) if one.verb in ("respond", "choose"))
    assert {"decided_response", "decided_take_up"} & {one.code for one in later.missing}, (
        "old decisions open no gate"
    )


def test_a_quiet_watch_day_is_written_down(land: Land, travel: Any) -> None:
    folder, actor = builders.closed(land)
    travel(folder.watch_on)
    folders.watched(actor=actor, folder=folder, came_back=False)
    assert builders.fresh(folder).watched_on == clock.today() and queries.to_watch(folder.team_id) == []


# --- showing


def test_only_what_the_team_took_up_is_shown(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadState, match="take the problem up"):
        folders.show(actor=actor, folder=folder, shown=True)


def test_k32_in_a_careful_place_the_council_agrees_first(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    type(land.jamoat).objects.filter(pk=land.jamoat.pk).update(risk_level="careful")
    with pytest.raises(BadState, match="council"):
        folders.show(actor=actor, folder=folder, shown=True)
    with pytest.raises(NotAllowed):
        folders.agree_to_showing(actor=actor, folder=folder)
    folders.agree_to_showing(actor=staff(Role.COUNCIL, land.office("public_council")), folder=folder)
    folders.show(actor=actor, folder=folder, shown=True)
    assert queries.public(folder.uid).pk == folder.pk


def test_k33_a_sensitive_topic_is_never_shown(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    topic = queries.topics()[0]
    type(topic).objects.filter(pk=topic.pk).update(public=False)
    Folder.objects.filter(pk=folder.pk).update(topic=topic)
    with pytest.raises(BadState, match="never shown"):
        folders.show(actor=actor, folder=folder, shown=True)


# --- the ledger


def test_what_an_office_leads_becomes_its_promise(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    made = promising.promise_plan(actor=actor, folder=folder)
    assert [(one.owner.kind, one.origin, one.due_on) for one in made] == [
        ("jamoat", "meeting", Option.objects.get().due_on)
    ]
    assert Option.objects.get().commitment_id == made[0].pk
    with pytest.raises(BadState, match="already"):
        promising.promise_plan(actor=actor, folder=folder)
    assert Commitment.objects.count() == 1


def test_one_audit_entry_for_each_write_and_no_words_in_it(land: Land) -> None:
    _folder, actor = builders.told(land)
    for entry in Entry.objects.filter(action__startswith="problem."):
        assert "speed" not in str(entry.facts) and "lamps" not in str(entry.facts)
        assert isinstance(actor, Actor)
