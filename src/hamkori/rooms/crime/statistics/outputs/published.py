"""The frozen tables of a release with their words: the one place from which every page and file takes its numbers."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import crypto
from hamkori.kernel.errors import NotFound
from hamkori.kernel.text import sort_key
from hamkori.kernel.words import pick
from hamkori.rooms.crime import states
from hamkori.rooms.crime.models import Category, Release, ReleaseTable
from hamkori.rooms.crime.statistics.families import BULLETIN, QUERY, fixed
from hamkori.rooms.crime.statistics.figures import Coverage
from hamkori.rooms.crime.statistics.levels import DIMENSION, EVERYTHING, Period
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.models import Place

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


def newest() -> Release | None:
    """The current vintage of the period that ended last; of two that end together the longer one."""
    return releases().filter(state="published").first()


def release_of(uid: str) -> Release:
    """A published or replaced release. Raises `NotFound`."""
    found = releases().filter(uid=uid.upper()).first()
    if found is None:
        raise NotFound
    return found


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


# --- words -----------------------------------------------------------------------------------------------------


@dataclass
class Words:
    """Names of codes in one language: two queries, whatever the number of codes."""

    language: str
    places: dict[str, Place] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Iterable[ReleaseTable], language: str) -> "Words":
        areas: set[str] = set()
        offences: set[str] = set()
        for table in tables:
            for at, level in enumerate(table.dimensions):
                kind = DIMENSION.get(level)
                if kind not in ("area", "offence"):
                    continue
                codes = {cell[0][at] for cell in table.cells}
                if kind == "area":
                    areas |= {part for code in codes for part in _line(code)}
                else:
                    offences |= {code.removesuffix(UNKNOWN) for code in codes}
        offences -= {"", EVERYTHING}
        places = (
            Place.objects.filter(path__in=areas)
            .only("path", "names", "code", "depth", "position", "kind")
            .order_by()
        )
        words = Category.objects.filter(code__in=offences).values_list("code", "labels")
        return cls(
            language,
            {place.path: place for place in places} if areas else {},
            {code: pick(labels, language) for code, labels in words} if offences else {},
        )

    def of_code(self, level: str, code: str, period: str = "") -> str:
        """The name of a code. The total is named after what it is the total of."""
        if code == EVERYTHING:
            return str(_TOTALS[DIMENSION[level]]())
        if DIMENSION[level] == "period":
            return period_name(code)
        if DIMENSION[level] == "area":
            return self._area(code)
        if DIMENSION[level] == "offence":
            return self._offence(code)
        return str(_CHOICES[level]().get(code, code))

    def _area(self, code: str) -> str:
        known = code.removesuffix(UNKNOWN).removesuffix(".")
        place = self.places.get(known)
        name = pick(place.names, self.language) if place else known
        if not code.endswith(UNKNOWN):
            return name
        return _("%(place)s, not known more exactly") % {"place": name} if name else _("Place not known")

    def _offence(self, code: str) -> str:
        known = code.removesuffix(UNKNOWN)
        name = self.categories.get(known, known)
        if not code.endswith(UNKNOWN):
            return name
        return _("%(kind)s, not known more exactly") % {"kind": name} if name else _("Kind not known")

    def order(self, level: str, code: str) -> tuple[Any, ...]:
        """Where a code stands in a list: the total first, areas by the alphabet, never by their figures (K21)."""
        if DIMENSION[level] == "area":
            if code == EVERYTHING:
                return ()
            names = []
            for part in _line(code)[1:] or [code]:
                place = self.places.get(part)
                name = pick(place.names, self.language) if place else ""
                names.append((not name, sort_key(name, self.language)))
            return (*names, (True, "")) if code.endswith(UNKNOWN) else tuple(names)
        if DIMENSION[level] == "offence":
            return (code != EVERYTHING, code.startswith(UNKNOWN), code.replace(UNKNOWN, "~"))
        if DIMENSION[level] == "period":
            return (code,)
        choices = list(_CHOICES[level]())
        return (choices.index(code) if code in choices else -1,)


def _line(code: str) -> list[str]:
    """A path with the ones above it, from the country down; "not known more exactly" stands for itself."""
    known = code.removesuffix(UNKNOWN).removesuffix(".")
    if known in ("", EVERYTHING):
        return []
    pieces = known.split(".")
    return [".".join(pieces[:length]) for length in range(1, len(pieces) + 1)]


def _labels(choices: Any) -> Mapping[str, str]:
    return {value: str(label) for value, label in choices.choices}


_CHOICES: Mapping[str, Any] = {
    "sex": lambda: _labels(states.Sex),
    "age": lambda: _labels(states.AgeBand),
    "relation": lambda: _labels(states.Relation),
    "place_type": lambda: _labels(states.PlaceType),
    "attempt": lambda: {"no": _("Completed"), "yes": _("Attempted"), "n": _("Does not apply")},
    "outcome": lambda: {
        "cleared": _("Cleared up"),
        "not": _("Not cleared up"),
        "u": _("Not known: handed in as a table"),
    },
}

_TOTALS: Mapping[str, Any] = {
    "area": lambda: _("Whole country"),
    "offence": lambda: _("All crimes"),
    "period": lambda: _("Whole period"),
    "sex": lambda: _("All"),
    "age": lambda: _("All ages"),
    "relation": lambda: _("All"),
    "place_type": lambda: _("All places"),
    "attempt": lambda: _("All"),
    "outcome": lambda: _("All"),
}


def level_name(level: str) -> str:
    """What a column of codes holds."""
    return {
        "region": _("Region"),
        "district": _("District or city"),
        "jamoat": _("Jamoat"),
        "section": _("Kind of crime"),
        "division": _("Kind of crime"),
        "group": _("Kind of crime"),
        "class": _("Kind of crime"),
        "month": _("Month"),
        "sex": _("Sex"),
        "age": _("Age"),
        "relation": _("Relation to the victim"),
        "place_type": _("Kind of place"),
        "attempt": _("Completed or attempted"),
        "outcome": _("Cleared up or not"),
    }.get(level, level)


def counted_name(counted: str) -> str:
    return {
        "offence": _("Recorded crimes"),
        "event": _("Events"),
        "victim": _("Victims"),
        "suspect": _("Suspects"),
    }.get(counted, counted)


_TAJIK_MONTHS = "январ феврал март апрел май июн июл август сентябр октябр ноябр декабр".split()


def month_name(number: int) -> str:
    """The month standing alone, in the language of the page."""
    from django.utils.dates import MONTHS

    if translation.get_language() == "tg":
        return _TAJIK_MONTHS[number - 1]
    return str(MONTHS[number]).lower() if translation.get_language() == "ru" else str(MONTHS[number])


def period_name(label: str) -> str:
    """ "2025" as it is, "2025-03" as the month in words."""
    if len(label) == 7 and label[4] == "-" and label[5:].isdigit():
        return f"{month_name(int(label[5:]))} {label[:4]}"
    return label


def why_name(why: str) -> str:
    """What stands in a cell without a number, in a word or two."""
    return {
        "small": _("fewer than %(number)d") % {"number": fixed().threshold},
        "linked": _("hidden"),
        "no_report": _("no report"),
        "few_people": _("few people"),
    }.get(why, _("hidden"))


def why_sentences() -> list[tuple[str, str, str]]:
    """(code, word, sentence) of every reason for a cell without a number."""
    numbers = {"number": fixed().threshold, "people": fixed().minimum_population}
    return [
        (
            "small",
            why_name("small"),
            _("There are some, but fewer than %(number)d: in a small place one could tell who it was.") % numbers,
        ),
        (
            "linked",
            why_name("linked"),
            _("The number is larger, but with it a small one could be worked out."),
        ),
        (
            "no_report",
            why_name("no_report"),
            _("Nobody there has handed in figures. That does not mean that there was nothing."),
        ),
        (
            "few_people",
            why_name("few_people"),
            _("Fewer than %(people)d people live there, or their number is not known.") % numbers,
        ),
    ]


def digest_lines(digest: str) -> list[str]:
    """A digest in groups of eight, for reading aloud and comparing."""
    return [digest[at : at + 8] for at in range(0, len(digest), 8)]


# --- one table -------------------------------------------------------------------------------------------------


@dataclass
class Sheet:
    """One frozen table: codes in their order, cells by code, words. A hidden cell has no number, whatever the row says."""

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
        found = []
        for at, level in enumerate(self.levels):
            seen = dict.fromkeys(cell[at] for cell in self.cells)
            found.append(sorted(seen, key=lambda code: (not self.is_total(level, code), *self._key(level, code))))
        return found

    def _key(self, level: str, code: str) -> tuple[Any, ...]:
        return (self.words.order(level, code),)

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


def coverage_of(data: Mapping[str, Any]) -> Coverage | None:
    """Which areas and months reported, or None where the release does not say."""
    return Coverage.from_data(data) if data.get("months") and "areas" in data else None


@dataclass
class Book:
    """A release with all its signed tables: three queries. `find` gives a number of the bulletin by what it means."""

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

    @property
    def period(self) -> Period:
        return Period(self.release.name)

    @property
    def coverage(self) -> Coverage | None:
        own = coverage_of(self.release.manifest.get("coverage") or {})
        return own or next((sheet.coverage for sheet in self.sheets if sheet.period == self.release.name), None)

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

    def find(self, *, counted: str = "offence", period: str = "", **codes: str) -> Shown:
        """A cell of the bulletin by dimension: `find(area="tj.su", offence="05")`; (None, "absent") if there is none."""
        wanted = frozenset((name, code) for name, code in codes.items() if code)
        return self._by_meaning.get((counted, period or self.release.name), {}).get(wanted, (None, "absent"))

    def codes_of(self, dimension: str, *, period: str = "", counted: str = "offence") -> list[str]:
        """The codes of one dimension for which the bulletin has the plain figure, in order."""
        level = {"area": "region", "offence": "section", "period": "month"}.get(dimension, dimension)
        kept = self._by_meaning.get((counted, period or self.release.name), {})
        found = {code for meaning in kept if len(meaning) == 1 for name, code in meaning if name == dimension}
        return sorted(found, key=lambda code: (self.words.order(level, code),))

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

    def sheet(self, name: str) -> Sheet:
        """Raises `NotFound`."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise NotFound
