"""The board of the desk: sums, bands by state with their first rows, one band page by page; and my work."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.rooms.commitments import clocks
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.queries import visible_to
from hamkori.rooms.commitments.states import LIVE, UNCONFIRMED, Origin, State
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below

SHOWN_IN_BAND = 10
PAGE = 50

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


def band_filter(name: str, today: date) -> Q:
    """The promises of one band."""
    live = Q(state__in=LIVE)
    return {
        "late": live & Q(due_on__lt=today),
        "done": Q(state__in=UNCONFIRMED),
        "again": Q(state=State.REOPENED, due_on__gte=today),
        "soon": Q(state=State.OPEN, due_on__gte=today, due_on__lte=today + clocks.SOON),
        "later": Q(state=State.OPEN, due_on__gt=today + clocks.SOON),
        "kept": Q(state=State.KEPT),
        "not_kept": Q(state=State.NOT_KEPT),
        "withdrawn": Q(state=State.WITHDRAWN),
    }[name]


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


def _band_number(today: date) -> Case:
    return Case(
        *[When(band_filter(name, today), then=Value(number)) for number, (name, _s, _w) in enumerate(BANDS)],
        default=Value(len(BANDS)),
        output_field=IntegerField(),
    )


def board(actor: Actor, wanted: Wanted) -> Board:
    """The board of the desk, with a fixed number of queries whatever its size."""
    today = clock.today()
    found = filtered(actor, wanted)
    counted = (
        found.order_by()
        .values(band=_band_number(today))
        .annotate(
            n=Count("pk"),
            first=Count("pk", filter=Q(kept_first_day=True)),
            over=Count("pk", filter=Q(first_due_on__lt=today) & ~Q(state=State.WITHDRAWN)),
            long=Count("pk", filter=Q(done_on__lt=today - clocks.SILENCE, state__in=UNCONFIRMED)),
        )
    )
    sums: dict[int, dict[str, Any]] = {row["band"]: dict(row) for row in counted}
    counts = {
        name: int(sums[number]["n"]) if number in sums else 0 for number, (name, _s, _w) in enumerate(BANDS)
    }
    bands = []
    after = ""
    for name, sign, words in BANDS:
        if wanted.band and wanted.band != name:
            continue
        if not counts[name]:
            continue
        rows = _band_rows(
            found, name, today, wanted.after if wanted.band else "", PAGE if wanted.band else SHOWN_IN_BAND
        )
        if wanted.band and len(rows) > PAGE:
            rows = rows[:PAGE]
            after = _after(rows[-1], name)
        bands.append(Band(name, sign, words, counts[name], rows[: PAGE if wanted.band else SHOWN_IN_BAND]))
    late = next((band.rows[0] for band in bands if band.name == "late" and not wanted.after), None)
    return Board(
        bands=bands,
        counts=counts,
        oldest_late=late.days_after if late else None,
        long_unconfirmed=sum(row["long"] for row in sums.values()),
        first_day=sum(row["first"] for row in sums.values()),
        ended=sum(row["over"] for row in sums.values()),
        after=after,
    )


def _order(name: str) -> str:
    return "closed_on" if name in NEWEST_FIRST else "done_on" if name == "done" else "due_on"


def _after(row: Commitment, name: str) -> str:
    day = getattr(row, _order(name))
    return f"{day.isoformat()}.{row.reference}"


def _band_rows(
    found: QuerySet[Commitment], name: str, today: date, after: str, most: int
) -> list[Commitment]:
    """The rows of a band from a place on (keyset paging: a page costs the same however deep it lies)."""
    key = _order(name)
    rows = found.filter(band_filter(name, today)).select_related(
        "owner", "public_place", "to_organisation", "basis"
    )
    newest = name in NEWEST_FIRST
    day, _dot, reference = after.partition(".")
    if day and (bare := clean_reference(reference)):
        try:
            start = date.fromisoformat(day)
        except ValueError as error:
            raise NotFound() from error
        side = "lt" if newest else "gt"
        rows = rows.filter(Q(**{f"{key}__{side}": start}) | Q(**{key: start, f"reference__{side}": bare}))
    ordered = (
        rows.order_by(F(key).desc(), F("reference").desc()) if newest else rows.order_by(key, "reference")
    )
    return list(ordered[: most + 1])


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
