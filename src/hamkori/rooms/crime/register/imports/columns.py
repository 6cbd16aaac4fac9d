"""Text columns of a chunk become typed columns of a batch. Each different word is looked at once.

What cannot be read is a fault of its row and column; the value is then missing, and rules that only say that it is
missing keep silent about it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hamkori.kernel.text import fold
from hamkori.rooms.crime.register.batches import Batch, Column, Numeric, Table, Text, Truths
from hamkori.rooms.crime.register.imports.cells import article_of, band_of, day_of
from hamkori.rooms.crime.register.imports.faults import RowFault, shown_value
from hamkori.rooms.crime.register.imports.layouts import Layout, Spec
from hamkori.rooms.crime.register.imports.surveys import Chunk
from hamkori.rooms.crime.register.records import OFFENCE, PERSON, RECORD, Kind

LONGEST_NUMBER = 40
FEW, MOST_KEPT = 1_000, 100_000
"""Words of a column that are remembered even if all differ; words that are remembered at a time."""
MOST = 99_999_999_999.0
_FLAGS = {"1": True, "да": True, "yes": True, "true": True, "ҳа": True, "+": True, "x": True, "х": True,
          "0": False, "нет": False, "no": False, "false": False, "не": False, "-": False}  # fmt: skip


@dataclass(slots=True)
class Places:
    """What areas and offices are called, for one import. Loaded once."""

    areas: Mapping[str, int]
    """{code: key}"""
    paths: Mapping[str, str]
    """{code: path}"""
    area_names: Mapping[str, str]
    """{folded name: code}; names of two places are left out."""
    offices: Mapping[str, int]
    """{uid: key}"""
    office_paths: Mapping[str, str]
    """{uid: path of its area}"""
    office_names: Mapping[str, str]
    office_of: Mapping[str, str]
    """{path of a place: uid of the police office there}"""

    def office_at(self, code: str) -> str:
        """The police office of the place, or of the nearest one above it; "" without one."""
        path = self.paths.get(code, "")
        while path:
            if found := self.office_of.get(path):
                return found
            path = path.rpartition(".")[0]
        return ""


@dataclass(slots=True)
class Reading:
    """Values of a chunk, typed, with what could not be read."""

    batch: Batch
    numbers: "np.ndarray[Any, np.dtype[np.int64]]"
    faults: list[RowFault] = field(default_factory=list)
    silent: dict[str, set[int]] = field(default_factory=dict)
    """{field: rows (in the chunk) whose cell had something that could not be read}"""
    refused: Truths = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    keys: Text | None = None
    raw: dict[str, Text] = field(default_factory=dict)
    """{field: words as the sender wrote them}, for the list of faults"""
    shown: dict[str, str] = field(default_factory=dict)
    """{field: the sender's column}"""
    slots: dict[str, tuple["np.ndarray[Any, np.dtype[np.int64]]", list[dict[str, str]]]] = field(
        default_factory=dict
    )
    """{level: (which part of the layout each offence or group came from, {field: column} of each part)}"""


class Reader:
    """One layout, asked for many chunks. Remembers the words it has met."""

    def __init__(self, layout: Layout, places: Places) -> None:
        self.layout = layout
        self.places = places
        self._kept: dict[tuple[int, str], Any] = {}
        self._chunk: Chunk
        self._encoded: dict[str, Text]
        self._out: Reading

    def read(self, chunk: Chunk) -> Reading:
        """The typed values of a chunk."""
        size = len(chunk.numbers)
        nothing = Table(0, {})
        self._chunk, self._encoded = chunk, {}
        self._out = Reading(Batch(nothing, nothing, nothing), chunk.numbers)
        self._out.refused = np.zeros(size, dtype=np.bool_)
        columns: dict[str, Column] = {}
        for name, kind in RECORD.items():
            spec = self.layout.fields.get(name)
            if spec is None or spec.of_area:
                columns.setdefault(name, _missing(kind, size))
            elif kind == "day":
                columns[name], minutes = self._days(spec, name)
                other = {"occurred_from": "occurred_minute", "occurred_until": "until_minute"}.get(name)
                if other and other not in self.layout.fields:
                    columns[other] = minutes
            else:
                columns[name] = self._value(spec, name, kind)
        office = self.layout.fields.get("office")
        if office is not None and office.of_area:
            area = columns["area"]
            assert isinstance(area, Text)
            columns["office"] = _words_of(area, [self.places.office_at(word) for word in area.words])
            self._out.shown["office"] = self._out.shown.get("area", "")
        self._out.batch = Batch(Table(size, columns), self._offences(size), self._persons(size))
        self._out.keys = self._keys()
        return self._out

    # --- words

    def _text(self, spec: Spec, size: int) -> Text:
        """What stands in the column, as words."""
        if not spec.columns:
            return Text(np.full(size, 0 if spec.value else -1, dtype=np.int32), [spec.value])
        name = "\0".join(spec.columns)
        if name not in self._encoded:
            self._encoded[name] = self._encode(spec)
        return self._encoded[name]

    def _encode(self, spec: Spec) -> Text:
        import pyarrow.compute as compute

        arrays = [self._chunk.columns[column] for column in spec.columns]
        array = arrays[0]
        if len(arrays) > 1:
            trimmed = [compute.utf8_trim_whitespace(one) for one in arrays]
            array = compute.binary_join_element_wise(*trimmed, spec.join)
        array = array.dictionary_encode()
        words = array.dictionary.to_pylist()
        empty = self.layout.empty
        if len(arrays) > 1:  # "139" + "/" + nothing
            words = [word.strip(spec.join) for word in words]
        found = [("" if (bare := word.strip()) in empty else bare) for word in words]
        codes = np.from_dlpack(array.indices).astype(
            np.int32
        )  # to_numpy would import pandas where it is installed
        return _words_of(Text(codes, words), found)

    def _fault(self, name: str, spec: Spec, rows: "np.ndarray[Any, Any]", text: Text, rule: str) -> None:
        silent = self._out.silent.setdefault(name, set())
        for row in rows.tolist():
            word = text.words[text.codes[row]]
            self._out.faults.append(
                RowFault(int(self._chunk.numbers[row]), spec.shown or name, rule, shown_value(word))
            )
            silent.add(row)
        self._out.refused[rows] = True

    def _each(self, spec: Spec, text: Text, work: Callable[[str], Any]) -> list[Any]:
        """`work` of each word, remembered between chunks when words are few."""
        if len(text.words) > max(FEW, 0.9 * len(text.codes)):  # as numbers of records: none comes again
            return [work(word) for word in text.words]
        answers = []
        for word in text.words:
            key = (id(spec), word)
            if key not in self._kept:
                if len(self._kept) > MOST_KEPT:
                    self._kept.clear()
                self._kept[key] = work(word)
            answers.append(self._kept[key])
        return answers

    def _value(self, spec: Spec, name: str, kind: Kind) -> Column:
        text = self._text(spec, len(self._chunk.numbers))
        self._out.shown.setdefault(name, spec.shown)
        self._out.raw.setdefault(name, text)
        if kind == "text":
            if spec.columns and self._stays(spec, name, text):
                return text
            words = self._each(spec, text, lambda word: self._code(spec, name, word))
            bad = [word is None for word in words]
            rule = "structure.number" if spec.years else "structure.word"
            if name == "record_number":
                rule = "structure.too_long"
            if any(bad):
                self._fault(name, spec, np.flatnonzero(text.table(bad)), text, rule)
            return _words_of(text, [word or "" for word in words])
        if kind == "flag":
            flags = self._each(spec, text, lambda word: self._flag(spec, word))
            if None in flags:
                bad = [flag is None for flag in flags]
                self._fault(name, spec, np.flatnonzero(text.table(bad)), text, "structure.word")
            return text.table([bool(flag) for flag in flags])
        work = self._minute if name.endswith("minute") else self._number
        numbers = self._each(spec, text, lambda word: work(spec, word))
        bad = [number is None for number in numbers]
        if any(bad):
            self._fault(name, spec, np.flatnonzero(text.table(bad)), text, "structure.number")
        return _numeric(text, [np.nan if number is None else number for number in numbers])

    def _stays(self, spec: Spec, name: str, text: Text) -> bool:
        """Whether every word is taken as it stands: most of a file's different words are its numbers of records."""
        if spec.codes or spec.match or spec.years:
            return False
        return name != "record_number" or max(map(len, text.words), default=0) <= LONGEST_NUMBER

    def _code(self, spec: Spec, name: str, word: str) -> str | None:
        """Our code for a sender's word; None when the sender's list does not have it."""
        if spec.years:
            return band_of(word)
        if spec.codes:
            found = spec.codes.get(" ".join(word.split()).casefold())
            if found is not None:
                return found
            return None if word and not spec.match else self._match(spec, name, word)
        return self._match(spec, name, word)

    def _match(self, spec: Spec, name: str, word: str) -> str | None:
        if name == "record_number" and len(word) > LONGEST_NUMBER:
            return None
        if spec.match == "name":
            names = self.places.office_names if name == "office" else self.places.area_names
            return names.get(fold(word), word)
        if spec.match == "article":
            return article_of(word)
        return word

    def _flag(self, spec: Spec, word: str) -> bool | None:
        bare = word.casefold()
        if bare in spec.codes:
            return _FLAGS.get(spec.codes[bare].casefold())
        return _FLAGS.get(bare) if bare else False

    def _number(self, spec: Spec, word: str) -> float | None:
        bare = word.replace("\xa0", "").replace(" ", "").replace("'", "")
        if self.layout.decimal != ".":
            bare = (
                bare.replace(".", "").replace(self.layout.decimal, ".")
                if self.layout.decimal in bare
                else bare
            )
        if not re.fullmatch(r"[-+]?\d{1,15}(\.\d{0,10})?", bare, re.ASCII):
            return None
        value = float(bare)
        return value if abs(value) <= MOST else None

    def _minute(self, spec: Spec, word: str) -> float | None:
        found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", word, re.ASCII)
        if found is None or int(found[2]) > 59:
            return None
        return float(int(found[1]) * 60 + int(found[2]))

    def _days(self, spec: Spec, name: str) -> tuple[Numeric, Numeric]:
        text = self._text(spec, len(self._chunk.numbers))
        self._out.shown[name] = spec.shown
        self._out.raw[name] = text
        forms = spec.days or self.layout.days
        found = self._each(spec, text, lambda word: day_of(word, forms))
        bad = [one is None for one in found]
        if any(bad):
            self._fault(name, spec, np.flatnonzero(text.table(bad)), text, "structure.day")
        days = _numeric(text, [np.nan if one is None else one[0] for one in found])
        return days, _numeric(text, [np.nan if one is None else one[1] for one in found])

    # --- parts

    def _offences(self, size: int) -> Table:
        return self._slots(size, "offence", self.layout.offences, OFFENCE, "article")

    def _persons(self, size: int) -> Table:
        return self._slots(size, "person", self.layout.persons, PERSON, "number")

    def _slots(
        self,
        size: int,
        level: str,
        parts: Sequence[Mapping[str, Spec]],
        kinds: Mapping[str, Kind],
        needed: str,
    ) -> Table:
        """One table of all parts, in the order of the rows; a part is there when the cell that makes it is filled."""
        slots: list[tuple[Truths, dict[str, Column]]] = []
        for part in parts:
            columns = {
                name: self._value(part[name], name, kind) if name in part else _missing(kind, size)
                for name, kind in kinds.items()
            }
            if needed == "number" and "number" not in part:
                columns["number"] = Numeric(np.ones(size), np.ones(size, dtype=np.bool_))
            slots.append((self._there(part, columns, needed, size), columns))
        table, came_from = _stacked(slots, kinds)
        shown = [{name: spec.shown for name, spec in part.items()} for part in parts]
        self._out.slots[level] = (came_from, shown)
        return table

    def _there(
        self, part: Mapping[str, Spec], columns: Mapping[str, Column], needed: str, size: int
    ) -> Truths:
        column = columns[needed]
        if needed == "article":
            assert isinstance(column, Text)
            return np.asarray(column.codes >= 0, dtype=np.bool_)
        assert isinstance(column, Numeric)
        if "number" in part and part["number"].columns:
            return np.asarray(column.given & (column.values != 0), dtype=np.bool_)
        there = np.zeros(size, dtype=np.bool_)
        for spec in part.values():
            if spec.columns:
                there |= self._text(spec, size).codes >= 0
        return there

    def _keys(self) -> Text | None:
        if not self.layout.key:
            return None
        return self._text(Spec(columns=self.layout.key, join="\x1f"), len(self._chunk.numbers))


def _words_of(text: Text, words: list[str]) -> Text:
    """The column with other words; equal ones become one, "" is missing."""
    places = dict.fromkeys(words)
    if len(places) == len(words) and "" not in places:
        return Text(text.codes, words)
    places.pop("", None)
    numbered = {word: place for place, word in enumerate(places)} | {"": -1}
    table = np.array([*map(numbered.__getitem__, words), -1], dtype=np.int32)
    return Text(table[text.codes], list(places))


def _numeric(text: Text, values: list[float]) -> Numeric:
    numbers = np.array([*values, np.nan], dtype=np.float64)[text.codes]
    return Numeric(numbers, ~np.isnan(numbers))


def _missing(kind: Kind, size: int) -> Column:
    if kind == "text":
        return Text(np.full(size, -1, dtype=np.int32), [])
    if kind == "flag":
        return np.zeros(size, dtype=np.bool_)
    return Numeric(np.full(size, np.nan), np.zeros(size, dtype=np.bool_))


def _stacked(
    slots: list[tuple[Truths, dict[str, Column]]], kinds: Mapping[str, Kind]
) -> tuple[Table, "np.ndarray[Any, np.dtype[np.int64]]"]:
    """One table of the parts that are there, by row, and the slot that each came from."""
    rows = np.concatenate(
        [np.flatnonzero(there) for there, _columns in slots] or [np.empty(0, dtype=np.int64)]
    )
    order = np.argsort(rows, kind="stable")
    columns: dict[str, Column] = {}
    for name, kind in kinds.items():
        if kind == "text":
            places: dict[str, int] = {}
            parts = []
            for there, made in slots:
                text = made[name]
                assert isinstance(text, Text)
                table = np.array(
                    [*(places.setdefault(word, len(places)) for word in text.words), -1], dtype=np.int32
                )
                parts.append(table[text.codes[there]])
            codes = np.concatenate(parts or [np.empty(0, dtype=np.int32)])
            columns[name] = Text(codes[order], list(places))
        elif kind == "flag":
            flags = [made[name][there] for there, made in slots]  # type: ignore[index]
            columns[name] = np.concatenate(flags or [np.zeros(0, dtype=np.bool_)])[order]
        else:
            values = np.concatenate([made[name].values[there] for there, made in slots] or [np.empty(0)])  # type: ignore[union-attr]
            columns[name] = Numeric(values[order], ~np.isnan(values[order]))
    came_from = np.concatenate(
        [np.full(int(there.sum()), place, dtype=np.int64) for place, (there, _columns) in enumerate(slots)]
        or [np.empty(0, dtype=np.int64)]
    )
    return Table(len(rows), columns, rows[order].astype(np.int64)), came_from[order]
