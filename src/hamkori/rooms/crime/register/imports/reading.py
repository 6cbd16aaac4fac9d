"""A file of a sender as chunks of text columns. Reads in streaming; what a file is, its content says, not its name.

A text file is looked through once before anything is taken (`survey`): letters, quotation marks, ends of rows, whether
it was cut. Then `chunks` gives whole rows, two megabytes at a time, from any border it gave before.
"""

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import numpy as np

from hamkori.rooms.crime.register.imports.faults import FileFault, RowFault, shown_value
from hamkori.rooms.crime.register.imports.layouts import Layout

BLOCK = 2 * 1024 * 1024
"""Bytes of a chunk; a row that is longer is refused."""
ROWS_OF_WORKBOOK = 20_000
MOST_UNPACKED = 600 * 1024 * 1024
"""Bytes of a workbook after unpacking."""
MOST_COLUMNS = 2_000
DELIMITERS = ";,\t|"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OTHER_KINDS = (
    b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"Rar!", b"7z\xbc", b"GIF8",
)  # fmt: skip
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
_LETTERS = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_OFTEN = frozenset("оеаинтсрвл")


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


def survey(file: BinaryIO, layout: Layout) -> Survey:
    """Look through the whole file. Raises `FileFault` when nothing of it can be taken."""
    file.seek(0)
    head = file.read(4096)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        if not head or not head.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe"):
            raise FileFault("structure.empty")
        raise FileFault("structure.nul")
    if head.startswith(b"PK\x03\x04"):
        return _survey_workbook(file, layout)
    if head.startswith(_OTHER_KINDS):
        raise FileFault("structure.kind")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"<", b"{", b"["):
        raise FileFault("structure.kind")
    return _survey_text(file, layout, head)


def chunks(file: BinaryIO, found: Survey, layout: Layout, *, position: int, row: int) -> Iterator[Chunk]:
    """Chunks from a border on. `row` is the spreadsheet's number of the first row there."""
    made = _chunks_of_workbook if found.kind == "xlsx" else _chunks_of_text
    yield from made(file, found, layout, position, row)


# --- text


def _unit(encoding: str) -> str:
    return {"utf-16-le": "<u2", "utf-16-be": ">u2"}.get(encoding, "u1")


def _border(block: bytes, encoding: str) -> int:
    """Bytes up to the last end of a row outside quotation marks; 0 without one. The block begins outside."""
    units = np.frombuffer(
        block, dtype=_unit(encoding), count=len(block) // np.dtype(_unit(encoding)).itemsize
    )
    width = units.dtype.itemsize
    ends = np.flatnonzero(units == 10)
    if not len(ends):
        return 0
    quotes = np.flatnonzero(units == 34)
    if len(quotes):
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
        if not len(ends):
            return 0
    return int(ends[-1] + 1) * width


def _count_rows(block: bytes, encoding: str) -> int:
    """Ends of rows outside quotation marks."""
    units = np.frombuffer(
        block, dtype=_unit(encoding), count=len(block) // np.dtype(_unit(encoding)).itemsize
    )
    ends = np.flatnonzero(units == 10)
    quotes = np.flatnonzero(units == 34)
    if len(quotes):
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return len(ends)


def _newline(encoding: str) -> bytes:
    return "\n".encode(encoding)


def _spans(file: BinaryIO, encoding: str, position: int) -> Iterator[tuple[int, bytes, bool]]:
    """(where it begins, whole rows, whether it is the rest without an end)."""
    file.seek(position)
    rest = b""
    while block := file.read(BLOCK):
        block = rest + block
        if b"\0" in block and not encoding.startswith("utf-16"):
            raise FileFault("structure.nul")
        cut = _border(block, encoding)
        if cut:
            yield position, block[:cut], False
            position += cut
            rest = block[cut:]
        elif len(block) > BLOCK:
            raise FileFault("structure.quote" if _newline(encoding) in block else "structure.long")
        else:
            rest = block
    if rest:
        yield position, rest, True


def _survey_text(file: BinaryIO, layout: Layout, head: bytes) -> Survey:
    start, encoding = 0, ""
    for mark, name in _BOMS:
        if head.startswith(mark):
            start, encoding = len(mark), name
            break
    wanted = layout.encoding
    if not encoding:
        encoding = wanted if wanted != "auto" else _without_mark(head)
    try:
        return _look_through(file, layout, encoding, start)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or start or wanted != "auto" or _meant_as_utf8(error.object):
            raise _letters_fault(file, error, encoding) from error
    try:
        found = _look_through(file, layout, "cp1251", start)
    except UnicodeDecodeError as error:
        raise FileFault("structure.letters") from error
    return found


def _without_mark(head: bytes) -> str:
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > len(head) // 5 and not even:
        return "utf-16-le"
    if even > len(head) // 5 and not odd:
        return "utf-16-be"
    return "utf-8"


def _meant_as_utf8(block: bytes) -> bool:
    """Whether most letters beyond Latin are whole UTF-8: then one broken letter does not make it another encoding."""
    high = sum(1 for byte in block if byte > 127) if len(block) < 65536 else len(block) - len(
        block.translate(None, bytes(range(128, 256)))
    )  # fmt: skip
    whole = sum(len(letter.encode()) for letter in block.decode("utf-8", "ignore") if letter > "\x7f")
    return whole * 3 > high * 2


def _letters_fault(file: BinaryIO, error: UnicodeDecodeError, encoding: str) -> FileFault:
    at_end = "end of data" in error.reason or "truncated" in error.reason
    return FileFault("structure.cut" if at_end else "structure.letters")


def _plausible(text: str) -> bool:
    """Whether letters read as cp1251 look like Cyrillic words, not like another encoding."""
    high = [letter for letter in text.casefold() if letter > "\x7f"]
    letters = [letter for letter in high if letter in _LETTERS]
    often = sum(1 for letter in letters if letter in _OFTEN)
    return not high or (len(letters) * 10 >= len(high) * 8 and often * 10 >= len(letters) * 4)


def _look_through(file: BinaryIO, layout: Layout, encoding: str, start: int) -> Survey:
    digest = hashlib.sha256()
    file.seek(0)
    digest.update(file.read(start))
    header: list[str] = []
    delimiter, data_start, rows, end, size, width = "", start, 0, start, start, 0
    tail = False
    for begins, block, open_end in _spans(file, encoding, start):
        digest.update(block)
        try:
            text = block.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8":
                raise
            raise FileFault("structure.cut" if open_end else "structure.letters", row=rows + 1) from None
        if encoding.startswith("utf-16") and "\0" in text:
            raise FileFault("structure.nul")
        if not header:
            if encoding == "cp1251" and not _plausible(text[:65536]):
                raise FileFault("structure.letters")
            header, delimiter, skipped = _header(text, layout)
            width = len(header)
            data_start = begins + len(skipped.encode(encoding))
        rows += _count_rows(block, encoding) + open_end
        end = size = begins + len(block)
        if open_end:
            tail = True
            _check_tail(text, rows, delimiter, width)
    if not header:
        raise FileFault("structure.empty")
    below = rows - layout.header_row
    if below <= 0 or data_start >= end:
        raise FileFault("structure.empty")
    if tail and layout.whole_lines:
        raise FileFault("structure.cut")
    return Survey(
        "csv", digest.hexdigest(), size, data_start, header, below, encoding=encoding, delimiter=delimiter
    )


def _check_tail(text: str, row: int, delimiter: str, width: int) -> None:
    """The rest without an end of row: a quotation mark that stays open, or a row that was cut."""
    if text.count('"') % 2:
        raise FileFault("structure.quote" if "\n" in text.strip("\r\n") else "structure.cut", row=row)
    if not text.strip():
        return
    cells = next(csv.reader(io.StringIO(text), delimiter=delimiter or ";"), [])
    if width and len(cells) < width:
        raise FileFault("structure.cut", row=row)


def _header(text: str, layout: Layout) -> tuple[list[str], str, str]:
    """The names of the columns, the delimiter, and the text up to the first row below."""
    at, line = 0, ""
    for number in range(1, layout.header_row + 1):
        end = text.find("\n", at)
        while end >= 0 and text.count('"', at, end) % 2:
            end = text.find("\n", end + 1)
        if end < 0:
            if text.count('"', at) % 2:
                raise FileFault("structure.quote", row=number)
            if number < layout.header_row or not text[at:].strip():
                raise FileFault("structure.empty")
            end = len(text) - 1
        line, at = text[at : end + 1], end + 1
    best: tuple[tuple[int, int], list[str], str] | None = None
    for delimiter in layout.delimiter if layout.delimiter != "auto" else DELIMITERS:
        try:
            cells = [
                " ".join(cell.split()) for cell in next(csv.reader(io.StringIO(line), delimiter=delimiter))
            ]
        except (csv.Error, StopIteration):
            continue
        score = (len(layout.wanted & set(cells)), len(cells))
        if best is None or score > best[0]:
            best = (score, cells, delimiter)
    if best is None:
        raise FileFault("structure.empty")
    _check_header(best[1], layout, layout.header_row)
    return best[1], best[2], text[:at]


def _check_header(header: list[str], layout: Layout, row: int) -> None:
    if len(header) > MOST_COLUMNS:
        raise FileFault("structure.column_missing", row=row)
    for name in sorted(layout.wanted):
        if name not in header:
            raise FileFault("structure.column_missing", row=row, column=name)
        if header.count(name) > 1:
            raise FileFault("structure.column_twice", row=row, column=name)


def _unique(header: list[str]) -> list[str]:
    return [name if header.index(name) == place else f"{name}\0{place}" for place, name in enumerate(header)]


def text_blocks(file: BinaryIO, found: Survey, position: int) -> Iterator[tuple[bytes, int]]:
    """Whole rows of a text file as UTF-8, and where the next ones begin."""
    for begins, block, _open in _spans(file, found.encoding, position):
        yield (
            block if found.encoding == "utf-8" else block.decode(found.encoding).encode(),
            begins + len(block),
        )


def parse(block: tuple[bytes, int], found: Survey, layout: Layout, row: int) -> Chunk:
    """The chunk of a block whose first row has the number `row`."""
    data, end = block
    chunk = _parse(data, _unique(found.header), found.delimiter, layout, row)
    chunk.end = end
    return chunk


def _chunks_of_text(
    file: BinaryIO, found: Survey, layout: Layout, position: int, row: int
) -> Iterator[Chunk]:
    for block in text_blocks(file, found, position):
        chunk = parse(block, found, layout, row)
        row += chunk.read
        yield chunk


def _parse(data: bytes, names: list[str], delimiter: str, layout: Layout, row: int) -> Chunk:
    import pyarrow as pa
    import pyarrow.compute as compute
    import pyarrow.csv as arrow_csv

    faults: list[RowFault] = []
    wrong: list[int] = []

    def cells(invalid: Any) -> str:
        if invalid.text.strip():
            faults.append(
                RowFault(row + invalid.number - 1, "", "structure.cells", shown_value(invalid.text))
            )
        wrong.append(invalid.number - 1)
        return "skip"

    wanted = [name for name in names if name in layout.wanted]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, column_names=names, block_size=max(len(data) + 1, 1024)
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=b'"' in data, ignore_empty_lines=False,
                invalid_row_handler=cells,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in wanted}, strings_can_be_null=False,
                include_columns=wanted, check_utf8=False,
            ),
        )  # fmt: skip
    except pa.ArrowInvalid as error:
        raise FileFault("structure.quote", row=row) from error
    read = len(table) + len(wrong)
    numbers = np.arange(row, row + read, dtype=np.int64)
    if wrong:
        numbers = np.delete(numbers, wrong)
    columns = {name: table[name].combine_chunks() for name in wanted}
    if b"\n\n" in data or b"\n\r\n" in data or (delimiter * max(len(names) - 1, 1)).encode() in data:
        some = np.zeros(len(table), dtype=np.bool_)
        for array in columns.values():
            some |= compute.not_equal(array, "").to_numpy(zero_copy_only=False)
        if not some.all():
            numbers = numbers[some]
            columns = {name: array.filter(pa.array(some)) for name, array in columns.items()}
    return Chunk(columns, numbers, faults, read, 0)


# --- workbooks


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


def digest_of(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 and length of a file."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while block := file.read(1 << 20):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _survey_workbook(file: BinaryIO, layout: Layout) -> Survey:
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
    _check_header(header, layout, layout.header_row)
    rows = last - layout.header_row
    return Survey("xlsx", digest, last, layout.header_row, header, rows, sheet=name)


def _chunks_of_workbook(
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
