"""Forms for keeping the territory."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.forms import DateField, Form
from hamkori.society.countries.forms import add_words
from hamkori.society.places import admin_queries, queries
from hamkori.society.places.models import Place
from hamkori.society.places.words import UNDER_A_DISTRICT, kind_in_words


class OnePlaceField(forms.CharField):
    """A place of the actor's area, typed as a name in any spelling or as its code. Gives a `Place`."""

    def __init__(self, *, actor: Actor, **kwargs: Any) -> None:
        self.actor = actor
        kwargs.setdefault("max_length", 100)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        kwargs.setdefault("help_text", _("Its name in any spelling, or its code."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found, possible = admin_queries.one_place(self.actor, typed)
        if found is not None:
            return found
        if not possible:
            raise forms.ValidationError(_("There is no such place in your area."))
        names = queries.full_names(possible)
        listed = "; ".join(f"{names[one.pk]}: {one.code}" for one in possible)
        raise forms.ValidationError(
            _("There are several places with this name. Write the code of one: %(places)s"),
            params={"places": listed},
        )


class NewPlaceForm(Form):
    """A jamoat, a mahalla, a village under a place. The fields are the columns of the file."""

    kind = forms.ChoiceField(label=_("Kind"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(code, kind_in_words(code)) for code in UNDER_A_DISTRICT]
        add_words(self, "name", _("Name"), help_text=_("At least one of the names."))
        self.add_field("population", forms.CharField(
            label=_("Population"), required=False, max_length=12,
            widget=forms.TextInput({"inputmode": "numeric", "class": "short"})
        ))  # fmt: skip
        self.add_field(
            "population_on", DateField(label=_("On which day"), required=False, latest=clock.today)
        )
        self.add_field("population_source", forms.CharField(
            label=_("Who counted"), required=False, max_length=200, help_text=_("For example: jamoat register, census.")
        ))  # fmt: skip

    def as_row(self, parent: str) -> dict[str, str]:
        """The same thing as a line of the file."""
        row = {
            name: str(self.data.get(name, "")).strip()
            for name in ("kind", "population", "population_on", "population_source")
        }
        names = {f"name_{code}": self.cleaned_data.get(f"name_{code}", "") for code in ("tg", "ru", "en")}
        return {**row, **names, "parent": parent, "code": ""}


class RenameForm(Form):
    on = DateField(label=_("The new name holds from"), latest=clock.today)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "on": clock.today(),
            **{f"name_{code}": place.names.get(code, "") for code, _name in settings.LANGUAGES},
        }
        super().__init__(*args, **kwargs)
        add_words(
            self, "name", _("Name"), help_text=_("The present name becomes a former name. It is still found.")
        )
        self.order_fields([*(f"name_{code}" for code, _name in settings.LANGUAGES), "on"])


class RiskForm(Form):
    risk_level = forms.ChoiceField(
        label=_("How careful we are here"),
        choices=[
            (Place.Risk.NORMAL.value, _("As everywhere")),
            (
                Place.Risk.CAREFUL.value,
                _(
                    "More careful: no name by default, reviewers outside the police first, nothing published alone"
                ),
            ),
        ],
        widget=forms.RadioSelect,
    )
