"""The two incomplete functions that exact intervals need, to about 1e-12 relative.

Series and continued fractions after Abramowitz & Stegun (1964), 6.5.29, 6.5.31 and 26.5.8, the fractions
evaluated with the modified Lentz method (Thompson & Barnett 1986).
"""

import math
from collections.abc import Callable

_TINY = 1e-300
_STEPS = 100_000


def _fraction(first: float, terms: Callable[[int], tuple[float, float]]) -> float:
    """b0 + a1/(b1 + a2/(b2 + ...)) with (a, b) = terms(1), terms(2), ..."""
    value = first or _TINY
    c, d = value, 0.0
    for step in range(1, _STEPS):
        a, b = terms(step)
        d = 1 / ((b + a * d) or _TINY)
        c = (b + a / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            return value
    raise ArithmeticError("a continued fraction did not settle")


def gamma_p(a: float, x: float) -> float:
    """The regularized lower incomplete gamma function P(a, x) for a > 0, x >= 0.

    The chance that a Poisson variable of mean `x` is at least `a` (for a whole `a`).
    """
    if x <= 0:
        return 0.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        step = a
        while term > total * 1e-17:
            step += 1
            term *= x / step
            total += term
        return min(1.0, scale * total)
    fraction = _fraction(x + 1 - a, lambda step: (-step * (step - a), x + 2 * step + 1 - a))
    return max(0.0, 1 - scale / fraction)


def beta_i(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function I_x(a, b) for a, b > 0 and 0 <= x <= 1.

    The chance of at least `a` successes in a + b - 1 trials of chance `x` (for whole `a` and `b`).
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_i(b, a, 1 - x)
    scale = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )

    def terms(step: int) -> tuple[float, float]:
        half = step // 2
        if step % 2:
            return -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1)), 1.0
        return half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half)), 1.0

    return scale / (a * _fraction(1.0, terms))


def solve_rising(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Where a rising function reaches `target` between `low` and `high`, to the last bits.

    Chandrupatla's method (1997): a quarter of the steps of halving, and never outside what halving would keep. An end
    is the answer where the target lies beyond it.
    """
    before, fbefore = high, function(high) - target
    newest, fnewest = low, function(low) - target
    if fnewest >= 0 or fbefore <= 0:
        return low if fnewest >= 0 else high
    share = 0.5
    for _ in range(400):
        tried = newest + share * (before - newest)
        ftried = function(tried) - target
        if (ftried > 0) == (fnewest > 0):
            third, fthird = newest, fnewest
        else:
            third, before, fthird, fbefore = before, newest, fbefore, fnewest
        newest, fnewest = tried, ftried
        best = newest if abs(fnewest) < abs(fbefore) else before
        least = (4e-16 * abs(best) + 1e-300) / abs(before - newest)
        if least > 0.5 or fnewest == 0:
            return best
        along, up = (newest - before) / (third - before), (fnewest - fbefore) / (fthird - fbefore)
        share = 0.5
        if up * up < along and (1 - up) ** 2 < 1 - along:
            share = fnewest / (fbefore - fnewest) * fthird / (fbefore - fthird) + (
                (third - newest) / (before - newest)
                * fnewest / (fthird - fnewest) * fbefore / (fthird - fbefore)
            )  # fmt: skip
        share = min(1 - least, max(least, share))
    return best
