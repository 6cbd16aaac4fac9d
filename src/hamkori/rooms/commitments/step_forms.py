"""Forms of the steps with one promise."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files.forms import PhotosField, StepForm, WithFiles
from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.commitments.actions.common import LONGEST_REASON
from hamkori.rooms.commitments.actions.doing import LONGEST_EXPLANATION
from hamkori.rooms.commitments.actions.promising import Proof
from hamkori.rooms.commitments.forms import (
    EVIDENCE,
    Choices,
    ProofForm,
    area,
    names_nobody_field,
    year_ago,
)
from hamkori.rooms.commitments.states import Origin


class WordForm(ProofForm):
    """A later word of whoever promised: done, a new day, an explanation. The basis only if somebody else types it."""

    names_nobody = names_nobody_field()

    def __init__(self, *args: Any, ways: Choices, **kwargs: Any) -> None:
        super().__init__(*args, ways=ways, **kwargs)
        if [code for code, _words in self.fields["origin"].choices] == [Origin.SCREEN]:  # type: ignore[attr-defined]
            for name in ("origin", "number", "dated_on"):
                del self.fields[name]

    def proof(self) -> Proof | None:
        return super().proof() if "origin" in self.fields else Proof(Origin.SCREEN)


class DoneForm(WordForm):
    text = forms.CharField(
        label=_("What was done"),
        max_length=LONGEST_REASON,
        required=False,
        widget=area(),
        help_text=_("The other side reads this, goes to see, and confirms or opens it again."),
    )
    seen_on = DateField(
        label=_("Seen on"), required=False, latest=clock.today, help_text=_("Empty means today.")
    )
    pictures = PhotosField(label=_("Photos of what was done: places, no people"))
    more_files: ClassVar[dict[str, str]] = {"pictures": EVIDENCE}
    field_order = ("text", "seen_on", "pictures", "origin")


class MoveForm(WordForm):
    due_on = DateField(label=_("New day"), earliest=clock.today)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=area(), help_text=_("Everyone may read it.")
    )
    field_order = ("due_on", "reason", "origin")


class ExplainForm(WordForm):
    text = forms.CharField(
        label=_("Why it is late"),
        max_length=LONGEST_EXPLANATION,
        widget=area(4),
        help_text=_("It stands beside the delay. Write no names and no telephone numbers."),
    )
    field_order = ("text", "origin")


class EvidenceForm(WithFiles):
    files_field = "pictures"
    purpose = EVIDENCE
    text = forms.CharField(
        label=_("What shows how far it is"), max_length=LONGEST_REASON, required=False, widget=area()
    )
    seen_on = DateField(
        label=_("Seen on"), required=False, latest=clock.today, help_text=_("Empty means today.")
    )
    pictures = PhotosField(label=_("Photos of what was done: places, no people"))
    names_nobody = names_nobody_field()


class _WithMinutes(StepForm):
    number = forms.CharField(
        label=_("Number of the minutes, if a meeting decided it"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    dated_on = DateField(label=_("Day of the meeting"), required=False, earliest=year_ago, latest=clock.today)

    def minutes(self) -> Proof | None:
        data = self.cleaned_data
        if not data.get("number"):
            return None
        return Proof(Origin.MEETING, data.get("dated_on"), data["number"])


class ConfirmForm(_WithMinutes):
    """The second square."""


class ReopenForm(_WithMinutes):
    words = forms.CharField(
        label=_("What is missing"),
        max_length=LONGEST_REASON,
        widget=area(),
        help_text=_("Everyone may read it."),
    )
    new_day = DateField(label=_("New day, if one was agreed"), required=False, earliest=clock.today)
    names_nobody = names_nobody_field()
    field_order = ("words", "new_day", "number", "dated_on", "names_nobody")


class NotKeptForm(_WithMinutes):
    why = forms.CharField(
        label=_("Why it was not kept"),
        max_length=LONGEST_REASON,
        widget=area(),
        help_text=_("Everyone may read it."),
    )
    names_nobody = names_nobody_field()
    field_order = ("why", "number", "dated_on", "names_nobody")


class WithdrawForm(StepForm):
    words = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=area(),
        help_text=_("Everyone may read it."),
    )
    names_nobody = names_nobody_field()


class CheckForm(StepForm):
    agrees = forms.ChoiceField(
        label=_("What the check found"),
        choices=[("yes", _("It is kept")), ("no", _("It is not kept: it is open again"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What you saw, or whom you asked (the post, not the name)"),
        max_length=LONGEST_REASON,
        widget=area(),
    )
    names_nobody = names_nobody_field()


class IncomingForm(StepForm):
    incoming_number = forms.CharField(label=_("Incoming number"), max_length=60)
    incoming_on = DateField(label=_("Came in on"), latest=clock.today)
