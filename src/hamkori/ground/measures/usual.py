"""More than usual? A count of one time against the expected of its own past, and many such looks at once.

Plain Python: pages of the community rooms use it without numpy. Counts are few, so the test is exact: given the sum of
both counts the newer one is binomial (Przyborowski & Wilenski 1940), which takes in how uncertain the past itself is.
"""

import math
from collections.abc import Sequence

from hamkori.ground.measures.special import beta_i


def chance_of_more(
    count: int, exposure: float, past: int, past_exposure: float, dispersion: float = 1.0
) -> float:
    """The chance of at least `count` events in `exposure` if the rate were that of `past` in `past_exposure`.

    `dispersion` above 1 (times vary more than by chance alone) makes both counts worth less, as quasi-Poisson does:
    the newer one is cut down, the past filled up, so the chance errs on the side of no alarm.
    Raises `ValueError` for a negative count, and unless both exposures are above zero.
    """
    if count < 0 or past < 0 or not (exposure > 0 and past_exposure > 0):
        raise ValueError("counts from 0, exposures above 0")
    scale = max(1.0, dispersion)
    here, before = math.floor(count / scale), math.ceil(past / scale)
    if here == 0:
        return 1.0
    return beta_i(here, before + 1, exposure / (exposure + past_exposure))


def expected(past: int, past_exposure: float, exposure: float) -> float:
    """The events that the rate of the past would bring in `exposure`."""
    return past * exposure / past_exposure


def dispersion(counts: Sequence[int], exposures: Sequence[float]) -> float:
    """How much more the times vary than chance alone: Pearson's index (1 is chance); 1 where nothing was counted."""
    whole, total = sum(exposures), sum(counts)
    if len(counts) < 2 or total == 0:
        return 1.0
    means = [total * one / whole for one in exposures]
    surplus = sum((count - mean) ** 2 / mean for count, mean in zip(counts, means, strict=True))
    return surplus / (len(counts) - 1)


def season(counts: Sequence[int], exposures: Sequence[float], weight: float) -> float:
    """How many times the mean rate a time of the year brings, drawn towards 1 by `weight` further events.

    `counts` and `exposures` are those of the same time in earlier years; exposures are in expected events.
    """
    return (sum(counts) + weight) / (sum(exposures) + weight)


def adjusted(chances: Sequence[float]) -> list[float]:
    """The smallest bound of the false-discovery share at which each look raises an alarm (Benjamini & Hochberg 1995).

    The same as `false_discovery.adjusted`, without numpy.
    """
    order = sorted(range(len(chances)), key=lambda at: chances[at], reverse=True)
    found, smallest = [1.0] * len(chances), 1.0
    for place, at in enumerate(order):
        smallest = min(smallest, chances[at] * len(chances) / (len(chances) - place))
        found[at] = smallest
    return found
