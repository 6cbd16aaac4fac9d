"""What bodies show on composed pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.registries import MenuItem, Panel, desk_menu, place_panels, work_panels
from hamkori.rooms.bodies import first_steps, office_queries, queries
from hamkori.society.places.models import Place

SHOWN_KINDS = (
    "precinct",
    "team",
    "mahalla_committee",
    "jamoat",
    "district_government",
    "district_police",
    "women_committee",
    "public_council",
)


def who_is_there(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """The offices responsible for a place with their contacts (posts first, names by consent).

    One day stands above all numbers only where every one was called; otherwise each number tells its own.
    """
    kinds = queries.kinds()
    found = queries.contacts_at(place.path, SHOWN_KINDS)
    rows = [
        {
            "organisation": organisation.name_in(language),
            "kind": kinds[organisation.kind].name if organisation.kind in kinds else "",
            "is_team": organisation.kind == "team",
            "contacts": contacts,
            "has_phone": any(contact.phone for contact in contacts),
        }
        for organisation, contacts in found
    ]
    if not rows:
        return None
    checked = [contact.verified_on for _office, contacts in found for contact in contacts if contact.phone]
    days = [day for day in checked if day is not None]
    all_checked = bool(days) and len(days) == len(checked)
    return {
        "rows": rows,
        "verified_on": min(days) if all_checked else None,
        "nobody_checked": bool(checked) and not days,
        "mixed": bool(days) and not all_checked,
    }


CONTACTS_SHOWN = 5


def before_you_start(actor: Actor) -> dict[str, Any] | None:
    """For an administrator, until everything is done."""
    if not actor.has_role(Role.ADMINISTRATOR):
        return None
    steps = first_steps.steps(actor)
    done = sum(step.done for step in steps)
    return {"steps": steps, "done": done} if done < len(steps) else None


def contacts_due(actor: Actor) -> dict[str, Any] | None:
    """Numbers of offices that nobody called in 90 days (K52): for administrators, and for heads their own."""
    rows, total = office_queries.numbers_to_check(actor, most=CONTACTS_SHOWN)
    return {"rows": rows, "more": total - len(rows)} if rows else None


def register() -> None:
    work_panels.register("bodies.start", Panel("bodies/_before_you_start.html", before_you_start), order=5)
    work_panels.register("bodies.contacts", Panel("bodies/_contacts_due.html", contacts_due), order=72)
    desk_menu.register(
        "offices",
        MenuItem(_("Offices"), "bodies:offices", lambda actor: actor.has_role(Role.ADMINISTRATOR)),
        order=55,
    )
    desk_menu.register(
        "own_office",
        MenuItem(_("Our contacts"), "bodies:own", lambda actor: actor.has_role(Role.HEAD)),
        order=55,
    )
    place_panels.register("bodies.who", Panel("bodies/place_who.html", who_is_there), order=10)
