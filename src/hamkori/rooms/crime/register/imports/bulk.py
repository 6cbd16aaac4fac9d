"""Many rows into one table as fast as the database takes them: COPY on PostgreSQL, prepared inserts on SQLite.

Constraints of the database hold as always. Values are handed over as the database keeps them: moments as texts in UTC,
amounts and JSON as texts. Keys are drawn before, so that rows of other tables can point at them.
"""

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection

from hamkori.kernel.references import ALPHABET, REFERENCE_LENGTH

if TYPE_CHECKING:
    from django.db import models

MANY_ROWS = {"wal_autocheckpoint": 16_000, "cache_size": -48_000}
"""Pages of the log; KB of pages in memory."""
MOST_MARKS = 480
"""Values of a statement: every SQLite takes 999."""


def moment_text(moment: datetime) -> str:
    """A moment in UTC as both databases read it from a text."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    return text + "+00" if connection.vendor == "postgresql" else text


def draw_keys(model: "type[models.Model]", number: int) -> list[int]:
    """So many keys that nobody else will get. Inside a transaction that writes."""
    if not number:
        return []
    table, quote = model._meta.db_table, connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [quote(table), number],
            )
            return [row[0] for row in cursor.fetchall()]
        first = next_key(model)
        return list(range(first, first + number))


def next_key(model: "type[models.Model]") -> int:
    """On SQLite: from here on keys are free, and nobody else draws them while this transaction writes."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a model's
        highest: int = cursor.fetchone()[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        return max(highest, row[0] if row else 0) + 1


Columns = Mapping[str, "list[Any] | int | str | None"]
"""{column: its values, or the value of all rows}"""


def insert(model: "type[models.Model]", columns: Columns) -> None:
    """Insert rows of prepared values, given by column (as "area_id"); at least one column is a list."""
    if not _number(columns):
        return
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(one) for one in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            every = [values if isinstance(values, list) else repeat(values) for values in columns.values()]
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in zip(*every, strict=False):
                    copy.write_row(row)
            return
        # A refused row ends the transaction: SQLite need not keep what would take back one statement alone ("OR FAIL").
        with connection.wrap_database_errors:
            put(cursor.cursor, f"INSERT OR FAIL INTO {table} ({names}) VALUES ", columns)  # noqa: S608


def _number(columns: Columns) -> int:
    return next(len(values) for values in columns.values() if isinstance(values, list))


def put(cursor: sqlite3.Cursor, beginning: str, columns: Columns) -> None:
    """Insert on SQLite, several rows a statement: that is a sixth quicker. Below Django's cursor, which would write it
    anew each time. What all rows share stands in the statement; other values are laid side by side column by column.
    """
    number = _number(columns)
    varying = [values for values in columns.values() if isinstance(values, list)]
    width = len(varying)
    marks = ", ".join("?" if isinstance(values, list) else _literal(values) for values in columns.values())
    flat: list[Any] = [None] * (number * width)
    for place, values in enumerate(varying):
        flat[place::width] = values
    together = max(MOST_MARKS // width, 1)
    step, whole = together * width, (number - number % together) * width
    if whole:
        many = (flat[start : start + step] for start in range(0, whole, step))
        sqlite3.Cursor.executemany(cursor, beginning + ", ".join([f"({marks})"] * together), many)
    rest = (flat[start : start + width] for start in range(whole, len(flat), width))
    sqlite3.Cursor.executemany(cursor, f"{beginning}({marks})", rest)


def _literal(value: int | str | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def matching(
    model: "type[models.Model]", columns: Sequence[str], column: str, values: Sequence[Any], **also: Any
) -> list[tuple[Any, ...]]:
    """Rows whose `column` has one of the values (and whose other columns are as `also` says), as tuples."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(one) for one in columns)
    conditions = " AND ".join(f"{quote(one)} = %s" for one in also)
    start = f"SELECT {names} FROM {quote(model._meta.db_table)} WHERE {conditions + ' AND ' if also else ''}"  # noqa: S608
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for part in in_parts(values):
            if connection.vendor == "postgresql":
                cursor.execute(f"{start}{quote(column)} = ANY(%s)", [*also.values(), list(part)])
            else:
                marks = ", ".join("?" * len(part))
                statement = f"{start.replace('%s', '?')}{quote(column)} IN ({marks})"
                with connection.wrap_database_errors:
                    sqlite3.Cursor.execute(cursor.cursor, statement, [*also.values(), *part])
            found += cursor.fetchall()
    return found


def new_references(number: int) -> list[str]:
    """`kernel.references.new_reference` many times over. Some may be equal."""
    letters, length = len(ALPHABET), REFERENCE_LENGTH
    drawn = np.empty(0, dtype=np.uint8)
    while len(drawn) < number * (length - 1):
        more = np.frombuffer(secrets.token_bytes(number * length), dtype=np.uint8)
        drawn = np.concatenate([drawn, more[more < 256 - 256 % letters]])  # so that each letter is as likely
    values = (drawn[: number * (length - 1)] % letters).reshape(number, length - 1).astype(np.int64)
    checks = -(values @ np.arange(2, length + 1)) % letters
    whole = np.frombuffer(ALPHABET.encode(), dtype="S1")[np.column_stack([values, checks])]
    return [one.decode() for one in np.ascontiguousarray(whole).view(f"S{length}").ravel().tolist()]


@contextmanager
def for_many_rows() -> Iterator[None]:
    """While many chunks are written: SQLite takes its log over into the database every 64 MB, not every 4 MB, so that a
    page that several chunks touch is taken over once; and it remembers 48 MB of pages, as each chunk touches them all.

    Each chunk is on the disk when its transaction ends, as ever.
    """
    if connection.vendor != "sqlite":
        yield
        return
    usual: dict[str, int] = {}
    with connection.cursor() as cursor:
        for name, value in MANY_ROWS.items():
            cursor.execute(f"PRAGMA {name}")
            usual[name] = int(cursor.fetchone()[0])
            cursor.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in usual.items():
                cursor.execute(f"PRAGMA {name} = {value}")


def in_parts(values: Sequence[Any], size: int = 5000) -> Iterable[Sequence[Any]]:
    """Slices, because a query takes only so many values."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
