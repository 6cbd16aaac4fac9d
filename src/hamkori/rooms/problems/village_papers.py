"""The kit of a village team on two sides of a sheet: the first steps, and tiles for the map (R248, R240)."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.templatetags.look import day
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import WORRIES
from hamkori.rooms.problems.models.seeing import COLUMNS, ROWS
from hamkori.rooms.problems.papers import pdf
from hamkori.rooms.problems.village import STEPS
from hamkori.society.accounts.models import Organisation


def village_content(team: Organisation, language: str) -> dict[str, Any]:
    """The sheet as `village.typ` draws it."""
    with translation.override(language):
        return {
            "language": language,
            "title": _("First steps of a team in a village"),
            "team": pick(team.names),
            "headings": ["", _("When"), _("What"), _("Without the internet")],
            "steps": [[str(when), str(what), str(how)] for when, what, how in STEPS],
            "danger": _("Somebody is in danger now: call for help. Violence at home is never a matter for a meeting."),
            "map": _("Map of a group"),
            "fields": [_("Place"), _("Group"), _("Day"), _("How many people?")],
            "how": _(
                "One stroke on a tile for each person. Not safe: the number of the worry. Safe: a circle. Write what "
                "stands there (school, bridge), never who lives there."
            ),
            "worries": [str(words) for words in WORRIES.values()],
            "columns": COLUMNS,
            "rows": ROWS,
            "foot": _("No names on this sheet. Printed on %(day)s.") % {"day": day(clock.today(), "short")},
        }  # fmt: skip


def village_pdf(team: Organisation, language: str) -> bytes:
    return pdf("village.typ", village_content(team, language))
