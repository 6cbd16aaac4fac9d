"""Figures of a place, kept ready (R195): what is open and how old, how long answers take, what became of them.

Counted for a place and everything below it, over the last 365 days plus whatever is still open. Open cases
count in the medians (Kaplan-Meier), small counts are protected together with their complements (K34), and
dates are months. Sensitive topics (`public=False`) are left out altogether (K33).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappush, heapreplace, nlargest
from typing import Any

from django.db.models import Q, QuerySet

from hamkori.ground.measures.disclosure import MINIMUM, protect, protect_count, rounded_count, rounded_month
from hamkori.ground.measures.durations import waiting
from hamkori.kernel import clock
from hamkori.kernel.prepared import prepared
from hamkori.rooms.concerns.models import Concern, PlaceSummary
from hamkori.rooms.concerns.states import OPEN, Kind, Outcome, Public, State
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below

PERIOD = timedelta(days=365)
TOPICS_SHOWN = 8
COLUMNS = (
    "state", "outcome", "topic__code", "raised_on", "first_answered_on", "due_on", "pk", "late_step", "public_state",
    "closed_on", "duplicate_of_id",
)  # fmt: skip
PUBLICLY_LATE = 5
"""The step of the ladder from which something late is public."""
NEWEST = 20
MANY = 500
"""Places with more concerns than this have their newest ones found by the job, not by each page."""
SAID_AND_DONE = (Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_SOLVED)
"""Outcomes of “you said, we did”, also when we did not."""
JAMOAT_DEPTH = 3
BUCKETS = ("waiting_first", "in_work", "waiting_check", "agreed", "refused")


def month_of(day: date | None) -> date | None:
    """Only the month of a day is public (K34)."""
    return rounded_month(day) if day else None


def bucket_of(state: str, outcome: str, answered: bool) -> str:
    """Which of the public groups a concern belongs to."""
    if outcome == "refused":
        return "refused"
    if state == State.CLOSED:
        return "agreed"
    if state in (State.DONE, State.CHECKING):
        return "waiting_check"
    return "in_work" if answered else "waiting_first"


@dataclass(frozen=True, slots=True)
class OfYear:
    """Concerns raised in a year, doubles aside: rounded to fives, None for one to four. `on`: the day of counting."""

    concerns: int | None
    answered: int | None
    acted: int | None
    on: date | None = None

    @classmethod
    def rounded(cls, counts: Mapping[str, int]) -> "OfYear":
        """Of counts by `year_bucket`."""
        acted = counts.get("acted", 0)
        answered = counts.get("answered", 0) + acted
        return cls(
            rounded_count(answered + counts.get("waiting", 0)), rounded_count(answered), rounded_count(acted)
        )


def year_bucket(state: str, outcome: str, answered: bool) -> str:
    """ "acted" (closed as solved or partly solved), "answered" (also a refusal) or "waiting"."""
    if state == State.CLOSED and outcome in (Outcome.SOLVED, Outcome.PARTLY):
        return "acted"
    return "answered" if answered or state == State.CLOSED else "waiting"


def of_year(path: str, year: int) -> OfYear | None:
    """What the job has counted of this year for a place; None for another year, or before it has counted."""
    for kept in _kept((path,)):
        counted, *found = kept.figures.get("year") or [0]
        if counted == year:
            concerns, answered, acted = found
            return OfYear(concerns, answered, acted, kept.as_of)
    return None


def count(path: str) -> dict[str, Any]:
    """The figures of one place from the rows themselves: one query, whatever the size."""
    today = clock.today()
    rows = (
        Concern.objects.filter(below(path))
        .filter(Q(raised_on__gte=today - PERIOD) | Q(state__in=OPEN))
        .filter(topic__public=True)
        .exclude(kind=Kind.THANKS)
        .exclude(state__in=(State.SEALED, State.WITHDRAWN, State.SCREENING))
        .values_list(*COLUMNS)
    )
    buckets: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    ended: Counter[float] = Counter()
    still_open: Counter[float] = Counter()
    this_year: Counter[str] = Counter()
    late = 0
    newest: list[tuple[date, int]] = []
    longest_late: list[tuple[date, int]] = []
    said: list[tuple[date, int]] = []
    for (
        state,
        outcome,
        topic,
        raised_on,
        first_answered_on,
        due_on,
        key,
        late_step,
        public,
        closed_on,
        double,
    ) in rows.iterator(chunk_size=5000):
        if len(newest) < NEWEST:
            heappush(newest, (raised_on, key))
        elif (raised_on, key) > newest[0]:
            heapreplace(newest, (raised_on, key))
        if public == Public.SHOWN and state == State.CLOSED and outcome in SAID_AND_DONE and closed_on:
            said.append((closed_on, key))
        buckets[bucket_of(state, outcome, first_answered_on is not None)] += 1
        topics[topic] += 1
        if double is None and raised_on.year == today.year:
            this_year[year_bucket(state, outcome, first_answered_on is not None)] += 1
        if first_answered_on is not None:
            ended[(first_answered_on - raised_on).days] += 1
        else:
            still_open[(today - raised_on).days] += 1
        if state in OPEN:
            late += due_on is not None and due_on < today
            if late_step >= PUBLICLY_LATE:
                longest_late.append((due_on or today, key))
    first_answer = waiting(ended, still_open)
    shown = protect({name: buckets[name] for name in BUCKETS})
    parts = {name: cell.shown for name, cell in shown.cells.items()}
    opened = None
    if parts["waiting_first"] is not None and parts["in_work"] is not None:
        opened = parts["waiting_first"] + parts["in_work"]
    shown_topics = protect(dict(topics)).cells
    common = [
        [name, shown_topics[name].shown] for name, _count in topics.most_common() if shown_topics[name].shown
    ]
    many = buckets.total() > MANY
    in_year = OfYear.rounded(this_year)
    return {
        "year": [today.year, in_year.concerns, in_year.answered, in_year.acted],
        "latest": [key for _raised_on, key in sorted(newest, reverse=True)] if many else None,
        "said": [key for _closed_on, key in nlargest(NEWEST, said)] if many else None,
        "publicly_late": [key for _due_on, key in sorted(longest_late)[:NEWEST]] if many else None,
        "total": shown.total.shown,
        "small": 0 < buckets.total() < MINIMUM,
        "buckets": [[name, parts[name]] for name in BUCKETS],
        "topics": common[:TOPICS_SHOWN],
        "open": opened,
        "late": protect_count(late).shown,
        "median_days": first_answer.median,
        "slow_days": first_answer.slowest_tenth,
        "n": shown.total.shown,
        "months": 12,
    }


@prepared
def _kept(paths: Any) -> QuerySet[PlaceSummary]:
    return PlaceSummary.objects.filter(path__in=paths)


@prepared
def _kept_beside(parent: Any) -> QuerySet[PlaceSummary]:
    return PlaceSummary.objects.filter(path__in=Place.objects.filter(parent_id=parent).values("path"))


def _counted(path: str) -> PlaceSummary:
    return PlaceSummary(path=path, as_of=clock.today(), figures=count(path))


def of(path: str) -> PlaceSummary:
    """The kept figures of a place; counted at once, and not kept, if this place never had any."""
    kept = _kept((path,))
    return kept[0] if kept else _counted(path)


def with_neighbours(place: Place) -> tuple[PlaceSummary, bool]:
    """The kept figures of a place, and whether they would give away those of a smaller one beside it (K34). One query.

    The place above shows its total. If exactly one place inside it is too small to be shown, the others would
    leave its number as the difference: so the smallest of those that could be shown is hidden along.
    """
    if place.depth < JAMOAT_DEPTH or place.parent_id is None:
        return of(place.path), False
    kept = {summary.path: summary for summary in _kept_beside(place.parent_id)}
    own = kept.get(place.path) or _counted(place.path)
    small = [path for path, summary in kept.items() if summary.figures.get("small")]
    totals = ((summary.figures.get("total"), path) for path, summary in kept.items())
    large = sorted((total, path) for total, path in totals if total)
    return own, len(small) == 1 and bool(large) and large[0][1] == place.path


@prepared
def _answers_kept(paths: Any) -> QuerySet[PlaceSummary, tuple[str, int | None, float | None]]:
    found = PlaceSummary.objects.filter(path__in=paths)
    return found.values_list("path", "figures__n", "figures__median_days")


def answer_times(paths: list[str]) -> dict[str, tuple[int | None, float | None]]:
    """{path: (number of concerns or None, median days or None)} of places with kept figures. One query."""
    return {path: (number, days) for path, number, days in _answers_kept(tuple(paths))} if paths else {}


def of_many(paths: list[str]) -> dict[str, PlaceSummary]:
    """The kept figures of many places, in one query; places without any are left out."""
    return {summary.path: summary for summary in _kept(tuple(paths))} if paths else {}
