"""The sheet that a safety walk takes along: the route in its order, boxes for nine ratings, room for the owners."""

from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.pages import never_kept
from hamkori.kernel.templatetags.look import day
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import RATINGS, Group
from hamkori.rooms.problems.models import RouteStop, Walk
from hamkori.rooms.problems.papers import pdf

FEWEST_ROWS = 6
"""Room for stops that nobody has planned."""


def walk_content(walk: Walk, route: list[RouteStop], language: str) -> dict[str, Any]:
    """The sheet as `walk.typ` draws it."""
    with translation.override(language):
        stops = [
            [str(stop.number), stop.title, pick(stop.owner.names) if stop.owner else "", pick(stop.proposals)]
            for stop in route
        ]
        stops += [[str(number), "", "", ""] for number in range(len(stops) + 1, FEWEST_ROWS + 1)]
        return {
            "language": language,
            "name": _("Sheet of a safety walk"),
            "team": pick(walk.team.names),
            "place": walk.place.name,
            "fields": [
                [_("Reference"), walk.uid],
                [_("Day"), day(walk.on, "short")],
                [_("It gets dark at"), ""],
                [str(Group.WOMEN.label), ""],
                [str(Group.MEN.label), ""],
                [_("From offices"), ""],
            ],
            "lead": _(
                "The same way by day and by dark, the stops in this order. 0 is bad, 1 poor, 2 fair, 3 good: the first "
                "box is for the day, the second for the dark. About places only: no names, no photos of people."
            ),
            "ratings": [str(words) for words in RATINGS.values()],
            "by_day": _("by day"),
            "by_dark": _("by dark"),
            "owner": _("Who can mend it"),
            "change": _("What should change here"),
            "where": _("Stop"),
            "stops": stops,
            "next": _(
                "Back at the table: which stops were bad or poor? The owner promises at the meeting, or the team "
                "enters a concern for the owner."
            ),
            "foot": _("Printed on %(day)s, page") % {"day": day(clock.today(), "short")},
        }  # fmt: skip


def walk_pdf(walk: Walk, route: list[RouteStop], language: str) -> bytes:
    """A4, black and white, as many pages as the route needs."""
    return pdf("walk.typ", walk_content(walk, route, language))


def answer(data: bytes, name: str) -> HttpResponse:
    """A PDF for the browser, kept in no cache."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return never_kept(response)
