"""Hot spots, density and the audit of a release, beside the libraries and the plain ways that do the same.

    python -m hamkori.config.bench_crime_places spots SIDE DRAWS
    python -m hamkori.config.bench_crime_places esda SIDE DRAWS DRAWS_OF_OURS
    python -m hamkori.config.bench_crime_places density|sklearn SIDE EVENTS
    python -m hamkori.config.bench_crime_places audit DISTRICTS SAMPLE

SIDE: cells on a side of the square. Answers of both ways are compared and told, not only their seconds.
"""

import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from hamkori.config.bench_measure import library, shortest, tell

CELL, BANDWIDTH = 250.0, 750.0
"""Metres."""
SECTIONS, REGIONS, RECORDS = 11, 5, 23_500
WIDTH = 5


def _counts(side: int) -> Any:
    """Counts by cell with a warm place."""
    random = np.random.default_rng(20260318)
    mean = np.full((side, side), 2.0)
    mean[side // 4 : side // 4 + side // 10 + 2, side // 3 : side // 3 + side // 8 + 2] = 6
    return random.poisson(mean)


def _points(side: int, events: int) -> tuple[Any, Any]:
    """Metres: a third around three places, the others anywhere."""
    random = np.random.default_rng(20260319)
    whole = side * CELL
    middles = random.uniform(0.2, 0.8, (3, 2)) * whole
    near = middles[random.integers(0, 3, events)] + random.normal(0, whole / 20, (events, 2))
    points = np.where((random.random(events) < 1 / 3)[:, None], near, random.uniform(0, whole, (events, 2)))
    points = np.clip(points, 0, whole - 1)
    return points[:, 0], points[:, 1]


def spots(side: int, draws: int) -> dict[str, Any]:
    from hamkori.ground.measures.hot_spots import gi_star, permutation_test

    counts = _counts(side)
    found = permutation_test(counts, draws=draws)
    seconds = shortest(
        {"z": lambda: gi_star(counts), "draws": lambda: permutation_test(counts, draws=draws)}, 3
    )
    return {"seconds": seconds, "z": _signature(found.z), "hot": int(found.hot.sum())}


def esda_spots(side: int, draws: int, our_draws: int) -> dict[str, Any]:
    """The same with esda, and ours by turns with it. Its compiler is warmed up on a small grid."""
    from hamkori.ground.measures.hot_spots import gi_star, permutation_test

    esda, libpysal = library("esda"), library("libpysal")
    if esda is None or libpysal is None:
        return {"missing": "esda"}
    _esda(esda, _weights(libpysal, 10), 10, 9)
    began = time.perf_counter()
    weights = _weights(libpysal, side)
    built = time.perf_counter() - began
    counts = _counts(side)
    seconds = shortest(
        {
            "our z": lambda: gi_star(counts),
            "z": lambda: _esda(esda, weights, side, 0),
            "our draws": lambda: permutation_test(counts, draws=our_draws),
            "draws": lambda: _esda(esda, weights, side, draws),
        },
        2,
    )
    return {"seconds": seconds | {"weights": built}, "z": _signature(_esda(esda, weights, side, 0).Zs)}


def _weights(libpysal: Any, side: int) -> Any:
    """Each cell with those around it."""
    number = np.arange(side * side).reshape(side, side)
    around = {
        int(number[row, column]): number[
            max(0, row - 1) : row + 2, max(0, column - 1) : column + 2
        ].ravel().tolist()
        for row in range(side)
        for column in range(side)
    }  # fmt: skip
    return libpysal.weights.W(around, silence_warnings=True)


def _esda(esda: Any, weights: Any, side: int, draws: int) -> Any:
    counts = _counts(side).ravel().astype(float)
    return esda.G_Local(counts, weights, transform="B", permutations=draws, star=True, seed=7, n_jobs=1)


def _signature(z: Any) -> list[float]:
    """A few sums that two equal grids share."""
    flat = np.asarray(z).ravel()
    return [float(flat.sum()), float((flat * flat).sum()), float((flat * np.arange(flat.size)).sum())]


def our_density(side: int, events: int) -> dict[str, Any]:
    from hamkori.ground.measures.grids import Grid, density, histogram

    x, y = _points(side, events)
    grid = Grid(0.0, 0.0, CELL, side, side)
    found = density(histogram(grid, x, y), BANDWIDTH)
    seconds = shortest({"density": lambda: density(histogram(grid, x, y), BANDWIDTH)}, 3)
    return {"seconds": seconds, "values": _sample(found.values)}


def sklearn_density(side: int, events: int) -> dict[str, Any]:
    """The sum over all events by a tree (rtol 0.0001), at the same middles of cells; ours by turns with it."""
    from hamkori.ground.measures.grids import Grid, density, histogram

    neighbours = library("sklearn.neighbors") if library("sklearn") is not None else None
    if neighbours is None:
        return {"missing": "scikit-learn"}
    x, y = _points(side, events)
    middle = (np.arange(side) + 0.5) * CELL
    middles = np.column_stack([np.tile(middle, side), np.repeat(middle, side)])
    points, grid = np.column_stack([x, y]), Grid(0.0, 0.0, CELL, side, side)

    values: dict[str, Any] = {}

    def summed() -> None:
        kernel = neighbours.KernelDensity(bandwidth=BANDWIDTH, rtol=1e-4).fit(points)
        values["summed"] = np.exp(kernel.score_samples(middles)) * events

    works = {"our density": lambda: density(histogram(grid, x, y), BANDWIDTH), "density": summed}
    return {"seconds": shortest(works, 2), "values": _sample(values["summed"])}


def _sample(values: Any) -> list[float]:
    """The peak, then cells from all over the grid."""
    flat = np.asarray(values).ravel()
    return [float(flat.max()), *(float(one) for one in flat[:: max(flat.size // 997, 1)])]


# --- the audit of a release ------------------------------------------------------------------------------------


def made_release(districts: int) -> Any:
    """Districts in regions by sections with all totals: 68 districts make 888 cells."""
    from hamkori.ground.measures.releases import Release, Table, Tree

    random = np.random.default_rng(1)
    weights = random.lognormal(0, 0.8, districts)[:, None] * random.lognormal(0, 1.6, SECTIONS)[None, :]
    drawn = random.poisson(weights / weights.sum() * RECORDS * districts / 68)
    parents: dict[str, str | None] = {"country": None}
    parents |= {f"r{number}": "country" for number in range(REGIONS)}
    parents |= {f"d{number:02}": f"r{number % REGIONS}" for number in range(districts)}
    trees = (Tree("area", parents), Tree.flat("section", [f"s{number:02}" for number in range(SECTIONS)]))
    leaves: dict[tuple[str, ...], int] = {
        (f"d{i:02}", f"s{j:02}"): int(n) for (i, j), n in np.ndenumerate(drawn) if n
    }
    return Release.of([Table("districts", trees)], {"districts": leaves})


def audited(districts: int, sample: int) -> dict[str, Any]:
    """Hiding until the attack is clean, one attack on the result, and the plain attack on a sample of small counts."""
    from hamkori.ground.measures.attack import audit
    from hamkori.ground.measures.suppression import suppress

    release = made_release(districts)
    began = time.perf_counter()
    found = suppress(release)
    hiding = time.perf_counter() - began
    small = sorted(found.primary)
    asked = small[:: max(len(small) // sample, 1)][:sample]

    def attack() -> Any:
        return audit(release, found.hidden, found.primary, quick=True)

    again, widths = attack(), _plain_attack(release, found.hidden, asked)
    seconds = shortest({"attack": attack, "plain": lambda: _plain_attack(release, found.hidden, asked)}, 2)
    seconds["plain"] *= len(small) / max(len(asked), 1)
    return {
        "cells": len(release.counts), "primary": len(found.primary), "secondary": len(found.secondary),
        "rounds": found.rounds, "clean": again.clean, "sample": len(asked),
        "narrow": sum(width < WIDTH - 1e-6 for width in widths),
        "seconds": seconds | {"hiding": hiding},
    }  # fmt: skip


def _plain_attack(release: Any, hidden: Any, asked: Any) -> list[float]:
    """The baseline: two linear programmes over the whole release for each cell. How wide each interval is."""
    from scipy.optimize import linprog
    from scipy.sparse import lil_array

    place = {cell: number for number, cell in enumerate(sorted(hidden))}
    lines = [line for line in release.equations if any(cell in place for cell in (line[0], *line[1]))]
    matrix, values = lil_array((len(lines), len(place))), np.zeros(len(lines))
    for row, (total, parts) in enumerate(lines):
        for cell, sign in ((total, -1), *((part, 1) for part in parts)):
            if cell in place:
                matrix[row, place[cell]] += sign
            else:
                values[row] -= sign * release.counts[cell]
    sparse = matrix.tocsr()
    widths = []
    for cell in asked:
        ends = []
        for sign in (1, -1):
            aim = np.zeros(len(place))
            aim[place[cell]] = sign
            result = linprog(aim, A_eq=sparse, b_eq=values, bounds=(1, None), method="highs")
            ends.append(float("inf") if result.status == 3 else float(result.fun))
        widths.append(float("inf") if float("inf") in ends else -ends[1] - ends[0])
    return widths


def main() -> int:
    warnings.simplefilter("ignore")  # what the libraries beside us warn of is theirs
    what, *numbers = sys.argv[1:]
    parts: dict[str, Callable[..., dict[str, Any]]] = {
        "spots": spots, "esda": esda_spots, "density": our_density, "sklearn": sklearn_density, "audit": audited,
    }  # fmt: skip
    return tell(parts[what](*map(int, numbers)))


if __name__ == "__main__":
    sys.exit(main())
