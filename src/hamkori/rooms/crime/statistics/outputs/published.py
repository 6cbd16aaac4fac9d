"""The frozen tables of a release with their words: the one place from which every page and file takes its numbers."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hamkori.kernel import crypto
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared
from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Release, ReleaseTable
from hamkori.rooms.crime.statistics import breaks
from hamkori.rooms.crime.statistics.families import BULLETIN, QUERY, fixed
from hamkori.rooms.crime.statistics.figures import Coverage, Population, Rate, rate
from hamkori.rooms.crime.statistics.levels import DIMENSION, EVERYTHING, OF_PERSONS, Period
from hamkori.rooms.crime.statistics.outputs import front
from hamkori.rooms.crime.statistics.outputs.words import Words, counted_name, level_name, period_name
from hamkori.rooms.crime.statistics.populations import of_manifest
from hamkori.rooms.crime.statistics.schema import UNKNOWN

SIGNS = "crime.release"
"""The purpose of the key that signs releases."""

READABLE = ("published", "withdrawn")
"""A withdrawn vintage was replaced by a newer one; it stays readable, and says so."""

Shown = tuple[int | None, str]
"""The number as published, or None and why."""


# --- which releases --------------------------------------------------------------------------------------------


def releases() -> QuerySet[Release]:
    """Everything that was ever published, the newest period first, of each the newest vintage first."""
    return Release.objects.filter(state__in=READABLE).order_by("-ends_on", "begins_on", "-vintage")


@prepared
def _newest() -> "QuerySet[Any, Release]":
    return releases().filter(state="published").select_related("front")[:1]


@prepared
def _newest_with(name: Any) -> "QuerySet[Any, Release]":
    return releases().filter(state="published", tables__name=name)[:1]


@prepared
def _of_uid(uid: Any) -> "QuerySet[Any, Release]":
    return releases().filter(uid=uid).select_related("front")


def newest() -> Release | None:
    """The current vintage of the period that ended last; of two that end together the longer one."""
    return next(iter(_newest()), None)


def newest_with(name: str) -> Release:
    """The newest current release that has this table. Raises `NotFound`."""
    for found in _newest_with(name):
        return found
    raise NotFound


def release_of(uid: str) -> Release:
    """A published or replaced release. Raises `NotFound`."""
    for found in _of_uid(uid.upper()):
        return found
    raise NotFound


def signed_tables(release: Release) -> QuerySet[ReleaseTable]:
    """The tables that the signature covers: answers to single questions are not among them."""
    return release.tables.exclude(name__contains="?").order_by("lane", "pk")


def replaced_by(release: Release) -> Release | None:
    """The current vintage, where this is not it."""
    if release.state == "published":
        return None
    return releases().filter(name=release.name, state="published").first()


def public_key() -> str:
    """The half of the key that anybody can check signatures with, base64."""
    return base64.b64encode(crypto.public_key(SIGNS)).decode()


# --- one table -------------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """One frozen table: codes in order, cells by code, words. A hidden cell has no number, whatever the row says."""

    table: ReleaseTable
    words: Words

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def levels(self) -> list[str]:
        return list(self.table.dimensions)

    @property
    def of(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.table.coverage.get("of") or {}
        return found

    @property
    def counted(self) -> str:
        return str(self.of.get("counted", "offence"))

    @property
    def period(self) -> str:
        return str(self.of.get("period") or self.table.release.name)

    @property
    def is_query(self) -> bool:
        return self.table.lane == QUERY

    @property
    def coverage(self) -> Coverage | None:
        return coverage_of(self.table.coverage)

    @property
    def title(self) -> str:
        """The name of its family in the reader's language, with the period where it is not the release's own."""
        family = next((one for one in fixed().families if one.name == self.table.family), None)
        if family is not None and len(self.levels) == len(family.levels):
            words = pick(family.titles, self.words.language)
        else:
            by = ", ".join(level_name(level).lower() for level in self.levels)
            words = f"{counted_name(self.counted)}: {by}"
        if self.period != self.table.release.name:
            words += f" ({period_name(self.period)})"
        return words

    @cached_property
    def cells(self) -> dict[tuple[str, ...], Shown]:
        return {tuple(codes): (None if why else shown, why) for codes, shown, why in self.table.cells}

    @cached_property
    def codes(self) -> list[list[str]]:
        """The codes of every dimension, in the order in which people read them."""
        return [self.codes_at(at) for at in range(len(self.levels))]

    def codes_at(self, at: int) -> list[str]:
        """The codes of one dimension, in the order in which people read them."""
        seen = dict.fromkeys(cell[at] for cell in self.cells)
        depths = {code.count(".") for code in seen if code != EVERYTHING}
        return self._sorted(self.levels[at], seen, flat=len(depths) == 1)

    def _sorted(self, level: str, codes: Iterable[str], *, flat: bool) -> list[str]:
        return sorted(
            codes,
            key=lambda code: (not self.is_total(level, code), self.words.order(level, code, flat=flat)),
        )

    def is_total(self, level: str, code: str) -> bool:
        """Whether the code stands for everything in its dimension."""
        return code == EVERYTHING or (DIMENSION[level] == "period" and code == self.period and len(code) == 4)

    def label(self, at: int, code: str) -> str:
        level = self.levels[at]
        if DIMENSION[level] == "period" and self.is_total(level, code):
            return _("Whole period")
        return self.words.of_code(level, code)

    def meaning(self, cell: Sequence[str]) -> frozenset[tuple[str, str]]:
        """The codes of a cell that are not everything: equal for the same thing in every table of the release."""
        return frozenset(
            (DIMENSION[level], code)
            for level, code in zip(self.levels, cell, strict=True)
            if not self.is_total(level, code)
        )

    def broken(self, cell: Sequence[str]) -> list[str]:
        """The days on which the series of a cell breaks within its period: it carries the flag "b"."""
        return breaks.of_cell(self.table.release, self.levels, cell, self.period)

    @cached_property
    def breaks(self) -> list[tuple[str, str, list[date]]]:
        """(code, words, days) of every broken series of the table."""
        found: dict[str, tuple[str, list[date]]] = {}
        if not self.table.release.manifest.get("breaks"):
            return []
        for cell in self.cells:
            for day in self.broken(cell):
                at = next(at for at, level in enumerate(self.levels) if DIMENSION[level] == "offence")
                days = found.setdefault(cell[at], (self.label(at, cell[at]), []))[1]
                if date.fromisoformat(day) not in days:
                    days.append(date.fromisoformat(day))
        return [(code, words, sorted(days)) for code, (words, days) in sorted(found.items())]

    def rows(self) -> list[tuple[tuple[str, ...], list[str], int | None, str]]:
        """Every cell in order: codes, their words, the number or None, why there is none."""
        order = [{code: number for number, code in enumerate(codes)} for codes in self.codes]
        ordered = sorted(
            self.cells, key=lambda cell: tuple(places[code] for places, code in zip(order, cell, strict=True))
        )
        return [
            (cell, [self.label(at, code) for at, code in enumerate(cell)], *self.cells[cell])
            for cell in ordered
        ]

    @cached_property
    def has_rates(self) -> bool:
        """Whether its rows are areas, whose people a number can be set against. Never by sex or age of persons."""
        return (
            any(DIMENSION[level] == "area" for level in self.levels)
            and OF_PERSONS.isdisjoint(self.levels)
            and self.period == self.table.release.name
        )

    @cached_property
    def people(self) -> Mapping[str, Population]:
        """Of regions and districts, as the release keeps them."""
        return of_manifest(self.table.release.manifest) if self.has_rates else {}

    def rate(self, cell: Sequence[str]) -> Rate | None:
        """Per 100,000 people: of a shown number of the whole period, in an area with a dated population."""
        number, _why = self.cells[tuple(cell)]
        at = dict(zip(self.levels, cell, strict=True))
        area = next((code for level, code in at.items() if DIMENSION[level] == "area"), "")
        if number is None or area not in self.people:
            return None
        if "month" in at and not self.is_total("month", at["month"]):
            return None
        return rate(number, self.people[area], area)


def coverage_of(data: Mapping[str, Any]) -> Coverage | None:
    """Which areas and months reported, or None where the release does not say."""
    return Coverage.from_data(data) if data.get("months") and "areas" in data else None


@dataclass
class Book:
    """A release with its signed tables. `find` gives a number of the bulletin by what it means."""

    release: Release
    sheets: list[Sheet]
    words: Words

    @classmethod
    def of(cls, release: Release, language: str, *, names: Iterable[str] | None = None) -> "Book":
        """All tables, or those named. `release` is put in the tables' place, so nothing is read again."""
        found = signed_tables(release)
        tables = list(found if names is None else found.filter(name__in=list(names)))
        for table in tables:
            table.release = release
        words = Words.of(tables, language)
        return cls(release, [Sheet(table, words) for table in tables], words)

    @classmethod
    def front(cls, release: Release, language: str) -> "Book":
        """All tables with the plain cells that pages show, from the row that was kept; else from the tables."""
        tables = front.of(release)
        if tables is None:
            return cls.of(release, language)
        words = Words.of(tables, language)
        return cls(release, [Sheet(table, words) for table in tables], words)

    @cached_property
    def people(self) -> Mapping[str, Population]:
        """Of regions and districts, as the release keeps them."""
        return of_manifest(self.release.manifest)

    @cached_property
    def period(self) -> Period:
        return Period(self.release.name)

    @cached_property
    def coverage(self) -> Coverage | None:
        own = coverage_of(self.release.manifest.get("coverage") or {})
        return own or next(
            (sheet.coverage for sheet in self.sheets if sheet.period == self.release.name), None
        )

    @cached_property
    def _by_meaning(self) -> dict[tuple[str, str], dict[frozenset[tuple[str, str]], Shown]]:
        found: dict[tuple[str, str], dict[frozenset[tuple[str, str]], Shown]] = {}
        for sheet in self.sheets:
            if sheet.table.lane != BULLETIN or sheet.of.get("filters"):
                continue
            kept = found.setdefault((sheet.counted, sheet.period), {})
            for cell, shown in sheet.cells.items():
                kept.setdefault(sheet.meaning(cell), shown)
        return found

    def find(self, *, counted: str = "offence", of: str = "", **codes: str) -> Shown:
        """A cell by dimension: `find(area="tj.su", offence="05", period="2025-03")`; (None, "absent") if there is none.

        `of` is the period of the table, the release's own where it is not named.
        """
        wanted = frozenset((name, code) for name, code in codes.items() if code)
        return self._by_meaning.get((counted, of or self.release.name), {}).get(wanted, (None, "absent"))

    def codes_of(self, dimension: str, *, counted: str = "offence") -> list[str]:
        """The codes of one dimension for which the bulletin has the plain figure, in order."""
        level = {"area": "region", "offence": "section", "period": "month"}.get(dimension, dimension)
        kept = self._by_meaning.get((counted, self.release.name), {})
        found = {code for meaning in kept if len(meaning) == 1 for name, code in meaning if name == dimension}
        return sorted(found, key=lambda code: (self.words.order(level, code),))

    def sections(self, *, counted: str = "offence") -> list[str]:
        """The kinds of crime of the first level, and "not known"."""
        return [
            code for code in self.codes_of("offence", counted=counted) if len(code) == 2 or code == UNKNOWN
        ]

    def regions(self) -> list[str]:
        """The areas of the first level, by the alphabet."""
        return [code for code in self.codes_of("area") if code.count(".") <= 1]

    def broken(self, offence: str) -> bool:
        """Whether the series of a kind of crime breaks within the period: its figures carry the flag "b"."""
        return bool(breaks.of_code(self.release, offence, self.release.name))

    @cached_property
    def breaks(self) -> list[tuple[str, str, list[date]]]:
        """(code, words, days) of the broken kinds of crime of the first level."""
        if not self.release.manifest.get("breaks"):
            return []
        return [
            (code, self.words.of_code("section", code), [date.fromisoformat(day) for day in days])
            for code in self.sections()
            if (days := breaks.of_code(self.release, code, self.release.name))
        ]

    def query_sheet(self, *levels: str, counted: str = "offence") -> Sheet | None:
        """The table of the query lane with just these levels."""
        return next(
            (
                sheet
                for sheet in self.sheets
                if sheet.is_query and sheet.levels == list(levels) and sheet.counted == counted
            ),
            None,
        )

    def whole(self, sheet: Sheet) -> Sheet:
        """The same table with all its cells. `front` has left them out."""
        found = Book.of(self.release, self.words.language, names=[sheet.name])
        return found.sheet(sheet.name)

    def sheet(self, name: str) -> Sheet:
        """Raises `NotFound`."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise NotFound
