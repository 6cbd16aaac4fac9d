"""What stands beside recorded crime in a release: surveys, services, and concerns that residents raised (K23).

The community's count comes through a registry, because its room may not be installed: in the statistics profile it
never is. Only the sum over the whole country and a whole year leaves that room, and only from `FEWEST` on: with months
beside the year, a month that is left out could be worked out from the others (K34).
"""

from datetime import date
from typing import Any

from hamkori.kernel.registries import community_counts
from hamkori.rooms.crime.models import BesideFigure
from hamkori.rooms.crime.statistics.intake import FEWEST


def rows_for(begins: date, ends: date) -> list[dict[str, Any]]:
    """The figures whose days overlap a period, in one order, as the manifest of a release keeps them."""
    found = [
        {
            "kind": one.kind,
            "what": one.what,
            "unit": one.unit,
            "number": one.number,
            "low": one.low,
            "high": one.high,
            "asked": one.asked,
            "period": period_words(one.begins_on, one.ends_on),
            "reference": one.reference,
        }
        for one in BesideFigure.objects.filter(begins_on__lte=ends, ends_on__gte=begins).order_by(
            "kind", "code"
        )
    ]
    for name, count in community_counts if _is_year(begins, ends) else ():
        told = count(begins, ends)
        if told is not None and told.number >= FEWEST:
            found.append(
                {
                    "kind": "community",
                    "what": told.what,
                    "unit": told.unit,
                    "number": told.number,
                    "low": None,
                    "high": None,
                    "asked": None,
                    "period": period_words(begins, ends),
                    "reference": told.reference,
                    "code": name,
                }
            )
    return found


def _is_year(begins: date, ends: date) -> bool:
    return (begins.month, begins.day, ends.month, ends.day) == (1, 1, 12, 31) and begins.year == ends.year


def period_words(begins: date, ends: date) -> str:
    """ "2025", "2025-03", or both days: the same in every language."""
    if _is_year(begins, ends):
        return str(begins.year)
    after = date.fromordinal(ends.toordinal() + 1)
    if begins.day == 1 and after.day == 1 and (begins.year, begins.month) == (ends.year, ends.month):
        return f"{begins.year}-{begins.month:02}"
    return f"{begins.isoformat()} – {ends.isoformat()}"
