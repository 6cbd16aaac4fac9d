"""`makemigrations` that writes the rules and indexes of a new table into the table itself.

Django adds each of them in an operation of its own, and migrating builds the models around it anew every time: an
empty database took twice as long to make.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.commands import makemigrations
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.models import F


def in_one_piece(operations: Iterable[Operation]) -> list[Operation]:
    """The same operations, in which a table is made with those rules and indexes that only ask for its own columns."""
    kept: list[Operation] = []
    made: dict[str, CreateModel] = {}
    for operation in operations:
        if isinstance(operation, CreateModel):
            made[operation.name_lower] = operation
        if isinstance(operation, AddIndex | AddConstraint) and operation.model_name_lower in made:
            table = made[operation.model_name_lower]
            isindex = isinstance(operation, AddIndex)
            rule = operation.index if isinstance(operation, AddIndex) else operation.constraint
            if set(_columns(rule)) <= {name for name, _field in table.fields}:
                table.options.setdefault("indexes" if isindex else "constraints", []).append(rule)
                continue
        kept.append(operation)
    return kept


def _columns(rule: Any) -> Iterator[str]:
    """Names of the columns that an index or a rule asks for; "" for what is not looked through."""
    yield from (
        name.lstrip("-") for name in (*getattr(rule, "fields", ()), *(getattr(rule, "include", None) or ()))
    )
    if getattr(rule, "expressions", ()):
        yield ""
    yield from _named(getattr(rule, "condition", None))


def _named(condition: Any) -> Iterator[str]:
    if condition is None:
        return
    if isinstance(condition, F):
        yield str(condition.name).split("__")[0]  # type: ignore[attr-defined]
    elif isinstance(condition, tuple):
        yield condition[0].split("__")[0]
        yield from _named(condition[1])
    elif hasattr(condition, "children"):
        for child in condition.children:
            yield from _named(child)
    elif hasattr(condition, "get_source_expressions"):
        for child in condition.get_source_expressions():
            yield from _named(child)


class InOnePiece(MigrationAutodetector):
    def _optimize_migrations(self) -> None:
        super()._optimize_migrations()  # type: ignore[misc]
        for migrations in self.migrations.values():  # type: ignore[attr-defined]
            for migration in migrations:
                migration.operations = in_one_piece(migration.operations)


class Command(makemigrations.Command):
    autodetector = InOnePiece
