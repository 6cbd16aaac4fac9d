"""A text file of a sender: encoding, delimiter, ends of rows; then whole rows, two megabytes at a time."""

import csv
import hashlib
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from hamkori.rooms.crime.register.imports.faults import FileFault, RowFault, shown_value
from hamkori.rooms.crime.register.imports.layouts import Layout
from hamkori.rooms.crime.register.imports.surveys import Chunk, Survey, check_header

BLOCK = 2 * 1024 * 1024
"""Bytes of a chunk; a row that is longer is refused."""
DELIMITERS = ";,\t|"
_QUOTE = b'"'
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LETTERS = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_OFTEN = frozenset("оеаинтсрвл")


def _unit(encoding: str) -> str:
    return {"utf-16-le": "<u2", "utf-16-be": ">u2"}.get(encoding, "u1")


def _border(block: bytes, encoding: str) -> tuple[int, int]:
    """Bytes up to the last end of a row outside quotation marks, and how many there are. The block begins outside."""
    units = np.frombuffer(
        block, dtype=_unit(encoding), count=len(block) // np.dtype(_unit(encoding)).itemsize
    )
    ends = np.flatnonzero(units == 10)
    if len(ends) and _QUOTE in block:
        quotes = np.flatnonzero(units == 34)
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return (int(ends[-1] + 1) * units.dtype.itemsize, len(ends)) if len(ends) else (0, 0)


def _newline(encoding: str) -> bytes:
    return "\n".encode(encoding)


def _spans(file: BinaryIO, encoding: str, position: int) -> Iterator[tuple[int, bytes, int]]:
    """(where it begins, whole rows, how many); 0 for the rest without an end."""
    file.seek(position)
    rest = b""
    while block := file.read(BLOCK):
        block = rest + block
        if b"\0" in block and not encoding.startswith("utf-16"):
            raise FileFault("structure.nul")
        cut, rows = _border(block, encoding)
        if cut:
            yield position, block[:cut], rows
            position += cut
            rest = block[cut:]
        elif len(block) > BLOCK:
            raise FileFault("structure.quote" if _newline(encoding) in block else "structure.long")
        else:
            rest = block
    if rest:
        yield position, rest, 0


def survey_text(file: BinaryIO, layout: Layout, head: bytes) -> Survey:
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
    for begins, block, ended in _spans(file, encoding, start):
        open_end = not ended
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
        rows += ended or 1
        end = size = begins + len(block)
        if open_end:
            tail = True
            try:
                _check_tail(text, rows, delimiter, width)
            except FileFault as fault:
                fault.whole = digest.hexdigest(), size
                raise
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
    check_header(best[1], layout, layout.header_row)
    return best[1], best[2], text[:at]


def _unique(header: list[str]) -> list[str]:
    return [name if header.index(name) == place else f"{name}\0{place}" for place, name in enumerate(header)]


def text_blocks(file: BinaryIO, found: Survey, position: int) -> Iterator[tuple[bytes, int]]:
    """Whole rows of a text file as UTF-8, and where the next ones begin."""
    for begins, block, _rows in _spans(file, found.encoding, position):
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


def chunks_of_text(file: BinaryIO, found: Survey, layout: Layout, position: int, row: int) -> Iterator[Chunk]:
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
