"""A file of a sender as chunks of text columns. Reads in streaming; what a file is, its content says, not its name.

A text file is looked through once before anything is taken (`survey`): letters, quotation marks, ends of rows, whether
it was cut. Then `chunks` gives whole rows, two megabytes at a time, from any border it gave before.
"""

from collections.abc import Iterator
from typing import BinaryIO

from hamkori.rooms.crime.register.imports.faults import FileFault
from hamkori.rooms.crime.register.imports.layouts import Layout
from hamkori.rooms.crime.register.imports.surveys import Chunk, Survey
from hamkori.rooms.crime.register.imports.texts import chunks_of_text, survey_text
from hamkori.rooms.crime.register.imports.workbooks import chunks_of_workbook, survey_workbook

_OTHER_KINDS = (
    b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"Rar!", b"7z\xbc", b"GIF8",
)  # fmt: skip


def survey(file: BinaryIO, layout: Layout) -> Survey:
    """Look through the whole file. Raises `FileFault` when nothing of it can be taken."""
    file.seek(0)
    head = file.read(4096)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        if not head or not head.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe"):
            raise FileFault("structure.empty")
        raise FileFault("structure.nul")
    if head.startswith(b"PK\x03\x04"):
        return survey_workbook(file, layout)
    if head.startswith(_OTHER_KINDS):
        raise FileFault("structure.kind")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"<", b"{", b"["):
        raise FileFault("structure.kind")
    return survey_text(file, layout, head)


def chunks(file: BinaryIO, found: Survey, layout: Layout, *, position: int, row: int) -> Iterator[Chunk]:
    """Chunks from a border on. `row` is the spreadsheet's number of the first row there."""
    made = chunks_of_workbook if found.kind == "xlsx" else chunks_of_text
    yield from made(file, found, layout, position, row)
