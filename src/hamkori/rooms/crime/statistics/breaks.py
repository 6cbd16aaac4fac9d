"""Which series of a release are broken, and from which day: the flag "b" of its tables.

A series breaks when the code was amended within the period, or when the release before was counted by another
correspondence. Kept in the manifest, so that the signature covers it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hamkori.rooms.crime.models import ClassificationVersion, Release
from hamkori.rooms.crime.register.classification import Correspondence
from hamkori.rooms.crime.register.restating import breaks_within, broken_series, restate
from hamkori.rooms.crime.statistics.levels import DIMENSION

FLAG = "b"


def of_period(begins: date, ends: date) -> dict[str, list[str]]:
    """{category: days} for a release that is built now."""
    now = Correspondence.load()
    found = breaks_within(now, begins - timedelta(days=1), ends)
    before = _counted_before(begins)
    if before is not None and before != now.number:
        old = Correspondence.load(before)
        found += [one for one in restate(old, now, begins, ends) if one.cause == "restated"]
    return {code: [day.isoformat() for day in days] for code, days in broken_series(found).items()}


def _counted_before(begins: date) -> int | None:
    """The correspondence of the newest release that ended before; None if there is none that can be compared."""
    release = (
        Release.objects.filter(state__in=["published", "withdrawn"], ends_on__lt=begins)
        .order_by("-ends_on", "-vintage")
        .first()
    )
    number = release.manifest.get("store", {}).get("correspondence") if release else None
    known = ClassificationVersion.objects.filter(number=number).exists() if number else False
    return int(number) if number and known else None


def of_cell(release: Release, levels: Sequence[str], codes: Sequence[str], period: str) -> list[str]:
    """The days on which the series of this cell breaks within its own month or year; [] for a whole one."""
    if not release.manifest.get("breaks"):
        return []
    offence = next(
        (code for level, code in zip(levels, codes, strict=True) if DIMENSION[level] == "offence"), ""
    )
    when = next((code for level, code in zip(levels, codes, strict=True) if level == "month"), period)
    return of_code(release, offence, when)


def of_code(release: Release, offence: str, period: str) -> list[str]:
    """The days within a month or a year on which the series of a kind of crime breaks."""
    kept: Mapping[str, Any] = release.manifest.get("breaks") or {}
    return [day for day in kept.get(offence, []) if day.startswith(period)]
