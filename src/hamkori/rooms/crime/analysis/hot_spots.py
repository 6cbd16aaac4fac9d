"""Counting a picture of hot spots: grid, density, Gi* with its bound on false alarms, near repeats, days by hours.

Loads numpy and scipy: for jobs and commands only. What it returns is plain data that pages draw from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

import numpy as np
from scipy import ndimage

from hamkori.ground.measures.grids import (
    COARSE,
    Counted,
    Grid,
    certainty_of_rank,
    density,
    histogram,
    intervals,
    public_cells,
)
from hamkori.ground.measures.hot_spots import hot_spots
from hamkori.ground.measures.intervals import exact_poisson_interval
from hamkori.ground.measures.times import day_by_hour, near_repeat
from hamkori.rooms.crime.analysis import events as register
from hamkori.rooms.crime.analysis.events import Event
from hamkori.rooms.crime.analysis.foretelling import foretold
from hamkori.rooms.crime.analysis.projection import Projection, of_country
from hamkori.rooms.crime.models import Aggregate, Report, ZeroReport
from hamkori.rooms.crime.statistics import coverage as reporting
from hamkori.rooms.crime.statistics.levels import area_codes
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

SIDES = (250, 500, 1000, 2000, 5000, 10_000, 25_000)
"""Metres. The desk gets the finest side with which the picture has at most `MOST_CELLS` rows and columns."""
MOST_CELLS = 40
FEWEST_POINTS = 30
"""With fewer points there is no grid: areas are counted instead."""
BANDWIDTH = 3
"""Cells."""
DISTANCES, TIMES = (250.0, 500.0, 1000.0), (7.0, 14.0, 28.0)
"""Metres and days of near repeats."""
MOST_FOR_PAIRS = 20_000
SHARE = 0.05
SURE = 0.95
"""A square that is so surely among the fullest twentieth is marked even where its neighbours are empty."""
HOURS = 3
"""Hours in a column of the picture of the week."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How many draws. Fewer of `hot` than cells x 20 and nothing can stand out: the smallest chance is too large."""

    hot: int = 99_999
    pairs: int = 999
    rank: int = 500


def count(
    area: Place,
    begins: date,
    ends: date,
    *,
    section: str = "",
    side: int | None = None,
    effort: Effort | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(for the desk, for everybody). Sexual and domestic offences are left out of both."""
    effort = effort or Effort()
    projection = of_country()
    found = [
        one
        for one in register.events([area.path], begins, ends)
        if not one.sensitive and (not section or one.within(section))
    ]
    placed = [one for one in found if one.lon is not None and one.lat is not None]
    points = np.array([projection.metres(one.lon or 0.0, one.lat or 0.0) for one in placed]).reshape(-1, 2)
    result: dict[str, Any] = {
        "events": len(found),
        "placed": len(placed),
        "parallel": projection.parallel,
        "silent": _silent_months(area, begins, ends),
        "areas": _areas(area, found),
        "week": _week(found),
    }
    if len(placed) < FEWEST_POINTS:
        return result | {"kind": "areas"}, {}
    days = np.array([one.on.toordinal() for one in placed])
    result |= {
        "kind": "grid",
        **_grid(area, points, days, (begins, ends), len(found), side, projection, effort),
    }
    result["pairs"] = _pairs(placed, points, effort)
    result["marks"] = _marks(area, projection, result["grid"])
    public = {} if section else _public(area, points, len(found), projection)
    return result, public


# --- cells


def _grid(
    area: Place, points: Any, days: Any, period: tuple[date, date], events: int, side: int | None,
    projection: Projection, effort: Effort,
) -> dict[str, Any]:  # fmt: skip
    x, y = points[:, 0], points[:, 1]
    grid = _framed(x, y, side)
    counted = histogram(grid, x, y, events)
    inside = _inside(area, grid, projection, counted)
    values = density(counted, BANDWIDTH * grid.side, inside=inside)
    found = hot_spots(counted, inside, draws=effort.hot, share_of_false=SHARE)
    low, high = intervals(counted.counts)
    sure = certainty_of_rank(np.where(inside, counted.counts, 0), share=SHARE, draws=effort.rank)
    mean = float(counted.counts[inside].mean())
    cells = []
    for row, column in zip(*np.nonzero(inside & ((counted.counts > 0) | found.hot)), strict=True):
        at = (row, column)
        cells.append(
            [
                int(row), int(column), int(counted.counts[at]), round(float(low[at]), 1), round(float(high[at]), 1),
                round(float(found.z[at]), 2), _probability(found.q[at]), int(found.hot[at]),
                round(1e6 * float(values.values[at]), 2), round(1e6 * float(values.standard_error[at]), 2),
                round(float(sure[at]), 2), int(sure[at] >= SURE and low[at] > mean),
            ]
        )  # fmt: skip
    return {
        "grid": _frame(grid),
        "shown": counted.coverage.shown,
        "compared": int(inside.sum()),
        "draws": effort.hot,
        "share_of_false": SHARE,
        "bandwidth": int(BANDWIDTH * grid.side),
        "cells": cells,
        "foretold": foretold(grid, inside, BANDWIDTH * grid.side, x, y, days, *period),
    }


def _framed(x: Any, y: Any, side: int | None) -> Grid:
    """The grid over nearly all points: single far ones (one in a hundred on each edge) do not shrink the picture."""
    if side is not None:
        return _least(Grid.covering(x, y, float(side)))
    low_x, high_x = np.quantile(x, [0.01, 0.99])
    low_y, high_y = np.quantile(y, [0.01, 0.99])
    near = (x >= low_x) & (x <= high_x) & (y >= low_y) & (y <= high_y)
    for each in SIDES:
        grid = Grid.covering(x[near], y[near], float(each))
        if max(grid.rows, grid.columns) <= MOST_CELLS:
            break
    return _least(grid)


def _least(grid: Grid) -> Grid:
    """At least four by four cells, so that neighbours exist."""
    rows, columns = max(grid.rows, 4), max(grid.columns, 4)
    return Grid(grid.left, grid.bottom, grid.side, rows, columns)


def _inside(area: Place, grid: Grid, projection: Projection, counted: Counted) -> Any:
    """Cells that are compared: those within two cells of where anything was ever recorded. The rest is mountains."""
    known = np.array([projection.metres(lon, lat) for lon, lat in register.points_ever(area.path)])
    ever = histogram(grid, known[:, 0], known[:, 1]).counts > 0
    inside = ndimage.binary_dilation(ever | (counted.counts > 0), np.ones((3, 3)), iterations=2)
    return inside if inside.sum() >= 25 else np.ones(inside.shape, dtype=bool)


def _frame(grid: Grid) -> dict[str, Any]:
    return {
        "left": grid.left, "bottom": grid.bottom, "side": grid.side, "rows": grid.rows, "columns": grid.columns,
    }  # fmt: skip


def _probability(value: Any) -> float | None:
    return round(float(value), 5) if isfinite(float(value)) else None


def _marks(area: Place, projection: Projection, frame: dict[str, Any]) -> list[list[Any]]:
    """[place code, column, row] of towns and districts within the picture, so that people know where they look."""
    found = []
    for place in (
        places.living().filter(places.below(area.path), point_lon__isnull=False).order_by("depth", "path")
    ):
        if place.point_lon is None or place.point_lat is None:
            continue
        x, y = projection.metres(place.point_lon, place.point_lat)
        column, row = (x - frame["left"]) / frame["side"], (y - frame["bottom"]) / frame["side"]
        if 0 <= column < frame["columns"] and 0 <= row < frame["rows"]:
            found.append([place.code, round(column, 2), round(row, 2)])
    return found[:12]


def _public(area: Place, points: Any, events: int, projection: Projection) -> dict[str, Any]:
    """Cells of a kilometre of the one grid of the country, in bands; only the part where something may be said."""
    grid = Grid.covering(points[:, 0], points[:, 1], COARSE)
    shown = public_cells(histogram(grid, points[:, 0], points[:, 1], events), sensitive_left_out=True)
    rows, columns = np.nonzero(shown.at_least)
    if not rows.size:
        return {"minimum": shown.minimum, "side": grid.side, "cells": [], "coverage": shown.coverage_percent}
    bottom, left = int(rows.min()), int(columns.min())
    frame = {
        "left": grid.left + left * grid.side, "bottom": grid.bottom + bottom * grid.side, "side": grid.side,
        "rows": int(rows.max()) - bottom + 1, "columns": int(columns.max()) - left + 1,
    }  # fmt: skip
    return {
        "minimum": shown.minimum,
        "side": grid.side,
        "grid": frame,
        "cells": [
            [int(row) - bottom, int(column) - left, int(shown.at_least[row, column])]
            for row, column in zip(rows, columns, strict=True)
        ],
        "coverage": shown.coverage_percent,
        "marks": _marks(area, projection, frame),
    }


# --- areas, pairs, the week


def _areas(area: Place, found: Sequence[Event]) -> list[list[Any]]:
    """[code, events, low, high] of the places right below the area, and "" for those that name none of them."""
    below = list(places.living().filter(parent=area))
    numbers = dict.fromkeys([*(place.code for place in below), ""], 0)
    for one in found:
        code = next((place.code for place in below if place.contains(one.path)), "")
        numbers[code] += 1
    rows = []
    for code, number in numbers.items():
        if number or code:
            bounds = exact_poisson_interval(number)
            rows.append([code, number, round(bounds.low, 1), round(bounds.high, 1)])
    return rows


def _pairs(placed: Sequence[Event], points: Any, effort: Effort) -> dict[str, Any]:
    if len(placed) > MOST_FOR_PAIRS:
        return {"refused": "many"}
    days = np.array([one.on.toordinal() for one in placed], dtype=np.float64)
    try:
        found = near_repeat(
            points[:, 0], points[:, 1], days, distances=DISTANCES, times=TIMES, draws=effort.pairs
        )
    except ValueError:
        return {"refused": "many"}
    return {
        "distances": list(DISTANCES),
        "times": list(TIMES),
        "draws": effort.pairs,
        "pairs": found.pairs.tolist(),
        "expected": np.round(found.expected, 2).tolist(),
        "ratio": [
            [round(value, 2) if isfinite(value) else None for value in row] for row in found.ratio.tolist()
        ],
        "p": np.round(found.p, 4).tolist(),
    }


def _week(found: Sequence[Event]) -> dict[str, Any]:
    """Days by columns of three hours, of the local clock; what has no hour stands beside, so nothing is lost."""
    unknown = np.datetime64("NaT")
    start = np.array([one.began or unknown for one in found], dtype="datetime64[m]")
    end = np.array([one.ended or one.began or unknown for one in found], dtype="datetime64[m]")
    known = np.array([one.time_known for one in found], dtype=bool)
    week = day_by_hour(start, np.maximum(start, end), known) if found else day_by_hour(start)
    hours = week.hours.reshape(7, 24 // HOURS, HOURS).sum(axis=2)
    return {
        "hours": np.round(hours, 1).tolist(),
        "hour_unknown": np.round(week.hour_unknown, 1).tolist(),
        "unknown": week.unknown,
        "events": week.events,
        "timed": round(float(week.hours.sum()), 1),
    }


def _silent_months(area: Place, begins: date, ends: date) -> list[int]:
    """[months of districts for which nothing was reported at all, months of districts there are]."""
    months = [
        f"{number // 12}-{number % 12 + 1:02}"
        for number in range(begins.year * 12 + begins.month - 1, ends.year * 12 + ends.month)
    ]
    inside = [
        code for code in reporting.districts() if area.contains(code) or area.path.startswith(code + ".")
    ]

    def months_of(rows: Any) -> set[tuple[str, str]]:
        return {(area_codes(path)[1], f"{day.year}-{day.month:02}") for path, day in rows}

    first = begins.replace(day=1)
    crimes = months_of(
        register.counted().filter(recorded_on__gte=first, recorded_on__lte=ends).filter(places.below(area.path))
        .values_list("path", "recorded_on").distinct()
    )  # fmt: skip
    reports = months_of(
        Report.objects.filter(places.below(area.path))
        .filter(reported_at__gte=register.midnight(first), reported_at__lt=register.midnight(ends + register.DAY))
        .values_list("path", "reported_at")
    )  # fmt: skip
    tables = months_of(
        Aggregate.objects.filter(month__gte=first, month__lte=ends).filter(places.below(area.path))
        .values_list("path", "month").distinct()
    )  # fmt: skip
    zeros = months_of(
        ZeroReport.objects.filter(month__gte=first, month__lte=ends).filter(places.below(area.path))
        .values_list("path", "month")
    )  # fmt: skip
    said = crimes | reports | tables | zeros
    cells = {(code, month) for code in inside for month in months}
    return [len(cells - said), len(cells)]
