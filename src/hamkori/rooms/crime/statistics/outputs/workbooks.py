"""Tables of a release as spreadsheets: a sheet for each table, and one that says what they are."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from hamkori.kernel.templatetags.look import day
from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics.breaks import FLAG
from hamkori.rooms.crime.statistics.outputs.files import RATE, rate_of
from hamkori.rooms.crime.statistics.outputs.published import Book, Sheet
from hamkori.rooms.crime.statistics.outputs.sentences import break_sentence, broken_series
from hamkori.rooms.crime.statistics.outputs.words import counted_name, level_name, why_name, why_sentences

WORDS, CODES, NUMBERS = 38, 12, 14
"""Widths of columns, in characters."""
LONGEST_NAME = 31
"""Of a sheet, in every spreadsheet program."""


def new_workbook(release: Release) -> tuple[io.BytesIO, Any]:
    """A workbook whose text is text: nothing can become a formula. The same release gives the same file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    made = release.published_on or release.ends_on
    book.set_properties({"created": datetime(made.year, made.month, made.day), "title": release.name})  # noqa: DTZ001
    return out, book


def formats_of(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "head_right": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "align": "right"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "hidden": book.add_format({"font_color": "#4b5468", "bg_color": "#d8d2c3", "align": "right", "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }  # fmt: skip


def _about_rows(release: Release) -> list[tuple[str, str]]:
    rows = [
        (_("Period"), f"{release.begins_on.isoformat()} – {release.ends_on.isoformat()}"),
        (_("Vintage"), str(release.vintage)),
        (_("Published on"), day(release.published_on)),
        (_("Why it was revised"), pick(release.note)),
        (_("Digest (SHA-256)"), release.digest),
        (_("Signature (Ed25519)"), release.signature),
        (_("What to keep in mind"), _("Recorded crime is not all crime: much is never reported.")),
    ]
    if release.state == "withdrawn":
        rows.insert(2, (_("Replaced"), _("A newer vintage of these figures has been published.")))
    return [row for row in rows if row[1]]


Broken = list[tuple[str, str, list[date]]]
"""Code, words and days of each broken series."""


def _breaks(sheets: Sequence[Sheet]) -> Broken:
    """Of all tables, each series once."""
    return sorted({one[0]: one for sheet in sheets for one in sheet.breaks}.values())


def write_about(
    book: Any,
    formats: dict[str, Any],
    release: Release,
    sheets: Sequence[Sheet],
    *,
    breaks: Broken | None = None,
    more: Sequence[tuple[str, str]] = (),
) -> None:
    """The first sheet: what the file is, and how its signs are read. `breaks` of the tables unless they are given."""
    page = book.add_worksheet(_("About")[:LONGEST_NAME])
    page.set_column(0, 0, WORDS)
    page.set_column(1, 1, 90)
    page.write_string(0, 0, _("Recorded crime, %(period)s") % {"period": release.name}, formats["title"])
    row = 2
    for what, words in [*_about_rows(release), *more]:
        page.write_string(row, 0, what, formats["head"])
        page.write_string(row, 1, words, formats["text"])
        row += 1
    row += 1
    for code, word, sentence in why_sentences() if sheets else ():
        page.write_string(row, 0, f"{word} ({code})", formats["hidden"])
        page.write_string(row, 1, sentence, formats["text"])
        row += 1
    row += 1
    if found := breaks if breaks is not None else _breaks(sheets):
        page.write_string(row, 0, f"{_('Broken series')} ({FLAG})", formats["head"])
        page.write_string(row, 1, f"{break_sentence()} {broken_series(found)}.", formats["text"])
        row += 2
    for number, sheet in enumerate(sheets, start=1):
        page.write_string(row, 0, f"{number}. {sheet.name}"[:80], formats["text"])
        cover = sheet.coverage
        page.write_string(row, 1, f"{sheet.title}. {cover.text if cover else ''}".strip(), formats["text"])
        row += 1


def _write_sheet(book: Any, formats: dict[str, Any], sheet: Sheet, number: int) -> None:
    page = book.add_worksheet(f"{number}. {sheet.name}"[:LONGEST_NAME])
    column = 0
    for level in sheet.levels:
        page.set_column(column, column, CODES)
        page.set_column(column + 1, column + 1, WORDS)
        page.write_string(0, column, _("Code"), formats["head"])
        page.write_string(0, column + 1, level_name(level), formats["head"])
        column += 2
    page.set_column(column, column, NUMBERS)
    page.write_string(0, column, counted_name(sheet.counted), formats["head"])
    if sheet.has_rates:
        page.set_column(column + 1, column + 3, NUMBERS)
        page.set_column(column + 4, column + 4, WORDS)
        for at, name in enumerate(RATE, start=1):
            page.write_string(0, column + at, name, formats["head"])
    behind = 1 + len(RATE) * sheet.has_rates
    if sheet.breaks:
        page.write_string(0, column + behind, _("Broken series"), formats["head"])
    for row, (cell, words, figure, why) in enumerate(sheet.rows(), start=1):
        for at, (code, word) in enumerate(zip(cell, words, strict=True)):
            page.write_string(row, 2 * at, code, formats["text"])
            page.write_string(row, 2 * at + 1, word, formats["text"])
        if figure is None:
            page.write_string(row, column, why_name(why), formats["hidden"])
        else:
            page.write_number(row, column, figure, formats["number"])
        for at, value in enumerate(rate_of(sheet, cell).values(), start=1):
            page.write(row, column + at, value, formats["text"])
        if sheet.breaks and sheet.broken(cell):
            page.write_string(row, column + behind, FLAG, formats["text"])
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(sheet.cells)), column)


def workbook(book: Book, sheets: Sequence[Sheet] | None = None) -> bytes:
    """All tables of a release, or those given, with a page that explains them."""
    wanted = list(book.sheets if sheets is None else sheets)
    out, made = new_workbook(book.release)
    formats = formats_of(made)
    write_about(made, formats, book.release, wanted)
    for number, sheet in enumerate(wanted, start=1):
        _write_sheet(made, formats, sheet, number)
    made.close()
    return out.getvalue()
