"""Funnel plots and exact chances: is an area's share or rate further from the others than its size explains?

After Spiegelhalter (2005) Stat. Med. 24:1185. A funnel shows that areas differ by chance, too, and that small ones
differ most; it is not a ranking and must not be made one (K21). Needs numpy and scipy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from hamkori.ground.measures.special import solve_rising

Floats = NDArray[np.float64]
Side = Literal["high", "low", "both"]

LINES = (0.95, 0.998)
"""The two usual pairs of lines: about two and three standard deviations."""
_WINSOR = 0.1
STANDS_OUT = 0.01
"""With a smaller chance an area is no measure for the others."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Each area's `value` with its limits; `low[k]` and `high[k]` belong to the k-th of `lines`.

    `centre` is the value of all areas together; `spread` is how much more the areas differ than chance (1 = not).
    """

    value: Floats
    centre: float
    lines: tuple[float, ...]
    low: Floats
    high: Floats
    spread: float


def _counts(counts: ArrayLike, sizes: ArrayLike) -> tuple[Floats, Floats]:
    x, n = np.broadcast_arrays(np.asarray(counts, dtype=np.float64), np.asarray(sizes, dtype=np.float64))
    if not (np.isfinite(x).all() and np.isfinite(n).all()) or (x < 0).any() or (n < 0).any():
        raise ValueError("counts are known and not negative")
    return x, n


def binomial_limits(totals: ArrayLike, share: float, line: float) -> tuple[Floats, Floats]:
    """Low and high limit of a share for each total; nan for a total of 0.

    Exact: a count lies outside a limit when the chance of a count so far on that side is at most (1 - line) / 2.
    """
    if not (0 <= share <= 1 and 0 < line < 1):
        raise ValueError("the share and the line lie between 0 and 1")
    n = np.asarray(totals, dtype=np.float64)
    low, high = (
        _smoothed(stats.binom.ppf(tail, n, share), tail, lambda count: stats.binom.cdf(count, n, share))
        for tail in ((1 - line) / 2, (1 + line) / 2)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = np.maximum(low, 0) / n, np.minimum(high + 1, n) / n
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def poisson_limits(expected: ArrayLike, line: float) -> tuple[Floats, Floats]:
    """Low and high limit of count over expected count, exact as `binomial_limits`; nan where nothing is expected."""
    if not 0 < line < 1:
        raise ValueError("the line lies between 0 and 1")
    mean = np.asarray(expected, dtype=np.float64)
    low, high = (
        _smoothed(stats.poisson.ppf(tail, mean), tail, lambda count: stats.poisson.cdf(count, mean))
        for tail in ((1 - line) / 2, (1 + line) / 2)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = np.maximum(low, 0) / mean, (high + 1) / mean
    return np.where(mean > 0, low, np.nan), np.where(mean > 0, high, np.nan)


def _smoothed(count: Floats, tail: float, below: Callable[[Floats], Floats]) -> Floats:
    """Between the whole counts around a limit in proportion to the chance, so that the line has no steps.

    Interpolated as Spiegelhalter (2005, A.1.1) does; his upper line lies one count lower and is not exact.
    """
    with np.errstate(invalid="ignore"):
        at, before = below(count), below(count - 1)
        return np.asarray(count - (at - tail) / np.where(at > before, at - before, 1), dtype=np.float64)


def share_funnel(counts: ArrayLike, totals: ArrayLike, lines: tuple[float, ...] = LINES) -> Funnel:
    """Shares of each area round the share of all; limits widened by the spread that the honest areas have."""
    x, n = _counts(counts, totals)
    if (x > n).any() or n.sum() == 0:
        raise ValueError("a part cannot be larger than the whole, and there must be a whole")
    centre = float(x.sum() / n.sum())
    limits = [binomial_limits(n, centre, line) for line in lines]
    return _funnel(
        x, n, centre, lines, limits, spread_of(share_chances(x, n, side="both", middle=True), x, n)
    )


def rate_funnel(counts: ArrayLike, expected: ArrayLike, lines: tuple[float, ...] = LINES) -> Funnel:
    """Counts over expected counts (in any unit: they are scaled so that their sums agree), centre 1."""
    x, mean = _counts(counts, expected)
    if mean.sum() == 0 or x.sum() == 0:
        raise ValueError("there are no events, or none were expected")
    mean = mean * (x.sum() / mean.sum())
    limits = [poisson_limits(mean, line) for line in lines]
    high = np.where(x > 0, special.pdtrc(x - 1, mean), 1.0)
    low = special.pdtr(x, mean)
    with np.errstate(invalid="ignore"):
        equal = stats.poisson.pmf(x, mean)
    two_sided = np.minimum(1.0, 2 * (np.minimum(high, low) - equal / 2))
    return _funnel(x, mean, 1.0, lines, limits, spread_of(two_sided, x, mean))


def _funnel(
    x: Floats,
    size: Floats,
    centre: float,
    lines: tuple[float, ...],
    limits: list[tuple[Floats, Floats]],
    spread: float,
) -> Funnel:
    with np.errstate(divide="ignore", invalid="ignore"):
        value = x / size
    wide = np.sqrt(spread)
    low = np.array([np.maximum(0.0, centre - (centre - below) * wide) for below, _ in limits])
    high = np.array([centre + (above - centre) * wide for _, above in limits])
    return Funnel(value, centre, lines, low, high, spread)


def share_chances(
    counts: ArrayLike,
    totals: ArrayLike,
    *,
    expected: float | None = None,
    side: Side = "high",
    middle: bool = False,
) -> Floats:
    """The chance of a share so far on the `side` in each area (last axis), all others being alike.

    Without `expected` each area stands against the rest, exactly, with all sums fixed (hypergeometric); with it
    against that share (binomial). `middle` counts the seen outcome half (mid-p: less cautious). nan for a total of 0.
    """
    x, n = _counts(counts, totals)
    if (x > n).any():
        raise ValueError("a part cannot be larger than the whole")
    if expected is None:
        whole, parts = n.sum(-1, keepdims=True), x.sum(-1, keepdims=True)
        high = _at_least(x, n, parts, whole) if side != "low" else np.ones(x.shape)
        low = _at_least(n - x, n, whole - parts, whole) if side != "high" else np.ones(x.shape)
        half = np.exp(_log_law(x, n, parts, whole)) / 2 if middle else 0.0
    else:
        if not 0 < expected < 1:
            raise ValueError("the expected share lies between 0 and 1")
        high = stats.binom.sf(x - 1, n, expected) if side != "low" else np.ones(x.shape)
        low = stats.binom.cdf(x, n, expected) if side != "high" else np.ones(x.shape)
        half = stats.binom.pmf(x, n, expected) / 2 if middle else 0.0
    p = np.clip(np.minimum(high, low) - half, 0.0, 1.0)
    if side == "both":
        p = np.minimum(1.0, 2 * p)
    return np.asarray(np.where(n > 0, p, np.nan), dtype=np.float64)


def calm_chances(counts: ArrayLike, totals: ArrayLike, side: Side = "high") -> Floats:
    """As `share_chances` on one side, but the areas that stand out themselves are left out of "the rest".

    A few bent areas raise the share of all, and so hide each other. Left out is what has a chance under 1 in 100;
    that is done twice, and an honest area in a hundred that goes with them hardly moves the share.
    """
    x, n = _counts(counts, totals)
    if (x > n).any() or side == "both":
        raise ValueError("parts of wholes and one side are needed")
    if side == "low":
        x = n - x
    used = n > 0
    calm, chance = used, np.ones(x.shape)
    for _round in range(3):
        parts, whole = np.where(calm, x, 0.0), np.where(calm, n, 0.0)
        chance = _at_least(x, n, parts.sum() - parts + x, whole.sum() - whole + n)
        again = used & (chance >= STANDS_OUT)
        if (again == calm).all():
            break
        calm = again
    return np.where(used, chance, np.nan)


def _log_law(x: Floats, n: Floats, parts: Floats, whole: Floats) -> Floats:
    """The logarithm of the hypergeometric chance of exactly x."""

    def ways(total: Floats, chosen: Floats) -> Floats:
        gamma = special.gammaln
        return np.asarray(gamma(total + 1) - gamma(chosen + 1) - gamma(total - chosen + 1), dtype=np.float64)

    return ways(parts, x) + ways(whole - parts, n - x) - ways(whole, n)


def _at_least(x: Floats, n: Floats, parts: Floats, whole: Floats) -> Floats:
    """The hypergeometric chance of at least x; the tail away from the middle is summed, so it keeps its digits."""
    upper = x > n * parts / np.maximum(whole, 1)
    # Below the middle: one less the chance of at most x - 1, which is at least n - x + 1 of the other kind.
    at = np.where(upper, x, n - x + 1)
    kind = np.where(upper, parts, whole - parts)
    possible = (at <= n) & (at <= kind)
    start = np.where(possible, at, 0.0)
    term = np.where(possible, np.exp(_log_law(start, n, kind, whole)), 0.0)
    total = term.copy()
    step = start
    while (term > total * 1e-17).any():
        ratio = (kind - step) * (n - step) / ((step + 1) * np.maximum(whole - kind - n + step + 1, 1))
        term = term * ratio
        total = total + term
        step = step + 1
    return np.asarray(np.clip(np.where(upper, total, 1 - total), 0, 1), dtype=np.float64)


def between(counts: ArrayLike, totals: ArrayLike, side: Side = "high") -> float:
    """How much honest areas differ from each other: the correlation of two records of one area, 0 = only by chance.

    Taken from the half of the areas away from the `side` that is looked at, for bent areas lie on that side; on the
    arcsine scale, where shares lie evenly on both sides. 0 unless chance alone would show so much in about one
    table of six, or with fewer than ten areas; otherwise rather a standard error too much than too little.
    """
    x, n = _counts(counts, totals)
    x, n = x[n > 0], n[n > 0]
    if x.size < 10 or side == "both":
        return 0.0
    height = np.arcsin(np.sqrt((x + 0.375) / (n + 0.75))) * (1 if side == "high" else -1)
    order = np.argsort(height, kind="stable")
    weights = np.cumsum(n[order])
    middle = height[order][np.searchsorted(weights, weights[-1] / 2)]
    calm = height <= middle
    squares = 4 * n[calm] * (height[calm] - middle) ** 2
    if squares.mean() <= 1 + 2.3 / np.sqrt(x.size):
        return 0.0
    size = n[calm]
    careful = 1 / (1 + 1.5 / np.sqrt(size.size))  # about one standard error on the safe side
    return solve_rising(lambda rho: -float(np.mean(squares / (1 + (size - 1) * rho))), -careful, 0.0, 1.0)


def differing_chances(counts: ArrayLike, totals: ArrayLike, rho: float, side: Side = "high") -> Floats:
    """One-sided chances of each share when areas differ by `rho` (beta-binomial round the share of all areas)."""
    x, n = _counts(counts, totals)
    if not 0 < rho < 1 or side == "both" or (x > n).any() or x.ndim != 1:
        raise ValueError("areas that differ, one side, and parts of wholes are needed")
    share = x.sum() / max(n.sum(), 1)
    if share in (0, 1):
        return np.where(n > 0, 1.0, np.nan)
    first, second = share * (1 - rho) / rho, (1 - share) * (1 - rho) / rho
    if side == "low":
        x, first, second = n - x, second, first
    result = np.full(x.shape, np.nan)
    for area in np.flatnonzero(n > 0):
        number = n[area]
        more = np.arange(x[area], number + 1)
        ways = special.gammaln(number + 1) - special.gammaln(more + 1) - special.gammaln(number - more + 1)
        law = ways + special.betaln(more + first, number - more + second) - special.betaln(first, second)
        result[area] = min(1.0, float(np.exp(law).sum()))
    return result


def spread_of(two_sided: ArrayLike, counts: ArrayLike, sizes: ArrayLike) -> float:
    """How much more the areas differ than chance: the mean square of their z, the outer tenths pulled in.

    1 unless chance alone would show so much in about one table of a hundred; the outer tenths are pulled in, so
    that a few bent areas hardly widen the limits for all.
    """
    x, n = _counts(counts, sizes)
    p = np.asarray(two_sided, dtype=np.float64)
    used = n > 0
    if used.sum() < 5:
        return 1.0
    z = -special.ndtri(np.clip(p[used] / 2, 1e-300, 0.5))
    with np.errstate(invalid="ignore"):
        z *= np.sign(x[used] / n[used] - x.sum() / n.sum())
    edges = np.quantile(z, [_WINSOR, 1 - _WINSOR])
    found = float(np.mean(np.clip(z, *edges) ** 2)) / _WINSORED_SQUARE
    bound = 1 + special.ndtri(0.99) * np.sqrt(2 / used.sum())
    return found if found > bound else 1.0


_EDGE = float(special.ndtri(1 - _WINSOR))
_WINSORED_SQUARE = 1 - 2 * _WINSOR - 2 * _EDGE * float(stats.norm.pdf(_EDGE)) + 2 * _WINSOR * _EDGE**2
"""The mean square of a standard normal variable whose outer tenths are pulled in."""
