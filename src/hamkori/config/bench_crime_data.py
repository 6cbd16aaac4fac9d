"""What the bench of the crime room measures on: rows of a store, a filled country with its release, a file to import.

    python -m hamkori.config.bench_crime_data rows FOLDER NUMBER      Parquet with the columns of the store
    python -m hamkori.config.bench_crime_data country RECORDS         in an installation: a year, its release published
    python -m hamkori.config.bench_crime_data file FILE ROWS          in an installation: a sender's CSV

Everything comes from fixed seeds.
"""

import csv
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from hamkori.config.bench_measure import peak_mb, tell

YEARS = 20
REGIONS, DISTRICTS, JAMOATS = 25, 14, 6
"""Of the whole; of a region; of a district: five countries as large as the first."""
SECTIONS = (2, 16, 2, 4, 40, 9, 11, 6, 4, 2, 4)
"""How often each section of the classification occurs."""
CHUNK = 250_000
PART = 2_000_000
FEW_PARTS = 3
"""Up to so many are written by one process."""
QUESTION: dict[str, Any] = {
    "region": "tj.r07", "section": "05", "first_month": "2015-01", "last_month": "2016-12",
}  # fmt: skip
"""The filtered question: one region and section, two years, by jamoat and month."""
YEAR = 2025
FAULTY = 100
"""One row of so many has a day that is none."""


# --- rows of a store -------------------------------------------------------------------------------------------


def write_rows(folder: Path, number: int) -> int:
    """Write `number` rows as a store would hold them, in the order of recording. Returns bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    starts = range(0, number, PART)
    if len(starts) > FEW_PARTS:
        with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
            list(pool.map(partial(_write_part, folder, number), starts))
    else:
        for start in starts:
            _write_part(folder, number, start)
    return sum(path.stat().st_size for path in folder.iterdir())


def _write_part(folder: Path, number: int, start: int) -> None:
    import pyarrow.parquet as pq

    from hamkori.rooms.crime.statistics import schema

    path, wanted = folder / f"units-{start // PART:05}.parquet", schema.arrow_schema()
    with pq.ParquetWriter(path, wanted, compression="zstd") as writer:
        for first in range(start, min(start + PART, number), CHUNK):
            writer.write_table(_chunk(first, min(CHUNK, number - first, start + PART - first), number))


def _chunk(first: int, size: int, whole: int) -> Any:
    """Rows `first` to `first + size` of `whole`."""
    import pyarrow as pa

    from hamkori.rooms.crime.statistics import schema

    draw = np.random.default_rng([20260318, first])
    begins, ends = (np.datetime64(f"{year}-01-01").astype(int) for year in (2006, 2006 + YEARS))
    recorded = begins + (np.arange(first, first + size) * (ends - begins)) // whole
    delay = np.minimum(draw.geometric(0.2, size) - 1, 400)
    gap = np.minimum(draw.geometric(0.3, size) - 1, 300)
    kind = draw.choice(3, size, p=(0.5, 0.3, 0.2))
    person, victim = kind > 0, kind == 1
    jamoat = np.minimum((draw.random(size) ** 1.5 * REGIONS * DISTRICTS * JAMOATS).astype(int), 2099)
    section = draw.choice(len(SECTIONS), size, p=np.array(SECTIONS) / sum(SECTIONS))
    division, group = draw.integers(1, 6, size), draw.integers(1, 4, size)
    state = draw.choice(4, size, p=(0.32, 0.62, 0.03, 0.03))
    placed = draw.random(size) < 0.4
    months = [f"{2006 + at // 12}-{at % 12 + 1:02}" for at in range(12 * YEARS)]
    at_month = recorded.astype("datetime64[D]").astype("datetime64[M]").astype(int) - (2006 - 1970) * 12
    named = _Named(
        [f"tj.r{one // (DISTRICTS * JAMOATS):02}.d{one // JAMOATS % DISTRICTS:02}.j{one % JAMOATS}"
         for one in range(REGIONS * DISTRICTS * JAMOATS)]
    )  # fmt: skip
    days = {
        "occurred_on": recorded - delay - gap, "reported_on": recorded - delay, "recorded_on": recorded,
        "keyed_on": recorded,
    }  # fmt: skip
    columns: dict[str, Any] = {
        "counted": _words(("offence", "victim", "suspect"), kind),
        "uid": pa.array(np.arange(first, first + size) // 2).cast(pa.string()),
        "office": _words(named.cut(3), jamoat),
        "region": _words(named.cut(2), jamoat),
        "district": _words(named.cut(3), jamoat),
        "jamoat": _words(named.words, jamoat),
        "section": _words([f"{one:02}" for one in range(1, 12)], section),
        "division": _words([f"{one // 6 + 1:02}{one % 6:02}" for one in range(66)], section * 6 + division),
        "group": _words(
            [f"{one // 24 + 1:02}{one // 4 % 6:02}{one % 4}" for one in range(264)],
            section * 24 + division * 4 + group,
        ),
        "class": _words(
            [f"{one // 24 + 1:02}{one // 4 % 6:02}{one % 4}?" for one in range(264)],
            section * 24 + division * 4 + group,
        ),
        "article": _words([f"{100 + one}/{one % 3 + 1}" for one in range(66)], section * 6 + division),
        "sex": _words(("n", "f", "m", "u"), np.where(person, 1 + draw.choice(3, size, p=(0.4, 0.5, 0.1)), 0)),
        "age": _words(("n", "15-29", "30-44", "u"), np.where(person, draw.integers(1, 4, size), 0)),
        "relation": _words(("n", "known", "stranger", "u"), np.where(person, draw.integers(1, 4, size), 0)),
        "place_type": _words(("home", "street", "market", "u"), draw.integers(0, 4, size)),
        "attempt": _words(("n", "no", "yes"), np.where(person, 0, 1 + (draw.random(size) < 0.08))),
        "state": _words(("open", "cleared", "removed", "untaken"), state),
        "outcome": _words(("not", "cleared"), (state == 1).astype(int)),
        "month": _words(months, at_month),
        "position": pa.array((~person).astype(np.int16)),
        "principal": pa.array((~person & (draw.random(size) < 0.95)).astype(np.int8)),
        "recording_delay": pa.array(delay.astype(np.int32)),
        "reporting_delay": pa.array(gap.astype(np.int32)),
        "lon": pa.array(draw.uniform(67, 75, size), mask=~placed),
        "lat": pa.array(draw.uniform(36.5, 41, size), mask=~placed),
        "number": pa.array((victim | (draw.random(size) < 0.97)).astype(np.int32)),
        "weight": pa.array(np.ones(size)),
        "record_key": pa.array(draw.integers(0, 256, size).astype(np.int16)),
        **{name: pa.array(values.astype("datetime64[D]")) for name, values in days.items()},
    }  # fmt: skip
    constant: dict[str, Any] = {"origin": "record", "clearance": "", "reopened": "no", "typing_delay": 0}
    return pa.table(
        [
            columns[name].cast(kind_.type)
            if name in columns
            else pa.array([constant[name]] * size, kind_.type)
            if name in constant
            else pa.nulls(size, kind_.type)
            for name, kind_ in ((field.name, field) for field in schema.arrow_schema())
        ],
        schema=schema.arrow_schema(),
    )


class _Named:
    """Paths of the smallest areas, and of the areas above them."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def cut(self, depth: int) -> list[str]:
        return [".".join(word.split(".")[:depth]) for word in self.words]


def _words(words: Any, numbers: Any) -> Any:
    """Texts by their numbers. A dictionary with equal words at two places is allowed."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(list(words))).cast(
        pa.string()
    )


# --- a filled country ------------------------------------------------------------------------------------------


def fill_country(records: int) -> dict[str, Any]:
    """The pack, a year of crimes, its release built, audited, published: with the seconds of each."""
    from hamkori.kernel import clock
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.demo_country.filling import fill_register
    from hamkori.rooms.crime.demo_country.living import generate
    from hamkori.rooms.crime.statistics.actions import audit_release, build_release, publish_release
    from hamkori.society.countries.actions import load_pack

    load_pack("tj", actor=SYSTEM)
    country = generate(YEAR, year=YEAR, records=records)
    seconds = {}
    with clock.travel(date(YEAR + 1, 1, 20)):
        began = time.perf_counter()
        fill_register(country)
        seconds["fill"] = time.perf_counter() - began
        began = time.perf_counter()
        release = build_release(actor=SYSTEM, name=str(YEAR))
        seconds["build"] = time.perf_counter() - began
        began = time.perf_counter()
        release = audit_release(actor=SYSTEM, release=release)
        seconds["audit"] = time.perf_counter() - began
        publish_release(actor=SYSTEM, release=release)
    return {"uid": release.uid, "area": country.lands[0].code, "seconds": seconds}


# --- a sender's file -------------------------------------------------------------------------------------------


def write_file(path: Path, rows: int, generated: int = 23_500) -> dict[str, Any]:
    """One CSV with `rows` records of all districts, one of a hundred with a mistake.

    At most `generated` records are invented; longer files repeat them under other numbers.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for written, row in enumerate(_lines(rows, generated)):
            if written > rows:
                break
            writer.writerow(row)
    return {"bytes": path.stat().st_size, "rows": rows}


def _lines(rows: int, generated: int) -> Iterator[list[str]]:
    """The header, then rows without end."""
    from hamkori.rooms.crime.demo_country.files import write_files
    from hamkori.rooms.crime.demo_country.living import generate

    with tempfile.TemporaryDirectory(prefix="hamkori-bench-") as folder:
        country = generate(YEAR, year=YEAR, records=min(generated, max(400, 2 * rows)))
        lines, head = [], []
        for path, mapping in write_files(country, Path(folder)):
            if mapping == "generated_codes":
                with path.open(encoding="utf-8", newline="") as file:
                    head, *own = csv.reader(file)
                lines += own
    yield head
    number, reported = head.index("number"), head.index("reported")
    done = 0
    while True:
        for line in lines:
            done += 1
            row = [*line]
            row[number] = f"B{done}"
            if done % FAULTY == 0:
                row[reported] = "31.02"
            yield row


def main() -> int:
    what, *words = sys.argv[1:]
    if what == "rows":
        began = time.perf_counter()
        size = write_rows(Path(words[0]), int(words[1]))
        lasted, beside = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        return tell({"bytes": size, "seconds": lasted, "beside_mb": max(beside / 1024, peak_mb())})
    import django

    django.setup()
    if what == "country":
        return tell(fill_country(int(words[0])))
    print(json.dumps(write_file(Path(words[0]), int(words[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
