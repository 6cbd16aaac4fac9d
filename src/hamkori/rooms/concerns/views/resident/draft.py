"""What the three screens remember: one sealed field in the form, nothing on the server, nothing on the device.

The field holds what was typed and the key of the submission, which is made at the first screen: however often
the last screen is sent, the same key makes one concern and shows the same code.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock, crypto

PURPOSE = "raise"
GOOD_FOR = timedelta(days=2)
"""As long as photos that were added wait on the server; afterwards the form must be begun anew."""
LONGEST_KEPT = 4000


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
    photos: list[str] = field(default_factory=list)
    read: str = ""
    guided: bool = False

    def sealed(self) -> str:
        return crypto.seal_state(asdict(self), purpose=PURPOSE)

    def keep_what(self, data: Any) -> None:
        """Remember the second screen. A text that was changed is a new text for the guidance page."""
        typed = {
            name: str(data.get(name, ""))[:LONGEST_KEPT] for name in ("kind", "topic", "text", "landmark")
        }
        if typed["text"] != self.what.get("text"):
            self.guided = False
        self.what = typed

    def keep_who(self, data: Any) -> None:
        """Remember the third screen."""
        names = ("track", "named", "name", "phone", "contact_note", "tell_by_sms", "show_police", "publish")
        self.who = {name: str(data[name])[:300] for name in names if data.get(name)}


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
