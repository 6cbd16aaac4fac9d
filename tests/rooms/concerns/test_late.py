"""Clocks and the ladder: rules K28, K55, K59."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hamkori.ground.deadlines.models import Deadline
from hamkori.ground.outbox.models import Letter
from hamkori.ground.threads.models import Message
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.kernel.errors import BadInput
from hamkori.rooms.concerns import jobs, public_queries
from hamkori.rooms.concerns.actions import answering, handover, ladder
from hamkori.rooms.concerns.models import Concern, PaperAnswer
from hamkori.rooms.concerns.states import OPEN, State
from tests.rooms.concerns.builders import (
    Land,
    handler_of,
    holder_of,
    raised,
    staff,
)
from tests.rooms.concerns.steps import fresh

pytestmark = pytest.mark.django_db


def test_passing_on_keeps_the_day(land: Land) -> None:
    one = raised(land)
    before = fresh(one.concern).due_on
    answering.pass_on(actor=handler_of(one), concern=one.concern, to=land.office("jamoat"), reason="not_ours")
    assert fresh(one.concern).due_on == before
    assert Deadline.objects.get(subject_id=one.concern.pk, state="running").owner == land.office("jamoat").pk


def test_k55_an_office_that_never_signs_in_answers_on_stamped_paper(land: Land) -> None:
    one = raised(land)
    secretary = staff(Role.SECRETARY, land.office("team"))
    common: dict[str, Any] = {
        "actor": secretary,
        "concern": one.concern,
        "organisation": land.office("electricity"),
        "dated_on": clock.today(),
        "text": "We mount lamps by the first of the month.",
        "promised_on": clock.today() + timedelta(days=20),
    }
    with pytest.raises(BadInput):
        answering.type_paper_answer(**common, way=PaperAnswer.Way.PAPER, number="12/4")
    with pytest.raises(BadInput):
        answering.type_paper_answer(**common, way=PaperAnswer.Way.SPOKEN, witnesses=("Teacher", "teacher "))
    answering.type_paper_answer(
        **common, way=PaperAnswer.Way.SPOKEN, witnesses=("Teacher Lola", "Nurse Gul"), once="a"
    )
    answering.type_paper_answer(
        **common, way=PaperAnswer.Way.SPOKEN, witnesses=("Teacher Lola", "Nurse Gul"), once="a"
    )
    concern = fresh(one.concern)
    assert concern.state == State.ANSWERED
    assert concern.first_answered_on == clock.today()
    assert concern.promised_on == clock.today() + timedelta(days=20)
    assert PaperAnswer.objects.count() == 1


def test_k59_the_ladder_reminder_head_office_above_council_and_only_then_the_public(
    land: Land, travel: Callable[..., Any]
) -> None:
    land.office("electricity").parent = land.office("district_government")
    land.office("electricity").save()
    one = raised(land)
    due = fresh(one.concern).due_on
    assert due is not None
    assert jobs.climb_ladders() == 0
    said: list[str] = []
    for later in range(1, 60):
        travel(due + timedelta(days=later))
        jobs.climb_ladders()
        concern = fresh(one.concern)
        lines = Message.objects.filter(subject_id=concern.pk, kind__startswith="late_").order_by("pk")
        kinds = [line.kind.removeprefix("late_") for line in lines]
        if kinds != said:
            said = kinds
            is_public = bool(public_queries.publicly_late(land.district.path))
            assert is_public == ("public" in said)
    assert said == ["reminder", "head", "parent", "council", "public"]


def test_k59_the_explanation_stands_beside_what_is_late_in_public(
    land: Land, travel: Callable[..., Any]
) -> None:
    one = raised(land)
    Concern.objects.filter(pk=one.concern.pk).update(late_step=5, due_on=clock.today() - timedelta(days=40))
    head = staff(Role.HEAD, land.office("electricity"))
    with pytest.raises(BadInput):
        ladder.explain(actor=head, concern=one.concern, text=" ", new_date=None)
    ladder.explain(actor=head, concern=one.concern, text="The wire comes in spring.", new_date=None)
    [(shown, words)] = public_queries.publicly_late(land.jamoat.path)
    assert shown == one.concern
    assert words is not None and words.text == "The wire comes in spring."


def test_k59_a_step_is_taken_once_and_letters_name_nothing(land: Land, travel: Callable[..., Any]) -> None:
    one = raised(land)
    actor = handler_of(one)
    from hamkori.society.accounts.models import User

    user = User.objects.get(pk=actor.user_id)
    user.phone = "+992000000009"
    user.save()
    due = fresh(one.concern).due_on
    assert due is not None
    travel(due + timedelta(days=4))
    deadline = Deadline.objects.get(subject_id=one.concern.pk)
    assert ladder.climb(actor=SYSTEM, deadline=deadline) is not None
    assert (
        ladder.climb(actor=SYSTEM, deadline=deadline) is None
        or Deadline.objects.get(pk=deadline.pk).step <= 2
    )
    letters = list(Letter.objects.filter(kind="late.reminder"))
    assert len(letters) == 1
    assert one.concern.topic.name not in letters[0].text
    assert land.jamoat.name not in letters[0].text


def test_k28_open_concerns_follow_the_post(land: Land) -> None:
    one = raised(land)
    officer = handler_of(one)
    answering.take_up(actor=officer, concern=one.concern)
    successor = staff(Role.HANDLER, land.office("electricity"))
    assert officer.posting_id is not None
    moved = handover.hand_over(actor=SYSTEM, from_posting=officer.posting_id, to_posting=successor.posting_id)
    assert moved == 1
    assert fresh(one.concern).handler_posting == successor.posting_id


def test_open_states_all_have_a_running_day(land: Land) -> None:
    one = raised(land)
    office = handler_of(one)
    steps: list[Callable[[], Any]] = [
        lambda: answering.take_up(actor=office, concern=one.concern),
        lambda: answering.ask_resident(actor=office, concern=one.concern, text="Which street?"),
        lambda: answering.reply(actor=holder_of(one), concern=one.concern, text="The lower one."),
        lambda: answering.answer(actor=office, concern=one.concern, text="We come on Monday."),
    ]
    for step in steps:
        step()
        concern = fresh(one.concern)
        assert concern.state in OPEN
        assert Deadline.objects.filter(subject_id=concern.pk, state="running").count() == 1


def test_k59_nobody_is_said_to_be_told_where_there_is_nobody_to_tell(
    land: Land, travel: Callable[..., Any]
) -> None:
    land.office("electricity").signs_in = False
    land.office("electricity").save()
    one = raised(land)
    due = fresh(one.concern).due_on
    assert due is not None
    for later in range(1, 60):
        travel(due + timedelta(days=later))
        jobs.climb_ladders()
    kinds = Message.objects.filter(subject_id=one.concern.pk, kind__startswith="late_").order_by("pk")
    assert [line.kind for line in kinds] == ["late_paper", "late_council", "late_public"]
