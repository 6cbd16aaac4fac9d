"""A team or council beside its charter: seats, terms, and what the charter says about them. Reads only."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.words import pick
from hamkori.rooms.bodies.models import CharterVersion, Seat
from hamkori.rooms.bodies.office_queries import body_type_of
from hamkori.rooms.bodies.queries import charter_on, seats_of
from hamkori.society.accounts.models import Organisation

WARN_DAYS = 90
"""A term that ends so soon is marked (N08: alarms at 90, 60 and 45 days)."""


UNDECIDED: dict[str, str | Promise] = {
    "quorum": _("how many must be present"),
    "size_min": _("the smallest number of members"),
    "size_max": _("the largest number of members"),
    "term_years": _("the length of a term"),
    "re_election": _("a second term"),
    "chair": _("who chairs"),
    "voting_rule": _("how votes are counted"),
    "nomination_days_before": _("how early members are nominated"),
}
"""What a charter may leave open, in words."""


@dataclass(frozen=True)
class SeatRow:
    """`state`: "expired" (the day after the term's end), "soon", or "runs"."""

    seat: Seat
    category: str
    state: str


@dataclass(frozen=True)
class BodyCard:
    """The charter in force and the seats. `missing` is how many members the charter still asks for (N01, N06)."""

    charter: CharterVersion | None
    rows: list[SeatRow]
    size_min: int | None
    term_years: int | None
    missing: int
    binding: bool
    """Whether the size is enforced; else it is advice."""
    undecided: list[str] = field(default_factory=list)
    """What the charter leaves open (H16)."""
    note: str = ""
    """Why it is left open, in the words of the pack."""

    @property
    def next_number(self) -> int:
        taken = {row.seat.number for row in self.rows}
        return next(number for number in range(1, 500) if number not in taken)


def body_card(organisation: Organisation) -> BodyCard | None:
    """None for an organisation that has no charter: an office, a service. Three queries."""
    body_type = body_type_of(organisation)
    if body_type is None:
        return None
    charter = charter_on(body_type.code, clock.today())
    rules: dict[str, Any] = charter.rules if charter is not None else {}
    words = dict(categories(rules))
    rows = [
        SeatRow(one, words.get(one.category, one.category), _state(one)) for one in seats_of(organisation)
    ]
    sitting = sum(row.state != "expired" for row in rows)
    least = rules.get("size_min")
    return BodyCard(
        charter=charter,
        rows=rows,
        size_min=least if isinstance(least, int) else None,
        term_years=rules.get("term_years") if isinstance(rules.get("term_years"), int) else None,
        missing=max(0, least - sitting) if isinstance(least, int) else 0,
        binding=dict(rules.get("strength", {})).get("size_min") == "hard",
        undecided=[str(UNDECIDED.get(str(name), name)) for name in rules.get("unset", [])],
        note=pick(rules.get("note")),
    )


def categories(rules: dict[str, Any]) -> list[tuple[str, str]]:
    """(code, words) of the groups that the charter wants in the body."""
    return [
        (str(one["code"]), pick(one.get("names"))) for one in rules.get("composition", []) if "code" in one
    ]


def _state(seat: Seat, day: date | None = None) -> str:
    today = day or clock.today()
    if seat.term_until is None:
        return "runs"
    if seat.term_until < today:
        return "expired"
    return "soon" if seat.term_until <= today + timedelta(days=WARN_DAYS) else "runs"
