"""Queues of the desk and what an office above sees: each with a fixed number of queries, whatever the size."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.references import show_reference
from hamkori.rooms.concerns import clocks, queries
from hamkori.rooms.concerns.desk_lists import COLUMNS, Row, rows_of
from hamkori.rooms.concerns.models import Check, Concern, Explanation, Moderation, PaperAnswer
from hamkori.rooms.concerns.queries import visible_to
from hamkori.rooms.concerns.states import Public, State
from hamkori.society.places.models import Place

MOST_IN_QUEUE = 100


# --- queues


def publication_queue(actor: Actor) -> QuerySet[Concern]:
    """Texts whose authors asked to make them public, the oldest first; in careful places the council's (K32)."""
    waiting = visible_to(actor).filter(public_state=Public.ASKED)
    if actor.has_role(Role.REVIEWER):
        return waiting.filter(place__risk_level="normal").order_by("raised_on", "pk")
    return waiting.exclude(place__risk_level="normal").order_by("raised_on", "pk")


def screening_queue(actor: Actor) -> QuerySet[Concern]:
    """What a trained reviewer reads before any office does."""
    if not actor.has_role(Role.REVIEWER):
        return Concern.objects.none()
    return visible_to(actor).filter(state=State.SCREENING).order_by("due_on", "pk")


def appeal_queue(actor: Actor) -> QuerySet[Concern]:
    """Authors who did not agree with what a reviewer decided (D16)."""
    if not actor.has_role(Role.COUNCIL):
        return Concern.objects.none()
    open_ones = Moderation.objects.filter(appealed_on__isnull=False).values("concern_id")
    decided = Moderation.objects.filter(decision=Moderation.Decision.UPHELD).values("concern_id")
    return (
        visible_to(actor)
        .filter(pk__in=open_ones, public_state__in=(Public.DECLINED, Public.HIDDEN))
        .exclude(pk__in=decided)
        .order_by("raised_on", "pk")
    )


def check_queue(actor: Actor) -> QuerySet[Concern]:
    """What waits for somebody else's check; a team checks only what another office did, and nobody what they typed."""
    waiting = visible_to(actor).filter(state=State.CHECKING)
    if actor.has_role(Role.SECRETARY):
        waiting = waiting.filter(team_id=actor.organisation_id).exclude(
            organisation_id=actor.organisation_id or 0
        )
        typed = PaperAnswer.objects.filter(typed_by_posting=actor.posting_id or 0)
        waiting = waiting.exclude(pk__in=typed.values("concern_id"))
    elif not actor.has_role(Role.COUNCIL):
        waiting = waiting.none()
    return waiting.order_by("done_on", "pk")


@dataclass(frozen=True, slots=True)
class Queue:
    """The first rows of a queue and how many there are in all."""

    rows: list[Row]
    total: int
    since: dict[str, date] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)


def queue_of(actor: Actor, found: QuerySet[Concern]) -> Queue:
    total = found.count()
    concerns = list(found.values_list(*COLUMNS, named=True)[:MOST_IN_QUEUE])
    return Queue(list(rows_of(actor, concerns).values()), total)


def checks_of(actor: Actor) -> Queue:
    """The queue of checks, with the day each was called and why ("silence", "refusal")."""
    queue = queue_of(actor, check_queue(actor))
    called = Check.objects.filter(concern__in=check_queue(actor).values("pk"), on__isnull=True).values_list(
        "concern__reference", "asked_on", "why"
    )
    since, why = {}, {}
    for reference, asked_on, code in called:
        since[show_reference(reference or "")], why[show_reference(reference or "")] = asked_on, code
    return Queue(queue.rows, queue.total, since, why)


# --- oversight


@dataclass(frozen=True, slots=True)
class LateLine:
    """A late concern for an office above: no text of a resident, no name."""

    reference: str
    topic: str
    place: str
    due_on: date | None
    days: int
    step: str
    explanation: str


@dataclass(frozen=True, slots=True)
class LateOffice:
    name: str
    lines: list[LateLine]


def late_by_office(actor: Actor) -> list[LateOffice]:
    """What is late below, the offices with the oldest first; the words are the office's own."""
    rows = queries.late_below(actor)
    public = Place.objects.in_bulk({row.place_id for row in rows})
    steps = {step.position: step.name for step in clocks.ladder()}
    bare = [row.reference.replace("-", "") for row in rows]
    words: dict[str, str] = {}
    said = Explanation.objects.filter(concern__reference__in=bare).order_by("pk")
    for reference, text in said.values_list("concern__reference", "text"):
        words[show_reference(reference or "")] = text
    offices: dict[str, list[LateLine]] = defaultdict(list)
    for row in rows:
        name = row.organisation.name_in(actor.language) if row.organisation is not None else ""
        offices[name].append(
            LateLine(
                reference=row.reference,
                topic=row.topic,
                place=public[row.place_id].name,
                due_on=row.due_on,
                days=row.days_late,
                step=steps.get(row.step, ""),
                explanation=words.get(row.reference, ""),
            )
        )
    return [LateOffice(name, lines) for name, lines in offices.items()]
