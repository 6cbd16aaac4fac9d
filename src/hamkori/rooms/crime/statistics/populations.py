"""How many people live somewhere: dated, with a reference. Without one there is no rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_noop

from hamkori.kernel import clock
from hamkori.kernel.prepared import prepared
from hamkori.rooms.crime import models
from hamkori.rooms.crime.statistics.figures import Population
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.models import Place
from hamkori.society.places.queries import in_order

Row = tuple[str, Any, Any, str]
"""Path, number, day, reference."""

REFERENCES = (
    gettext_noop("Census of 2020"),
    gettext_noop("State statistics, estimate"),
    gettext_noop("State statistics, estimate; in places only the rural part is counted"),
    gettext_noop("Invented for the demo"),
)
"""What the country packs and the demo name; any other reference stands as it was written."""


def population_of(path: str, day: date) -> Population | None:
    """The last one that is dated on `day` or before, else what the place itself tells."""
    return populations([path], day).get(path)


@dataclass(frozen=True, slots=True)
class Dated:
    """An area with the population that rates of today are counted with, or none."""

    place: Place
    population: Population | None


def latest_in(path: str) -> list[Dated]:
    """Regions and districts under `path` ("" for all), in the order of their names."""
    inside = Place.objects.filter(retired_on__isnull=True, depth__in=(1, 2))
    if path:
        inside = inside.filter(Q(path=path) | Q(path__startswith=f"{path}."))
    places = list(inside.order_by("path"))
    found = populations([place.path for place in places], clock.today())
    return [Dated(place, found.get(place.path)) for place in in_order(places)]


def populations(paths: list[str], day: date) -> dict[str, Population]:
    """By path. Places without a dated population are left out."""
    wanted = [path for path in paths if not path.endswith(UNKNOWN)]
    return _read(_own(day).filter(path__in=wanted), _told(day).filter(place__path__in=wanted))


def large_populations(day: date) -> dict[str, Population]:
    """The same for the country and all its regions and districts."""
    return _read(_own_of_large(day), _told_of_large(day))


def _own(day: Any) -> "QuerySet[Any, Row]":
    """What the places themselves tell."""
    return Place.objects.filter(
        population__gt=0, population_on__isnull=False, population_on__lte=day
    ).values_list("path", "population", "population_on", "population_source")


def _told(day: Any) -> "QuerySet[Any, Row]":
    """What was entered, the last at the end."""
    found = models.Population.objects.filter(sex="", on__lte=day, number__gt=0).order_by("on")
    return found.values_list("place__path", "number", "on", "source")


@prepared
def _own_of_large(day: Any) -> "QuerySet[Any, Row]":
    return _own(day).filter(depth__lte=2)


@prepared
def _told_of_large(day: Any) -> "QuerySet[Any, Row]":
    return _told(day).filter(place__depth__lte=2)


def _read(*rows: Iterable[Row]) -> dict[str, Population]:
    return {path: Population(number, on, gettext(reference)) for path, number, on, reference in chain(*rows)}
