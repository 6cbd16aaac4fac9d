"""Where figures may have been bent: signals over areas, for the integrity role only, each a reason to look, never
a proof. They open an audit sample and never enter a ranking (K21, K22).

No test of first digits (Benford): on honest monthly counts of the size of a district it raised a false alarm in 37
of 100 cases, because small counts do not span the powers of ten that the law needs. Exact chances are used instead.

Needs numpy and scipy; belongs to the statistics profile.
"""

import math
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from hamkori.ground.measures.durations import quantile_from_histogram
from hamkori.ground.measures.funnels import STANDS_OUT, Floats, Side, between, calm_chances, differing_chances
from hamkori.ground.measures.grids import Mask

LAST_DAYS = 3
FALSE_AREAS = 0.3
"""Honest areas that a look at a whole year may name, by expectation."""
_STANDING, _OPEN = 0.002, 0.2
"""A chance at which an area half counts as standing out; how much each signal is looked at when nobody stands out.

Tuned on years of their own (seeds from 1001), never on those of the stated power.
"""
ROUNDS = 3
"""How often areas that stand out are looked for, before the others are taken as the measure."""


class Signal(StrEnum):
    """What may be bent."""

    FEW_RECORDS = "few_records"  # reports that became no record
    LATE_RECORDING = "late_recording"
    BATCHES = "batches"  # many records keyed on few days
    PERIOD_END = "period_end"  # clearances on the last days of months
    REOPENINGS = "reopenings"  # of those cleared on the last days
    DOWNGRADES = "downgrades"
    REMOVALS = "removals"
    HEAPING = "heaping"  # round hours, ages, values under a legal threshold
    ATTEMPTS = "attempts"  # attempts to completed offences, either way


def last_days_share(months: Iterable[tuple[int, int]], days: int = LAST_DAYS) -> float:
    """The share of all days that are among the last `days` of their month; `months` as (year, month).

    9.9 % over a year. Raises `ValueError` without months.
    """
    lengths = [monthrange(year, month)[1] for year, month in months]
    if not lengths or not 0 < days < 28:
        raise ValueError("at least one month, and some of its days, are needed")
    return days * len(lengths) / sum(lengths)


@dataclass(frozen=True, slots=True)
class Delay:
    """Recording delay of one area: median, slowest tenth (both in the histogram's unit), records over the limit."""

    median: float | None
    slowest_tenth: float | None
    late: int
    records: int


def recording_delay(histogram: Mapping[float, int], limit: float) -> Delay:
    """From an exact histogram {delay: records}, as any database groups it; late is above `limit`."""
    late = sum(number for delay, number in histogram.items() if delay > limit)
    return Delay(
        quantile_from_histogram(histogram, 0.5),
        quantile_from_histogram(histogram, 0.9),
        late,
        sum(histogram.values()),
    )


def batch_dispersion(keyed: ArrayLike) -> tuple[Floats, Floats]:
    """`keyed[area, day]` records keyed on each day: (index of dispersion, chance of at least so much).

    The index is 1 when an area keys as steadily as all areas together do on each day (weekends and holidays are
    thereby allowed for), and grows when it keys in batches. Rare days are taken together. The chance is that of so
    many pairs of records of one day, a pair of a rare day weighing more: a gamma law with the exact mean, variance and
    skewness of that sum (the chi-square law says too small chances where records are few). Areas that
    stand out are left out of "all areas": the days of their batches would make everybody else look uneven. nan with
    fewer than two records, or a single area.
    """
    counts = np.asarray(keyed, dtype=np.float64)
    if counts.ndim != 2 or not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError("a table of areas and days without negative counts is needed")
    table = _common_days(counts)
    if table.shape[1] < 2:
        raise ValueError("records of at least two days are needed")
    calm = np.ones(len(table), dtype=np.bool_)
    for _round in range(ROUNDS):
        index, chance = _dispersion(table, table[calm])
        for area in np.flatnonzero(~calm):
            own = table[area : area + 1]
            found = _dispersion(own, np.concatenate([table[calm], own]))
            index[area], chance[area] = found[0][0], found[1][0]
        again = ~(chance < STANDS_OUT)
        if (again == calm).all() or table[again].sum() < 2:
            break
        calm = again
    return index, chance


def _dispersion(table: Floats, all_areas: Floats) -> tuple[Floats, Floats]:
    """Of each row of `table` against `all_areas`, of which it is a part."""
    number, whole = table.sum(axis=1), all_areas.sum()
    days = all_areas.sum(axis=0) > 0
    table, share = table[:, days], all_areas.sum(axis=0)[days] / max(1.0, whole)
    bins = share.size
    # An area is a part of all areas, so it differs less from them than from a law that was known beforehand.
    others = (whole - number) / max(1.0, whole - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = ((table**2 / share).sum(axis=1) / number - number) / others / (bins - 1)
        pairs, triples = number * (number - 1) / 2, number * (number - 1) * (number - 2) / 6
        expected = pairs * (whole - bins) / max(1.0, whole - 1)
        variance = pairs * (bins - 1)
        third = pairs * ((1 / share).sum() - 3 * bins + 2) + 6 * triples * (bins - 1)
        z = ((table * (table - 1) / share).sum(axis=1) / 2 - expected) / others / np.sqrt(variance)
        shape = 4 * variance**3 / third**2
        chance = special.gammaincc(shape, np.maximum(0.0, shape + np.sqrt(shape) * z))
    enough = (number >= 2) & (others > 0)
    return np.where(enough, index, np.nan), np.where(enough, chance, np.nan)


def _common_days(counts: Floats) -> Floats:
    """The same table with days that have under half of an average day's records joined, in their order."""
    days = counts.sum(axis=0)
    least = 0.5 * days.sum() / max(1, np.count_nonzero(days))
    rare = np.flatnonzero((days > 0) & (days < least))
    common = counts[:, days >= max(least, 1e-9)]
    if not rare.size:
        return common
    group = np.floor((np.cumsum(days[rare]) - days[rare]) / (2 * least)).astype(np.int64)
    joined_days = np.zeros((counts.shape[0], int(group.max()) + 1))
    np.add.at(joined_days.T, group, counts[:, rare].T)
    joined_days = joined_days[:, joined_days.sum(axis=0) > 0]
    if joined_days.shape[1] > 1 and joined_days[:, -1].sum() < least:  # the last group is a rest
        joined_days[:, -2] += joined_days[:, -1]
        joined_days = joined_days[:, :-1]
    return np.concatenate([common, joined_days], axis=1)


def heaping_index(histogram: Mapping[int, int], heaped: Iterable[int], values: int) -> float | None:
    """After Whipple: 100 when the `heaped` values are as frequent as the others, more when they are preferred.

    `values`: how many different values are possible (60 for minutes, 10 for last digits of ages). None for nothing.
    """
    chosen = set(heaped)
    total = sum(histogram.values())
    if not 0 < len(chosen) < values:
        raise ValueError("some, not all, of the values are heaped")
    if not total:
        return None
    return 100 * sum(histogram.get(one, 0) for one in chosen) / total * values / len(chosen)


def just_below(histogram: Mapping[float, int], threshold: float, width: float) -> tuple[int, int]:
    """Records with a value within `width` under a legal threshold, and within `width` on both of its sides."""
    if not width > 0:
        raise ValueError("the width is above zero")
    below = sum(number for value, number in histogram.items() if threshold - width <= value < threshold)
    above = sum(number for value, number in histogram.items() if threshold <= value < threshold + width)
    return below, below + above


def ratio_z(first: ArrayLike, second: ArrayLike) -> Floats:
    """How far the ratio of two counts (attempts to completed) lies from the median area, in its own errors.

    As the share of the first among both on the arcsine scale, where its error depends on the number alone; divided
    by the spread of the middle half of the areas when that is wider than chance. nan where both counts are zero.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1 or not (np.isfinite([a, b]).all() and min(a.min(), b.min()) >= 0):
        raise ValueError("two lists of counts of one length are needed")
    both = a + b
    used = both > 0
    if not used.any():
        return np.full(a.shape, np.nan)
    height = np.arcsin(np.sqrt((a + 0.375) / (both + 0.75)))
    z = 2 * np.sqrt(both + 0.5) * (height - np.median(height[used]))
    middle = float(np.median(np.abs(z[used] - np.median(z[used])))) / float(special.ndtri(0.75))
    return np.where(used, z / max(1.0, middle), np.nan)


def two_sided(z: ArrayLike) -> Floats:
    """The chance of a z at least so far from zero on either side; nan stays nan."""
    return np.asarray(2 * special.ndtr(-np.abs(np.asarray(z, dtype=np.float64))), dtype=np.float64)


def reopened_chances(
    reopened_last: ArrayLike, cleared_last: ArrayLike, reopened_other: ArrayLike, cleared_other: ArrayLike
) -> Floats:
    """The chance that at least so many of the reopened were cleared on the last days (Fisher, one-sided).

    Each area against itself on its other days. nan where nothing was reopened or nothing cleared on the last days.
    """
    a, n, b, m = (
        np.asarray(one, dtype=np.int64)
        for one in (reopened_last, cleared_last, reopened_other, cleared_other)
    )
    if (a > n).any() or (b > m).any() or min(a.min(), b.min()) < 0:
        raise ValueError("no more can be reopened than were cleared")
    possible = (a + b > 0) & (n > 0)
    return np.where(possible, stats.hypergeom.sf(a - 1, n + m, a + b, n), np.nan)


@dataclass(frozen=True, slots=True)
class Screening:
    """The chances by signal (columns) and area (rows), and what raises an alarm.

    `levels`: how many honest areas a look would name by chance, were this the last that it names. An alarm is a level
    up to `false_areas`; `areas[area]`: something is bent there; `alarms[area, signal]`: what. `shares`: of the areas
    named up to this level, the share that chance would explain. nan where nothing could be tested.
    """

    signals: tuple[Signal, ...]
    chances: Floats
    levels: Floats
    shares: Floats
    areas: Mask
    alarms: Mask
    false_areas: float


def screen(chances: Mapping[Signal, ArrayLike], false_areas: float = FALSE_AREAS) -> Screening:
    """Bound how many honest areas are expected to be named (not by signal: by all of them together).

    Each area has an equal part of `false_areas`, dealt out to its signals: more to those that stand out in several
    other areas, for where an order or a habit bends books, it bends many in the same way. An area's own chances have
    no part in this, so the bound holds whatever the weights (Bonferroni with weights from the other rows, as in
    Ignatiadis & Huber 2021, J. R. Stat. Soc. B 83:720). nan marks what could not be tested.
    """
    if not chances or not false_areas > 0:
        raise ValueError("at least one signal and a bound above zero are needed")
    signals = tuple(chances)
    table = np.column_stack([np.asarray(chances[one], dtype=np.float64) for one in signals])
    made = ~np.isnan(table)
    weights = np.where(made, _leanings(np.where(made, table, 1.0)), 0.0)
    tested = int(made.any(axis=1).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        levels = np.where(made, table * tested / (weights / weights.sum(axis=1, keepdims=True)), np.nan)
    found: Mask = np.where(made, levels, np.inf) <= false_areas
    areas: Mask = np.asarray(found.any(axis=1))
    return Screening(signals, table, levels, _shares(levels), areas, found, false_areas)


def _leanings(table: Floats) -> Floats:
    """How much each area looks at each signal: by how many of the other areas stand out, less one.

    One other area is no habit: so seven areas that bend in six ways do not draw the look away from each other.
    """
    standing = 1 / (1 + (table / _STANDING) ** 2)
    others = standing.sum(axis=0) - standing
    return np.asarray(_OPEN + np.maximum(0.0, others - 1), dtype=np.float64)


def _shares(levels: Floats) -> Floats:
    """For each level: level over the areas named up to it, and never more than at a higher level (step-up)."""
    lowest = np.min(np.where(np.isnan(levels), np.inf, levels), axis=1)
    named = np.sort(lowest[np.isfinite(lowest)])
    steps = np.minimum.accumulate((named / np.arange(1, named.size + 1))[::-1])[::-1]
    at = np.searchsorted(named, np.where(np.isnan(levels), np.inf, levels), side="left")
    later = np.append(steps, np.inf)[at]  # the smallest share among areas named at this level or after it
    own = levels / np.maximum(1, np.searchsorted(named, np.nan_to_num(levels, nan=np.inf), side="right"))
    return np.asarray(np.minimum(1.0, np.minimum(own, later)), dtype=np.float64)


def against_the_rest(counts: ArrayLike, totals: ArrayLike, low: bool = False) -> Floats:
    """Chances of a share so high (or `low`) against the other areas; less sharp when honest areas differ, too.

    Where honest areas are alike, those that stand out are no measure for the others and are left out of it.
    """
    side: Side = "low" if low else "high"
    rho = between(counts, totals, side)
    if rho == 0:
        return calm_chances(counts, totals, side)
    return differing_chances(counts, totals, rho, side)


def audit_sample(
    population: int | None = None, margin: float = 0.05, share: float = 0.5, confidence: float = 0.95
) -> int:
    """How many records to draw so that a share is known to +/- `margin`: 384 at the usual values.

    Fewer from a small `population` (the finite correction; Cochran 1977, section 4.4). `share`: the expected one,
    0.5 when nothing is known. Never more than there are.
    """
    if not (0 < margin < 1 and 0 < share < 1 and 0 < confidence < 1) or (population or 0) < 0:
        raise ValueError("margin, share and confidence lie between 0 and 1; a population is not negative")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    unlimited = z * z * share * (1 - share) / margin**2
    if population is None:
        return round(unlimited)
    if population == 0:
        return 0
    return min(population, math.ceil(unlimited / (1 + (unlimited - 1) / population) - 1e-9))
