"""Counts of concerns by category, area and month, for whoever looks after an area. Never words, never persons.

Left out: private topics, thanks, doubles, what is sealed, withdrawn or waits for screening, and jamoats and
districts that need care (K32). Two queries, remembered for ten minutes.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.functions import TruncMonth

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.words import pick
from hamkori.rooms.concerns.models import Concern, Topic
from hamkori.rooms.concerns.states import Kind, State
from hamkori.rooms.insight.early import MOST_PAST, Looks, Verdict, looks
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below

LEFT_OUT = (State.SEALED, State.WITHDRAWN, State.SCREENING)
DISTRICT, JAMOAT = 2, 3
MINUTES = 10


def sees(actor: Actor) -> bool:
    """Team, council, command, Ministry: those who can do something about it."""
    if actor.organisation_kind == "team":
        return actor.has_role(Role.SECRETARY, Role.MEMBER)
    if actor.has_role(Role.COUNCIL):
        return not actor.organisation_is_police
    return actor.has_role(Role.COMMANDER)


@dataclass(frozen=True, slots=True)
class Area:
    """A jamoat or a district, by id."""

    pk: int
    names: dict[str, str]
    order: tuple[int, str]

    @property
    def name(self) -> str:
        return pick(self.names)


@dataclass(frozen=True, slots=True)
class Watch:
    """What somebody looks after: areas, categories, every look, for the last whole month."""

    scope: Place
    areas: list[Area]
    categories: list[tuple[str, dict[str, str]]]
    looks: Looks[int]
    before: Looks[int]
    """The same as it was a month ago: what newly stands out does not stand out here."""

    @property
    def month(self) -> date:
        return self.looks.months[-1]

    @property
    def standing_out(self) -> list[tuple[int, str]]:
        return [key for key, look in self.looks.found.items() if look.verdict is Verdict.MORE]

    @property
    def newly(self) -> list[tuple[int, str]]:
        old = self.before.found
        return [key for key in self.standing_out if key not in old or old[key].verdict is not Verdict.MORE]


def of_actor(actor: Actor) -> Watch:
    """For the area of one's posting. Raises `NotFound` for other roles."""
    if not sees(actor):
        raise NotFound()
    return watch(actor.place_path, clock.today().replace(day=1))


def _months_before(first: date, number: int) -> date:
    at = first.year * 12 + first.month - 1 - number
    return date(at // 12, at % 12 + 1, 1)


@for_a_while(60 * MINUTES)
def watch(path: str, this_month: date) -> Watch:
    """The last whole month before `this_month` in `path`: by jamoat inside a district, by district above."""
    scope = Place.objects.get(path=path) if path else Place.objects.get(parent__isnull=True)
    months = [_months_before(this_month, number) for number in range(MOST_PAST + 2, 0, -1)]
    series, since = _counts(scope, months, this_month)
    topics = Topic.objects.filter(public=True, retired_on__isnull=True).order_by("position", "code")
    groups: dict[str, dict[str, str]] = {}
    for group, names in topics.values_list("group", "group_names"):
        groups.setdefault(group, names)
    places = Place.objects.filter(pk__in={area for area, _group in series} | set(since))
    areas = sorted(
        (Area(one.pk, one.names, (one.position, one.code)) for one in places), key=lambda one: one.order
    )
    known = {group for _area, group in series}
    newest = looks({key: counts[1:] for key, counts in series.items()}, months[1:], _later(since))
    before = looks({key: counts[:-1] for key, counts in series.items()}, months[:-1], since)
    return Watch(scope, areas, [pair for pair in groups.items() if pair[0] in known], newest, before)


def _later(since: dict[int, int]) -> dict[int, int]:
    return {area: max(0, at - 1) for area, at in since.items()}


def _area(depth: int) -> Any:
    """The district of a place of any depth below it; inside a district its jamoats."""
    if depth >= DISTRICT:
        return F("public_place_id")
    return Case(
        When(public_place__depth=JAMOAT, then=F("public_place__parent_id")), default=F("public_place_id")
    )


def _rows(scope: Place, before: date) -> "QuerySet[Concern, Any]":
    rows = Concern.objects.filter(
        below(scope.path, "public_place__path"), topic__public=True, duplicate_of__isnull=True, raised_on__lt=before
    )  # fmt: skip
    if scope.depth >= DISTRICT:
        rows = rows.filter(public_place__depth__gte=JAMOAT if scope.depth == DISTRICT else scope.depth)
    else:
        rows = rows.filter(public_place__depth__gte=DISTRICT)
        rows = rows.exclude(public_place__depth=JAMOAT, public_place__parent__risk_level=Place.Risk.CAREFUL)
    rows = rows.exclude(public_place__risk_level=Place.Risk.CAREFUL)
    rows = rows.exclude(kind=Kind.THANKS).exclude(state__in=LEFT_OUT)
    return rows.annotate(area=_area(scope.depth)).order_by()


def _counts(
    scope: Place, months: list[date], before: date
) -> tuple[dict[tuple[int, str], list[int]], dict[int, int]]:
    """Counts by (area, group) and month, and the first month of each area. Two queries."""
    rows: Any = _rows(scope, before)
    at = {month: number for number, month in enumerate(months)}
    series: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0] * len(months))
    found = rows.filter(Q(raised_on__gte=months[0])).annotate(month=TruncMonth("raised_on"))
    for area, group, month, number in (
        found.values("area", "topic__group", "month")
        .annotate(n=Count("pk"))
        .values_list("area", "topic__group", "month", "n")
    ):
        series[area, group][at[month]] = number
    since = {}
    for area, first in rows.values("area").annotate(first=Min("raised_on")).values_list("area", "first"):
        month = first.replace(day=1)
        since[area] = at[month] + 1 if month in at else 0  # the first month is seldom a whole one
    return dict(series), since
