"""Forms of a self-assessment: one dimension at a time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.rooms.problems.forms.common import text
from hamkori.rooms.programmes.elements import ELEMENTS, SCORES, Dimension
from hamkori.rooms.programmes.forms.framework import Worded

CHOICES = [(str(number), words) for number, words in SCORES.items()]


class ScoresForm(Worded):
    """Three elements: a score and what shows it. A council (`required=False`) scores only what it sees otherwise."""

    def __init__(self, *args: Any, dimension: Dimension, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elements = dimension.elements
        for code in dimension.elements:
            element = ELEMENTS[code]
            choices = CHOICES if required else [("", _("as the department says")), *CHOICES]
            self.add_field(
                f"score_{code}",
                forms.ChoiceField(
                    label=str(element.title), help_text=str(element.asks), choices=choices, required=required,
                    widget=forms.RadioSelect,
                ),
            )  # fmt: skip
            label = _("What shows it? (%(element)s)") % {"element": element.title}
            self.add_field(f"ground_{code}", text(label, help_text=element.shown_by, required=required))
        self.order_fields([name for name in self.fields if name != "names_are_places"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for code in self.elements:
            ground = f"ground_{code}"
            if cleaned.get(f"score_{code}") and not cleaned.get(ground) and ground not in self.errors:
                self.add_error(ground, _("Please say in words what shows it."))
        return cleaned

    def scores(self) -> dict[str, tuple[int, str]]:
        """{element: (score, words)} of what was filled in."""
        data = self.cleaned_data
        return {
            code: (int(data[f"score_{code}"]), data[f"ground_{code}"])
            for code in self.elements
            if data.get(f"score_{code}")
        }
