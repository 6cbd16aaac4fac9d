"""The summary of a quarter on one page, with room for what the police will do with it (R263)."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import day
from hamkori.rooms.problems.papers import pdf
from hamkori.rooms.problems.queries.feedback import Feedback
from hamkori.rooms.problems.views import feedback as words


def quarter_content(found: Feedback, place: str, language: str) -> dict[str, Any]:
    """The page as `quarter.typ` draws it."""
    with translation.override(language):
        return {
            "language": language,
            "title": _("What residents said, quarter %(name)s of %(year)s")
            % {"name": words.NAMES[found.quarter.number], "year": found.quarter.year},
            "place": place,
            "sides": _sides(
                [
                    {"title": one.title, "rows": [list(row) for row in one.rows]}
                    for one in words.parts(found)
                    if one.rows
                ]
            ),
            "answer": _("What we do about it, and by when:"),
            "hands": [_("For the police, post and signature"), _("For the council or the team")],
            "foot": _("Counts are rounded to five; no texts and no names of residents. Printed on %(day)s.")
            % {"day": day(clock.today())},
        }  # fmt: skip


def _sides(parts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The parts in two columns of about the same length, in their order."""
    total = sum(len(part["rows"]) + 2 for part in parts)
    left: list[dict[str, Any]] = []
    used = 0
    for part in parts:
        if left and used + (len(part["rows"]) + 2) / 2 > total / 2:
            break
        left.append(part)
        used += len(part["rows"]) + 2
    return [left, parts[len(left) :]]


def quarter_pdf(found: Feedback, place: str, language: str) -> bytes:
    return pdf("quarter.typ", quarter_content(found, place, language))
