"""Pages put together from the panels of the rooms."""

from typing import Any

from hamkori.kernel.actor import Actor
from hamkori.kernel.memo import for_a_while, remembered
from hamkori.kernel.registries import Panel, Registry
from hamkori.rooms.concerns import figures
from hamkori.society.places import maps
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

FAST, FAIR, SLOW = 3, 6, 10
"""Days until half of the concerns have a first answer: the four steps of the map."""


def panels(registry: Registry[Panel], place: Place, actor: Actor, language: str) -> list[dict[str, Any]]:
    """The panels that have something to show, in their order: {template, panel}."""
    shown = []
    for name, panel in registry:
        context = panel.build(place, actor, language)
        if context is not None:
            shown.append({"name": name, "template": panel.template, "panel": context})
    return shown


def _value(kept: tuple[int | None, float | None] | None, sentences: dict[str, str], href: str) -> maps.Value:
    if kept is None:
        return maps.Value("no", sentences["no"], href)
    number, median = kept
    if number is None:
        return maps.Value("few", sentences["few"], href)
    if median is None:
        return maps.Value("ov", sentences["ov"], href)
    step = "k4" if median <= FAST else "k3" if median <= FAIR else "k2" if median <= SLOW else "k1"
    return maps.Value(step, sentences["days"] % {"days": int(median)}, href)


def _values(found: list[Place], sentences: dict[str, str], hrefs: dict[int, str]) -> dict[int, maps.Value]:
    kept = figures.answer_times([place.path for place in found])
    return {place.pk: _value(kept.get(place.path), sentences, hrefs.get(place.pk, "")) for place in found}


def answer_map(
    found: list[Place], sentences: dict[str, str], hrefs: dict[int, str], language: str
) -> maps.Map:
    """How soon half of the concerns of each district have a first answer, as equal tiles. One query.

    The figures are read each time; the drawing of the same figures is kept for a minute, as the places are.
    """
    values = _values(found, sentences, hrefs)
    key = ("tile map", language, sentences["summary"], tuple(values.items()))
    return remembered(
        60, key, lambda: maps.tile_map(found, values, language=language, summary=sentences["summary"])
    )


def answer_border_map(sentences: dict[str, str], hrefs: dict[int, str], language: str) -> maps.Map | None:
    """The same over imported borders; None where nobody imported any."""
    borders, missing = places.borders()
    if not borders:
        return None
    values = _values([border.place for border in borders], sentences, hrefs)
    return maps.border_map(borders, values, language=language, summary=sentences["summary"], missing=missing)


@for_a_while(60)
def tiled_places() -> list[Place]:
    """Every place that has a tile: districts, cities, and the regions that lend their names. Kept for a minute."""
    return list(places.living().filter(tile_x__isnull=False).order_by("path"))
