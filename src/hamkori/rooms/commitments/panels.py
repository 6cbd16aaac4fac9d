"""What promises show on composed pages: place, home, a team's page, my work, the menu; and what a body did."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamkori.kernel import access
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.registries import (
    Activity,
    MenuItem,
    Panel,
    activity_feeds,
    desk_menu,
    home_panels,
    place_panels,
    team_panels,
    work_panels,
)
from hamkori.kernel.templatetags.look import icon
from hamkori.rooms.commitments import board, desk_board, queries
from hamkori.rooms.commitments.board import Whose
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

FEW = 2


def _panel(whose: Whose, url: str) -> dict[str, Any] | None:
    from hamkori.rooms.commitments.views.public import ledger_rows

    figures = board.figures(whose)
    if not figures.total:
        return None
    picked = board.ledger(whose, figures, most=FEW, groups=("late", "done", "kept"))
    words = board.group_words()
    return {
        "figures": figures,
        "counts": [
            (icon(board.SHAPES.get(sign, sign)), figures.counts[sign], words[sign][0])
            for sign in board.SIGNS
            if figures.counts[sign]
        ],
        "rows": ledger_rows([line for lines in picked.values() for line in lines]),
        "url": url,
    }


def of_place(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """What was promised in a place: the counts by state, and the first of those that matter most."""
    whose = Whose(place)
    url = reverse("commitments:place", args=[place.code]) if place.parent_id else reverse("commitments:board")
    return _panel(whose, url)


def of_team(organisation: Organisation, actor: Actor, language: str) -> dict[str, Any] | None:
    """What a team itself has promised."""
    return _panel(
        Whose(organisation.place, organisation), reverse("commitments:office", args=[organisation.uid])
    )


def my_work(actor: Actor) -> dict[str, Any] | None:
    """Late and near promises of the own office, and those that wait for this side."""
    if not access.may(actor, "commitment.list"):
        return None
    work = desk_board.work_of(actor)
    if not any(work.counts.values()):
        return None
    return {"work": work, "actor": actor, "meets": actor.has_role(Role.SECRETARY, Role.COUNCIL)}


def activity(organisation: Organisation, since: date) -> Iterator[Activity]:
    """What a body wrote down and confirmed."""
    for basis, number in queries.written_by(organisation, since):
        yield Activity(
            basis.dated_on, "promises", _("Promises written down: %(number)s") % {"number": number}
        )
    for day, number in queries.confirmed_by(organisation, since):
        yield Activity(
            day, "promises_checked", _("Promises confirmed or opened again: %(number)s") % {"number": number}
        )


def register() -> None:
    """Called once, when the app is ready."""
    place_panels.register("commitments", Panel("commitments/public/panel.html", of_place), order=15)
    home_panels.register("commitments", Panel("commitments/public/panel.html", of_place), order=15)
    team_panels.register("commitments", Panel("commitments/public/panel.html", of_team), order=30)
    work_panels.register("commitments", Panel("commitments/desk/work.html", my_work), order=15)
    desk_menu.register(
        "commitments",
        MenuItem(
            gettext_lazy("Promises"),
            "commitments_desk:board",
            lambda actor: access.may(actor, "commitment.list"),
        ),
        order=15,
    )
    activity_feeds.register("commitments", activity)
