"""Who has reported lately and who has not: from the register as it stands now, before any release is built (R485).

It says whether something came, never how much, and districts stand by the alphabet: it is for calling an office in
time, not for a contest (K21). "No report" is not 0: a month without crimes is said in a zero report.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from hamkori.kernel import clock
from hamkori.kernel.access import require
from hamkori.kernel.actor import Actor
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Aggregate, Crime, Report, ZeroReport
from hamkori.rooms.crime.statistics.coverage import NOTHING, districts, summed, table
from hamkori.rooms.crime.statistics.levels import area_codes
from hamkori.rooms.crime.statistics.queries import words
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.queries import below

MONTHS = 6
"""Finished months that are shown."""


@dataclass(frozen=True, slots=True)
class District:
    """What came from one district, month by month: "records", "table", "zero" or "nothing"."""

    code: str
    name: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    districts: tuple[District, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """The districts that the reader covers; `silent` of `areas` said nothing about the last finished month."""

    months: tuple[date, ...]
    regions: tuple[Region, ...]
    areas: int
    silent: int


def finished_months(number: int = MONTHS) -> tuple[date, ...]:
    """First days of the last months that are over, oldest first."""
    today = clock.today()
    last = today.year * 12 + today.month - 2
    return tuple(date(at // 12, at % 12 + 1, 1) for at in range(last - number + 1, last + 1))


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _label(month: date) -> str:
    return f"{month.year}-{month.month:02}"


def _records(path: str, month: date) -> set[str]:
    """Districts with a crime recorded, or a report taken into the journal, in this month."""
    within, after = below(path), _after(month)
    crimes = Crime.objects.filter(within, recorded_on__gte=month, recorded_on__lt=after)
    reports = Report.objects.filter(within, reported_at__gte=_moment(month), reported_at__lt=_moment(after))
    paths = set(crimes.values_list("path", flat=True).distinct())
    return {area_codes(one)[1] for one in paths | set(reports.values_list("path", flat=True).distinct())}


def _said(path: str, months: tuple[date, ...]) -> list[dict[str, str]]:
    def told(rows: QuerySet[Aggregate] | QuerySet[ZeroReport]) -> set[tuple[str, str]]:
        found = rows.filter(below(path), month__gte=months[0], month__lte=months[-1])
        return {(area_codes(at)[1], _label(on)) for at, on in found.values_list("path", "month").distinct()}

    known = [code for code in districts() if not path or code == path or code.startswith(path + ".")]
    return table(
        known,
        [_label(one) for one in months],
        {(code, _label(one)) for one in months for code in _records(path, one)},
        told(Aggregate.objects.all()),
        told(ZeroReport.objects.all()),
    )


def of_area(*, actor: Actor) -> Reporting:
    """The last finished months of the districts in the reader's area. Raises `NotAllowed`."""
    require(actor, "crime.reporting")
    months = finished_months()
    by_district = _by_district(actor.place_path, months)
    above = {code: area_codes(code)[0] for code in by_district}
    names = words("district", by_district) | words("region", set(above.values()))
    found: dict[str, list[District]] = {}
    for code, said in by_district.items():
        name = names[above[code] if code.endswith(UNKNOWN) else code]
        found.setdefault(above[code], []).append(District(code, name, tuple(said)))
    return Reporting(
        months=months,
        regions=tuple(
            Region(names[code], tuple(sorted(inside, key=lambda one: (one.name.casefold(), one.code))))
            for code, inside in sorted(found.items(), key=lambda one: (names[one[0]].casefold(), one[0]))
        ),
        areas=len(by_district),
        silent=_silent(by_district),
    )


def last_month(*, actor: Actor) -> tuple[date, int, int]:
    """(the last finished month, districts that said nothing about it, all districts). Raises `NotAllowed`."""
    require(actor, "crime.reporting")
    months = finished_months(1)
    found = _by_district(actor.place_path, months)
    return months[0], _silent(found), len(found)


def silent_about(path: str) -> date | None:
    """The last finished month, when nothing came about it from anywhere under `path`; None when something did."""
    month = finished_months(1)[0]
    within, after = below(path), _after(month)
    reported = {"reported_at__gte": _moment(month), "reported_at__lt": _moment(after)}
    came = (
        Crime.objects.filter(within, recorded_on__gte=month, recorded_on__lt=after).exists()
        or Report.objects.filter(within, **reported).exists()
        or Aggregate.objects.filter(within, month=month).exists()
        or ZeroReport.objects.filter(within, month=month).exists()
    )
    return None if came else month


def _by_district(path: str, months: tuple[date, ...]) -> dict[str, list[str]]:
    """District to what it said of each month; "somewhere in the region" only where a region has no districts."""
    rows = _said(path, months)
    counts = summed(rows, tuple(_label(one) for one in months)).within
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["district"] in counts:
            found.setdefault(row["district"], []).append(row["said"])
    return found


def _silent(found: dict[str, list[str]]) -> int:
    return sum(said[-1] == NOTHING for said in found.values())
