"""Maps as data for an SVG template: equal tiles (no geometry, no licence), or borders (always with both).

A value is a step of the scale (`k1` to `k4`), or says why there is none: `no` (no report), `few` (fewer than the
threshold), `hid` (hidden to protect). Never empty, never a nought that nobody reported.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from hamkori.kernel.words import pick
from hamkori.society.places.models import Boundary, Place

SIZE = 40
"""Edge of a tile's cell, in units of the drawing."""
STEPS = frozenset({"k1", "k2", "k3", "k4", "no", "few", "hid", "ov"})


@dataclass(frozen=True, slots=True)
class Value:
    """What a tile or a shape shows: its step, the sentence behind the name, and where it leads."""

    step: str
    says: str = ""
    href: str = ""

    def __post_init__(self) -> None:
        if self.step not in STEPS:
            raise ValueError(f"a map has no step {self.step!r}")


@dataclass(frozen=True, slots=True)
class Shape:
    """One district: a tile or a piece of land."""

    place_id: int
    name: str
    label: str
    path: str
    label_x: int
    label_y: int
    step: str
    says: str
    href: str

    @property
    def title(self) -> str:
        return f"{self.name}: {self.says}" if self.says else self.name

    @property
    def drawn(self) -> SafeString:
        """The shape as SVG: its title for everybody, its label, and the link round it."""
        return _drawn(self)

    @property
    def listed(self) -> SafeString:
        """The shape in words, as an item of a list."""
        return _listed(self)


def _together(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped


@lru_cache(maxsize=2048)
def _drawn(shape: Shape) -> SafeString:
    """The same tile comes with every page of the map: written once."""
    label = (
        f'<text x="{shape.label_x}" y="{shape.label_y}">{escape(shape.label)}</text>' if shape.label else ""
    )
    inner = f'<title>{escape(shape.title)}</title><path d="{shape.path}"/>{label}'
    linked = f'<a href="{escape(shape.href)}">{inner}</a>' if shape.href else inner
    return mark_safe(f"<g>{linked}</g>")  # noqa: S308 - every word in it is escaped above


@lru_cache(maxsize=2048)
def _listed(shape: Shape) -> SafeString:
    label = f"<b>{escape(shape.label)}</b>" if shape.label else ""
    name = f'<a href="{escape(shape.href)}">{escape(shape.name)}</a>' if shape.href else escape(shape.name)
    says = f' <span class="meta">{escape(shape.says)}</span>' if shape.says else ""
    return mark_safe(f"<li>{label}<span>{name}{says}</span></li>")  # noqa: S308 - escaped above


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a region on the map."""

    text: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Map:
    """Everything the template draws. `groups` are the names in words, by region: the map without the drawing."""

    view_box: str
    shapes: tuple[Shape, ...]
    groups: tuple[tuple[str, tuple[Shape, ...]], ...]
    summary: str = ""
    gaps: str = ""
    labels: tuple[Label, ...] = ()
    credit: str = ""
    missing: tuple[str, ...] = ()

    def steps(self) -> list[tuple[str, list[Shape]]]:
        """Shapes by step, in the order of the key."""
        order = ("k1", "k2", "k3", "k4", "ov", "few", "hid", "no")
        return [
            (step, found)
            for step in order
            if (found := [shape for shape in self.shapes if shape.step == step])
        ]

    def drawn(self) -> list[tuple[str, SafeString]]:
        """Each step with its shapes as SVG."""
        return [(step, _together(shape.drawn for shape in shapes)) for step, shapes in self.steps()]

    def listed(self) -> list[tuple[str, SafeString]]:
        """Each region with its shapes in words."""
        return [(region, _together(shape.listed for shape in shapes)) for region, shapes in self.groups]


NOTHING = Value("no")


def tile_map(
    places: Iterable[Place],
    values: Mapping[int, Value],
    *,
    language: str | None = None,
    summary: str = "",
) -> Map:
    """A map of equal tiles. `places`: everything that has a tile; regions among them only lend their names.

    `values` by place id; a place without value is drawn as "no report". Raises `ValueError` for two equal tiles.
    """
    every = [place for place in places if place.tile_x is not None and place.tile_y is not None]
    regions = [place for place in every if place.depth <= 1]
    tiled = [place for place in every if place.depth > 1]
    cells: dict[tuple[int, int], Place] = {}
    for place in tiled:
        cell = (place.tile_x or 0, place.tile_y or 0)
        if cell in cells:
            raise ValueError(f"{place.code} and {cells[cell].code} have the same tile")
        cells[cell] = place
    shapes = {place.pk: _tile(place, values.get(place.pk, NOTHING), language) for place in tiled}
    columns = max((x for x, _y in cells), default=0) + 1
    rows = max((y for _x, y in cells), default=0) + 1
    return Map(
        view_box=f"-1 -1 {columns * SIZE + 2} {rows * SIZE + 2}",
        shapes=tuple(shapes.values()),
        groups=_groups(tiled, shapes, language, {place.path: place for place in every}),
        summary=summary,
        gaps="".join(_gaps(cells)),
        labels=tuple(
            Label(
                pick(place.tile_label, language),
                (place.tile_x or 0) * SIZE + 6,
                (place.tile_y or 0) * SIZE + 25,
            )
            for place in regions
        ),
    )


def _tile(place: Place, value: Value, language: str | None) -> Shape:
    left, top = (place.tile_x or 0) * SIZE, (place.tile_y or 0) * SIZE
    return Shape(
        place_id=place.pk,
        name=pick(place.names, language),
        label=pick(place.tile_label, language),
        path=f"M{left + 12} {top + 1}h16l11 11v16l-11 11h-16l-11-11v-16z",
        label_x=left + SIZE // 2,
        label_y=top + SIZE // 2 + 4,
        step=value.step,
        says=value.says,
        href=value.href,
    )


def _region(place: Place) -> str:
    """The path of the region, or of the place itself where it lies directly under the country."""
    return ".".join(place.path.split(".")[:2])


def _gaps(cells: Mapping[tuple[int, int], Place]) -> Iterable[str]:
    """A gem where four tiles of one region meet."""
    for (x, y), place in sorted(cells.items()):
        four = [cells.get(cell) for cell in ((x + 1, y), (x, y + 1), (x + 1, y + 1))]
        if all(other is not None and _region(other) == _region(place) for other in four):
            yield f"M{(x + 1) * SIZE} {(y + 1) * SIZE - 10}l10 10-10 10-10-10z"


def _groups(
    places: Sequence[Place],
    shapes: Mapping[int, Shape],
    language: str | None,
    known: Mapping[str, Place] | None = None,
) -> tuple[tuple[str, tuple[Shape, ...]], ...]:
    from hamkori.society.places.queries import in_order

    regions: dict[str, list[Place]] = {}
    for place in places:
        regions.setdefault(_region(place), []).append(place)
    above = {path: place for path, place in (known or {}).items() if path in regions}
    if missing := [path for path in regions if path not in above]:
        above |= {place.path: place for place in Place.objects.filter(path__in=missing)}
    ordered = sorted(regions, key=lambda path: above[path].position if path in above else 0)
    return tuple(
        (
            pick(above[path].names, language) if path in above else "",
            tuple(shapes[place.pk] for place in in_order(regions[path], language) if place.pk in shapes),
        )
        for path in ordered
    )


def border_map(
    boundaries: Sequence[Boundary],
    values: Mapping[int, Value],
    *,
    language: str | None = None,
    summary: str = "",
    missing: Sequence[Place] = (),
    width: int = 400,
) -> Map:
    """A map of borders (`boundaries` with their places). Source and licence of every border stand under it.

    Raises `ValueError` without a border, or for a border without source or licence: such a map is not shown.
    `missing` are places that have no border of their own; the template names them.
    """
    if not boundaries:
        raise ValueError("a border map needs borders")
    if any(not (border.source and border.licence) for border in boundaries):
        raise ValueError("a border map needs the source and the licence of every border")
    west, east = min(border.west for border in boundaries), max(border.east for border in boundaries)
    south, north = min(border.south for border in boundaries), max(border.north for border in boundaries)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = width / max((east - west) * squeeze, 1e-6)
    height = math.ceil((north - south) * scale)

    def project(longitude: float, latitude: float) -> tuple[int, int]:
        return round((longitude - west) * squeeze * scale), round((north - latitude) * scale)

    shapes = {}
    for border in boundaries:
        place, value = border.place, values.get(border.place_id, NOTHING)
        x, y = project((border.west + border.east) / 2, (border.south + border.north) / 2)
        shapes[place.pk] = Shape(
            place_id=place.pk,
            name=pick(place.names, language),
            label="",
            path=_outline(json.loads(border.geometry), project),
            label_x=x,
            label_y=y,
            step=value.step,
            says=value.says,
            href=value.href,
        )
    credits = dict.fromkeys(f"{border.source} ({border.licence})" for border in boundaries)
    return Map(
        view_box=f"-1 -1 {width + 2} {height + 2}",
        shapes=tuple(shapes.values()),
        groups=_groups([border.place for border in boundaries], shapes, language),
        summary=summary,
        credit="; ".join(credits),
        missing=tuple(pick(place.names, language) for place in missing),
    )


def _outline(geometry: Mapping[str, Any], project: Any) -> str:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    pieces = []
    for polygon in polygons:
        for ring in polygon:
            points = [project(*point[:2]) for point in ring]
            kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
            if len(kept) < 4:
                continue
            moves = [f"M{kept[0][0]} {kept[0][1]}"]
            moves += [
                f"l{x - before[0]} {y - before[1]}" for before, (x, y) in zip(kept, kept[1:-1], strict=False)
            ]
            pieces.append("".join(moves) + "z")
    return "".join(pieces)
