"""Forms of the tree of causes, of whose place it is, and of who reads the checks for harm."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.words import pick
from hamkori.rooms.problems.forms.common import SheetForm, TextSheet, line, offer, office_choices, tick


class CauseForm(TextSheet):
    text = line(
        _("Because …"),
        help_text=_("About the place, rules, work, services. Never about a person or a group."),
    )
    sure = tick(_("We know it, it is not a guess"))


class OwnerForm(SheetForm):
    owner = forms.ChoiceField(label=_("Which office looks after this place?"), required=False)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", office_choices(offices, own=_("Nobody knows, or nobody does")))


class FocalForm(SheetForm):
    """A seat, not a name."""

    seat = forms.ChoiceField(label=_("Which seat?"), widget=forms.RadioSelect)
    protocol = line(_("Number of the protocol"), max_length=40)

    def __init__(self, *args: Any, seats: Any, categories: dict[str, dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "seat",
            [
                (str(seat.number), f"{seat.number} · {pick(categories.get(seat.category)) or seat.category}")
                for seat in seats
            ],
        )


class ReadForm(SheetForm):
    """The one who reads has no account: it was read aloud at a meeting (K55)."""

    protocol = line(_("Read aloud at the meeting: number of the protocol"), max_length=40)
