"""Many rows into one table as fast as the database takes them: COPY on PostgreSQL, prepared inserts on SQLite.

Constraints of the database hold as always. Values are handed over as the database keeps them: moments as texts in UTC,
amounts and JSON as texts. Keys are drawn before, so that rows of other tables can point at them.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models


def moment_text(moment: datetime) -> str:
    """A moment in UTC as both databases read it from a text."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    return text + "+00" if connection.vendor == "postgresql" else text


def draw_keys(model: type[models.Model], number: int) -> list[int]:
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
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {quote(table)}")  # noqa: S608 - a name of a model
        highest = cursor.fetchone()[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = max(highest, row[0] if row else 0) + 1
        return list(range(first, first + number))


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of prepared values. `columns` are names of columns, as "area_id"."""
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(one) for one in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608


def in_parts(values: Sequence[Any], size: int = 5000) -> Iterable[Sequence[Any]]:
    """Slices, because a query takes only so many values."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
