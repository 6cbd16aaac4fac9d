"""Help lines of an area: which place they belong to, and the panel of a place that shows them."""

from typing import Any

from hamkori.kernel.actor import Actor
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.registries import Panel, place_panels
from hamkori.society.countries import queries as countries
from hamkori.society.countries.models import HelpLine
from hamkori.society.places import queries
from hamkori.society.places.models import Place


@for_a_while(60)
def _local() -> list[HelpLine]:
    return countries.local_help_lines()


def by_place() -> list[tuple[Place, list[HelpLine]]]:
    """Every area that has help lines of its own, by name. Two queries."""
    lines: dict[str, list[HelpLine]] = {}
    for line in countries.local_help_lines():
        lines.setdefault(line.place_path, []).append(line)
    found = queries.living().filter(path__in=lines) if lines else []
    return [(place, lines[place.path]) for place in queries.in_order(found)]


def of_place(place: Place, actor: Actor, language: str) -> dict[str, Any] | None:
    """Lines that answer for this place: its own and those of the places above it."""
    lines = [line for line in _local() if f"{place.path}.".startswith(f"{line.place_path}.")]
    return {"lines": lines} if lines else None


def register() -> None:
    place_panels.register("places.help", Panel("places/help.html", of_place), order=12)
