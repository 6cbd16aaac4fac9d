"""The team somebody acts for, and a team as everybody may see it."""

from dataclasses import dataclass
from datetime import date

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.rooms.bodies.models import CharterVersion, Seat
from hamkori.rooms.bodies.queries import charter_on, seats_of
from hamkori.society.accounts.models import Organisation

TEAM = "team"


def team_of(actor: Actor) -> Organisation:
    """The actor's own team. Raises `NotFound` for anybody else."""
    found = None
    if actor.has_role(Role.SECRETARY, Role.MEMBER):
        found = Organisation.objects.filter(pk=actor.office, kind=TEAM).select_related("place").first()
    if found is None:
        raise NotFound()
    return found


def public_team(uid: str) -> Organisation:
    """A team that exists today. Raises `NotFound`."""
    found = (
        Organisation.objects.filter(uid=clean_reference(uid) or "", kind=TEAM).select_related("place").first()
    )
    if found is None or not found.holds_on(clock.today()):
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """Who a team is by its charter: seats taken, the smallest number, when terms end."""

    charter: CharterVersion | None
    seats: list[Seat]
    least: int | None
    next_end: date | None
    ending: int

    @property
    def after_next_end(self) -> int:
        return len(self.seats) - self.ending

    @property
    def too_few(self) -> bool:
        return self.least is not None and len(self.seats) < self.least

    @property
    def soon_too_few(self) -> bool:
        return self.least is not None and not self.too_few and self.after_next_end < self.least


def standing_of(team: Organisation) -> Standing:
    """The seats of a team against the charter of today. Two queries."""
    today = clock.today()
    charter = charter_on(TEAM, today)
    seats = seats_of(team)
    ends = sorted(
        seat.term_until for seat in seats if seat.term_until is not None and seat.term_until > today
    )
    first = ends[0] if ends else None
    least = charter.rules.get("size_min") if charter else None
    return Standing(charter, seats, least, first, sum(end == first for end in ends))
