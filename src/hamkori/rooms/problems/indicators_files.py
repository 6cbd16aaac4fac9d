"""“What came of it” as a spreadsheet and as data, with the definition beside every figure."""

import csv
import io

from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.rooms.problems.queries.indicators import Came
from hamkori.rooms.problems.spreadsheets import book
from hamkori.rooms.problems.views import came as words

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def as_csv(came: Came, language: str) -> bytes:
    """The figures with their definitions. No free text of anybody."""
    out = io.StringIO()
    with translation.override(language):
        writer = csv.writer(out)
        writer.writerow([_("Year"), *words.headings()])
        writer.writerows([came.year, *row] for row in words.rows(came))
    return ("\ufeff" + out.getvalue()).encode()


def as_xlsx(came: Came, language: str, *, teams: bool) -> bytes:
    """The same as a workbook; for the desk with a sheet of teams."""
    with translation.override(language):
        sheets = [(f"{_('What came of it')} {came.year}", words.headings(), list(words.rows(came)))]
        if teams:
            sheets.append((_("Teams"), words.team_headings(), list(words.team_rows(came))))
        return book(sheets)


def as_file(came: Came, kind: str, language: str, *, teams: bool = False) -> bytes:
    """`kind` is "csv" or "xlsx"."""
    return as_csv(came, language) if kind == "csv" else as_xlsx(came, language, teams=teams)
