"""Do neighbouring areas resemble each other? Moran's I, Geary's c and Gi* for areas with given neighbours.

For districts and neighbourhoods; for cells of a grid `hot_spots` is made. Formulas after Cliff & Ord (1981),
Spatial Processes, chapter 2, with the variance under randomization, and Ord & Getis (1995).

Needs numpy; belongs to the statistics profile.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Who is whose neighbour: `weight[k]` of area `to[k]` for area `of[k]`, areas numbered from 0 to size - 1."""

    size: int
    of: NDArray[np.int64]
    to: NDArray[np.int64]
    weight: Floats

    @classmethod
    def binary(cls, neighbours: Mapping[int, Sequence[int]] | Sequence[Sequence[int]]) -> Self:
        """Weight 1 for every listed neighbour. Raises `ValueError` for an unknown, doubled or own number."""
        lists = [list(neighbours[area]) for area in range(len(neighbours))]
        size = len(lists)
        for area, near in enumerate(lists):
            if len(set(near)) != len(near) or area in near or not all(0 <= one < size for one in near):
                raise ValueError(f"the neighbours of area {area} are not a list of other areas")
        of = np.repeat(np.arange(size), [len(near) for near in lists]).astype(np.int64)
        to = np.array([one for near in lists for one in near], dtype=np.int64)
        return cls(size, of, to, np.ones(to.size))

    def rows_to_one(self) -> Self:
        """The same with the weights of each area summing to one; an area without neighbours keeps none."""
        sums = self.sums()
        return type(self)(self.size, self.of, self.to, self.weight / sums[self.of])

    def sums(self) -> Floats:
        return np.asarray(np.bincount(self.of, self.weight, self.size), dtype=np.float64)

    def lag(self, values: Floats) -> Floats:
        """The weighted sum of each area's neighbours."""
        return np.asarray(np.bincount(self.of, self.weight * values[self.to], self.size), dtype=np.float64)

    def moments(self) -> tuple[float, float, float]:
        """S0, S1 and S2 of Cliff & Ord."""
        pairs = np.concatenate([self.of * self.size + self.to, self.to * self.size + self.of])
        _, place = np.unique(pairs, return_inverse=True)
        both = np.bincount(place, weights=np.concatenate([self.weight, self.weight]))
        columns = np.bincount(self.to, weights=self.weight, minlength=self.size)
        return (
            float(self.weight.sum()),
            float((both**2).sum() / 2),
            float(((self.sums() + columns) ** 2).sum()),
        )


@dataclass(frozen=True, slots=True)
class Association:
    """A measure with what chance alone would give. `z` above zero: neighbours are alike; `p` is two-sided."""

    value: float
    expected: float
    variance: float
    z: float
    p: float


def _prepared(values: ArrayLike, weights: Weights) -> tuple[Floats, Floats, float]:
    x = np.asarray(values, dtype=np.float64)
    if x.shape != (weights.size,) or not np.isfinite(x).all():
        raise ValueError("one known value for each area is needed")
    if weights.size < 4 or not weights.weight.size:
        raise ValueError("at least four areas, and some with neighbours, are needed")
    deviation = x - x.mean()
    squares = float((deviation**2).sum())
    if squares == 0:
        raise ValueError("all values are equal")
    return x, deviation, weights.size * float((deviation**4).sum()) / squares**2


def _association(value: float, expected: float, variance: float, sign: int) -> Association:
    z = sign * (value - expected) / math.sqrt(variance)
    return Association(value, expected, variance, z, 2 * NormalDist().cdf(-abs(z)))


def moran(values: ArrayLike, weights: Weights) -> Association:
    """Moran's I: about -1/(n - 1) by chance, up to about 1 when neighbours are alike."""
    _, deviation, peaked = _prepared(values, weights)
    n = weights.size
    s0, s1, s2 = weights.moments()
    value = n / s0 * float(deviation @ weights.lag(deviation)) / float(deviation @ deviation)
    expected = -1 / (n - 1)
    first = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    second = peaked * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    variance = (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected**2
    return _association(value, expected, variance, 1)


def geary(values: ArrayLike, weights: Weights) -> Association:
    """Geary's c: about 1 by chance, towards 0 when neighbours are alike."""
    x, deviation, peaked = _prepared(values, weights)
    n = weights.size
    s0, s1, s2 = weights.moments()
    apart = float((weights.weight * (x[weights.of] - x[weights.to]) ** 2).sum())
    value = (n - 1) * apart / (2 * s0 * float(deviation @ deviation))
    first = (n - 1) * s1 * (n * n - 3 * n + 3 - (n - 1) * peaked)
    second = (n - 1) * s2 * (n * n + 3 * n - 6 - (n * n - n + 2) * peaked) / 4
    third = s0**2 * (n * n - 3 - (n - 1) ** 2 * peaked)
    variance = (first - second + third) / (n * (n - 2) * (n - 3) * s0**2)
    return _association(value, 1.0, variance, -1)


def gi_star_of_areas(values: ArrayLike, weights: Weights) -> Floats:
    """The z of Gi* for every area: its neighbours and itself, itself with weight 1. Zero when all are equal."""
    x = np.asarray(values, dtype=np.float64)
    if x.shape != (weights.size,) or not np.isfinite(x).all():
        raise ValueError("one known value for each area is needed")
    spread = x.std()
    if spread == 0:
        return np.zeros(weights.size)
    sums = weights.sums() + 1
    squares = np.bincount(weights.of, weights=weights.weight**2, minlength=weights.size) + 1
    n = weights.size
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (weights.lag(x) + x - sums * x.mean()) / (spread * np.sqrt((n * squares - sums**2) / (n - 1)))
    return np.asarray(z, dtype=np.float64)
