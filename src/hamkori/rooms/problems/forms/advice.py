"""Forms of asking a team for advice, and of the advice."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.rooms.problems.catalogue import ADVICE
from hamkori.rooms.problems.forms.common import TextSheet, offer, office_choices, radios, text
from hamkori.society.accounts.models import Organisation


class AskAdviceForm(TextSheet):
    team = forms.ChoiceField(label=_("Which team?"))
    about = radios(ADVICE, _("What is it about?"))
    text = text(
        _("What do you want to know?"), help_text=_("How something is done. No case, no person, no address.")
    )

    def __init__(self, *args: Any, teams: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", office_choices(teams))


class AdviceForm(TextSheet):
    text = text(_("What the team advises"), help_text=_("What should be done, and what should not."))
