"""An import by its parts: looking through, reading and judging by all rules, and the whole with the database.

    python -m hamkori.config.bench_crime_import parse|take FILE

Runs in an installation whose register has offices and a classification. Baseline: `csv.reader` over the same file.
"""

import csv
import resource
import sys
import time
from pathlib import Path
from typing import Any

import django

from hamkori.config.bench_measure import shortest, tell

MAPPING = "generated_codes"


def plain_rows(path: Path) -> int:
    """Rows below the header, by the baseline."""
    with path.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _line in csv.reader(lines)) - 1


def baseline(path: Path) -> float:
    """The shortest seconds of reading the file with `csv.reader`."""
    return shortest({"csv": lambda: plain_rows(path)}, 3)["csv"]


def parse(path: Path) -> dict[str, Any]:
    """Everything that needs no database: seconds of each part, rows and findings."""
    from hamkori.rooms.crime.models import Import, SenderMapping
    from hamkori.rooms.crime.register.imports.columns import Reader
    from hamkori.rooms.crime.register.imports.context import load
    from hamkori.rooms.crime.register.imports.judging import judge
    from hamkori.rooms.crime.register.imports.layouts import read_layout
    from hamkori.rooms.crime.register.imports.reading import chunks, survey
    from hamkori.rooms.crime.register.imports.rows import rows_of

    mapping = SenderMapping.objects.get(name=MAPPING)
    layout = read_layout(mapping.kind, mapping.body)
    held = load(Import(mapping=mapping))
    reader = Reader(layout, held.places)
    rows = faults = good_rows = 0
    judging = making = 0.0
    with path.open("rb") as file:
        began = time.perf_counter()
        found = survey(file, layout)
        looking = time.perf_counter() - began
        began = time.perf_counter()
        for chunk in chunks(file, found, layout, position=found.start, row=layout.header_row + 1):
            reading = reader.read(chunk)
            good, findings = judge(reading, held)
            judging += time.perf_counter() - began
            began = time.perf_counter()
            made = rows_of(reading, good, held)
            making += time.perf_counter() - began
            began = time.perf_counter()
            rows, faults, good_rows = rows + chunk.read, faults + len(findings), good_rows + len(made)
    return {
        "rows": rows, "good": good_rows, "findings": faults, "same_as_csv": rows == plain_rows(path),
        "seconds": {"csv": baseline(path), "looking": looking, "judging": judging, "making": making},
    }  # fmt: skip


def take(path: Path) -> dict[str, Any]:
    """The whole import, as the command line does it. `beside`: the process that prepares chunks."""
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.models import SenderMapping
    from hamkori.rooms.crime.register.imports import running

    mapping = SenderMapping.objects.get(name=MAPPING)
    began, own = time.perf_counter(), time.process_time()
    with path.open("rb") as file:
        source, found = running.open_file(file, file_name=path.name, mapping=mapping, actor=SYSTEM)
        if found is not None:
            source = running.run(source, file, found, actor=SYSTEM)
    lasted, own = time.perf_counter() - began, time.process_time() - own
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    began_own = time.process_time()
    plain_rows(path)
    csv_own = time.process_time() - began_own
    return {
        "seconds": lasted, "cpu_seconds": own, "beside_cpu_seconds": beside.ru_utime + beside.ru_stime,
        "csv_cpu_seconds": csv_own, "csv": baseline(path), "state": source.state,
        "read": source.rows_read, "new": source.rows_new, "faulty": source.rows_faulty,
        "beside_mb": beside.ru_maxrss / 1024,
    }  # fmt: skip


def main() -> int:
    django.setup()
    return tell({"parse": parse, "take": take}[sys.argv[1]](Path(sys.argv[2])))


if __name__ == "__main__":
    sys.exit(main())
