"""The seven shapes of question give equal answers, by hash, on DuckDB, PostgreSQL and Spark; and they are right."""

import logging
import os
import random
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hamkori.ground.measures.cell_key import CHOSEN, make_table, perturb
from hamkori.rooms.crime.statistics import asking, expressions, schema
from hamkori.rooms.crime.statistics.asking import ask
from hamkori.rooms.crime.statistics.levels import area_codes, category_codes
from tests.support import missing_tool, not_run

QUESTION = {"region": "tj.su", "section": "05", "first_month": "2024-06", "last_month": "2025-05"}
SHAPES = ("cube", "filtered", "moving", "p90", "heaping", "grid", "distinct")


def made_rows(number: int = 6000, seed: int = 7) -> list[dict[str, Any]]:
    """Rows with everything that differs between engines: nothing in cells, negative and zero, words beyond Latin."""
    draw = random.Random(seed)
    areas = [
        f"tj.{region}.{name}.{j}" for region in ("su", "kh", "ба") for name in ("a", "b", "c") for j in "12"
    ]
    codes = ["0101", "050111", "0502", "0301", "06", ""]
    rows = []
    for key in range(number):
        region, district, jamoat = area_codes(draw.choice([*areas, "tj.su", "tj.kh.a"]))
        section, division, group, klass = category_codes(draw.choice(codes))
        recorded = date(2024, 1, 1) + timedelta(days=draw.randrange(700))
        delay = min(int(draw.expovariate(0.15)), 400)
        occurred = recorded - timedelta(days=delay + draw.randrange(3)) if draw.random() < 0.9 else None
        person = draw.random() < 0.4
        near = draw.random() < 0.5
        rows.append(
            {
                "counted": draw.choice(["victim", "suspect"]) if person else "offence", "origin": "record",
                "uid": f"U{key // 3}", "position": 0 if person else 1, "office": "O1", "region": region,
                "district": district, "jamoat": jamoat, "section": section, "division": division,
                "group": group, "class": klass, "article": draw.choice(["244", "104/2", "237"]),
                "attempt": draw.choice(["yes", "no"]), "principal": int(not person and draw.random() < 0.8),
                "sex": draw.choice("fmu") if person else "n", "age": "15-29" if person else "n",
                "relation": "u" if person else "n", "place_type": draw.choice(["home", "street"]),
                "state": draw.choice(["open", "cleared", "removed", "untaken"]), "clearance": "",
                "outcome": "not", "reopened": "no",
                "occurred_on": occurred, "reported_on": recorded, "recorded_on": recorded, "keyed_on": recorded,
                "cleared_on": None, "removed_on": None, "month": f"{recorded:%Y-%m}", "hour": None,
                "reporting_delay": None, "recording_delay": delay if draw.random() < 0.95 else None,
                "typing_delay": 0, "lon": draw.uniform(-1, 72) if near else None,
                "lat": draw.uniform(36, 41) if near else None, "number": int(person or draw.random() < 0.85),
                "weight": 1.0, "record_key": draw.randrange(256),
            }
        )  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return made_rows()


@pytest.fixture(scope="module")
def parquet(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    for part in range(2):
        pq.write_table(
            pa.Table.from_pylist(rows[part::2], schema=schema.arrow_schema()),
            folder / f"units-{part:05}.parquet",
        )
    return folder


@pytest.fixture(scope="module")
def on_duckdb(parquet: Path) -> dict[str, str]:
    units = expressions.connect_store(str(parquet / "units-*.parquet"))
    return digests(units)


def digests(units: Any) -> dict[str, str]:
    found = {
        name: expressions.digest(expressions.answer(shape))
        for name, shape in expressions.seven(units, **QUESTION).items()
    }
    lookup = make_table()
    for levels in (("district", "section"), ()):
        changed = expressions.with_cell_key(expressions.cells(units, levels), lookup, levels)
        found[f"cell key by {levels}"] = expressions.digest(expressions.answer(changed))
    for name, rows in asked(units).items():
        found[f"{name}, values bound"] = expressions.digest(rows)
    return found


def asked(units: Any) -> dict[str, list[tuple[Any, ...]]]:
    """The same expressions with the SQL written once and values bound to it."""
    levels = ("district", "section")
    kept = {"months": ("2025-01", "2025-02"), "filters": {"sex": "n"}}
    return {
        "cube": ask(units, expressions.cube),
        "filtered": ask(units, expressions.filtered, **QUESTION),
        "moving": ask(units, expressions.moving),
        "p90": ask(units, expressions.delay_quantile),
        "heaping": ask(units, expressions.heaping),
        "grid": ask(units, expressions.grid),
        "distinct": ask(units, expressions.distinct),
        "cells": ask(units, expressions.cells_at, levels, "offence", **kept),
        "changed": ask(units, expressions.changed_cells_at, levels, "offence", CHOSEN, **kept),
        "one cell": ask(units, expressions.cells_at, (), "event"),
    }


@pytest.fixture
def postgres(rows: list[dict[str, Any]]) -> Iterator[Any]:
    url = os.environ.get("HAMKORI_DATABASE", "")
    if not url.startswith("postgresql"):
        pytest.skip("runs where the tests run on PostgreSQL")
    import psycopg

    parts = psycopg.conninfo.conninfo_to_dict(url)
    connection = ibis.postgres.connect(
        host=parts["host"], user=parts["user"], database=parts["dbname"], password=parts.get("password")
    )
    name = f"units_{os.getpid()}"
    connection.create_table(name, pa.Table.from_pylist(rows, schema=schema.arrow_schema()))
    yield connection.table(name)
    with connection.con.cursor() as cursor:
        cursor.execute(f'DROP TABLE "{name}"')
    connection.con.commit()
    connection.disconnect()


def test_bound_values_give_what_the_expression_gives(parquet: Path, on_duckdb: dict[str, str]) -> None:
    """Row by row, in the same order, with the same types; other values use the same SQL."""
    units = expressions.connect_store(str(parquet / "units-*.parquet"))
    found = asked(units)
    for name, shape in expressions.seven(units, **QUESTION).items():
        plain = expressions.answer(shape)
        assert found[name] == plain and [[type(value) for value in row] for row in found[name][:5]] == [
            [type(value) for value in row] for row in plain[:5]
        ]
        assert on_duckdb[f"{name}, values bound"] == on_duckdb[name]
    written = set(asking._kept)
    other = {"region": "tj.ба", "section": "03", "first_month": "2024-01", "last_month": "2025-12"}
    assert ask(units, expressions.filtered, **other) == expressions.answer(
        expressions.filtered(units, **other)
    )
    assert set(asking._kept) == written
    one, two = (ask(units, expressions.cells_at, ("sex",), "offence", months=months)
                for months in (("2025-01",), ("2025-01", "2025-02")))  # fmt: skip
    assert sum(row[1] for row in one) < sum(row[1] for row in two)


@pytest.mark.parametrize("words", ["05' OR '1'='1", "05; DROP TABLE units", "%", "$v0", ":v0", "%(v0)s", '"'])
def test_a_bound_value_is_never_sql(words: str, parquet: Path) -> None:
    units = expressions.connect_store(str(parquet / "units-*.parquet"))
    assert ask(units, expressions.filtered, **(QUESTION | {"section": words})) == []
    assert ask(units, expressions.filtered, **QUESTION)


def test_a_value_that_does_not_come_into_the_sql_is_refused(parquet: Path) -> None:
    units = expressions.connect_store(str(parquet / "units-*.parquet"))
    with pytest.raises(ValueError, match="missing"):
        ask(units, lambda table, word: table.filter(table.region == word.upper()), word="tj.su")


def test_postgresql_answers_as_duckdb_does(on_duckdb: dict[str, str], postgres: Any) -> None:
    assert digests(postgres) == on_duckdb


@pytest.mark.spark
def test_spark_answers_as_duckdb_does(on_duckdb: dict[str, str], parquet: Path, tmp_path: Path) -> None:
    """On two local threads; needs Java and pyspark (`make test-spark`)."""
    import shutil

    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        missing_tool("Java (for Spark)")
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        missing_tool("pyspark")
    if os.environ.get("HAMKORI_SPARK", "") == "off":
        not_run("Spark (switched off)")
    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = (
            SparkSession.builder.master("local[2]")
            .appName("hamkori")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
        )
        try:
            connection = ibis.pyspark.connect(session)
            units = connection.read_parquet(str(parquet), table_name="units")
            assert digests(units) == on_duckdb
        finally:
            session.stop()


# --- the answers are right, by a count in plain Python ---------------------------------------------------------


def standing(rows: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    kept = [row for row in rows if row["state"] in schema.COUNTED_STATES]
    if what == "event":
        return [row for row in kept if row["counted"] == "offence" and row["principal"]]
    return [row for row in kept if row["counted"] == what]


@pytest.fixture(scope="module")
def shapes(parquet: Path) -> dict[str, list[tuple[Any, ...]]]:
    units = expressions.connect_store(str(parquet / "units-*.parquet"))
    return {name: expressions.answer(shape) for name, shape in expressions.seven(units, **QUESTION).items()}


def test_the_cube(rows: list[dict[str, Any]], shapes: dict[str, list[tuple[Any, ...]]]) -> None:
    wanted: Counter[tuple[str, ...]] = Counter()
    keys: Counter[tuple[str, ...]] = Counter()
    for row in standing(rows, "victim"):
        cell = tuple(row[name] for name in ("region", "section", "month", "sex"))
        wanted[cell] += row["number"]
        keys[cell] += row["record_key"]
    assert {tuple(row[:4]): row[4] for row in shapes["cube"]} == wanted
    assert all(row[5] == keys[row[:4]] % 256 for row in shapes["cube"])


def test_small_cells_are_hidden(rows: list[dict[str, Any]], shapes: dict[str, list[tuple[Any, ...]]]) -> None:
    wanted: Counter[tuple[str, str]] = Counter()
    for row in standing(rows, "offence"):
        if row["region"] == "tj.su" and row["section"] == "05" and "2024-06" <= row["month"] <= "2025-05":
            wanted[row["jamoat"], row["month"]] += row["number"]
    assert {row[:2]: row[2] for row in shapes["filtered"]} == {
        cell: number if number >= 5 else None for cell, number in wanted.items()
    }
    assert any(row[2] is None for row in shapes["filtered"]) and any(row[2] for row in shapes["filtered"])


def test_the_ninetieth_percentile_is_exact(
    rows: list[dict[str, Any]], shapes: dict[str, list[tuple[Any, ...]]]
) -> None:
    for section, days, total in shapes["p90"]:
        delays = sorted(
            row["recording_delay"]
            for row in standing(rows, "offence")
            if row["section"] == section and row["recording_delay"] is not None
            for _each in range(row["number"])
        )
        assert total == len(delays)
        assert days == delays[-(-len(delays) * 90 // 100) - 1]


def test_moving_sums(rows: list[dict[str, Any]], shapes: dict[str, list[tuple[Any, ...]]]) -> None:
    wanted: Counter[tuple[str, str]] = Counter()
    for row in standing(rows, "offence"):
        wanted[row["region"], row["month"]] += row["number"]
    names = ("region", "month", "number", "before", "summed", "over", "mean")
    found = [dict(zip(names, row, strict=True)) for row in shapes["moving"]]
    for region in {row["region"] for row in found}:
        own = [row for row in found if row["region"] == region]
        numbers = [wanted[region, month] for region_, month in sorted(wanted) if region_ == region]
        assert [row["number"] for row in own] == numbers
        assert [row["before"] for row in own] == [None, *numbers[:-1]]
        assert [row["summed"] for row in own] == [
            sum(numbers[max(0, at - 2) : at + 1]) for at in range(len(numbers))
        ]


def test_squares_and_days(rows: list[dict[str, Any]], shapes: dict[str, list[tuple[Any, ...]]]) -> None:
    import math

    squares: Counter[tuple[int, int]] = Counter()
    for row in standing(rows, "event"):
        if row["lon"] is not None:
            squares[math.floor(row["lon"] * 10), math.floor(row["lat"] * 10)] += row["number"]
    assert {row[:2]: row[2] for row in shapes["grid"]} == squares
    days: Counter[int] = Counter()
    for row in standing(rows, "offence"):
        if row["occurred_on"]:
            days[row["occurred_on"].day] += row["number"]
    assert {row[0]: row[1] for row in shapes["heaping"]} == days
    assert {row[0] for row in shapes["heaping"] if row[3]} == {1, 10, 15, 20}


def test_the_change_in_sql_is_the_change_of_the_method(rows: list[dict[str, Any]], parquet: Path) -> None:
    """The statement looks up exactly what `perturb` gives, and no 1 or 2 comes out."""
    units = expressions.connect_store(str(parquet / "units-*.parquet"))
    levels = ("jamoat", "section", "month")
    table = make_table()
    grouped = expressions.cells(units, levels)
    true = {row[:3]: (row[3], row[4]) for row in expressions.answer(grouped)}
    shown = {row[:3]: row[3] for row in expressions.answer(expressions.with_cell_key(grouped, table, levels))}
    assert shown == {cell: perturb(count, key, table) for cell, (count, key) in true.items()}
    assert {1, 2} & {count for count, _key in true.values()} and not {1, 2} & set(shown.values())


def test_the_hash_sees_a_difference() -> None:
    assert expressions.digest([(1, "a"), (2, None)]) == expressions.digest([(2, None), (1, "a")])
    assert expressions.digest([(1, "a")]) != expressions.digest([(1, "b")])
    assert expressions.digest([(None,)]) != expressions.digest([(0,)])
    with pytest.raises(TypeError):
        expressions.digest([(True,)])
