"""The scorecard on paper: tally boxes for each group, a sheet for the service, a sheet for the meeting."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import day
from hamkori.kernel.words import pick
from hamkori.rooms.problems.forms.scoring import SCORES
from hamkori.rooms.problems.models import Scorecard
from hamkori.rooms.problems.models.scorecard import SCORING, STATEMENTS
from hamkori.rooms.problems.papers import pdf


def card_content(card: Scorecard, language: str) -> dict[str, Any]:
    """The sheets as `scorecard.typ` draws them."""
    with translation.override(language):
        service = pick(card.service.names)
        return {
            "language": language,
            "name": _("Scorecard"),
            "service": service,
            "team": pick(card.team.names),
            "place": card.place.name,
            "reference_label": _("Reference"),
            "reference": card.uid,
            "statement": _("Statement"),
            "statements": [str(STATEMENTS[code]) for code in card.statements],
            "scores": [[str(level), str(words)] for level, words in SCORES.items()],
            "groups_title": _("Sheet of a group"),
            "groups": [str(words) for words in SCORING.values()],
            "groups_lead": _(
                "Each group on its own, without the service in the room. A stroke for each person in the box of the "
                "score. No names: how many people is enough."
            ),
            "people": _("How many took part"),
            "own_title": _("Sheet of the service"),
            "own_lead": _("The service ticks how it sees itself, before it sees the scores of the residents."),
            "number": _("Number and stamp"),
            "meeting_title": _("Sheet of the meeting"),
            "meeting_lead": _(
                "Lay the sheets side by side. Where they are far apart: why, and what changes? Offices and posts, no "
                "names."
            ),
            "meeting_heads": [_("Statement"), _("What is done?"), _("Who?"), _("By when?")],
            "day": _("Day"),
            "protocol": _("Protocol"),
            "again": _("When do we score again?"),
            "foot": _("No score of fewer than five people is shown to anybody. Printed on %(day)s, page")
            % {"day": day(clock.today(), "short")},
        }  # fmt: skip


def card_pdf(card: Scorecard, language: str) -> bytes:
    """Three A4 pages in black and white."""
    return pdf("scorecard.typ", card_content(card, language))
