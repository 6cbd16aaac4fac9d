"""Many records as columns, and the edit rules asked of all of them at once. For imports; never for web workers.

Texts are kept as numbers of words (-1 is missing), so that a rule looks at each different word once; days are ordinals
and missing numbers are marked apart. Offences and persons are tables of their own with the row they belong to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from hamkori.rooms.crime.register.edits import ERROR, Found, Rule, asked_rules
from hamkori.rooms.crime.register.expressions import Context, Node, number_of
from hamkori.rooms.crime.register.records import PARTS, RECORD, Kind, Record

Truths = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(slots=True)
class Numeric:
    """Numbers, and which of them are given. Days are ordinals."""

    values: Numbers
    given: Truths


@dataclass(slots=True)
class Text:
    """Which word stands in each row; -1 is missing."""

    codes: npt.NDArray[np.int32]
    words: Sequence[str]

    def table(self, truths: Sequence[bool]) -> Truths:
        """What holds of each word, given to the rows; false where the word is missing."""
        return np.append(np.asarray(truths, dtype=np.bool_), False)[self.codes]


Column = Numeric | Text | Truths


@dataclass(slots=True)
class Table:
    """One level of a batch. `rows` says to which record a part belongs, ascending; empty for the records themselves."""

    size: int
    columns: Mapping[str, Column]
    rows: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))


@dataclass(slots=True)
class Batch:
    """Records, their offences and their groups of persons."""

    record: Table
    offence: Table
    person: Table

    def __len__(self) -> int:
        return self.record.size

    def level(self, name: str) -> Table:
        return self.record if name == "record" else self.offence if name == "offence" else self.person


# --- columns


def text_column(values: Any) -> Text:
    """From an arrow array, or from any sequence of texts; "" is missing."""
    import pyarrow as pa

    array = (
        values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(list(values), type=pa.string())
    )
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    words = array.dictionary.to_pylist()
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    if "" in words:
        codes[codes == words.index("")] = -1
    return Text(codes, words)


def number_column(values: Any) -> Numeric:
    """From an arrow array of numbers or days, or from a sequence; None and what is no number are missing."""
    import pyarrow as pa

    if not isinstance(values, pa.Array | pa.ChunkedArray):
        numbers = [number_of(value) for value in values]
        array = np.array([np.nan if value is None else value for value in numbers], dtype=np.float64)
        return Numeric(array, ~np.isnan(array))
    moved = 0.0
    if pa.types.is_date32(values.type):
        values, moved = values.cast(pa.int32()), float(EPOCH)
    array = values.cast(pa.float64()).to_numpy(zero_copy_only=False) + moved
    return Numeric(array, ~np.isnan(array))


def flag_column(values: Any) -> Truths:
    import pyarrow as pa

    if isinstance(values, pa.Array | pa.ChunkedArray):
        return np.asarray(values.fill_null(False).to_numpy(zero_copy_only=False), dtype=np.bool_)
    return np.array([bool(value) for value in values], dtype=np.bool_)


_MAKERS: dict[Kind, Any] = {
    "text": text_column,
    "number": number_column,
    "day": number_column,
    "flag": flag_column,
}


def make_table(level: str, size: int, columns: Mapping[str, Any], rows: Any = ()) -> Table:
    """A level of a batch from {field: arrow array or sequence}; fields that are left out are missing everywhere."""
    fields = RECORD if level == "record" else PARTS[level][1]
    made: dict[str, Column] = {}
    for name, kind in fields.items():
        made[name] = _MAKERS[kind](columns[name]) if name in columns else _nothing(kind, size)
    return Table(size, made, np.asarray(rows, dtype=np.int64))


def _nothing(kind: Kind, size: int) -> Column:
    if kind == "text":
        return Text(np.full(size, -1, dtype=np.int32), [])
    if kind == "flag":
        return np.zeros(size, dtype=np.bool_)
    return Numeric(np.full(size, np.nan), np.zeros(size, dtype=np.bool_))


def batch_of(records: Sequence[Record]) -> Batch:
    """Columns of records that are already dictionaries."""
    tables = {}
    for level, (name, fields) in PARTS.items():
        parts = [(row, part) for row, record in enumerate(records) for part in record.get(name) or ()]
        columns = {column: [part.get(column) for _row, part in parts] for column in fields}
        tables[level] = make_table(level, len(parts), columns, [row for row, _part in parts])
    columns = {column: [record.get(column) for record in records] for column in RECORD}
    return Batch(make_table("record", len(records), columns), tables["offence"], tables["person"])


# --- asking


@dataclass(slots=True)
class Faults:
    """What the rules found: for each finding its record, the part (0: the record) and the number of the rule."""

    rules: Sequence[Rule]
    size: int
    rows: Rows
    positions: Rows
    which: Rows

    def refused(self) -> Truths:
        """True where a record has an error."""
        wrong = np.array([one.severity == ERROR for one in self.rules] or [False])
        found = np.zeros(self.size, dtype=np.bool_)
        found[self.rows[wrong[self.which]]] = True
        return found

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[int, Found]]:
        """(row, finding), by row, then in the order of the rules."""
        for at in np.lexsort((self.positions, self.which, self.rows)):
            rule = self.rules[self.which[at]]
            yield int(self.rows[at]), Found(rule.code, rule.severity, rule.column, int(self.positions[at]))

    def by_rule(self) -> dict[str, int]:
        """{code: how often}, without those that found nothing."""
        counts = np.bincount(self.which, minlength=len(self.rules))
        return {rule.code: int(count) for rule, count in zip(self.rules, counts, strict=True) if count}


def check_batch(
    batch: Batch,
    context: Context,
    seen: set[tuple[str, str]] | None = None,
    rules: Sequence[Rule] | None = None,
) -> Faults:
    """Every rule on every record. Between chunks of one file hand in the same `seen`: it learns their numbers."""
    asked = tuple(rules if rules is not None else asked_rules())
    asking = _Asking(batch, context, seen if seen is not None else set())
    rows: list[Rows] = []
    positions: list[Rows] = []
    which: list[Rows] = []
    for number, one in enumerate(asked):
        assert one.test is not None
        at = np.flatnonzero(asking.truth(one.test, one.level)).astype(np.int64)
        if not len(at):
            continue
        if one.level == "record":
            rows.append(at)
            positions.append(np.zeros(len(at), dtype=np.int64))
        else:
            owners = batch.level(one.level).rows
            rows.append(owners[at])
            positions.append(at - np.searchsorted(owners, owners[at]) + 1)
        which.append(np.full(len(at), number, dtype=np.int64))
    asking.remember()
    nothing = np.empty(0, dtype=np.int64)
    return Faults(
        asked, len(batch), *(np.concatenate(one) if one else nothing for one in (rows, positions, which))
    )


class _Asking:
    """One batch under question. Answers are kept: rules share many of their parts."""

    def __init__(self, batch: Batch, context: Context, seen: set[tuple[str, str]]) -> None:
        self.batch, self.context, self.seen = batch, context, seen
        self._kept: dict[tuple[str, Node], Any] = {}

    def truth(self, node: Node, level: str) -> Truths:
        found = self._answer(node, level)
        return np.broadcast_to(np.asarray(found, dtype=np.bool_), (self.batch.level(level).size,))

    def _answer(self, node: Node, level: str) -> Any:
        key = (level, node)
        if key not in self._kept:
            self._kept[key] = self._work_out(node, level)
        return self._kept[key]

    def _work_out(self, node: Node, level: str) -> Any:
        match node.kind:
            case "const":
                return Numeric(np.float64(node.value), np.True_) if node.type == "number" else node.value  # type: ignore[arg-type]
            case "today":
                return Numeric(np.float64(self.context.today.toordinal()), np.True_)  # type: ignore[arg-type]
            case "name":
                return self._column(node, level)
            case "and":
                return np.logical_and.reduce([self.truth(one, level) for one in node.parts])
            case "or":
                return np.logical_or.reduce([self.truth(one, level) for one in node.parts])
            case "not":
                return ~self.truth(node.parts[0], level)
            case "list":
                text: Text = self._answer(node.parts[0], level)
                listed = self.context.lists[node.value]
                return text.table([word in listed for word in text.words])
            case "over":
                return self._over(node)
            case "call":
                return self._call(node, level)
        return self._two(node, level)

    def _column(self, node: Node, level: str) -> Column:
        column = self.batch.level(node.level).columns[node.value]
        if node.level == level:
            return column
        rows = self.batch.level(level).rows  # a part asks for a field of its record
        if isinstance(column, Text):
            return Text(column.codes[rows], column.words)
        if isinstance(column, Numeric):
            return Numeric(column.values[rows], column.given[rows])
        return column[rows]

    def _two(self, node: Node, level: str) -> Any:
        left, right = (self._answer(one, level) for one in node.parts)
        if isinstance(left, Text):
            same = left.table([word == right for word in left.words])
            return same if node.value == "==" else (left.codes >= 0) & ~same
        given = left.given & right.given
        with np.errstate(invalid="ignore"):
            values = _OPERATORS[node.value](left.values, right.values)
        return values & given if node.kind == "compare" else Numeric(values, given)

    def _over(self, node: Node) -> Any:
        table, size = self.batch.level(node.level), len(self.batch)
        true = self.truth(node.parts[0], node.level)
        if node.value in ("any_offence", "any_person"):
            found = np.zeros(size, dtype=np.bool_)
            found[table.rows[true]] = True
            return found
        if node.value == "sum_persons":
            numbers = table.columns["number"]
            assert isinstance(numbers, Numeric)
            weights = np.where(true & numbers.given, numbers.values, 0.0)
            return Numeric(
                np.bincount(table.rows, weights, size).astype(np.float64), np.ones(size, dtype=np.bool_)
            )
        counts = np.bincount(table.rows[true], minlength=size).astype(np.float64)
        if node.value == "all_offences":
            every = np.bincount(table.rows, minlength=size)
            return (every > 0) & (counts == every)
        return Numeric(counts, np.ones(size, dtype=np.bool_))

    def _call(self, node: Node, level: str) -> Any:
        values = [self._answer(one, level) for one in node.parts]
        match node.value:
            case "missing" | "given":
                given = _given(values[0])
                return ~given if node.value == "missing" else given
            case "first":
                one, other = values
                return Numeric(np.where(one.given, one.values, other.values), one.given | other.given)
            case "days_left_in_month":
                return _days_left(values[0])
            case "repeated":
                return self._repeated
            case "in_force":
                return self._in_force(values[0], values[1])
        raise AssertionError(node.value)

    def _in_force(self, articles: Text, day: Numeric) -> Truths:
        spans = [self.context.in_force.get(word, ()) for word in articles.words]
        found = (articles.codes < 0) | ~day.given
        for number in range(max(map(len, spans), default=0)):
            one = np.array([span[number] if number < len(span) else (0, 0) for span in spans] + [(0, 0)])
            with np.errstate(invalid="ignore"):
                found |= (one[articles.codes, 0] <= day.values) & (day.values < one[articles.codes, 1])
        return found

    @cached_property
    def _keys(self) -> tuple[Text, Text, Truths, Rows]:
        offices, numbers = (self.batch.record.columns[name] for name in ("office", "record_number"))
        assert isinstance(offices, Text) and isinstance(numbers, Text)
        whole = (offices.codes >= 0) & (numbers.codes >= 0)
        return (
            offices,
            numbers,
            whole,
            offices.codes.astype(np.int64) * (len(numbers.words) + 1) + numbers.codes,
        )

    @cached_property
    def _repeated(self) -> Truths:
        offices, numbers, whole, keys = self._keys
        first = np.zeros(len(keys), dtype=np.bool_)
        at = np.flatnonzero(whole)
        first[at[np.unique(keys[at], return_index=True)[1]]] = True
        found = whole & ~first
        if self.context.taken or self.seen:
            known = [
                keys[row]
                for row in np.flatnonzero(first)
                if (key := (offices.words[offices.codes[row]], numbers.words[numbers.codes[row]]))
                in self.seen
                or key in self.context.taken
            ]
            found |= np.isin(keys, known) & whole
        return found

    def remember(self) -> None:
        """The numbers of this batch are seen."""
        offices, numbers, whole, _keys = self._keys
        at = np.flatnonzero(whole)
        self.seen.update(
            (offices.words[office], numbers.words[number])
            for office, number in zip(offices.codes[at].tolist(), numbers.codes[at].tolist(), strict=True)
        )


_OPERATORS: dict[str, Any] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "%": np.mod,
}


def _given(column: Any) -> Truths:
    if isinstance(column, Text):
        return column.codes >= 0
    if isinstance(column, Numeric):
        return column.given
    return np.ones(len(column), dtype=np.bool_)


def _days_left(day: Numeric) -> Numeric:
    days = np.where(day.given, day.values - EPOCH, 0).astype("datetime64[D]")
    last = (days.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return Numeric((last - days).astype(np.int64).astype(np.float64) - 1, day.given)
