"""From typed columns to rows of the register: which are good, what is wrong with the others, what each says."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from hamkori.rooms.crime.register.batches import Numeric, Table, Text, Truths, check_batch
from hamkori.rooms.crime.register.edits import rule
from hamkori.rooms.crime.register.imports.columns import Reading
from hamkori.rooms.crime.register.imports.context import Held, below
from hamkori.rooms.crime.register.imports.faults import RowFault, shown_value

GRID = 0.01
"""Degrees. A point of a sender is moved to a grid of about a kilometre before it is kept."""
LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class Row:
    """One good row of a file, as the register will keep it."""

    number: int
    key: str
    office: str
    office_id: int
    area_id: int
    path: str
    record_number: str
    point: tuple[float, float] | None
    place_type: str
    occurred_from: datetime | None
    occurred_until: datetime | None
    time_known: bool
    reported_at: datetime
    recorded_on: date
    state: str
    clearance: str
    cleared_on: date | None
    removed_on: date | None
    damage: Decimal | None
    weapon: str
    offences: tuple[tuple[str, int, bool], ...]
    """(article, its key, attempted)"""
    persons: tuple[tuple[str, str, str, str, int], ...]
    """(who, sex, age, relation, number), each group once, in a fixed order"""
    digest: bytes


def judge(reading: Reading, held: Held) -> tuple[Truths, list[RowFault]]:
    """Which rows are good, and everything that was found, by row."""
    faults = list(reading.faults)
    found = check_batch(reading.batch, held.context, set())
    refused = found.refused() | reading.refused
    for row, one in found:
        if one.code.startswith("mandatory.") and row in reading.silent.get(one.column, ()):
            continue
        column, value = _place(reading, row, one.code, one.column, one.position)
        faults.append(RowFault(int(reading.numbers[row]), column, one.code, value, one.severity))
    for rows, column, code in _own_rules(reading, held):
        for row in np.flatnonzero(rows & ~refused).tolist():
            shown, value = _place(reading, row, code, column, 0)
            faults.append(RowFault(int(reading.numbers[row]), shown, code, value))
        refused |= rows
    return ~refused, faults


def _place(reading: Reading, row: int, code: str, column: str, position: int) -> tuple[str, str]:
    """The sender's column, and what the sender wrote there."""
    if position:
        level = rule(code).level
        table = reading.batch.level(level)
        at = int(np.searchsorted(table.rows, row)) + position - 1
        came_from, shown = reading.slots[level]
        text = table.columns.get(column)
        value = ""
        if isinstance(text, Text) and text.codes[at] >= 0:
            value = text.words[text.codes[at]]
        elif isinstance(text, Numeric) and text.given[at]:
            value = f"{text.values[at]:g}"
        return shown[came_from[at]].get(column) or column, shown_value(value)
    raw = reading.raw.get(column)
    value = "" if raw is None or raw.codes[row] < 0 else raw.words[raw.codes[row]]
    return reading.shown.get(column) or column, shown_value(value)


def _own_rules(reading: Reading, held: Held) -> list[tuple[Truths, str, str]]:
    """Rules about the register as it stands: they need its places."""
    columns = reading.batch.record.columns
    office, area, state = columns["office"], columns["area"], columns["state"]
    assert isinstance(office, Text) and isinstance(area, Text) and isinstance(state, Text)
    width = len(area.words) + 1
    pairs = office.codes.astype(np.int64) * width + area.codes
    both = (office.codes >= 0) & (area.codes >= 0)
    outside = []
    for pair in np.unique(pairs[both]).tolist():
        uid, code = office.words[pair // width], area.words[pair % width]
        path, root = held.places.paths.get(code), held.places.office_paths.get(uid)
        if path is not None and root is not None and not below(path, root):
            outside.append(pair)
    long_keys = np.zeros(len(pairs), dtype=np.bool_)
    if reading.keys is not None:
        long_keys = reading.keys.table([len(word) > LONGEST_KEY - 10 for word in reading.keys.words])
        long_keys |= reading.keys.codes < 0
    return [
        (np.isin(pairs, outside) & both, "area", "import.office_place"),
        (state.table([word == "transferred" for word in state.words]), "state", "import.transferred"),
        (long_keys, "record_number", "structure.too_long"),
    ]


# --- rows


def rows_of(reading: Reading, good: Truths, held: Held) -> list[Row]:
    """The good rows, whole. About ten microseconds each."""
    at = np.flatnonzero(good)
    record = _lists(reading.batch.record, at)
    offences = _grouped(reading.batch.offence, at, ("article", "attempted"))
    persons = _grouped(reading.batch.person, at, ("who", "sex", "age", "relation", "number"))
    numbers = reading.numbers[at].tolist()
    keys = _texts(reading.keys, at) if reading.keys is not None else None
    made = []
    for place, number in enumerate(numbers):
        one = {name: values[place] for name, values in record.items()}
        made.append(_row(number, one, offences[place], persons[place], keys[place] if keys else None, held))
    return made


def _row(
    number: int, one: dict[str, Any], offences: list[Any], persons: list[Any], key: str | None, held: Held
) -> Row:
    places = held.places
    cleared = one["state"] == "cleared"
    occurred = one["occurred_from"]
    day = int(occurred if occurred is not None else one["reported_on"])
    groups: dict[tuple[str, str, str, str], int] = {}
    for who, sex, age, relation, how_many in persons:
        group = (who, sex or "u", age or "u", relation or "u")
        groups[group] = groups.get(group, 0) + int(how_many)
    path = places.paths[one["area"]]
    begins, ends = (
        _moment(occurred, one["occurred_minute"]),
        _moment(one["occurred_until"], one["until_minute"]),
    )
    if begins is not None and ends is not None and ends < begins:
        ends = begins  # the same day, of which only the hour of the beginning is known
    content: tuple[Any, ...] = (
        one["record_number"],
        one["office"],
        path,
        (round(round(one["lon"] / GRID) * GRID, 6), round(round(one["lat"] / GRID) * GRID, 6))
        if one["lon"] is not None
        else None,
        one["place_type"] or "u",
        begins,
        ends,
        one["occurred_minute"] is not None,
        _moment(one["reported_on"], None),
        _day(one["recorded_on"]),
        one["state"],
        one["clearance"] if cleared else "",
        _day(one["cleared_on"]) if cleared else None,
        _day(one["removed_on"]) if one["state"] == "removed" else None,
        None if one["damage"] is None else Decimal(f"{one['damage']:.2f}"),
        one["weapon"],
        tuple((article, held.article(article, day), bool(attempted)) for article, attempted in offences),
        tuple((*group, groups[group]) for group in sorted(groups)),
    )
    told = repr(
        (*content[:16], [(article, attempted) for article, _key, attempted in content[16]], content[17])
    )
    values: tuple[Any, ...] = (
        number,
        f"{one['office']}:{one['record_number']}" if key is None else f"{one['office']}={key}",
        one["office"],
        places.offices[one["office"]],
        places.areas[one["area"]],
        path,
        content[0],
        *content[3:],
        hashlib.blake2b(told.encode(), digest_size=16).digest(),
    )
    return Row(*values)


@lru_cache(maxsize=200_000)
def _moment(ordinal: float | None, minute: float | None) -> datetime | None:
    """Where the installation stands, in UTC; without a minute the beginning of the day."""
    if ordinal is None:
        return None
    minutes = int(minute or 0)
    at = datetime.combine(date.fromordinal(int(ordinal)), time(minutes // 60, minutes % 60))
    return at.replace(tzinfo=ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


@lru_cache(maxsize=100_000)
def _day(ordinal: float | None) -> date | None:
    return None if ordinal is None else date.fromordinal(int(ordinal))


def _texts(text: Text, at: "np.ndarray[Any, Any]") -> list[str]:
    words = [*text.words, ""]
    return [words[code] for code in text.codes[at].tolist()]


def _values(column: Any, at: "np.ndarray[Any, Any]") -> Sequence[Any]:
    if isinstance(column, Text):
        return _texts(column, at)
    if isinstance(column, Numeric):
        given = column.given[at]
        values = column.values[at].tolist()
        if given.all():
            return list(values)
        return [value if there else None for value, there in zip(values, given.tolist(), strict=True)]
    return [bool(value) for value in column[at].tolist()]


def _lists(table: Table, at: "np.ndarray[Any, Any]") -> dict[str, Sequence[Any]]:
    return {name: _values(column, at) for name, column in table.columns.items()}


def _grouped(table: Table, at: "np.ndarray[Any, Any]", names: tuple[str, ...]) -> list[list[Any]]:
    """The parts of each row, as tuples of the named fields."""
    lists = _lists(table, np.arange(table.size))
    parts = list(zip(*(lists[name] for name in names), strict=True))
    starts = np.searchsorted(table.rows, at, side="left").tolist()
    ends = np.searchsorted(table.rows, at, side="right").tolist()
    return [parts[start:end] for start, end in zip(starts, ends, strict=True)]
