"""How long things take, with those that are still open counted in.

A median over closed cases only looks the better, the longer the hard cases stay open. Here the open ones
count with "at least so long" (Kaplan & Meier 1958).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ENOUGH = 5
"""Under so many cases no figure is given (K34)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """`median` and `slowest_tenth` (the 90th percentile) in the unit of the durations.

    None when so many are open that it is not reached yet, or when `enough` is False (`count` under 5: say
    "not enough cases", give no figure).
    """

    count: int
    still_open: int
    median: float | None
    slowest_tenth: float | None
    enough: bool


def survival(ended: Mapping[float, int], still_open: Mapping[float, int]) -> list[tuple[float, float]]:
    """Kaplan-Meier: (duration, share that lasts longer) at every duration at which something ended.

    Both arguments say how many cases have which duration. A case that is open at a duration counts as there
    when others end at it.
    """
    at_risk = sum(ended.values()) + sum(still_open.values())
    share, steps = 1.0, []
    for duration in sorted({*ended, *still_open}):
        ends = ended.get(duration, 0)
        if ends:
            share *= (at_risk - ends) / at_risk
            steps.append((duration, share))
        at_risk -= ends + still_open.get(duration, 0)
    return steps


def _reached(steps: list[tuple[float, float]], share: float) -> float | None:
    return next((duration for duration, lasting in steps if lasting <= 1 - share + 1e-12), None)


def waiting(ended: Mapping[float, int], still_open: Mapping[float, int]) -> Waiting:
    """Median and slowest tenth from two histograms {duration: how many}, as a database groups them."""
    if any(duration < 0 for duration in (*ended, *still_open)):
        raise ValueError("a duration cannot be negative")
    open_count = sum(still_open.values())
    count = sum(ended.values()) + open_count
    if count < ENOUGH:
        return Waiting(count, open_count, None, None, enough=False)
    steps = survival(ended, still_open)
    return Waiting(count, open_count, _reached(steps, 0.5), _reached(steps, 0.9), enough=True)


def median_with_open(durations: Iterable[float], events: Iterable[bool]) -> Waiting:
    """The same from single cases: `events` says of each whether it ended (True) or is still open (False)."""
    ended: Counter[float] = Counter()
    still_open: Counter[float] = Counter()
    for duration, event in zip(durations, events, strict=True):
        (ended if event else still_open)[duration] += 1
    return waiting(ended, still_open)


def quantile_from_histogram(counts: Mapping[float, int], share: float) -> float | None:
    """The smallest value that at least `share` (0 to 1) of all reach; None for nothing.

    Type 1 of Hyndman & Fan (1996): always a value that occurs.
    """
    if not 0 <= share <= 1:
        raise ValueError("share must lie between 0 and 1")
    total = sum(counts.values())
    passed = 0
    for value in sorted(value for value, number in counts.items() if number):
        passed += counts[value]
        if passed >= share * total - 1e-9:
            return value
    return None
