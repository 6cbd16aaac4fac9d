"""Scorecards: groups and the service score apart, nothing under five is shown, the meeting ends in promises."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState, HamkoriError, NotAllowed
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.problems import scorecard_papers
from hamkori.rooms.problems.actions import scoring
from hamkori.rooms.problems.catalogue import Group
from hamkori.rooms.problems.models import CardStep, OwnScores, Scorecard
from hamkori.rooms.problems.queries import scorecards as queries
from hamkori.society.places.models import Place
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db
STATEMENTS = ["polite", "explains", "same"]


def opened(land: Land, actor: Actor | None = None) -> Scorecard:
    return scoring.open_card(
        actor=actor or builders.member(land), team=land.office("team"), place=land.jamoat,
        service=land.office("jamoat"), statements=STATEMENTS,
    )  # fmt: skip


def group(land: Land, card: Scorecard, code: str, counts: list[int], people: int | None = None) -> None:
    scoring.enter_group(
        actor=builders.member(land), team=card.team, card=card, group=code,
        people=people or max(1, sum(counts)), counts=dict.fromkeys(STATEMENTS, counts),
    )  # fmt: skip


def head(land: Land) -> Actor:
    return staff(Role.HEAD, land.office("jamoat"))


def scored(land: Land) -> Scorecard:
    """Both sides have scored; they have not met."""
    card = opened(land)
    group(land, card, "women", [6, 4, 2, 0, 0])
    group(land, card, "men", [0, 1, 3, 6, 2])
    scoring.score_own(actor=head(land), card=card, scores=dict.fromkeys(STATEMENTS, 5))
    return card


def meet(land: Land, card: Scorecard, **changes: Any) -> Scorecard:
    today = clock.today()
    step = scoring.Agreed(
        "polite", "A bench and a queue at the door", land.office("jamoat"), today + timedelta(days=30)
    )
    wish: dict[str, Any] = {
        "actor": builders.secretary(land), "team": card.team, "card": card, "on": today, "protocol": "2026/7",
        "again_on": today + timedelta(days=180), "agreed": [step], "names_nobody": True, **changes,
    }  # fmt: skip
    return scoring.hold_meeting(**wish)


def test_groups_and_the_service_stand_side_by_side_and_no_group_is_added_up(land: Land) -> None:
    table = queries.table_of(scored(land))
    assert table.groups == (Group.WOMEN, Group.MEN) and table.people == (12, 12)
    assert [(row.own, row.means) for row in table.rows] == [(5, (1.5, 4.0))] * 3, "means to the nearest half"
    assert all(row.apart for row in table.rows)


def test_k33_fewer_than_five_scores_are_shown_to_nobody(land: Land) -> None:
    card = opened(land)
    group(land, card, "women", [1, 1, 1, 1, 0], people=9)
    group(land, card, "men", [1, 1, 1, 1, 1])
    group(land, card, "youth", [0, 0, 0, 0, 4])
    table = queries.table_of(card)
    assert [row.means for row in table.rows] == [(None, 3.0, None)] * 3
    assert table.people == (9, 5, None)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [([0, 0, 0, 0, 4], None), ([0, 0, 0, 0, 5], 5.0), ([1, 1, 1, 1, 1], 3.0), ([3, 2, 0, 0, 0], 1.5), ([4, 1, 0, 0, 0], 1.0)],
)  # fmt: skip
def test_a_mean_is_told_to_the_nearest_half_from_five_on(counts: list[int], shown: float | None) -> None:
    assert queries.mean(counts) == shown


@pytest.mark.parametrize(
    ("counts", "people"),
    [([-1, 0, 0, 0, 5], 9), ([5, 5, 0, 0, 0], 9), ([1, 1, 1, 1], 9), ([0, 0, 0, 0, 0], 0)],
)
def test_counts_that_cannot_be_are_refused(land: Land, counts: list[int], people: int) -> None:
    card = opened(land)
    with pytest.raises(BadInput):
        scoring.enter_group(
            actor=builders.member(land), team=card.team, card=card, group="women", people=people,
            counts=dict.fromkeys(STATEMENTS, counts),
        )  # fmt: skip


def test_a_smaller_group_and_a_foreign_service_are_not_taken(land: Land) -> None:
    card = opened(land)
    with pytest.raises(BadInput):
        group(land, card, "smaller", [1, 1, 1, 1, 1])
    with pytest.raises(BadState):
        opened(land)
    with pytest.raises(BadInput):
        scoring.open_card(actor=builders.member(land), team=card.team, place=land.jamoat, service=card.team,
                          statements=STATEMENTS)  # fmt: skip
    with pytest.raises(BadInput):
        scoring.open_card(actor=builders.member(land), team=card.team, place=land.jamoat,
                          service=land.office("precinct"), statements=STATEMENTS[:2])  # fmt: skip


def test_k55_the_service_scores_itself_and_the_secretary_only_from_a_numbered_sheet(land: Land) -> None:
    card = opened(land)
    scores = dict.fromkeys(STATEMENTS, 4)
    for stranger in (builders.member(land), staff(Role.HEAD, land.office("precinct"))):
        with pytest.raises(NotAllowed):
            scoring.score_own(actor=stranger, card=card, scores=scores)
    with pytest.raises(BadInput):
        scoring.score_own(actor=builders.secretary(land), card=card, scores=scores)
    scoring.score_own(actor=builders.secretary(land), card=card, scores=scores, paper_number="17")
    assert OwnScores.objects.get().paper_number == "17"


def test_the_service_does_not_see_the_residents_scores_before_the_meeting(land: Land) -> None:
    card = opened(land)
    group(land, card, "women", [9, 3, 0, 0, 0])
    browser = browser_of(head(land))
    page = browser.get(reverse("problems_desk:scorecard_own", args=[card.uid]))
    assert page.status_code == 200 and "table" not in page.context
    assert browser.get(reverse("problems_desk:scorecard", args=[card.uid])).status_code == 404
    assert Client().get(reverse("problems:scorecard", args=[card.uid])).status_code == 404
    data = {f"s_{code}": "4" for code in STATEMENTS} | {"once": "a" * 32}
    assert browser.post(reverse("problems_desk:scorecard_own", args=[card.uid]), data).status_code == 302
    assert OwnScores.objects.get().scores == dict.fromkeys(STATEMENTS, 4)


def test_the_meeting_ends_in_promises_and_everybody_sees_the_card(land: Land) -> None:
    card = meet(land, scored(land))
    promise = Commitment.objects.get()
    assert (promise.owner, promise.to_organisation) == (land.office("jamoat"), card.team)
    assert (promise.subject_type, promise.subject_id, promise.basis.number) == (
        scoring.SUBJECT,
        card.pk,
        "2026/7",
    )
    assert CardStep.objects.get().commitment == promise
    page = Client().get(reverse("problems:scorecard", args=[card.uid])).content.decode()
    assert "A bench and a queue at the door" in page and "1.5" in page and "seen differently" in page
    assert queries.shown_of(card.team) == [card]
    with pytest.raises(BadState):
        group(land, card, "women", [1, 1, 1, 1, 1])
    with pytest.raises(BadState):
        meet(land, card)


@pytest.mark.parametrize(
    "changes", [{"agreed": []}, {"protocol": " "}, {"again_on": clock.today() - timedelta(days=400)}]
)
def test_no_meeting_without_a_step_a_protocol_and_a_next_round(land: Land, changes: dict[str, Any]) -> None:
    with pytest.raises(HamkoriError):
        meet(land, scored(land), **changes)
    assert Commitment.objects.count() == 0 and Scorecard.objects.get().met_on is None


def test_both_sides_score_before_they_meet_and_only_the_secretary_writes_it_down(land: Land) -> None:
    card = opened(land)
    group(land, card, "women", [1, 1, 1, 1, 1])
    assert len(scoring.missing(card)) == 2
    with pytest.raises(BadState):
        meet(land, card)
    with pytest.raises(NotAllowed):
        meet(land, card, actor=builders.member(land))
    with pytest.raises(IntegrityError), transaction.atomic():
        Scorecard.objects.update(met_on=clock.today())


def test_k32_the_card_of_a_place_that_needs_care_is_not_public(land: Land) -> None:
    card = meet(land, scored(land))
    Place.objects.filter(pk=card.place_id).update(risk_level="careful")
    assert Client().get(reverse("problems:scorecard", args=[card.uid])).status_code == 404


def test_a_secretary_walks_a_card_from_the_first_page_to_the_meeting(land: Land) -> None:
    actor, today = builders.secretary(land), clock.today()
    browser = browser_of(actor)
    answer = browser.post(
        reverse("problems_desk:scorecard_new"),
        {"place": land.jamoat.code, "service": land.office("jamoat").uid, "statements": STATEMENTS, "once": "a" * 32},
    )  # fmt: skip
    card = Scorecard.objects.get()
    assert answer["Location"] == reverse("problems_desk:scorecard", args=[card.uid])
    for number, code in enumerate(("women", "youth")):
        counts = {f"s_{one}_{level}": "2" for one in STATEMENTS for level in range(1, 6)}
        done = browser.post(
            reverse("problems_desk:scorecard_group", args=[card.uid, code]),
            {"people": "10", "once": f"{number}" * 32, **counts},
        )
        assert done.status_code == 302
    own = {f"s_{one}": "5" for one in STATEMENTS} | {"paper_number": "17", "once": "b" * 32}
    browser.post(reverse("problems_desk:scorecard_own", args=[card.uid]), own)
    data = {
        "on": f"{today:%d.%m.%Y}", "protocol": "2026/7", "again_on": f"{today + timedelta(days=180):%d.%m.%Y}",
        "text_polite": "a bench at the door", "owner_polite": land.office("jamoat").uid,
        "due_polite": f"{today + timedelta(days=20):%d.%m.%Y}", "once": "c" * 32,
    }  # fmt: skip
    meeting = reverse("problems_desk:scorecard_meeting", args=[card.uid])
    assert browser.post(meeting, {**data, "due_polite": ""}).status_code == 422, "a step needs its day"
    assert browser.post(meeting, data).status_code == 302
    assert Commitment.objects.get().due_on == today + timedelta(days=20)


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_sheets_of_group_service_and_meeting_print(land: Land, language: str) -> None:
    card = opened(land)
    content = scorecard_papers.card_content(card, language)
    assert (
        len(content["statements"]) == 3 and content["reference"] == card.uid and len(content["scores"]) == 5
    )
    assert scorecard_papers.card_pdf(card, language).startswith(b"%PDF-")
