"""From the books of all areas to signals: exact chances, one bound on false alarms, funnels. Loads numpy and scipy:
for jobs and commands only.

The power at the size of Tajikistan was measured (median area of 352 records a year, seven bent areas of 68):
last-days share +10 points found 85 %, removals +5 points 72 %, downgrades +10 points 95 %; smaller
bends mostly stay unseen.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

import numpy as np

from hamkori.ground.measures import integrity
from hamkori.ground.measures.false_discovery import SHARE, adjusted
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
    Kept,
)

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
    return judge(list(books.values()))


def judge(books: Sequence[Kept]) -> tuple[list[Found], dict[str, Any]]:
    """The same from books that were read."""
    books = sorted(books, key=lambda book: book.path)
    if not books:
        return [], {"areas": [], "kinds": {}, "share_of_false": SHARE}
    parts, wholes, index, screening = _screened(books)
    q_values = _q_values(screening)
    expected = {kind: _expected(kind, parts[kind], wholes[kind], books) for kind in KINDS if kind != BATCHES}
    found = []
    for column, signal in enumerate(screening.signals):
        kind = str(signal)
        for row in np.flatnonzero(screening.alarms[:, column]):
            found.append(
                Found(
                    books[row].path, kind, int(parts[kind][row]) if kind != BATCHES else _busiest(books[row]),
                    int(wholes[kind][row]), _expected_of(kind, expected, books, int(row)),
                    float(screening.chances[row, column]), float(q_values[row, column]),
                )
            )  # fmt: skip
    kinds = {}
    for column, signal in enumerate(screening.signals):
        kind = str(signal)
        kinds[kind] = {
            "counts": [_busiest(book) for book in books] if kind == BATCHES else parts[kind].tolist(),
            "wholes": wholes[kind].tolist(),
            "chances": [_plain(value) for value in screening.chances[:, column]],
            "alarms": [int(value) for value in screening.alarms[:, column]],
            "funnel": _funnel(parts[kind], wholes[kind]) if kind in DRAWN else None,
        }
    kinds[BATCHES]["index"] = [_plain(value) for value in index]
    return found, {"areas": [book.path for book in books], "kinds": kinds, "share_of_false": SHARE}


def screened(books: Sequence[Kept]) -> integrity.Screening:
    """What stands out in these books: the figures of `judge` without words and drawings. Rows as the books."""
    return _screened(books)[3]


def _screened(
    books: Sequence[Kept],
) -> tuple[dict[str, Any], dict[str, Any], Floats, integrity.Screening]:
    parts = {kind: np.array([book.part(kind) for book in books]) for kind in KINDS}
    wholes = {kind: np.array([book.whole[kind] for book in books]) for kind in KINDS}
    index, chances = _chances(books, parts, wholes)
    screening = integrity.screen({integrity.Signal(kind): values for kind, values in chances.items()}, SHARE)
    return parts, wholes, index, screening


def _busiest(book: Kept) -> int:
    """Records typed on the fullest day."""
    return max(book.keyed.values(), default=0)


def _plain(value: Any) -> float | None:
    return None if isnan(float(value)) else round(float(value), 6)


def _chances(
    books: Sequence[Kept], parts: dict[str, Any], wholes: dict[str, Any]
) -> tuple[Floats, dict[str, Floats]]:
    """(index of dispersion of typing, {kind: chances of each area}); nan where nothing can be tested."""
    nothing = np.full(len(books), np.nan)

    def tried(compute: Callable[[], Floats]) -> Floats:
        try:
            return compute()
        except (ValueError, ZeroDivisionError):
            return nothing

    chances = {
        kind: tried(lambda kind=kind: integrity.against_the_rest(parts[kind], wholes[kind]))  # type: ignore[misc]
        for kind in OF_SHARES
    }
    typed = sorted({day for book in books for day in book.keyed})
    keyed = np.array([[book.keyed[day] for day in typed] for book in books]).reshape(len(books), len(typed))
    index = batches = nothing
    if typed:
        with suppress(ValueError):
            index, batches = integrity.batch_dispersion(keyed)
    chances[BATCHES] = batches
    chances[REOPENINGS] = tried(
        lambda: integrity.reopened_chances(
            [book.reopened_last for book in books], [book.cleared_last for book in books],
            [book.reopened_other for book in books], [book.cleared_other for book in books],
        )
    )  # fmt: skip
    chances[ATTEMPTS] = tried(
        lambda: integrity.two_sided(integrity.ratio_z(parts[ATTEMPTS], wholes[ATTEMPTS] - parts[ATTEMPTS]))
    )
    return index, {kind: chances[kind] for kind in KINDS}


def _q_values(screening: integrity.Screening) -> Floats:
    """The smallest bound on false alarms at which area and kind still stand out, after both steps of the screening."""
    level = adjusted(screening.area_chances)
    tested = max(1, int(np.sum(~np.isnan(screening.area_chances))))
    chosen = max(1, int(screening.areas.sum()))
    within = np.array([adjusted(row) for row in screening.chances]) * tested / chosen
    return np.minimum(1.0, np.maximum(level[:, None], within))


def _expected(kind: str, part: Any, whole: Any, books: Sequence[Kept]) -> Floats:
    """What the area would have with the share of all other areas; reopenings: with its own share of other days."""
    if kind == REOPENINGS:
        other = np.array([book.reopened_other / max(1, book.cleared_other) for book in books])
        return np.asarray(other * whole, dtype=np.float64)
    rest = np.maximum(1, whole.sum() - whole)
    return np.asarray((part.sum() - part) / rest * whole, dtype=np.float64)


def _expected_of(kind: str, expected: dict[str, Floats], books: Sequence[Kept], row: int) -> float:
    if kind == BATCHES:  # the records, spread over as many days as the other areas use
        days = sorted(len(book.keyed) for book in books if book.keyed)
        return round(sum(books[row].keyed.values()) / max(1, days[len(days) // 2]), 2)
    return round(float(expected[kind][row]), 2)


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
