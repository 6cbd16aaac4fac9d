"""The empty file of a sender: its columns in order, and for a table the districts with the last finished month.

A mapping is written by whoever knows the sender; the office that has to send sees here what is expected of it. Rows
without a number are passed over when the file comes back, so nothing has to be deleted.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO

from django.db.models import TextChoices

from hamkori.rooms.crime.models import SenderMapping
from hamkori.rooms.crime.register.imports.layouts import MEASURES, BadMapping, Layout, Spec, read_layout
from hamkori.rooms.crime.states import AgeBand, Clearance, CrimeState, PlaceType, Relation, Sex, Weapon, Who
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below, living

DISTRICT = 2
"""Depth of a district or city."""
Words = tuple[tuple[str, str], ...]
"""What may stand in a column, and what it means in the language of the page ("": the word says it itself)."""


def _listed(choices: type[TextChoices]) -> Words:
    return tuple((str(code), str(label)) for code, label in choices.choices if code)


LISTS: Mapping[str, type[TextChoices]] = {
    "state": CrimeState,
    "clearance": Clearance,
    "place_type": PlaceType,
    "weapon": Weapon,
    "who": Who,
    "sex": Sex,
    "age": AgeBand,
    "relation": Relation,
}
"""Fields that take one of a list, where the mapping gives no words of the sender's own."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sender, and the words that may stand in it (none: a day, a number, a text)."""

    name: str
    words: Words = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file of this mapping looks like."""

    mapping: SenderMapping
    columns: tuple[Column, ...]


def expected_by(mappings: list[SenderMapping]) -> list[Expected]:
    """Of every mapping that can be read, in the same order."""
    found = []
    for mapping in mappings:
        try:
            layout = read_layout(mapping.kind, mapping.body)
        except BadMapping:
            continue
        found.append(Expected(mapping, columns_of(layout)))
    return found


def columns_of(layout: Layout) -> tuple[Column, ...]:
    """Each column once, in the order of the mapping."""
    found: dict[str, Column] = {}
    for field, spec in _specs(layout):
        for name in spec.columns:
            found.setdefault(name, Column(name, _words(field, spec)))
    for name in (*layout.key, *(cell["column"] for cell in layout.cells)):
        found.setdefault(name, Column(name))
    return tuple(found.values())


def _words(field: str, spec: Spec) -> Words:
    if spec.codes:
        return tuple((word, "") for word in spec.codes)
    if field == "measure":
        return tuple((word, "") for word in MEASURES)
    return _listed(LISTS[field]) if field in LISTS else ()


def _specs(layout: Layout) -> Iterator[tuple[str, Spec]]:
    yield from layout.fields.items()
    for part in (*layout.offences, *layout.persons):
        yield from part.items()
    yield from layout.table.items()


def empty_file(mapping: SenderMapping, *, within: str, month: date) -> bytes:
    """A CSV that spreadsheets open, to be filled in. `within`: the path whose districts a table lists ("": all).

    Raises `BadMapping`.
    """
    layout = read_layout(mapping.kind, mapping.body)
    names = [column.name for column in columns_of(layout)]
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if layout.delimiter == "auto" else layout.delimiter)
    writer.writerows([""] * len(names) for _row in range(1, layout.header_row))
    writer.writerow(names)
    if layout.kind == "table":
        writer.writerows([row.get(name, "") for name in names] for row in _rows(layout, within, month))
    if layout.encoding in ("auto", "utf-8"):
        return out.getvalue().encode("utf-8-sig")
    return out.getvalue().encode(layout.encoding, "replace")


def _rows(layout: Layout, within: str, month: date) -> Iterator[dict[str, str]]:
    """One for each district, where the mapping has a column for it."""
    area, when = layout.table.get("area"), layout.table.get("month")
    if area is None or len(area.columns) != 1:
        return
    districts = living().filter(below(within), depth=DISTRICT)
    for place in sorted(districts, key=lambda one: (one.name.casefold(), one.path)):
        row = {area.columns[0]: _word(area, place)}
        if when is not None and len(when.columns) == 1:
            row[when.columns[0]] = month.strftime(layout.months[0])
        yield row


def _word(area: Spec, place: Place) -> str:
    """The district as this sender writes it."""
    if area.match == "name":
        return place.name
    return next((word for word, code in area.codes.items() if code == place.code), place.code)
