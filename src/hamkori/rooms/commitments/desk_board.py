"""The board of the desk: sums, bands by state with their first rows, one band page by page; and my work."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.rooms.commitments import clocks, desk_reads
from hamkori.rooms.commitments.desk_reads import Scope, key_of
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.queries import behind, grounds_of, place_in_order
from hamkori.rooms.commitments.states import Origin, State
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.places.models import Place
from hamkori.society.places.queries import spans

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


def scope_of(actor: Actor, wanted: Wanted) -> Scope | None:
    """What the actor sees and asks for; None where a filter names a place or an office that is not there."""
    today = clock.today()
    place = owner = None
    if wanted.place:
        place = Place.objects.filter(code=wanted.place).only("path").first()
        if place is None:
            return None
    if wanted.owner:
        owner = organisation_by_uid(wanted.owner)
        if owner is None:
            return None
    days = {"7": clocks.SOON / 2, "14": clocks.SOON}.get(wanted.due)
    return Scope(
        grounds_of(actor),
        place=spans(place.path) if place else None,
        owner=owner.pk if owner else 0,
        origin=wanted.origin if wanted.origin in Origin.values else "",
        due=(today, today + days) if days else None,
    )


@dataclass(frozen=True)
class Sums:
    """The promises of one state."""

    n: int = 0
    first: int = 0
    over: int = 0
    late: int = 0
    soon: int = 0
    silent: int = 0


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
    scope = scope_of(actor, wanted)
    sums: dict[str, Sums] = {}
    found: dict[str, list[Commitment]] = {}
    most = PAGE if wanted.band else SHOWN_IN_BAND
    if scope is not None and scope.grounds:
        sums = {state: Sums(*numbers) for state, *numbers in desk_reads.sums(scope)}
        names = tuple(name for name, _sign, _words in BANDS if name == (wanted.band or name))
        if not wanted.band:
            names = tuple(name for name in names if name in IN_FRONT)
        after = behind(wanted.after) if wanted.band else None
        found = desk_reads.rows(scope, names, most=most + 1, after=after) if names else {}
    counts = _counts(sums)
    bands = [
        Band(name, sign, words, counts[name], found.get(name, [])[:most])
        for name, sign, words in BANDS
        if counts[name] and wanted.band in ("", name)
    ]
    more = len(found.get(wanted.band, [])) > most
    next_page = place_in_order(bands[0].rows[-1], key_of(wanted.band)) if more else ""
    late = next((band.rows[0] for band in bands if band.name == "late" and not wanted.after), None)
    return Board(
        bands=bands,
        counts=counts,
        oldest_late=late.days_after if late else None,
        long_unconfirmed=sums.get(State.DONE, Sums()).silent + sums.get(State.CHECKING, Sums()).n,
        first_day=sum(one.first for one in sums.values()),
        ended=sum(one.over for state, one in sums.items() if state != State.WITHDRAWN),
        after=next_page,
    )


@dataclass(frozen=True)
class Work:
    late: list[Commitment]
    soon: list[Commitment]
    confirm: list[Commitment]
    counts: dict[str, int]


def work_of(actor: Actor, *, most: int = 5) -> Work:
    """What this posting has to do: its own late and near promises, and those that it has to confirm or check."""
    own = desk_reads.own_rows(actor.office, most=most)
    mine = [
        row
        for row in desk_reads.waiting(grounds_of(actor), actor.office)
        if access.may(actor, "commitment.check" if row.state == State.CHECKING else "commitment.confirm", row)
    ]
    return Work(
        late=own["late"],
        soon=own["soon"],
        confirm=mine[:most],
        counts={**desk_reads.own_counts(actor.office), "confirm": len(mine)},
    )
