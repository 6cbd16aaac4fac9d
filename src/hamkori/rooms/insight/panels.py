"""What this room puts on composed pages: a line in my work when something newly stands out, a line of the menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import Actor
from hamkori.kernel.registries import MenuItem, Panel, desk_menu, work_panels
from hamkori.rooms.insight import queries, shown


def my_work(actor: Actor) -> dict[str, Any] | None:
    """Only when something stands out that did not a month before."""
    if not queries.sees(actor):
        return None
    watch = queries.of_actor(actor)
    return {"new": len(watch.newly), "month": shown.month_words(watch.month)} if watch.newly else None


def register() -> None:
    work_panels.register("insight", Panel("insight/panels/work.html", my_work), order=25)
    desk_menu.register(
        "insight.early", MenuItem(_("What stands out"), "insight:early", queries.sees), order=48
    )
