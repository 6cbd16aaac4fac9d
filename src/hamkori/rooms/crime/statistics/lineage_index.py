"""The way back from a cell to its records, written with the release: SQLite, so a page opens it without any engine."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from hamkori.rooms.crime.statistics.schema import COUNTED_STATES

NAME = "lineage.sqlite3"
COLUMNS = (
    "counted", "origin", "uid", "position", "region", "district", "jamoat", "section", "division", "group", "class",
    "article", "attempt", "principal", "sex", "age", "relation", "place_type", "outcome", "reopened", "month", "number",
)  # fmt: skip


def write_index(folder: Path) -> None:
    """Make the index from the parts of the store. Only counted rows of the main category are in it."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    beside = folder / (NAME + ".part")
    beside.unlink(missing_ok=True)
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    marks = ", ".join("?" for _name in COLUMNS)
    with closing(sqlite3.connect(beside)) as index:
        index.execute("PRAGMA journal_mode=OFF")
        index.execute(f"CREATE TABLE units ({names})")  # noqa: S608
        for part in sorted(folder.glob("units-*.parquet")):
            for batch in pq.ParquetFile(part).iter_batches(columns=[*COLUMNS, "state"]):
                kept = batch.filter(
                    pc.and_(pc.greater(batch.column("number"), 0), pc.is_in(batch.column("state"), _states()))
                )
                columns = [kept.column(name).to_pylist() for name in COLUMNS]
                index.executemany(
                    f"INSERT INTO units VALUES ({marks})",  # noqa: S608
                    zip(*columns, strict=True),
                )
        index.execute("CREATE INDEX by_month ON units (counted, month, district)")
        index.commit()
    os.replace(beside, folder / NAME)


def _states() -> Any:
    import pyarrow as pa

    return pa.array(COUNTED_STATES)
