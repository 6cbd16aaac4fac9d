"""Reads whose SQL is written once per thread and filled with values afterwards, for pages that everybody opens.

Most of the time of a short read is Django's writing of the SQL, not the database. A hot read names its values:

    @prepared
    def _children(parent: Any, today: Any) -> QuerySet[Place]:
        return Place.objects.filter(parent_id=parent, from_on__lte=today).order_by("sort_key")

    rows = _children(7, clock.today())      # a list, as `list(queryset)` gives

When the function is called for the first time it gets placeholders instead of values and builds the queryset; from
then on the SQL stands. So the function may put a value into a filter or an annotation and nothing else: it must not
branch on it, slice by it or compute with it. Lookups that change their value (`startswith`, `contains`) are not for
placeholders; an `IN` of a foreign key is written `topic__pk__in`; `None` is refused, because SQL would compare with
NULL. A list of ids is a tuple: `several` fills it up to the size that was prepared.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache, update_wrapper
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import Col
from django.db.models.query import QuerySet

Row = TypeVar("Row")
_thread = threading.local()
_MOST = 2000
"""More prepared shapes than this in one thread are forgotten."""


class Placeholder(models.Expression):
    """A value of a prepared read that is not known yet."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def __hash__(self) -> int:
        return hash(("placeholder", self.number))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Placeholder) and other.number == self.number


_SHORT = 600
"""Characters of a JSON text up to which it is worth remembering what it says."""


@lru_cache(maxsize=4096)
def _words(text: str) -> dict[str, str] | list[str] | None:
    """A flat table or list of words, as names and codes are kept; None for anything else."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return None
    if type(found) not in (dict, list):
        return None
    flat = all(type(value) is str for value in (found.values() if type(found) is dict else found))
    return found if flat else None


def _reading_words(convert: Callable[..., Any]) -> Callable[..., Any]:
    """The converter of a JSON column that reads the same words once. Every row still gets a copy of its own."""

    def read(value: Any, expression: Any, connection: Any) -> Any:
        if type(value) is str and len(value) < _SHORT and (words := _words(value)) is not None:
            return words.copy()
        return convert(value, expression, connection)

    return read


def _quick(converters: Sequence[Any], expression: Any) -> list[Any]:
    """The same converters, those of plain JSON columns remembering."""
    field: Any = getattr(expression, "output_field", None)
    plain = type(field) is models.JSONField and field.decoder is None
    if not (plain and isinstance(expression, Col)):
        return list(converters)
    return [_reading_words(one) if one == field.from_db_value else one for one in converters]


class _Ready:
    """A queryset with its SQL, for one thread and one connection."""

    def __init__(self, queryset: "QuerySet[Any, Any]") -> None:
        self.queryset: Any = queryset
        query: Any = queryset.query
        compiler: Any = query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, self.params = compiler.as_sql()
        self.connection = compiler.connection
        converters: dict[int, Any] = {}
        compiler.get_converters = lambda expressions: converters
        fields = [column[0] for column in compiler.select[0 : compiler.col_count]]
        found = type(compiler).get_converters(compiler, fields)
        converters.update({place: (_quick(each, of), of) for place, (each, of) in found.items()})
        self.values: Sequence[Any] = ()
        compiler.as_sql = lambda *args, **kwargs: (self.sql, self.values)
        query.get_compiler = lambda *args, **kwargs: compiler

    def run(self, given: Sequence[Any]) -> list[Any]:
        values = []
        for value in self.params:
            if isinstance(value, Placeholder):
                value = given[value.number]
                if type(value) is date:
                    value = self.connection.ops.adapt_datefield_value(value)
            values.append(value)
        self.values = tuple(values)
        found: list[Any] = list(self.queryset._iterable_class(self.queryset))
        if found and self.queryset._prefetch_related_lookups:
            models.prefetch_related_objects(found, *self.queryset._prefetch_related_lookups)
        return found


class Prepared(Generic[Row]):
    """What `prepared` makes of a function: called with values it returns a list of rows."""

    def __init__(self, build: Callable[..., "QuerySet[Any, Row]"]) -> None:
        self.build = build
        update_wrapper(self, build)

    def __call__(self, *values: Any) -> list[Row]:
        """The rows for these values (str, int, bool, date, or a tuple of them). Raises `TypeError` for None."""
        flat: list[Any] = []
        for value in values:
            if isinstance(value, tuple):
                flat.extend(value)
            else:
                flat.append(value)
        if None in flat:
            raise TypeError("A prepared read cannot be asked with None.")
        shape = tuple(len(value) if isinstance(value, tuple) else -1 for value in values)
        kept: dict[Any, _Ready] = _thread.__dict__.setdefault("kept", {})
        found = kept.get((self, shape))
        if len(kept) > _MOST:
            kept.clear()
        if found is None or found.connection is not connections[DEFAULT_DB_ALIAS]:
            found = kept[self, shape] = _Ready(self.build(*_marks(shape)))
        return found.run(flat)


def _marks(shape: Sequence[int]) -> Iterator[Placeholder | tuple[Placeholder, ...]]:
    """A placeholder for every value of this shape; -1 is a single value, everything else the length of a tuple."""
    number = 0
    for length in shape:
        if length == -1:
            yield Placeholder(number)
        else:
            yield tuple(Placeholder(number + place) for place in range(length))
        number += 1 if length == -1 else length


def prepared(build: Callable[..., "QuerySet[Any, Row]"]) -> Prepared[Row]:
    """Make a hot read of a function that builds a queryset from placeholders."""
    return Prepared(build)


def several(values: Iterable[int], size: int) -> tuple[int, ...]:
    """`values` as a tuple of exactly `size` for a prepared `IN`, filled with 0 (which is no id).

    Raises `ValueError` when there are more.
    """
    found = tuple(values)
    if len(found) > size:
        raise ValueError(f"{len(found)} values for {size} places.")
    return found + (0,) * (size - len(found))
