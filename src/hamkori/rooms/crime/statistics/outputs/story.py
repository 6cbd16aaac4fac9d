"""The figures of the overview: the change with its interval, coverage, clear-up whole, and what stands beside (K23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics.figures import Change, ClearUp, Coverage, Rate, rate
from hamkori.rooms.crime.statistics.outputs.published import Book
from hamkori.rooms.crime.statistics.outputs.words import why_name


@dataclass(frozen=True, slots=True)
class Moved:
    """A change in percent with its interval (95 %), ready for words; `plain` says what it means."""

    change: Change
    percent: float
    low: float
    high: float | None
    """None: no upper bound."""

    @property
    def size(self) -> float:
        """Without its sign, to a tenth."""
        return round(abs(self.percent), 1)

    @property
    def direction(self) -> str:
        """ "more", "fewer", or "same": the interval holds no change at all."""
        if self.low > 0:
            return "more"
        if self.high is not None and self.high < 0:
            return "fewer"
        return "same"


def moved(change: Change | None) -> Moved | None:
    """The interval of a change, or None where nothing can be compared."""
    if change is None or change.compared == 0 or not change.before:
        return None
    ratio = change.ratio
    if ratio.estimate is None:
        return None
    high = None if ratio.high == float("inf") else 100 * (ratio.high - 1)
    return Moved(change, 100 * (ratio.estimate - 1), 100 * (ratio.low - 1), high)


def change_of(book: Book, *, area: str = "", offence: str = "") -> Change | None:
    """This period against the year before, from published cells only: areas that reported every month of both.

    With every region complete (or with one area) it is the cell itself; else the sum over the regions that are.
    None where the release has no year before, or a cell that is needed is hidden.
    """
    before = book.period.year_before
    now_cover, then_cover = book.coverage, _coverage_of_period(book, before.label)
    if now_cover is None or then_cover is None:
        return None
    inside = now_cover.within
    areas = [area] if area else [""]
    if not area and not (now_cover.complete and then_cover.complete):
        areas = book.regions()
    now = then = compared = 0
    for code in areas:
        if not (_complete(now_cover, code) and _complete(then_cover, code)):
            continue
        pair = (
            book.find(area=code, offence=offence)[0],
            book.find(area=code, offence=offence, of=before.label)[0],
        )
        if pair[0] is None or pair[1] is None:
            continue
        now, then = now + pair[0], then + pair[1]
        compared += inside.get(code, 0) * len(book.period.months)
    possible = inside.get(area, now_cover.areas) * len(book.period.months)
    if not compared:
        return None
    return Change(now, then, book.release.name, before.label, compared, max(possible - compared, 0))


def _coverage_of_period(book: Book, label: str) -> Coverage | None:
    return next((sheet.coverage for sheet in book.sheets if sheet.period == label), None)


def _complete(cover: Coverage, area: str) -> bool:
    return not any(
        area == "" or district == area or district.startswith(area + ".")
        for district, _month in cover.missing
    )


def rates(book: Book, numbers: Mapping[str, int | None]) -> dict[str, Rate]:
    """Per 100,000 people with a dated population, for the regions and districts that have one and a number."""
    return {
        path: rate(number, book.people[path], path)
        for path, number in numbers.items()
        if number is not None and path in book.people
    }


# --- clear-up: whole or not at all -----------------------------------------------------------------------------


def clear_up_of(book: Book) -> ClearUp | None:
    """From the table by outcome: crimes kept as records; tables of districts name no cohort. None where hidden."""
    cleared, _why = book.find(outcome="cleared")
    left, _why = book.find(outcome="not")
    if cleared is None or left is None or not cleared + left:
        return None
    again, why = book.find(reopened="yes")
    return ClearUp(
        reopened=again,
        why="" if again is not None or why == "absent" else why_name(why),
        cleared=cleared,
        of=cleared + left,
        cohort=_("crimes recorded in %(period)s") % {"period": book.release.name},
        scope=_("all kinds of crime, the whole country, each offence counted; districts that keep records"),
        as_of=_day(book.release),
    )


def _day(release: Release) -> date:
    """The day on which the release was counted."""
    return release.built_at.date()


# --- beside recorded crime: surveys and services (K23) ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure that somebody else counted about the same thing, as the release keeps it."""

    kind: str
    """survey, service, or community: concerns that residents raised."""
    what: str
    number: float
    low: float | None
    high: float | None
    unit: str
    period: str
    reference: str
    """Who counted."""
    asked: int | None = None
    """How many were asked."""


def beside_of(release: Release) -> list[Beside]:
    """Survey and service figures in the manifest (`beside`): only with what, unit, period and a reference."""
    found = []
    for row in release.manifest.get("beside") or ():
        one = _beside(row)
        if one.what and one.reference and one.period:
            found.append(one)
    return found


def _beside(row: Mapping[str, Any]) -> Beside:
    def bound(name: str) -> float | None:
        return None if row.get(name) is None else round(float(row[name]), 1)

    return Beside(
        kind=str(row.get("kind", "")),
        what=pick(row.get("what")),
        number=round(float(row["number"]), 1),
        low=bound("low"),
        high=bound("high"),
        unit=pick(row.get("unit")),
        period=str(row.get("period", "")),
        reference=pick(row.get("reference")),
        asked=None if row.get("asked") is None else int(row["asked"]),
    )


__all__ = [
    "Beside", "Moved", "beside_of", "change_of", "clear_up_of", "moved", "rates",
]  # fmt: skip
