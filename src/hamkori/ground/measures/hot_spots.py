"""Hot spots on a regular grid: where counts are higher together than chance explains (Gi*, Getis & Ord 1992).

On a grid the neighbours of a cell are the eight around it, so Gi* is a 3 x 3 sum. A hot spot is a place that asks
for a closer look; it says nothing about anybody who lives there, and recorded events are not all events.

Needs numpy; belongs to the statistics profile.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hamkori.ground.measures.false_discovery import SHARE, adjusted
from hamkori.ground.measures.grids import Counted, Coverage, Floats, Mask

Indices = NDArray[np.int32]
Counts = NDArray[np.int64]
Numbers = NDArray[np.float64] | NDArray[np.int32]

MOST_COUNTED = 1_000_000
"""Sums that lie further apart are sorted, not counted."""

DRAWS = 99_999
"""So many that a cell can stand out from 40,000 others: the smallest chance is one in 100,000."""


def gi_star(values: ArrayLike, inside: ArrayLike | None = None) -> Floats:
    """The z of Gi* for every cell, with the cell itself as a neighbour (Ord & Getis 1995, formula 14).

    `inside` marks the cells that belong to the area; all others are nan and nobody's neighbours. Zero everywhere
    when all values are equal. Raises `ValueError` unless `values` is a grid with at least ten cells inside.
    """
    grid, cells = _checked(values, inside)
    return _z(grid, cells, *_around(grid, cells))


def _z(grid: Floats, cells: Mask, sums: Floats, numbers: Floats) -> Floats:
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
    return _three_by_three(grid), _three_by_three(cells.astype(np.float64))


def _three_by_three(grid: Floats) -> Floats:
    """Three rows added, then three columns; nothing lies beyond the edge."""
    rows = grid.copy()
    rows[1:] += grid[:-1]
    rows[:-1] += grid[1:]
    sums = rows.copy()
    sums[:, 1:] += rows[:, :-1]
    sums[:, :-1] += rows[:, 1:]
    return sums


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
    sums, numbers = _around(grid, cells)
    z = _z(grid, cells, sums, numbers)
    flat = grid[cells]
    around = (sums - grid)[cells]
    neighbours = np.rint(numbers[cells]).astype(np.int64) - 1
    values_drawn: Numbers = flat
    bottom = top = around
    if np.array_equal(flat, np.rint(flat)) and np.abs(flat).max() * neighbours.max(initial=1) < 2**31:
        values_drawn = flat.astype(np.int32)  # sums of whole numbers are exact, and half as wide
        bottom = top = around.astype(np.int32)
    else:
        near = 1e-9 * (1 + np.abs(around))
        bottom, top = around - near, around + near
    drawn = _distinct(np.random.default_rng(seed), flat.size, int(neighbours.max(initial=1)), draws)
    high, low = np.ones(flat.size), np.ones(flat.size)
    sums_drawn = np.zeros(draws, dtype=values_drawn.dtype)
    for number in range(1, drawn.shape[0] + 1):
        sums_drawn += values_drawn.take(drawn[number - 1])
        chosen = np.flatnonzero(neighbours == number)
        if chosen.size:
            high[chosen], low[chosen] = _chances(sums_drawn, drawn[:number], chosen, bottom, top)
    two_sided = np.minimum(1.0, 2 * np.minimum(high, low))
    q = _back(adjusted(two_sided), cells)
    stands_out = np.where(np.isnan(q), 1.0, q) <= share_of_false
    p_high, p_low = _back(high, cells), _back(low, cells)
    with np.errstate(invalid="ignore"):
        fuller = p_high < p_low
    return HotSpots(z, p_high, p_low, q, stands_out & fuller, stands_out & ~fuller, share_of_false, coverage)


def _chances(
    sums: Numbers, members: Indices, chosen: NDArray[np.intp], bottom: Numbers, top: Numbers
) -> tuple[Floats, Floats]:
    """For each chosen cell: the share of draws without it that are at least, at most so full; itself counts too."""
    high, low = _ranks(sums, bottom[chosen], top[chosen])
    without, own_high, own_low = _own(sums, members, chosen, bottom, top)
    left = sums.size - without + 1
    return (high - own_high + 1) / left, (low - own_low + 1) / left


def _ranks(sums: Numbers, bottom: Numbers, top: Numbers) -> tuple[Counts, Counts]:
    """How many sums are at least `bottom`, and at most `top`. Small whole numbers are counted, others sorted."""
    if sums.dtype == np.int32 and int(sums.max()) - int(sums.min()) < MOST_COUNTED:
        least, size = int(sums.min()), int(sums.max()) - int(sums.min()) + 1
        upto = np.concatenate([[0], np.cumsum(np.bincount(sums - least, minlength=size))])
        below = np.clip(bottom.astype(np.int64) - least, 0, size)
        not_above = np.clip(top.astype(np.int64) - least + 1, 0, size)
        return sums.size - upto[below], upto[not_above]
    ordered = np.sort(sums)
    return (
        ordered.size - np.searchsorted(ordered, bottom, side="left"),
        np.searchsorted(ordered, top, side="right"),
    )


def _own(
    sums: Numbers, members: Indices, chosen: NDArray[np.intp], bottom: Numbers, top: Numbers
) -> tuple[Counts, Counts, Counts]:
    """For each chosen cell, of the draws in which it occurs: all, those at least, and those at most so full."""
    size = bottom.size
    if 4 * chosen.size < size:  # cells on the edge: only draws with one of them are looked at
        here = np.zeros(size, dtype=np.bool_)
        here[chosen] = True
        of_rows = [np.flatnonzero(here.take(row)) for row in members]
        kinds = np.concatenate(
            [_kinds(sums[at], row[at], bottom, top) for at, row in zip(of_rows, members, strict=True)]
        )
    else:
        kinds = np.empty(members.shape, dtype=np.int32)
        for row, into in zip(members, kinds, strict=True):
            into[:] = _kinds(sums, row, bottom, top)
    found = np.bincount(kinds.ravel(), minlength=3 * size).reshape(size, 3)
    below, equal, above = (found if chosen.size == size else found[chosen]).T
    return below + equal + above, equal + above, below + equal


def _kinds(sums: Numbers, cells: Indices, bottom: Numbers, top: Numbers) -> Indices:
    """Three times the number of the cell, and 0 where the sum lies below its own, 1 at it, 2 above it."""
    limit = bottom.take(cells)
    kind = (sums >= limit).view(np.int8)
    kind += sums > (limit if top is bottom else top.take(cells))
    return np.asarray(3 * cells + kind, dtype=np.int32)


def _distinct(random: np.random.Generator, size: int, number: int, draws: int) -> Indices:
    """`draws` columns of `number` different cells, every ordered choice equally likely."""
    if size < 4 * number:
        return np.argsort(random.random((number and size, draws)), axis=0)[:number].astype(np.int32)
    drawn = random.integers(0, size, (number, draws), dtype=np.int32)
    open_draws = np.arange(draws)
    part = drawn
    while True:  # a draw with a cell twice is drawn anew as a whole
        twice = np.zeros(open_draws.size, dtype=np.bool_)
        for first in range(1, number):
            for second in range(first):
                twice |= part[first] == part[second]
        open_draws = open_draws[twice]
        if not open_draws.size:
            return drawn
        part = random.integers(0, size, (number, open_draws.size), dtype=np.int32)
        drawn[:, open_draws] = part


def _back(values: Floats, cells: Mask) -> Floats:
    grid = np.full(cells.shape, np.nan)
    grid[cells] = values
    return grid
