"""What the figures allow to say. Pure: counts in, intervals and a verdict out (K54).

A verdict is never bolder than its interval: "it helped" needs an interval that lies wholly on the better side, and a
comparison place, where there is one, must not have changed as much.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hamkori.ground.measures.intervals import (
    Interval,
    exact_odds_ratio_interval,
    exact_poisson_interval,
    newcombe_difference,
    poisson_ratio_interval,
    wilson,
)
from hamkori.rooms.problems.catalogue import Verdict

FEWEST = 5
"""Fewer events than this before and after together say nothing."""
SAME = (0.8, 1.25)
"""A ratio whose whole interval lies in here counts as no change."""
SAME_SHARE = 0.05
"""The same for a difference of shares."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement: `count` in `base` days (a count), or `count` of `base` (a share)."""

    count: int
    base: int


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after in one place. `ratio` for counts, `difference` (a share, -1 to 1) for shares; one is None."""

    before: Reading
    after: Reading
    before_interval: Interval
    after_interval: Interval
    ratio: Interval | None
    difference: Interval | None
    towards: str
    """"down", "up" or "unclear": the side on which the whole interval lies; "same" when it is close to no change."""

    @property
    def percent(self) -> tuple[int, int, int] | None:
        """Estimate and bounds as a change in per cent of before, for a count whose upper bound is finite."""
        if self.ratio is None or self.ratio.estimate is None or self.ratio.high == float("inf"):
            return None
        return (
            round(100 * (self.ratio.estimate - 1)),
            round(100 * (self.ratio.low - 1)),
            round(100 * (self.ratio.high - 1)),
        )


def change(before: Reading, after: Reading, *, share: bool) -> Change:
    """The change with its 95 % interval: exact ratio of two rates, or Newcombe's difference of two shares."""
    if share:
        difference = newcombe_difference(after.count, after.base, before.count, before.base)
        towards = _side(difference.low, difference.high, 0.0, (-SAME_SHARE, SAME_SHARE))
        return Change(
            before,
            after,
            wilson(before.count, before.base),
            wilson(after.count, after.base),
            None,
            difference,
            towards,
        )
    ratio = poisson_ratio_interval(after.count, after.base, before.count, before.base)
    towards = _side(ratio.low, ratio.high, 1.0, SAME)
    if before.count + after.count < FEWEST:
        towards = "unclear"
    return Change(
        before,
        after,
        exact_poisson_interval(before.count),
        exact_poisson_interval(after.count),
        ratio,
        None,
        towards,
    )


def _side(low: float, high: float, nothing: float, same: tuple[float, float]) -> str:
    if high < nothing:
        return "down"
    if low > nothing:
        return "up"
    return "same" if low >= same[0] and high <= same[1] else "unclear"


def beyond_comparison(here: Change, there: Change) -> Interval | None:
    """How much more changed here than there, as a ratio of ratios (exact); None for shares.

    Given all four sums the upper left count follows Fisher's noncentral hypergeometric law, whose odds ratio is the
    ratio of ratios; the bases are brought in afterwards.
    """
    if here.ratio is None or there.ratio is None:
        return None
    found = exact_odds_ratio_interval(
        here.after.count, here.before.count, there.after.count, there.before.count
    )
    scale = (here.before.base / here.after.base) * (there.after.base / there.before.base)
    estimate = None if found.estimate is None else found.estimate * scale
    return Interval(estimate, found.low * scale, found.high * scale)


def verdict_of(here: Change | None, there: Change | None, *, lower_is_better: bool) -> Verdict:
    """The boldest verdict that the figures of one measure allow."""
    if here is None:
        return Verdict.NOT_ENOUGH
    better, worse = ("down", "up") if lower_is_better else ("up", "down")
    if here.towards == "same":
        return Verdict.NO_CHANGE
    if here.towards == worse:
        return Verdict.WORSE
    if here.towards != better:
        return Verdict.NOT_ENOUGH
    if there is None:
        return Verdict.HELPED
    if there.towards == better:
        more = beyond_comparison(here, there)
        surely_more = more is not None and (more.high < 1 if lower_is_better else more.low > 1)
        return Verdict.HELPED if surely_more else Verdict.NOT_ENOUGH
    return Verdict.HELPED


ALLOWED: dict[Verdict, frozenset[Verdict]] = {
    Verdict.HELPED: frozenset({Verdict.HELPED, Verdict.PARTLY, Verdict.NOT_ENOUGH}),
    Verdict.NO_CHANGE: frozenset({Verdict.NO_CHANGE, Verdict.NOT_ENOUGH}),
    Verdict.WORSE: frozenset({Verdict.WORSE, Verdict.NOT_ENOUGH}),
    Verdict.NOT_ENOUGH: frozenset({Verdict.NOT_ENOUGH}),
}


def allowed(boldest: Iterable[Verdict]) -> frozenset[Verdict]:
    """The verdicts a team may give over several measures: what each of them allows, or "a little" when they differ.

    One that helped beside one that is unclear allows "a little"; one that became worse never allows "it helped".
    """
    found = set(boldest)
    if not found:
        return frozenset({Verdict.NOT_ENOUGH})
    if len(found) == 1:
        return ALLOWED[found.pop()]
    if Verdict.WORSE in found:
        return frozenset({Verdict.NOT_ENOUGH, Verdict.WORSE})
    if Verdict.HELPED in found:
        return frozenset({Verdict.PARTLY, Verdict.NOT_ENOUGH})
    return frozenset({Verdict.NOT_ENOUGH})
