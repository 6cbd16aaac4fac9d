"""The bulletin of a period on paper: two pages A4, in each language, from the frozen tables. No names, no ranking."""

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from hamkori.kernel.templatetags.look import day, figure
from hamkori.kernel.words import pick
from hamkori.rooms.crime.statistics.breaks import FLAG
from hamkori.rooms.crime.statistics.outputs import story
from hamkori.rooms.crime.statistics.outputs.published import Book, Shown
from hamkori.rooms.crime.statistics.outputs.sentences import (
    again_sentence,
    break_sentence,
    broken_series,
    change_sentence,
    coverage_sentence,
    heading,
    keep_in_mind,
)
from hamkori.rooms.crime.statistics.outputs.words import (
    counted_name,
    digest_lines,
    level_name,
    month_name,
    why_name,
    why_sentences,
)

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "crime" / "statistics" / "bulletin.typ"


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def _cell(shown: Shown, *, broken: bool = False) -> dict[str, Any]:
    number, why = shown
    return {
        "n": "" if number is None else figure(number),
        "why": "" if number is not None else why_name(why),
        "flag": FLAG if broken else "",
    }


def _bars(book: Book, dimension: str) -> list[dict[str, Any]]:
    level = "section" if dimension == "offence" else "month"
    codes = book.sections() if dimension == "offence" else book.codes_of(dimension)
    found = [(code, book.find(**{dimension: code})) for code in codes]
    most = max((shown[0] or 0 for _code, shown in found), default=0)
    return [
        {
            "name": month_name(int(code[5:])) if level == "month" else book.words.of_code(level, code),
            "share": (shown[0] or 0) / most if most else 0,
            **_cell(shown, broken=dimension == "offence" and book.broken(code)),
        }
        for code, shown in found
    ]


def _cross(book: Book) -> dict[str, Any]:
    """Kinds of crime by region."""
    regions, sections = book.regions(), book.sections()
    if not any(book.find(area=regions[0], offence=section)[1] != "absent" for section in sections if regions):
        return _by_region(book, regions)
    return {
        "heads": [level_name("section"), *(book.words.of_code("region", code) for code in regions)],
        "rows": [
            {
                "name": book.words.of_code("section", section) if section else _("All crimes"),
                "cells": [
                    _cell(book.find(area=region, offence=section), broken=book.broken(section))
                    for region in regions
                ],
            }
            for section in [*sections, ""]
        ]
        if regions
        else [],
    }


def _by_region(book: Book, regions: list[str]) -> dict[str, Any]:
    """Where the crossing with the kinds of crime is not published: the regions alone, by the alphabet."""
    return {
        "heads": [level_name("region"), counted_name("offence")],
        "rows": [
            {"name": book.words.of_code("region", code), "cells": [_cell(book.find(area=code))]}
            for code in regions
        ],
    }


def content(book: Book) -> dict[str, Any]:
    """Everything that stands on the paper, as words."""
    release = book.release
    change = story.moved(story.change_of(book))
    cleared = story.clear_up_of(book)
    return {
        "language": book.words.language,
        "site": settings.HAMKORI_SITE_NAME or "Hamkori",
        "title": heading(release),
        "kind": _("Bulletin of recorded crime"),
        "vintage": _("Vintage %(number)s, published on %(day)s")
        % {"number": release.vintage, "day": day(release.published_on)},
        "note": pick(release.note),
        "total": _cell(book.find()),
        "total_words": _("crimes recorded"),
        "change": change_sentence(book, change),
        "coverage": coverage_sentence(book.coverage),
        "sections_title": _("What kind of crime"),
        "sections": _bars(book, "offence"),
        "breaks": f"{FLAG}: {_('Broken series')}. {break_sentence()} {broken_series(book.breaks)}."
        if book.breaks
        else "",
        "months_title": _("Month by month"),
        "months": [] if book.period.is_month else _bars(book, "period"),
        "cross_title": _("By region, in the order of the alphabet"),
        "cross": _cross(book),
        "cleared_title": _("Cleared up"),
        "cleared": _(
            "%(cleared)s of %(of)s (%(share)s %%), as the cases stood on %(day)s; which crimes: %(cohort)s; "
            "what is counted: %(scope)s."
        )
        % {
            "cleared": figure(cleared.cleared),
            "of": figure(cleared.of),
            "share": figure(cleared.share, 1),
            "day": day(cleared.as_of),
            "cohort": cleared.cohort,
            "scope": cleared.scope,
        }
        + again_sentence(cleared)
        if cleared
        else "",
        "mind_title": _("What to keep in mind"),
        "mind": [f"{title}. {text}" for title, text in keep_in_mind(book)],
        "why": [f"{word}: {sentence}" for _code, word, sentence in why_sentences()],
        "digest_title": _("Digest of the release (SHA-256), signed"),
        "digest": digest_lines(release.digest),
        "foot": _("Recorded crime is not all crime: much is never reported."),
        "qr": _qr(settings.HAMKORI_ORIGIN + reverse("crime:release", args=[release.uid])),
    }


def pdf(book: Book) -> bytes:
    """The paper in the language that is active."""
    made = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"content": json.dumps(content(book), ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made
