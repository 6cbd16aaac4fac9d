"""Recorded events as the analysis reads them: where, when, of what category. Nobody's attributes are read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from hamkori.rooms.crime.models import Category, Crime, Offence, Persons
from hamkori.rooms.crime.register.classification import CLOSE_RELATIONS, Correspondence, ancestors_of
from hamkori.rooms.crime.states import CrimeState
from hamkori.society.places import queries as places

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded crime. Times are those of the local clock."""

    uid: str
    path: str
    on: date
    """The day it happened, or was reported where that is not known."""
    began: datetime | None
    ended: datetime | None
    time_known: bool
    recorded_on: date
    lon: float | None
    lat: float | None
    codes: frozenset[str]
    """Categories of all its offences; empty where no article is mapped."""
    sensitive: bool
    """A sexual or domestic offence: never shown by places."""

    def within(self, code: str) -> bool:
        """Whether one of its offences belongs to a category or to one below it."""
        return any(one.startswith(code) for one in self.codes)


def here() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), here())


def counted() -> QuerySet[Crime]:
    """Crimes that count: not removed, and not those that another office has taken over and counts itself."""
    return Crime.objects.exclude(state=CrimeState.REMOVED).exclude(
        state=CrimeState.TRANSFERRED, taken_as__isnull=False
    )


def in_days(begins: date, ends: date) -> Q:
    """Events that happened between two days, both included; without a known day, those that were reported then."""
    low, high = midnight(begins), midnight(ends + DAY)
    return Q(occurred_from__gte=low, occurred_from__lt=high) | Q(
        occurred_from__isnull=True, reported_at__gte=low, reported_at__lt=high
    )


def in_areas(paths: Iterable[str]) -> Q:
    """In any of the areas. No area at all finds nothing."""
    found = Q(pk__in=[])
    for path in paths:
        found = found | places.below(path)
    return found


def sensitive_categories() -> frozenset[str]:
    """Codes that are sensitive themselves; what lies below them is, too."""
    return frozenset(Category.objects.filter(sensitive=True).values_list("code", flat=True))


def events(paths: Iterable[str], begins: date, ends: date) -> list[Event]:
    """The events of some areas between two days, in four queries."""
    found = counted().filter(in_areas(paths)).filter(in_days(begins, ends))
    return _read(found)


def _read(found: QuerySet[Crime]) -> list[Event]:
    correspondence, zone = Correspondence.load(), here()
    shy = sensitive_categories()
    known_shy: dict[str, bool] = {}

    def is_shy(code: str) -> bool:
        if code not in known_shy:
            known_shy[code] = not shy.isdisjoint(ancestors_of(code))
        return known_shy[code]

    offences: dict[int, list[tuple[str, bool]]] = {}
    rows = Offence.objects.filter(crime__in=found.values("pk")).values_list(
        "crime_id", "article__number", "article__part", "attempted"
    )
    for crime, number, part, attempted in rows:
        offences.setdefault(crime, []).append((f"{number}/{part}" if part else number, attempted))
    close = set(
        Persons.objects.filter(
            crime__in=found.values("pk"), relation__in=sorted(CLOSE_RELATIONS)
        ).values_list("crime_id", flat=True)
    )
    made = []
    fields = (
        "pk", "uid", "path", "occurred_from", "occurred_until", "time_known", "reported_at", "recorded_on",
        "point_lon", "point_lat",
    )  # fmt: skip
    for row in found.order_by("pk").values_list(*fields, named=True):
        began = row.occurred_from.astimezone(zone).replace(tzinfo=None) if row.occurred_from else None
        ended = row.occurred_until.astimezone(zone).replace(tzinfo=None) if row.occurred_until else None
        on = began.date() if began else row.reported_at.astimezone(zone).date()
        codes = frozenset(
            share.code
            for article, attempted in offences.get(row.pk, [])
            for share in correspondence.classify(article, on, attempted)
        )
        made.append(
            Event(
                row.uid, row.path, on, began, ended, row.time_known, row.recorded_on, row.point_lon, row.point_lat,
                codes, row.pk in close or any(is_shy(code) for code in codes),
            )
        )  # fmt: skip
    return made


def points_ever(path: str) -> list[tuple[float, float]]:
    """Every point the register holds in an area, of any day: where anything is ever recorded."""
    rows: Any = (
        counted().filter(places.below(path), point_lon__isnull=False).values_list("point_lon", "point_lat")
    )
    return list(rows)
