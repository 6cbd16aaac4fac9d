"""How the columns and codes of one sender are read: the body of a `SenderMapping`, checked and typed.

[title]    tg, ru, en: what the pages of the desk call it
[file]     encoding, delimiter ("auto"), sheet, header_row, whole_lines
[read]     days and months (strptime forms), decimal, empty (words that mean nothing)
[fields]   field = "Column"  or  { column | columns + join, value, codes, match, of_area, days, years }
[[offences]] article, attempted        one table an offence of the row
[[persons]]  who, sex, age, relation, number   one table a group of persons of the row
[key]      columns = [...]             the sender's own key of a row (default: office and record number)
[table] + [[cells]]                    for kind = "table": area, month, category…, and the columns with numbers
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import BadInput
from hamkori.rooms.crime.register.records import OFFENCE, PERSON, RECORD

ENCODINGS = ("auto", "utf-8", "cp1251", "utf-16-le", "utf-16-be")
MATCHES = ("", "name", "article")
TABLE_FIELDS = ("area", "month", "category", "measure", "sex", "age", "number")
MEASURES = ("recorded", "cleared", "victims", "suspects")
_SPEC_KEYS = {"column", "columns", "join", "value", "codes", "match", "of_area", "days", "years"}
_SECTIONS = {
    "name",
    "kind",
    "sender",
    "note",
    "title",
    "file",
    "read",
    "fields",
    "offences",
    "persons",
    "key",
    "table",
    "cells",
}


class BadMapping(BadInput):
    """A mapping that cannot be used; the sentence says where."""

    message = _("The mapping has a mistake at “%(where)s”.")


@dataclass(frozen=True, slots=True)
class Spec:
    """Where one value comes from: a column (or several, joined), or a value that is always the same."""

    columns: tuple[str, ...] = ()
    join: str = "/"
    value: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    match: str = ""
    of_area: bool = False
    """Of the office: the police office of the district of the area."""
    days: tuple[str, ...] = ()
    years: bool = False
    """Of an age: written in years, not as a band."""

    @property
    def shown(self) -> str:
        """The column as the list of faults names it."""
        return " + ".join(self.columns)


@dataclass(frozen=True, slots=True)
class Layout:
    """A mapping ready for reading."""

    kind: str
    digest: str
    encoding: str = "auto"
    delimiter: str = "auto"
    sheet: str = ""
    header_row: int = 1
    whole_lines: bool = False
    """The sender ends every file with an end of row: without one it was cut."""
    days: tuple[str, ...] = ("%Y-%m-%d", "%d.%m.%Y")
    months: tuple[str, ...] = ("%Y-%m", "%m.%Y")
    decimal: str = "."
    empty: frozenset[str] = frozenset({""})
    fields: Mapping[str, Spec] = field(default_factory=dict)
    offences: tuple[Mapping[str, Spec], ...] = ()
    persons: tuple[Mapping[str, Spec], ...] = ()
    key: tuple[str, ...] = ()
    table: Mapping[str, Spec] = field(default_factory=dict)
    cells: tuple[Mapping[str, str], ...] = ()
    skip: frozenset[str] = frozenset()
    """Words in the column of the area that mark rows of totals."""

    @property
    def wanted(self) -> frozenset[str]:
        """Every column that is read."""
        named = {column for spec in self._specs() for column in spec.columns}
        return frozenset(named | set(self.key) | {cell["column"] for cell in self.cells})

    def _specs(self) -> Iterator[Spec]:
        yield from self.fields.values()
        yield from self.table.values()
        for part in (*self.offences, *self.persons):
            yield from part.values()


def body_digest(body: Mapping[str, Any]) -> str:
    """SHA-256 of a mapping, to know whether it was changed since."""
    return hashlib.sha256(
        json.dumps(body, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()


def read_layout(kind: str, body: Mapping[str, Any]) -> Layout:
    """Check the body of a mapping. Raises `BadMapping`."""
    for name in body:
        if name not in _SECTIONS:
            raise BadMapping(where=name)
    if not all(isinstance(words, str) for words in _section(body, "title").values()):
        raise BadMapping(where="title")
    file, read = _section(body, "file"), _section(body, "read")
    encoding, delimiter = str(file.get("encoding", "auto")), str(file.get("delimiter", "auto"))
    if encoding not in ENCODINGS:
        raise BadMapping(where="file.encoding")
    if delimiter != "auto" and len(delimiter.encode()) != 1:
        raise BadMapping(where="file.delimiter")
    header_row = file.get("header_row", 1)
    if not isinstance(header_row, int) or not 1 <= header_row <= 50:
        raise BadMapping(where="file.header_row")
    layout = Layout(
        kind=kind,
        digest=body_digest(body),
        encoding=encoding,
        delimiter=delimiter,
        sheet=str(file.get("sheet", "")),
        header_row=header_row,
        whole_lines=bool(file.get("whole_lines", False)),
        days=_texts(read, "days", ("%Y-%m-%d", "%d.%m.%Y")),
        months=_texts(read, "months", ("%Y-%m", "%m.%Y")),
        decimal=str(read.get("decimal", ".")),
        empty=frozenset({"", *_texts(read, "empty", ())}),
        fields=_specs(body, "fields", RECORD),
        offences=tuple(_part(part, f"offences.{place}", OFFENCE) for place, part in _parts(body, "offences")),
        persons=tuple(_part(part, f"persons.{place}", PERSON) for place, part in _parts(body, "persons")),
        key=_texts(_section(body, "key"), "columns", ()),
        table=_specs(body, "table", dict.fromkeys(TABLE_FIELDS), also=("skip",)),
        cells=tuple(_cell(part, f"cells.{place}") for place, part in _parts(body, "cells")),
        skip=frozenset(_texts(_section(body, "table"), "skip", ())),
    )
    _check_whole(layout)
    return layout


def _check_whole(layout: Layout) -> None:
    if layout.kind == "records":
        for name in ("record_number", "office", "area", "reported_on", "recorded_on"):
            if name not in layout.fields:
                raise BadMapping(where=f"fields.{name}")
        if not layout.offences:
            raise BadMapping(where="offences")
        if any("article" not in part for part in layout.offences):
            raise BadMapping(where="offences.article")
        if any("who" not in part for part in layout.persons):
            raise BadMapping(where="persons.who")
    elif layout.kind == "table":
        given = set(layout.table) | ({"number"} if layout.cells else set())
        for name in ("area", "month", "category", "number"):
            if name not in given and not (layout.cells and all(name in cell for cell in layout.cells)):
                raise BadMapping(where=f"table.{name}")
        if layout.cells and "number" in layout.table:
            raise BadMapping(where="table.number")
    else:
        raise BadMapping(where="kind")


def _section(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name, {})
    if not isinstance(found, Mapping):
        raise BadMapping(where=name)
    return found


def _parts(body: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    found = body.get(name, [])
    if (
        not isinstance(found, list)
        or not all(isinstance(part, Mapping) for part in found)
        or len(found) > 200
    ):
        raise BadMapping(where=name)
    return list(enumerate(found, 1))


def _texts(section: Mapping[str, Any], name: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    found = section.get(name, otherwise)
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise BadMapping(where=name)
    return tuple(found)


def _specs(
    body: Mapping[str, Any], name: str, known: Mapping[str, Any], also: tuple[str, ...] = ()
) -> dict[str, Spec]:
    section = _section(body, name)
    return _part({key: value for key, value in section.items() if key not in also}, name, known)


def _part(part: Mapping[str, Any], where: str, known: Mapping[str, Any]) -> dict[str, Spec]:
    made = {}
    for key, given in part.items():
        if key not in known:
            raise BadMapping(where=f"{where}.{key}")
        made[key] = _spec(given, f"{where}.{key}")
    return made


def _spec(given: Any, where: str) -> Spec:
    if isinstance(given, str):
        return Spec(columns=(_column(given),))
    if not isinstance(given, Mapping) or not set(given) <= _SPEC_KEYS:
        raise BadMapping(where=where)
    columns = tuple(_column(one) for one in _texts(given, "columns", ()))
    if "column" in given:
        columns = (_column(str(given["column"])), *columns)
    codes = given.get("codes", {})
    if not isinstance(codes, Mapping) or given.get("match", "") not in MATCHES:
        raise BadMapping(where=where)
    spec = Spec(
        columns=columns,
        join=str(given.get("join", "/")),
        value=str(given.get("value", "")),
        codes={" ".join(str(word).split()).casefold(): str(code) for word, code in codes.items()},
        match=given.get("match", ""),
        of_area=bool(given.get("of_area", False)),
        days=_texts(given, "days", ()),
        years=bool(given.get("years", False)),
    )
    if not columns and not spec.of_area and "value" not in given:
        raise BadMapping(where=where)
    return spec


def _column(name: str) -> str:
    return " ".join(name.split())


def _cell(part: Mapping[str, Any], where: str) -> dict[str, str]:
    if "column" not in part or not set(part) <= {"column", *TABLE_FIELDS} - {"number"}:
        raise BadMapping(where=where)
    return {key: _column(str(value)) if key == "column" else str(value) for key, value in part.items()}
