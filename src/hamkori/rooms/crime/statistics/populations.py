"""How many people live somewhere: dated, with a reference. Without one there is no rate."""

from datetime import date

from django.utils.translation import gettext, gettext_noop

from hamkori.rooms.crime import models
from hamkori.rooms.crime.statistics.figures import Population
from hamkori.rooms.crime.statistics.schema import UNKNOWN
from hamkori.society.places.models import Place

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


def populations(paths: list[str], day: date) -> dict[str, Population]:
    """By path. Places without a dated population are left out."""
    wanted = [path for path in paths if not path.endswith(UNKNOWN)]
    found: dict[str, Population] = {}
    for path, number, on, reference in Place.objects.filter(
        path__in=wanted, population__gt=0, population_on__lte=day
    ).values_list("path", "population", "population_on", "population_source"):
        if number is not None and on is not None:
            found[path] = Population(number, on, gettext(reference))
    for path, number, on, reference in (
        models.Population.objects.filter(place__path__in=wanted, sex="", on__lte=day, number__gt=0)
        .order_by("on")
        .values_list("place__path", "number", "on", "source")
    ):
        found[path] = Population(number, on, gettext(reference))
    return found
