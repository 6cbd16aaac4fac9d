"""Two years of concerns in the demo country, told through the actions that everybody uses."""

from typing import Any

from hamkori.kernel.registries import DemoPart, demo_parts


def fill(**what: Any) -> None:
    """Fill in the concerns; see `filling`."""
    from hamkori.rooms.concerns.demo.filling import fill as live_through

    live_through(**what)


def register() -> None:
    demo_parts.register("concerns", DemoPart(fill), order=50)
