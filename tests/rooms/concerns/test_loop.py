"""The loop from raising to closing, through the actions: rules R003, R165, K22, K24."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hamkori.ground.audit.models import Entry
from hamkori.ground.deadlines.models import Deadline
from hamkori.ground.threads.models import Message
from hamkori.kernel import access, clock
from hamkori.kernel.actor import ANYONE, SYSTEM, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.concerns import jobs
from hamkori.rooms.concerns.actions import answering, closing
from hamkori.rooms.concerns.models import Check, Concern
from hamkori.rooms.concerns.states import STEPS, Kind, Named, Outcome, State
from tests.rooms.concerns.builders import (
    Land,
    handler_of,
    holder_of,
    intake,
    raised,
    raised_by_name,
    row_counts,
    staff,
)
from tests.rooms.concerns.steps import fresh

pytestmark = pytest.mark.django_db


def done(one: Any, actor: Any, outcome: Outcome = Outcome.SOLVED, **more: Any) -> Concern:
    return closing.propose_close(
        actor=actor, concern=one.concern, outcome=outcome, text="Six lamps were mounted on Monday.", **more
    )


def test_a_concern_reaches_its_office_with_a_day_to_answer(land: Land) -> None:
    one = raised(land)
    assert one.concern.organisation == land.office("electricity")
    assert one.concern.state == State.RECEIVED
    deadline = Deadline.objects.get(subject_id=one.concern.pk)
    assert deadline.kind == "first_answer"
    assert deadline.due_on == one.concern.due_on > clock.today()
    assert deadline.owner == land.office("electricity").pk


def test_r003_without_a_team_the_mahalla_committee_sees_the_card(land: Land) -> None:
    land.office("team").jurisdictions.update(until_on=clock.today())
    one = raised(land)
    assert one.concern.team == land.office("mahalla_committee")


def test_r003_without_a_service_the_jamoat_answers(land: Land) -> None:
    for kind in ("electricity", "mahalla_committee"):
        land.office(kind).jurisdictions.update(until_on=clock.today())
    assert raised(land).concern.organisation == land.office("jamoat")


def test_k22_the_same_submission_makes_one_record_and_shows_the_same_code(land: Land) -> None:
    first = raised(land, key="one-key")
    counts = row_counts()
    again = raised(land, key="one-key", text="Another text on the second press.")
    assert again.repeated
    assert (again.code, again.receipt.reference) == (first.code, first.receipt.reference)
    assert row_counts() == counts


def test_k22_nobody_can_delete_a_concern_and_no_desk_can_close_it(land: Land) -> None:
    one = raised(land)
    office = handler_of(one)
    done(one, office)
    for actor in (office, SYSTEM, staff(Role.COMMANDER, land.office("district_police")), ANYONE):
        if not actor.is_system:
            with pytest.raises(NotAllowed):
                closing.confirm(actor=actor, concern=one.concern)
    assert fresh(one.concern).state == State.DONE
    assert not [verb for verb in access.verbs() if "delete" in verb]


def test_r165_closed_only_when_the_resident_agrees(land: Land) -> None:
    one = raised(land)
    done(one, handler_of(one))
    closing.confirm(actor=holder_of(one), concern=one.concern)
    closing.confirm(actor=holder_of(one), concern=one.concern)
    concern = fresh(one.concern)
    assert (concern.state, concern.closed_by, concern.outcome) == (State.CLOSED, "resident", Outcome.SOLVED)
    assert Entry.objects.filter(action="concern.confirmed").count() == 1


def test_r165_reopened_in_one_step_without_words_and_the_clock_runs_again(land: Land) -> None:
    one = raised(land)
    done(one, handler_of(one))
    closing.reopen(actor=holder_of(one), concern=one.concern)
    concern = fresh(one.concern)
    assert (concern.state, concern.outcome, concern.reopened) == (State.IN_WORK, "", 1)
    assert concern.due_on is not None and concern.due_on > clock.today()
    assert Deadline.objects.filter(subject_id=concern.pk, state="running").count() == 1


def test_r165_reopening_is_over_after_its_days(land: Land, travel: Callable[..., Any]) -> None:
    one = raised(land)
    done(one, handler_of(one))
    closing.confirm(actor=holder_of(one), concern=one.concern)
    travel(clock.today() + timedelta(days=closing.REOPEN_DAYS + 1))
    with pytest.raises(BadState, match="new concern"):
        closing.reopen(actor=holder_of(one), concern=one.concern)


def test_r165_silence_goes_to_somebody_elses_check(land: Land, travel: Callable[..., Any]) -> None:
    one = raised(land)
    office = handler_of(one)
    done(one, office)
    assert jobs.call_checks() == 0
    due = fresh(one.concern).due_on
    assert due is not None
    travel(due + timedelta(days=1))
    assert jobs.call_checks() == 1
    assert jobs.call_checks() == 0
    assert fresh(one.concern).state == State.CHECKING
    with pytest.raises(NotAllowed):
        closing.check(actor=office, concern=fresh(one.concern), agrees=True, note="I went there.")
    council = staff(Role.COUNCIL, land.office("public_council"))
    closing.check(actor=council, concern=fresh(one.concern), agrees=False, note="Two lamps are still dark.")
    assert fresh(one.concern).state == State.IN_WORK
    assert Check.objects.get(concern=one.concern).agreed is False


def test_k22_a_refusal_needs_a_listed_reason_and_a_sentence(land: Land) -> None:
    one = raised(land)
    office = handler_of(one)
    for reason, text in (("", "No."), ("no_time", "No time."), ("refusal.in_court", " ")):
        with pytest.raises(BadInput):
            closing.propose_close(
                actor=office, concern=one.concern, outcome=Outcome.REFUSED, text=text, refusal_reason=reason
            )
    done(one, office, Outcome.REFUSED, refusal_reason="refusal.in_court")
    closing.reopen(actor=holder_of(one), concern=one.concern, text="It is not in court.")
    assert fresh(one.concern).state == State.CHECKING


def test_states_every_step_of_the_table_leads_somewhere_and_gone_is_gone() -> None:
    for state in State:
        leaving = STEPS.verbs_from(state)
        assert bool(leaving) == (state != State.WITHDRAWN), state
    assert STEPS.verbs_from(State.SEALED) == ("withdraw",)
    assert not STEPS.allows("check_agrees", State.DONE)
    with pytest.raises(BadState):
        STEPS.target("confirm", State.IN_WORK)


def test_k24_an_answer_without_a_word_is_refused_and_a_past_promise_too(land: Land) -> None:
    one = raised(land)
    office = handler_of(one)
    with pytest.raises(BadInput):
        answering.answer(actor=office, concern=one.concern, text="  ")
    with pytest.raises(BadInput):
        answering.answer(
            actor=office, concern=one.concern, text="Done.", promised_on=clock.today() - timedelta(days=1)
        )
    answering.answer(actor=office, concern=one.concern, text="We come on Monday.", once="x")
    answering.answer(actor=office, concern=one.concern, text="We come on Monday.", once="x")
    assert Message.objects.filter(subject_id=one.concern.pk, kind="answer").count() == 1


def test_thanks_have_no_clock_and_are_no_case(land: Land) -> None:
    one = raised(land, kind=Kind.THANKS, text="Thank you for the new lamps.")
    assert one.concern.due_on is None
    assert not Deadline.objects.exists()


def test_an_appeal_needs_a_name(land: Land) -> None:
    from hamkori.rooms.concerns.states import Track

    with pytest.raises(BadInput) as wrong:
        raised(land, track=Track.APPEAL)
    assert wrong.value.field == "named"
    one = raised_by_name(land, track=Track.APPEAL)
    assert one.concern.track == Track.APPEAL


def test_intake_values_are_checked_again_in_the_action(land: Land) -> None:
    with pytest.raises(BadInput):
        raised(land, text="x" * 4001)
    with pytest.raises(BadInput):
        raised(land, named=Named.NAMED, name=" ")
    assert intake(land).topic.code == "street_lighting"
