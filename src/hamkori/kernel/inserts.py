"""Inserts whose SQL is written once per thread: for the rows that every resident's act leaves.

`Model.objects.create` writes the same SQL anew for each row, and that costs several times what the database needs.
`insert(Row(...))` stores a row of the model and gives it its key; defaults, column types (also encrypted ones) and
constraints work as always. Only for plain models with a key that the database makes; no signals are sent.
"""

import threading
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

Row = TypeVar("Row", bound=models.Model)
_thread = threading.local()


class _Ready:
    """The SQL of one model, for one thread and one connection."""

    def __init__(self, model: type[models.Model], connection: Any) -> None:
        meta = model._meta
        if meta.parents or meta.proxy or not isinstance(meta.pk, models.AutoField):
            raise TypeError(f"{meta.label} is not a plain model with a key made by the database.")
        self.connection = connection
        self.fields = [
            field for field in meta.concrete_fields if not field.primary_key and not field.generated
        ]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        self.sql = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  our own names
        self.key_of_last = (meta.db_table, meta.pk.column)
        self.returns = connection.features.can_return_columns_from_insert
        if self.returns:
            self.sql += f" RETURNING {quote(meta.pk.column)}"

    def values(self, row: models.Model) -> list[Any]:
        values = []
        for field in self.fields:
            value = field.pre_save(row, True)
            if value is None and isinstance(field, models.ForeignKey) and getattr(row, field.name, None):
                raise ValueError(f"{field} is a row that was not stored itself.")
            values.append(field.get_db_prep_save(value, self.connection))
        return values

    def run(self, row: models.Model) -> int:
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, self.values(row))
            if self.returns:
                return int(cursor.fetchone()[0])
            return int(self.connection.ops.last_insert_id(cursor, *self.key_of_last))


def insert(row: Row) -> Row:
    """Store a new row; its key is set. Raises `IntegrityError` as saving does."""
    connection = connections[DEFAULT_DB_ALIAS]
    kept: dict[type[models.Model], _Ready] = _thread.__dict__.setdefault("kept", {})
    ready = kept.get(type(row))
    if ready is None or ready.connection is not connection:
        ready = kept[type(row)] = _Ready(type(row), connection)
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS):
        row.pk = ready.run(row)
    row._state.adding = False
    row._state.db = DEFAULT_DB_ALIAS
    return row
