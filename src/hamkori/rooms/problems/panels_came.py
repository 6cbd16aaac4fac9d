"""“What came of it” and events on composed pages: links from a place and a team, the short way from “my work”."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.registries import (
    MenuItem,
    Panel,
    activity_feeds,
    desk_menu,
    place_panels,
    team_panels,
    work_panels,
)
from hamkori.rooms.problems.queries import events
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


def of_place(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """A link; nothing is read for it."""
    return {"code": place.code}


def of_team(team: Organisation, actor: Actor, language: str) -> dict[str, Any] | None:
    return {"uid": team.uid}


def in_team(actor: Actor) -> bool:
    return actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.organisation_kind == "team"


def oversees(actor: Actor) -> bool:
    return actor.has_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL)


def my_work(actor: Actor) -> dict[str, Any] | None:
    """The short screen for an event, and what waits to be told."""
    if in_team(actor):
        year = clock.today().year
        return {
            "team": True,
            "events": events.written_since(actor.office, date(year, 1, 1)),
            "untold": events.untold(actor.office, year),
        }
    return {} if oversees(actor) else None


def register() -> None:
    place_panels.register("problems.came", Panel("problems/panels/came_place.html", of_place), order=90)
    team_panels.register("problems.came", Panel("problems/panels/came_team.html", of_team), order=30)
    work_panels.register("problems.came", Panel("problems/panels/came_work.html", my_work), order=31)
    desk_menu.register(
        "problems.events", MenuItem(_("Meetings and events"), "problems_desk:events", in_team), order=47
    )
    desk_menu.register(
        "problems.came",
        MenuItem(_("What came of it"), "problems_desk:came", lambda actor: in_team(actor) or oversees(actor)),
        order=48,
    )
    activity_feeds.register("problems.events", events.activity)
