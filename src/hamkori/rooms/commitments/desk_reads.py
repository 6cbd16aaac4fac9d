"""The reads of the desk board and of my work, prepared: the sums, and the first rows of all bands together.

Why an actor sees a promise (`queries.grounds_of`) and which filters stand is part of the prepared read; the values
come with each call. Each ground and each state is a part of its own, read in the order of an index and only as far as
needed, so the number of promises does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hamkori.kernel import clock
from hamkori.kernel.prepared import Prepared, prepared
from hamkori.rooms.commitments import clocks
from hamkori.rooms.commitments.models import Commitment, Evidence
from hamkori.rooms.commitments.queries import Ground, ground_filter
from hamkori.rooms.commitments.states import LIVE, UNCONFIRMED, State
from hamkori.society.places.queries import within_spans

NEWEST_FIRST = frozenset({"kept", "not_kept", "withdrawn"})
COLUMNS = (
    "reference", "owner__names", "owner__is_police", "path", "to_organisation_id", "subject_type", "subject_id",
    "driven", "text", "about", "basis__origin", "basis__number", "basis__dated_on", "basis__heard_at", "due_on",
    "first_due_on", "publicity", "state", "done_on", "closed_on", "reopened", "moved",
)  # fmt: skip
"""What a line of the board needs, and what the rules ask before an act is offered."""


def band_parts(name: str, today: Any, soon: Any) -> list[Q]:
    """The promises of one band, a part for each state, so that each can be read from an index."""
    return {
        "late": [Q(state=state, due_on__lt=today) for state in (State.OPEN, State.REOPENED)],
        "done": [Q(state=state) for state in (State.DONE, State.CHECKING)],
        "again": [Q(state=State.REOPENED, due_on__gte=today)],
        "soon": [Q(state=State.OPEN, due_on__gte=today, due_on__lte=soon)],
        "later": [Q(state=State.OPEN, due_on__gt=soon)],
        "kept": [Q(state=State.KEPT)],
        "not_kept": [Q(state=State.NOT_KEPT)],
        "withdrawn": [Q(state=State.WITHDRAWN)],
    }[name]


def band_of(row: Commitment, today: date) -> str:
    """The same for one promise."""
    if row.state in UNCONFIRMED:
        return "done"
    if row.state not in LIVE:
        return str(row.state)
    if row.due_on < today:
        return "late"
    if row.state == State.REOPENED:
        return "again"
    return "soon" if row.due_on <= today + clocks.SOON else "later"


def key_of(band: str) -> str:
    """The day by which a band stands in order; within a day by reference."""
    return "closed_on" if band in NEWEST_FIRST else "due_on"


class Shape(NamedTuple):
    """Which grounds and which filters stand, without their values."""

    grounds: tuple[str, ...]
    place: bool
    owner: bool
    origin: bool
    due: bool


@dataclass(frozen=True)
class Scope:
    """What an actor sees and asks for: the grounds, and filters by place (`spans`), office, origin, days."""

    grounds: tuple[Ground, ...]
    place: tuple[str, str, str] | None = None
    owner: int = 0
    origin: str = ""
    due: tuple[date, date] | None = None

    @property
    def shape(self) -> Shape:
        return Shape(
            tuple(ground.name for ground in self.grounds),
            self.place is not None,
            bool(self.owner),
            bool(self.origin),
            self.due is not None,
        )

    @property
    def values(self) -> tuple[Any, ...]:
        """The values in the order in which `_parts` takes them."""
        filters = (self.place, self.owner, self.origin, self.due)
        return (
            *(value for ground in self.grounds for value in ground.values),
            *(one for one in filters if one),
        )


NARROW = 64
"""So few offices are read by their own indexes, more of them in the order of the days."""


def _parts(shape: Shape, marks: Sequence[Any]) -> tuple[list[tuple[Q, bool]], Q]:
    """(condition, whether it is narrow) of each ground, and the filters; `marks` stand for `Scope.values`."""
    rest = list(marks)
    grounds = []
    for name in shape.grounds:
        values = [] if name == "country" else [rest.pop(0)]
        narrow = name in ("own", "to") or (name == "under" and len(values[0]) <= NARROW)
        grounds.append((ground_filter(name, values), narrow))
    wanted = Q()
    if shape.place:
        wanted &= within_spans(rest.pop(0))
    if shape.owner:
        wanted &= Q(owner_id=rest.pop(0))
    if shape.origin:
        wanted &= Q(origin=rest.pop(0))
    if shape.due:
        begin, end = rest.pop(0)
        wanted &= Q(due_on__gte=begin, due_on__lte=end)
    return grounds, wanted


# --- sums


@cache
def _sums(shape: Shape) -> Prepared[tuple[Any, ...]]:
    @prepared
    def read(today: Any, soon: Any, silent: Any, *marks: Any) -> QuerySet[Any, Any]:
        grounds, wanted = _parts(shape, marks)
        seen = Q()
        for ground, _narrow in grounds:
            seen |= ground
        return (
            Commitment.objects.filter(seen & wanted)
            .order_by()
            .values("state")
            .annotate(
                n=Count("pk"),
                first=Count("pk", filter=Q(kept_first_day=True)),
                over=Count("pk", filter=Q(first_due_on__lt=today)),
                late=Count("pk", filter=Q(due_on__lt=today)),
                soon=Count("pk", filter=Q(due_on__lte=soon)),
                silent=Count("pk", filter=Q(done_on__lt=silent)),
            )
            .values_list("state", "n", "first", "over", "late", "soon", "silent")
        )

    return read


def sums(scope: Scope) -> list[tuple[Any, ...]]:
    """(state, all, kept on the first day, first day passed, day passed, day within a fortnight, long silent).

    One query.
    """
    today = clock.today()
    return _sums(scope.shape)(today, today + clocks.SOON, today - clocks.SILENCE, *scope.values)


# --- rows


def _first(
    found: QuerySet[Commitment], key: str, *, narrow: bool, newest: bool = False
) -> QuerySet[Commitment]:
    """In order by a day (never empty here) and the reference.

    For a narrow ground the order names `made_on`, which no index has: an index of days must not draw the database.
    """
    day: Any = Coalesce(key, "made_on") if narrow else F(key)
    return found.order_by(*(one.desc() if newest else one.asc() for one in (day, F("reference"))))


def _union(ids: list[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    """Several sliced reads of ids as one."""
    whole = [Commitment.objects.filter(pk__in=one).order_by().values("pk") for one in ids]
    return whole[0].union(*whole[1:], all=True) if len(whole) > 1 else whole[0]


@cache
def _rows(shape: Shape, bands: tuple[str, ...], most: int, after: bool) -> Prepared[Commitment]:
    @prepared
    def read(today: Any, soon: Any, *marks: Any) -> QuerySet[Any, Any]:
        behind, marks = (marks[:2], marks[2:]) if after else ((), marks)
        grounds, wanted = _parts(shape, marks)
        ids = []
        for band in bands:
            key = key_of(band)
            sign, side = ("-", "lt") if key == "closed_on" else ("", "gt")
            start = Q()
            if behind:
                day, reference = behind
                start = Q(**{f"{key}__{side}": day}) | Q(**{key: day, f"reference__{side}": reference})
            for ground, narrow in grounds:
                for part in band_parts(band, today, soon):
                    found = Commitment.objects.filter(ground & part & wanted & start)
                    ids.append(_first(found, key, narrow=narrow, newest=sign == "-").values("pk")[:most])
        evidence = Evidence.objects.filter(commitment=OuterRef("pk")).order_by("-pk")
        return (
            Commitment.objects.filter(pk__in=_union(ids))
            .select_related("owner", "basis")
            .only(*COLUMNS)
            .annotate(
                evidence_text=Subquery(evidence.values("text")[:1]),
                evidence_photos=Subquery(evidence.values("photos")[:1]),
            )
        )

    return read


def rows(
    scope: Scope, bands: tuple[str, ...], *, most: int, after: tuple[date, str] | None = None
) -> dict[str, list[Commitment]]:
    """{band: its first `most` rows in order, behind `after`}. One query for all bands.

    A row has what `COLUMNS` names, and of its latest evidence `evidence_text` and `evidence_photos`.
    """
    if not scope.grounds:
        return {band: [] for band in bands}
    today = clock.today()
    read = _rows(scope.shape, bands, most, after is not None)
    found: dict[str, list[Commitment]] = {band: [] for band in bands}
    for row in read(today, today + clocks.SOON, *(after or ()), *scope.values):
        found[band_of(row, today)].append(row)
    return {band: in_order(some, key_of(band))[:most] for band, some in found.items()}


def in_order(some: list[Commitment], key: str) -> list[Commitment]:
    return sorted(some, key=lambda row: (getattr(row, key), row.reference), reverse=key == "closed_on")


# --- my work

OWN_BANDS = ("late", "soon")
MOST_WAITING = 60


@prepared
def _own_sums(office: Any, today: Any, soon: Any) -> QuerySet[Any, Any]:
    return (
        Commitment.objects.filter(owner_id=office, driven=False, state__in=(State.OPEN, State.REOPENED))
        .order_by()
        .values("state")
        .annotate(late=Count("pk", filter=Q(due_on__lt=today)), until=Count("pk", filter=Q(due_on__lte=soon)))
        .values_list("state", "late", "until")
    )


def own_counts(office: int) -> dict[str, int]:
    """How many promises of an office are late, and how many are due in a fortnight. One query."""
    today = clock.today()
    counts = dict.fromkeys(OWN_BANDS, 0)
    for state, late, until in _own_sums(office, today, today + clocks.SOON):
        counts["late"] += late
        if state == State.OPEN:
            counts["soon"] += until - late
    return counts


@cache
def _own_rows(most: int) -> Prepared[Commitment]:
    @prepared
    def read(office: Any, today: Any, soon: Any) -> QuerySet[Any, Any]:
        ids = [
            _first(
                Commitment.objects.filter(part, owner_id=office, driven=False), "due_on", narrow=True
            ).values("pk")[:most]
            for band in OWN_BANDS
            for part in band_parts(band, today, soon)
        ]
        return (
            Commitment.objects.filter(pk__in=_union(ids))
            .select_related("public_place")
            .only("reference", "text", "about", "state", "due_on", "public_place__names")
        )

    return read


def own_rows(office: int, *, most: int) -> dict[str, list[Commitment]]:
    """The first late and near promises of an office. One query."""
    today = clock.today()
    found: dict[str, list[Commitment]] = {band: [] for band in OWN_BANDS}
    for row in _own_rows(most)(office, today, today + clocks.SOON):
        found[band_of(row, today)].append(row)
    return {band: in_order(some, "due_on")[:most] for band, some in found.items()}


@cache
def _waiting(names: tuple[str, ...]) -> Prepared[Commitment]:
    @prepared
    def read(office: Any, *marks: Any) -> QuerySet[Any, Any]:
        grounds, _wanted = _parts(Shape(names, False, False, False, False), marks)
        ids = [
            _first(
                Commitment.objects.filter(ground, driven=False, state=state).exclude(owner_id=office),
                "done_on",
                narrow=narrow,
            ).values("pk")[:MOST_WAITING]
            for ground, narrow in grounds
            for state in (State.DONE, State.CHECKING)
        ]
        return (
            Commitment.objects.filter(pk__in=_union(ids))
            .select_related("owner")
            .only(
                "reference", "text", "about", "state", "done_on", "driven", "path", "publicity",
                "to_organisation_id", "owner__names", "owner__is_police",
            )
        )  # fmt: skip

    return read


def waiting(grounds: tuple[Ground, ...], office: int) -> list[Commitment]:
    """The first promises of others that wait for a second square, the longest waiting first. One query."""
    if not grounds:
        return []
    names = tuple(ground.name for ground in grounds)
    found = _waiting(names)(office, *(value for ground in grounds for value in ground.values))
    return sorted(found, key=lambda row: (row.done_on or date.max, row.reference))[:MOST_WAITING]
