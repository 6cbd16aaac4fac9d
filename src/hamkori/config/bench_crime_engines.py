"""Cube and dashboard question on one set of rows: our expressions beside SQL written by hand, PostgreSQL and pandas.

    python -m hamkori.config.bench_crime_engines both|ours|raw|pandas|postgres FOLDER TIMES

Each question is asked from its words to its rows in Python. All ways must give the same rows: their hashes are told.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from hamkori.config.bench_crime_data import QUESTION
from hamkori.config.bench_measure import library, shortest, tell

STATES = "('open', 'suspended', 'cleared', 'untaken', 'counted')"
CUBE = f"""
SELECT region, section, month, sex, CAST(sum(number) AS BIGINT), CAST(sum(record_key) % 256 AS BIGINT)
FROM read_parquet($units) WHERE state IN {STATES} AND counted = 'victim'
GROUP BY ALL HAVING sum(number) > 0 ORDER BY ALL
"""  # noqa: S608 - no word of a stranger
FILTERED = f"""
SELECT jamoat, month, CASE WHEN sum(number) >= 5 THEN CAST(sum(number) AS BIGINT) END
FROM read_parquet($units) WHERE state IN {STATES} AND counted = 'offence'
AND region = $region AND section = $section AND month BETWEEN $first_month AND $last_month
GROUP BY ALL ORDER BY ALL
"""  # noqa: S608
COLUMNS = ("counted", "region", "jamoat", "section", "month", "sex", "state", "number", "record_key")
"""What the two questions need: PostgreSQL and pandas get no more."""

Questions = dict[str, Callable[[], list[tuple[Any, ...]]]]


def _pattern(folder: Path) -> str:
    return str(folder / "units-*.parquet")


def ours(folder: Path) -> Questions:
    """As the room asks: the expression's SQL written once, its values bound at each question."""
    from hamkori.rooms.crime.statistics import expressions
    from hamkori.rooms.crime.statistics.asking import ask

    units = expressions.connect_store(_pattern(folder))
    return {
        "cube": lambda: ask(units, expressions.cube),
        "filtered": lambda: ask(units, expressions.filtered, **QUESTION),
    }


def raw(folder: Path) -> Questions:
    """The baseline: DuckDB with SQL that a person wrote."""
    import duckdb

    connection = duckdb.connect()
    given = {"units": _pattern(folder)}
    return {
        "cube": lambda: connection.execute(CUBE, given).fetchall(),
        "filtered": lambda: connection.execute(FILTERED, given | QUESTION).fetchall(),
    }


def with_pandas(folder: Path) -> tuple[Questions, float]:
    """pandas at its best: texts as categories, loaded before. The questions, and the seconds of loading."""
    import pyarrow.parquet as pq

    began = time.perf_counter()
    words = [name for name in COLUMNS if name not in ("number", "record_key")]
    rows = (
        pq.read_table(folder, columns=list(COLUMNS), read_dictionary=words).unify_dictionaries().to_pandas()
    )
    loading = time.perf_counter() - began
    states = tuple(word.strip(" '") for word in STATES.strip("()").split(","))

    def cube() -> list[tuple[Any, ...]]:
        kept = rows[rows.state.isin(states) & (rows.counted == "victim")]
        levels = ["region", "section", "month", "sex"]
        summed = kept.groupby(levels, observed=True)[["number", "record_key"]].sum()
        summed = summed[summed.number > 0].sort_index()
        summed["record_key"] %= 256
        return list(summed.reset_index().itertuples(index=False, name=None))

    def filtered() -> list[tuple[Any, ...]]:
        first, last = QUESTION["first_month"], QUESTION["last_month"]
        wanted = [month for month in rows.month.cat.categories if first <= month <= last]
        kept = rows[
            rows.state.isin(states) & (rows.counted == "offence") & (rows.region == QUESTION["region"])
            & (rows.section == QUESTION["section"]) & rows.month.isin(wanted)
        ]  # fmt: skip
        summed = kept.groupby(["jamoat", "month"], observed=True)["number"].sum().sort_index()
        return [(*at, int(number) if number >= 5 else None) for at, number in summed.items()]

    return {"cube": cube, "filtered": filtered}, loading


class Postgres:
    """The same rows in a table of PostgreSQL with an index for the dashboard, asked by the same expressions."""

    def __init__(self, url: str) -> None:
        import ibis
        import psycopg

        self.url = url
        self.connection = psycopg.connect(url, autocommit=True)
        given = {
            {"dbname": "database"}.get(name, name): value
            for name, value in psycopg.conninfo.conninfo_to_dict(url).items()
        }
        self.engine = ibis.postgres.connect(**given)
        self.name = f"bench_units_{os.getpid()}"

    def load(self, folder: Path) -> float:
        """Seconds of loading (over two connections), index and statistics."""
        began = time.perf_counter()
        numbers = {"number": "integer", "record_key": "smallint"}
        columns = ", ".join(f"{name} {numbers.get(name, 'text')}" for name in COLUMNS)
        self.connection.execute(f"CREATE UNLOGGED TABLE {self.name} ({columns})".encode())
        with (
            tempfile.TemporaryDirectory(prefix="hamkori-bench-") as beside,
            ThreadPoolExecutor(max_workers=2) as pool,
        ):
            parts = sorted(folder.glob("units-*.parquet"))
            list(pool.map(partial(self._load_part, Path(beside)), parts))
        self.connection.execute(b"SET maintenance_work_mem = '256MB'")
        self.connection.execute(f"CREATE INDEX ON {self.name} (region, section, month)".encode())
        self.connection.execute(f"VACUUM ANALYZE {self.name}".encode())
        return time.perf_counter() - began

    def _load_part(self, beside: Path, path: Path) -> None:
        import duckdb
        import psycopg

        file, named = beside / f"{path.stem}.csv", ", ".join(COLUMNS)
        with duckdb.connect() as engine:
            engine.execute("SET threads = 1")
            engine.execute(
                f"COPY (SELECT {named} FROM read_parquet('{path}')) TO '{file}' (HEADER false)"  # noqa: S608
            )
        with (
            psycopg.connect(self.url, autocommit=True) as connection,
            file.open("rb") as lines,
            connection.cursor().copy(f"COPY {self.name} FROM STDIN (FORMAT csv)".encode()) as copy,
        ):
            while block := lines.read(1 << 20):
                copy.write(block)
        file.unlink()

    def questions(self) -> Questions:
        from hamkori.rooms.crime.statistics import expressions
        from hamkori.rooms.crime.statistics.asking import ask

        units = self.engine.table(self.name)
        return {
            "cube": lambda: ask(units, expressions.cube),
            "filtered": lambda: ask(units, expressions.filtered, **QUESTION),
        }

    def bytes(self) -> int:
        row = self.connection.execute("SELECT pg_total_relation_size(%s::regclass)", [self.name]).fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        self.engine.disconnect()
        self.connection.execute(f"DROP TABLE IF EXISTS {self.name}".encode())
        self.connection.close()


def hashes(questions: Questions) -> dict[str, str]:
    """Of the answers; also the warming up."""
    from hamkori.rooms.crime.statistics.expressions import digest

    return {name: digest(ask()) for name, ask in questions.items()}


def measured(questions: Questions, times: int) -> dict[str, Any]:
    """Hashes of the answers, then the shortest seconds."""
    return {"hashes": hashes(questions), "seconds": shortest(questions, times)}


def building(folder: Path) -> Questions:
    """Only the part of ours before the engine begins: the expression is built and written as SQL."""
    import ibis

    from hamkori.rooms.crime.statistics import expressions

    units = expressions.connect_store(_pattern(folder))
    return {
        "cube": lambda: [(str(ibis.to_sql(expressions.cube(units))),)],
        "filtered": lambda: [(str(ibis.to_sql(expressions.filtered(units, **QUESTION))),)],
    }


def both(folder: Path, times: int) -> dict[str, Any]:
    """Ours and the baseline by turns in one process; how long ours takes before the engine begins."""
    mine, plain = ours(folder), raw(folder)
    told = {"ours": hashes(mine), "raw": hashes(plain)}
    works = {f"{name} ours": ask for name, ask in mine.items()}
    works |= {f"{name} raw": ask for name, ask in plain.items()}
    seconds = shortest(works, times)
    found: dict[str, Any] = {
        way: {"hashes": told[way], "seconds": {name: seconds[f"{name} {way}"] for name in mine}}
        for way in told
    }
    return found | {"building": shortest(building(folder), times)}


def main() -> int:
    what, folder, times = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if what == "both":
        return tell(both(folder, times))
    if what == "pandas":
        if library("pandas") is None:
            return tell({"missing": "pandas"})
        questions, loading = with_pandas(folder)
        return tell(measured(questions, times) | {"loading": loading})
    if what == "postgres":
        server = Postgres(os.environ["HAMKORI_DATABASE"])
        try:
            loading = server.load(folder)
            return tell(measured(server.questions(), times) | {"loading": loading, "bytes": server.bytes()})
        finally:
            server.close()
    for ask in (ours if what == "ours" else raw)(folder).values():
        ask()
    return tell({})


if __name__ == "__main__":
    sys.exit(main())
