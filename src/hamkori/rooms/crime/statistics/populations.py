"""How many people live somewhere: dated, with a reference. Without one there is no rate.

A release keeps the populations of the day on which it was built: all of them as a file of its store, those of the
country, its regions and districts in the manifest, which is signed. Its rates, and which areas have too few people, are
told by these for ever; a number that is entered or put right later counts for the next release or vintage.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from hamkori.kernel import clock
from hamkori.rooms.crime import models
from hamkori.rooms.crime.statistics.figures import Population
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.models import Place
from hamkori.society.places.queries import in_order

Row = tuple[str, Any, Any, str]
"""Path, number, day, reference."""


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


NAME = "populations.json"
"""In the store of a release."""
LARGE = 2
"""How many dots the path of a district has."""
Kept = dict[str, list[Any]]
"""Path to [number, day, reference], as it stands in a file."""


def to_keep(day: date) -> Kept:
    """Every place with a population that is dated on `day` or before, as it is known now."""
    return {
        path: [number, on.isoformat(), reference]
        for path, number, on, reference in sorted(chain(_own(day), _told(day)), key=lambda row: row[0])
    }


def write(folder: Path, kept: Kept) -> None:
    (folder / NAME).write_text(json.dumps(kept, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def large(kept: Kept) -> Kept:
    """Those of the country, its regions and districts."""
    return {path: row for path, row in kept.items() if path.count(".") <= LARGE}


def of_manifest(manifest: Mapping[str, Any]) -> dict[str, Population]:
    """What the rates of a release are counted with."""
    return _from_kept(manifest.get("populations") or {})


def of_store(folder: Path) -> dict[str, Population]:
    """The same with all smaller places."""
    return _from_kept(json.loads((folder / NAME).read_text(encoding="utf-8")))


def _from_kept(kept: Mapping[str, Any]) -> dict[str, Population]:
    return _read((path, number, date.fromisoformat(on), said) for path, (number, on, said) in kept.items())


def _own(day: Any) -> "QuerySet[Any, Row]":
    """What the places themselves tell."""
    return Place.objects.filter(
        population__gt=0, population_on__isnull=False, population_on__lte=day
    ).values_list("path", "population", "population_on", "population_source")


def _told(day: Any) -> "QuerySet[Any, Row]":
    """What was entered, the last at the end."""
    found = models.Population.objects.filter(sex="", on__lte=day, number__gt=0).order_by("on")
    return found.values_list("place__path", "number", "on", "source")


def _read(*rows: Iterable[Row]) -> dict[str, Population]:
    return {path: Population(number, on, gettext(reference)) for path, number, on, reference in chain(*rows)}
