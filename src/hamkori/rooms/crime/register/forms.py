"""Forms of the register. Choices and numbers only: there is no field in which a person could be named or described."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.ground.files.forms import StepForm
from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.crime.register import catalogue, queries
from hamkori.rooms.crime.states import Way
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def place_options(places: Iterable[Place], *, top: int) -> list[tuple[str, str]]:
    return [(place.code, "– " * max(0, place.depth - top) + place.name) for place in places]


def office_options(offices: Iterable[Organisation]) -> list[tuple[str, str]]:
    return [("", "–"), *((office.uid, f"{office.name_in('')}, {office.place.name}") for office in offices)]


def offer(form: forms.BaseForm, name: str, options: Iterable[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(options)


class ReportForm(StepForm):
    """A report for the journal. What happened is not asked: the receipt must not be able to say it."""

    reported_on = DateField(label=_("Day of the report"), latest=clock.today, initial=clock.today)
    way = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[pair for pair in Way.choices if pair[0] != Way.OFFICE],
        widget=forms.RadioSelect,
    )
    area = forms.ChoiceField(
        label=_("Where did it happen?"),
        help_text=_("Another district counts too: the report is registered here and handed over."),
    )
    occurred_on = DateField(label=_("On which day did it happen?"), latest=clock.today, required=False)
    journal_number = forms.CharField(
        label=_("Number in the journal"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty: the next number is given."),
        widget=forms.TextInput({"class": "short", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, office: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = queries.areas_of(office)
        known = {place.code for place in own}
        elsewhere = [place for place in queries.all_districts() if place.code not in known]
        groups: list[tuple[Any, Any]] = [
            (_("Your area"), place_options(own, top=office.place.depth)),
            (_("Elsewhere"), place_options(elsewhere, top=1)),
        ]
        offer(self, "area", groups)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        reported, occurred = cleaned.get("reported_on"), cleaned.get("occurred_on")
        if reported and occurred and occurred > reported:
            self.add_error("occurred_on", _("It cannot have happened after it was reported."))
        return cleaned


class ReasonForm(StepForm):
    """A listed reason; for some steps also the day, another office, and whether the person was told."""

    def __init__(
        self,
        *args: Any,
        step: str = "",
        day: bool = False,
        offices: Iterable[Organisation] | None = None,
        told: bool = False,
        number: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if offices is not None:
            to = forms.ChoiceField(label=_("To which office?"), choices=office_options(offices))
            self.add_field("to", to)
        if step:
            self.add_field(
                "reason",
                forms.ChoiceField(
                    label=_("Why?"), choices=catalogue.reason_choices(step), widget=forms.RadioSelect
                ),
            )
        if told:
            self.add_field(
                "told",
                forms.ChoiceField(
                    label=_("Was the person who reported told?"), choices=YES_NO, widget=forms.RadioSelect
                ),
            )
        if day:
            self.add_field(
                "on", DateField(label=pgettext_lazy("date", "Day"), latest=clock.today, initial=clock.today)
            )
        if number:
            self.add_field(
                number,
                forms.CharField(
                    label=_("Number in your own book"),
                    max_length=40,
                    required=False,
                    help_text=_("Leave it empty: the next number is given."),
                    widget=forms.TextInput({"class": "short", "autocomplete": "off"}),
                ),
            )


class ZeroForm(StepForm):
    month = forms.ChoiceField(label=_("Which month?"))
    area = forms.ChoiceField(label=_("Which place?"))

    def __init__(self, *args: Any, office: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "month", month_options())
        offer(self, "area", place_options(queries.areas_of(office), top=office.place.depth))

    @property
    def chosen_month(self) -> date:
        return date.fromisoformat(self.cleaned_data["month"])


def month_options(count: int = 12) -> list[tuple[str, str]]:
    """The last months that are over, the newest first."""
    from hamkori.kernel.templatetags.look import day

    first = clock.today().replace(day=1)
    options = []
    for _month in range(count):
        first = date(first.year - (first.month == 1), first.month - 1 or 12, 1)
        options.append((first.isoformat(), day(first, "month")))
    return options


# --- rows without a script
