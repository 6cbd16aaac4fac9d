"""Late promises: quietly first, in public last, with the office's own explanation (K59)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from hamkori.ground.deadlines.models import LadderStep
from hamkori.ground.outbox.models import Letter
from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.commitments import board, clocks, jobs
from hamkori.rooms.commitments.actions import doing
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import Publicity, State
from hamkori.society.accounts.models import User
from tests.rooms.commitments.builders import Land, fresh, in_days, made, staff

pytestmark = pytest.mark.django_db
Travel = Callable[[date], None]


def days_of_the_ladder(due: date) -> list[date]:
    """The day of each step for a promise due on `due`."""
    return [
        day
        for number in range(LadderStep.objects.count())
        if (day := clocks.next_step_on(due, number)) is not None
    ]


def climb_to(commitment: Commitment, step: int, travel: Travel) -> Commitment:
    """Let the clock run until the step `step` (1 is the reminder) has been taken."""
    for day in days_of_the_ladder(commitment.due_on)[:step]:
        travel(day)
        jobs.climb_ladders()
    return fresh(commitment)


def test_k59_the_steps_come_in_their_order_and_only_the_last_is_public(land: Land, travel: Travel) -> None:
    for role, kind in (
        (Role.HANDLER, "electricity"),
        (Role.HEAD, "electricity"),
        (Role.COUNCIL, "public_council"),
    ):
        person = staff(role, land.office(kind))
        user = User.objects.get(pk=person.user_id)
        user.phone = f"+99200000{user.pk:04d}"
        user.save()
    commitment = made(land, due_on=in_days(3))
    days = days_of_the_ladder(commitment.due_on)
    assert days == sorted(days) and days[0] > commitment.due_on
    kinds = []
    for number, day in enumerate(days, start=1):
        travel(day - timedelta(days=1))
        jobs.climb_ladders()
        assert fresh(commitment).late_step == number - 1
        travel(day)
        jobs.climb_ladders()
        jobs.climb_ladders()
        found = fresh(commitment)
        assert found.late_step == number
        assert found.late_in_public == found.shown == (number == len(days))
        kinds.append(Letter.objects.order_by("-pk").values_list("kind", flat=True).first())
    assert kinds[:2] == ["promise.reminder", "promise.head"]
    assert kinds[3] == "promise.council"


def test_k59_a_letter_tells_a_stranger_nothing(land: Land, travel: Travel) -> None:
    person = staff(Role.HANDLER, land.office("electricity"))
    user = User.objects.get(pk=person.user_id)
    user.phone = "+992000000001"
    user.save()
    commitment = climb_to(made(land, due_on=in_days(3)), 1, travel)
    text = Letter.objects.get().text
    assert commitment.shown_reference in text
    assert "lamp" not in text.lower() and land.jamoat.name not in text


@pytest.mark.parametrize(
    ("publicity", "steps", "shown", "sign"),
    [
        (Publicity.SIDES, 4, False, "due"),
        (Publicity.SIDES, 5, True, "late"),
        (Publicity.PUBLIC, 0, True, "due"),
        (Publicity.PUBLIC, 4, True, "due"),
        (Publicity.PUBLIC, 5, True, "late"),
        (Publicity.PRIVATE, 5, False, "due"),
    ],
)
def test_k59_what_everybody_sees_of_a_delay(
    land: Land, travel: Travel, publicity: Publicity, steps: int, shown: bool, sign: str
) -> None:
    commitment = climb_to(made(land, due_on=in_days(3), publicity=publicity), steps, travel)
    assert (commitment.shown, commitment.public_sign) == (shown, sign)
    assert (commitment.pk in set(board.shown(board.of_place("")).values_list("pk", flat=True))) == shown


def test_k59_the_own_explanation_stands_beside_the_public_delay(land: Land, travel: Travel) -> None:
    commitment = climb_to(made(land, due_on=in_days(3)), 5, travel)
    doing.explain(
        actor=staff(Role.HEAD, land.office("electricity")),
        commitment=commitment,
        text="The transformer has to be replaced first.",
    )
    whose = board.of_place(land.jamoat.code)
    row = board.ledger(whose, board.figures(whose))["late"][0]
    assert row.explanation is not None and "transformer" in row.explanation


def test_a_new_day_begins_the_ladder_anew(land: Land, travel: Travel) -> None:
    commitment = climb_to(made(land, due_on=in_days(3)), 5, travel)
    doing.extend(
        actor=staff(Role.HANDLER, land.office("electricity")),
        commitment=commitment,
        due_on=clock.today() + timedelta(days=20),
        reason="The cable comes next week.",
    )
    moved = fresh(commitment)
    assert (moved.late_step, moved.late_in_public) == (0, False)
    assert moved.shown, "what everybody has read is not hidden again"
    jobs.climb_ladders()
    assert fresh(commitment).late_step == 0


def test_the_ladder_stops_when_it_is_done(land: Land, travel: Travel) -> None:
    commitment = climb_to(made(land, due_on=in_days(3)), 2, travel)
    doing.say_done(
        actor=staff(Role.HANDLER, land.office("electricity")), commitment=commitment, text="The lamps burn."
    )
    travel(clock.today() + timedelta(days=60))
    jobs.climb_ladders()
    found = fresh(commitment)
    assert (found.state, found.late_step) == (State.DONE, 0)


def test_where_nobody_is_above_and_no_council_nothing_claims_to_have_told_them(
    land: Land, travel: Any
) -> None:
    land.office("public_council").jurisdictions.update(until_on=clock.today())
    commitment = climb_to(made(land, due_on=in_days(3)), 4, travel)
    kinds = set(commitment.marks.values_list("kind", flat=True))
    assert not kinds & {"late_parent", "late_council"}
