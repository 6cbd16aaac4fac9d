"""What the three screens of raising remember, in one sealed field (`receipts.drafts`)."""

from dataclasses import dataclass, field
from typing import Any

from hamkori.ground.receipts.drafts import SealedDraft


@dataclass
class Draft(SealedDraft):
    """Photos wait on the server, encrypted; `read` and `guided` say which pages of advice were passed."""

    PURPOSE = "raise"
    WHAT = ("kind", "topic", "text", "landmark")
    WHO = ("track", "named", "name", "phone", "contact_note", "tell_by_sms", "show_police", "publish")
    LONGEST_KEPT = 4000

    photos: list[str] = field(default_factory=list)
    read: str = ""
    guided: bool = False

    def keep_what(self, data: Any) -> None:
        """Remember the second screen. A text that was changed is a new text for the guidance page."""
        before = self.what.get("text")
        super().keep_what(data)
        if self.what["text"] != before:
            self.guided = False
