"""What the forms of this room share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files.forms import StepForm
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.words import with_currency
from hamkori.society.places.models import Place

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
TEXT = 600
LINE = 160


def radios(words: Mapping[str, object], label: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(words.items()), widget=forms.RadioSelect, **kwargs)


def ticks(words: Mapping[str, object], label: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(words.items()), widget=forms.CheckboxSelectMultiple, **kwargs
    )


def line(label: Any, **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("max_length", LINE)
    return forms.CharField(label=label, **kwargs)


def text(label: Any, **kwargs: Any) -> forms.CharField:
    kwargs.setdefault("max_length", TEXT)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": "3"}), **kwargs)


def number(label: Any, **kwargs: Any) -> forms.IntegerField:
    kwargs.setdefault("min_value", 0)
    kwargs.setdefault("max_value", 100_000_000)
    field = forms.IntegerField(label=label, **kwargs)
    field.widget.attrs["class"] = "short"
    return field


def money(label: Any, **kwargs: Any) -> forms.IntegerField:
    """A whole amount; the currency of the country stands beside the label."""
    return number(with_currency(label), **kwargs)


def tick(label: Any, **kwargs: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **kwargs)


def offer(form: forms.BaseForm, name: str, options: Iterable[tuple[Any, Any]]) -> None:
    """Give the choice `name` of a form its options."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(options)


class SheetForm(StepForm):
    """A worksheet: taken once, however often the button is pressed."""


class TextSheet(SheetForm):
    """A worksheet with words of the team: capital words can be said to be names of places."""

    names_are_places = tick(
        _("Words with a capital letter here are names of places or streets"),
        help_text=_("Tick only when you are told that there may be a person's name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "names_are_places"])


def place_choices(places: Iterable[Place]) -> list[tuple[str, str]]:
    return [(place.code, "– " * max(0, place.depth - 2) + place.name) for place in places]


def office_choices(offices: Iterable[Organisation], *, own: Any = "") -> list[tuple[str, Any]]:
    first: list[tuple[str, Any]] = [("", own)] if own else []
    return first + [(office.uid, office.name_in("") or str(office)) for office in offices]
