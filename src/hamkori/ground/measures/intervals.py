"""Intervals and a test for shares, counts and rates of small areas. All two-sided; `confidence` is a share."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from hamkori.ground.measures.special import beta_i, gamma_p, solve_rising


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its bounds. `high` can be infinite; `estimate` is None where there is none (0 of 0)."""

    estimate: float | None
    low: float
    high: float


def _check(confidence: float, *counts: int) -> None:
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1")
    if any(count < 0 for count in counts):
        raise ValueError("a count cannot be negative")


def wilson(count: int, total: int, confidence: float = 0.95) -> Interval:
    """The score interval of a share (Wilson 1927; method 3 of Newcombe 1998). 0 of 0 says nothing: 0 to 1.

    Raises `ValueError` unless 0 <= count <= total.
    """
    _check(confidence, count, total)
    if count > total:
        raise ValueError("a part cannot be larger than the whole")
    if total == 0:
        return Interval(None, 0.0, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = 2 * count + z * z
    spread = z * math.sqrt(z * z + 4 * count * (total - count) / total)
    whole = 2 * (total + z * z)
    low = 0.0 if count == 0 else (middle - spread) / whole
    high = 1.0 if count == total else (middle + spread) / whole
    return Interval(count / total, low, high)


def exact_poisson_interval(count: int, exposure: float = 1.0, confidence: float = 0.95) -> Interval:
    """The exact interval of a rate: `count` events in `exposure` (Garwood 1936).

    `exposure` in any unit (persons, days); the bounds are per unit. Raises `ValueError` when it is not above 0.
    """
    _check(confidence, count)
    if not exposure > 0:
        raise ValueError("exposure must be above zero")
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else _mean_reaching(count, tail)
    high = _mean_reaching(count + 1, 1 - tail)
    return Interval(count / exposure, low / exposure, high / exposure)


def _mean_reaching(count: int, chance: float) -> float:
    """The mean of a Poisson variable that is at least `count` (above 0) with this chance.

    Newton's method from the approximation of Wilson and Hilferty (1931): three or four steps. Halving, if it leaves.
    """
    z = NormalDist().inv_cdf(chance)
    mean = count * (1 - 1 / (9 * count) + z / (3 * math.sqrt(count))) ** 3
    for _ in range(20):
        if not mean > 0:
            break
        slope = math.exp((count - 1) * math.log(mean) - mean - math.lgamma(count))
        if slope <= 0:
            break
        step = (gamma_p(count, mean) - chance) / slope
        mean -= step
        if abs(step) <= 1e-9 * mean:  # the next step would be its square
            return mean
    far = count + 20 * math.sqrt(count) + 20 - 20 * math.log(min(chance, 1 - chance))
    return solve_rising(lambda mean: gamma_p(count, mean), chance, 0, far)


def exact_binomial_interval(count: int, total: int, confidence: float = 0.95) -> Interval:
    """The exact interval of a share (Clopper & Pearson 1934). Raises `ValueError` unless 0 <= count <= total."""
    _check(confidence, count, total)
    if count > total:
        raise ValueError("a part cannot be larger than the whole")
    if total == 0:
        return Interval(None, 0.0, 1.0)
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else solve_rising(lambda p: beta_i(count, total - count + 1, p), tail, 0, 1)
    high = (
        1.0 if count == total else solve_rising(lambda p: beta_i(count + 1, total - count, p), 1 - tail, 0, 1)
    )
    return Interval(count / total, low, high)


def poisson_ratio_interval(
    count: int, exposure: float, base_count: int, base_exposure: float, confidence: float = 0.95
) -> Interval:
    """The exact interval of the ratio of two rates, (count / exposure) / (base_count / base_exposure).

    Given the sum of both counts the first is binomial; its exact interval is turned into one of the ratio
    (Przyborowski & Wilenski 1940; Lehmann & Romano, Testing Statistical Hypotheses, section 4.5).
    """
    _check(confidence, count, base_count)
    if not (exposure > 0 and base_exposure > 0):
        raise ValueError("exposure must be above zero")
    share = exact_binomial_interval(count, count + base_count, confidence)
    scale = base_exposure / exposure
    estimate = count / base_count * scale if base_count else None
    low = 0.0 if share.low >= 1 else share.low / (1 - share.low) * scale
    high = math.inf if share.high >= 1 else share.high / (1 - share.high) * scale
    return Interval(estimate, low, high)


def fisher_exact(a: int, b: int, c: int, d: int) -> float:
    """The two-sided p-value of the table [[a, b], [c, d]] (Fisher 1935, chapter II).

    The chance, with all margins fixed, of this table or any that is at most as likely (exact whole numbers).
    """
    _check(0.5, a, b, c, d)
    row, column, total = a + b, a + c, a + b + c + d
    ways = {
        first: math.comb(row, first) * math.comb(total - row, column - first)
        for first in range(max(0, row + column - total), min(row, column) + 1)
    }
    seen = ways[a]
    return sum(number for number in ways.values() if number <= seen) / math.comb(total, column)


def newcombe_difference(
    count: int, total: int, base_count: int, base_total: int, confidence: float = 0.95
) -> Interval:
    """The interval of a difference of two shares, count/total - base_count/base_total (Newcombe 1998, method 10).

    The two score intervals of Wilson are joined; the bounds never leave -1 to 1. Raises `ValueError` as `wilson` does.
    """
    first = wilson(count, total, confidence)
    second = wilson(base_count, base_total, confidence)
    if first.estimate is None or second.estimate is None:
        return Interval(None, -1.0, 1.0)
    difference = first.estimate - second.estimate
    down = math.hypot(first.estimate - first.low, second.high - second.estimate)
    up = math.hypot(first.high - first.estimate, second.estimate - second.low)
    return Interval(difference, max(-1.0, difference - down), min(1.0, difference + up))


def exact_odds_ratio_interval(a: int, b: int, c: int, d: int, confidence: float = 0.95) -> Interval:
    """The exact interval of the odds ratio of [[a, b], [c, d]], all sums fixed (Cornfield 1956; Gart 1970).

    `estimate` is the conditional maximum likelihood, None when a row or a column is empty. With counts of events
    before and after in two places it is the ratio of the two ratios.
    """
    _check(confidence, a, b, c, d)
    row, column, total = a + b, a + c, a + b + c + d
    least, most = max(0, row + column - total), min(row, column)
    if least == most:
        return Interval(None, 0.0, math.inf)
    values = range(least, most + 1)
    ways = [_log_ways(row, value) + _log_ways(total - row, column - value) for value in values]

    def law(log_odds: float) -> list[float]:
        logs = [way + value * log_odds for way, value in zip(ways, values, strict=True)]
        top = max(logs)
        weights = [math.exp(one - top) for one in logs]
        whole = sum(weights)
        return [weight / whole for weight in weights]

    def mean(log_odds: float) -> float:
        return sum(value * chance for value, chance in zip(values, law(log_odds), strict=True))

    def at_least(log_odds: float) -> float:
        return sum(chance for value, chance in zip(values, law(log_odds), strict=True) if value >= a)

    def above(log_odds: float) -> float:
        return sum(chance for value, chance in zip(values, law(log_odds), strict=True) if value > a)

    tail, far = (1 - confidence) / 2, 60.0
    low = 0.0 if a == least else math.exp(solve_rising(at_least, tail, -far, far))
    high = math.inf if a == most else math.exp(solve_rising(above, 1 - tail, -far, far))
    if a == least:
        estimate = 0.0
    elif a == most:
        estimate = math.inf
    else:
        estimate = math.exp(solve_rising(mean, a, -far, far))
    return Interval(estimate, low, high)


def _log_ways(total: int, count: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(count + 1) - math.lgamma(total - count + 1)


def poisson_ratio_test(count: int, exposure: float, base_count: int, base_exposure: float) -> float:
    """The two-sided p-value that two rates are alike (the exact conditional test of Przyborowski & Wilenski 1940).

    The chance, given the sum of both counts, of a split that is at most as likely as the one that was seen.
    """
    _check(0.5, count, base_count)
    if not (exposure > 0 and base_exposure > 0):
        raise ValueError("exposure must be above zero")
    total, share = count + base_count, exposure / (exposure + base_exposure)
    logs = [
        _log_ways(total, split) + split * math.log(share) + (total - split) * math.log1p(-share)
        for split in range(total + 1)
    ]
    return min(1.0, math.fsum(math.exp(one) for one in logs if one <= logs[count] + 1e-7))
