"""What bodies show on composed pages."""

from typing import Any

from hamkori.kernel.actor import Actor
from hamkori.kernel.registries import Panel, place_panels
from hamkori.rooms.bodies import queries
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
    """The offices responsible for a place with their verified contacts (posts first, names by consent)."""
    kinds = queries.kinds()
    found = queries.contacts_at(place.path, SHOWN_KINDS)
    rows = [
        {
            "organisation": organisation.name_in(language),
            "kind": kinds[organisation.kind].name if organisation.kind in kinds else "",
            "is_team": organisation.kind == "team",
            "contacts": contacts,
        }
        for organisation, contacts in found
    ]
    if not rows:
        return None
    days = [contact.verified_on for _organisation, contacts in found for contact in contacts if contact.verified_on]
    return {"rows": rows, "verified_on": min(days) if days else None}


def register() -> None:
    place_panels.register("bodies.who", Panel("bodies/place_who.html", who_is_there), order=10)
