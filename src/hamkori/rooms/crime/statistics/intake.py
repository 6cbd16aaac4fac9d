"""Populations and figures of surveys and services: from a file (CSV, XLSX) or a form to rows that are right. No writes.

A file is taken whole or not at all; what is wrong is said by row and column.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.errors import BadInput
from hamkori.kernel.text import fold
from hamkori.society.places.models import Place
from hamkori.society.places.tables import Column, RowFault, as_number, fault, read_table

MOST_PEOPLE = 2_000_000_000
FEWEST = 5
"""The smallest count of cases that a service may hand in, nought aside: fewer point at people (K34)."""
FEWEST_ASKED = 30
"""A survey that asked fewer people says nothing about an area."""
LANGUAGES = ("tg", "ru", "en")

AREA = Column("area", _("Area"), required=True)
ON = Column("on", _("Counted on"), required=True)
NUMBER = Column("number", _("How many"), required=True)
SOURCE = Column("source", _("Where the number comes from"), required=True)
SEX = Column("sex", _("Sex"))
POPULATION = (AREA, ON, NUMBER, SOURCE, SEX)

CODE = Column("code", _("Code"), required=True)
KIND = Column("kind", _("Survey or service"), required=True)
LOW, HIGH = Column("low", _("Lowest")), Column("high", _("Highest"))
ASKED = Column("asked", _("How many were asked"))
BEGINS = Column("begins_on", _("First day"), required=True)
ENDS = Column("ends_on", _("Last day"), required=True)
WORDS = {
    name: {language: Column(f"{name}_{language}", f"{name}_{language}") for language in LANGUAGES}
    for name in ("what", "unit", "reference")
}
BESIDE = (
    CODE, KIND, NUMBER, LOW, HIGH, ASKED, BEGINS, ENDS,
    *(column for columns in WORDS.values() for column in columns.values()),
)  # fmt: skip


class FaultyFile(BadInput):
    """The file has faults, and nothing of it was kept. They are in `faults`."""

    message = _("Nothing was kept: the file has faults.")

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(field="file")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class PopulationRow:
    place: int
    path: str
    on: date
    number: int
    source: str
    sex: str = ""

    @property
    def key(self) -> tuple[int, date, str]:
        return self.place, self.on, self.sex


@dataclass(frozen=True, slots=True)
class BesideRow:
    code: str
    kind: str
    what: dict[str, str]
    unit: dict[str, str]
    number: float
    low: float | None
    high: float | None
    asked: int | None
    begins_on: date
    ends_on: date
    reference: dict[str, str]


class Checked:
    """One row and what was found wrong in it."""

    def __init__(self, row: int, words: dict[str, str], faults: list[RowFault]) -> None:
        self.row, self.words, self.faults, self.right = row, words, faults, True

    def __getitem__(self, column: Column) -> str:
        return self.words.get(column.code, "")

    def wrong(self, column: Column, sentence: str | Promise) -> None:
        self.right = False
        self.faults.append(fault(self.row, column, sentence))

    def day(self, column: Column) -> date:
        """2025-01-31 or 31.01.2025."""
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                found = datetime.strptime(self[column], form).date()  # noqa: DTZ007 - a day as written
            except ValueError:
                continue
            if 1900 <= found.year <= 2199:
                return found
        self.wrong(column, _("Write a day such as 2025-01-31."))
        return date.min

    def whole(self, column: Column, most: int = MOST_PEOPLE) -> int | None:
        if not self[column]:
            return None
        try:
            found = as_number(self[column]) if len(self[column]) < 20 else 0
        except ValueError:
            found = 0
        if not 0 < found <= most:
            self.wrong(column, _("Write a whole number above zero."))
        return found

    def number(self, column: Column) -> float | None:
        """With a point or a comma."""
        bare = "".join(self[column].split()).replace(",", ".")
        if not bare:
            return None
        if len(bare) < 20 and bare.isascii() and bare.replace(".", "", 1).isdecimal():
            return float(bare)
        self.wrong(column, _("Write a number that is not below zero."))
        return None


Area = tuple[int, str]


def _areas() -> Callable[[str], tuple[Area | None, str | Promise]]:
    """Finds a place by its code, its path, or a name that only one has; says why there is none."""
    exact: dict[str, Area] = {}
    named: dict[str, set[Area]] = {}
    for key, path, code, names in Place.objects.values_list("pk", "path", "code", "names"):
        exact |= {path.casefold(): (key, path), code.casefold(): (key, path)}
        for name in (names or {}).values():
            named.setdefault(fold(name), set()).add((key, path))

    def find(word: str) -> tuple[Area | None, str | Promise]:
        if (known := exact.get(word.casefold())) is not None:
            return known, ""
        places = named.get(fold(word), set())
        if len(places) > 1:
            return None, _("Several areas have this name: write the code.")
        return next(iter(places), None), _("No area has this code or name.")

    return find


def populations_of(data: bytes) -> list[PopulationRow]:
    """Every row of a file. Raises `FaultyFile` with all that is wrong, `BadInput` for what is no table."""
    table = read_table(data, POPULATION)
    faults, find, today = list(table.faults), _areas(), clock.today()
    found: dict[Any, PopulationRow] = {}
    for number, words in table.rows:
        line = Checked(number, words, faults)
        place, why = find(line[AREA])
        if place is None:
            line.wrong(AREA, why)
        on = line.day(ON)
        if on > today:
            line.wrong(ON, _("This day is in the future."))
        people = line.whole(NUMBER)
        if len(line[SOURCE]) > 200:
            line.wrong(SOURCE, _("Write at most 200 letters."))
        if line[SEX] not in ("", "f", "m"):
            line.wrong(SEX, _("Write f, m, or nothing for everybody."))
        if not line.right or place is None or not people or not line[SOURCE]:
            continue
        row = PopulationRow(place[0], place[1], on, people, line[SOURCE], line[SEX])
        if row.key in found:
            line.wrong(AREA, _("This area stands in the file twice with the same day and sex."))
        found[row.key] = row
    if faults:
        raise FaultyFile(faults)
    return list(found.values())


def beside_of(data: bytes) -> list[BesideRow]:
    """Every figure of a file of surveys and services. Raises as `populations_of`."""
    table = read_table(data, BESIDE)
    faults = list(table.faults)
    found: dict[str, BesideRow] = {}
    for number, words in table.rows:
        line = Checked(number, words, faults)
        if line[KIND] not in ("survey", "service"):
            line.wrong(KIND, _("Write survey or service."))
        if len(line[CODE]) > 60:
            line.wrong(CODE, _("Write at most 60 letters."))
        told = {name: _told(line, columns) for name, columns in WORDS.items()}
        figure, low, high, asked = line.number(NUMBER), line.number(LOW), line.number(HIGH), line.whole(ASKED)
        begins, ends = line.day(BEGINS), line.day(ENDS)
        if begins > ends:
            line.wrong(ENDS, _("The last day is before the first."))
        _how_sure(line, figure, low, high, asked)
        if not line.right or figure is None:
            continue
        if line[CODE] in found:
            line.wrong(CODE, _("This code stands in the file twice."))
        found[line[CODE]] = BesideRow(
            line[CODE], line[KIND], told["what"], told["unit"], figure, low, high, asked, begins, ends,
            told["reference"],
        )  # fmt: skip
    if faults:
        raise FaultyFile(faults)
    return list(found.values())


def _told(line: Checked, columns: dict[str, Column]) -> dict[str, str]:
    found = {language: line[column] for language, column in columns.items() if line[column]}
    if not found:
        line.wrong(columns["tg"], _("Write it in one language at least."))
    return found


def _how_sure(
    line: Checked, figure: float | None, low: float | None, high: float | None, asked: int | None
) -> None:
    """A survey says how many it asked and how sure it is; a service hands in no count that points at people."""
    few = _("Fewer than 5 cases are not shown: they point at people.")
    if line[KIND] == "survey":
        for column, bound in ((LOW, low), (HIGH, high)):
            if bound is None:
                line.wrong(column, _("A survey gives its interval: the lowest and the highest value."))
        if asked is None or asked < FEWEST_ASKED:
            line.wrong(ASKED, _("A survey says how many people were asked: 30 at least."))
    elif asked is not None and asked < FEWEST:
        line.wrong(ASKED, few)
    elif asked is None and low is None and figure is not None and 0 < figure < FEWEST:
        line.wrong(NUMBER, few)
    if figure is not None and low is not None and high is not None and not low <= figure <= high:
        line.wrong(NUMBER, _("The number lies outside its interval."))


def as_file(columns: Iterable[Column], words: Iterable[str]) -> bytes:
    """One row of a form as a file of one row: a form is checked by the same rules."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([[column.code for column in columns], list(words)])
    return written.getvalue().encode()
