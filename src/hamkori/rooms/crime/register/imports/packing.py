"""The good rows of a chunk as a small SQLite database in memory, made by whoever prepares the chunk.

The process that writes hangs it beside its own database and takes its tables with one statement each: the values never
become Python objects there, which is half of what writing a row would cost. Where that cannot be done (a row that the
register knows, somebody else's transaction) the rows are read out again. It is never a file. PostgreSQL has COPY.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from hamkori.kernel.references import REFERENCE_LENGTH
from hamkori.rooms.crime.register.imports.bulk import Columns, new_references, put
from hamkori.rooms.crime.register.imports.contents import SIZE
from hamkori.rooms.crime.register.imports.rows import Parts, Rows

CRIME = (
    "record_number", "office_id", "area_id", "path", "point_lon", "point_lat", "place_type", "occurred_from",
    "occurred_until", "time_known", "reported_at", "recorded_on", "state", "clearance", "cleared_on", "removed_on",
    "damage", "weapon",
)  # fmt: skip
"""Columns of a crime that a row of a file says."""
OFFENCE = ("position", "article_id", "attempted")
PERSONS = ("who", "sex", "age", "relation", "number")
BESIDE = "chunk"
"""The name under which it hangs beside the database."""


@dataclass(slots=True)
class Packed:
    """The rows of a chunk, packed. In its tables the row that stands first has the key 1."""

    database: bytes
    uids: str
    """A reference for each row, one after the other; nobody has looked yet whether a record has it."""
    digests: bytes
    numbers: list[int]
    """Where each row stands in the file."""
    codes: dict[int, str]
    """{key of an article: its code}"""

    def __len__(self) -> int:
        return len(self.digests) // SIZE

    def move(self, by: int) -> None:
        """They stand so many rows later in the file."""
        self.numbers = [number + by for number in self.numbers]


def can_pack() -> bool:
    return connection.vendor == "sqlite" and hasattr(sqlite3.Connection, "deserialize")


def pack(rows: Rows) -> Packed:
    """Needs nothing of the database."""
    uids = draw(len(rows))
    crime: dict[str, list[Any] | None] = {name: _or_nothing(rows.columns[name]) for name in CRIME}
    # sqlite3 takes numbers several times as quickly as truth values, and nothing at all the quickest
    crime["time_known"] = list(map(int, rows.columns["time_known"]))
    offences = _of(rows.offences, OFFENCE)
    offences["attempted"] = list(map(int, offences["attempted"]))
    memory = sqlite3.connect(":memory:", isolation_level=None)
    try:
        memory.execute("PRAGMA journal_mode=OFF")
        memory.execute("BEGIN")
        tables: tuple[tuple[str, Columns], ...] = (
            ("crime", {"uid": uids, **crime}),
            ("known", {"key": rows.keys, "digest": rows.digests}),
            ("offence", {"crime": _first_is_1(rows.offences.rows), **offences}),
            ("persons", {"crime": _first_is_1(rows.persons.rows), **_of(rows.persons, PERSONS)}),
        )  # fmt: skip
        for table, columns in tables:
            memory.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
            put(memory.cursor(), f"INSERT INTO {table} ({', '.join(columns)}) VALUES ", columns)  # noqa: S608
        memory.execute("COMMIT")
        codes = dict(zip(rows.offences.columns["article_id"], rows.offences.columns["code"], strict=True))
        return Packed(memory.serialize(), "".join(uids), b"".join(rows.digests), rows.numbers, codes)
    finally:
        memory.close()


def draw(number: int) -> list[str]:
    """So many different references, in the order of the alphabet, so that their index is written from end to end."""
    drawn: set[str] = set()
    while len(drawn) < number:
        drawn.update(new_references(number - len(drawn)))
    return sorted(drawn)


def _or_nothing(values: list[Any]) -> list[Any] | None:
    return None if values.count(None) == len(values) else values


def _first_is_1(places: Sequence[int]) -> list[int]:
    return [place + 1 for place in places]


def _of(parts: Parts, names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: parts.columns[name] for name in names}


def unpack(packed: Packed) -> Rows:
    """The rows as they were packed."""
    memory = sqlite3.connect(":memory:")
    try:
        memory.deserialize(packed.database)

        def read(table: str, names: Sequence[str]) -> dict[str, list[Any]]:
            found = memory.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid").fetchall()  # noqa: S608
            listed = map(list, zip(*found, strict=True)) if found else ([] for _name in names)
            return dict(zip(names, listed, strict=True))

        crime = read("crime", CRIME)
        crime["time_known"] = list(map(bool, crime["time_known"]))
        known = read("known", ("key", "digest"))
        offences = read("offence", ("crime", *OFFENCE))
        offences["attempted"] = list(map(bool, offences["attempted"]))
        offences["code"] = [packed.codes[article] for article in offences["article_id"]]
        persons = read("persons", ("crime", *PERSONS))
    finally:
        memory.close()
    return Rows(
        numbers=packed.numbers, keys=known["key"], columns=crime, digests=known["digest"],
        offences=Parts([key - 1 for key in offences.pop("crime")], offences),
        persons=Parts([key - 1 for key in persons.pop("crime")], persons),
    )  # fmt: skip


@contextmanager
def beside(packed: Packed) -> Iterator[None]:
    """The packed rows hang beside the database, outside any transaction."""
    connection.ensure_connection()
    database: sqlite3.Connection = connection.connection
    with connection.wrap_database_errors:
        database.execute(f"ATTACH ':memory:' AS {BESIDE}")
        try:
            database.deserialize(packed.database, name=BESIDE)
            yield
        finally:
            database.execute(f"DETACH {BESIDE}")


def free_references(packed: Packed) -> str:
    """The references of the packed rows, which hang beside, after those that a record has were drawn anew."""
    uids = packed.uids
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT one.rowid FROM {BESIDE}.crime AS one JOIN main.crime_crime AS other ON other.uid = one.uid"  # noqa: S608
            )
            if not (taken := [row[0] for row in cursor.fetchall()]):
                return uids
            for key, uid in zip(taken, draw(len(taken)), strict=True):
                cursor.execute(f"UPDATE {BESIDE}.crime SET uid = %s WHERE rowid = %s", [uid, key])  # noqa: S608
                at = (key - 1) * REFERENCE_LENGTH
                uids = uids[:at] + uid + uids[at + REFERENCE_LENGTH :]


def take_beside(first: int, now: str, source: int) -> None:
    """What hangs beside becomes records from the key `first` on, typed at `now`, with all that belongs to them."""
    before = first - 1
    with connection.cursor() as cursor:

        def into(table: str, names: str, packed: str, says: str, *values: Any) -> None:
            # a refused row ends the transaction: SQLite need not keep what would take back one statement alone
            target = f"INSERT OR FAIL INTO main.{table} ({names})"
            cursor.execute(f"{target} SELECT {says} FROM {BESIDE}.{packed}", values)  # noqa: S608

        crime, offence, persons = ", ".join(CRIME), ", ".join(OFFENCE), ", ".join(PERSONS)
        into(
            "crime_crime", f"id, uid, {crime}, keyed_at, changed_at, source_import", "crime",
            f"%s + rowid, uid, {crime}, %s, %s, %s", before, now, now, source,
        )  # fmt: skip
        into("crime_offence", f"crime_id, {offence}", "offence", f"%s + crime, {offence}", before)
        into("crime_persons", f"crime_id, {persons}", "persons", f"%s + crime, {persons}", before)
        into(
            "crime_importedrow", "key, crime_id, digest, source_id, last_step", "known",
            "key, %s + rowid, digest, %s, 0", before, source,
        )  # fmt: skip
