"""Hot spots on a regular grid: where counts are higher together than chance explains (Gi*, Getis & Ord 1992).

On a grid the neighbours of a cell are the eight around it, so Gi* is a 3 x 3 sum. A hot spot is a place that asks
for a closer look; it says nothing about anybody who lives there, and recorded events are not all events.

Needs numpy and scipy; belongs to the statistics profile.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from hamkori.ground.measures.false_discovery import SHARE, adjusted
from hamkori.ground.measures.grids import Counted, Coverage, Floats, Mask

Indices = NDArray[np.int32]

DRAWS = 99_999
"""So many that a cell can stand out from 40,000 others: the smallest chance is one in 100,000."""


def gi_star(values: ArrayLike, inside: ArrayLike | None = None) -> Floats:
    """The z of Gi* for every cell, with the cell itself as a neighbour (Ord & Getis 1995, formula 14).

    `inside` marks the cells that belong to the area; all others are nan and nobody's neighbours. Zero everywhere
    when all values are equal. Raises `ValueError` unless `values` is a grid with at least ten cells inside.
    """
    grid, cells = _checked(values, inside)
    sums, numbers = _around(grid, cells)
    size = int(cells.sum())
    mean = grid[cells].mean()
    spread = grid[cells].std()
    if spread == 0:
        return np.where(cells, 0.0, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (sums - numbers * mean) / (spread * np.sqrt((size * numbers - numbers**2) / (size - 1)))
    return np.where(cells, z, np.nan)


def _checked(values: ArrayLike, inside: ArrayLike | None) -> tuple[Floats, Mask]:
    grid = np.asarray(values, dtype=np.float64)
    cells = np.ones(grid.shape, dtype=np.bool_) if inside is None else np.asarray(inside, dtype=np.bool_)
    if grid.ndim != 2 or cells.shape != grid.shape:
        raise ValueError("values and inside are grids of one shape")
    if cells.sum() < 10 or not np.isfinite(grid[cells]).all():
        raise ValueError("at least ten cells with known values are needed")
    return np.where(cells, grid, 0.0), cells


def _around(grid: Floats, cells: Mask) -> tuple[Floats, Floats]:
    """The sum over each cell and its neighbours, and how many they are."""
    square = np.ones((3, 3))
    sums = ndimage.convolve(grid, square, mode="constant", cval=0.0)
    numbers = ndimage.convolve(cells.astype(np.float64), square, mode="constant", cval=0.0)
    return np.asarray(sums, dtype=np.float64), np.asarray(numbers, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class HotSpots:
    """Each cell's z, its chances, and whether it stands out; nan and False outside the area.

    `p_high` (`p_low`) is the chance of neighbours at least (at most) so full; `q` the smallest share of false
    alarms at which the cell stands out on either side (two-sided, over all cells).
    """

    z: Floats
    p_high: Floats
    p_low: Floats
    q: Floats
    hot: Mask
    cold: Mask
    share_of_false: float
    coverage: Coverage | None


def hot_spots(
    counted: Counted,
    inside: ArrayLike | None = None,
    *,
    draws: int = DRAWS,
    share_of_false: float = SHARE,
    seed: int = 1,
) -> HotSpots:
    """Gi* of the counts with a permutation test and a bound on the share of false alarms; keeps the coverage."""
    return permutation_test(
        counted.counts,
        inside,
        draws=draws,
        share_of_false=share_of_false,
        seed=seed,
        coverage=counted.coverage,
    )


def permutation_test(
    values: ArrayLike,
    inside: ArrayLike | None = None,
    *,
    draws: int = DRAWS,
    share_of_false: float = SHARE,
    seed: int = 1,
    coverage: Coverage | None = None,
) -> HotSpots:
    """The conditional permutation test of Gi*: the cell stays, its neighbours are drawn from all other cells.

    All cells share the same draws; a draw in which a cell itself occurs is left out for that cell, so each test is
    exactly the conditional one (Anselin 1995). Equal seeds give equal answers.
    """
    if draws < 99:
        raise ValueError("at least 99 draws are needed")
    grid, cells = _checked(values, inside)
    z = gi_star(grid, cells)
    sums, numbers = _around(grid, cells)
    flat = grid[cells]
    around = (sums - grid)[cells]
    neighbours = np.rint(numbers[cells]).astype(np.int64) - 1
    if np.array_equal(flat, np.rint(flat)):
        near = np.zeros(flat.size)  # sums of whole numbers are exact
    else:
        near = 1e-9 * (1 + np.abs(around))
    drawn = _distinct(np.random.default_rng(seed), flat.size, int(neighbours.max(initial=1)), draws)
    high, low = np.ones(flat.size), np.ones(flat.size)
    sums_drawn = np.zeros(draws)
    for number in range(1, drawn.shape[0] + 1):
        sums_drawn += flat[drawn[number - 1]]
        chosen = np.flatnonzero(neighbours == number)
        if chosen.size:
            members = drawn[:number]
            high[chosen], low[chosen] = _chances(sums_drawn, members, chosen, around - near, around + near)
    two_sided = np.minimum(1.0, 2 * np.minimum(high, low))
    q = _back(adjusted(two_sided), cells)
    stands_out = np.where(np.isnan(q), 1.0, q) <= share_of_false
    p_high, p_low = _back(high, cells), _back(low, cells)
    with np.errstate(invalid="ignore"):
        fuller = p_high < p_low
    return HotSpots(z, p_high, p_low, q, stands_out & fuller, stands_out & ~fuller, share_of_false, coverage)


def _chances(
    sums: Floats, members: Indices, chosen: NDArray[np.intp], bottom: Floats, top: Floats
) -> tuple[Floats, Floats]:
    """For each chosen cell: the share of draws without it that are at least, at most so full; itself counts too."""
    ordered = np.sort(sums)
    high = ordered.size - np.searchsorted(ordered, bottom[chosen], side="left")
    low = np.searchsorted(ordered, top[chosen], side="right")
    own = np.zeros((3, bottom.size), dtype=np.int64)
    for row in members:
        own[0] += np.bincount(row, minlength=bottom.size)
        own[1] += np.bincount(row[sums >= bottom[row]], minlength=bottom.size)
        own[2] += np.bincount(row[sums <= top[row]], minlength=bottom.size)
    without, own_high, own_low = own[:, chosen]
    left = ordered.size - without + 1
    return (high - own_high + 1) / left, (low - own_low + 1) / left


def _distinct(random: np.random.Generator, size: int, number: int, draws: int) -> Indices:
    """`draws` columns of `number` different cells, every ordered choice equally likely."""
    if size < 4 * number:
        return np.argsort(random.random((number and size, draws)), axis=0)[:number].astype(np.int32)
    drawn = random.integers(0, size, (number, draws), dtype=np.int32)
    open_draws = np.arange(draws)
    while True:  # a draw with a cell twice is drawn anew as a whole
        part = drawn[:, open_draws]
        twice = np.zeros(open_draws.size, dtype=np.bool_)
        for first in range(1, number):
            for second in range(first):
                twice |= part[first] == part[second]
        open_draws = open_draws[twice]
        if not open_draws.size:
            return drawn
        drawn[:, open_draws] = random.integers(0, size, (number, open_draws.size), dtype=np.int32)


def _back(values: Floats, cells: Mask) -> Floats:
    grid = np.full(cells.shape, np.nan)
    grid[cells] = values
    return grid
