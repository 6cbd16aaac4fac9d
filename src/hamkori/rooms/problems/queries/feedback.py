"""What residents told the police and offices of an area in a quarter, from all ways in (R263).

Counts are rounded to five and one to four are hidden; texts and names of residents do not enter. Promises and stories
are those that everybody can look up.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from hamkori.ground.measures.disclosure import rounded_count
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import State as Promised
from hamkori.rooms.concerns.models import Concern, Topic
from hamkori.rooms.concerns.states import Channel, Kind, Outcome
from hamkori.rooms.problems.catalogue import Verdict
from hamkori.rooms.problems.models import Assessment, Folder, VoiceSession
from hamkori.rooms.problems.queries import voices
from hamkori.rooms.problems.queries.folders import shown_in
from hamkori.rooms.problems.queries.indicators_reads import LEFT_OUT
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.queries import below

MOST_TOPICS, MOST_TEAMS = 8, 5
RESPECTED = 4
SUMS = ("n", "answered", "solved", "again", "rated", "respected")


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of a year: `number` 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        after = self.next
        return date(after.year, 3 * after.number - 2, 1) - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def current() -> Quarter:
    today = clock.today()
    return Quarter(today.year, (today.month + 2) // 3)


def ended() -> Quarter:
    """The last quarter that is over."""
    return current().before


@dataclass(frozen=True, slots=True)
class Answers:
    """Concerns of the quarter: rounded counts; None is one to four."""

    raised: int | None
    answered: int | None
    solved: int | None
    again: int | None
    """Sent back at least once: the resident did not agree that it was solved."""
    rated: int | None
    respected: int | None
    """Of those who said how the answer was: 4 or 5 of 5 for respect."""


@dataclass(frozen=True, slots=True)
class Feedback:
    quarter: Quarter
    channels: list[tuple[Channel, int | None]]
    topics: list[tuple[str, int | None]]
    police: Answers
    others: Answers
    thanks: int | None
    promises: dict[str, int]
    """Of police offices, with their first day in the quarter: kept, open, late, not kept."""
    worked: list[Folder]
    did_not: list[Folder]
    not_clear: list[Folder]
    first: list[tuple[Organisation, list[tuple[Any, str]]]]
    """What each group of residents put first, by team."""


def feedback(actor: Actor, quarter: Quarter) -> Feedback:
    """The summary of the actor's area. Raises `NotFound` for a quarter that has not begun, or lies far back."""
    access.require(actor, "problem.oversee")
    if not 1 <= quarter.number <= 4 or not clock.today().year - 10 <= quarter.year <= clock.today().year:
        raise NotFound()
    if quarter.first > clock.today():
        raise NotFound()
    path = actor.place_path
    days = {"raised_on__gte": quarter.first, "raised_on__lte": quarter.last}
    concerns = Concern.objects.filter(below(path), topic__public=True, **days).exclude(state__in=LEFT_OUT)
    channels, topics, police, others = _concerns(concerns.exclude(kind=Kind.THANKS))
    closed = list(
        shown_in(path).filter(closed_on__gte=quarter.first, closed_on__lte=quarter.last, state="closed")
    )
    verdicts = _verdicts(closed)
    return Feedback(
        quarter=quarter,
        channels=channels,
        topics=topics,
        police=police,
        others=others,
        thanks=rounded_count(concerns.filter(kind=Kind.THANKS).count()),
        promises=_promises(path, quarter),
        worked=[one for one in closed if verdicts.get(one.pk) in (Verdict.HELPED, Verdict.PARTLY)],
        did_not=[one for one in closed if verdicts.get(one.pk) in (Verdict.NO_CHANGE, Verdict.WORSE)],
        not_clear=[one for one in closed if verdicts.get(one.pk) == Verdict.NOT_ENOUGH],
        first=_first(path, quarter.year),
    )


def _concerns(
    concerns: Any,
) -> tuple[list[tuple[Channel, int | None]], list[tuple[str, int | None]], Answers, Answers]:
    """One grouped read; everything else is added up here."""
    found = (
        concerns.filter(duplicate_of__isnull=True)
        .order_by()
        .values("organisation__is_police", "channel", "topic_id")
        .annotate(
            n=Count("pk"),
            answered=Count("pk", filter=Q(first_answered_on__isnull=False)),
            solved=Count("pk", filter=Q(outcome__in=(Outcome.SOLVED, Outcome.PARTLY), state="closed")),
            again=Count("pk", filter=Q(reopened__gt=0)),
            rated=Count("pk", filter=Q(respectful__isnull=False)),
            respected=Count("pk", filter=Q(respectful__gte=RESPECTED)),
        )
    )
    channels: Counter[str] = Counter()
    topics: Counter[int] = Counter()
    sums: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for row in found:
        channels[row["channel"]] += row["n"]
        topics[row["topic_id"]] += row["n"]
        mine = sums[bool(row["organisation__is_police"])]
        for name in SUMS:
            mine[name] += row[name]
    names = {topic.pk: topic.name for topic in Topic.objects.filter(pk__in=list(topics))}
    return (
        [(Channel(code), rounded_count(number)) for code, number in channels.most_common()],
        [(names[pk], rounded_count(number)) for pk, number in topics.most_common(MOST_TOPICS)],
        _answers(sums[True]),
        _answers(sums[False]),
    )


def _answers(sums: Counter[str]) -> Answers:
    return Answers(*(rounded_count(sums[name]) for name in SUMS))


def _promises(path: str, quarter: Quarter) -> dict[str, int]:
    """Shown promises of police offices by how they stand today."""
    found = Commitment.objects.filter(
        below(path), owner__is_police=True, shown=True,
        first_due_on__gte=quarter.first, first_due_on__lte=quarter.last,
    ).exclude(state=Promised.WITHDRAWN)  # fmt: skip
    sums: Counter[str] = Counter()
    for state, due_on in found.values_list("state", "due_on"):
        if state == Promised.KEPT:
            sums["kept"] += 1
        elif state == Promised.NOT_KEPT:
            sums["not_kept"] += 1
        elif due_on < clock.today():
            sums["late"] += 1
        else:
            sums["open"] += 1
    return {name: sums[name] for name in ("kept", "open", "late", "not_kept")}


def _verdicts(folders: Iterable[Folder]) -> dict[int, str]:
    rounds = {folder.pk: folder.round for folder in folders}
    found = Assessment.objects.filter(folder__in=list(rounds)).values_list("folder_id", "round", "verdict")
    return {folder: verdict for folder, number, verdict in found if rounds[folder] == number}


def _first(path: str, year: int) -> list[tuple[Organisation, list[tuple[Any, str]]]]:
    """By team, what each group put first in the year; shown counts only (K62)."""
    teams = (
        Organisation.objects.filter(
            pk__in=VoiceSession.objects.filter(
                below(path, "team__place__path"), year=year, counted=True
            ).values("team_id")
        )
        .select_related("place")
        .order_by("place__path", "pk")[:MOST_TEAMS]
    )
    found = []
    for team in teams:
        table = voices.table_of(team, year)
        tops = voices.tops_of(table) if table is not None else []
        if tops:
            found.append((team, tops))
    return found
