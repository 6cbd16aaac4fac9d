"""The country of the demo: the pack, and help lines with numbers that nobody can have."""

from datetime import date
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.society.countries.actions import enter_help_line, load_pack, verify_help_line
from hamkori.society.countries.models import HelpLine

COUNTRY = "tj"
"""The demo's invented places lie in the districts of this pack."""


def demo_number(number: int) -> str:
    """An invented number of the house, "+992 00 000 00 07": the operator code 00 belongs to nobody."""
    digits = f"{number:07d}"
    return f"+992 00 {digits[:3]} {digits[3:5]} {digits[5:]}"


def fill(*, today: date, **_rest: Any) -> None:
    """Load the pack; give every help line a number that cannot be dialled, called today, marked as entered here."""
    with clock.travel(today):
        load_pack(COUNTRY, actor=SYSTEM)
        for position, line in enumerate(
            HelpLine.objects.filter(retired_on__isnull=True).order_by("position", "code")
        ):
            line = enter_help_line(actor=SYSTEM, line=line, number=demo_number(9_000_100 + position))
            verify_help_line(actor=SYSTEM, line=line)


def register() -> None:
    demo_parts.register("countries", DemoPart(fill), order=10)
