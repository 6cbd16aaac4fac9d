"""Tables of a store: true leaves for the bulletin, changed cells for queries, and what stands beside each table.

Uses the engine; for commands, jobs and tests only. What is published is kept in `ReleaseTable` and read from there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import ibis.expr.types as ir

from hamkori.ground.measures.cell_key import CHOSEN
from hamkori.ground.measures.releases import Cell, Meaning, Table, Tree
from hamkori.rooms.crime import states
from hamkori.rooms.crime.models import Category
from hamkori.rooms.crime.statistics import expressions
from hamkori.rooms.crime.statistics.asking import ask
from hamkori.rooms.crime.statistics.figures import Coverage, Population
from hamkori.rooms.crime.statistics.levels import (
    CHAINS,
    DIMENSION,
    EVERYTHING,
    OF_PERSONS,
    Period,
    area_codes,
    chain_codes,
)
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.models import Place

HIDDEN, SILENT, FEW_PEOPLE = "hidden", "no_report", "few_people"
"""Why a cell shows no number: hidden to protect people; nobody reported; too few people there.

Whether a hidden count is small itself, or hidden beside a small one, is never written down: the audit counts on it.
"""

_CHOICES: dict[str, list[str]] = {
    "sex": [value for value in states.Sex.values if value != "n"],
    "age": list(states.AgeBand.values),
    "relation": [value for value in states.Relation.values if value != "n"],
    "place_type": list(states.PlaceType.values),
    "attempt": ["no", "yes"],
    "outcome": ["cleared", "not"],
    "reopened": ["no", "yes"],
}


def known_leaves(level: str, period: Period) -> list[str]:
    """The codes that a table has a row for even when they count nothing."""
    if level == "month":
        return list(period.months)
    if DIMENSION[level] == "offence":
        depth = CHAINS["offence"].index(level) + 1
        codes = dict(Category.objects.filter(level__lte=depth).values_list("code", "parent_code"))
        above = set(codes.values())
        return sorted(code for code in codes if code not in above)
    if DIMENSION[level] == "area":
        depth = CHAINS["area"].index(level) + 1
        places = list(
            Place.objects.filter(retired_on__isnull=True, depth__gte=1, depth__lte=depth).values_list(
                "path", flat=True
            )
        )
        above = {path.rpartition(".")[0] for path in places}
        return sorted(path for path in places if path not in above)
    return list(_CHOICES[level])


@dataclass(frozen=True)
class Axis:
    """One level of a table: its tree, and which leaf a code of the store belongs to."""

    level: str
    tree: Tree
    leaf_of: Mapping[str, str]

    def leaf(self, code: str) -> str:
        return self.leaf_of.get(code, code)


def axis(level: str, codes: Iterable[str], period: Period) -> Axis:
    """A tree over what is known and what occurs. "Somewhere in X" under an X that has no other part is X itself."""
    if level == "month":
        parents: dict[str, str | None] = {period.label: None}
        return Axis(
            level, Tree("period", parents | dict.fromkeys(period.months, period.label), whole=False), {}
        )
    parents = {EVERYTHING: None}
    for code in (*known_leaves(level, period), *sorted(set(codes))):
        above = EVERYTHING
        way = chain_codes(level, code)
        if not code.endswith(UNKNOWN):
            way = tuple(each for each in way if not each.endswith(UNKNOWN))
        for each in way:
            parents.setdefault(each, above)
            above = each
    lonely: dict[str, str] = {}
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(code)
    for parent, parts in children.items():
        if (
            parent != EVERYTHING
            and len(parts) == 1
            and parts[0].endswith(UNKNOWN)
            and parts[0] not in children
        ):
            lonely[parts[0]] = parent
    for code in lonely:
        del parents[code]
    return Axis(level, Tree(DIMENSION[level], parents), lonely)


@dataclass(frozen=True)
class Counted:
    """A table of true numbers, ready for protection."""

    table: Table
    axes: tuple[Axis, ...]
    leaves: dict[Cell, int]


def true_table(
    units: ir.Table, name: str, counted: str, levels: Sequence[str], period: Period, *, published: bool = True
) -> Counted:
    """The finest cells of a table of the bulletin. A month has no months: the level is left out for it."""
    levels = [level for level in levels if not (level == "month" and period.is_month)]
    rows = ask(units, expressions.cells_at, tuple(levels), counted, months=period.months)
    axes = tuple(axis(level, {row[place] for row in rows}, period) for place, level in enumerate(levels))
    leaves: dict[Cell, int] = {}
    for row in rows:
        cell = tuple(each.leaf(code) for each, code in zip(axes, row, strict=False))
        leaves[cell] = leaves.get(cell, 0) + row[len(levels)]
    within = {} if "month" in levels else {"period": period.label}
    table = Table(name, tuple(each.tree for each in axes), within, counted, published)
    return Counted(table, axes, leaves)


Shown = tuple[tuple[str, ...], int | None, str]
"""Codes, the number as published or None, and why there is none."""


def query_table(
    units: ir.Table,
    counted: str,
    levels: Sequence[str],
    period: Period,
    cover: Coverage,
    people: Mapping[str, Population],
    minimum: int,
    hidden: frozenset[Meaning] = frozenset(),
    filters: Mapping[str, str] | None = None,
) -> list[Shown]:
    """The cells of a query, changed in the same statement that counts them; the finest only, no totals.

    `people` are the populations of the areas of the table: an area with fewer than `minimum`, or with none that is
    dated, shows nothing ("few_people"). `hidden` are cells that a bulletin hides: their parts show nothing ("hidden").
    """
    filters = dict(filters or {})
    rows = ask(
        units, expressions.changed_cells_at, tuple(levels), counted, CHOSEN, months=period.months, filters=filters
    )  # fmt: skip
    found = {tuple(row[:-1]): int(row[-1]) for row in rows}
    axes = [axis(level, {cell[place] for cell in found}, period) for place, level in enumerate(levels)]
    shown = {
        tuple(each.leaf(code) for each, code in zip(axes, cell, strict=True)): n for cell, n in found.items()
    }
    cells: list[tuple[str, ...]] = [()]
    for each in axes:
        wanted = filters.get(each.level)
        leaves = [leaf for leaf in each.tree.leaves if wanted in (None, leaf)]
        cells = [(*cell, leaf) for cell in cells for leaf in leaves]
    result: list[Shown] = []
    for cell in cells:
        at = dict(zip(levels, cell, strict=True))
        area = next((code for level, code in at.items() if DIMENSION[level] == "area"), "")
        if area and (area not in people or people[area].number < minimum):
            result.append((cell, None, FEW_PEOPLE))
        elif is_silent(cover, area, at.get("month", "")):
            result.append((cell, None, SILENT))
        elif not hidden.isdisjoint(above(counted, at, period)):
            result.append((cell, None, HIDDEN))
        else:
            result.append((cell, shown.get(cell, 0), ""))
    return result


def above(counted: str, at: Mapping[str, str], period: Period) -> Iterator[Meaning]:
    """What the cells that hold this one mean: every combination of its codes and those above them."""
    ways = [
        [(DIMENSION[level], code) for code in chain_codes(level, code)]
        + ([("", "")] if level != "month" else [])
        for level, code in at.items()
    ]
    if "month" not in at:
        ways.append([("period", period.label)])
    elif not period.is_month:
        ways = [way + [("period", period.label)] if way[0][0] == "period" else way for way in ways]
    for way in product(*ways):
        yield counted, tuple(sorted(part for part in way if part[0]))


def is_silent(cover: Coverage, area: str, month: str = "") -> bool:
    """Whether nobody there reported at all; a jamoat reports through its district."""
    if area.count(".") > 2:
        area = area_codes(area)[1]
    months = (month,) if month in cover.months else ()
    return cover.silent(area, months)


def check_levels(counted: str, levels: Sequence[str]) -> None:
    """Raises `ValueError` for levels that what is counted does not have."""
    if counted in ("offence", "event") and OF_PERSONS & set(levels):
        raise ValueError("an offence has no sex, age or relation")
