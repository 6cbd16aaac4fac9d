"""Tables of counts by district, month and category (aggregate mode). An empty cell is no report, never zero."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.text import fold
from hamkori.rooms.crime.models import Aggregate, AggregateChange, Category, Import
from hamkori.rooms.crime.register.imports.bulk import in_parts
from hamkori.rooms.crime.register.imports.chunks import Taken, lock_at, move_on
from hamkori.rooms.crime.register.imports.columns import Places
from hamkori.rooms.crime.register.imports.context import month_is_over
from hamkori.rooms.crime.register.imports.faults import ERROR, RowFault, shown_value
from hamkori.rooms.crime.register.imports.layouts import MEASURES, Layout, Spec
from hamkori.rooms.crime.register.imports.surveys import Chunk
from hamkori.rooms.crime.states import AgeBand, Sex

MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    row: int
    column: str
    area: str
    month: date
    category: str
    measure: str
    sex: str
    age: str
    number: int

    @property
    def key(self) -> tuple[str, date, str, str, str, str]:
        return self.area, self.month, self.category, self.measure, self.sex, self.age


class CellReader:
    """One layout of a table, asked for many chunks."""

    def __init__(self, layout: Layout, places: Places) -> None:
        self.layout, self.places = layout, places
        self.categories = dict(Category.objects.values_list("code", "pk"))
        self.today = clock.today()

    def read(self, chunk: Chunk) -> tuple[list[Cell], list[RowFault]]:
        """The cells of the rows that are wholly right; a row with one fault is not taken at all."""
        faults = list(chunk.faults)
        cells: list[Cell] = []
        columns = {name: array.to_pylist() for name, array in chunk.columns.items()}
        for place, number in enumerate(chunk.numbers.tolist()):
            words = {name: values[place].strip() for name, values in columns.items()}
            if self._is_total(words):
                continue
            made, wrong = self._row(number, words)
            faults += wrong
            if not wrong:
                cells += made
        return cells, faults

    def _is_total(self, words: Mapping[str, str]) -> bool:
        spec = self.layout.table.get("area")
        return spec is not None and bool(spec.columns) and words[spec.columns[0]] in self.layout.skip

    def _row(self, number: int, words: Mapping[str, str]) -> tuple[list[Cell], list[RowFault]]:
        wrong: list[RowFault] = []
        base: dict[str, str] = {}
        for name, spec in self.layout.table.items():
            if name != "number":
                base[name] = self._word(spec, words)
        cells: list[Cell] = []
        parts = self.layout.cells or ({"column": self.layout.table["number"].columns[0]},)
        for part in parts:
            raw = words[part["column"]]
            if raw in self.layout.empty:
                continue
            given = base | {name: value for name, value in part.items() if name != "column"}
            cell = self._cell(number, part["column"], given, raw, wrong)
            if cell is not None:
                cells.append(cell)
        return cells, wrong

    def _word(self, spec: Spec, words: Mapping[str, str]) -> str:
        if not spec.columns:
            return spec.value
        word = spec.join.join(words[column] for column in spec.columns)
        return spec.codes.get(" ".join(word.split()).casefold(), word)

    def _cell(
        self, row: int, column: str, given: Mapping[str, str], raw: str, wrong: list[RowFault]
    ) -> Cell | None:
        def fault(name: str, rule: str, value: str) -> None:
            spec = self.layout.table.get(name)
            one = RowFault(row, (spec.shown if spec and spec.shown else column), rule, shown_value(value))
            if one not in wrong:
                wrong.append(one)

        before = len(wrong)
        spec = self.layout.table.get("area")
        area = given.get("area", "")
        if spec is not None and spec.match == "name":
            area = self.places.area_names.get(fold(area), area)
        if area not in self.places.areas:
            fault("area", "valid.area" if area else "mandatory.area", area)
        month = month_of(given.get("month", ""), self.layout.months)
        if month is None or not month_is_over(month, self.today):
            fault("month", "table.month", given.get("month", ""))
        category = given.get("category", "")
        if category not in self.categories:
            fault("category", "table.category", category)
        measure, sex, age = given.get("measure", "recorded"), given.get("sex", ""), given.get("age", "")
        if measure not in MEASURES:
            fault("measure", "structure.word", measure)
        if sex and sex not in Sex.values:
            fault("sex", "valid.sex", sex)
        if age and age not in AgeBand.values:
            fault("age", "valid.age", age)
        bare = raw.replace(" ", "").replace("\xa0", "")
        if not (bare.isascii() and bare.isdecimal()) or len(bare) > 8 or int(bare) > MOST:
            wrong.append(RowFault(row, column, "table.number", shown_value(raw)))
        if len(wrong) > before or month is None:
            return None
        return Cell(row, column, area, month, category, measure, sex, age, int(bare))


def month_of(word: str, forms: Sequence[str]) -> date | None:
    """The first day of the month; None when it cannot be read."""
    for form in (*forms, "%Y-%m", "%Y-%m-%d"):
        try:
            found = datetime.strptime(word, form)  # noqa: DTZ007 - a month as written
        except ValueError:
            continue
        return date(found.year, found.month, 1) if 1990 <= found.year <= 2199 else None
    return None


@action("crime.cells_imported", verb="crime.import", on="source")
def take_cells(
    *, actor: Actor, source: Import, cells: Sequence[Cell], faults: Sequence[RowFault], read: int, position: int,
    end: int, places: Places,
) -> Import:  # fmt: skip
    """Take the cells of one chunk. Another number for a known cell is kept beside the one that stood there."""
    kept = lock_at(source, position)
    now = clock.now()
    listed = list(faults)
    known = _known(cells, places)
    categories = dict(Category.objects.values_list("code", "pk"))
    fresh: list[Aggregate] = []
    changes: list[AggregateChange] = []
    seen: set[Any] = set()
    rows: dict[str, set[int]] = {"new": set(), "changed": set(), "same": set()}
    for cell in cells:
        stands = known.get(cell.key)
        if cell.key in seen or (stands is not None and stands.source_id == kept.pk):
            listed.append(RowFault(cell.row, cell.column, "table.twice", str(cell.number)))
            continue
        seen.add(cell.key)
        if stands is None:
            rows["new"].add(cell.row)
            fresh.append(
                Aggregate(
                    source=kept, area_id=places.areas[cell.area], path=places.paths[cell.area], month=cell.month,
                    category_id=categories[cell.category], measure=cell.measure, sex=cell.sex, age=cell.age,
                    number=cell.number, handed_in_at=now,
                )
            )  # fmt: skip
        elif stands.number == cell.number:
            rows["same"].add(cell.row)
        else:
            rows["changed"].add(cell.row)
            changes.append(
                AggregateChange(cell=stands, source=kept, before=stands.number, after=cell.number, at=now)
            )
            stands.number, stands.handed_in_at, stands.source = cell.number, now, kept
    Aggregate.objects.bulk_create(fresh, batch_size=500)
    AggregateChange.objects.bulk_create(changes, batch_size=500)
    Aggregate.objects.bulk_update(
        [one.cell for one in changes], ["number", "handed_in_at", "source"], batch_size=200
    )
    taken = Taken(
        len(rows["new"] - rows["changed"]),
        len(rows["changed"]),
        len(rows["same"] - rows["new"] - rows["changed"]),
        len({one.row for one in listed if one.severity == ERROR and one.row}),
    )
    facts = {"cells": len(fresh), "cells_changed": len(changes)}
    move_on(kept, end=end, read=read, taken=taken, faults=listed, facts=facts)
    return kept


def _known(cells: Sequence[Cell], places: Places) -> dict[Any, Aggregate]:
    codes = {key: code for code, key in places.areas.items()}
    months = sorted({cell.month for cell in cells})
    areas = sorted({places.areas[cell.area] for cell in cells})
    found: dict[Any, Aggregate] = {}
    for part in in_parts(areas, 500):
        query = Aggregate.objects.select_for_update(of=("self",)).filter(area_id__in=part, month__in=months)
        for one in query.select_related("category"):
            found[(codes[one.area_id], one.month, one.category.code, one.measure, one.sex, one.age)] = one
    return found
