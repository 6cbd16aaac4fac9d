"""The sheet on which a group's priorities are counted by hand, and slips to cut (R242). Counts only, no names."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import day
from hamkori.kernel.words import pick
from hamkori.rooms.problems.models import Ranking, VoiceIssue, VoiceSession
from hamkori.rooms.problems.papers import pdf
from hamkori.rooms.problems.ranking import MOST_CHOICES

FEWEST_ROWS = 3
"""Room for problems that the meeting adds."""
SLIPS = 6


def counting_content(session: VoiceSession, issues: list[VoiceIssue], language: str) -> dict[str, Any]:
    """The sheet as `counting.typ` draws it."""
    with translation.override(language):
        pairs = session.way == Ranking.PAIRS
        leads = {
            Ranking.THREE: _(
                "Everybody names up to three. One stroke for each voice, five strokes in a bundle."
            ),
            Ranking.DOTS: _(
                "Everybody has three dots; several may stand on one problem. One stroke for each dot."
            ),
            Ranking.PAIRS: _(
                "Two by two: hands are raised, and the number of the problem that matters more is written where its "
                "row and column meet; “=” if both matter alike. Hands are not counted on paper."
            ),
        }
        titles = [one.title for one in issues] + ["" for _row in range(0 if pairs else FEWEST_ROWS)]
        return {
            "language": language,
            "name": _("Sheet for counting"),
            "team": pick(session.team.names),
            "place": session.place.name,
            "session": f"{session.get_session_display()}: {session.get_group_display()}",
            "fields": [
                [_("Reference"), session.uid],
                [_("Day"), day(session.on, "short")],
                [_("How many people took part?"), ""],
            ],
            "lead": leads[Ranking(session.way)],
            "headings": [_("Problem"), _("Strokes"), _("Together")],
            "rows": titles,
            "pairs": pairs,
            "slips": 0 if pairs else SLIPS,
            "slip": _("What matters most to you? No name, please.")
            if session.way == Ranking.THREE
            else _("You have three dots. Put them where it matters most. No name, please."),
            "boxes": 1 if session.way == Ranking.THREE else MOST_CHOICES,
            "slip_rows": [one.title for one in issues],
            "foot": _("No list of people and no names. Nothing under five is shown outside. Printed on %(day)s.")
            % {"day": day(clock.today(), "short")},
        }  # fmt: skip


def counting_pdf(session: VoiceSession, issues: list[VoiceIssue], language: str) -> bytes:
    """One page to count on; for voices and dots a second page with six slips."""
    return pdf("counting.typ", counting_content(session, issues, language))
