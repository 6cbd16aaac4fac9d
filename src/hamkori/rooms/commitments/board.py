"""The public board: “what was promised”, per place and per organisation, and its figures.

Everybody sees only what is shown (`shown`): promises that were public at once, and those that have climbed the
whole ladder. A promise counts as late here only at the ladder's end (K59). Days are days of offices; what a
resident did is shown with its month.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.kernel.words import pick
from hamkori.rooms.commitments import reads
from hamkori.rooms.commitments.models import Commitment, month_number
from hamkori.rooms.commitments.queries import behind, place_in_order
from hamkori.rooms.commitments.reads import Line, Scope
from hamkori.rooms.commitments.states import Origin, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below

MONTHS_BACK, MONTHS_AHEAD = 11, 2
MOST_IN_A_MONTH = 55
"""A month with more promises is told in numbers: a cloth of hundreds of stars is no cloth."""
SMALLEST = 5
"""In the file of data a jamoat with fewer promises stands as its district (K34)."""
IN_LEDGER = 3
IN_FRONT = ("late", "done", "again", "kept", "not_kept")
"""Groups whose first promises stand on the front of a board; the others are a link away."""
PAGE = 20
SIGNS = ("kept", "done", "due", "late", "again", "not_kept", "withdrawn")


@dataclass(frozen=True)
class Whose:
    """Whose board: a place with everything below it, or one organisation."""

    place: Place
    organisation: Organisation | None = None

    @property
    def filter(self) -> Q:
        if self.organisation is not None:
            return Q(owner=self.organisation)
        return below(self.place.path) if self.place.parent_id is not None else Q()


def of_place(code: str) -> Whose:
    """The board of a place; of a mahalla, that of its jamoat (K34). Raises `NotFound`."""
    return Whose(places.public_level(places.get(code)) if code else places.root())


def of_office(uid: str) -> Whose:
    """The board of an organisation. Raises `NotFound`."""
    found = organisation_by_uid(uid)
    if found is None:
        raise NotFound()
    return Whose(found.place, found)


def shown(whose: Whose) -> QuerySet[Commitment]:
    """What everybody may read of a board."""
    return Commitment.objects.filter(whose.filter, shown=True)


def scope_of(whose: Whose, *, origin: str = "", owner: str = "") -> Scope:
    """The same for the prepared reads, with the filters of the address; an unknown origin filters nothing."""
    wanted = origin if origin in Origin.values else ""
    if whose.organisation is not None:
        return Scope(office=whose.organisation.pk, origin=wanted, owner=owner)
    path = whose.place.path if whose.place.parent_id is not None else ""
    return Scope(path, origin=wanted, owner=owner)


def _sign(state: str, late: bool) -> str:
    if state in (State.DONE, State.CHECKING):
        return "done"
    if state in (State.KEPT, State.NOT_KEPT, State.WITHDRAWN):
        return state
    return "late" if late else "again" if state == State.REOPENED else "due"


@dataclass
class Month:
    """One row of the cloth."""

    first: date
    now: bool
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def signs(self) -> list[tuple[str, int]]:
        """The shapes of its promises, in order: (shape, how many of them)."""
        return [(SHAPES.get(sign, sign), self.counts[sign]) for sign in SIGNS if self.counts.get(sign)]


SHAPES = {"not_kept": "late", "withdrawn": "due"}
"""Signs that are drawn as another one."""


@dataclass
class Figures:
    months: list[Month]
    counts: dict[str, int]
    first_day: int
    over: int
    since: date
    until: date

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def draws_cloth(self) -> bool:
        return max((month.total for month in self.months), default=0) <= MOST_IN_A_MONTH

    @property
    def share(self) -> float | None:
        """Percent kept on their first day, of all whose first day has passed; None where there is none."""
        return 100 * self.first_day / self.over if self.over else None


def _first_of(number: int) -> date:
    return date(number // 100, number % 100, 1)


def _window(today: date) -> list[int]:
    base = today.year * 12 + today.month - 1
    return [
        month // 12 * 100 + month % 12 + 1 for month in range(base - MONTHS_BACK, base + MONTHS_AHEAD + 1)
    ]


def figures(whose: Whose, *, origin: str = "", owner: str = "") -> Figures:
    """The cloth: fourteen months by the day on which a promise is due. One query."""
    today = clock.today()
    window = _window(today)
    by_month: dict[int, Counter[str]] = {number: Counter() for number in window}
    totals: Counter[str] = Counter()
    first = over = 0
    grouped = reads.figures(scope_of(whose, origin=origin, owner=owner), window[0], window[-1])
    for month, state, late, on_first_day, number, passed in grouped:
        sign = _sign(state, late)
        by_month[month][sign] += number
        totals[sign] += number
        if state != State.WITHDRAWN:
            first += number if on_first_day else 0
            over += passed
    last = _first_of(window[-1])
    return Figures(
        months=[
            Month(_first_of(number), number == month_number(today), dict(counts))
            for number, counts in by_month.items()
        ],
        counts={sign: totals[sign] for sign in SIGNS},
        first_day=first,
        over=over,
        since=_first_of(window[0]),
        until=(last + timedelta(days=31)).replace(day=1) - timedelta(days=1),
    )


def ledger(
    whose: Whose,
    figures_of: Figures,
    *,
    most: int = IN_LEDGER,
    groups: tuple[str, ...] = IN_FRONT,
    origin: str = "",
    owner: str = "",
) -> dict[str, list[Line]]:
    """The first few of each group that has any in the cloth. One query."""
    lines = reads.first_lines(scope_of(whose, origin=origin, owner=owner), groups, most=most)
    return {group: found for group, found in lines.items() if figures_of.counts.get(group)}


@dataclass
class Listed:
    rows: list[Line]
    after: str


def listed(whose: Whose, group: str, *, after: str = "", origin: str = "", owner: str = "") -> Listed:
    """One group, page by page (keyset). One query. Raises `NotFound` for an unknown group or a broken address."""
    if group not in reads.GROUPS:
        raise NotFound()
    scope = scope_of(whose, origin=origin, owner=owner)
    lines = reads.first_lines(scope, (group,), most=PAGE + 1, after=behind(after))[group]
    more = len(lines) > PAGE
    lines = lines[:PAGE]
    return Listed(lines, place_in_order(lines[-1], reads.key_of(group)) if more else "")


def one(reference: str) -> Commitment:
    """A promise that everybody may read. Raises `NotFound` for any other, also when it exists."""
    found = (
        Commitment.objects.select_related("owner", "public_place", "to_organisation", "basis__body")
        .filter(reference=clean_reference(reference) or "", shown=True)
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def offices(whose: Whose) -> list[tuple[str, dict[str, str]]]:
    """Who has promised something here, for the filter of a district or a smaller place: (uid, names)."""
    if whose.organisation is not None or whose.place.depth < 2:
        return []
    return reads.offices(whose.place.path)


def inside(whose: Whose) -> list[Place]:
    """The places under this one that have a board."""
    return (
        []
        if whose.organisation is not None
        else [child for child in places.children(whose.place) if places.public_level(child).pk == child.pk]
        if whose.place.depth < 3
        else []
    )


def all_shown(whose: Whose, *, most: int = 60) -> list[Line]:
    """What hangs on the notice board: everything that is not ended, the oldest day first."""
    return reads.still_open(scope_of(whose), most=most)


def table(whose: Whose, language: str) -> Iterator[list[Any]]:
    """The data of the board, a header first: codes, offices, months. No free text; small places as their district."""
    yield ["number", "place", "office", "origin", "state", "due_month", "first_due_month", "times_moved",
           "times_reopened", "kept_on_first_day"]  # fmt: skip
    found = shown(whose).select_related("owner", "public_place__parent").order_by("due_month", "reference")
    per_place: Counter[int] = Counter()
    for place_id, number in found.order_by().values_list("public_place_id").annotate(n=Count("pk")):
        per_place[place_id] = number
    for row in found.iterator(chunk_size=2000):
        place = row.public_place
        if per_place[row.public_place_id] < SMALLEST and place.parent is not None:
            place = place.parent
        yield [
            row.shown_reference,
            pick(place.names, language),
            row.owner.name_in(language),
            row.origin,
            _sign(row.state, row.late_in_public),
            _first_of(row.due_month).isoformat()[:7],
            row.first_due_on.isoformat()[:7],
            row.moved,
            row.reopened,
            int(row.kept_first_day),
        ]


def as_csv(whose: Whose, language: str) -> str:
    """`table` as text for spreadsheets; a cell never begins like a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in table(whose, language):
        writer.writerow([f"'{cell}" if str(cell)[:1] in "=+-@\t" else cell for cell in row])
    return out.getvalue()


def group_words() -> dict[str, tuple[str, str]]:
    """{group: (words, what its sign looks like)}."""
    return {
        "kept": (_("kept and confirmed"), _("full star with a tick")),
        "done": (_("wait for the other side"), _("full square in an empty one")),
        "due": (_("day still to come, or not yet public as late"), _("empty square")),
        "late": (_("late"), _("empty square with “!”")),
        "again": (_("opened again"), _("empty star with an arrow")),
        "not_kept": (_("not kept"), _("empty square with “!”")),
        "withdrawn": (_("taken back by both sides"), _("empty square")),
    }
