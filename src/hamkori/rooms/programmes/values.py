"""Numbers of indicators: what fits a unit, how parts relate to the whole, whether a target was reached. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import BadInput
from hamkori.rooms.programmes.catalogue import Direction, Unit
from hamkori.rooms.programmes.models import Indicator

WHOLE = (Unit.NUMBER, Unit.PEOPLE)


def month_after(first: date, months: int) -> date:
    """The first day of the month that comes `months` after that of `first`."""
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def fitting(value: Decimal, unit: str, *, field: str) -> None:
    """Raise `BadInput` for what cannot be a value of this unit."""
    if value < 0:
        raise BadInput(_("The number cannot be less than 0."), field=field)
    if unit in WHOLE and value != value.to_integral_value():
        raise BadInput(_("Write a whole number here."), field=field)
    if unit == Unit.PERCENT and value > 100:
        raise BadInput(_("A share is at most 100 per cent."), field=field)


def parts_fit(indicator: Indicator, whole: Decimal, parts: Mapping[str, Decimal]) -> None:
    """Raise `BadInput` for an unknown group, or groups of a count that are more than the whole together.

    Groups may be less than the whole: not everybody was counted by group. That is kept and said, not lost.
    """
    for code, value in parts.items():
        if code not in indicator.groups:
            raise BadInput(_("Please choose from the list."))
        fitting(value, indicator.unit, field=f"part_{code}")
    if indicator.unit in WHOLE and parts and sum(parts.values()) > whole:
        raise BadInput(_("The groups are more than all together."), field=f"part_{next(iter(parts))}")


class Standing(StrEnum):
    """How a value stands to its target."""

    REACHED = "reached"
    NOT_YET = "not_yet"
    NO_TARGET = "no_target"
    NOT_REPORTED = "not_reported"
    TO_COME = "to_come"


def standing(value: Decimal | None, target: Decimal | None, direction: str, *, has_ended: bool) -> Standing:
    """Nothing told is never 0: before the end of a period it is to come, afterwards not reported."""
    if value is None:
        return Standing.NOT_REPORTED if has_ended else Standing.TO_COME
    if target is None:
        return Standing.NO_TARGET
    reached = value >= target if direction == Direction.UP else value <= target
    return Standing.REACHED if reached else Standing.NOT_YET
