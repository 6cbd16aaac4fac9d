"""Early warning out of counts of concerns: does a month stand out against its own past? Pure (R492).

A look is a category in an area. Only counts from five on can stand out, only against at least twelve months of past,
and at most a twentieth of everything that stands out may be chance.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from hamkori.ground.measures import usual
from hamkori.ground.measures.disclosure import MINIMUM

LEAST_PAST = 12
MOST_PAST = 24
SHARE_OF_FALSE = 0.05
ENOUGH_FOR_SEASON = 240
"""Events of a category in the whole area over two years before its seasons are looked at."""
WEIGHT = 20.0
"""A season is drawn towards an even year by so many events."""

Area = TypeVar("Area", bound=Hashable)


class Verdict(StrEnum):
    MORE = "more"
    USUAL = "usual"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Look:
    """One category in one area: the newest month against what its own past would bring."""

    count: int
    expected: float | None
    past_months: int
    seasonal: bool
    verdict: Verdict
    bound: float | None
    """The false-discovery bound at which it stands out; None where nothing was tested."""
    months: tuple[int | None, ...]
    """The past and the newest month, oldest first; None before anything was written down in the area."""

    @property
    def is_few(self) -> bool:
        return self.count < MINIMUM


Series = Mapping[tuple[Area, str], Sequence[int]]
"""{(area, category): counts of the months, oldest first}; the last one is looked at."""


@dataclass(frozen=True, slots=True)
class Looks(Generic[Area]):
    found: dict[tuple[Area, str], Look]
    months: tuple[date, ...]

    @property
    def tested(self) -> int:
        return sum(look.bound is not None for look in self.found.values())


def looks(series: Series[Area], months: Sequence[date], since: Mapping[Area, int]) -> Looks[Area]:
    """Every look of a page, judged together.

    `months` are first days, as many as counts; `since` is the place of the first month of an area in which anything at
    all was written down there: months before it are not nought, they are unknown.
    """
    days = [_days(month) for month in months]
    seasons = _seasons(series, months, days)
    last = len(months) - 1
    made: dict[tuple[Area, str], Look] = {}
    chances: dict[tuple[Area, str], float] = {}
    for (area, category), counts in series.items():
        begin = max(since.get(area, last), last - MOST_PAST)
        factors = seasons.get(category)
        exposures = [
            days[at] * (factors[months[at].month] if factors else 1.0) for at in range(begin, last + 1)
        ]
        past, now = list(counts[begin:last]), counts[last]
        enough = last - begin >= LEAST_PAST
        wide = usual.dispersion(past, exposures[:-1]) if enough else 1.0
        mean = usual.expected(sum(past), sum(exposures[:-1]), exposures[-1]) if enough else None
        if enough:
            chances[area, category] = usual.chance_of_more(
                now, exposures[-1], sum(past), sum(exposures[:-1]), wide
            )
        shown = tuple(None if at < begin else counts[at] for at in range(len(months)))
        made[area, category] = Look(
            now, mean, last - begin, factors is not None, Verdict.UNKNOWN, None, shown
        )
    bounds = dict(zip(chances, usual.adjusted(list(chances.values())), strict=True))
    return Looks({key: _judged(look, bounds.get(key)) for key, look in made.items()}, tuple(months))


def _judged(look: Look, bound: float | None) -> Look:
    if bound is None or look.expected is None:
        return look
    if look.count < MINIMUM and look.expected < MINIMUM:
        verdict = Verdict.UNKNOWN
    else:
        stands_out = look.count >= MINIMUM and look.count > look.expected and bound <= SHARE_OF_FALSE
        verdict = Verdict.MORE if stands_out else Verdict.USUAL
    return Look(look.count, look.expected, look.past_months, look.seasonal, verdict, bound, look.months)


def _days(month: date) -> int:
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return (after - month).days


def _seasons(
    series: Series[Area], months: Sequence[date], days: Sequence[int]
) -> dict[str, dict[int, float]]:
    """{category: {month of the year: how many times the mean}} where two whole years and enough events are at hand."""
    if len(months) - 1 < MOST_PAST:
        return {}
    first, last = len(months) - 1 - MOST_PAST, len(months) - 1
    together: dict[str, list[int]] = {}
    for (_area, category), counts in series.items():
        sums = together.setdefault(category, [0] * (last - first))
        for at in range(first, last):
            sums[at - first] += counts[at]
    found = {}
    for category, sums in together.items():
        if sum(sums) < ENOUGH_FOR_SEASON or not all(sum(sums[half : half + 12]) for half in (0, 12)):
            continue
        rate = sum(sums) / sum(days[first:last])
        found[category] = {
            month: usual.season(
                [sums[at - first] for at in range(first, last) if months[at].month == month],
                [rate * days[at] for at in range(first, last) if months[at].month == month],
                WEIGHT,
            )
            for month in range(1, 13)
        }
    return found
