"""Who may load a pack, enter what only people here know, and say that a number was called."""

from typing import Any

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Role


@rule("country.load")
def may_load(actor: Actor, obj: Any) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


@rule("country.enter")
def may_enter(actor: Actor, obj: Any) -> bool:
    """Days off, settings and lines of the whole country: for the whole country only; a line of a place: of its area."""
    return actor.has_role(Role.ADMINISTRATOR) and actor.covers(getattr(obj, "place_path", ""))


@rule("help_line.verify")
def may_verify(actor: Actor, line: Any) -> bool:
    """Whoever answers people can call a number and note that it works, within the scope of the posting."""
    return actor.has_role(
        Role.ADMINISTRATOR, Role.SECRETARY, Role.OPERATOR, Role.HANDLER, Role.HEAD, Role.CLERK
    ) and (line is None or not line.place_path or actor.covers(line.place_path))
