"""The ticket of the day: what the page behind the code carries in its forms instead of a session.

It names one case and the day, and holds a key that makes each sending of a form count once.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock, crypto

HOLDER = "holder"
PHOTO = "photo"
PHOTO_GOOD_FOR = timedelta(minutes=30)


class Expired(Exception):
    """The ticket is missing, cut, of another purpose, or of an earlier day."""


@dataclass(frozen=True)
class Ticket:
    case: int
    once: str = field(default_factory=new_submission_key)

    def sealed(self) -> str:
        state = {"case": self.case, "day": clock.today().isoformat(), "once": self.once}
        return crypto.seal_state(state, purpose=HOLDER)


def opened(sealed: str) -> Ticket:
    """The ticket in a sealed field. Raises `Expired`."""
    try:
        state = crypto.unseal_state(sealed, purpose=HOLDER)
    except crypto.Unreadable as error:
        raise Expired from error
    if state.get("day") != clock.today().isoformat():
        raise Expired
    return Ticket(int(state["case"]), str(state["once"]))


def for_photo(case: int, token: str) -> str:
    """A short-lived address of one photo of one case."""
    until = int((clock.now() + PHOTO_GOOD_FOR).timestamp())
    return crypto.seal_state({"case": case, "token": token, "until": until}, purpose=PHOTO)


def photo_in(sealed: str) -> tuple[int, str]:
    """(case, token) of a photo's address. Raises `Expired`."""
    try:
        state = crypto.unseal_state(sealed, purpose=PHOTO)
    except crypto.Unreadable as error:
        raise Expired from error
    if int(state["until"]) < clock.now().timestamp():
        raise Expired
    return int(state["case"]), str(state["token"])
