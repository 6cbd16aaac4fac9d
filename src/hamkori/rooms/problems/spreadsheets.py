"""The folder and the plan as spreadsheets, for whoever works on with them."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.rooms.problems import papers
from hamkori.rooms.problems.models import Folder, YearPlan
from hamkori.rooms.problems.queries.results import results_of
from hamkori.rooms.problems.views import shown

WIDE, NARROW = 48, 16


def book(sheets: Sequence[tuple[str, list[str], Sequence[Sequence[Any]]]]) -> bytes:
    """A workbook of (name, headings, rows). Text is written as text: nothing can become a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, wrap = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    for name, headings, rows in sheets:
        sheet = book.add_worksheet(name[:31])
        sheet.set_column(0, max(0, len(headings) - 1), WIDE if len(headings) < 4 else NARROW + 6)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(number, column, value, wrap)
                else:
                    sheet.write_string(number, column, str(value), wrap)
        sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def summary(folder: Folder, language: str) -> bytes:
    """The summary, and every measurement with its interval."""
    with translation.override(language):
        pictures = shown.results(results_of(folder))
        measured = [
            [picture.title, mark.words, mark.value, mark.low, mark.high, mark.n, mark.days]
            for picture in pictures
            for mark in picture.marks
        ]
        return book(
            [
                (_("Folder"), [_("What"), _("Words")], papers.summary_rows(folder)),
                (
                    _("Measurements"),
                    [
                        _("What"),
                        _("Where and when"),
                        _("Value"),
                        _("Lower bound"),
                        _("Upper bound"),
                        _("In or of"),
                        _("Days"),
                    ],
                    measured,
                ),
            ]
        )


def plan(year_plan: YearPlan, language: str) -> bytes:
    """The rows of the plan, whose priorities they serve, the dates to mind: what stands on the paper."""
    with translation.override(language):
        paper = papers.plan_content(year_plan, language)
        return book(
            [
                (_("Plan"), paper["headings"], paper["rows"]),
                (_("Priorities"), [_("What matters"), *paper["groups"]], paper["group_rows"]),
                (_("Dates to mind"), [_("Dates to mind")], [[line] for line in paper["seasons"]]),
            ]
        )
