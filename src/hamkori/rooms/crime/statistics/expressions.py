"""One set of Ibis expressions for every engine: DuckDB on Parquet, PostgreSQL, Spark.

Each function takes the table of units (`schema.COLUMNS`) as an Ibis table and gives an Ibis table; nothing is run
here. Rules that keep the answers equal on all engines: truth is never cast to a number (`ifelse` does it), quantiles
come from exact histograms (engines differ in theirs), every result has an order, shares are left as two whole
numbers. Imported by commands, jobs and tests only: pages never load Ibis.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from hamkori.ground.measures.cell_key import KEYS, Parameters, PerturbationTable, make_table
from hamkori.rooms.crime.statistics.schema import COUNTED_STATES

MINIMUM = 5


def connect_store(units: str, *, threads: int | None = None) -> ir.Table:
    """The units of a store, on DuckDB."""
    connection = ibis.duckdb.connect(**({"threads": threads} if threads else {}))
    return connection.read_parquet(units, table_name="units")


def counted(units: ir.Table, what: str = "offence") -> ir.Table:
    """Rows that count: not removed, not handed over; `what` as in the store, or "event" (gravest offence of each)."""
    standing = units.filter(units.state.isin(COUNTED_STATES))
    if what == "event":
        return standing.filter(standing.counted == "offence", standing.principal == 1)
    return standing.filter(standing.counted == what)


def cells(
    units: ir.Table,
    levels: Sequence[str],
    *,
    what: str = "offence",
    months: Sequence[str] = (),
    filters: Mapping[str, str] | None = None,
) -> ir.Table:
    """Counts by some levels with the sum of record keys, in one pass: columns `count` and `cell_key` besides."""
    rows = counted(units, what)
    if months:
        rows = rows.filter(rows.month.isin(list(months)))
    for name, code in (filters or {}).items():
        rows = rows.filter(rows[name] == code)
    measures: dict[str, Any] = {
        "count": rows.number.sum().cast("int64"),
        "cell_key": rows.record_key.cast("int64").sum() % KEYS,
    }
    grouped = rows.group_by(list(levels)).aggregate(**measures) if levels else rows.aggregate(**measures)
    grouped = grouped.filter(grouped["count"] > 0)
    return grouped.order_by(list(levels)) if levels else grouped


def with_cell_key(grouped: ir.Table, table: PerturbationTable, levels: Sequence[str]) -> ir.Table:
    """The published number of each cell, column `shown`, in the same statement.

    The keys of a row go to its changes in rising order, so a change is told by comparing the cell key with a few
    numbers: no second table, the same on every engine, and equal to `cell_key.perturb`.
    """
    count, key = grouped["count"], grouped.cell_key
    branches = []
    for number in range(table.last + 1):
        upto, steps = 0, []
        for change, keys in table.rows[number]:
            upto += keys
            steps.append((key < upto, ibis.literal(change, "int64")))
        mine = count == number if number < table.last else count >= number
        branches.append((mine, ibis.cases(*steps[:-1], else_=steps[-1][1]) if steps[1:] else steps[0][1]))
    change = ibis.cases(*branches[:-1], else_=branches[-1][1])
    found = grouped.select(*levels, shown=(count + change).cast("int64"))
    return found.order_by(list(levels)) if levels else found


def cells_at(units: ir.Table, levels: tuple[str, ...], what: str, **values: Any) -> ir.Table:
    """`cells` for `asking.ask`: levels and what is counted are the shape, months and filters the values."""
    return cells(units, levels, what=what, **values)


def changed_cells_at(
    units: ir.Table, levels: tuple[str, ...], what: str, chosen: Parameters, **values: Any
) -> ir.Table:
    """The same with the published number of each cell instead (`with_cell_key`)."""
    return with_cell_key(cells(units, levels, what=what, **values), make_table(chosen), levels)


# --- the seven shapes of question, equal on every engine -------------------------------------------------------


def cube(units: ir.Table) -> ir.Table:
    """Region x section x month x sex of everybody harmed."""
    return cells(units, ("region", "section", "month", "sex"), what="victim")


def filtered(
    units: ir.Table, region: str, section: str, first_month: str, last_month: str, minimum: int = MINIMUM
) -> ir.Table:
    """One region and section, jamoat x month; counts below `minimum` are hidden (column `shown`)."""
    rows = counted(units)
    rows = rows.filter(
        rows.region == region, rows.section == section, rows.month >= first_month, rows.month <= last_month
    )
    grouped = rows.group_by(["jamoat", "month"]).aggregate(number=rows.number.sum().cast("int64"))
    return grouped.select(
        "jamoat",
        "month",
        shown=ibis.ifelse(grouped.number >= minimum, grouped.number, ibis.null("int64")),
    ).order_by(["jamoat", "month"])


def moving(units: ir.Table, months: int = 3) -> ir.Table:
    """By region: the number of each month, that of the month before, and the sum and count of the last `months`.

    The moving mean is `summed` / `over`; months without any record have no row.
    """
    rows = counted(units)
    grouped = rows.group_by(["region", "month"]).aggregate(number=rows.number.sum().cast("int64"))
    running = ibis.window(group_by=grouped.region, order_by=grouped.month, preceding=months - 1, following=0)
    one = ibis.window(group_by=grouped.region, order_by=grouped.month)
    return grouped.mutate(
        before=grouped.number.lag(1).over(one),
        summed=grouped.number.sum().over(running).cast("int64"),
        over=grouped.number.count().over(running).cast("int64"),
        mean=grouped.number.mean().over(running).cast("float64").round(9),
    ).order_by(["region", "month"])


def delay_histogram(
    units: ir.Table, levels: Sequence[str] = ("section",), column: str = "recording_delay"
) -> ir.Table:
    """How many were recorded after how many days: the exact histogram that every quantile comes from."""
    rows = counted(units)
    rows = rows.filter(rows[column].notnull(), rows.number > 0)
    return rows.group_by([*levels, column]).aggregate(number=rows.number.sum().cast("int64"))


def delay_quantile(
    units: ir.Table, percent: int = 90, levels: Sequence[str] = ("section",), column: str = "recording_delay"
) -> ir.Table:
    """The smallest number of days within which at least `percent` % were recorded, and of how many."""
    bars = delay_histogram(units, levels, column)
    upto = ibis.cumulative_window(group_by=[bars[level] for level in levels], order_by=bars[column])
    whole = ibis.window(group_by=[bars[level] for level in levels])
    summed = bars.mutate(
        passed=bars.number.sum().over(upto).cast("int64"), total=bars.number.sum().over(whole).cast("int64")
    )
    reached = summed.filter(summed.passed * 100 >= summed.total * percent)
    return (
        reached.group_by(list(levels))
        .aggregate(days=reached[column].min().cast("int64"), total=reached.total.max())
        .order_by(list(levels))
    )


def heaping(units: ir.Table) -> ir.Table:
    """On which day of the month crimes are said to have happened, and how many on the 1st, 10th, 15th and 20th."""
    rows = counted(units)
    rows = rows.filter(rows.occurred_on.notnull())
    named = rows.mutate(day=rows.occurred_on.day().cast("int64"))
    grouped = named.group_by("day").aggregate(
        number=named.number.sum().cast("int64"), areas=named.district.nunique().cast("int64")
    )
    return grouped.mutate(
        round_day=ibis.ifelse(grouped.day.isin([1, 10, 15, 20]), grouped.number, 0).cast("int64")
    ).order_by("day")


def grid(units: ir.Table, cells_a_degree: int = 10) -> ir.Table:
    """Events by squares of a tenth of a degree, where a point is known."""
    rows = counted(units, "event")
    rows = rows.filter(rows.lon.notnull(), rows.lat.notnull())
    placed = rows.mutate(
        x=(rows.lon * cells_a_degree).floor().cast("int64"),
        y=(rows.lat * cells_a_degree).floor().cast("int64"),
    )
    return (
        placed.group_by(["x", "y"]).aggregate(number=placed.number.sum().cast("int64")).order_by(["x", "y"])
    )


def distinct(units: ir.Table) -> ir.Table:
    """By region: crimes, days with a record, jamoats, articles. Exact, never a sketch."""
    rows = counted(units)
    return (
        rows.group_by("region")
        .aggregate(
            crimes=rows.uid.nunique().cast("int64"),
            days=rows.recorded_on.nunique().cast("int64"),
            jamoats=rows.jamoat.nunique().cast("int64"),
            articles=rows.article.nunique().cast("int64"),
        )
        .order_by("region")
    )


def seven(
    units: ir.Table, *, region: str, section: str, first_month: str, last_month: str
) -> dict[str, ir.Table]:
    """The seven shapes by name."""
    return {
        "cube": cube(units),
        "filtered": filtered(units, region, section, first_month, last_month),
        "moving": moving(units),
        "p90": delay_quantile(units),
        "heaping": heaping(units),
        "grid": grid(units),
        "distinct": distinct(units),
    }


def answer(expression: ir.Table) -> list[tuple[Any, ...]]:
    """Run it; plain Python values, None for nothing."""
    found = expression.to_pyarrow()
    return list(zip(*(column.to_pylist() for column in found.columns), strict=True))


def digest(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 over the rows, sorted: equal exactly when the answers are."""
    lines = sorted("\x1f".join(_plain(value) for value in row) for row in rows)
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


def _plain(value: Any) -> str:
    if value is None or value != value:
        return "-"
    if isinstance(value, bool):
        raise TypeError("truth is written as a number by ifelse, or as a word")
    if isinstance(value, float):
        return f"{value:.9f}"
    return str(value)
