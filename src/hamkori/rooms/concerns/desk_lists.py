"""Lists of the desk: lines, days, pages of a list, my work. Each has a fixed number of queries, whatever the size.

A list reads the few columns that its lines show, never a text or a name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import translation

from hamkori.ground.deadlines.calendar import Calendar
from hamkori.ground.deadlines.models import Deadline
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.kernel.crypto import Unreadable, seal_state, unseal_state
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.prepared import prepared, several
from hamkori.kernel.references import show_reference
from hamkori.kernel.words import pick
from hamkori.rooms.concerns import clocks
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.queries import SUBJECT, visible_to
from hamkori.rooms.concerns.states import OPEN, Outcome, State

PAGE = 30
MOST_AT_ONCE = 100
"""Lines for which the running clocks are read in one go."""
MOST_PLACES = 150
MOST_OF_WORK = 20
WORK = ("late", "soon", "new", "waiting")
ALL_WORK = len(WORK) * MOST_OF_WORK
OF_AN_OFFICE = (Role.HANDLER, Role.HEAD, Role.SECRETARY, Role.MEMBER)
"""Whose list hangs on the organisation alone."""


# --- one line of a list


@dataclass(frozen=True, slots=True)
class Days:
    """How far a running clock has gone, in working days; `late` is how many calendar days its last day lies back."""

    spent: int
    of: int
    due_on: date
    late: int

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


COLUMNS = (
    "pk", "reference", "state", "outcome", "reopened", "due_on", "raised_on", "organisation_id", "topic__names",
    "place__names", "public_place__names", "organisation__names",
)  # fmt: skip
"""What a line is made of."""


def sign_of(concern: Any, today: date | None = None) -> str:
    """The shape of its state, of a concern or of `COLUMNS` of one."""
    if concern.state in OPEN and concern.due_on is not None and concern.due_on < (today or clock.today()):
        return "late"
    if concern.state in (State.DONE, State.CHECKING):
        return "done"
    if concern.state == State.CLOSED:
        return "kept"
    return "again" if concern.reopened else "due"


def words_of(concern: Any) -> str:
    """The state in words; a closed concern always says with which outcome."""
    return _words(translation.get_language(), concern.state, concern.outcome)


@lru_cache(maxsize=1000)
def _words(_language: str | None, state: str, outcome: str) -> str:
    words = str(State(state).label)
    if outcome and state in (State.DONE, State.CHECKING, State.CLOSED):
        return f"{words}: {Outcome(outcome).label}"
    return words


@lru_cache(maxsize=20_000)
def _working_days(calendar: Calendar, start: date, end: date) -> int:
    return calendar.working_days_between(start, end)


@prepared
def _running(keys: Any) -> QuerySet[Deadline, Any]:
    return (
        Deadline.objects.filter(subject_type=SUBJECT, subject_id__in=keys, state=Deadline.State.RUNNING)
        .order_by("-due_on")
        .values_list("subject_id", "started_on", "due_on")
    )


def days_of(keys: Iterable[int]) -> dict[int, Days]:
    """{key of a concern: days} of the clocks that run now. One query besides the calendar; the nearest day counts."""
    wanted = list(keys)
    calendar, today = clocks.working_calendar(), clock.today()
    size = next((size for size in (1, PAGE, ALL_WORK, MOST_AT_ONCE) if len(wanted) <= size), len(wanted))
    return {
        key: Days(
            spent=_working_days(calendar, started_on, today),
            of=_working_days(calendar, started_on, due_on),
            due_on=due_on,
            late=clocks.days_late(due_on, today),
        )
        for key, started_on, due_on in _running(several(wanted, size))
    }


def rows_of(actor: Actor, concerns: list[Any]) -> dict[int, Row]:
    """{key: line} of what `COLUMNS` says, in its order. A team sees the jamoat, the office that answers the place."""
    days = days_of(concern.pk for concern in concerns)
    today, language = clock.today(), translation.get_language()
    rows = {}
    for concern in concerns:
        own = actor.organisation_id is not None and actor.organisation_id == concern.organisation_id
        rows[concern.pk] = Row(
            reference=show_reference(concern.reference or ""),
            topic=pick(concern.topic__names, language),
            place=pick(concern.place__names if own else concern.public_place__names, language),
            state=concern.state,
            sign=sign_of(concern, today),
            words=_words(language, concern.state, concern.outcome),
            office=pick(concern.organisation__names, actor.language),
            raised_on=concern.raised_on,
            days=days.get(concern.pk),
        )
    return rows


# --- the list


GROUPS: dict[str, Q] = {
    "open": Q(state__in=sorted(OPEN)),
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


def _after(key: str) -> tuple[date, int] | None:
    try:
        state = unseal_state(key, purpose="concerns.list")
        return date.fromisoformat(str(state["on"])), int(state["pk"])
    except (Unreadable, KeyError, ValueError, TypeError):
        return None


def _page(found: QuerySet[Concern], group: str, asked: dict[str, Any]) -> QuerySet[Concern, Any]:
    """A page of `found` and one line more, the newest first. `asked` names what else was asked for."""
    if group:
        found = found.filter(GROUPS[group])
    if "late" in asked:
        found = found.filter(state__in=sorted(OPEN), due_on__lt=asked["late"])
    if "topic" in asked:
        found = found.filter(topic__code=asked["topic"])
    if "place" in asked:
        found = found.filter(public_place__code=asked["place"])
    if "day" in asked:
        found = found.filter(Q(raised_on__lt=asked["day"]) | Q(raised_on=asked["day"], pk__lt=asked["key"]))
    return found.order_by("-raised_on", "-pk").values_list(*COLUMNS, named=True)[: PAGE + 1]


def _of_office(role: Role, office: Any) -> QuerySet[Concern]:
    """What `visible_to` gives a role of an office that is not named yet."""
    return visible_to(Actor(Kind.STAFF, role=role, organisation_id=office))


@cache
def _prepared_page(role: Role, group: str, names: tuple[str, ...]) -> Callable[..., list[Any]]:
    """The page of a list with these filters, ready for any office."""

    def build(office: Any, *values: Any) -> QuerySet[Concern, Any]:
        return _page(_of_office(role, office), group, dict(zip(names, values, strict=True)))

    return prepared(build)


def _by_office_alone(actor: Actor) -> bool:
    return actor.has_role(*OF_AN_OFFICE) and actor.organisation_id is not None


def listed(actor: Actor, wanted: Wanted) -> Listed:
    """A page of what this actor may see, the newest first."""
    group = wanted.group if wanted.group in GROUPS else ""
    asked: dict[str, Any] = {}
    if wanted.late:
        asked["late"] = clock.today()
    if wanted.topic:
        asked["topic"] = wanted.topic
    if wanted.place:
        asked["place"] = wanted.place
    if wanted.after and (position := _after(wanted.after)):
        asked["day"], asked["key"] = position
    if _by_office_alone(actor):
        assert actor.role is not None
        concerns = _prepared_page(actor.role, group, tuple(asked))(actor.office, *asked.values())
    else:
        concerns = list(_page(visible_to(actor), group, asked))
    more = len(concerns) > PAGE
    concerns = concerns[:PAGE]
    key = ""
    if more:
        last = concerns[-1]
        key = seal_state({"on": last.raised_on.isoformat(), "pk": last.pk}, purpose="concerns.list")
    return Listed(list(rows_of(actor, concerns).values()), key)


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


@dataclass(frozen=True, slots=True)
class Work:
    """My work today, for one posting: what is late, due soon, new, waiting; each list is short, each count whole."""

    late: list[Row]
    soon: list[Row]
    new: list[Row]
    waiting: list[Row]
    counts: dict[str, int]


@cache
def _prepared_work(role: Role) -> Callable[..., list[Any]]:
    """(key, group) of what waits in an office, the day that is nearest first: the index of the queue answers it."""

    def build(office: Any, today: Any) -> QuerySet[Concern, Any]:
        group = Case(
            When(state__in=(State.DONE, State.CHECKING), then=Value("waiting")),
            When(due_on__lt=today, then=Value("late")),
            When(state=State.RECEIVED, then=Value("new")),
            When(due_on__gte=today, then=Value("soon")),
        )
        return (
            _of_office(role, office)
            .select_related(None)
            .filter(organisation_id=office, state__in=sorted({*OPEN, State.DONE, State.CHECKING}))
            .order_by("due_on", "pk")
            .values_list("pk", group)
        )

    return prepared(build)


@prepared
def _by_keys(keys: Any) -> QuerySet[Concern, Any]:
    return Concern.objects.filter(pk__in=keys).values_list(*COLUMNS, named=True)


def work_of(actor: Actor) -> Work:
    """What an office or a team has to do, in four lists. Three queries."""
    groups: dict[str, list[int]] = {name: [] for name in WORK}
    counts = dict.fromkeys(WORK, 0)
    if _by_office_alone(actor):
        assert actor.role is not None
        for key, group in _prepared_work(actor.role)(actor.office, clock.today()):
            if group in counts:
                counts[group] += 1
                if counts[group] <= MOST_OF_WORK:
                    groups[group].append(key)
    together = several((key for keys in groups.values() for key in keys), ALL_WORK)
    rows = rows_of(actor, _by_keys(together))
    lists = {name: [rows[key] for key in keys if key in rows] for name, keys in groups.items()}
    return Work(counts=counts, **lists)
