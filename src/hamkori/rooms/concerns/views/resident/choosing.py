"""Finding the place: by its name, down the list, or near me. Coordinates find a place and are then forgotten."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hamkori.ground.receipts.drafts import SealedDraft
from hamkori.kernel.errors import NotFound
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place


@dataclass(frozen=True)
class Choice:
    """What the first screen shows: a chosen place, names that were found, or a list to go down."""

    place: Place | None = None
    place_name: str = ""
    found: list[places.Found] = field(default_factory=list)
    above: list[Place] = field(default_factory=list)
    children: list[Place] = field(default_factory=list)
    typed: str = ""
    error: str = ""
    near: bool = False

    @property
    def can_be_chosen(self) -> bool:
        return self.place is not None and not too_wide(self.place)


def too_wide(place: Place) -> bool:
    """A country or a region: nobody could say which office answers."""
    return place.parent_id is None or place.kind in ("country", "region")


def nothing() -> Choice:
    """The list from its top, and a word about what is missing."""
    return Choice(children=places.children(), error=_("Choose a place first: it decides who answers."))


def chosen(code: str) -> Choice:
    """The place with this code, if it is one that an office is responsible for."""
    try:
        place = places.get(code)
    except NotFound:
        return nothing()
    if too_wide(place):
        return _at(place, error=_("Please choose the district or city, or something smaller."))
    return Choice(place=place, place_name=places.full_name(place))


def linked(code: str) -> Choice:
    """What a link named; an unknown code is as good as none."""
    choice = chosen(code) if code else None
    if choice is not None and choice.place is not None and not choice.error:
        return _at(choice.place)
    return Choice(children=places.children())


def asked(data: Any, kept: SealedDraft) -> Choice:
    """What the first screen's form asked for: a name, a step in the list, the nearest place, or nothing yet."""
    if "at" in data:
        return _step(data["at"])
    if data.get("lon") and data.get("lat"):
        return _near(data["lon"], data["lat"])
    if data.get("q", "").strip():
        return _search(data["q"].strip()[:100])
    if "search" in data:
        return Choice(
            children=places.children(), error=_("Write the name of your village, mahalla or district.")
        )
    return linked(kept.place)


def _step(code: str) -> Choice:
    if not code:
        return Choice(children=places.children())
    try:
        return _at(places.get(code))
    except NotFound:
        return nothing()


def _at(place: Place, *, error: str = "", near: bool = False) -> Choice:
    return Choice(
        place=place,
        place_name=places.full_name(place),
        above=[above for above in places.ancestors(place) if above.parent_id is not None],
        children=places.children(place),
        error=error,
        near=near,
    )


def _search(typed: str) -> Choice:
    found = [one for one in places.search(typed, limit=12) if one.place.parent_id is not None]
    if not found:
        sentence = _(
            "We do not know a place called “%(name)s”. Try another spelling or a shorter word. You can also choose "
            "the district below and write the village as a landmark later."
        )
        return Choice(children=places.children(), typed=typed, error=sentence % {"name": typed})
    if len(found) == 1:
        only = _at(found[0].place)
        return Choice(only.place, only.place_name, above=only.above, children=only.children, typed=typed)
    return Choice(found=found, typed=typed, children=[])


def _near(longitude: str, latitude: str) -> Choice:
    try:
        place = places.nearest(float(longitude), float(latitude))
    except ValueError:
        place = None
    if place is None:
        return Choice(
            children=places.children(),
            error=_("We found no place near you. Please write its name or choose it from the list."),
        )
    return _at(place, near=True)
