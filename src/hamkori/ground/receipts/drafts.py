"""What three short screens remember: one sealed field in the form, nothing on the server, nothing on the device.

The field holds what was typed and the key of the submission, which is made at the first screen: however often
the last screen is sent, the same key makes one case and shows the same code.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock, crypto

GOOD_FOR = timedelta(days=2)
"""As long as files that were added wait on the server; afterwards the form must be begun anew."""
LONGEST_ABOUT_ONESELF = 300


class Lost(Exception):
    """The sealed field is missing, cut, of another form or too old."""


@dataclass
class SealedDraft:
    """What has been said so far. A room names its `PURPOSE` and the fields of its two forms.

    `place` is a code; `what` and `who` are the fields of the second and the third screen, as they were typed.
    """

    PURPOSE: ClassVar[str]
    WHAT: ClassVar[tuple[str, ...]]
    WHO: ClassVar[tuple[str, ...]]
    LONGEST_KEPT: ClassVar[int]

    key: str = field(default_factory=new_submission_key)
    day: str = field(default_factory=lambda: clock.today().isoformat())
    place: str = ""
    what: dict[str, str] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)

    def sealed(self) -> str:
        return crypto.seal_state(asdict(self), purpose=self.PURPOSE)

    @classmethod
    def opened(cls, sealed: str) -> Self:
        """The draft in a sealed field. Raises `Lost`."""
        draft = cls.of_any_age(sealed)
        if draft is None or not timedelta(days=-1) <= draft.age <= GOOD_FOR:
            raise Lost
        return draft

    @classmethod
    def of_any_age(cls, sealed: str) -> Self | None:
        """What a sealed field of ours held, also long ago: to show what was typed, never to send it."""
        try:
            draft = cls(**crypto.unseal_state(sealed, purpose=cls.PURPOSE))
            date.fromisoformat(draft.day)
        except (crypto.Unreadable, TypeError, ValueError):
            return None
        return draft

    @property
    def age(self) -> timedelta:
        return clock.today() - date.fromisoformat(self.day)

    def keep_what(self, data: Any) -> None:
        """Remember the second screen."""
        self.what = {name: str(data.get(name, ""))[: self.LONGEST_KEPT] for name in self.WHAT}

    def keep_who(self, data: Any) -> None:
        """Remember the third screen."""
        self.who = {name: str(data[name])[:LONGEST_ABOUT_ONESELF] for name in self.WHO if data.get(name)}
