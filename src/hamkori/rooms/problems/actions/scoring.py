"""Scorecards: residents by groups and the service itself score the same statements, then both sides meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.commitments.actions.promising import NewPromise, Proof, promise_many
from hamkori.rooms.commitments.states import Origin as Basis
from hamkori.rooms.commitments.states import Publicity
from hamkori.rooms.problems.actions.seeing import own_area
from hamkori.rooms.problems.models import CardStep, GroupScores, OwnScores, Scorecard
from hamkori.rooms.problems.models.scorecard import (
    FEWEST_STATEMENTS,
    LEVELS,
    MOST_STATEMENTS,
    SCORING,
    STATEMENTS,
)
from hamkori.rooms.problems.rules import keeps_team
from hamkori.rooms.problems.texts import of_list
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

SUBJECT = "problems.scorecard"
FEWEST_GROUPS = 2


@action("scorecard.opened", verb="team.work", on="team")
def open_card(
    *, actor: Actor, team: Organisation, place: Place, service: Organisation, statements: Sequence[str]
) -> Scorecard:
    """Which service is scored, on which few statements."""
    own_area(team, place)
    codes = of_list(statements, STATEMENTS, field="statements")
    if not FEWEST_STATEMENTS <= len(codes) <= MOST_STATEMENTS:
        raise BadInput(_("Choose three to six statements."), field="statements")
    if service.pk == team.pk or service.until_on is not None:
        raise BadInput(_("Please choose from the list."), field="service")
    if Scorecard.objects.filter(team=team, service=service, met_on__isnull=True).exists():
        raise BadState(_("This service is being scored already."))
    return Scorecard.objects.create(
        team=team, place=place, service=service, statements=codes, opened_on=clock.today()
    )


def _open(card: Scorecard) -> Scorecard:
    """The card, locked. Raises `BadState` after the meeting."""
    fresh = (
        Scorecard.objects.select_for_update(of=("self",))
        .select_related("team", "service", "place")
        .get(pk=card.pk)
    )
    if fresh.met_on is not None:
        raise BadState(_("Both sides have met: the scores stay as they were."))
    return fresh


@action("scorecard.group_scored", verb="team.work", on="team")
def enter_group(
    *, actor: Actor, team: Organisation, card: Scorecard, group: str, people: int, counts: Mapping[str, Sequence[int]]
) -> GroupScores:  # fmt: skip
    """What one group said, counted on paper or by hands: {statement: [how many gave 1 … 5]}. Replaces the former."""
    card = _open(card)
    if card.team_id != team.pk:
        raise BadState()
    if group not in SCORING:
        raise BadInput(_("Please choose from the list."), field="group")
    if people < 1:
        raise BadInput(_("Write how many people took part."), field="people")
    if set(counts) != set(card.statements):
        raise BadInput(_("Write down every statement of the card."))
    for code, given in counts.items():
        if len(given) != len(LEVELS) or min(given) < 0:
            raise BadInput(_("Write numbers of nought or more."), field=f"s_{code}_1")
        if sum(given) > people:
            raise BadInput(_("More scores than people who took part."), field=f"s_{code}_1")
    row, _created = GroupScores.objects.update_or_create(
        card=card,
        group=group,
        defaults={
            "people": people,
            "counts": {code: list(given) for code, given in counts.items()},
            "on": clock.today(),
        },
    )
    trail.note(subject=card, changed=["groups"], facts={"group": group})
    return row


@action("scorecard.own_scored", verb="scorecard.own", on="card")
def score_own(
    *, actor: Actor, card: Scorecard, scores: Mapping[str, int], paper_number: str = ""
) -> OwnScores:
    """What the service says of itself. Typed by the team's secretary it needs the number of the stamped sheet (K55)."""
    card = _open(card)
    if set(scores) != set(card.statements) or any(score not in LEVELS for score in scores.values()):
        raise BadInput(_("Score every statement from 1 to 5."))
    paper_number = paper_number.strip()
    if keeps_team(actor, card.team_id) and not paper_number:
        raise BadInput(_("Write the number that stands on the paper."), field="paper_number")
    row, _created = OwnScores.objects.update_or_create(
        card=card,
        defaults={
            "scores": dict(scores),
            "paper_number": paper_number,
            "by_posting": actor.posting_id,
            "on": clock.today(),
        },
    )
    trail.note(subject=card, changed=["own"])
    return row


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the meeting agreed on about a statement: who does what, by when."""

    statement: str
    text: str
    owner: Organisation
    due_on: date


def missing(card: Scorecard) -> list[str]:
    """What both sides lack before they can meet, in words."""
    found = []
    if GroupScores.objects.filter(card=card).count() < FEWEST_GROUPS:
        found.append(str(_("Count the scores of two groups at least, each on its own.")))
    if not OwnScores.objects.filter(card=card).exists():
        found.append(str(_("The service has to score itself.")))
    return found


@action("scorecard.met", verb="team.lead", on="team")
def hold_meeting(
    *,
    actor: Actor,
    team: Organisation,
    card: Scorecard,
    on: date,
    protocol: str,
    again_on: date,
    agreed: Sequence[Agreed],
    names_nobody: bool = False,
) -> Scorecard:
    """Both sides have met: what they agreed on goes into the ledger of promises, and everybody sees the card.

    Raises `BadState` while a side has not scored, `BadInput` without a step, a protocol or a later day.
    """
    card = _open(card)
    if card.team_id != team.pk:
        raise BadState()
    lacking = missing(card)
    if lacking:
        raise BadState(lacking[0])
    if not protocol.strip():
        raise BadInput(_("Write the number of the minutes."), field="protocol")
    if on > clock.today():
        raise BadInput(_("This day has not come yet."), field="on")
    if again_on <= on:
        raise BadInput(_("The next round comes after this meeting."), field="again_on")
    if not agreed or any(one.statement not in card.statements for one in agreed):
        raise BadInput(_("Agree on one step at least: who does what, by when."))
    publicity = Publicity.SIDES if card.place.is_careful else Publicity.PUBLIC
    made = promise_many(
        actor=actor,
        promises=[
            NewPromise(
                owner=one.owner, place=card.place, text=one.text.strip(), due_on=one.due_on, item=item,
                to=team if one.owner.pk != team.pk else None, subject=(SUBJECT, card.pk),
                publicity=publicity,
            )
            for item, one in enumerate(agreed, start=1)
        ],
        proof=Proof(origin=Basis.MEETING, dated_on=on, number=protocol),
        names_nobody=names_nobody,
    )  # fmt: skip
    CardStep.objects.bulk_create(
        CardStep(card=card, statement=one.statement, commitment=commitment)
        for one, commitment in zip(agreed, made, strict=True)
    )
    card.met_on, card.protocol, card.again_on = on, protocol.strip(), again_on
    card.save(update_fields=["met_on", "protocol", "again_on"])
    trail.note(subject=card, changed=["met_on"], facts={"promises": len(made)})
    return card
