"""Rows that many tests begin with: made once by each process, put back in one go for every further test.

Below Django: on PostgreSQL its many rows become texts of arrays, which took longer than most tests.
"""

import sqlite3
from typing import Any

from django.db import connection, models


class Kept:
    """The rows of some tables, as the database gave them."""

    def __init__(self, *tables: type[models.Model]) -> None:
        self._tables = tables
        self._rows: dict[str, Any] = {}

    def take(self) -> None:
        """Keep what these tables hold now."""
        for table, names in self._named():
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY {table} ({', '.join(names)}) TO STDOUT (FORMAT BINARY)") as copy:
                        self._rows[table] = b"".join(copy)
                else:
                    # With a plus a column has no type, so that nothing is converted.
                    plain = ", ".join(f"+{name}" for name in names)
                    cursor.execute(f"SELECT {plain} FROM {table}")
                    self._rows[table] = cursor.fetchall()

    def put_back(self) -> bool:
        """Insert them into the empty tables; False when nothing was taken yet."""
        if not self._rows:
            return False
        for table, names in self._named():
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy:
                        copy.write(self._rows[table])
                else:
                    marks = ", ".join("?" * len(names))
                    sqlite3.Cursor.executemany(
                        cursor.cursor,
                        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
                        self._rows[table],
                    )
        return True

    def _named(self) -> list[tuple[str, list[str]]]:
        quote = connection.ops.quote_name
        return [
            (quote(one._meta.db_table), [quote(field.column) for field in one._meta.concrete_fields])
            for one in self._tables
        ]
