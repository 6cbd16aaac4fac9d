"""GeoJSON as strangers write it: read, checked, simplified. Every complaint says what is wrong, in plain words."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from shapely import make_valid, set_precision, to_geojson
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from hamkori.kernel.errors import BadInput

LARGEST_FILE = 64 * 1024 * 1024
TOLERANCE = 0.005
"""Degrees (about half a kilometre): enough for a country on a page, nothing for a street."""
GRID = 0.0001


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a file: its properties, and its land or why there is none."""

    number: int
    properties: dict[str, Any]
    land: Polygon | MultiPolygon | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    features: tuple[Feature, ...]
    source: str
    licence: str


def read_collection(path: Path) -> Collection:
    """Read a GeoJSON file. Raises `BadInput` where the file as a whole cannot be used."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise BadInput(
                _("The file is too big. At most: %(size)s."), size=f"{LARGEST_FILE // 1024 // 1024} MB"
            )
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadInput(_("The file cannot be opened: %(why)s"), why=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise BadInput(_("The file is not written in UTF-8.")) from error
    except json.JSONDecodeError as error:
        raise BadInput(
            _("The file is not GeoJSON: it breaks off or has a fault in line %(line)s."), line=error.lineno
        ) from error
    except RecursionError as error:
        raise BadInput(_("The file is not GeoJSON: it is nested too deeply.")) from error
    if (
        not isinstance(data, dict)
        or data.get("type") != "FeatureCollection"
        or not isinstance(data.get("features"), list)
    ):
        raise BadInput(_("The file is not a GeoJSON collection of features."))
    if not data["features"]:
        raise BadInput(_("There are no features in the file."))
    _refuse_other_coordinates(data)
    return Collection(
        features=tuple(_feature(number, raw) for number, raw in enumerate(data["features"], start=1)),
        source=_text(data, "attribution", "source"),
        licence=_text(data, "license", "licence"),
    )


def _text(data: dict[str, Any], *names: str) -> str:
    return next((str(data[name]).strip() for name in names if data.get(name)), "")


def _refuse_other_coordinates(data: dict[str, Any]) -> None:
    crs = data.get("crs")
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    if name and not any(known in name.upper().replace("::", ":") for known in ("CRS84", "EPSG:4326")):
        raise BadInput(_("The coordinates must be longitude and latitude (WGS 84), not %(name)s."), name=name)


def _feature(number: int, raw: Any) -> Feature:
    if not isinstance(raw, dict):
        return Feature(number, {}, None, "is no feature")
    properties = raw.get("properties")
    known = dict(properties) if isinstance(properties, dict) else {}
    if "id" in raw and "id" not in known:
        known["id"] = raw["id"]
    geometry = raw.get("geometry")
    if not isinstance(geometry, dict):
        return Feature(number, known, None, "has no geometry")
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return Feature(number, known, None, f"is a {geometry.get('type')}, not an area")
    try:
        land = areas(shape(geometry))
    except (GEOSException, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return Feature(number, known, None, "has coordinates that make no shape")
    if land is None:
        return Feature(number, known, None, "is empty")
    west, south, east, north = land.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return Feature(number, known, None, "has coordinates that are not longitude and latitude")
    return Feature(number, known, land)


def areas(found: BaseGeometry) -> Polygon | MultiPolygon | None:
    """The areas of a geometry, made valid; lines and points that making valid left over are dropped."""
    whole = found if found.is_valid else make_valid(found)
    pieces = list(getattr(whole, "geoms", [whole]))
    polygons: list[Polygon] = []
    for piece in pieces:
        if isinstance(piece, Polygon):
            polygons.append(piece)
        elif isinstance(piece, MultiPolygon):
            polygons.extend(piece.geoms)
    polygons = [polygon for polygon in polygons if not polygon.is_empty and polygon.area > 0]
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def simplified(land: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    """`land` with fewer corners, rounded to a ten-thousandth of a degree; never empty."""
    for tolerance in (TOLERANCE, TOLERANCE / 10):
        if (simple := areas(set_precision(land.simplify(tolerance), GRID))) is not None:
            return simple
    return land


def as_text(land: Polygon | MultiPolygon) -> str:
    """GeoJSON without spaces, coordinates rounded."""
    data = json.loads(to_geojson(land))

    def rounded(value: Any) -> Any:
        return [rounded(item) for item in value] if isinstance(value, list) else round(value, 4)

    return json.dumps(
        {"type": data["type"], "coordinates": rounded(data["coordinates"])}, separators=(",", ":")
    )
