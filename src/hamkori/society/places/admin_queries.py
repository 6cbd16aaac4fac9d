"""Reads of the pages on which an administrator keeps the territory."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from hamkori.kernel import access
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.kernel.text import fold
from hamkori.society.places import rules as rules  # registers the verbs
from hamkori.society.places.models import Place, PlaceName
from hamkori.society.places.queries import ancestors, at, below, in_order, living, root, search


@dataclass(frozen=True)
class PlaceCard:
    """One place as its administrator sees it."""

    place: Place
    above: list[Place]
    """From the area of the administrator down."""
    inside: list[Place]
    former: list[PlaceName]


def area_of(actor: Actor) -> Place:
    """The place that the administrator's posting covers; the country for an empty scope. Raises `NotFound`."""
    return at(actor.place_path) if actor.place_path else root()


def within(actor: Actor) -> Place | None:
    """The same, with None for the whole country."""
    return at(actor.place_path) if actor.place_path else None


def place_for(actor: Actor, code: str) -> Place:
    """A place that this administrator may change, retired ones too. Raises `NotFound` for every other."""
    place = Place.objects.filter(code=code).select_related("parent").first()
    if place is None or not access.may(actor, "place.change", place):
        raise NotFound
    return place


def card(actor: Actor, place: Place) -> PlaceCard:
    """Three queries, whatever the number of places."""
    inside = in_order(
        living()
        .filter(parent=place)
        .annotate(parts=Count("children", filter=Q(children__retired_on__isnull=True)))
    )
    return PlaceCard(
        place=place,
        above=[one for one in ancestors(place) if actor.covers(one.path)],
        inside=inside,
        former=list(place.all_names.filter(former=True).order_by("-valid_to", "language")),
    )


def kinds_inside(place: Place) -> Counter[str]:
    """How many places of each kind lie below. One query."""
    rows = (
        living()
        .filter(below(place.path))
        .exclude(pk=place.pk)
        .values_list("kind")
        .annotate(Count("pk"))
        .order_by()
    )
    return Counter(dict(rows))


def one_place(actor: Actor, text: str) -> tuple[Place | None, list[Place]]:
    """The place that somebody typed, by code or name, in the actor's area; else the places it could be."""
    exact = living().filter(below(actor.place_path), code=text.strip()).first()
    if exact is not None:
        return exact, []
    found = [one.place for one in search(text, limit=6, within=within(actor))]
    named = [one for one in found if any(fold(name) == fold(text) for name in one.names.values())]
    certain = named if len(named) == 1 else found
    return (certain[0], []) if len(certain) == 1 else (None, found)
