"""Forms about worksheets that were filled in by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.rooms.problems.forms.common import SheetForm, offer, radios, tick
from hamkori.rooms.problems.models import PaperSheet


class PaperForm(SheetForm):
    stage = forms.ChoiceField(label=_("Which part of the sheet is on the photo?"), widget=forms.RadioSelect)
    photo = forms.FileField(
        label=_("Photo of the sheet"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("One page a photo, from straight above, in daylight."),
    )
    no_names = tick(_("No name, no telephone number and no person can be seen on the photo"))

    def __init__(self, *args: Any, stages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stage", [(one.value, one.label) for one in stages])


class PaperOutForm(SheetForm):
    why = radios(
        {code: words for code, words in PaperSheet.Why.choices if code != PaperSheet.Why.ENDED},
        _("Why is the photo taken out?"),
    )
