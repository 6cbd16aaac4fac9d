"""Forms of the desk: the office's steps, paper, assisted entry, review, council.

Every form carries a token (`once`): pressed twice, it is one step.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files import store
from hamkori.ground.files.forms import PhotosField
from hamkori.ground.files.forms import StepForm as StepForm
from hamkori.ground.files.forms import WithFiles as WithFiles
from hamkori.kernel import clock
from hamkori.kernel.forms import DateField, Form, PhoneField, ReferenceField
from hamkori.kernel.text import fold
from hamkori.rooms.concerns.actions.answering import LONGEST_ANSWER
from hamkori.rooms.concerns.actions.intake import LONGEST_TEXT
from hamkori.rooms.concerns.actions.moderation import COLUMNS, ROWS
from hamkori.rooms.concerns.models import PaperAnswer
from hamkori.rooms.concerns.states import Kind, Named, Outcome, Track

Choices = list[tuple[str, Any]]
OLDEST_PAPER = timedelta(days=366)
PASS_ON_REASONS: Choices = [
    ("not_our_work", _("It is the work of another office")),
    ("other_place", _("The place belongs to another office")),
    ("needs_more", _("It needs an office with other means")),
]
_NO_CHOICE: tuple[str, Any] = ("", _("Please choose"))


def _area(rows: int = 6, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows), **attrs})


def _year_ago() -> date:
    return clock.today() - OLDEST_PAPER


# --- the office


class AnswerForm(WithFiles):
    text = forms.CharField(label=_("Your answer"), max_length=LONGEST_ANSWER, widget=_area(8))
    promised_on = DateField(
        label=_("By when something will be done"),
        required=False,
        earliest=clock.today,
        help_text=_("The resident sees this day. For example: 15.03.2026"),
    )
    photos = PhotosField(label=_("Photos"))


class ReadyTextForm(Form):
    """Which ready text to put into the answer, and in which language."""

    ready = forms.ChoiceField(label=_("Ready texts"), required=False, widget=forms.RadioSelect)
    ready_language = forms.ChoiceField(label=_("Language of the text"), required=False)

    def __init__(self, *args: Any, texts: Choices, languages: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ready"].choices = texts  # type: ignore[attr-defined]
        self.fields["ready_language"].choices = languages  # type: ignore[attr-defined]


class AskForm(StepForm):
    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST_ANSWER,
        widget=_area(),
        help_text=_("Ask about the place, never about names. The days for your answer go on running."),
    )


def _outcome_fields_errors(form: forms.BaseForm) -> None:
    cleaned = form.cleaned_data
    outcome = cleaned.get("outcome")
    if outcome == Outcome.REFUSED and not cleaned.get("refusal_reason"):
        form.add_error("refusal_reason", str(_("Choose one of the listed reasons. Everyone will see it.")))
    if outcome == Outcome.DUPLICATE and not cleaned.get("duplicate_of"):
        form.add_error("duplicate_of", str(_("Write the number of the earlier concern.")))
    if outcome == Outcome.REFERRED and not cleaned.get("to"):
        form.add_error("to", str(_("Choose the service that goes on with it.")))


class _Outcome(WithFiles):
    """What was done, or why not."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What was done, or why not"),
        max_length=LONGEST_ANSWER,
        widget=_area(),
        help_text=_("The resident reads this and then agrees, or opens it again."),
    )
    refusal_reason = forms.ChoiceField(label=_("If you refuse: the listed reason"), required=False)
    duplicate_of = ReferenceField(label=_("If it was raised before: that number"), required=False)
    to = forms.ChoiceField(label=_("If another service goes on with it: which one"), required=False)

    def __init__(self, *args: Any, reasons: Choices, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refusal_reason"].choices = [_NO_CHOICE, *reasons]  # type: ignore[attr-defined]
        self.fields["to"].choices = [_NO_CHOICE, *offices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        _outcome_fields_errors(self)
        return cleaned


class DoneForm(_Outcome):
    photos = PhotosField(label=_("Photos of what was done"))
    field_order = ["outcome", "text", "photos", "refusal_reason", "duplicate_of", "to"]


class PassOnForm(StepForm):
    to = forms.ChoiceField(label=_("Who should answer"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why"), choices=PASS_ON_REASONS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What you have found out so far"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=_area(4),
        help_text=_("The resident and the next office read this. Write no names and no telephone numbers."),
    )

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = offices  # type: ignore[attr-defined]


class ExplainForm(StepForm):
    text = forms.CharField(
        label=_("Why it is late"),
        max_length=600,
        widget=_area(4),
        help_text=_("Everyone may see this beside the delay. Write no names and no telephone numbers."),
    )
    new_date = DateField(label=_("The new day"), required=False, earliest=clock.today)


# --- paper


class _Paper(WithFiles):
    """An answer that came on stamped paper, or was spoken before two witnesses."""

    files_field = "photo"
    purpose = store.PAPER
    way = forms.ChoiceField(
        label=_("How the answer came"),
        choices=[
            (PaperAnswer.Way.PAPER, _("On paper, with a number")),
            (PaperAnswer.Way.SPOKEN, _("Spoken, before two witnesses")),
        ],
        widget=forms.RadioSelect,
        initial=PaperAnswer.Way.PAPER,
    )
    dated_on = DateField(label=_("Date of the answer"), latest=clock.today)
    number = forms.CharField(label=_("Number on the paper"), required=False, max_length=60)
    photo = PhotosField(
        label=_("Photo or scan of the paper"), accept="image/jpeg,image/png,image/webp,application/pdf"
    )
    first_witness = forms.CharField(label=_("First witness"), required=False, max_length=120)
    second_witness = forms.CharField(label=_("Second witness"), required=False, max_length=120)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("way") == PaperAnswer.Way.PAPER:
            if not self.cleaned_data.get("number", "").strip() and "number" not in self.errors:
                self.add_error("number", str(_("Write the number that stands on the paper.")))
            if not self.cleaned_data.get("photo") and not self._tokens() and "photo" not in self.errors:
                self.add_error("photo", str(_("A paper answer needs its number and a photo of the paper.")))
        return cleaned


class PaperAnswerForm(_Paper):
    text = forms.CharField(label=_("What the answer says"), max_length=LONGEST_ANSWER, widget=_area())
    promised_on = DateField(label=_("By when something will be done"), required=False, earliest=clock.today)
    field_order = [
        "way", "dated_on", "number", "photo", "first_witness", "second_witness", "text", "promised_on",
    ]  # fmt: skip


class PaperDoneForm(_Paper, _Outcome):
    files_field = "photo"
    purpose = store.PAPER
    field_order = [
        "way", "dated_on", "number", "photo", "first_witness", "second_witness",
        "outcome", "text", "refusal_reason", "duplicate_of", "to",
    ]  # fmt: skip


class IncomingForm(StepForm):
    incoming_number = forms.CharField(label=_("Incoming number of the office"), max_length=60)
    incoming_on = DateField(label=_("Day it came in"), latest=clock.today)


# --- assisted entry


class EntryForm(Form):
    """What somebody says in a hall or on a telephone, or wrote on a sheet. Fields of a person come in subclasses."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=400)
    screen_read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    where = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Jamoat, mahalla or village. Any spelling."),
    )
    place = forms.ChoiceField(label=_("Which place"), required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices, initial=Kind.CONCERN)
    topic = forms.ChoiceField(label=_("About what"))
    text = forms.CharField(
        label=_("In the person's own words"),
        max_length=LONGEST_TEXT,
        widget=_area(5),
        help_text=_("Write about the place and what happens there. No names."),
    )
    landmark = forms.CharField(
        label=_("Where exactly"),
        required=False,
        max_length=200,
        help_text=_("For example: beside the school gate"),
    )
    publish = forms.BooleanField(
        label=_("The person agrees that everyone may read the text, after review"), required=False
    )
    language = forms.ChoiceField(label=_("Language for the answer"))
    raised_on = DateField(
        label=_("Day it was said or written"), required=False, earliest=_year_ago, latest=clock.today
    )

    def __init__(
        self,
        *args: Any,
        topics: Choices,
        languages: Choices,
        places: Choices,
        search: Callable[[str], Choices],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.search = search
        self.fields["topic"].choices = [_NO_CHOICE, *topics]  # type: ignore[attr-defined]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        if places:
            del self.fields["where"]
            self._offer(places)
            self.fields["place"].required = True
        elif self.is_bound:
            self.fields["where"].required = True
            self._offer(search(str(self.data.get("where", ""))))
        else:
            self.fields["where"].required = True
            self._offer([])

    def _offer(self, places: Choices) -> None:
        chosen = self.fields["place"]
        chosen.choices = [_NO_CHOICE, *places]  # type: ignore[attr-defined]
        self.few = places
        chosen.required = len(places) > 1
        chosen.error_messages["required"] = _("Please choose the right place.")
        if not places:
            chosen.widget = forms.HiddenInput()

    def _surely(self, name: str) -> bool:
        """Whether the only place that was found is what was typed, and not merely alike."""
        typed = fold(self.cleaned_data.get("where", "")).strip()
        return len(typed) >= 3 and fold(name).strip().startswith(typed)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.cleaned_data.get("place") and "place" not in self.errors:
            if "where" in self.fields and len(self.few) == 1 and self._surely(str(self.few[0][1])):
                self.cleaned_data["place"] = self.few[0][0]
            elif "where" in self.fields and not self.few:
                self.add_error(
                    "where", str(_("No place has this name. Check the spelling, or write a larger place."))
                )
            else:
                self.add_error("place", str(_("Please choose the right place.")))
        return cleaned


class HallEntryForm(EntryForm):
    """Heard in the hall, typed by a team: there is no field for a name or a telephone (K01)."""

    field_order = ["where", "place", "topic", "text", "landmark", "kind", "publish", "language", "raised_on"]


class NamedEntryForm(EntryForm):
    """Typed by an operator or a clerk: a name only with the person's word."""

    named = forms.ChoiceField(
        label=_("With a name or without one"),
        choices=[
            (Named.ANONYMOUS, _("Without a name")),
            (Named.CONFIDENTIAL, _("Confidential: one person in the office that answers")),
            (Named.NAMED, _("With the name: the office that answers")),
        ],
        initial=Named.ANONYMOUS,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("The person's name"), required=False, max_length=120)
    phone = PhoneField(label=_("Telephone"), required=False)
    contact_note = forms.CharField(
        label=_("When and how to call, and when not"), required=False, max_length=200
    )
    tell_by_sms = forms.BooleanField(
        label=_("Send a neutral text message when there is news"), required=False
    )
    show_police = forms.BooleanField(
        label=_("If the police answer: they may see the name too"), required=False
    )
    track = forms.ChoiceField(label=_("Ordinary concern, or a formal appeal by law"), choices=Track.choices)
    consent = forms.BooleanField(
        label=_("The person was told who will see the name, and said yes"), required=False
    )
    field_order = [
        "where", "place", "topic", "text", "landmark", "kind", "track", "named", "name", "phone", "contact_note",
        "tell_by_sms", "show_police", "consent", "publish", "language", "raised_on",
    ]  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data
        if data.get("named") == Named.ANONYMOUS:
            if data.get("name") or data.get("phone") or data.get("contact_note"):
                self.add_error(
                    "named", str(_("Take the name and the telephone out, or choose another answer here."))
                )
        elif not data.get("consent"):
            self.add_error("consent", str(_("Without the person's yes, enter it without a name.")))
        return cleaned


class StripForm(StepForm):
    number = ReferenceField(label=_("Number on the strip"))
    name = forms.CharField(label=_("Name on the strip"), required=False, max_length=120)
    phone = PhoneField(label=_("Telephone on the strip"), required=False)
    contact_note = forms.CharField(
        label=_("When and how to call, and when not"), required=False, max_length=200
    )
    tell_by_sms = forms.BooleanField(
        label=_("Send a neutral text message when there is news"), required=False
    )


# --- review and council


class ShowTextForm(StepForm):
    text = forms.CharField(
        label=_("The text that everyone will see"),
        max_length=LONGEST_TEXT,
        widget=_area(8),
        help_text=_("You may shorten it. Add nothing."),
    )
    confirmed = forms.BooleanField(label=_("I have looked: the marked words name no person"), required=False)


class ReasonForm(StepForm):
    reason = forms.ChoiceField(
        label=_("Reason"), widget=forms.RadioSelect, help_text=_("The author reads it.")
    )

    def __init__(self, *args: Any, reasons: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(reasons)  # type: ignore[attr-defined]


class HideForm(StepForm):
    """Tiles of a photo, numbered from the upper left corner, row by row."""

    tiles = forms.TypedMultipleChoiceField(
        label=_("Parts to hide"),
        coerce=int,
        choices=[(number, number + 1) for number in range(COLUMNS * ROWS)],
        widget=forms.CheckboxSelectMultiple,
    )


class CheckForm(StepForm):
    agrees = forms.ChoiceField(
        label=_("What the check found"),
        choices=[
            ("yes", _("It is as the office says")),
            ("no", _("It is not so: the office goes on working")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What you saw, or whom you asked"),
        max_length=2000,
        widget=_area(4),
        help_text=_("Name the post, not the person."),
    )


class AppealForm(StepForm):
    show = forms.ChoiceField(
        label=_("Decision of the council"),
        choices=[("yes", _("Show the text")), ("no", _("The text stays hidden"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("The text that everyone will see"), required=False, max_length=LONGEST_TEXT, widget=_area(6)
    )
    confirmed = forms.BooleanField(label=_("I have looked: the marked words name no person"), required=False)


class DemandForm(StepForm):
    authority = forms.CharField(label=_("Which authority asked"), max_length=200)
    asked_for = forms.CharField(
        label=_("What it asked for"),
        max_length=2000,
        widget=_area(3),
        help_text=_("Write no names of residents."),
    )
    legal_basis = forms.CharField(label=_("The law it named"), required=False, max_length=300)
    asked_on = DateField(label=_("Day of the demand"), latest=clock.today)
    answer = forms.CharField(label=_("What was answered"), required=False, max_length=2000, widget=_area(3))
    given = forms.BooleanField(label=_("Data was given"), required=False)
