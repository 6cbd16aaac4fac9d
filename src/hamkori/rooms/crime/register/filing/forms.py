"""What residents type when they file a report, and what a duty officer writes about it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files.forms import StepForm
from hamkori.kernel import clock
from hamkori.kernel.forms import BoxedRadios, DateField, Form, Option, PhoneField
from hamkori.rooms.crime.register import catalogue
from hamkori.rooms.crime.register.filing.actions.handling import LONGEST_WORDS, SHORTEST_REASON
from hamkori.rooms.crime.register.filing.actions.intake import LONGEST_AGO
from hamkori.rooms.crime.register.filing.kinds import LONGEST_TEXT, kinds
from hamkori.rooms.crime.register.filing.states import Named
from hamkori.rooms.crime.register.forms import office_options, place_options
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.words import with_currency
from hamkori.society.places.models import Place

MOST_DAMAGE = 1_000_000_000


def _earliest() -> date:
    return clock.today() - timedelta(days=LONGEST_AGO)


def _choose(form: forms.BaseForm, name: str, options: Iterable[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(options)


class WhatForm(Form):
    """The second screen: what happened, when, and in the resident's own words."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened.")},
    )
    happened_from = DateField(label=_("On which day?"), earliest=_earliest, latest=clock.today)
    happened_until = DateField(
        label=_("Or until which day?"),
        help_text=_("Only if you do not know the day exactly: between the first day and this one."),
        earliest=_earliest,
        latest=clock.today,
        required=False,
    )
    text = forms.CharField(
        label=_("Tell what happened"),
        help_text=_("What is gone or broken, where it was, who could have seen it. In your own words."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Tell us in a few words what happened.")},
    )
    landmark = forms.CharField(
        label=pgettext_lazy("filing", "Where exactly?"),
        help_text=_("A street, a landmark. Only the duty officer sees it."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    damage = forms.IntegerField(
        label=with_currency(_("About how much is it worth?")),
        required=False,
        min_value=0,
        max_value=MOST_DAMAGE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["damage"].widget.attrs["class"] = "short"
        _choose(self, "kind", [(one.code, Option(one.name, one.hint)) for one in kinds().values()])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("happened_from"), cleaned.get("happened_until")
        if first and last and last < first:
            self.add_error("happened_until", _("The last day cannot come before the first one."))
        return cleaned


def named_choices(office: str) -> list[tuple[str, Option]]:
    """The two ways, each with what follows from it and who sees the name."""
    sees, register = gettext("Your name is seen by"), gettext("The register and the statistics")
    never = gettext("never hold a name")
    return [
        (
            Named.STATEMENT.value,
            Option(
                Named.STATEMENT.label,
                _(
                    "The office must register it, decide about it in time and tell you. The law asks for your name. "
                    "You can be asked to come and sign."
                ),
                ((sees, gettext("the duty officer of: %(office)s") % {"office": office}), (register, never)),
            ),
        ),
        (
            Named.NOTICE.value,
            Option(
                Named.NOTICE.label,
                _(
                    "The office reads it and registers it when it names an event. Nobody can call you, and where the "
                    "law asks for a request of the person, it is not one. Your code opens the answer."
                ),
                ((sees, gettext("nobody")), (register, never)),
            ),
        ),
    ]


class WhoForm(Form):
    """The third screen: a statement with a name, or a notice without one."""

    named = forms.ChoiceField(
        label=_("With your name or without?"),
        widget=BoxedRadios,
        error_messages={"required": _("Choose one: with a name or without.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Only for a statement: family name and first name."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
    )
    phone = PhoneField(label=_("Your phone"), required=False)
    contact_note = forms.CharField(
        label=_("When and how is it safe to call you?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    show_name = forms.BooleanField(
        label=_("Yes, the office that registers it may see my name and telephone"),
        help_text=_("One office. When it passes the report on, the next one has to ask you."),
        required=False,
    )

    def __init__(self, *args: Any, office: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "named", named_choices(office))
        phone = self.fields["phone"]
        assert isinstance(phone, PhoneField)
        phone.region = settings.HAMKORI_COUNTRY.upper()
        phone.widget.attrs["autocomplete"] = "off"


class AnswerForm(Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Kept with the date only."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": "4", "autocomplete": "off"}),
        error_messages={"required": _("Write a few words first.")},
    )


class TakeBackForm(Form):
    sure = forms.BooleanField(label=_("Yes, delete my words, my name and my telephone"))


# --- the desk


class TakeForm(StepForm):
    """Into the journal: where it happened, by the list of the register; the number of the own book."""

    area = forms.ChoiceField(label=_("Where did it happen?"))
    journal_number = forms.CharField(
        label=_("Number in the journal"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty: the next number is given."),
        widget=forms.TextInput({"class": "short", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, areas: list[Place], top: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "area", place_options(areas, top=top))


def _sentence(label: Any, hint: Any, *, least: int | None = None) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        min_length=least,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": "3", "autocomplete": "off"}),
    )


class QuestionForm(StepForm):
    text = _sentence(
        _("Your question"), _("One question. Do not ask for a name: the resident has decided about that.")
    )


class PassForm(StepForm):
    to = forms.ChoiceField(label=_("To which office?"))
    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offices: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "to", office_options(offices))
        _choose(self, "reason", catalogue.reason_choices("transfer"))


class RefuseForm(StepForm):
    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)
    text = _sentence(
        _("A sentence to the resident"),
        _("In plain words, and where to turn now. The resident reads it with the code."),
        least=SHORTEST_REASON,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "reason", catalogue.reason_choices("filing"))
