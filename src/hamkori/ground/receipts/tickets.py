"""The ticket of the day: what a page behind a code carries in its forms instead of a session.

It names one case and the day, and holds a key that makes each sending of a form count once.
"""

from dataclasses import dataclass, field

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock, crypto


class Expired(Exception):
    """The ticket is missing, cut, of another purpose, or of an earlier day."""


@dataclass(frozen=True)
class Ticket:
    """`purpose` is the room's own word: a ticket of one room opens nothing in another."""

    case: int
    purpose: str
    once: str = field(default_factory=new_submission_key)

    def sealed(self) -> str:
        state = {"case": self.case, "day": clock.today().isoformat(), "once": self.once}
        return crypto.seal_state(state, purpose=self.purpose)


def opened(sealed: str, *, purpose: str) -> Ticket:
    """The ticket in a sealed field. Raises `Expired`."""
    try:
        state = crypto.unseal_state(sealed, purpose=purpose)
    except crypto.Unreadable as error:
        raise Expired from error
    if state.get("day") != clock.today().isoformat():
        raise Expired
    return Ticket(int(state["case"]), purpose, str(state["once"]))
