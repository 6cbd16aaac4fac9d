"""Invented years of record keeping, drawn with arrays: the books of every office at once, thousands of times cheaper
than through the register, and number for number what `bookkeeping.read` would find there (a test writes such years
into the register and compares). For measuring how well bent books are found. Loads numpy: for commands only.

The areas, their sizes, the mix of crimes and the days are those of the generated country. The honest shares of
removals (4 %) and downgrades (5 %) are higher there than in that country: these are the ones that the measured power
was stated for, and the harder case.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hamkori.rooms.crime.analysis.bookkeeping import (
    ATTEMPTS,
    BATCHES,
    DOWNGRADES,
    FEW_RECORDS,
    GRAVITY,
    HEAPING,
    KINDS,
    LATE,
    LATE_RECORDING,
    PERIOD_END,
    REMOVALS,
    REOPENED_WITHIN,
    REOPENINGS,
    ROUND,
    is_last_day,
    is_lighter,
)
from hamkori.rooms.crime.analysis.sheets import Sheet
from hamkori.rooms.crime.demo_country.lands import lands, weights
from hamkori.rooms.crime.demo_country.mix import DEFAULT, MIX, MONTHS
from hamkori.rooms.crime.register.classification import read_articles

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
NEVER = -10_000
"""No such day. Days are counted from the first of the year."""

HONEST = {
    REMOVALS: 0.04, DOWNGRADES: 0.05, FEW_RECORDS: 1 / 6, LATE_RECORDING: 0.02, REOPENINGS: 0.03, BATCHES: 0.0,
}  # fmt: skip
"""Shares that are drawn alone; those of last days, round times and attempts follow from the mix and the calendar."""


@dataclass(frozen=True, slots=True)
class Bend:
    """One way to bend the books: the share that `kind` looks at is raised by so many percentage points."""

    kind: str
    points: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A year: one row a crime, and one a refused report. `area` counts in the order of `codes`."""

    year: int
    codes: tuple[str, ...]
    bent: Mapping[str, Bend]
    area: Ints
    kind: Ints
    attempted: Flags
    reported: Ints
    recorded: Ints
    keyed: Ints
    minute: Ints
    """Of the day it happened; -1 where the time is not known."""
    reclassified: Ints
    downwards: Flags
    """Whether it became lighter; else heavier."""
    removed: Ints
    cleared: Ints
    reopened: Ints
    refused_area: Ints
    refused_reported: Ints

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def days(self) -> int:
        return (date(self.year + 1, 1, 1) - self.first).days

    def day(self, at: int) -> date:
        return self.first + timedelta(int(at))


def draw(
    seed: int,
    bent: Mapping[str, Bend],
    *,
    year: int = 2025,
    records: int = DEFAULT,
    unlike: float = 0.0,
    spread: float = 0.0,
) -> Drawn:
    """One year. `bent` names areas by code; `unlike` is how much honest areas differ (correlation of two records).

    `spread`: sizes of areas as a log-normal law has them, instead of those of the generated country.
    """
    rng = np.random.default_rng([seed, year, records])
    areas = lands()
    codes = tuple(one.code for one in areas)
    shares = np.array(weights(areas, random.Random(f"{seed} {year}")))  # noqa: S311 - not a secret
    if spread:
        shares = rng.lognormal(0, spread, len(areas))
    first = date(year, 1, 1)
    last = (date(year, 12, 31) - first).days
    area = rng.choice(len(areas), records, p=shares / shares.sum())
    more = {name: _points(codes, bent, name) for name in (*HONEST, PERIOD_END, HEAPING, ATTEMPTS)}

    def chance(share: Floats | float) -> Flags:
        return np.asarray(rng.random(records) < share)

    def drawn(name: str, possible: float = 1.0) -> Flags:
        """With the honest share of the area and what it bends; `possible` is the share of crimes it can happen to."""
        own = _own(HONEST[name], unlike, len(areas), rng) + more[name]
        return chance(np.clip(own / possible, 0, 1)[area])

    kinds = _kinds()
    kind = rng.choice(len(MIX), records, p=kinds.share)
    recorded = rng.choice(last + 1, records, p=_day_weights(year))
    wait = rng.choice((0, 1, 2, 3, 5, 7, 10), records, p=_of(30, 24, 16, 14, 6, 4, 4))
    wait = np.where(drawn(LATE_RECORDING), rng.integers(LATE + 1, 43, records), wait)
    reported = recorded - wait
    typed = np.minimum(recorded + rng.choice((0, 1, 2, 4), records, p=_of(70, 20, 7, 3)), last)
    batch = np.minimum(np.maximum(recorded, _batch_days(year)[recorded]), last)
    keyed = np.where(drawn(BATCHES), batch, typed)
    attempted = chance(kinds.attempted[kind])
    attempted |= chance((more[ATTEMPTS] / (1 - float(kinds.attempted @ kinds.share)))[area])

    hour, free = rng.integers(0, 24, records), rng.integers(1, 60, records)
    half = rng.choice((0, 30, -1), records, p=_of(30, 15, 55))
    rounded = chance((more[HEAPING] / (1 - 0.45 - 0.55 / 59))[area])
    within = np.where(half >= 0, half, np.where(rounded, 30, free))
    minute = np.where(chance(0.55), np.maximum(hour * 60 + within, 5), -1)

    lighter = drawn(DOWNGRADES, float(kinds.share[kinds.truly_lighter].sum())) & kinds.lighter[kind]
    heavier = chance(0.02) & kinds.heavier[kind] & ~lighter
    later = np.minimum(recorded + rng.integers(5, 70, records), last)
    reclassified = np.where(lighter | heavier, later, NEVER)
    gone = drawn(REMOVALS)
    removed = np.where(gone, np.minimum(recorded + rng.integers(3, 90, records), last), NEVER)

    on = np.maximum(recorded, reclassified) + 1 + rng.exponential(24, records).astype(np.int64)
    at_end, month_end = _last_days(year)
    inside = np.clip(on, 0, last)
    moved = chance((more[PERIOD_END] / (1 - at_end.mean()))[area]) & ~at_end[inside]
    on = np.where(moved, month_end[inside] - rng.integers(0, 3, records), on)
    solved = chance(np.clip(kinds.cleared[kind] * 1.15 - 0.05, 0, 1)) & ~gone & (on <= last)
    cleared = np.where(solved, on, NEVER)
    on_last = solved & at_end[np.clip(on, 0, last)]
    honest = _own(HONEST[REOPENINGS], unlike, len(areas), rng)
    again = solved & chance(honest[area] + np.where(on_last, more[REOPENINGS][area], 0))
    reopened = np.where(again, on + rng.integers(5, 40, records), NEVER)

    refused = np.clip(_own(HONEST[FEW_RECORDS], unlike, len(areas), rng) + more[FEW_RECORDS], 0, 0.95)
    no_case = chance((refused / (1 - refused))[area])  # of refusals and records together
    twice = chance(np.maximum(refused / (1 - refused) - 1, 0)[area])
    where = np.concatenate([area[no_case], area[twice]])
    when = np.concatenate([reported[no_case], reported[twice]]) + rng.integers(-20, 21, where.size)
    return Drawn(
        year, codes, dict(bent), area, kind, attempted, reported, recorded, keyed, minute, reclassified,
        np.asarray(lighter), removed, cleared, reopened, where, np.clip(when, 0, last),
    )  # fmt: skip


def sheet(drawn: Drawn) -> Sheet:
    """What `bookkeeping.read` finds for that year, counted from the arrays; paths are codes, in their order."""
    size, days = len(drawn.codes), drawn.days
    at_end, _month_end = _last_days(drawn.year)

    def per_area(which: Flags) -> Ints:
        return np.bincount(drawn.area[which], minlength=size)

    known = drawn.minute >= 0
    solved = drawn.cleared != NEVER
    last = solved & at_end[np.clip(drawn.cleared, 0, days - 1)]
    again = (drawn.reopened != NEVER) & (drawn.reopened - drawn.cleared <= REOPENED_WITHIN)
    kinds = _kinds()
    decided = np.concatenate([drawn.area[drawn.reported >= 0], drawn.refused_area])
    records = per_area(np.ones(drawn.area.size, dtype=bool))
    parts = {
        FEW_RECORDS: np.bincount(drawn.refused_area, minlength=size),
        LATE_RECORDING: per_area(drawn.recorded - drawn.reported > LATE),
        BATCHES: records,
        PERIOD_END: per_area(last),
        REOPENINGS: per_area(again & last),
        DOWNGRADES: per_area(
            (drawn.reclassified != NEVER) & drawn.downwards & kinds.truly_lighter[drawn.kind]
        ),
        REMOVALS: per_area(drawn.removed != NEVER),
        HEAPING: per_area(known & np.isin(drawn.minute % 60, ROUND)),
        ATTEMPTS: per_area(drawn.attempted),
    }
    wholes = {
        FEW_RECORDS: np.bincount(decided, minlength=size), PERIOD_END: per_area(solved), REOPENINGS: per_area(last),
        HEAPING: per_area(known), LATE_RECORDING: records, BATCHES: records, DOWNGRADES: records, REMOVALS: records,
        ATTEMPTS: records,
    }  # fmt: skip
    other, other_again = per_area(solved & ~last), per_area(again & ~last)
    typed = np.bincount(drawn.area * days + drawn.keyed, minlength=size * days).reshape(size, days)
    order = np.argsort(np.array(drawn.codes))
    order = order[(wholes[FEW_RECORDS] + records)[order] > 0]
    typed = typed[order]
    return Sheet(
        tuple(drawn.codes[at] for at in order),
        {kind: parts[kind][order] for kind in KINDS},
        {kind: wholes[kind][order] for kind in KINDS},
        typed[:, typed.any(axis=0)],
        wholes[REOPENINGS][order], parts[REOPENINGS][order], other[order], other_again[order],
    )  # fmt: skip


# --- what all years share


@dataclass(frozen=True, slots=True)
class Kinds:
    """The mix of crimes as arrays."""

    share: Floats
    attempted: Floats
    cleared: Floats
    lighter: Flags
    heavier: Flags
    truly_lighter: Flags
    """Where the register takes the step to `lighter` for a downgrade."""


@cache
def _kinds() -> Kinds:
    numbers = np.array([one.number for one in MIX], dtype=np.float64)
    gravity = {one.code: GRAVITY[one.gravity] for one in read_articles()[0]}
    return Kinds(
        numbers / numbers.sum(),
        np.array([one.attempted for one in MIX]),
        np.array([one.cleared for one in MIX]),
        np.array([bool(one.lighter) for one in MIX]),
        np.array([bool(one.heavier) for one in MIX]),
        np.array([is_lighter([[one.article, False]], [[one.lighter, False]], gravity) for one in MIX]),
    )


def _of(*numbers: float) -> Floats:
    found = np.array(numbers, dtype=np.float64)
    return np.asarray(found / found.sum())


@cache
def _calendar(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1)
    return tuple(first + timedelta(at) for at in range((date(year + 1, 1, 1) - first).days))


@cache
def _day_weights(year: int) -> Floats:
    return _of(*(MONTHS[day.month - 1] * (0.35 if day.weekday() == 6 else 1.0) for day in _calendar(year)))


@cache
def _batch_days(year: int) -> Ints:
    """The 28th of the month of each day."""
    return np.array([(day.replace(day=28) - _calendar(year)[0]).days for day in _calendar(year)])


@cache
def _last_days(year: int) -> tuple[Flags, Ints]:
    """(whether a day is among the last of its month, the last day of its month)."""
    days = _calendar(year)
    ends = [((day.replace(day=28) + timedelta(4)).replace(day=1) - days[0]).days - 1 for day in days]
    return np.array([is_last_day(day) for day in days]), np.array(ends)


def _points(codes: tuple[str, ...], bent: Mapping[str, Bend], kind: str) -> Floats:
    found = np.zeros(len(codes))
    for code, bend in bent.items():
        if bend.kind == kind:
            found[codes.index(code)] = bend.points / 100
    return found


def _own(share: float, unlike: float, areas: int, rng: np.random.Generator) -> Floats:
    """The honest share of each area: the same, or spread round it (beta, with the correlation `unlike`)."""
    if not unlike or not share:
        return np.full(areas, share)
    return np.asarray(rng.beta(share * (1 / unlike - 1), (1 - share) * (1 / unlike - 1), areas))
