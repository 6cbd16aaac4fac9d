"""Forms of a question to a higher office and of its answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files import store
from hamkori.ground.files.forms import PhotosField, WithFiles
from hamkori.rooms.problems.forms.common import TextSheet, line, offer, office_choices, text
from hamkori.society.accounts.models import Organisation


class HigherForm(TextSheet):
    to = forms.ChoiceField(label=_("Which office is asked?"), widget=forms.RadioSelect)
    text = text(_("What we cannot solve here, and what we ask"))

    def __init__(self, *args: Any, offices: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", office_choices(offices))


class HigherAnswerForm(TextSheet):
    text = text(
        _("The answer"), required=False, help_text=_("Leave it empty if you pass the question higher.")
    )
    to = forms.ChoiceField(label=_("Or pass it to"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, offices: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", office_choices(offices, own=_("Nobody: this is the answer")))


class HigherPaperForm(HigherAnswerForm, WithFiles):
    """The same, typed by the secretary from stamped paper (K55)."""

    files_field = "photo"
    purpose = store.PAPER
    number = line(_("Number of the paper"), max_length=60)
    photo = PhotosField(
        label=_("Photo of the paper"), accept="image/jpeg,image/png,image/webp,application/pdf"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = not self._tokens()
