"""What the house counts itself, as values of indicators: read live from lower rooms, month by month (R495).

Each read gives {first day of a month: (n, of)} for an area and a time in one query. A share is n of `of`; `of` is 0
for plain counts. Only what is public elsewhere is counted; counts of concerns are given to the nearest five (K62).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.memo import for_a_while
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import State as Promised
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Kind
from hamkori.rooms.concerns.states import State as ConcernState
from hamkori.rooms.problems.models import Event, Folder
from hamkori.rooms.problems.states import State
from hamkori.rooms.programmes.catalogue import Unit
from hamkori.society.places.queries import below

Months = Mapping[date, tuple[int, int]]
IN_TIME = timedelta(days=30)
LEFT_OUT = (ConcernState.SEALED, ConcernState.WITHDRAWN, ConcernState.SCREENING)
ROUNDED_TO = 5


@dataclass(frozen=True, slots=True)
class Counting:
    """One figure that the house counts: its words, its unit, and how it is read."""

    title: str | Promise
    definition: str | Promise
    unit: str
    read: Callable[[str, date, date], Months]
    of_people: bool = False
    """Rests on what residents did: numbers are rounded, and the share is made from the rounded ones."""


def _by_month(rows: "QuerySet[Any, Any]", day: str, done: Q | None) -> Months:
    """Grouped in the database."""
    grouped = rows.order_by().annotate(month=TruncMonth(day)).values("month")
    if done is None:
        return {row["month"]: (row["n"], 0) for row in grouped.annotate(n=Count("pk"))}
    found = grouped.annotate(n=Count("pk", filter=done), of=Count("pk"))
    return {row["month"]: (row["n"], row["of"]) for row in found}


@for_a_while(60)
def _answered(path: str, begins: date, ends: date) -> Months:
    rows = Concern.objects.filter(
        below(path), topic__public=True, duplicate_of__isnull=True, raised_on__gte=begins,
        raised_on__lte=min(ends, clock.today() - IN_TIME),
    )  # fmt: skip
    rows = rows.exclude(kind=Kind.THANKS).exclude(state__in=LEFT_OUT)
    return _by_month(rows, "raised_on", Q(first_answered_on__lte=F("raised_on") + IN_TIME))


@for_a_while(60)
def _kept(path: str, begins: date, ends: date) -> Months:
    rows = Commitment.objects.filter(
        below(path), shown=True, subject_type="", first_due_on__gte=begins, first_due_on__lte=min(ends, clock.today())
    ).exclude(state=Promised.WITHDRAWN)  # fmt: skip
    return _by_month(rows, "first_due_on", Q(state=Promised.KEPT))


@for_a_while(60)
def _closed(path: str, begins: date, ends: date) -> Months:
    rows = Folder.objects.filter(
        below(path), shown=True, state=State.CLOSED, closed_on__gte=begins, closed_on__lte=ends
    ).filter(Q(topic__isnull=True) | Q(topic__public=True))  # fmt: skip
    return _by_month(rows, "closed_on", None)


@for_a_while(60)
def _events(path: str, begins: date, ends: date) -> Months:
    rows = Event.objects.filter(below(path, "place__path"), on__gte=begins, on__lte=ends)
    return _by_month(rows, "on", None)


COUNTS: dict[str, Counting] = {
    "answered_in_time": Counting(
        _("Concerns answered within 30 days"),
        _(
            "Of the concerns raised in the period at least 30 days ago: the share with a first answer, also a refusal "
            "with its reason, within 30 days. Thanks, doubles and private topics aside."
        ),
        Unit.PERCENT, _answered, of_people=True,
    ),
    "promises_kept": Counting(
        _("Promises kept"),
        _(
            "Of the public promises whose first day lies in the period and has come: the share that is kept and "
            "confirmed by the other side."
        ),
        Unit.PERCENT, _kept,
    ),
    "folders_closed": Counting(
        _("Problem folders closed after an assessment"),
        _("Folders that teams show, by the day on which they were closed."),
        Unit.NUMBER, _closed,
    ),
    "events_held": Counting(
        _("Events of teams with residents"),
        _("Events that teams wrote down, by their day."),
        Unit.NUMBER, _events,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A value that the house counted: None where there is nothing to count, never 0 for it."""

    value: float | None
    n: int
    of: int
    about: bool = False


NOTHING = Counted(None, 0, 0)


def counted(code: str, begins: date, ends: date, months: Months) -> Counted:
    """The value of a time out of the months of its programme."""
    counting = COUNTS[code]
    inside = [pair for first, pair in months.items() if begins <= first <= ends]
    n, of = sum(pair[0] for pair in inside), sum(pair[1] for pair in inside)
    if counting.unit != Unit.PERCENT:
        return Counted(float(n), n, 0)
    if counting.of_people:  # the share too: an exact one would give the exact numbers back
        n, of = _rounded(n), _rounded(of)
    if not of:
        return NOTHING
    return Counted(round(100 * n / of, 1), n, of, about=counting.of_people)


def _rounded(count: int) -> int:
    return ROUNDED_TO * ((count + ROUNDED_TO // 2) // ROUNDED_TO)


def read(code: str, path: str, begins: date, ends: date) -> Months:
    """The months of a figure for an area: one query, remembered for a minute."""
    return COUNTS[code].read(path, begins, ends)
