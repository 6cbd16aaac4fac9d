"""Spreadsheets that people fill in: CSV and XLSX into rows of text, with every fault named by row and column.

A column is known by its code and by its heading in any language of the installation. Nothing here writes.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import BadInput
from hamkori.kernel.forms import tidy

MOST_ROWS = 6000
MOST_UNPACKED = 200 * 1024 * 1024  # bytes of an XLSX once unpacked
MOST_IN_A_CELL = 300  # characters
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Column:
    """One column: `code` is the same in every language, `title` is what stands in the template."""

    code: str
    title: str | Promise
    hint: str | Promise = ""
    required: bool = False
    example: str = ""


@dataclass(frozen=True)
class RowFault:
    """What is wrong in a cell. `row` is the line of the file (its first line is 1); 0 speaks of the whole file."""

    row: int
    code: str
    column: str
    sentence: str


def fault(row: int, column: Column, sentence: str | Promise, **values: Any) -> RowFault:
    """What is wrong in a cell, in the language of the page."""
    text = str(sentence)
    return RowFault(row, column.code, str(column.title), text % values if values else text)


@dataclass
class Table:
    """`rows` are {column code: text}, each with the line of the file that it stands in."""

    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def read_table(data: bytes, columns: Sequence[Column]) -> Table:
    """The rows of a file. Raises `BadInput` for a file that cannot be read at all."""
    lines = _xlsx(data) if data[:4] in (_ZIP, _OLD_EXCEL) else _csv(data)
    first = next(((at, line) for at, line in enumerate(lines) if any(line)), None)
    if first is None:
        raise BadInput(_("This file is empty. Please choose another one."), field="file")
    start, head = first
    known = _headings(columns)
    places = {known[name]: index for index, name in enumerate(map(_plain, head)) if name in known}
    table = Table()
    for column in columns:
        if column.required and column.code not in places:
            table.faults.append(fault(0, column, _("This column is missing.")))
    if table.faults:
        return table
    for number, line in enumerate(lines[start + 1 :], start + 2):
        row = {code: line[index] if index < len(line) else "" for code, index in places.items()}
        if not any(row.values()):
            continue
        for column in columns:
            text = row.setdefault(column.code, "")
            if column.required and not text:
                table.faults.append(fault(number, column, _("Please fill in this field.")))
            elif len(text) > MOST_IN_A_CELL:
                sentence = _("The text is too long. At most: %(limit_value)s characters.")
                table.faults.append(fault(number, column, sentence, limit_value=MOST_IN_A_CELL))
        table.rows.append((number, row))
    if not table.rows:
        raise BadInput(_("There is no line under the headings."), field="file")
    if len(table.rows) > MOST_ROWS:
        raise BadInput(
            _("The file has too many lines. At most: %(number)s. Please send it in parts."),
            field="file",
            number=MOST_ROWS,
        )
    return table


def _headings(columns: Iterable[Column]) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in columns:
        known[_plain(column.code)] = column.code
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                known.setdefault(_plain(str(column.title)), column.code)
    return known


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("*", " ").split())


def _csv(data: bytes) -> list[list[str]]:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            _(
                "The letters of this file cannot be read. Save it as XLSX, or as “CSV UTF-8”, and send it again."
            ),
            field="file",
        ) from error
    if "\x00" in text:
        raise BadInput(_("This is not a spreadsheet. Send an XLSX or a CSV file."), field="file")
    head = next((line for line in text.splitlines() if line.strip()), "")
    between = max(";,\t", key=head.count)
    try:
        return [
            [tidy(cell).strip() for cell in line] for line in csv.reader(io.StringIO(text), delimiter=between)
        ]
    except csv.Error as error:
        raise BadInput(_("This is not a spreadsheet. Send an XLSX or a CSV file."), field="file") from error


def _xlsx(data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if (
            data[:4] == _ZIP
            and sum(one.file_size for one in zipfile.ZipFile(io.BytesIO(data)).infolist()) > MOST_UNPACKED
        ):
            raise BadInput(_("The file is too big."), field="file")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        return [[_cell(value) for value in line] for line in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, zipfile.BadZipFile, OSError, IndexError, ValueError) as error:
        raise BadInput(_("This is not a spreadsheet. Send an XLSX or a CSV file."), field="file") from error


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return tidy(str(value)).strip() if value is not None else ""


def template_file(
    columns: Sequence[Column],
    examples: Sequence[Sequence[str]],
    words: Sequence[tuple[str, str]],
    lines: Sequence[Sequence[str]] = (),
) -> bytes:
    """An XLSX to fill in: headings with `lines`, a sheet of examples, and one that says what belongs where.

    The examples stand on a sheet of their own: what is invented is not taken in with what was filled in.
    `words` are (what to write, what it means) for the columns that take one of a few words.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, text = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "@"})
    for title, shown in ((_("To fill in"), lines), (_("Example"), examples)):
        sheet = book.add_worksheet(str(title)[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 22, text)
        for index, column in enumerate(columns):
            sheet.write_string(0, index, str(column.title) + (" *" if column.required else ""), bold)
        for number, line in enumerate(shown, 1):
            for index, cell in enumerate(line):
                sheet.write_string(number, index, cell, text)
    help_sheet = book.add_worksheet(str(_("What to write"))[:31])
    help_sheet.set_column(0, 0, 30)
    help_sheet.set_column(1, 1, 90)
    rows = [(str(column.title), str(column.hint)) for column in columns] + [("", ""), *words]
    for number, (left, right) in enumerate(rows):
        help_sheet.write_string(number, 0, left, bold)
        help_sheet.write_string(number, 1, right)
    book.close()
    return buffer.getvalue()


def as_number(text: str) -> int:
    """A whole number that people wrote with or without blanks. Raises `ValueError`."""
    bare = "".join(text.split())
    if not bare.isdecimal():
        raise ValueError(text)
    return int(bare)


def each_fault(faults: Iterable[RowFault], most: int = 60) -> tuple[list[RowFault], int]:
    """The first faults in the order of the file, and how many more there are."""
    ordered = sorted(faults, key=lambda one: (one.row, one.column))
    return ordered[:most], max(0, len(ordered) - most)
