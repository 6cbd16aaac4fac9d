"""What a team decides, and when it is no decision: rules K15, K61."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hamkori.kernel import clock
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.actions import (
    folders,
    working,
)
from hamkori.rooms.problems.models import Decision, Option
from hamkori.rooms.problems.queries import folders as queries
from hamkori.society.accounts.models import User
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land
from tests.rooms.problems.people import seat


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (["women", "elders"], "three different people"),
        (["women", "women", "elders"], "three different groups"),
        (["women", "women", "women"], "three different groups"),
        (["women", "elders", "police"], "three different people"),
        (["women", "elders", "inspector", "police"], "three different people"),
    ],
)
def test_k15_a_decision_is_refused(land: Land, chosen: list[str], sentence: str) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    seats = [seat(land, number, category) for number, category in enumerate(chosen, start=1)]
    with pytest.raises(BadInput) as refused:
        builders.decided(land, folder, "take_up", actor, seats=seats, against=0)
    assert sentence in str(refused.value)
    assert not Decision.objects.exists()


def test_k15_one_person_on_two_seats_is_one_person(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    twice, once = User.objects.create(username="twice"), User.objects.create(username="once")
    seats = [seat(land, 1, "women", twice), seat(land, 2, "elders", twice), seat(land, 3, "mahalla", once)]
    with pytest.raises(BadInput, match="three different people"):
        builders.decided(land, folder, "take_up", actor, seats=seats, against=0)


def test_k15_an_officer_on_a_citizens_seat_is_not_counted(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    officer = User.objects.create(username="officer")
    seats = [seat(land, 1, "women"), seat(land, 2, "elders"), seat(land, 3, "mahalla", officer, police=True)]
    with pytest.raises(BadInput, match="three different people"):
        builders.decided(land, folder, "take_up", actor, seats=seats, against=0)
    seats.append(seat(land, 4, "young_people"))
    decision = builders.decided(land, folder, "take_up", actor, seats=seats, against=0)
    assert [voice.of_police for voice in decision.voices.order_by("seat__number")] == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"against": 3}, "against"), ({"against": 2, "abstained": 1}, "against"), ({"way": "consent", "against": 1}, "way"),
        ({"protocol": " "}, "protocol"), ({"on": clock.today() + timedelta(days=2)}, "on"),
    ],
)  # fmt: skip
def test_a_decision_without_majority_protocol_or_day_is_none(
    land: Land, changes: dict[str, Any], field: str
) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    with pytest.raises(BadInput) as refused:
        builders.decided(land, folder, "take_up", actor, **changes)
    assert refused.value.field == field


def test_k61_how_anybody_voted_stands_nowhere(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    decision = builders.decided(land, folder, "take_up", actor, way="paper", against=1, abstained=1)
    assert (decision.in_favour, decision.against, decision.abstained) == (3, 1, 1)
    columns = {field.name for field in decision.voices.model._meta.concrete_fields}
    assert columns == {"id", "decision", "seat", "category", "of_police"}
    assert [voice.seat.number for voice in decision.voices.order_by("pk")] == [1, 2, 3, 4, 5], (
        "the order of seats, not of votes"
    )


def test_the_database_refuses_a_decision_of_two(land: Land) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            team=land.office("team"), kind="plan", way="hands", in_favour=2, protocol="1", on=clock.today()
        )


def test_going_back_and_changing_the_plan_needs_a_new_decision(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    folders.take_step(actor=actor, folder=folder, verb="back_to_analysis")
    assert queries.sheets_of(folder).decisions[0].void_on == clock.today()
    with pytest.raises(BadState, match="what is done"):
        folders.take_step(actor=actor, folder=folder, verb="respond")
    builders.decided(land, folder, "response", actor)
    option = Option.objects.get(folder=folder)
    values = working.Solution("Four lamps", "design", "7", "more light", {"time": 2, "money": 2, "law": 2, "accepted": 2},
                              True, None, clock.today(), "none")  # fmt: skip
    working.write_solution(actor=actor, folder=folder, solution=values, language="en", option=option)
    with pytest.raises(BadState, match="what is done"):
        folders.take_step(actor=actor, folder=folder, verb="respond")
