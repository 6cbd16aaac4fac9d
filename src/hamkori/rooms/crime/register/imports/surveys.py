"""What is found out about a file, whatever it is: its columns and rows as a survey, its whole rows as chunks."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np

from hamkori.rooms.crime.register.imports.faults import FileFault, RowFault
from hamkori.rooms.crime.register.imports.layouts import Layout

MOST_COLUMNS = 2_000


@dataclass(slots=True)
class Survey:
    """What was found out about a file. `plain` is what an import keeps to go on later."""

    kind: str
    digest: str
    size: int
    start: int
    """Where the rows below the header begin: bytes, or rows of a workbook."""
    header: list[str]
    rows: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "start": self.start, "encoding": self.encoding, "delimiter": self.delimiter,
            "sheet": self.sheet,
        }  # fmt: skip


@dataclass(slots=True)
class Chunk:
    """Whole rows. `columns` are arrow arrays of texts by header; `numbers` the rows as a spreadsheet counts them."""

    columns: Mapping[str, Any]
    numbers: "np.ndarray[Any, np.dtype[np.int64]]"
    faults: list[RowFault]
    read: int
    """Rows that were read, those with faults too."""
    end: int
    """Where the next chunk begins."""
    fill: dict[str, Any] = field(default_factory=dict)


def check_header(header: list[str], layout: Layout, row: int) -> None:
    if len(header) > MOST_COLUMNS:
        raise FileFault("structure.column_missing", row=row)
    for name in sorted(layout.wanted):
        if name not in header:
            raise FileFault("structure.column_missing", row=row, column=name)
        if header.count(name) > 1:
            raise FileFault("structure.column_twice", row=row, column=name)


def digest_of(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 and length of a file."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size
