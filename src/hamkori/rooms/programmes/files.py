"""A programme as a spreadsheet and as data."""

import csv
import io

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.rooms.problems.spreadsheets import book
from hamkori.rooms.programmes import shown
from hamkori.rooms.programmes.models import Framework
from hamkori.rooms.programmes.queries.framework import tree

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def made(framework: Framework, kind: str, language: str, *, public: bool) -> bytes:
    """`kind` is "csv" or "xlsx". For the public approved values only, small numbers hidden."""
    with translation.override(language):
        twigs = shown.twigs(tree(framework, approved_only=public), public=public)
        rows = list(shown.file_rows(twigs, public=public))
        if kind == "xlsx":
            about = [
                [_("Programme"), framework.title],
                [_("What it wants to reach"), framework.aim],
                [_("First day"), framework.begins_on.isoformat()],
                [_("Last day"), framework.ends_on.isoformat()],
            ]
            return book(
                [(_("Figures"), shown.headings(), rows), (_("Programme"), [_("What"), _("Words")], about)]
            )
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(shown.headings())
        writer.writerows([_plain(cell) for cell in row] for row in rows)
        return ("\ufeff" + out.getvalue()).encode()


def _plain(cell: object) -> str:
    """No cell can become a formula where the file is opened."""
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@\t" and text not in ("-", "–") else text


def answer(framework: Framework, kind: str, language: str, *, public: bool) -> HttpResponse:
    response = HttpResponse(made(framework, kind, language, public=public), content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="programme-{framework.uid}.{kind}"'
    return response
