"""From a published number to what stands behind it: for statisticians and the integrity role (lineage)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hamkori.kernel.actor import Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.words import pick
from hamkori.rooms.crime.register.counting import counting_sets
from hamkori.rooms.crime.statistics import lineage, queries, two_ways
from hamkori.rooms.crime.statistics.outputs import published, sentences
from hamkori.rooms.crime.statistics.outputs.published import Book, Sheet
from hamkori.rooms.crime.statistics.outputs.words import why_name
from hamkori.rooms.crime.views import pivot
from hamkori.rooms.crime.views.common import page
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

WHO = (Role.STATISTICIAN, Role.INTEGRITY)
WIDE = 8
MOST = 200
"""Records that are listed; the rest is a number."""
STEPS: dict[str, str | Promise] = {
    "attempts": _("Attempts"),
    "repeated": _("Repeated acts"),
    "offences": _("Only the gravest"),
    "persons": _("By victims"),
}


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


@require_GET
@with_role(*WHO)
def listing(request: HttpRequest) -> HttpResponse:
    """Every release that was published, to open its numbers."""
    rows = [{"release": one, "heading": sentences.heading(one)} for one in published.releases()]
    return page(request, "figures", {"rows": rows})


@require_GET
@with_role(*WHO)
def one(request: HttpRequest, uid: str) -> HttpResponse:
    """The tables of a release."""
    found = published.release_of(uid)
    book = Book.of(found, _language())
    return page(
        request, "figures_of",
        {
            "release": found, "heading": sentences.heading(found), "sheets": [(one, one.title) for one in book.sheets],
            "counts_two_ways": two_ways.may_compare(actor_of(request)),
        },
    )  # fmt: skip


def _sheet(uid: str, name: str) -> Sheet:
    return Book.of(published.release_of(uid), _language(), names=[name]).sheet(name)


@require_GET
@with_role(*WHO)
def table(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """A table in which every number leads to its records."""
    sheet = _sheet(uid, name)
    shape = pivot.pivot(sheet, request.GET.get("part", ""), keyed=True)
    return page(
        request, "figures_table",
        {
            "release": sheet.table.release, "heading": sentences.heading(sheet.table.release), "sheet": sheet,
            "title": sheet.title, "shape": shape, "breaks": sheet.breaks, "is_wide": len(shape.columns) > WIDE,
            "coverage": sentences.coverage_sentence(sheet.coverage),
        },
    )  # fmt: skip


VERSIONS: tuple[tuple[str, str | Promise], ...] = (
    ("release", _("Release and vintage")),
    ("correspondence", _("Version of the correspondence of articles")),
    ("families", _("Edition of the tables")),
    ("schema", _("Version of the store")),
)
PROTECTION: tuple[tuple[str, str | Promise], ...] = (
    ("threshold", _("Smallest number that is shown")),
    ("width", _("Steps that every hidden number keeps for an attacker")),
    ("rounds", _("Rounds of the attack")),
    ("hidden", _("Numbers that are hidden")),
    ("changed_keys", _("Keys of 256 that change a number")),
    ("largest", _("Largest change")),
    ("minimum_population", _("Fewest people of an area")),
)


@require_GET
@with_role(*WHO)
def cell(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """One number: the references of its records, the versions of the rules, what protected it."""
    sheet = _sheet(uid, name)
    codes = request.GET.get("at", "").split(",")
    if len(codes) != len(sheet.levels):
        raise NotFound
    opened = lineage.open_cell(actor=actor_of(request), table=sheet.table, codes=codes)
    return page(
        request, "figures_cell",
        {
            "release": sheet.table.release, "heading": sentences.heading(sheet.table.release), "sheet": sheet,
            "title": sheet.title, "where": [sheet.label(at, code) for at, code in enumerate(codes)],
            "opened": opened, "number": None if opened.why_hidden else opened.shown,
            "why": why_name(opened.why_hidden) if opened.why_hidden else "",
            "records": opened.records[:MOST], "more": max(len(opened.records) - MOST, 0),
            "changed": sheet.is_query,
            "versions": [(words, opened.versions[key]) for key, words in VERSIONS if key in opened.versions],
            "protection": [(words, opened.protection[key]) for key, words in PROTECTION if key in opened.protection],
        },
    )  # fmt: skip


@require_GET
@with_role(*WHO)
def counting(request: HttpRequest, uid: str) -> HttpResponse:
    """The records of a release counted by two sets of rules."""
    found = published.release_of(uid)
    by = "region" if request.GET.get("by") == "region" else "section"
    both = two_ways.side_by_side(found, by=by, actor=actor_of(request))
    sets = counting_sets()
    steps = list(dict.fromkeys(step for line in both.lines for step in line.because))
    names = queries.words(by, [line.code for line in both.lines])
    return page(request, "figures_counting", {
        "release": found, "heading": sentences.heading(found), "both": both, "by": by,
        "sets": [{"name": sets[code].name, "note": pick(sets[code].note)} for code in (both.first, both.second)],
        "steps": [STEPS[step] for step in steps],
        "rows": [_counted(line, steps, names[line.code]) for line in both.lines],
    })  # fmt: skip


def _counted(line: two_ways.Line, steps: list[str], name: str) -> dict[str, Any]:
    return {
        "name": name, "total": line.code == "all", "first": line.first, "second": line.second,
        "change": line.change, "because": [(STEPS[step], line.because.get(step, 0.0)) for step in steps],
    }  # fmt: skip
