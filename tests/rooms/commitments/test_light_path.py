"""The light path: a concern, a promise, a check, and no gate between them (K22, K33, K55)."""

from datetime import timedelta
from typing import Any

import pytest

from hamkori.kernel import access, clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.rooms.commitments import board
from hamkori.rooms.commitments.actions import closing as ledger
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import Origin, Publicity, State
from hamkori.rooms.concerns import jobs
from hamkori.rooms.concerns.actions import answering, closing, intake, moderation
from hamkori.rooms.concerns.models import PaperAnswer
from hamkori.rooms.concerns.states import Outcome
from tests.rooms.commitments.builders import Land, in_days, staff, team
from tests.rooms.concerns.builders import Raised, handler_of, holder_of, raised

pytestmark = pytest.mark.django_db


def answered(land: Land, one: Raised, days: int = 20) -> Commitment:
    answering.answer(
        actor=handler_of(one),
        concern=one.concern,
        text="The crew comes to the house of the blue gate.",
        promised_on=in_days(days),
    )
    return Commitment.objects.get()


def test_an_answer_with_a_day_is_a_promise_without_the_words_of_the_answer(land: Land) -> None:
    one = raised(land)
    promise = answered(land, one)
    assert (promise.origin, promise.state, promise.driven) == (Origin.ANSWER, State.OPEN, True)
    assert promise.owner == land.office("electricity")
    assert promise.title == one.concern.topic.name
    assert "blue gate" not in str(Commitment.objects.values())
    assert promise.public_place == land.jamoat


def test_an_answer_without_a_day_is_no_promise(land: Land) -> None:
    one = raised(land)
    answering.answer(actor=handler_of(one), concern=one.concern, text="We look at it.")
    assert not Commitment.objects.exists()


def test_another_day_moves_the_same_promise_and_keeps_the_first(land: Land) -> None:
    one = raised(land)
    first = answered(land, one).first_due_on
    moved = answered(land, one, days=40)
    assert (moved.first_due_on, moved.due_on, moved.moved) == (first, in_days(40), 1)
    assert moved.extensions.get().reason_code == "answer"


@pytest.mark.parametrize("agrees", [True, False])
def test_k22_the_residents_code_sets_the_second_square(land: Land, agrees: bool) -> None:
    one = raised(land)
    promise = answered(land, one)
    closing.propose_close(
        actor=handler_of(one), concern=one.concern, outcome=Outcome.SOLVED, text="Six lamps burn."
    )
    promise.refresh_from_db()
    assert promise.state == State.DONE
    if agrees:
        closing.confirm(actor=holder_of(one), concern=one.concern)
    else:
        closing.reopen(actor=holder_of(one), concern=one.concern)
    promise.refresh_from_db()
    assert promise.state == (State.KEPT if agrees else State.REOPENED)
    if not agrees:
        one.concern.refresh_from_db()
        assert promise.due_on == one.concern.due_on


def test_k22_no_desk_can_close_what_came_from_a_concern(land: Land) -> None:
    one = raised(land)
    promise = answered(land, one)
    closing.propose_close(
        actor=handler_of(one), concern=one.concern, outcome=Outcome.SOLVED, text="Six lamps burn."
    )
    promise = Commitment.objects.select_related("owner").get()
    for actor in (team(land), staff(Role.COUNCIL, land.office("public_council")), handler_of(one)):
        for verb in ("do", "show", "confirm", "check", "withdraw", "make_letter"):
            assert not access.may(actor, f"commitment.{verb}", promise), verb
    assert Commitment.objects.get().state == State.DONE
    assert ledger.call_check(actor=SYSTEM, commitment=promise).state == State.DONE, (
        "its concern calls the check"
    )


def test_k22_silence_of_the_resident_calls_a_check_for_both(land: Land, travel: Any) -> None:
    one = raised(land)
    promise = answered(land, one)
    closing.propose_close(
        actor=handler_of(one), concern=one.concern, outcome=Outcome.SOLVED, text="Six lamps burn."
    )
    travel(clock.today() + timedelta(days=60))
    jobs.call_checks()
    promise.refresh_from_db()
    assert promise.state == State.CHECKING
    one.concern.refresh_from_db()
    closing.check(actor=team(land), concern=one.concern, agrees=True, note="All six burn.")
    promise.refresh_from_db()
    assert (promise.state, promise.closed_by) == (State.KEPT, "check")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.NOT_SOLVED, State.NOT_KEPT),
        (Outcome.PARTLY, State.KEPT),
        (Outcome.REFERRED, State.WITHDRAWN),
    ],
)
def test_what_the_resident_accepts_ends_the_promise_as_it_is(
    land: Land, outcome: Outcome, state: State
) -> None:
    one = raised(land)
    promise = answered(land, one)
    closing.propose_close(
        actor=handler_of(one), concern=one.concern, outcome=outcome, text="This is how far we came.",
        to=land.office("jamoat"),
    )  # fmt: skip
    closing.confirm(actor=holder_of(one), concern=one.concern)
    promise.refresh_from_db()
    assert promise.state == state
    assert bool(promise.why_code) == (state != State.KEPT)


def test_k55_the_whole_path_without_one_official_account(land: Land) -> None:
    one = raised(land)
    one.concern.refresh_from_db()
    office = one.concern.organisation
    assert office is not None
    secretary = team(land)
    said = {"way": PaperAnswer.Way.SPOKEN, "witnesses": ("Lola", "Parvina"), "dated_on": clock.today()}
    answering.type_paper_answer(
        actor=secretary,
        concern=one.concern,
        organisation=office,
        text="They come on Monday.",
        promised_on=in_days(9),
        **said,
    )
    promise = Commitment.objects.get()
    assert promise.owner == office
    closing.type_paper_done(
        actor=secretary,
        concern=one.concern,
        organisation=office,
        outcome=Outcome.SOLVED,
        text="They came on Monday.",
        **said,
    )
    closing.confirm(actor=holder_of(one), concern=one.concern)
    promise.refresh_from_db()
    assert promise.state == State.KEPT


def test_passing_on_gives_the_promise_to_the_next_office_with_its_day(land: Land) -> None:
    one = raised(land)
    promise = answered(land, one)
    answering.pass_on(
        actor=handler_of(one), concern=one.concern, to=land.office("jamoat"), reason="not_our_work"
    )
    promise.refresh_from_db()
    assert (promise.owner, promise.due_on) == (land.office("jamoat"), in_days(20))


def test_k59_the_ladder_of_the_concern_carries_the_promise(land: Land, travel: Any) -> None:
    one = raised(land)
    promise = answered(land, one, days=3)
    assert promise.shown and promise.public_sign == "due"
    travel(clock.today() + timedelta(days=80))
    for _step in range(6):
        jobs.climb_ladders()
    promise.refresh_from_db()
    assert (promise.late_step, promise.late_in_public) == (5, True)


def test_k33_a_private_topic_never_stands_on_the_board(land: Land) -> None:
    from hamkori.rooms.concerns.models import Topic

    Topic.objects.filter(code="street_lighting").update(public=False)
    promise = answered(land, raised(land))
    assert promise.publicity == Publicity.PRIVATE
    assert not board.shown(board.of_place("")).exists()
    assert not access.may(team(land), "commitment.read", promise)


def test_k32_where_care_is_needed_nothing_is_public_at_once(land: Land) -> None:
    one = raised(land)
    type(land.mahalla).objects.filter(pk=land.mahalla.pk).update(risk_level="careful")
    assert answered(land, one).publicity == Publicity.SIDES


@pytest.mark.parametrize("how", ["withdraw", "seal"])
def test_a_concern_that_is_gone_leaves_no_trace_on_the_board(land: Land, how: str) -> None:
    one = raised(land)
    promise = answered(land, one)
    if how == "withdraw":
        intake.withdraw(actor=holder_of(one), concern=one.concern)
    else:
        moderation.seal_away(actor=handler_of(one), concern=one.concern)
    promise.refresh_from_db()
    assert (promise.state, promise.shown, promise.publicity) == (State.WITHDRAWN, False, Publicity.PRIVATE)
