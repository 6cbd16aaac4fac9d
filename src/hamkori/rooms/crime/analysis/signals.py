"""From the books of all areas to signals: exact chances, one bound on false alarms, funnels. Loads numpy and scipy:
for jobs and commands only.

The power was measured (`power.py`, docs/crime.md); small bends in small areas mostly stay unseen.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

import numpy as np

from hamkori.ground.measures import integrity
from hamkori.ground.measures.funnels import LINES, Floats, binomial_limits, share_funnel
from hamkori.rooms.crime.analysis import bookkeeping
from hamkori.rooms.crime.analysis.bookkeeping import (
    ATTEMPTS,
    BATCHES,
    DOWNGRADES,
    FEW_RECORDS,
    HEAPING,
    KINDS,
    LATE_RECORDING,
    PERIOD_END,
    REMOVALS,
    REOPENINGS,
)
from hamkori.rooms.crime.analysis.sheets import Sheet, of_books

OF_SHARES = (FEW_RECORDS, LATE_RECORDING, PERIOD_END, DOWNGRADES, REMOVALS, HEAPING)
"""Kinds that stand each area's share against all others'."""
DRAWN = (*OF_SHARES, ATTEMPTS, REOPENINGS)
"""Kinds with a funnel: a share of a whole."""
LINE_POINTS = 24


@dataclass(frozen=True, slots=True)
class Found:
    """One signal of one area."""

    path: str
    kind: str
    count: int
    out_of: int
    expected: float
    p_value: float
    q_value: float


def look(begins: date, ends: date) -> tuple[list[Found], dict[str, Any]]:
    """What stands out, and the data of the pages: every area by kind, and the lines of the funnels."""
    books = bookkeeping.read(begins, ends)
    return judge(of_books(list(books.values())), days=(ends - begins).days + 1)


def bound_for(days: int) -> float:
    """How many honest areas a look at so many days may name: four quarters together no more than a whole year."""
    return integrity.FALSE_AREAS * min(1.0, days / 365)


def judge(sheet: Sheet, *, days: int = 365) -> tuple[list[Found], dict[str, Any]]:
    """The same from books that were read."""
    false_areas = bound_for(days)
    if not sheet.paths:
        return [], {"areas": [], "kinds": {}, "false_areas": false_areas}
    index, screening = _screened(sheet, false_areas)
    counts = {kind: sheet.busiest if kind == BATCHES else sheet.parts[kind] for kind in KINDS}
    expected = {kind: _expected(kind, sheet) for kind in KINDS}
    found = [
        Found(
            sheet.paths[row], str(signal), int(counts[signal][row]), int(sheet.wholes[signal][row]),
            round(float(expected[signal][row]), 2),
            float(screening.chances[row, column]), float(screening.shares[row, column]),
        )
        for column, signal in enumerate(screening.signals)
        for row in np.flatnonzero(screening.alarms[:, column])
    ]  # fmt: skip
    kinds = {}
    for column, signal in enumerate(screening.signals):
        kind = str(signal)
        kinds[kind] = {
            "counts": counts[kind].tolist(),
            "wholes": sheet.wholes[kind].tolist(),
            "chances": [_plain(value) for value in screening.chances[:, column]],
            "alarms": [int(value) for value in screening.alarms[:, column]],
            "funnel": _funnel(sheet.parts[kind], sheet.wholes[kind]) if kind in DRAWN else None,
        }
    kinds[BATCHES]["index"] = [_plain(value) for value in index]
    return found, {"areas": list(sheet.paths), "kinds": kinds, "false_areas": false_areas}


def screened(sheet: Sheet) -> integrity.Screening:
    """What stands out in the books of a year: the figures of `judge` without words and drawings. Rows as the sheet."""
    return _screened(sheet, integrity.FALSE_AREAS)[1]


def _screened(sheet: Sheet, false_areas: float) -> tuple[Floats, integrity.Screening]:
    index, chances = _chances(sheet)
    kinds = {integrity.Signal(kind): values for kind, values in chances.items()}
    return index, integrity.screen(kinds, false_areas)


def _plain(value: Any) -> float | None:
    return None if isnan(float(value)) else round(float(value), 6)


def _chances(sheet: Sheet) -> tuple[Floats, dict[str, Floats]]:
    """(index of dispersion of typing, {kind: chances of each area}); nan where nothing can be tested."""
    nothing = np.full(len(sheet.paths), np.nan)

    def tried(compute: Callable[[], Floats]) -> Floats:
        try:
            return compute()
        except (ValueError, ZeroDivisionError):
            return nothing

    parts, wholes = sheet.parts, sheet.wholes
    chances = {
        kind: tried(lambda kind=kind: integrity.against_the_rest(parts[kind], wholes[kind]))  # type: ignore[misc]
        for kind in OF_SHARES
    }
    index = batches = nothing
    with suppress(ValueError):
        index, batches = integrity.batch_dispersion(sheet.keyed)
    chances[BATCHES] = batches
    chances[REOPENINGS] = tried(
        lambda: integrity.reopened_chances(
            sheet.reopened_last, sheet.cleared_last, sheet.reopened_other, sheet.cleared_other
        )
    )
    chances[ATTEMPTS] = tried(
        lambda: integrity.two_sided(integrity.ratio_z(parts[ATTEMPTS], wholes[ATTEMPTS] - parts[ATTEMPTS]))
    )
    return index, {kind: chances[kind] for kind in KINDS}


def _expected(kind: str, sheet: Sheet) -> Floats:
    """What each area would have with the share of all other areas; reopenings: with its own share of other days.

    Batches: its records, spread over as many days as half of the areas use.
    """
    part, whole = sheet.parts[kind], sheet.wholes[kind]
    if kind == BATCHES:
        days = np.sort(np.count_nonzero(sheet.keyed, axis=1))
        days = days[days > 0]
        usual = int(days[days.size // 2]) if days.size else 1
        return np.asarray(sheet.keyed.sum(axis=1) / usual, dtype=np.float64)
    if kind == REOPENINGS:
        return np.asarray(sheet.reopened_other / np.maximum(1, sheet.cleared_other) * whole, dtype=np.float64)
    rest = np.maximum(1, whole.sum() - whole)
    return np.asarray((part.sum() - part) / rest * whole, dtype=np.float64)


def _funnel(part: Any, whole: Any) -> dict[str, Any] | None:
    """Centre and limits over sizes, as [size, low, high, outer low, outer high]."""
    if whole.sum() == 0 or part.sum() == 0:
        return None
    funnel = share_funnel(part, whole)
    most = int(whole.max())
    sizes = np.unique(np.round(np.geomspace(max(2, min(10, most)), max(most, 3), LINE_POINTS))).astype(int)
    wide = np.sqrt(funnel.spread)
    columns = []
    for line in LINES:
        low, high = binomial_limits(sizes, funnel.centre, line)
        columns += [
            np.maximum(0.0, funnel.centre - (funnel.centre - low) * wide),
            np.minimum(1.0, funnel.centre + (high - funnel.centre) * wide),
        ]
    return {
        "centre": round(funnel.centre, 5),
        "spread": round(funnel.spread, 3),
        "lines": [
            [int(size), *(round(float(column[at]), 5) for column in columns)] for at, size in enumerate(sizes)
        ],
    }


def size_of_sample(population: int, margin: int) -> int:
    """How many records to draw so that the share of wrong ones is known to so many points."""
    return integrity.audit_sample(population, margin / 100)
