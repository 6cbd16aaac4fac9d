"""What the three screens of filing remember, in one sealed field (`receipts.drafts`)."""

from dataclasses import dataclass

from hamkori.ground.receipts.drafts import SealedDraft
from hamkori.rooms.crime.register.filing.kinds import LONGEST_TEXT


@dataclass
class Draft(SealedDraft):
    PURPOSE = "crime.file"
    WHAT = ("kind", "text", "happened_from", "happened_until", "landmark", "damage")
    WHO = ("named", "name", "phone", "contact_note", "show_name")
    LONGEST_KEPT = 2 * LONGEST_TEXT
