"""Check-lists for officials, for anybody to read and to print (R493, R162). Nothing is filled in, nothing is kept."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamkori.kernel import clock
from hamkori.kernel.pages import cached_page
from hamkori.kernel.templatetags.look import day
from hamkori.society.countries import queries
from hamkori.society.countries.models import CheckList, HelpLine

TEMPLATE = Path(__file__).resolve().parent / "templates" / "countries" / "check_list.typ"


@cached_page
@require_GET
def check_lists(request: HttpRequest) -> HttpResponse:
    return render(request, "countries/check_lists.html", {"rows": queries.check_lists()})


@cached_page
@require_GET
def check_list(request: HttpRequest, code: str) -> HttpResponse:
    """One list: what to do, and on what each sentence rests."""
    found, lines = queries.check_list(code)
    return render(request, "countries/check_list.html", {"list": found, "lines": lines})


@cached_page
@require_GET
def check_list_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same on A4, for the wall of a police station."""
    found, lines = queries.check_list(code)
    answer = HttpResponse(pdf(found, lines), content_type="application/pdf")
    language = translation.get_language() or settings.LANGUAGE_CODE
    answer["Content-Disposition"] = f'inline; filename="{found.code}-{language}.pdf"'
    return answer


def content(found: CheckList, lines: list[HelpLine]) -> dict[str, Any]:
    """What stands on the paper, in the language that is on."""
    return {
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "title": found.name,
        "lead": found.lead,
        "note": found.note,
        "parts": [[title, [list(item) for item in items]] for title, items in found.in_words],
        "help": _("Who can help"),
        "lines": [[line.name, line.number or _("Number not known yet")] for line in lines],
        "foot": _("Printed on %(date)s from %(address)s")
        % {"date": day(clock.today()), "address": settings.HAMKORI_ORIGIN},
    }


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def pdf(found: CheckList, lines: list[HelpLine]) -> bytes:
    """The list as PDF."""
    made = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"content": json.dumps(content(found, lines), ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made
