"""Who may do what with a promise. Deny by default. Nobody closes a promise of their own office (K22)."""

from dataclasses import dataclass
from typing import Any, Protocol

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.queries import offices_under
from hamkori.rooms.commitments.states import Publicity
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

OFFICE = (Role.HANDLER, Role.HEAD)
OTHER_SIDE = (Role.SECRETARY, Role.HEAD, Role.COUNCIL)
BODIES = ("team", "mahalla_committee")
"""Kinds of organisations whose secretary speaks for the residents of a place."""


class Wanted(Protocol):
    """A promise that somebody wants to write down."""

    owner: Organisation
    place: Place


@dataclass(frozen=True)
class Wish:
    owner: Organisation
    place: Place


def promises(actor: Actor, owner_id: int) -> bool:
    """Works at the organisation that promises. A team promises through its secretary, a council through its member."""
    return actor.has_role(*OFFICE, Role.SECRETARY, Role.COUNCIL) and actor.office == owner_id


def _writes_for_residents(actor: Actor, path: str) -> bool:
    """The secretary of a team, or the council, of this place."""
    if actor.organisation_is_police or not actor.covers(path):
        return False
    return actor.has_role(Role.COUNCIL) or (
        actor.has_role(Role.SECRETARY) and actor.organisation_kind in BODIES
    )


def _own_side(actor: Actor, commitment: Commitment) -> bool:
    """The same organisation as the one that promised, or police beside police."""
    return actor.office == commitment.owner_id or (
        actor.organisation_is_police and commitment.owner.is_police
    )


def other_side(actor: Actor, commitment: Commitment) -> bool:
    """Speaks for those to whom it was promised, and not for the one who promised (K22, K55)."""
    if _own_side(actor, commitment):
        return False
    if commitment.to_organisation_id is not None:
        return actor.has_role(*OTHER_SIDE) and actor.office == commitment.to_organisation_id
    return _writes_for_residents(actor, commitment.path)


def _sees_private(actor: Actor, commitment: Commitment) -> bool:
    return actor.office == commitment.owner_id and actor.has_role(*OFFICE, Role.CLERK, Role.SECRETARY)


@rule("commitment.list")
def list_them(actor: Actor, _obj: Any) -> bool:
    return actor.has_role(
        *OFFICE, Role.CLERK, Role.SECRETARY, Role.MEMBER, Role.COUNCIL, Role.COMMANDER, Role.REVIEWER
    )


@rule("commitment.read")
def read(actor: Actor, commitment: Commitment) -> bool:
    """The sides, the team and the council of the place, and the offices above (through `queries.visible_to`)."""
    if _sees_private(actor, commitment):
        return True
    if commitment.publicity == Publicity.PRIVATE:
        return False
    if actor.office and actor.office in (commitment.owner_id, commitment.to_organisation_id):
        return list_them(actor, None)
    if actor.has_role(Role.SECRETARY, Role.MEMBER, Role.COUNCIL, Role.REVIEWER):
        return not actor.organisation_is_police and actor.covers(commitment.path)
    if actor.has_role(Role.HEAD, Role.COMMANDER) and actor.office:
        return commitment.owner_id in offices_under(actor.office)
    return False


@rule("commitment.make")
def make(actor: Actor, wish: Wanted) -> bool:
    """An office for itself; a secretary or the council for whoever promised aloud, on paper or at a meeting (K55)."""
    if actor.has_role(*OFFICE, Role.CLERK) and actor.office == wish.owner.pk:
        return True
    if actor.has_role(Role.SECRETARY, Role.COUNCIL) and actor.office == wish.owner.pk:
        return True
    return _writes_for_residents(actor, wish.place.path)


@rule("commitment.do")
def do(actor: Actor, commitment: Commitment) -> bool:
    """Say that it is done, move the day, explain: whoever promised, or a secretary who has it on paper (K55)."""
    if commitment.driven:
        return False
    if promises(actor, commitment.owner_id) or (
        actor.has_role(Role.CLERK) and actor.office == commitment.owner_id
    ):
        return True
    return commitment.publicity != Publicity.PRIVATE and _writes_for_residents(actor, commitment.path)


@rule("commitment.show")
def show(actor: Actor, commitment: Commitment) -> bool:
    """Add what shows that it is done: either side."""
    return not commitment.driven and (do(actor, commitment) or other_side(actor, commitment))


@rule("commitment.confirm")
def confirm(actor: Actor, commitment: Commitment) -> bool:
    """The second square: only the other side. A promise that came from a concern is closed with the resident's code."""
    return not commitment.driven and other_side(actor, commitment)


@rule("commitment.check")
def check(actor: Actor, commitment: Commitment) -> bool:
    """Somebody else looks when the other side was silent: the council, a reviewer, or a team that is not a side."""
    if commitment.driven or _own_side(actor, commitment) or actor.organisation_is_police:
        return False
    if not actor.covers(commitment.path) or actor.office == commitment.to_organisation_id:
        return False
    if actor.has_role(Role.COUNCIL, Role.REVIEWER):
        return True
    return commitment.to_organisation_id is not None and _writes_for_residents(actor, commitment.path)


@rule("commitment.withdraw")
def withdraw(actor: Actor, commitment: Commitment) -> bool:
    """Ask for taking it back, or agree: one word from each side."""
    if commitment.driven:
        return False
    return promises(actor, commitment.owner_id) or other_side(actor, commitment)


@rule("commitment.make_letter")
def make_letter(actor: Actor, commitment: Commitment) -> bool:
    """The letter on agreed measures is drafted by the body that heard the promise."""
    return not commitment.driven and other_side(actor, commitment)
