"""Places of many events on a regular grid: counts, density, uncertainty, and what the public may see.

About places, never about persons. Coordinates are metres of a projected system (for example UTM); `nan` means
that the place is not known. Every result carries its `Coverage`, so that no picture is shown without it.

Needs numpy and scipy; belongs to the statistics profile.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage

from hamkori.ground.measures.intervals import exact_poisson_interval

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]

COARSE = 1000.0
"""Metres: the public sees no cell with a shorter side."""
MINIMUM = 5
"""Events a public cell needs at least (K33)."""
BANDS = (5, 10, 20, 50, 100, 200, 500, 1000)
"""The public sees that a cell holds at least so many, not how many: two months cannot be subtracted."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many `events` the picture speaks: `placed` have a place, `shown` lie on the grid."""

    events: int
    placed: int
    shown: int

    @property
    def share(self) -> float | None:
        """The part of all events that is on the picture; None when there were no events."""
        return self.shown / self.events if self.events else None


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells of `side` metres from the lower left corner; rows count upwards, columns to the right."""

    left: float
    bottom: float
    side: float
    rows: int
    columns: int

    def __post_init__(self) -> None:
        if not (self.side > 0 and np.isfinite([self.left, self.bottom, self.side]).all()):
            raise ValueError("a cell needs a side above zero")
        if self.rows < 1 or self.columns < 1:
            raise ValueError("a grid needs at least one cell")

    @classmethod
    def covering(cls, x: ArrayLike, y: ArrayLike, side: float) -> Self:
        """The smallest grid over all known places whose corner is a whole multiple of `side` (so grids agree)."""
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        known = np.isfinite(xs) & np.isfinite(ys)
        if not known.any():
            raise ValueError("no event has a place")
        left, bottom = np.floor(xs[known].min() / side), np.floor(ys[known].min() / side)
        columns = int(np.floor(xs[known].max() / side) - left) + 1
        rows = int(np.floor(ys[known].max() / side) - bottom) + 1
        return cls(float(left * side), float(bottom * side), side, rows, columns)

    def middles(self) -> tuple[Floats, Floats]:
        """The middles of the columns (x) and of the rows (y)."""
        across = np.arange(self.columns, dtype=np.float64) + 0.5
        along = np.arange(self.rows, dtype=np.float64) + 0.5
        return (
            np.asarray(self.left + across * self.side, dtype=np.float64),
            np.asarray(self.bottom + along * self.side, dtype=np.float64),
        )

    def _step(self, values: Floats, start: float, number: int) -> Floats:
        """The step on one axis; a value just under the far edge may round onto it and is taken back."""
        step = np.floor((values - start) / self.side)
        return np.where((step == number) & (values < start + number * self.side), number - 1.0, step)

    def places(self, x: ArrayLike, y: ArrayLike) -> tuple[Counts, int]:
        """The cell number (row * columns + column) of each event, -1 off the grid; and how many have a place.

        A cell owns its lower and left edge.
        """
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if xs.shape != ys.shape or xs.ndim != 1:
            raise ValueError("x and y are two lists of equal length")
        with np.errstate(invalid="ignore"):
            column = self._step(xs, self.left, self.columns)
            row = self._step(ys, self.bottom, self.rows)
            inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        cells = np.full(xs.size, -1, dtype=np.int64)
        cells[inside] = (row[inside] * self.columns + column[inside]).astype(np.int64)
        return cells, int(np.sum(np.isfinite(xs) & np.isfinite(ys)))


@dataclass(frozen=True, slots=True)
class Counted:
    """Events by cell (`counts[row, column]`)."""

    grid: Grid
    counts: Counts
    coverage: Coverage


def histogram(grid: Grid, x: ArrayLike, y: ArrayLike, events: int | None = None) -> Counted:
    """Count the events in each cell.

    `events`: of how many the list is a part, when those without a place were never listed. Raises `ValueError`
    when it is less than the list.
    """
    cells, placed = grid.places(x, y)
    whole = cells.size if events is None else events
    if whole < cells.size:
        raise ValueError("more places than events")
    shown = cells[cells >= 0]
    counts = np.bincount(shown, minlength=grid.rows * grid.columns).reshape(grid.rows, grid.columns)
    return Counted(grid, counts.astype(np.int64), Coverage(whole, placed, int(shown.size)))


@dataclass(frozen=True, slots=True)
class Density:
    """Events per square metre at the middle of each cell, and the standard error of each figure."""

    grid: Grid
    values: Floats
    standard_error: Floats
    coverage: Coverage


def density(
    counted: Counted, bandwidth: float, correct_edges: bool = False, inside: ArrayLike | None = None
) -> Density:
    """Kernel density with a Gaussian kernel of `bandwidth` metres: the counts, smoothed by a Gaussian filter.

    Within 0.7 % of the peak of the exact sum over events when the bandwidth is three cells or more; fewer than two
    cells raise `ValueError`. Mass that leaves the grid is lost, unless `correct_edges` divides by the part of the
    kernel that lies within the grid (Diggle 1985), or within the cells `inside`. The standard error takes the
    events as a Poisson process: the variance of a sum of kernels is the sum of their squares.
    """
    width = bandwidth / counted.grid.side
    if not width >= 2:
        raise ValueError("the bandwidth must be at least two cells wide")
    area = counted.grid.side**2
    counts = counted.counts.astype(np.float64)
    values = _smooth(counts, width) / area
    # The square of a Gaussian kernel is one of width / sqrt(2), 1 / (4 pi width^2) times as heavy.
    squares = _smooth(counts, width / np.sqrt(2)) / (4 * np.pi * width**2)
    error = np.sqrt(np.maximum(squares, 0)) / area
    if correct_edges or inside is not None:
        cells = np.ones(counts.shape) if inside is None else np.asarray(inside, dtype=np.float64)
        mass = _smooth(cells, width)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(cells > 0, values / mass, np.nan)
            error = np.where(cells > 0, error / mass, np.nan)
    return Density(counted.grid, values, error, counted.coverage)


def _smooth(values: Floats, width: float) -> Floats:
    return np.asarray(
        ndimage.gaussian_filter(values, width, mode="constant", cval=0.0, truncate=5.0), dtype=np.float64
    )


def intervals(counts: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The exact Poisson interval of each cell's count (Garwood 1936), as two grids: low, high."""
    values = np.asarray(counts)
    kinds, place = np.unique(values, return_inverse=True)
    found = [exact_poisson_interval(int(kind), confidence=confidence) for kind in kinds]
    place = place.reshape(values.shape)
    return np.array([one.low for one in found])[place], np.array([one.high for one in found])[place]


def certainty_of_rank(counts: ArrayLike, share: float = 0.05, draws: int = 500, seed: int = 1) -> Floats:
    """How surely each cell is among the fullest `share` of all cells: the part of `draws` in which it is.

    A Poisson bootstrap: each cell is drawn anew around its count, ties are broken by chance. A map of the "top
    five per cent" whose cells stand at 0.5 is a map of chance.
    """
    if not 0 < share < 1 or draws < 1:
        raise ValueError("a share between 0 and 1 and at least one draw")
    values = np.asarray(counts, dtype=np.float64)
    flat = values.ravel()
    top = max(1, round(share * flat.size))
    random = np.random.default_rng(seed)
    times = np.zeros(flat.size)
    for _ in range(draws):
        drawn = random.poisson(flat) + random.random(flat.size)
        times[np.argpartition(drawn, flat.size - top)[flat.size - top :]] += 1
    return (times / draws).reshape(values.shape)


@dataclass(frozen=True, slots=True)
class PublicCells:
    """What the public map may draw. `at_least[row, column]` is the lower end of a band, 0 where nothing is said.

    0 means "fewer than `minimum`, or not known": nobody can tell an empty cell from one with a few events. No total
    is given, and only the share of all events that had a place.
    """

    grid: Grid
    at_least: Counts
    minimum: int
    coverage_percent: int | None


def public_cells(
    counted: Counted, *, sensitive_left_out: bool, minimum: int = MINIMUM, least_side: float = COARSE
) -> PublicCells:
    """A coarse grid for everybody: bands instead of counts, nothing under `minimum` (K33, K34).

    The caller counts only events that may be shown: sexual and domestic offences never are, and
    `sensitive_left_out` must be True to say that they were filtered out. Raises `ValueError` otherwise, for cells
    shorter than `least_side` metres, and for a minimum below 5. Always use the same grid: two shifted grids over
    the same events could be subtracted.
    """
    if sensitive_left_out is not True:
        raise ValueError(
            "sexual and domestic offences must be left out before places are shown to the public"
        )
    if counted.grid.side < least_side or least_side < COARSE:
        raise ValueError(f"the public sees no cell with a side under {COARSE:.0f} metres")
    if minimum < MINIMUM:
        raise ValueError(f"the public sees no count under {MINIMUM}")
    bands = np.array([0, minimum, *(band for band in BANDS if band > minimum)], dtype=np.int64)
    at_least = bands[np.searchsorted(bands, counted.counts, side="right") - 1]
    share = counted.coverage.share
    percent = None if share is None or counted.coverage.events < minimum else round(100 * share)
    return PublicCells(counted.grid, at_least, minimum, percent)
