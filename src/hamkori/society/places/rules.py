"""Who may change the territory: administrators, within the scope of their posting."""

from typing import Any

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Role


def _administers(actor: Actor, place: Any) -> bool:
    return actor.has_role(Role.ADMINISTRATOR) and actor.covers(place.path if place is not None else "")


@rule("place.change")
def may_change(actor: Actor, place: Any) -> bool:
    return _administers(actor, place)


@rule("place.import_boundaries")
def may_import(actor: Actor, obj: Any) -> bool:
    return _administers(actor, None)
