"""The words of published tables: areas, kinds of crime, months, and why a cell has no number; in one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hamkori.kernel.memo import for_a_while
from hamkori.kernel.text import sort_key
from hamkori.kernel.words import pick
from hamkori.rooms.crime import states
from hamkori.rooms.crime.models import Category, ReleaseTable
from hamkori.rooms.crime.statistics.families import fixed
from hamkori.rooms.crime.statistics.levels import DIMENSION, EVERYTHING
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.models import Place

_OF_PLACE = ("path", "names", "code", "depth", "position", "kind")


@for_a_while(60)
def _large_places() -> Mapping[str, Place]:
    """By path: the country, its regions and districts, those that are gone too. Shared: not to be changed."""
    found = Place.objects.filter(depth__lte=2).only(*_OF_PLACE).order_by()
    return {place.path: place for place in found}


@for_a_while(60)
def _category_labels(language: str) -> Mapping[str, str]:
    """Every category's label by its code. Shared: not to be changed."""
    words = Category.objects.values_list("code", "labels")
    return {code: pick(labels, language) for code, labels in words}


@dataclass
class Words:
    """Names of codes in one language: no query for what was read a moment ago, one for places below the districts."""

    language: str
    places: Mapping[str, Place] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)

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
        places = _large_places() if areas else {}
        if smaller := areas - places.keys():
            found = Place.objects.filter(path__in=smaller).only(*_OF_PLACE).order_by()
            places = {**places, **{place.path: place for place in found}}
        return cls(language, places, _category_labels(language) if offences else {})

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

    def order(self, level: str, code: str, *, flat: bool = False) -> tuple[Any, ...]:
        """Where a code stands in a list: the total first, areas by the alphabet, never by their figures (K21).

        `flat`: districts of all regions in one alphabet, for lists without regions.
        """
        if DIMENSION[level] == "area":
            if code == EVERYTHING:
                return ()
            names = []
            way = _line(code)[1:] or [code]
            for part in way[-1:] if flat else way:
                place = self.places.get(part)
                name = pick(place.names, self.language) if place else ""
                names.append((not name, sort_key(name, self.language)))
            return (*names, (True, ())) if code.endswith(UNKNOWN) else tuple(names)
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
    "reopened": lambda: {
        "yes": pgettext("crimes", "Opened again"),
        "no": _("Not opened again"),
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
    "reopened": lambda: _("All"),
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
        "reopened": _("Opened again after it was cleared up"),
    }.get(level, level)


def counted_name(counted: str) -> str:
    return {
        "offence": _("Recorded crimes"),
        "event": _("Events"),
        "victim": _("Victims"),
        "suspect": _("Suspects"),
    }.get(counted, counted)


_TAJIK_MONTHS = "январ феврал март апрел май июн июл август сентябр октябр ноябр декабр".split()


def month_name(number: int, *, short: bool = False) -> str:
    """The month standing alone, in the language of the page; `short`: its first letters, for narrow columns."""
    if short:
        return _month(number)[:LETTERS]
    return _month(number)


LETTERS = 3
"""Of a short month: enough to tell the twelve apart in each of the languages."""


def _month(number: int) -> str:
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
        "hidden": _("hidden"),
        "no_report": _("no report"),
        "few_people": _("few people"),
    }.get(why, _("hidden"))


def why_sentences() -> list[tuple[str, str, str]]:
    """(code, word, sentence) of every reason for a cell without a number."""
    numbers = {"people": fixed().minimum_population}
    return [
        (
            "hidden",
            why_name("hidden"),
            _(
                "The number is small, or a small one could be worked out with it: in a small place one could tell who "
                "it was. Which of the two it is, is not said."
            ),
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
