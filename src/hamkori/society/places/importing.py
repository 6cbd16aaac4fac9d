"""What a file of places would do: new places, added facts, lines that are here already, faults. Reads only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.kernel.text import fold
from hamkori.kernel.words import pick
from hamkori.society.places.actions import NewPlace
from hamkori.society.places.models import Place
from hamkori.society.places.naming import name_key
from hamkori.society.places.queries import below
from hamkori.society.places.tables import Column, RowFault, Table, as_number, fault
from hamkori.society.places.words import KIND_WORDS, UNDER_A_DISTRICT, kind_in_words

COLUMNS = (
    Column("parent", _("Lies in (code or name)"), _("The place above, as its code or its full name."), required=True),
    Column("kind", _("Kind"), _("One of the words below."), required=True),
    Column("name_tg", _("Name in Tajik"), _("At least one of the three names."),),
    Column("name_ru", _("Name in Russian"), _("At least one of the three names.")),
    Column("name_en", _("Name in English"), _("At least one of the three names.")),
    Column("population", _("Population"), _("A whole number, or empty. With it, the date and who counted.")),
    Column("population_on", _("Population: date"), _("Like 15.03.2026.")),
    Column("population_source", _("Population: who counted"), _("For example: jamoat register, census.")),
    Column("code", _("Code"), _("Leave it empty: it is made from the names. Else it begins with the code above.")),
)  # fmt: skip
_BY_CODE = {column.code: column for column in COLUMNS}
LANGUAGES = ("tg", "ru", "en")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_LONGEST_CODE = 80


@dataclass(frozen=True)
class Addition:
    """What a line adds to a place that is here: names in further languages, a newer population."""

    place: Place
    names: dict[str, str]
    population: tuple[int, date, str] | None


@dataclass
class Plan:
    """What would happen. Nothing happens while there is one fault."""

    new: list[NewPlace] = field(default_factory=list)
    added: list[Addition] = field(default_factory=list)
    same: int = 0
    faults: list[RowFault] = field(default_factory=list)
    shown: list[tuple[str, ...]] = field(default_factory=list)
    """New lines as people read them: name, kind, place above."""

    @property
    def changes(self) -> int:
        return len(self.new) + len(self.added)


class _Known:
    """The places of the area and of the file, by code and by name. Two queries."""

    def __init__(self, within: Place | None) -> None:
        inside = Place.objects.filter(below(within.path) if within is not None else below(""))
        everything = list(inside)
        self.living = {place.code: place for place in everything if place.retired_on is None}
        self.codes = set(Place.objects.values_list("code", flat=True))
        self.by_name: dict[str, set[str]] = {}
        self.twins: dict[tuple[str, str, str], str] = {}
        ids = {place.pk: place.code for place in everything}
        self.names: dict[str, Mapping[str, str]] = {}
        self._tried: dict[str, int] = {}
        for place in self.living.values():
            self.add(place.code, ids.get(place.parent_id or 0, ""), place.kind, place.names)

    def add(self, code: str, parent: str, kind: str, names: Mapping[str, str]) -> None:
        self.names[code] = names
        for name in names.values():
            if name:
                self.by_name.setdefault(name_key(name), set()).add(code)
                self.twins.setdefault((parent, kind, name_key(name)), code)

    def free_code(self, wanted: str) -> str:
        """`wanted`, or with the first number behind it that no place has."""
        count, code = self._tried.get(wanted, 1), wanted
        while code in self.codes:
            count += 1
            code = f"{wanted}{count}"
        self._tried[wanted] = count
        return code


def plan(table: Table, within: Place | None) -> Plan:
    """Look at every line of the file against what is here. `within`: the sender's area (None: the country)."""
    made = Plan(faults=list(table.faults))
    if made.faults and not table.rows:
        return made
    known = _Known(within)
    lines: dict[str, int] = {}
    waiting = list(table.rows)
    while waiting:
        later = []
        for number, row in waiting:
            parent = _parent(row["parent"], known)
            if parent is None:
                later.append((number, row))
            else:
                _line(number, row, parent, known, lines, made)
        if len(later) == len(waiting):
            made.faults += [
                _no_parent(number, row["parent"], known) for number, row in later if row["parent"]
            ]
            break
        waiting = later
    if made.faults:
        made.new, made.added, made.shown = [], [], []
    return made


def _parent(text: str, known: _Known) -> str | None:
    if text in known.names:
        return text
    found = known.by_name.get(name_key(text), set())
    return next(iter(found)) if len(found) == 1 else None


def _no_parent(number: int, text: str, known: _Known) -> RowFault:
    several = sorted(known.by_name.get(name_key(text), set()))
    if several:
        sentence = _("There are several places with this name. Write the code: %(codes)s")
        return fault(number, _BY_CODE["parent"], sentence, codes=", ".join(several[:4]))
    return fault(
        number, _BY_CODE["parent"], _("There is no such place in your area: %(text)s"), text=text[:60]
    )


def _kind(text: str) -> str | None:
    wanted = text.strip().casefold()
    if wanted in UNDER_A_DISTRICT:
        return wanted
    return next((kind for kind in UNDER_A_DISTRICT if _words(kind) & {wanted}), None)


def _words(kind: str) -> set[str]:
    from django.conf import settings
    from django.utils import translation

    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(str(KIND_WORDS[kind]).casefold())
    return found


def _population(number: int, row: Mapping[str, str], made: Plan) -> tuple[int, date, str] | None:
    if not row["population"]:
        return None
    before = len(made.faults)
    people, day = 0, None
    try:
        people = as_number(row["population"])
    except ValueError:
        made.faults.append(fault(number, _BY_CODE["population"], _("Please write a number, for example 12.")))
    if people > 20_000_000:
        made.faults.append(fault(number, _BY_CODE["population"], _("This number is too big.")))
    try:
        day = DateField(required=True, latest=clock.today).clean(row["population_on"])
    except ValidationError as error:
        made.faults.append(fault(number, _BY_CODE["population_on"], " ".join(error.messages)))
    if not row["population_source"]:
        made.faults.append(fault(number, _BY_CODE["population_source"], _("Write who counted.")))
    return (
        (people, day, row["population_source"][:200])
        if day is not None and len(made.faults) == before
        else None
    )


def _line(
    number: int, row: Mapping[str, str], parent: str, known: _Known, lines: dict[str, int], made: Plan
) -> None:
    kind = _kind(row["kind"])
    names = {language: row[f"name_{language}"] for language in LANGUAGES if row[f"name_{language}"]}
    if kind is None and row["kind"]:
        words = ", ".join(kind_in_words(one) for one in UNDER_A_DISTRICT)
        made.faults.append(fault(number, _BY_CODE["kind"], _("Write one of these: %(words)s"), words=words))
    if not names:
        made.faults.append(fault(number, _BY_CODE["name_tg"], _("Give a name in at least one language.")))
    population = _population(number, row, made)
    if kind is None or not names:
        return
    twin = row["code"] if row["code"] in known.names else None
    twin = twin or next(
        (code for name in names.values() if (code := known.twins.get((parent, kind, name_key(name))))), None
    )
    if twin is not None and twin in lines:
        sentence = _("Line %(line)s says the same.")
        made.faults.append(fault(number, _BY_CODE["name_tg"], sentence, line=lines[twin]))
    elif twin is not None:
        lines[twin] = number
        _compare(number, known.living[twin], parent, kind, names, population, known, made)
    elif code := _new_code(number, row["code"], parent, names, known, made):
        lines[code] = number
        known.codes.add(code)
        known.add(code, parent, kind, names)
        made.new.append(
            NewPlace(
                parent=parent,
                code=code,
                kind=kind,
                names=names,
                population=population[0] if population else None,
                population_on=population[1] if population else None,
                population_source=population[2] if population else "",
            )
        )
        made.shown.append((pick(names), kind_in_words(kind), pick(known.names[parent]), code))


def _compare(
    number: int,
    place: Place,
    parent: str,
    kind: str,
    names: dict[str, str],
    population: Any,
    known: _Known,
    made: Plan,
) -> None:
    if place.kind != kind or known.living[parent].pk != place.parent_id:
        made.faults.append(fault(number, _BY_CODE["code"], _("Another place has this code.")))
        return
    for language, name in names.items():
        there = place.names.get(language, "")
        if there and there != name:
            sentence = _(
                "Here it is called “%(name)s”. Rename it on its own page, so that the former name is kept."
            )
            made.faults.append(fault(number, _BY_CODE[f"name_{language}"], sentence, name=there))
    more = {language: name for language, name in names.items() if not place.names.get(language)}
    is_new = population is not None and population != (
        place.population,
        place.population_on,
        place.population_source,
    )
    if more or is_new:
        made.added.append(Addition(place, more, population if is_new else None))
    else:
        made.same += 1


def _new_code(
    number: int, typed: str, parent: str, names: Mapping[str, str], known: _Known, made: Plan
) -> str | None:
    if typed:
        if not typed.startswith(parent + "-") or not _CODE.fullmatch(typed) or len(typed) > _LONGEST_CODE:
            sentence = _("The code begins with %(code)s-, then Latin letters and digits.")
            made.faults.append(fault(number, _BY_CODE["code"], sentence, code=parent))
            return None
        if typed in known.codes:
            made.faults.append(fault(number, _BY_CODE["code"], _("Another place has this code.")))
            return None
        return typed
    own = _in_latin(names)
    bare = f"{parent}-{own}"[: _LONGEST_CODE - 4]
    return known.free_code(bare)


def _in_latin(names: Mapping[str, str]) -> str:
    english = re.sub(r"[^a-z0-9]+", "-", names.get("en", "").lower()).strip("-")
    pieces = [
        piece if piece.isdecimal() else fold(piece)
        for piece in re.split(r"(\d+)", next(iter(names.values())))
    ]
    return english or "-".join(piece.replace(" ", "-") for piece in pieces if piece) or "place"


def examples() -> Iterable[tuple[str, ...]]:
    """Lines of the file to fill in, invented."""
    yield (
        "TJ-SU-asht",
        "jamoat",
        "Чашмаи Нав",
        "Чашмаи Нав",
        "Chashmai Nav",
        "4200",
        "01.01.2026",
        "jamoat register",
        "",
    )
    yield ("Чашмаи Нав", "mahalla", "Гулзори Нав", "Гулзори Нав", "Gulzori Nav", "", "", "", "")
