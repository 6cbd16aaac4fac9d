"""From typed columns to rows of the register, still by columns: what each good row says."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db import connection

from hamkori.rooms.crime.register.batches import (
    EPOCH,
    Numeric,
    Table,
    Text,
    Truths,
)
from hamkori.rooms.crime.register.batches import (
    Rows as Whole,
)
from hamkori.rooms.crime.register.imports.columns import Reading
from hamkori.rooms.crime.register.imports.contents import content, digest, offence_text, person_text
from hamkori.rooms.crime.register.imports.context import Held

GRID = 0.01
"""Degrees. A point of a sender is moved to a grid of about a kilometre before it is kept."""
_GROUP = ("who", "sex", "age", "relation")


@dataclass(frozen=True, slots=True)
class Row:
    """One good row of a file by itself, for one that the register has and that says something else now."""

    number: int
    key: str
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


@dataclass(slots=True)
class Parts:
    """Offences or groups of persons: the row of each (its place among the good ones), ascending, and columns."""

    rows: list[int]
    columns: dict[str, list[Any]]

    def of(self, row: int, *names: str) -> tuple[tuple[Any, ...], ...]:
        start, end = bisect_left(self.rows, row), bisect_right(self.rows, row)
        return tuple(zip(*(self.columns[name][start:end] for name in names), strict=True))


@dataclass(slots=True)
class Rows:
    """The good rows of a chunk, in the order of the file, as columns of values as the database keeps them."""

    numbers: list[int]
    keys: list[str]
    columns: dict[str, list[Any]]
    """{column of a crime: values}"""
    offences: Parts
    persons: Parts
    digests: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def move(self, by: int) -> None:
        """They stand so many rows later in the file."""
        self.numbers = [number + by for number in self.numbers]

    def row(self, place: int) -> Row:
        """One row by itself."""
        one = {name: values[place] for name, values in self.columns.items()}
        return Row(
            number=self.numbers[place], key=self.keys[place], office_id=one["office_id"], area_id=one["area_id"],
            path=one["path"], record_number=one["record_number"],
            point=None if one["point_lon"] is None else (one["point_lon"], one["point_lat"]),
            place_type=one["place_type"], occurred_from=_read(one["occurred_from"]),
            occurred_until=_read(one["occurred_until"]), time_known=one["time_known"],
            reported_at=datetime.fromisoformat(one["reported_at"]).replace(tzinfo=UTC),
            recorded_on=date.fromisoformat(one["recorded_on"]), state=one["state"], clearance=one["clearance"],
            cleared_on=one["cleared_on"] and date.fromisoformat(one["cleared_on"]),
            removed_on=one["removed_on"] and date.fromisoformat(one["removed_on"]),
            damage=None if one["damage"] is None else Decimal(one["damage"]), weapon=one["weapon"],
            offences=self.offences.of(place, "code", "article_id", "attempted"),
            persons=self.persons.of(place, *_GROUP, "number"), digest=self.digests[place],
        )  # fmt: skip


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- rows


def rows_of(reading: Reading, good: Truths, held: Held) -> Rows:
    """The good rows, column by column: each different word and each day is looked at once."""
    at = np.flatnonzero(good)
    record, places = reading.batch.record.columns, held.places
    occurred, reported = _numeric(record, "occurred_from", at), _numeric(record, "reported_on", at)
    minute, until = _numeric(record, "occurred_minute", at), _numeric(record, "occurred_until", at)
    begins = _seconds(occurred, minute)
    ends = _seconds(until, _numeric(record, "until_minute", at))
    both = occurred.given & until.given
    ends = np.where(
        both & (ends < begins), begins, ends
    )  # the same day, of which only the first hour is known
    state = _words(record, "state", at)
    cleared = np.array([word == "cleared" for word in state], dtype=np.bool_)
    removed = np.array([word == "removed" for word in state], dtype=np.bool_)
    numbers = _words(record, "record_number", at)
    offices, area_codes = _words(record, "office", at), _words(record, "area", at)
    paths = list(map(places.paths.__getitem__, area_codes))
    point = _numeric(record, "lon", at)
    begun, ended, told = (
        _moments(seconds, given)
        for seconds, given in (
            (begins, occurred.given), (ends, until.given),
            (_seconds(reported, Numeric(reported.values, np.zeros(len(at), dtype=np.bool_))), reported.given),
        )
    )  # fmt: skip
    made = Rows(
        numbers=reading.numbers[at].tolist(),
        keys=(
            [f"{office}:{number}" for office, number in zip(offices, numbers, strict=True)]
            if reading.keys is None
            else [f"{office}={key}" for office, key in zip(offices, _texts(reading.keys, at), strict=True)]
        ),
        columns={
            "record_number": numbers,
            "office_id": list(map(places.offices.__getitem__, offices)),
            "area_id": list(map(places.areas.__getitem__, area_codes)),
            "path": paths,
            "point_lon": _snapped(point),
            "point_lat": _snapped(Numeric(_numeric(record, "lat", at).values, point.given)),
            "place_type": [word or "u" for word in _words(record, "place_type", at)],
            "occurred_from": _kept(begun),
            "occurred_until": _kept(ended),
            "time_known": minute.given.tolist(),
            "reported_at": _kept(told),
            "recorded_on": _days(_numeric(record, "recorded_on", at)),
            "state": state,
            "clearance": [
                word if solved else ""
                for word, solved in zip(_words(record, "clearance", at), cleared.tolist(), strict=True)
            ],
            "cleared_on": _days(_only(_numeric(record, "cleared_on", at), cleared)),
            "removed_on": _days(_only(_numeric(record, "removed_on", at), removed)),
            "damage": [
                None if value is None else f"{value:.2f}" for value in _listed(_numeric(record, "damage", at))
            ],
            "weapon": _words(record, "weapon", at),
        },
        offences=_offences(
            reading.batch.offence, good, np.where(occurred.given, occurred.values, reported.values), held
        ),
        persons=_persons(reading.batch.person, good),
    )  # fmt: skip
    made.digests = _digests(made, offices, area_codes, told, begun, ended)
    return made


def _digests(
    rows: Rows,
    offices: list[str],
    areas: list[str],
    told: list[str | None],
    begun: list[str | None],
    ended: list[str | None],
) -> list[bytes]:
    """Of what each row says."""
    size, columns, offences, persons = len(rows), rows.columns, rows.offences, rows.persons
    articles = map(offence_text, offences.columns["code"], offences.columns["attempted"])
    groups = map(person_text, *(persons.columns[name] for name in (*_GROUP, "number")))
    first = (
        "path", "recorded_on", "state", "clearance", "cleared_on", "removed_on", "point_lon", "point_lat", "time_known",
        "place_type", "damage", "weapon", "record_number",
    )  # fmt: skip
    path, recorded, state, clearance, cleared, removed, lon, lat, known, place, damage, weapon, number = (
        columns[name] for name in first
    )
    texts = map(
        content, offices, areas, path, told, recorded, state, clearance, cleared, removed, lon, lat, begun,
        ended, known, place, damage, weapon, _in_rows(size, offences.rows, list(articles)),
        _in_rows(size, persons.rows, list(groups)), number,
    )  # fmt: skip
    return list(map(digest, texts))


# --- parts


def _rows_there(table: Table, good: Truths) -> tuple[Truths, Whole]:
    """Which parts belong to good rows, and the place of that row among the good ones."""
    there = good[table.rows]
    return there, (np.cumsum(good) - 1)[table.rows[there]]


def _offences(table: Table, good: Truths, days: Any, held: Held) -> Parts:
    there, rows = _rows_there(table, good)
    article, attempted = table.columns["article"], table.columns["attempted"]
    assert isinstance(article, Text) and isinstance(attempted, np.ndarray)
    codes, on = article.codes[there], days[rows]
    spans = [held.articles.get(word, []) for word in article.words]
    keys = np.zeros(len(rows), dtype=np.int64)
    for number in range(max(map(len, spans), default=0)):
        one = np.array([span[number] if number < len(span) else (0, 0, 0) for span in spans], dtype=np.int64)
        in_force = (one[codes, 0] <= on) & (on < one[codes, 1]) & (keys == 0)
        keys[in_force] = one[codes, 2][in_force]
    if not keys.all():  # the rules have refused every other
        raise KeyError(article.words[codes[np.flatnonzero(keys == 0)[0]]])
    return Parts(
        rows.tolist(),
        {
            "position": (np.arange(len(rows)) - np.searchsorted(rows, rows) + 1).tolist(),
            "article_id": keys.tolist(),
            "attempted": attempted[there].tolist(),
            "code": [article.words[code] for code in codes.tolist()],
        },
    )


def _persons(table: Table, good: Truths) -> Parts:
    """Each group of a row once, in the order of its words."""
    there, rows = _rows_there(table, good)
    number = table.columns["number"]
    assert isinstance(number, Numeric)
    whole = rows.astype(np.int64)
    lists: list[list[str]] = []
    for name in _GROUP:
        text = table.columns[name]
        assert isinstance(text, Text)
        words = [*(word or "u" for word in text.words), "" if name == "who" else "u"]
        listed = sorted(set(words))
        ranks = np.array([listed.index(word) for word in words], dtype=np.int64)
        whole = whole * len(listed) + ranks[text.codes[there]]
        lists.append(listed)
    keys, which = np.unique(whole, return_inverse=True)
    sums = np.bincount(which, number.values[there], len(keys)).astype(np.int64)
    columns: dict[str, list[Any]] = {"number": sums.tolist()}
    for name, listed in zip(reversed(_GROUP), reversed(lists), strict=True):
        keys, rank = np.divmod(keys, len(listed))
        columns[name] = [listed[place] for place in rank.tolist()]
    return Parts(keys.tolist(), columns)


def _in_rows(size: int, rows: list[int], parts: list[str]) -> list[str]:
    """The parts of each row as one text."""
    borders = np.searchsorted(np.array(rows, dtype=np.int64), np.arange(size + 1)).tolist()
    return [
        parts[start] if end == start + 1 else "".join(parts[start:end]) for start, end in pairwise(borders)
    ]


# --- values


def _kept(moments: list[str | None]) -> list[str | None]:
    """As the database reads them."""
    zone = "+00" if connection.vendor == "postgresql" else ""
    kept = {moment: f"{moment[:10]} {moment[11:]}{zone}" for moment in set(moments) if moment is not None}
    return [None if moment is None else kept[moment] for moment in moments]


def _moments(seconds: Whole, given: Truths) -> list[str | None]:
    """Moments in UTC, as 2025-03-31T09:05:00."""
    each, which = np.unique(seconds, return_inverse=True)
    texts = np.datetime_as_string(each.astype("datetime64[s]"), unit="s").tolist()
    return _or_none([texts[place] for place in which.tolist()], given)


def _days(days: Numeric) -> list[str | None]:
    each, which = np.unique(np.where(days.given, days.values - EPOCH, 0), return_inverse=True)
    texts = np.datetime_as_string(each.astype("datetime64[D]"), unit="D").tolist()
    return _or_none([texts[place] for place in which.tolist()], days.given)


def _or_none(listed: list[str | None], given: Truths) -> list[str | None]:
    if not given.all():
        for place in np.flatnonzero(~given).tolist():
            listed[place] = None
    return listed


def _seconds(days: Numeric, minutes: Numeric) -> Whole:
    """Where the installation stands, as seconds since 1970 in UTC; without a minute the beginning of the day."""
    ordinals = np.where(days.given, days.values, EPOCH).astype(np.int64)
    past = np.where(minutes.given, minutes.values, 0).astype(np.int64) * 60
    each, which = np.unique(ordinals, return_inverse=True)
    shifts = [_shift(day) for day in each.tolist()]
    found = (
        (ordinals - EPOCH) * 86_400 + past - np.array([shift or 0 for shift in shifts], dtype=np.int64)[which]
    )
    turning = np.flatnonzero(np.array([shift is None for shift in shifts], dtype=np.bool_)[which])
    for place in turning.tolist():  # clocks are changed on that day
        found[place] = _moment(int(ordinals[place]), int(past[place]))
    return found


@lru_cache(maxsize=100_000)
def _shift(ordinal: int) -> int | None:
    """Seconds before UTC during the whole day; None when it changes."""
    begins, ends = (_moment(ordinal + one, 0) for one in (0, 1))
    return (ordinal - EPOCH) * 86_400 - begins if ends - begins == 86_400 else None


def _moment(ordinal: int, seconds: int) -> int:
    at = datetime.combine(date.fromordinal(ordinal), time(seconds // 3600, seconds // 60 % 60))
    return round(at.replace(tzinfo=ZoneInfo(settings.TIME_ZONE)).timestamp())


def _snapped(degrees: Numeric) -> list[Any]:
    values = np.where(degrees.given, degrees.values, 0)
    return _listed(Numeric(np.round(np.round(values / GRID) * GRID, 6), degrees.given))


def _only(days: Numeric, where: Truths) -> Numeric:
    return Numeric(days.values, days.given & where)


def _numeric(columns: Any, name: str, at: Any) -> Numeric:
    column = columns[name]
    assert isinstance(column, Numeric)
    return Numeric(column.values[at], column.given[at])


def _listed(column: Numeric) -> list[Any]:
    return _or_none(column.values.tolist(), column.given)


def _words(columns: Any, name: str, at: Any) -> list[str]:
    column = columns[name]
    assert isinstance(column, Text)
    return _texts(column, at)


def _texts(text: Text, at: Any) -> list[str]:
    words = [*text.words, ""]
    return [words[code] for code in text.codes[at].tolist()]
