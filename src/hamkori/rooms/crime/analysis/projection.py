"""Degrees to metres and back: a cylinder of equal areas (Lambert 1772), true to scale at one parallel.

Every square of the plane is the same area of ground, so densities can be compared; within two degrees of the
parallel a square kilometre is at most some three per cent longer one way than the other. The parallel is that of the
country, for ever: all grids of an installation are parts of one grid.
"""

from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin

from hamkori.society.places.models import Place

RADIUS = 6_371_007.2
"""Metres: the sphere with the surface of the earth."""
OTHERWISE = 39
"""Degrees north, where the country has no point of its own."""


@dataclass(frozen=True, slots=True)
class Projection:
    """`parallel` in whole degrees."""

    parallel: int

    def metres(self, lon: float, lat: float) -> tuple[float, float]:
        scale = cos(radians(self.parallel))
        return RADIUS * scale * radians(lon), RADIUS * sin(radians(lat)) / scale

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        scale = cos(radians(self.parallel))
        return degrees(x / (RADIUS * scale)), degrees(asin(max(-1.0, min(1.0, y * scale / RADIUS))))


def of_country() -> Projection:
    """The middle of the country in whole degrees: its own point, or that of its regions."""
    root = Place.objects.filter(parent__isnull=True, point_lat__isnull=False).order_by("pk").first()
    if root is not None and root.point_lat is not None:
        return Projection(round(root.point_lat))
    known = list(Place.objects.filter(depth=1, point_lat__isnull=False).values_list("point_lat", flat=True))
    lats = [lat for lat in known if lat is not None]
    return Projection(round(sum(lats) / len(lats)) if lats else OTHERWISE)
