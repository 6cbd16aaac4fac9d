"""What the country shows among "my work": numbers that nobody has called for 90 days (K52, H17)."""

from typing import Any

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.registries import Panel, work_panels
from hamkori.society.countries import desk_queries

SHOWN = 6


def numbers(actor: Actor) -> dict[str, Any] | None:
    """For administrators and telephone operators. One query."""
    if not actor.has_role(Role.ADMINISTRATOR, Role.OPERATOR):
        return None
    rows = desk_queries.lines_to_check(actor)
    return {"rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)} if rows else None


def register() -> None:
    work_panels.register("countries.numbers", Panel("countries/_numbers.html", numbers), order=70)
