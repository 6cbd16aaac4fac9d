"""The board of the desk: sums, bands by state with their first rows, one band page by page; and my work."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.rooms.commitments import clocks
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.queries import first_keys, place_in_order, rows_of, visible_to
from hamkori.rooms.commitments.states import UNCONFIRMED, Origin, State
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below

SHOWN_IN_BAND = 5
PAGE = 25
IN_FRONT = frozenset({"late", "done", "again", "soon", "kept"})
"""Bands whose first rows stand on the board itself; the others are a link away."""

BANDS: tuple[tuple[str, str, Any], ...] = (
    ("late", "late", _("Late")),
    ("done", "done", _("Wait for the other side")),
    ("again", "again", _("Opened again")),
    ("soon", "due", _("Due in the next 14 days")),
    ("later", "due", _("Due later")),
    ("kept", "kept", _("Kept and confirmed")),
    ("not_kept", "late", _("Not kept")),
    ("withdrawn", "due", _("Taken back by both sides")),
)
"""Code, sign, words."""


def band_parts(name: str, today: date) -> list[Q]:
    """The promises of one band, a part for each state, so that each can be read from an index."""
    soon = today + clocks.SOON
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


def band_filter(name: str, today: date) -> Q:
    """The same as one condition."""
    whole = Q()
    for part in band_parts(name, today):
        whole |= part
    return whole


NEWEST_FIRST = frozenset({"kept", "not_kept", "withdrawn"})


@dataclass(frozen=True)
class Wanted:
    """The filters of the desk board, as they stand in the address."""

    place: str = ""
    owner: str = ""
    origin: str = ""
    due: str = ""
    band: str = ""
    after: str = ""


@dataclass
class Band:
    name: str
    sign: str
    words: Any
    count: int
    rows: list[Commitment] = field(default_factory=list)

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


@dataclass
class Board:
    """The desk board: the four sums, and the bands with their first rows."""

    bands: list[Band]
    counts: dict[str, int]
    oldest_late: int | None
    long_unconfirmed: int
    first_day: int
    ended: int
    after: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def still_open(self) -> int:
        return self.counts["again"] + self.counts["soon"] + self.counts["later"]

    @property
    def share(self) -> float | None:
        """Of the promises whose day has passed: how many percent were kept and confirmed on their first day."""
        return 100 * self.first_day / self.ended if self.ended else None


def filtered(actor: Actor, wanted: Wanted) -> QuerySet[Commitment]:
    found = visible_to(actor)
    if wanted.place:
        place = Place.objects.filter(code=wanted.place).first()
        found = found.filter(below(place.path)) if place else found.none()
    if wanted.owner:
        owner = organisation_by_uid(wanted.owner)
        found = found.filter(owner=owner) if owner else found.none()
    if wanted.origin in Origin.values:
        found = found.filter(origin=wanted.origin)
    if wanted.due in ("7", "14"):
        today = clock.today()
        found = found.filter(
            due_on__gte=today, due_on__lte=today + clocks.SOON / (2 if wanted.due == "7" else 1)
        )
    return found


def _key(name: str) -> str:
    return "closed_on" if name in NEWEST_FIRST else "due_on"


@dataclass(frozen=True)
class Sums:
    """The promises of one state."""

    n: int = 0
    first: int = 0
    over: int = 0
    late: int = 0
    soon: int = 0
    silent: int = 0


def _sums(found: QuerySet[Commitment], today: date) -> dict[str, Sums]:
    """Per state: all, kept on the first day, first day passed, day passed, day within a fortnight. One query."""
    rows = (
        found.order_by()
        .values("state")
        .annotate(
            n=Count("pk"),
            first=Count("pk", filter=Q(kept_first_day=True)),
            over=Count("pk", filter=Q(first_due_on__lt=today)),
            late=Count("pk", filter=Q(due_on__lt=today)),
            soon=Count("pk", filter=Q(due_on__lte=today + clocks.SOON)),
            silent=Count("pk", filter=Q(done_on__lt=today - clocks.SILENCE)),
        )
    )
    return {
        row["state"]: Sums(row["n"], row["first"], row["over"], row["late"], row["soon"], row["silent"])
        for row in rows
    }


def _counts(sums: dict[str, Sums]) -> dict[str, int]:
    none = Sums()
    opened, again = sums.get(State.OPEN, none), sums.get(State.REOPENED, none)
    return {
        "late": opened.late + again.late,
        "done": sums.get(State.DONE, none).n + sums.get(State.CHECKING, none).n,
        "again": again.n - again.late,
        "soon": opened.soon - opened.late,
        "later": opened.n - opened.soon,
        "kept": sums.get(State.KEPT, none).n,
        "not_kept": sums.get(State.NOT_KEPT, none).n,
        "withdrawn": sums.get(State.WITHDRAWN, none).n,
    }


def board(actor: Actor, wanted: Wanted) -> Board:
    """The board of the desk, with a fixed number of queries whatever its size."""
    today = clock.today()
    found = filtered(actor, wanted)
    sums = _sums(found, today)
    counts = _counts(sums)
    most = PAGE if wanted.band else SHOWN_IN_BAND
    picked: dict[str, list[int]] = {}
    for name, _sign, _words in BANDS:
        if (wanted.band and wanted.band != name) or not counts[name]:
            continue
        picked[name] = []
        if wanted.band or name in IN_FRONT:
            picked[name] = first_keys(
                found,
                band_parts(name, today),
                _key(name),
                most=most + 1,
                newest=name in NEWEST_FIRST,
                after=wanted.after if wanted.band else "",
            )
    rows = rows_of(pk for ids in picked.values() for pk in ids[:most])
    bands = [
        Band(name, sign, words, counts[name], [rows[pk] for pk in picked[name][:most]])
        for name, sign, words in BANDS
        if name in picked
    ]
    more = wanted.band in picked and len(picked[wanted.band]) > most
    after = place_in_order(bands[0].rows[-1], _key(wanted.band)) if more else ""
    late = next((band.rows[0] for band in bands if band.name == "late" and not wanted.after), None)
    return Board(
        bands=bands,
        counts=counts,
        oldest_late=late.days_after if late else None,
        long_unconfirmed=sums.get(State.DONE, Sums()).silent + sums.get(State.CHECKING, Sums()).n,
        first_day=sum(one.first for one in sums.values()),
        ended=sum(one.over for state, one in sums.items() if state != State.WITHDRAWN),
        after=after,
    )


@dataclass(frozen=True)
class Work:
    late: list[Commitment]
    soon: list[Commitment]
    confirm: list[Commitment]
    counts: dict[str, int]


def work_of(actor: Actor, *, most: int = 5) -> Work:
    """What this posting has to do: its own late and near promises, and those that it has to confirm or check."""
    today = clock.today()
    own = Commitment.objects.filter(owner_id=actor.office, driven=False).select_related(
        "owner", "public_place"
    )
    late = own.filter(band_filter("late", today)).order_by("due_on", "reference")
    soon = own.filter(band_filter("soon", today)).order_by("due_on", "reference")
    waiting = (
        visible_to(actor)
        .filter(driven=False, state__in=UNCONFIRMED)
        .exclude(owner_id=actor.office)
        .select_related("owner", "public_place", "place", "to_organisation")
        .order_by("done_on", "reference")
    )
    mine = [
        row
        for row in waiting[:60]
        if access.may(actor, "commitment.check" if row.state == State.CHECKING else "commitment.confirm", row)
    ]
    return Work(
        late=list(late[:most]),
        soon=list(soon[:most]),
        confirm=mine[:most],
        counts={"late": late.count(), "soon": soon.count(), "confirm": len(mine)},
    )
