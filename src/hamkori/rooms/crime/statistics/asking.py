"""Questions whose SQL is written once per shape and asked with other values afterwards, on every engine.

Ibis writes the SQL of a question anew each time, which takes longer than a small question itself. So the expression is
built once with marks in place of the values, and the SQL is kept with a bound parameter at each mark:

    rows = ask(units, expressions.filtered, region="tj.su", section="05", first_month="2025-01", last_month="2025-12")

Values are words: a text, several texts, or texts by name. They may be compared and listed, nothing else: the building
function must not look at them. What changes the SQL (levels, what is counted) is given by position, hashable. Rows come
as plain Python values, as `expressions.answer` gives them. Commands, jobs and tests load this, pages never.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import sqlglot
from sqlglot import exp

Value = str | Sequence[str] | Mapping[str, str]
Build = Callable[..., ir.Table]

_kept: dict[Hashable, "Written"] = {}
_MOST = 500
"""More shapes than this are forgotten."""

MARK = "\u2063hamkori {}\u2063"
"""No code has an invisible separator in it."""
PARAMETERS = {"duckdb": "$v{}", "postgres": "%(v{})s", "pyspark": ":v{}"}
"""How each engine names a bound value."""


DIALECTS = {"pyspark": "spark"}


@dataclass(frozen=True, slots=True)
class Written:
    """SQL with its places for values."""

    sql: str
    places: int


def ask(units: ir.Table, build: Build, *shape: Hashable, **values: Value) -> list[tuple[Any, ...]]:
    """The rows of `build(units, *shape, **values)`. Raises `ValueError` when a value did not come into the SQL."""
    backend = units.get_backend()
    engine = backend.name
    if engine not in PARAMETERS:
        raise ValueError(f"{engine} is not among the engines")
    flat = list(_flat(values))
    key = (build, shape, _outline(values), engine, units.get_name())
    written = _kept.get(key)
    if written is None:
        written = _write(build(units, *shape, **_marked(values)), len(flat), engine)
        if len(_kept) >= _MOST:
            _kept.clear()
        _kept[key] = written
    return _run(backend, written, {f"v{place}": value for place, value in enumerate(flat)})


def _outline(values: Mapping[str, Value]) -> Hashable:
    """The names of the values and how many there are of each: what the SQL depends on."""
    return tuple(
        (name, None if isinstance(value, str) else tuple(value) if isinstance(value, Mapping) else len(value))
        for name, value in sorted(values.items())
    )


def _flat(values: Mapping[str, Value]) -> Iterator[str]:
    for _name, value in sorted(values.items()):
        if isinstance(value, str):
            yield value
        else:
            yield from value.values() if isinstance(value, Mapping) else value


def _marked(values: Mapping[str, Value]) -> dict[str, Value]:
    """The same with a mark at the place of each text."""
    numbers = iter(range(sum(1 for _each in _flat(values))))
    found: dict[str, Value] = {}
    for name, value in sorted(values.items()):
        if isinstance(value, str):
            found[name] = MARK.format(next(numbers))
        elif isinstance(value, Mapping):
            found[name] = {key: MARK.format(next(numbers)) for key in value}
        else:
            found[name] = [MARK.format(next(numbers)) for _each in value]
    return found


def _write(expression: ir.Table, places: int, engine: str) -> Written:
    sql = _with_types(str(ibis.to_sql(expression, pretty=False)), expression, DIALECTS.get(engine, engine))
    if engine == "postgres":
        sql = sql.replace("%", "%%")
    for place in range(places):
        mark = "'" + MARK.format(place) + "'"
        if mark not in sql:
            raise ValueError("a value is missing in the SQL: the expression has changed it")
        sql = sql.replace(mark, PARAMETERS[engine].format(place))
    return Written(sql, places)


def _with_types(sql: str, expression: ir.Table, dialect: str) -> str:
    """The same rows in the same order, numbers as the expression says: engines widen sums each in its own way.

    DuckDB hands out its widest numbers at a fifth of the speed, PostgreSQL gives decimals.
    """
    inner: Any = sqlglot.parse_one(sql, dialect=dialect)
    names = {
        name: "BIGINT" if kind.is_integer() else "DOUBLE"
        for name, kind in expression.schema().items()
        if kind.is_integer() or kind.is_floating()
    }
    order = inner.args.pop("order", None)
    columns = [exp.column(name, quoted=True) for name in expression.columns]
    outer = exp.select(
        *(
            exp.alias_(exp.cast(column, names[name]), name, quoted=True) if name in names else column
            for name, column in zip(expression.columns, columns, strict=True)
        )
    ).from_(inner.subquery("asked"))
    for one in order.expressions if order else ():
        outer = outer.order_by(
            exp.Ordered(
                this=exp.column(one.this.name, quoted=True), desc=one.args.get("desc"),
                nulls_first=one.args.get("nulls_first"),
            )
        )  # fmt: skip
    return outer.sql(dialect=dialect)


def _run(backend: Any, written: Written, values: Mapping[str, str]) -> list[tuple[Any, ...]]:
    if backend.name == "duckdb":
        found: list[tuple[Any, ...]] = backend.con.execute(written.sql, dict(values)).fetchall()
        return found
    if backend.name == "postgres":
        with backend.con.transaction(), backend.con.cursor() as cursor:
            return list(cursor.execute(written.sql, dict(values)).fetchall())
    return [tuple(row) for row in backend._session.sql(written.sql, args=dict(values)).collect()]
