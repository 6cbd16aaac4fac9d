"""Safety walks, for the team that went: the route in its order, day and dark side by side, and what became of it."""

from dataclasses import dataclass

from django.db.models import Prefetch

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import RATINGS
from hamkori.rooms.problems.models import RouteStop, Walk, WalkStop
from hamkori.society.accounts.models import Organisation

BAD = 1
"""A rating up to here asks for somebody who mends it: 0 is bad, 1 is poor."""


def walks_of(team: Organisation) -> list[Walk]:
    return list(Walk.objects.filter(team=team).select_related("place").order_by("-on", "-pk"))


def walk_for(actor: Actor, uid: str) -> Walk:
    found = Walk.objects.filter(uid=clean_reference(uid) or "").select_related("team__place", "place").first()
    if (
        found is None
        or not actor.has_role(Role.SECRETARY, Role.MEMBER)
        or actor.organisation_id != found.team_id
    ):
        raise NotFound()
    return found


def by_id(number: int) -> Walk | None:
    return Walk.objects.filter(pk=number).select_related("team").first()


@dataclass(frozen=True, slots=True)
class Pair:
    """A stop by day and by dark, and each rating of both (None where it was not rated)."""

    stop: RouteStop
    day: WalkStop | None
    dark: WalkStop | None
    ratings: tuple[tuple[str, int | None, int | None], ...]
    worst: tuple[str, ...]
    """Codes of the ratings that are bad or poor, the worst first."""

    @property
    def number(self) -> int:
        return self.stop.number

    @property
    def title(self) -> str:
        return self.stop.title

    @property
    def proposal(self) -> str:
        return pick(self.stop.proposals)

    @property
    def bad(self) -> list[str]:
        """What is bad or poor there, in words."""
        return [str(RATINGS[code]) for code in self.worst]

    @property
    def photo_stops(self) -> list[WalkStop]:
        return [stop for stop in (self.day, self.dark) if stop is not None and stop.photo]


def route_of(walk: Walk) -> list[RouteStop]:
    return list(RouteStop.objects.filter(walk=walk).select_related("owner").order_by("number"))


def stop_of(walk: Walk, number: int) -> RouteStop:
    """The stop with this number in the route. Raises `NotFound`."""
    found = RouteStop.objects.filter(walk=walk, number=number).select_related("owner").first()
    if found is None:
        raise NotFound()
    return found


def stops_of(walk: Walk) -> list[Pair]:
    """The whole route. Two queries, whatever its length."""
    route = (
        RouteStop.objects.filter(walk=walk)
        .select_related("owner", "commitment", "concern")
        .prefetch_related(Prefetch("looks", queryset=WalkStop.objects.order_by("light")))
        .order_by("number")
    )
    return [_pair(stop) for stop in route]


def pair_of(walk: Walk, number: int) -> Pair:
    found = next((one for one in stops_of(walk) if one.number == number), None)
    if found is None:
        raise NotFound()
    return found


def _pair(stop: RouteStop) -> Pair:
    looks = {one.light: one for one in stop.looks.all()}
    day, dark = looks.get(WalkStop.Light.DAY), looks.get(WalkStop.Light.DARK)
    both = {
        code: (day.ratings.get(code) if day else None, dark.ratings.get(code) if dark else None)
        for code in RATINGS
    }
    rated = {code: [value for value in pair if value is not None] for code, pair in both.items()}
    lowest = {code: min(values) for code, values in rated.items() if values}
    worst = sorted((code for code, value in lowest.items() if value <= BAD), key=lambda code: lowest[code])
    return Pair(
        stop, day, dark, tuple((str(words), *both[code]) for code, words in RATINGS.items()), tuple(worst)
    )  # fmt: skip


def stop_with_photo(walk: Walk, token: str) -> WalkStop:
    found = WalkStop.objects.filter(stop__walk=walk, photo=token).exclude(photo="").first()
    if found is None:
        raise NotFound()
    return found
