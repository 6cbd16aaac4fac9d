"""The store of a release: a folder of Parquet files and a manifest, written once, never changed.

    statistics/2025-v1/
        units-00000.parquet …   what is counted, in parts (columns: `schema.COLUMNS`)
        units-tables.parquet    cells of districts that hand in tables
        reports.parquet         the journal (`schema.REPORTS`)
        coverage.parquet        who reported what month (`schema.COVERAGE`)
        lineage.sqlite3         from a cell to the references of its records (`lineage_index`)
        tables.json             the published tables, as protected
        manifest.json           digests of all files, versions, coverage, protection

A stopped run goes on behind its last whole part. pyarrow is imported inside functions: pages never load it.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from hamkori.kernel import clock
from hamkori.rooms.crime.register.classification import Correspondence
from hamkori.rooms.crime.statistics import coverage, lineage_index, schema
from hamkori.rooms.crime.statistics.snapshot import (
    Row,
    Span,
    aggregate_months,
    aggregate_rows,
    crime_chunks,
    crimes_to_read,
    report_chunks,
)

PART = 100_000
"""Crimes in one file."""

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is to do, and words."""


class Stopped(Exception):  # noqa: N818
    """The caller asked to stop; what is written stays, and the next run goes on from there."""


def quiet(_done: int, _total: int, _words: str) -> None:
    """No progress."""


def root() -> Path:
    return Path(settings.HAMKORI_DATA) / "statistics"


def folder_of(name: str) -> Path:
    """The folder of a release, by the name that `Release.folder` holds."""
    return root() / Path(name).name


@dataclass(frozen=True)
class Store:
    """A finished store."""

    folder: Path

    @property
    def units(self) -> str:
        """For `read_parquet`."""
        return str(self.folder / "units-*.parquet")

    @property
    def reports(self) -> str:
        return str(self.folder / "reports.parquet")

    def coverage_rows(self) -> list[dict[str, str]]:
        import pyarrow.parquet as pq

        rows: list[dict[str, str]] = pq.read_table(self.folder / "coverage.parquet").to_pylist()
        return rows

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return found


def write(
    folder: Path,
    span: Span,
    *,
    part: int = PART,
    chunk: int = 2000,
    progress: Progress = quiet,
    stopping: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Write the store into `folder`; returns the part of the manifest that tells what is in it.

    Raises `Stopped` when `stopping` says so; called again with the same span, it goes on. A folder that was begun
    for another span or another correspondence raises `ValueError`.
    """
    correspondence = Correspondence.load()
    question = {
        "schema": schema.NUMBER,
        "begins": span.begins.isoformat(),
        "ends": span.ends.isoformat(),
        "correspondence": correspondence.number,
    }
    folder.mkdir(parents=True, exist_ok=True)
    state = _begin(folder, question)
    _write_parts(folder, span, correspondence, state, part, chunk, progress, stopping)
    _write_the_rest(folder, span, progress)
    files = {
        path.name: digest(path)
        for path in sorted(folder.iterdir())
        if path.suffix in (".parquet", ".sqlite3")
    }
    return question | {
        "begun_at": state["begun_at"],
        "ended_at": clock.now().isoformat(timespec="seconds"),
        "crimes": state["crimes"],
        "rows": state["rows"],
        "unmapped_offences": state["unmapped"],
        "odd_tables": json.loads((folder / "odd.json").read_text(encoding="utf-8")),
        "files": files,
    }


def _begin(folder: Path, question: dict[str, Any]) -> dict[str, Any]:
    path = folder / "progress.json"
    if path.exists():
        state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if state["question"] != question:
            raise ValueError("this folder was begun for another period or another correspondence")
        return state
    return {
        "question": question, "after": 0, "parts": 0, "crimes": 0, "rows": 0, "unmapped": 0,
        "begun_at": clock.now().isoformat(timespec="seconds"),
    }  # fmt: skip


def _keep(folder: Path, state: dict[str, Any]) -> None:
    write_text(folder / "progress.json", json.dumps(state, indent=1))


def write_text(path: Path, text: str) -> None:
    """Whole or not at all."""
    beside = path.with_suffix(path.suffix + ".part")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def _write_parts(
    folder: Path,
    span: Span,
    correspondence: Correspondence,
    state: dict[str, Any],
    part: int,
    chunk: int,
    progress: Progress,
    stopping: Callable[[], bool],
) -> None:
    """Each part is written beside its name and takes it when it is whole; then the state is kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    total = crimes_to_read(span)
    wanted = schema.arrow_schema()
    for old in folder.glob("*.parquet.part"):
        old.unlink()
    chunks = crime_chunks(span, correspondence, after=state["after"], size=min(chunk, part))
    while True:
        target = folder / f"units-{state['parts']:05}.parquet"
        beside = target.with_suffix(".parquet.part")
        held = rows_held = unmapped = 0
        after = state["after"]
        with pq.ParquetWriter(beside, wanted, compression="zstd") as writer:
            for last, crimes, rows in _until(chunks, part):
                after = last
                if stopping():
                    raise Stopped
                if rows:
                    writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=wanted))
                held += crimes
                rows_held += len(rows)
                unmapped += sum(
                    row["counted"] == "offence" and row["section"] == schema.UNKNOWN for row in rows
                )
                progress(state["crimes"] + held, total, "records read")
        if not held and state["parts"]:
            beside.unlink()
            return
        os.replace(beside, target)
        state |= {
            "after": after, "parts": state["parts"] + 1, "crimes": state["crimes"] + held,
            "rows": state["rows"] + rows_held, "unmapped": state["unmapped"] + unmapped,
        }  # fmt: skip
        _keep(folder, state)
        if not held:
            return


def _until(chunks: Iterator[tuple[int, int, list[Row]]], part: int) -> Iterator[tuple[int, int, list[Row]]]:
    """Chunks until a part is full."""
    held = 0
    while held < part and (found := next(chunks, None)) is not None:
        held += found[1]
        yield found


def _write_the_rest(folder: Path, span: Span, progress: Progress) -> None:
    """Tables of districts, the journal, coverage, lineage: small beside the records, written in one go."""
    import pyarrow as pa
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    progress(0, 4, "who reported")
    seen = ds.dataset([str(path) for path in sorted(folder.glob("units-0*.parquet"))]).to_table(
        columns=["district", "month"]
    )
    records = {
        (row["district"], row["month"])
        for row in seen.group_by(["district", "month"]).aggregate([]).to_pylist()
    }
    rows, odd = aggregate_rows(span, dict.fromkeys(records, True))
    _write_table(folder / "units-tables.parquet", rows, schema.COLUMNS)
    write_text(folder / "odd.json", json.dumps(odd, ensure_ascii=False))
    progress(1, 4, "the journal")
    wanted = schema.arrow_schema(schema.REPORTS)
    beside = folder / "reports.parquet.part"
    reported: set[tuple[str, str]] = set()
    with pq.ParquetWriter(beside, wanted, compression="zstd") as writer:
        for reports in report_chunks(span):
            reported |= {(row["district"], row["month"]) for row in reports}
            if reports:
                writer.write_batch(pa.RecordBatch.from_pylist(reports, schema=wanted))
    os.replace(beside, folder / "reports.parquet")
    progress(2, 4, "who reported")
    said = coverage.table(
        coverage.districts(),
        months_between(span),
        records | reported,
        aggregate_months(span),
        coverage.zero_months(span.begins, span.ends),
    )
    _write_table(folder / "coverage.parquet", said, schema.COVERAGE)
    progress(3, 4, "the way back to the records")
    lineage_index.write_index(folder)
    progress(4, 4, "the store is written")


def _write_table(path: Path, rows: list[Any], columns: tuple[tuple[str, str, str], ...]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    beside = path.with_suffix(".parquet.part")
    pq.write_table(
        pa.Table.from_pylist(rows, schema=schema.arrow_schema(columns)), beside, compression="zstd"
    )
    os.replace(beside, path)


def months_between(span: Span) -> tuple[str, ...]:
    first, last = span.begins.year * 12 + span.begins.month - 1, span.ends.year * 12 + span.ends.month - 1
    return tuple(f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1))


def digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def faults(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Files that are not as the manifest says: changed or gone."""
    return [
        name
        for name, wanted in manifest["store"]["files"].items()
        if not (folder / name).exists() or digest(folder / name) != wanted
    ]
