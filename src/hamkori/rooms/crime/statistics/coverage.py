"""Who reported: every district and month says records, a table, zero, or nothing. "No report" is not 0."""

from collections.abc import Iterable, Mapping
from datetime import date

from hamkori.rooms.crime.models import ZeroReport
from hamkori.rooms.crime.statistics.figures import Coverage
from hamkori.rooms.crime.statistics.levels import area_codes
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.models import Place

NOTHING = "nothing"


def districts() -> list[str]:
    """Paths of the places of the second level (districts, towns, parts of cities), and of regions without any."""
    places = dict(
        Place.objects.filter(retired_on__isnull=True, depth__in=(1, 2)).values_list("path", "depth")
    )
    parents = {path.rpartition(".")[0] for path, depth in places.items() if depth == 2}
    return sorted(
        path if depth == 2 else f"{path}.{UNKNOWN}"
        for path, depth in places.items()
        if depth == 2 or path not in parents
    )


def zero_months(begins: date, ends: date) -> set[tuple[str, str]]:
    """(district, month) for which an office said that there was nothing."""
    return {
        (area_codes(path)[1], f"{month.year}-{month.month:02}")
        for path, month in ZeroReport.objects.filter(
            month__gte=begins.replace(day=1), month__lte=ends
        ).values_list("path", "month")
    }


def table(
    areas: Iterable[str],
    months: Iterable[str],
    records: set[tuple[str, str]],
    tables: set[tuple[str, str]],
    zeros: set[tuple[str, str]],
) -> list[dict[str, str]]:
    """One row for every district and month; districts that only occur in the records are added."""
    known = sorted(set(areas) | {area for area, _month in records | tables | zeros})
    found = []
    for area in known:
        for month in months:
            cell = (area, month)
            said = (
                "records"
                if cell in records
                else "table"
                if cell in tables
                else "zero"
                if cell in zeros
                else NOTHING
            )
            found.append({"region": area_codes(area)[0], "district": area, "month": month, "said": said})
    return found


def summed(rows: Iterable[Mapping[str, str]], months: tuple[str, ...]) -> Coverage:
    """The coverage of some months. "Somewhere in the region" reports nothing of its own, unless it is all there is."""
    rows = [row for row in rows if row["month"] in months]
    divided = {row["region"] for row in rows if not row["district"].endswith(UNKNOWN)}
    said: dict[str, int] = {}
    missing: list[tuple[str, str]] = []
    within: dict[str, set[str]] = {"": set()}
    for row in rows:
        district, region = row["district"], row["region"]
        if district.endswith(UNKNOWN) and region in divided:
            continue
        for area in ("", region, district):
            within.setdefault(area, set()).add(district)
        said[row["said"]] = said.get(row["said"], 0) + 1
        if row["said"] == NOTHING:
            missing.append((district, row["month"]))
    said.pop(NOTHING, None)
    return Coverage(
        areas=len(within[""]),
        months=months,
        said=said,
        missing=tuple(sorted(missing)),
        within={area: len(inside) for area, inside in within.items()},
    )
