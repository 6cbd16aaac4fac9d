"""A workbook of a sender: one sheet, its header and its rows, numbered as the spreadsheet does."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import numpy as np

from hamkori.rooms.crime.register.imports.faults import FileFault, RowFault, shown_value
from hamkori.rooms.crime.register.imports.layouts import Layout
from hamkori.rooms.crime.register.imports.surveys import Chunk, Survey, check_header, digest_of

ROWS_OF_WORKBOOK = 20_000
MOST_UNPACKED = 600 * 1024 * 1024
"""Bytes of a workbook after unpacking."""
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip


def _open_workbook(file: BinaryIO) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if not any(member.filename.startswith("xl/workbook") for member in members):
                raise FileFault("structure.kind")
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                raise FileFault("structure.large")
            unpacked = 0
            for member in members:  # sizes in the directory can lie: count what really comes out
                with archive.open(member) as content:
                    while part := content.read(1 << 20):
                        unpacked += len(part)
                        if unpacked > MOST_UNPACKED:
                            raise FileFault("structure.large")
    except _BROKEN_ZIP as error:
        raise FileFault("structure.damaged") from error
    file.seek(0)
    try:
        return CalamineWorkbook.from_filelike(file)
    except (CalamineError, OSError, ValueError) as error:
        raise FileFault("structure.damaged") from error


def _sheet(file: BinaryIO, name: str) -> tuple[Any, str]:
    from python_calamine import CalamineError

    workbook = _open_workbook(file)
    names = workbook.sheet_names
    if not names or (name and name not in names):
        raise FileFault("structure.column_missing", column=name)
    chosen = name or names[0]
    try:
        return workbook.get_sheet_by_name(chosen), chosen
    except (CalamineError, OSError, ValueError) as error:
        raise FileFault("structure.damaged") from error


def _cell(value: Any) -> str:
    """A cell as text; days as 2025-03-31, times as 14:05."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)


def _rows_of(sheet: Any) -> Iterator[list[str]]:
    """Rows from the first of the sheet, so that numbers are those of the spreadsheet."""
    from python_calamine import CalamineError

    try:
        top = sheet.start[0] if sheet.start else 0
        left = sheet.start[1] if sheet.start else 0
        for _row in range(top):
            yield []
        for row in sheet.iter_rows():
            yield [""] * left + [_cell(value) for value in row]
    except (CalamineError, OSError, ValueError) as error:
        raise FileFault("structure.damaged") from error


def survey_workbook(file: BinaryIO, layout: Layout) -> Survey:
    digest, _size = digest_of(file)
    sheet, name = _sheet(file, layout.sheet)
    header: list[str] = []
    last = 0
    for number, row in enumerate(_rows_of(sheet), 1):
        if number == layout.header_row:
            header = [" ".join(cell.split()) for cell in row]
            while header and not header[-1]:
                header.pop()
        elif any(row):
            last = number
    if not header or last <= layout.header_row:
        raise FileFault("structure.empty")
    check_header(header, layout, layout.header_row)
    rows = last - layout.header_row
    return Survey("xlsx", digest, last, layout.header_row, header, rows, sheet=name)


def chunks_of_workbook(
    file: BinaryIO, found: Survey, layout: Layout, position: int, row: int
) -> Iterator[Chunk]:
    sheet, _name = _sheet(file, found.sheet)
    width = len(found.header)
    wanted = {name: found.header.index(name) for name in layout.wanted}
    taken: list[list[str]] = []
    numbers: list[int] = []
    faults: list[RowFault] = []
    begins = position
    for number, cells in enumerate(_rows_of(sheet), 1):
        if number <= position:
            continue
        if number > found.size:
            break
        if any(cells[width:]):
            faults.append(RowFault(number, "", "structure.cells", shown_value(" ".join(cells[width:]))))
        elif any(cells):
            taken.append(cells + [""] * (width - len(cells)))
            numbers.append(number)
        if number - begins >= ROWS_OF_WORKBOOK:
            yield _chunk_of_rows(taken, numbers, faults, wanted, number - begins, number)
            taken, numbers, faults, begins = [], [], [], number
    if begins < found.size:
        yield _chunk_of_rows(taken, numbers, faults, wanted, found.size - begins, found.size)


def _chunk_of_rows(
    taken: list[list[str]], numbers: list[int], faults: list[RowFault], wanted: Mapping[str, int], read: int, end: int
) -> Chunk:  # fmt: skip
    import pyarrow as pa

    columns = {
        name: pa.array([cells[place] for cells in taken], type=pa.string()) for name, place in wanted.items()
    }
    return Chunk(columns, np.array(numbers, dtype=np.int64), faults, read, end)
