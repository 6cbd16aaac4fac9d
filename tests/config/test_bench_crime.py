"""`hamkori bench --crime`: what is compared gives equal answers, and the whole runs (marked slow)."""

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hamkori.config import bench, bench_crime, bench_crime_data, bench_crime_engines, bench_crime_places
from hamkori.config.bench_measure import shortest
from tests import empty_house

SOURCE = str(Path(bench_crime.__file__).parents[2])
PEAK = "from hamkori.config.bench_measure import peak_mb; block = b'x' * (200 * 2**20); del block; print(peak_mb())"
TINY = bench_crime.Size(
    rows=6_000, times=1, records=400, file=600, side=12, draws=199, draws_of_esda=19, events=400, sample=4,
    seconds=0.3, districts=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three parts, in chunks that do not divide them."""
    folder = tmp_path_factory.mktemp("rows")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench_crime_data, "PART", 2_500)
        patch.setattr(bench_crime_data, "CHUNK", 1_000)
        bench_crime_data.write_rows(folder, 6_000)
    return folder


def test_the_rows_are_as_a_store_holds_them(rows: Path) -> None:
    import pyarrow.parquet as pq

    from hamkori.rooms.crime.statistics import schema

    parts = [pq.read_table(path) for path in sorted(rows.glob("units-*.parquet"))]
    assert [part.num_rows for part in parts] == [2_500, 2_500, 1_000]
    assert all(part.schema == schema.arrow_schema() for part in parts)
    months = [month for part in parts for month in part["month"].to_pylist()]
    days = [day for part in parts for day in part["recorded_on"].to_pylist()]
    assert months == sorted(months) and months[0] == "2006-01" and months[-1] == "2025-12"
    assert all(f"{day:%Y-%m}" == month for day, month in zip(days, months, strict=True))
    assert days[0] == date(2006, 1, 1)
    first = parts[0].slice(0, 500).to_pylist()
    assert all(row["jamoat"].startswith(f"{row['district']}.") for row in first)
    assert all(
        row["class"].startswith(row["group"]) and row["group"].startswith(row["division"]) for row in first
    )
    assert all(row["division"].startswith(row["section"]) for row in first)


def test_every_way_to_ask_gives_the_same_rows(rows: Path) -> None:
    """The expressions, SQL by hand and pandas: a ratio between different answers would mean nothing."""
    ways = [
        bench_crime_engines.ours(rows),
        bench_crime_engines.raw(rows),
        bench_crime_engines.with_pandas(rows)[0],
    ]
    answers = [{name: ask() for name, ask in way.items()} for way in ways]
    assert len(answers[0]["cube"]) > 500 and answers[0]["filtered"]
    hashes = [bench_crime_engines.hashes(way) for way in ways]
    assert hashes[0] == hashes[1] == hashes[2]


def test_a_file_has_the_rows_it_promises_and_one_of_a_hundred_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    told = bench_crime_data.write_file(path, 1_300)
    with path.open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    assert told["rows"] == len(found) == 1_300
    assert len({row["number"] for row in found}) == 1_300
    assert sum(row["reported"] == "31.02" for row in found) == 13


def test_the_audited_release_has_888_cells_and_the_plain_attack_finds_what_is_open() -> None:
    release = bench_crime_places.made_release(68)
    assert len(release.counts) == 888
    small = sorted(cell for cell, count in release.counts.items() if 0 < count < 5)[:6]
    assert small
    only_one_hidden = bench_crime_places._plain_attack(release, {small[0]}, [small[0]])
    assert only_one_hidden == [pytest.approx(0)]


def test_the_shortest_of_several_tries_counts_and_memory_is_seen() -> None:
    calls: list[str] = []
    found = shortest({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, 3)
    assert calls == ["a", "b"] * 3
    assert 0 <= found["a"] < 1
    told = subprocess.run(
        [sys.executable, "-c", PEAK],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": SOURCE},
    )
    assert 200 < float(told.stdout) < 300


def test_a_missing_postgresql_is_told_as_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "with-postgres"
    script.write_text("#!/bin/sh\nexit 77\n")
    script.chmod(0o755)
    monkeypatch.delenv("HAMKORI_DATABASE", raising=False)
    monkeypatch.setattr(bench_crime, "WITH_POSTGRES", script)
    assert bench_crime._on_postgres(tmp_path, TINY) is None
    monkeypatch.setattr(bench_crime, "WITH_POSTGRES", tmp_path / "nowhere")
    assert bench_crime._on_postgres(tmp_path, TINY) is None


@pytest.mark.slow
@pytest.mark.pure
def test_the_whole_bench_runs_with_small_sizes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HAMKORI_DATABASE", raising=False)
    monkeypatch.setattr(bench_crime, "TURNS", 1)
    monkeypatch.setattr(
        bench.Installation,
        "migrate",
        lambda house: empty_house.copy_to_file(house.folder / "data" / empty_house.SQLITE),
    )
    target = tmp_path / "crime.json"
    assert bench_crime.run(quick=True, size=TINY, target=target) == 0
    kept: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    shown = capfd.readouterr().out
    assert all(row["name"].strip() in shown and row["value"] in shown for row in kept["rows"])
    verdicts = {row["name"].strip(): row["within"] for row in kept["rows"]}
    for sure in (
        "answers", "sums of z beside esda", "one attack on the protected release", "too narrow by the plain attack",
        "rows taken, rows with mistakes",
    ):  # fmt: skip
        assert verdicts[sure] is True, sure
    assert not [row for row in kept["rows"] if row["value"].startswith("answered")]
    pages = kept["pages"].values()
    loaded = [page for page in pages if "store" in page]
    assert len(loaded) == 4
    loads = [page[way][what] for page in loaded for way in ("store", "cache") for what in ("ping", "page")]
    assert len(loads) == 16 and all(set(load["statuses"]) == {"200"} for load in loads)
    take = kept["import"]["take"]
    assert (take["state"], take["read"], take["new"], take["faulty"]) == ("done", 600, 594, 6)
    ways = (*kept["engines"]["alone"].values(), kept["places"]["spots"], kept["audit"], take, kept["country"])
    assert all(20 < way["peak_mb"] < 4_000 for way in ways)
