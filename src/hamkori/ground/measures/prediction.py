"""How good was a map of expected events? PAI, PEI and RRI, cell by cell from the highest expectation downwards.

PAI after Chainey, Tompson & Uhlig (2008); PEI after Hunt (2016); RRI after Levine (2008), here as the events that
were expected for each that came, cumulated. Needs numpy; belongs to the statistics profile.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamkori.ground.measures.intervals import Interval, wilson

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """`order` lists the cells from the highest expected density on; the others speak of all cells up to there.

    `pai`: the share of events over the share of the area; 1 is no better than chance. `pei`: `pai` over the best
    that was possible with as many cells, 1 is perfect. `rri`: events expected over events that came, inf before
    the first.
    """

    order: NDArray[np.int64]
    area_share: Floats
    hit_share: Floats
    pai: Floats
    pei: Floats
    rri: Floats


def accuracy(events: ArrayLike, expected: ArrayLike, area: ArrayLike | None = None) -> Accuracy:
    """Compare `events` of a later period with what was `expected` of each cell; `area` in any unit, equal if left out.

    Cells of equal expectation keep their order. Raises `ValueError` without events, and for negative figures.
    """
    came = np.asarray(events, dtype=np.float64).ravel()
    hoped = np.asarray(expected, dtype=np.float64).ravel()
    sizes = np.ones(came.size) if area is None else np.asarray(area, dtype=np.float64).ravel()
    if not came.size == hoped.size == sizes.size:
        raise ValueError("events, expected and area are of one length")
    if not (
        np.isfinite([came, hoped, sizes]).all() and min(came.min(), hoped.min()) >= 0 and sizes.min() > 0
    ):
        raise ValueError("no figure may be negative, no area empty")
    if came.sum() == 0:
        raise ValueError("no event came: nothing can be compared")
    order = np.argsort(-hoped / sizes, kind="stable")
    best = np.argsort(-came / sizes, kind="stable")
    hit, area_share = _shares(came[order]), _shares(sizes[order])
    pai = hit / area_share
    reachable = _shares(came[best]) / _shares(sizes[best])
    with np.errstate(divide="ignore", invalid="ignore"):
        rri = np.cumsum(hoped[order]) / np.cumsum(came[order])
    return Accuracy(order.astype(np.int64), area_share, hit, pai, pai / reachable, rri)


def _shares(values: Floats) -> Floats:
    return np.asarray(np.cumsum(values) / values.sum(), dtype=np.float64)


def pai_interval(hits: int, events: int, area_share: float, confidence: float = 0.95) -> Interval:
    """PAI of one marked area with its interval: the score interval of the hit share over the share of the area."""
    if not 0 < area_share <= 1:
        raise ValueError("the share of the area lies between 0 and 1")
    share = wilson(hits, events, confidence)
    estimate = None if share.estimate is None else share.estimate / area_share
    return Interval(estimate, share.low / area_share, share.high / area_share)
