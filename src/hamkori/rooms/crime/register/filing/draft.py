"""What the three screens of filing remember: one sealed field in the form, nothing on the server or the device.

The key of the submission is made at the first screen: however often the last one is sent, it is one filing.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from hamkori.ground.receipts import tickets
from hamkori.ground.receipts.actions import new_submission_key
from hamkori.ground.receipts.tickets import Ticket
from hamkori.kernel import clock, crypto
from hamkori.rooms.crime.register.filing.kinds import LONGEST_TEXT

PURPOSE = "crime.file"
HOLDER = "crime.filing.holder"
GOOD_FOR = timedelta(days=2)
LONGEST_KEPT = 2 * LONGEST_TEXT
WHAT = ("kind", "text", "happened_from", "happened_until", "landmark", "damage")
WHO = ("named", "name", "phone", "contact_note", "show_name")


class Lost(Exception):
    """The sealed field is missing, cut, of another place or too old. `draft` is there when it is only too old."""

    def __init__(self, draft: "Draft | None" = None) -> None:
        self.draft = draft
        super().__init__()


@dataclass
class Draft:
    """What has been said so far. `what` and `who` are the fields of the two forms, as they were typed."""

    key: str = field(default_factory=new_submission_key)
    day: str = field(default_factory=lambda: clock.today().isoformat())
    place: str = ""
    what: dict[str, str] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)

    def sealed(self) -> str:
        return crypto.seal_state(asdict(self), purpose=PURPOSE)

    def keep_what(self, data: Any) -> None:
        """Remember the second screen."""
        self.what = {name: str(data.get(name, ""))[:LONGEST_KEPT] for name in WHAT}

    def keep_who(self, data: Any) -> None:
        """Remember the third screen."""
        self.who = {name: str(data[name])[:300] for name in WHO if data.get(name)}


def opened(sealed: str) -> Draft:
    """The draft in a sealed field. Raises `Lost`."""
    try:
        draft = Draft(**crypto.unseal_state(sealed, purpose=PURPOSE))
        age = clock.today() - date.fromisoformat(draft.day)
    except (crypto.Unreadable, TypeError, ValueError) as error:
        raise Lost from error
    if not timedelta(days=-1) <= age <= GOOD_FOR:
        raise Lost(draft)
    return draft


def ticket_of(filing_id: int) -> Ticket:
    """For the forms of the page behind the code: one filing, today only."""
    return Ticket(filing_id, HOLDER)


def ticket_in(sealed: str) -> Ticket:
    """The ticket in a sealed field. Raises `Expired`."""
    return tickets.opened(sealed, purpose=HOLDER)
