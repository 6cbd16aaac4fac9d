"""Reads for the desk: lists, days, papers and queues. Each has a fixed number of queries, whatever the size."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from hamkori.ground.deadlines.models import Deadline
from hamkori.ground.files import queries as files
from hamkori.ground.files.models import StoredFile
from hamkori.ground.receipts import actions as receipts
from hamkori.ground.receipts import queries as receipt_queries
from hamkori.ground.threads.models import Message
from hamkori.kernel import access, clock, guard
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.crypto import Unreadable, seal_state, unseal_state
from hamkori.kernel.errors import NotFound
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.references import show_reference
from hamkori.kernel.words import pick
from hamkori.rooms.bodies import queries as bodies
from hamkori.rooms.concerns import clocks, queries, screening
from hamkori.rooms.concerns.models import (
    Assignment,
    Check,
    Concern,
    Consent,
    Explanation,
    Moderation,
    OfficeLetter,
    PaperAnswer,
    Strip,
)
from hamkori.rooms.concerns.queries import SUBJECT, visible_to
from hamkori.rooms.concerns.states import OPEN, Named, Outcome, Public, State
from hamkori.society.accounts.models import Organisation, Posting
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

PAGE = 30
MOST_IN_QUEUE = 100
MOST_PLACES = 150
NEVER_ANSWERS = ("public_council", "squad", "ministry")
"""Kinds of organisations that no concern is passed to from the desk."""


# --- one line of a list


@dataclass(frozen=True, slots=True)
class Days:
    """How far a running clock has gone, in working days; `late` is how many have passed since its last day."""

    spent: int
    of: int
    due_on: date

    @property
    def late(self) -> int:
        return max(0, self.spent - self.of)

    @property
    def left(self) -> int:
        return self.of - self.spent


@dataclass(frozen=True, slots=True)
class Row:
    """A concern in a list of the desk. Never a text, never a name."""

    reference: str
    topic: str
    place: str
    state: str
    sign: str
    words: str
    office: str
    raised_on: date
    days: Days | None
    public_text: str = ""


def sign_of(concern: Concern) -> str:
    """The shape of its state."""
    if concern.is_late:
        return "late"
    if concern.state in (State.DONE, State.CHECKING):
        return "done"
    if concern.state == State.CLOSED:
        return "kept"
    return "again" if concern.reopened else "due"


def words_of(concern: Concern) -> str:
    """The state in words; a closed concern always says with which outcome."""
    words = str(State(concern.state).label)
    if concern.outcome and concern.state in (State.DONE, State.CHECKING, State.CLOSED):
        return f"{words}: {Outcome(concern.outcome).label}"
    return words


def days_of(concerns: list[Concern]) -> dict[int, Days]:
    """{id: days} of the clocks that run now. One query besides the calendar."""
    calendar, today = clocks.working_calendar(), clock.today()
    found: dict[int, Days] = {}
    running = Deadline.objects.filter(
        subject_type=SUBJECT, subject_id__in=[one.pk for one in concerns], state=Deadline.State.RUNNING
    ).order_by("-due_on")
    for deadline in running:
        found[deadline.subject_id] = Days(
            spent=calendar.working_days_between(deadline.started_on, today),
            of=calendar.working_days_between(deadline.started_on, deadline.due_on),
            due_on=deadline.due_on,
        )
    return found


def rows_of(actor: Actor, concerns: list[Concern]) -> list[Row]:
    """Concerns as lines. A team sees the jamoat, the office that answers sees the place itself."""
    days = days_of(concerns)
    rows = []
    for concern in concerns:
        own = actor.organisation_id is not None and actor.organisation_id == concern.organisation_id
        rows.append(
            Row(
                reference=concern.shown_reference,
                topic=concern.topic.name,
                place=(concern.place if own else concern.public_place).name,
                state=concern.state,
                sign=sign_of(concern),
                words=words_of(concern),
                office=concern.organisation.name_in(actor.language) if concern.organisation else "",
                raised_on=concern.raised_on,
                days=days.get(concern.pk),
                public_text=concern.public_text if concern.public_state == Public.SHOWN else "",
            )
        )
    return rows


# --- the list


GROUPS: dict[str, Q] = {
    "open": Q(state__in=OPEN),
    "check": Q(state__in=(State.DONE, State.CHECKING)),
    "closed": Q(state=State.CLOSED),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for. Unknown values count as nothing asked."""

    group: str = ""
    late: bool = False
    topic: str = ""
    place: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    rows: list[Row]
    after: str
    """The key of the next page, "" on the last one. It says neither a number nor an order."""


def _after(key: str) -> Q:
    try:
        state = unseal_state(key, purpose="concerns.list")
        day, pk = date.fromisoformat(str(state["on"])), int(state["pk"])
    except (Unreadable, KeyError, ValueError, TypeError):
        return Q()
    return Q(raised_on__lt=day) | Q(raised_on=day, pk__lt=pk)


def listed(actor: Actor, wanted: Wanted) -> Listed:
    """A page of what this actor may see, the newest first."""
    found = visible_to(actor).select_related("public_place")
    found = found.filter(GROUPS.get(wanted.group, Q()))
    if wanted.late:
        found = found.filter(state__in=OPEN, due_on__lt=clock.today())
    if wanted.topic:
        found = found.filter(topic__code=wanted.topic)
    if wanted.place:
        found = found.filter(public_place__code=wanted.place)
    if wanted.after:
        found = found.filter(_after(wanted.after))
    concerns = list(found.order_by("-raised_on", "-pk")[: PAGE + 1])
    more = len(concerns) > PAGE
    concerns = concerns[:PAGE]
    key = ""
    if more:
        last = concerns[-1]
        key = seal_state({"on": last.raised_on.isoformat(), "pk": last.pk}, purpose="concerns.list")
    return Listed(rows_of(actor, concerns), key)


@for_a_while(60)
def choices_of(actor: Actor) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Topics and places to choose from in the filter: those that occur in the list. A minute old at most."""
    seen = visible_to(actor).order_by()
    seen_places = {
        code: pick(names)
        for code, names in seen.values_list("public_place__code", "public_place__names").distinct()[
            :MOST_PLACES
        ]
    }
    topics = {code: pick(names) for code, names in seen.values_list("topic__code", "topic__names").distinct()}
    by_name = sorted(seen_places.items(), key=lambda pair: pair[1])
    return sorted(topics.items(), key=lambda pair: pair[1]), by_name


# --- my work today


def work_rows(actor: Actor) -> dict[str, Any]:
    """My work of today as lines: {"late": [...], "soon": ..., "new": ..., "waiting": ..., "counts": {...}}."""
    work = queries.work_of(actor)
    together = [*work.late, *work.soon, *work.new, *work.waiting]
    public = Place.objects.in_bulk({concern.public_place_id for concern in together})
    for concern in together:
        concern.public_place = public[concern.public_place_id]
    rows = {row.reference: row for row in rows_of(actor, together)}

    def lines(group: list[Concern]) -> list[Row]:
        return [rows[concern.shown_reference] for concern in group]

    return {
        "late": lines(work.late),
        "soon": lines(work.soon),
        "new": lines(work.new),
        "waiting": lines(work.waiting),
        "counts": work.counts,
    }


# --- one concern, for the office


@dataclass(frozen=True, slots=True)
class OfficeFrom:
    """An office that answered from a day on, and the code of why it came there."""

    name: str
    on: date
    reason: str


def offices_so_far(concern: Concern, language: str) -> list[OfficeFrom]:
    rows = Assignment.objects.filter(concern=concern).select_related("organisation").order_by("pk")
    return [OfficeFrom(row.organisation.name_in(language), row.on, row.reason) for row in rows]


def photos_of(concern: Concern) -> list[StoredFile]:
    """The files of a concern that are still there."""
    return list(files.of_subject(concern).filter(erased_on__isnull=True))


def file_of(concern: Concern, token: str) -> StoredFile:
    """A file of this concern. Raises `NotFound`."""
    found = files.of_subject(concern).filter(token=token, erased_on__isnull=True).first()
    if found is None:
        raise NotFound()
    return found


def name_step(actor: Actor, concern: Concern) -> str:
    """What this actor can do about the name: "" (no role for it), "none" (anonymous), "see", "ask", "asked",
    "refused", or "handler" (confidential: only whoever has taken it up)."""
    if not access.may(actor, "concern.see_name", concern):
        return ""
    if concern.named == Named.ANONYMOUS:
        return "none"
    consent = Consent.objects.filter(concern=concern, organisation_id=actor.organisation_id or 0).first()
    if consent is None:
        return "ask"
    if consent.state == Consent.State.ASKED:
        return "asked"
    if consent.state != Consent.State.GIVEN:
        return "refused"
    if concern.named == Named.CONFIDENTIAL and concern.handler_posting != actor.posting_id:
        return "handler"
    return "see"


def care_of(concern: Concern) -> list[str]:
    """Codes of warnings for whoever handles it: "dispute" (R152), "harm" (words of a calm page), "people" (K18)."""
    found = []
    if concern.topic.handling == "screening" or concern.topic.group in ("family", "neighbours"):
        found.append("dispute")
    hit = screening.look(concern.text, concern.landmark)
    if hit is not None and "dispute" not in found:
        found.append("harm")
    if screening.labels_people(concern.text):
        found.append("people")
    return found


def offices_near(concern: Concern) -> list[tuple[str, list[Organisation]]]:
    """Who else could answer at this place, by kind: the nearest of each kind. Two queries."""
    kinds = bodies.kinds()
    codes = [code for code in kinds if code not in NEVER_ANSWERS]
    if concern.topic.handling == "screening":
        codes = [code for code in codes if code not in ("team", "mahalla_committee", "elders")]
    found = bodies.responsible_at(concern.path, codes)
    return [
        (kinds[code].name, [office]) for code, office in found.items() if office.pk != concern.organisation_id
    ]


def closing_words(concern: Concern) -> str:
    """What the office said was done, with names and numbers covered: for somebody else's check."""
    message = (
        Message.objects.filter(subject_type=SUBJECT, subject_id=concern.pk, kind="done")
        .order_by("-pk")
        .first()
    )
    return guard.masked(message.text) if message is not None else ""


# --- paper


def paper_answers(concern: Concern) -> list[PaperAnswer]:
    return list(PaperAnswer.objects.filter(concern=concern).select_related("organisation").order_by("pk"))


def letters_of(actor: Actor, concern: Concern) -> list[OfficeLetter]:
    """The letters of this actor's team about a concern."""
    found = OfficeLetter.objects.filter(concern=concern, team_id=actor.organisation_id)
    return list(found.select_related("to", "team__place").order_by("year", "number"))


def letter(actor: Actor, concern: Concern, year: int, number: int) -> OfficeLetter:
    """One of them. Raises `NotFound`."""
    for one in letters_of(actor, concern):
        if (one.year, one.number) == (year, number):
            return one
    raise NotFound()


def words_for_letter(actor: Actor, concern: Concern) -> tuple[str, str]:
    """(text, landmark) that a team's letter may carry; both empty when it may carry none.

    A secretary never reads what a resident wrote (K01), and whoever prints a letter reads it. So the words are in
    it only if everybody may read them (shown after review), or if the team itself heard and typed them in the hall;
    then names and numbers are covered. Otherwise the office reads them after signing in, or asks by the number.
    """
    if concern.public_state == Public.SHOWN:
        return concern.public_text, ""
    typed_here = Posting.objects.filter(
        pk=concern.entered_by_posting or 0,
        organisation_id=actor.organisation_id or 0,
        role=Role.SECRETARY.value,
    ).exists()
    if typed_here and concern.organisation_id != actor.organisation_id:
        return guard.masked(concern.text), guard.masked(concern.landmark)
    return "", ""


# --- assisted entry


def places_within(path: str, *, most: int) -> list[Place]:
    """Every place of a small area, in the order of the alphabet; none when there are more than `most`."""
    if not path:
        return []
    found = list(places.living().filter(places.below(path))[: most + 1])
    return places.in_order(found) if len(found) <= most else []


@dataclass(frozen=True, slots=True)
class Entered:
    """What the helper hands over or reads aloud, once."""

    reference: str
    code: str
    strip: str
    topic: str
    place: str
    place_code: str
    office: str
    answer_by: date | None
    read_first: bool


def entered(submission_key: str, language: str) -> Entered:
    """The receipt behind a submission that has just been typed. Raises `NotFound`."""
    receipt = receipt_queries.by_submission(submission_key)
    concern = (
        Concern.objects.select_related("topic", "place", "organisation").filter(pk=receipt.subject_id).first()
        if receipt is not None
        else None
    )
    if receipt is None or concern is None:
        raise NotFound()
    strip = Strip.objects.filter(concern=concern).first()
    return Entered(
        reference=show_reference(receipt.reference),
        code=receipts.code_of(submission_key),
        strip=show_reference(strip.number) if strip is not None else "",
        topic=concern.topic.name,
        place=concern.place.name,
        place_code=concern.place.code,
        office=concern.organisation.name_in(language) if concern.organisation is not None else "",
        answer_by=concern.due_on,
        read_first=concern.state == State.SCREENING,
    )


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
    concerns = list(found.select_related("public_place")[:MOST_IN_QUEUE])
    return Queue(rows_of(actor, concerns), total)


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
