"""Papers as PDF: the team's numbered letter to an office, and the empty form with a strip to tear off (G1-G10).

A letter never names a resident and carries no time of day. No emblem, no stamp field: a team is no legal person.
"""

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import day
from hamkori.rooms.concerns.models import Concern, OfficeLetter
from hamkori.society.countries import queries as countries

TEMPLATES = Path(__file__).parent / "templates" / "concerns"
ANSWER_LINES = 7


def shown_number(letter: OfficeLetter) -> str:
    """Team's own number, for people: "2026/14"."""
    return f"{letter.year}/{letter.number}"


def _qr(text: str) -> str:
    """A QR code as SVG text."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def letter_content(
    *, letter: OfficeLetter, concern: Concern, words: tuple[str, str], language: str
) -> dict[str, Any]:
    """What stands on the letter. `words` are the resident's text and landmark if the letter may carry them."""
    text, landmark = words
    with translation.override(language):
        address = settings.HAMKORI_ORIGIN + reverse(
            "concerns_desk:paper_answer", args=[concern.shown_reference]
        )
        due = day(concern.due_on) if concern.due_on else ""
        return {
            "language": language,
            "title": _("Letter of the partnership team"),
            "from": letter.team.name_in(language),
            "place_of_making": letter.team.place.name,
            "to": letter.to.name_in(language),
            "rows": [
                [_("Outgoing number and date"), f"{shown_number(letter)}, {day(letter.on)}"],
                [_("Incoming number and date"), ""],
                [_("Number of the concern"), concern.shown_reference],
                [_("About"), concern.topic.name],
                [_("Where"), concern.public_place.name],
                *([[_("Where exactly"), landmark]] if landmark else []),
                [_("Raised in"), day(concern.raised_on, "month")],
                [_("Answer by"), due],
            ],
            "request": _(
                "A resident has raised this with the partnership team. Please answer here or on your own paper, "
                "and give the answer a number and a date. What you promise, and by when, goes to the resident in your "
                "words."
            ),
            "text_title": _("In the resident's words"),
            "text": text
            or _(
                "The words are kept for the office that answers: read them after signing in, or ask the resident a "
                "question on this sheet. The number is enough."
            ),
            "answer_title": _("Answer of the office"),
            "lines": ANSWER_LINES,
            "blanks": [_("Number and date"), _("By when something will be done"), _("Post and signature")],
            "hands": [_("Chair of the team"), _("Secretary of the team")],
            "seen": _("Declined to sign, date"),
            "qr": _qr(address),
            "qr_note": _("For the team: type the answer in here"),
            "foot": _("Who raised the concern is not known to the team and does not stand on this sheet."),
        }


def blank_form_content(language: str) -> dict[str, Any]:
    """The empty form: no number yet, and no question about who did something."""
    with translation.override(language):
        return {
            "language": language,
            "title": _("A concern, an idea or thanks about a place"),
            "lead": _(
                "You may leave out your name. Write about the place and what happens there, not about a person."
            ),
            "kinds": [_("Concern"), _("Idea"), _("Thanks")],
            "fields": [
                [_("Where (jamoat, mahalla, village)"), 1],
                [_("Where exactly (for example: beside the school gate)"), 1],
                [_("What it is about (light, road, water, order, school …)"), 1],
                [_("What happens there"), 5],
                [_("Date"), 1],
            ],
            "ticks": [
                _("Everyone may read my text, after review"),
                _("I want an ordinary concern"),
                _("I want a formal appeal by law (a name is needed)"),
            ],
            "danger": _("Is somebody in danger now? Do not write. Call %(number)s.")
            % {"number": _emergency()},
            "strip_title": _("Strip for the office only. Tear off and hand it in closed."),
            "strip_note": _(
                "The team does not read this strip. Without it, you follow the answer with the number and the code."
            ),
            "strip_fields": [
                _("Number of the strip (written by the helper)"),
                _("Your name"),
                _("Telephone"),
                _("When may we call, and when not"),
            ],
            "strip_ticks": [
                _("The office that answers may see my name"),
                _("If the police answer, they may see it too"),
            ],
            "cut": _("tear off here"),
            "keep_title": _("For you"),
            "keep_fields": [_("Number"), _("Code (show it to nobody)")],
            "site": settings.HAMKORI_ORIGIN,
            "printed_on": day(clock.today()),
        }


def _emergency() -> str:
    line = countries.emergency_line()
    return str(line.number) if line is not None else "112"


@cache
def _template(name: str) -> bytes:
    return (TEMPLATES / name).read_bytes()


def _pdf(name: str, content: dict[str, Any]) -> bytes:
    made = typst.compile(
        _template(name), format="pdf", sys_inputs={"content": json.dumps(content, ensure_ascii=False)}
    )
    assert isinstance(made, bytes)
    return made


def letter_pdf(content: dict[str, Any]) -> bytes:
    """The letter on one A4 sheet."""
    return _pdf("letter.typ", content)


def blank_form_pdf(language: str) -> bytes:
    """The empty form on one A4 sheet."""
    return _pdf("blank_form.typ", blank_form_content(language))
