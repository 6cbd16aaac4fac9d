"""The reads of the public board and of the panels of places, prepared: whose promises, how many, and the first lines.

A page reads twice whatever it holds: the figures of the cloth, and the first lines of all its groups together. Which
filters stand is part of the prepared read (`Scope.shape`); the values come with each call. Every read here asks for
`shown` and nothing else decides what everybody may see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hamkori.kernel import clock
from hamkori.kernel.prepared import Prepared, prepared
from hamkori.kernel.references import show_reference
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.models import Commitment, Evidence, Explanation, public_sign
from hamkori.rooms.commitments.states import State
from hamkori.society.accounts.models import Organisation, holds_on
from hamkori.society.places.queries import spans, within_spans

Found = tuple[Any, ...]


class Shape(NamedTuple):
    """Which filters stand, without their values."""

    where: str
    """"" (the whole country), "place" or "office"."""
    origin: bool = False
    owner: bool = False


@dataclass(frozen=True)
class Scope:
    """Whose promises are read. `where` is a path or the id of an office; without either, the whole country."""

    path: str = ""
    office: int = 0
    origin: str = ""
    owner: str = ""

    @property
    def shape(self) -> Shape:
        where = "office" if self.office else "place" if self.path else ""
        return Shape(where, bool(self.origin), bool(self.owner))

    @property
    def values(self) -> tuple[Any, ...]:
        """The values in the order in which `_shown` takes them."""
        where: tuple[Any, ...] = (self.office,) if self.office else spans(self.path) if self.path else ()
        return (*where, *(value for value in (self.origin, self.owner) if value))


def _shown(shape: Shape, marks: Sequence[Any]) -> QuerySet[Commitment]:
    """What everybody may read of a scope; `marks` stand for `Scope.values`."""
    rest = list(marks)
    found = Commitment.objects.filter(shown=True)
    if shape.where == "office":
        found = found.filter(owner_id=rest.pop(0))
    elif shape.where:
        found = found.filter(within_spans([rest.pop(0), rest.pop(0), rest.pop(0)]))
    if shape.origin:
        found = found.filter(origin=rest.pop(0))
    if shape.owner:
        found = found.filter(owner__uid=rest.pop(0))
    return found


# --- figures


@cache
def _figures(shape: Shape) -> Prepared[Found]:
    @prepared
    def read(first: Any, last: Any, today: Any, *marks: Any) -> QuerySet[Any, Any]:
        found = _shown(shape, marks)
        month: Any = "due_month"
        if shape.where:
            # A place and an office are read from their own index: the months must not draw the database to another.
            found = found.annotate(month=Coalesce("due_month", Value(0)))
            month = "month"
        return (
            found.filter(**{f"{month}__gte": first, f"{month}__lte": last})
            .order_by()
            .values("due_month", "state", "late_in_public", "kept_first_day")
            .annotate(n=Count("pk"), over=Count("pk", filter=Q(first_due_on__lt=today)))
            .values_list("due_month", "state", "late_in_public", "kept_first_day", "n", "over")
        )

    return read


def figures(scope: Scope, first: int, last: int) -> list[Found]:
    """(month, state, late in public, kept on the first day, number, of them after their first day). One query."""
    return _figures(scope.shape)(first, last, clock.today(), *scope.values)


# --- lines


class Line(NamedTuple):
    """A promise as everybody may read it, with the latest evidence and the latest explanation."""

    pk: int
    reference: str
    text: str
    about: dict[str, str]
    language: str
    post: str
    origin: str
    subject_type: str
    state: str
    late_in_public: bool
    due_on: date
    first_due_on: date
    closed_on: date | None
    moved: int
    why_not: str
    why_code: str
    owner_uid: str
    owner_names: dict[str, str]
    place_names: dict[str, str]
    evidence: str | None
    photos: int | None
    """None where there is no evidence."""
    explanation: str | None

    @property
    def shown_reference(self) -> str:
        return show_reference(self.reference)

    @property
    def title(self) -> str:
        return self.text or pick(self.about)

    @property
    def sign(self) -> str:
        return public_sign(self.state, self.late_in_public)

    @property
    def days_after(self) -> int:
        """Calendar days since the day."""
        return (clock.today() - self.due_on).days


COLUMNS = (
    "pk", "reference", "text", "about", "language", "post", "origin", "subject_type", "state", "late_in_public",
    "due_on", "first_due_on", "closed_on", "moved", "why_not", "why_code", "owner__uid", "owner__names",
    "public_place__names",
)  # fmt: skip


def _lines(ids: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    evidence = Evidence.objects.filter(commitment=OuterRef("pk")).order_by("-pk")
    explained = Explanation.objects.filter(commitment=OuterRef("pk")).order_by("-pk")
    return Commitment.objects.filter(pk__in=ids).values_list(
        *COLUMNS,
        Subquery(evidence.values("text")[:1]),
        Subquery(evidence.values("photos")[:1]),
        Subquery(explained.values("text")[:1]),
    )


GROUPS: dict[str, tuple[dict[str, Any], ...]] = {
    "late": ({"late_in_public": True},),
    "done": ({"state": State.DONE}, {"state": State.CHECKING}),
    "again": ({"state": State.REOPENED, "late_in_public": False},),
    "due": ({"state": State.OPEN, "late_in_public": False},),
    "kept": ({"state": State.KEPT},),
    "not_kept": ({"state": State.NOT_KEPT},),
    "withdrawn": ({"state": State.WITHDRAWN},),
}
"""The parts of each group, one for each state: each is read in the order of an index."""
NEWEST_FIRST = frozenset({"kept", "not_kept", "withdrawn"})


def key_of(group: str) -> str:
    """The day by which a group stands in order; within a day by reference."""
    return "closed_on" if group in NEWEST_FIRST else "due_on"


def _part(found: QuerySet[Commitment], part: dict[str, Any], key: str, most: int) -> QuerySet[Any, Any]:
    """The ids of the first rows of a part."""
    sign = "-" if key == "closed_on" else ""
    ids = found.filter(**part).order_by(sign + key, sign + "reference").values("pk")[:most]
    return Commitment.objects.filter(pk__in=ids).order_by().values("pk")


@cache
def _first(shape: Shape, parts: tuple[tuple[str, str], ...], most: int, after: bool) -> Prepared[Found]:
    """`parts` are (group, key by which it is read)."""

    @prepared
    def read(*marks: Any) -> QuerySet[Any, Any]:
        rest = list(marks)
        behind: tuple[Any, ...] = (rest.pop(0), rest.pop(0)) if after else ()
        ids: list[QuerySet[Any, Any]] = []
        for group, key in parts:
            found = _shown(shape, rest)
            if behind:
                day, reference = behind
                side = "lt" if key == "closed_on" else "gt"
                found = found.filter(
                    Q(**{f"{key}__{side}": day}) | Q(**{key: day, f"reference__{side}": reference})
                )
            ids += [_part(found, part, key, most) for part in GROUPS[group]]
        return _lines(ids[0].union(*ids[1:], all=True) if len(ids) > 1 else ids[0])

    return read


def first_lines(
    scope: Scope,
    groups: Iterable[str],
    *,
    most: int,
    after: tuple[date, str] | None = None,
) -> dict[str, list[Line]]:
    """{group: its first `most` lines in order, behind `after` (a day and a reference)}. One query for all groups."""
    wanted = tuple((group, key_of(group)) for group in groups)
    read = _first(scope.shape, wanted, most, after is not None)
    lines = [Line(*found) for found in read(*(after or ()), *scope.values)]
    return {
        group: in_order([line for line in lines if in_group(line, group)], key)[:most]
        for group, key in wanted
    }


def still_open(scope: Scope, *, most: int) -> list[Line]:
    """Everything that is not ended, the oldest day first. One query."""
    groups = ("late", "done", "again", "due")
    read = _first(scope.shape, tuple((group, "due_on") for group in groups), most, False)
    return in_order((Line(*found) for found in read(*scope.values)), "due_on")[:most]


def in_group(line: Line, group: str) -> bool:
    return any(all(getattr(line, name) == value for name, value in part.items()) for part in GROUPS[group])


def in_order(lines: Iterable[Line], key: str) -> list[Line]:
    return sorted(lines, key=lambda line: (getattr(line, key), line.reference), reverse=key == "closed_on")


# --- who promised


@prepared
def _offices(today: Any, path: Any, begin: Any, end: Any) -> QuerySet[Any, Any]:
    promised = Commitment.objects.filter(owner=OuterRef("pk"), shown=True)
    return (
        Organisation.objects.filter(
            holds_on(today), within_spans((path, begin, end), "place__path"), Exists(promised)
        )
        .order_by("place__path", "kind", "pk")
        .values_list("uid", "names")[:60]
    )


def offices(path: str) -> list[tuple[str, dict[str, str]]]:
    """(uid, names) of those who have promised something that everybody may read, at most sixty. One query."""
    return _offices(clock.today(), *spans(path))
