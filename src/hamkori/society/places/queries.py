"""Reads of the territory. Each has a constant number of queries, whatever the number of places."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import translation

from hamkori.kernel.errors import NotFound
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.prepared import prepared
from hamkori.kernel.text import fold, sort_key
from hamkori.kernel.words import pick
from hamkori.society.places.models import Boundary, Place, PlaceName

FARTHEST_KM = 150.0
"""Beyond this distance from every known point, "near me" says nothing."""
MOST_CANDIDATES = 400
MOST_NAMES = 3
"""So many names make a place known: itself, the district, the region."""
TOO_FINE = frozenset({"mahalla", "village", "street", "quarter"})
"""Kinds of places in which everyone knows each other: the public sees the place above (K34)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place that search found. `matched` is the name that fitted, `context` the places above, smallest first."""

    place: Place
    matched: str
    former: bool
    context: str

    @property
    def says_other_name(self) -> bool:
        """Whether the name that fitted is not the one that is shown."""
        return fold(self.matched) != fold(self.place.name)


@prepared
def _by_code(code: Any) -> QuerySet[Place]:
    return living().filter(code=code)


@prepared
def _living_at(path: Any) -> QuerySet[Place]:
    return living().filter(path=path)


@prepared
def _by_paths(paths: Any) -> QuerySet[Place]:
    return Place.objects.filter(path__in=paths)


@prepared
def _under(parent: Any) -> QuerySet[Place]:
    return living().filter(parent_id=parent)


def get(code: str) -> Place:
    """The place with this code. Raises `NotFound`."""
    for found in _by_code(code):
        return found
    raise NotFound


def at(path: str) -> Place:
    """The place with this path. Raises `NotFound`."""
    for found in _living_at(path):
        return found
    raise NotFound


def below(path: str, field: str = "path") -> Q:
    """`path` and everything under it, for a column of paths (`field="place__path"`). Uses the index on both databases.

    "" is the whole country.
    """
    if not path:
        return Q()
    if connection.vendor == "postgresql":
        return Q(**{field: path}) | Q(**{f"{field}__startswith": path + "."})
    one_range = Q(**{f"{field}__gte": path, f"{field}__lt": path + "/"})  # "/" follows "."
    return one_range & ~Q(**{f"{field}__gt": path, f"{field}__lt": path + "."})


def spans(path: str) -> tuple[str, str, str]:
    """`path` for a prepared read with `within_spans`: the path, and where what lies under it begins and ends."""
    return path, path + ".", path + "/"  # "/" follows "."


def within_spans(marks: Sequence[Any], field: str = "path") -> Q:
    """`below` for a prepared read; `marks` stand for `spans(path)`. Not for the whole country ("")."""
    path, begin, end = marks
    if connection.vendor == "postgresql":
        return Q(**{field: path}) | Q(**{f"{field}__startswith": begin})
    one_range = Q(**{f"{field}__gte": path, f"{field}__lt": end})
    return one_range & ~Q(**{f"{field}__gt": path, f"{field}__lt": begin})


def living() -> QuerySet[Place]:
    """Places that exist today."""
    return Place.objects.filter(retired_on__isnull=True)


@prepared
def _roots() -> QuerySet[Place]:
    return living().filter(parent__isnull=True).order_by("pk")


def root() -> Place:
    """The country. Raises `NotFound` before a pack was loaded."""
    for found in _roots():
        return found
    raise NotFound


def children(place: Place | None = None, *, language: str | None = None) -> list[Place]:
    """Places directly under `place` (None: under the country), in the order of the alphabet."""
    if place is None:
        return in_order(living().filter(parent__parent__isnull=True, parent__isnull=False), language)
    return in_order(_under(place.pk), language)


@lru_cache(maxsize=10_000)
def _name_key(name: str, language: str) -> Any:
    return sort_key(name, language)


def in_order(places: Iterable[Place], language: str | None = None) -> list[Place]:
    """`places` by name, in the alphabet of the language; regions and the capital in the order of the pack."""
    wanted = language or translation.get_language() or "tg"
    return sorted(
        places,
        key=lambda place: (
            place.position if place.depth <= 1 else 0,
            _name_key(pick(place.names, wanted), wanted),
        ),
    )


def ancestors(place: Place) -> list[Place]:
    """The places above, from the country down, without the place itself."""
    pieces = place.path.split(".")
    paths = [".".join(pieces[:length]) for length in range(1, len(pieces))]
    return sorted(_by_paths(tuple(paths)), key=lambda above: above.depth) if paths else []


def public_level(place: Place) -> Place:
    """The smallest place that may be named in public: the jamoat of a mahalla, else the place itself (K34).

    One query at most: what lies above is remembered for a minute.
    """
    if place.kind not in TOO_FINE:
        return place
    named = [above for above in _places_above(place.path).values() if above.kind not in TOO_FINE]
    if not named:  # nothing but the country above
        named = [above for above in ancestors(place) if above.kind not in TOO_FINE]
    return max(named, key=lambda above: above.depth, default=place)


def name_of(place: Place, language: str | None = None) -> str:
    """The name in `language` (that of the page by default)."""
    return pick(place.names, language)


def full_names(
    places: Sequence[Place], language: str | None = None, *, most: int = MOST_NAMES
) -> dict[int, str]:
    """{id: "Chinorsoya, Asht, Sughd"} without the country, at most `most` names. One query for all of them."""
    above = _above(places)
    return {place.pk: ", ".join(_line(place, above, language)[:most]) for place in places}


def _above(places: Sequence[Place]) -> dict[str, Place]:
    """{path: place} of everything above `places`, without the country."""
    paths: set[str] = set()
    for place in places:
        pieces = place.path.split(".")
        paths |= {".".join(pieces[:length]) for length in range(2, len(pieces))}
    return {found.path: found for found in Place.objects.filter(path__in=paths)}


def _line(place: Place, above: dict[str, Place], language: str | None) -> list[str]:
    pieces = place.path.split(".")
    names = [pick(place.names, language)]
    for length in range(len(pieces) - 1, 1, -1):
        found = above.get(".".join(pieces[:length]))
        if found is not None and found.kind != "capital":
            names.append(pick(found.names, language))
    return names


@for_a_while(60)
def _places_above(path: str) -> dict[str, Place]:
    pieces = path.split(".")
    paths = [".".join(pieces[:length]) for length in range(2, len(pieces))]
    return {found.path: found for found in _by_paths(tuple(paths))} if paths else {}


def full_name(place: Place, language: str | None = None) -> str:
    """ "Chinorsoya, Asht, Sughd": the place and what it lies in.

    One query at most (what lies above is remembered for a minute); for a list use `full_names`.
    """
    return ", ".join(_line(place, _places_above(place.path), language)[:MOST_NAMES])


def search(
    text: str, *, limit: int = 20, within: Place | None = None, language: str | None = None
) -> list[Found]:
    """Places with a name in which every word of `text` begins a word, in any language and spelling, former names too.

    Best first: the whole name, then names that begin so; names in force before former ones; larger places before
    smaller ones. Two queries. An empty text finds nothing.
    """
    wanted = fold(text[:100])
    if not wanted:
        return []
    names = PlaceName.objects.filter(place__retired_on__isnull=True)
    for word in wanted.split()[:6]:
        names = names.filter(folded__contains=" " + word)
    if within is not None:
        names = names.filter(below(within.path, "place__path"))
    candidates = list(
        names.select_related("place").order_by("place__depth", "place_id", "id")[:MOST_CANDIDATES]
    )

    def rank(name: PlaceName) -> tuple[int, bool, int, int]:
        own = name.folded.strip()
        fit = 0 if own == wanted else 1 if own.startswith(wanted) else 2
        return fit, name.former, name.place.depth, -(name.place.population or 0)

    inner = {".".join(name.place.path.split(".")[:2]) for name in candidates if name.place.depth > 1}
    best: dict[int, PlaceName] = {}
    for name in sorted(candidates, key=rank):
        if name.place.kind == "capital" and name.place.path in inner:
            continue  # the capital as a region only repeats the city that it holds
        best.setdefault(name.place_id, name)
    chosen = list(best.values())[:limit]
    above = _above([name.place for name in chosen])
    return [
        Found(name.place, name.text, name.former, ", ".join(_line(name.place, above, language)[1:4]))
        for name in chosen
    ]


def nearest(longitude: float, latitude: float) -> Place | None:
    """The smallest place whose border holds the point; without borders the place with the nearest known point.

    Two queries, nothing is stored. None for a point that is far from every known one.
    """
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    if found := _holding(longitude, latitude):
        return found
    best: tuple[float, int, int] | None = None
    points = living().filter(depth__gte=2, point_lon__isnull=False, point_lat__isnull=False)
    for pk, depth, east, north in points.values_list("pk", "depth", "point_lon", "point_lat"):
        if east is None or north is None:
            continue
        candidate = (_kilometres(longitude, latitude, east, north), depth, pk)
        best = candidate if best is None else min(best, candidate)
    if best is None or best[0] > FARTHEST_KM:
        return None
    return Place.objects.get(pk=best[2])


def _holding(longitude: float, latitude: float) -> Place | None:
    from shapely import from_geojson
    from shapely.geometry import Point

    boxes = Boundary.objects.filter(
        west__lte=longitude,
        east__gte=longitude,
        south__lte=latitude,
        north__gte=latitude,
        place__depth__gte=2,
    )
    point = Point(longitude, latitude)
    holding = [
        boundary.place
        for boundary in boxes.select_related("place")
        if boundary.place.retired_on is None and from_geojson(boundary.geometry).covers(point)
    ]
    return max(holding, key=lambda place: place.depth, default=None)


def _kilometres(east: float, north: float, other_east: float, other_north: float) -> float:
    """Distance on a small piece of the earth (equirectangular), in kilometres."""
    middle = math.radians((north + other_north) / 2)
    return 111.2 * math.hypot((east - other_east) * math.cos(middle), north - other_north)


def with_tiles(parent: Place | None = None) -> list[Place]:
    """Places of one tile map: regions, districts and cities of the country, or what lies inside a district or city.

    One query. The map itself: `maps.tile_map(with_tiles(parent), values)`.
    """
    tiled = living().filter(tile_x__isnull=False).order_by("position")
    if parent is None or parent.depth == 0:
        return list(tiled.filter(depth__lte=2))
    if parent.depth == 1:
        return list(tiled.filter(parent=parent))
    return list(tiled.filter(below(parent.path)).exclude(pk=parent.pk))


def borders(parent: Place | None = None, *, depth: int = 2) -> tuple[list[Boundary], list[Place]]:
    """Borders of the places at `depth` under `parent`, and the places there that have none. Two queries."""
    inside = Q() if parent is None else below(parent.path, "place__path")
    found = list(
        Boundary.objects.filter(inside, place__depth=depth, place__retired_on__isnull=True)
        .select_related("place")
        .order_by("place__position")
    )
    drawn = {border.place_id for border in found}
    every = living().filter(below(parent.path) if parent is not None else Q(), depth=depth)
    return found, [place for place in every.order_by("position") if place.pk not in drawn]
