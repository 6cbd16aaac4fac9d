"""What programmes put on composed pages: my work, the lines of the desk's menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.registries import MenuItem, Panel, desk_menu, home_panels, work_panels
from hamkori.rooms.programmes.queries import framework, selfcheck
from hamkori.rooms.programmes.rules import (
    assesses_itself,
    in_ministry,
    of_council,
    reads_programmes,
    reads_self_checks,
)
from hamkori.society.places.models import Place


def my_work(actor: Actor) -> dict[str, Any] | None:
    """Values that wait for approval or came back; self-assessments that wait for the council, or were not begun."""
    found: dict[str, Any] = {}
    if in_ministry(actor):
        found = {"waiting": framework.waiting(actor), "returned": framework.returned(actor)}
    elif of_council(actor):
        found = {"checks": selfcheck.waiting(actor)}
    elif assesses_itself(actor):
        year = clock.today().year
        own = selfcheck.of_this_year(actor, year)
        if own is None or own.state == "draft":
            found = {"own": own, "year": year, "begin": own is None}
    return found if any(found.values()) else None


def of_home(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """The way to the programmes that are shown."""
    found = framework.shown_titles()
    return {"programmes": found} if found else None


def register() -> None:
    home_panels.register("programmes", Panel("programmes/panels/home.html", of_home), order=60)
    work_panels.register("programmes", Panel("programmes/panels/work.html", my_work), order=60)
    desk_menu.register(
        "programmes.list", MenuItem(_("Programmes"), "programmes_desk:list", reads_programmes), order=70
    )
    desk_menu.register(
        "programmes.selfchecks",
        MenuItem(_("Self-assessment"), "programmes_desk:selfchecks", reads_self_checks),
        order=71,
    )
