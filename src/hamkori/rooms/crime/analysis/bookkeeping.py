"""How the books of each office were kept in a period: for every kind of signal the part, the whole, and the records.

Read from the register, its steps and its journal. Offices are named by the place they stand for; nobody who works
there is read (K21).
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q

from hamkori.rooms.crime.analysis.events import DAY, here, midnight
from hamkori.rooms.crime.models import Article, Crime, Import, Offence, Report, Step
from hamkori.rooms.crime.states import CrimeState, ReportState, Verb

LAST_DAYS = 3
LATE = 10
"""Days from report to record; the clock of a decision, lengthened once, is over by then."""
ROUND = (0, 30)
"""Minutes of the clock that are preferred when nobody looked at it."""
REOPENED_WITHIN = 62
"""Days after a clearance."""
GRAVITY = {"minor": 0, "medium": 1, "serious": 2, "grave": 3}

FEW_RECORDS, LATE_RECORDING, BATCHES, PERIOD_END = "few_records", "late_recording", "batches", "period_end"
REOPENINGS, DOWNGRADES, REMOVALS = "reopenings", "downgrades", "removals"
HEAPING, ATTEMPTS = "heaping", "attempts"
KINDS = (
    FEW_RECORDS, LATE_RECORDING, BATCHES, PERIOD_END, REOPENINGS, DOWNGRADES, REMOVALS, HEAPING, ATTEMPTS,
)  # fmt: skip
OF_REPORTS = frozenset({FEW_RECORDS})
"""Kinds whose members are reports; the others have crimes."""


class Kept(Protocol):
    """What the signals read of a book: numbers, no references."""

    path: str
    whole: Counter[str]
    keyed: Counter[date]
    cleared_last: int
    reopened_last: int
    cleared_other: int
    reopened_other: int

    def part(self, kind: str) -> int: ...


@dataclass(slots=True)
class Book:
    """One area. `members[kind]` are the uids (numbers, for reports) of the part; `whole[kind]` counts all."""

    path: str
    members: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    whole: Counter[str] = field(default_factory=Counter)
    keyed: Counter[date] = field(default_factory=Counter)
    """Records typed by day; those that came in files are left out."""
    cleared_last: int = 0
    reopened_last: int = 0
    cleared_other: int = 0
    reopened_other: int = 0

    def part(self, kind: str) -> int:
        return len(self.members[kind])


def is_last_day(day: date) -> bool:
    return monthrange(day.year, day.month)[1] - day.day < LAST_DAYS


def read(begins: date, ends: date, path: str | None = None) -> dict[str, Book]:
    """{path of the office's place: book} for records of the days, both included; only one office with `path`."""
    books: dict[str, Book] = {}
    scope: dict[str, Any] = {"office__place__path": path} if path is not None else {}

    def book(at: str) -> Book:
        return books.setdefault(at, Book(at))

    _crimes(book, begins, ends, scope)
    _first_articles(book, begins, ends, scope)
    _steps(book, begins, ends, scope)
    _reports(book, begins, ends, scope)
    return books


def _crimes(book: Any, begins: date, ends: date, scope: dict[str, Any]) -> None:
    zone = here()
    files = {row.pk: (row.began_at, row.ended_at) for row in Import.objects.all()}
    rows = Crime.objects.filter(recorded_on__gte=begins, recorded_on__lte=ends, **scope).values_list(
        "uid", "office__place__path", "recorded_on", "reported_at", "keyed_at", "occurred_from", "time_known",
        "source_import",
    )  # fmt: skip
    for uid, path, recorded, reported, keyed, occurred, time_known, source in rows:
        one = book(path)
        for kind in (LATE_RECORDING, DOWNGRADES, REMOVALS):
            one.whole[kind] += 1
        if (recorded - reported.astimezone(zone).date()).days > LATE:
            one.members[LATE_RECORDING].append(uid)
        file = files.get(source or 0)
        if file is None or not file[0] <= keyed <= (file[1] or keyed):
            one.keyed[keyed.astimezone(zone).date()] += 1
            one.whole[BATCHES] += 1
            one.members[BATCHES].append(uid)
        if time_known and occurred is not None:
            one.whole[HEAPING] += 1
            if occurred.astimezone(zone).minute in ROUND:
                one.members[HEAPING].append(uid)


def _first_articles(book: Any, begins: date, ends: date, scope: dict[str, Any]) -> None:
    rows = Offence.objects.filter(
        position=1,
        crime__recorded_on__gte=begins,
        crime__recorded_on__lte=ends,
        **{f"crime__{name}": value for name, value in scope.items()},
    ).values_list("crime__uid", "crime__office__place__path", "attempted")
    for uid, path, attempted in rows:
        one = book(path)
        one.whole[ATTEMPTS] += 1
        if attempted:
            one.members[ATTEMPTS].append(uid)


def _steps(book: Any, begins: date, ends: date, scope: dict[str, Any]) -> None:
    gravity = {article.code: GRAVITY[article.gravity] for article in Article.objects.order_by("valid_from")}
    rows = (
        Step.objects.filter(
            verb__in=[Verb.RECLASSIFIED, Verb.REMOVED, Verb.CLEARED, Verb.REOPENED],
            on__gte=begins,
            on__lte=ends + timedelta(days=REOPENED_WITHIN),
            **{f"crime__{name}": value for name, value in scope.items()},
        )
        .order_by("crime_id", "on", "pk")
        .values_list(
            "crime__uid", "crime__office__place__path", "crime__recorded_on", "verb", "on", "before", "after"
        )
    )
    _untouched(book, begins, ends, scope)
    seen: dict[str, set[str]] = {DOWNGRADES: set(), REMOVALS: set()}
    cleared: dict[str, date] = {}
    for uid, path, recorded, verb, on, before, after in rows:
        one = book(path)
        kind = {Verb.REMOVED: REMOVALS, Verb.RECLASSIFIED: DOWNGRADES}.get(Verb(verb))
        if kind and on <= ends and begins <= recorded <= ends and uid not in seen[kind]:
            if kind == REMOVALS or is_lighter(before.get("offences"), after.get("offences"), gravity):
                seen[kind].add(uid)
                one.members[kind].append(uid)
        elif verb == Verb.CLEARED and on <= ends:
            _cleared(one, uid, on)
            cleared[uid] = on
        elif verb == Verb.REOPENED and uid in cleared:
            was = cleared.pop(uid)
            if (on - was).days <= REOPENED_WITHIN:
                _reopened(one, uid, was)


def _untouched(book: Any, begins: date, ends: date, scope: dict[str, Any]) -> None:
    """Records that an import brought cleared or removed, and that have no step of their own (`first_steps`)."""
    rows = Crime.objects.filter(
        Q(state=CrimeState.CLEARED, cleared_on__gte=begins, cleared_on__lte=ends)
        | Q(state=CrimeState.REMOVED, removed_on__gte=begins, removed_on__lte=ends),
        ~Exists(Step.objects.filter(crime=OuterRef("pk"))),
        source_import__isnull=False,
        recorded_on__lte=ends,
        **scope,
    ).values_list("uid", "office__place__path", "recorded_on", "state", "cleared_on")
    for uid, path, recorded, state, cleared_on in rows.order_by("pk"):
        if state == CrimeState.CLEARED and cleared_on is not None:
            _cleared(book(path), uid, cleared_on)
        elif state == CrimeState.REMOVED and recorded >= begins:
            book(path).members[REMOVALS].append(uid)


def _cleared(one: Book, uid: str, on: date) -> None:
    one.whole[PERIOD_END] += 1
    if is_last_day(on):
        one.members[PERIOD_END].append(uid)
        one.cleared_last += 1
        one.whole[REOPENINGS] += 1
    else:
        one.cleared_other += 1


def _reopened(one: Book, uid: str, cleared_on: date) -> None:
    if is_last_day(cleared_on):
        one.members[REOPENINGS].append(uid)
        one.reopened_last += 1
    else:
        one.reopened_other += 1


def is_lighter(before: Any, after: Any, gravity: dict[str, int]) -> bool:
    """Whether the heaviest offence became lighter: less grave by law, or a lower part of the same article."""
    was, now = _heaviest(before, gravity), _heaviest(after, gravity)
    if was is None or now is None:
        return False
    (was_grave, was_article), (now_grave, now_article) = was, now
    if was_grave != now_grave:
        return now_grave < was_grave
    (first, _slash, part), (second, _slash_too, other) = (
        was_article.partition("/"),
        now_article.partition("/"),
    )
    return first == second and part.isdigit() and other.isdigit() and int(other) < int(part)


def _heaviest(offences: Any, gravity: dict[str, int]) -> tuple[int, str] | None:
    known = [(gravity[article], article) for article, _attempted in offences or () if article in gravity]
    return max(known, key=lambda one: one[0]) if known else None


def _reports(book: Any, begins: date, ends: date, scope: dict[str, Any]) -> None:
    rows = Report.objects.filter(
        reported_at__gte=midnight(begins), reported_at__lt=midnight(ends + DAY), **scope
    ).exclude(state__in=[ReportState.REGISTERED, ReportState.TRANSFERRED])
    for number, path, state in rows.values_list("number", "office__place__path", "state"):
        one = book(path)
        one.whole[FEW_RECORDS] += 1
        if state == ReportState.REFUSED:
            one.members[FEW_RECORDS].append(number)


def days(begins: date, ends: date) -> list[date]:
    return [begins + timedelta(days=at) for at in range((ends - begins).days + 1)]


def months(begins: date, ends: date) -> Iterable[tuple[int, int]]:
    """(year, month) of every month that the days touch."""
    for number in range(begins.year * 12 + begins.month - 1, ends.year * 12 + ends.month):
        yield number // 12, number % 12 + 1
