"""Forms of measuring, assessing and telling."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.problems.catalogue import DISPLACED, EXPLANATIONS, Seen, Spread, Verdict
from hamkori.rooms.problems.forms.common import (
    YES_NO,
    SheetForm,
    TextSheet,
    line,
    number,
    offer,
    radios,
    text,
    tick,
    ticks,
)
from hamkori.rooms.problems.models import Measure, Point, StoryPiece


class MeasureForm(TextSheet):
    kind = radios(dict(Measure.Kind.choices), _("What kind of figure is it?"))
    title = line(_("What is counted?"), help_text=_("For example: dangerous moments at the crossing."))
    how = text(_("Who counts, and how?"), help_text=_("Write it so that others can count in the same way."))
    better = forms.ChoiceField(
        label=_("What would be better?"),
        choices=[("lower", _("Fewer than before")), ("higher", _("More than before"))],
        widget=forms.RadioSelect,
    )
    about_bribes = tick(
        _("It says whether bribes and favours became fewer"),
        help_text=_("For example: of so many payments, how many with a receipt."),
    )

    def __init__(self, *args: Any, bribes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not bribes:
            del self.fields["about_bribes"]


class PointForm(SheetForm):
    at = forms.ChoiceField(label=_("Where and when?"), widget=forms.RadioSelect)
    count = number(_("How many were counted?"))
    base = number(_("In how many days, or of how many?"), min_value=1)
    from_on = DateField(label=_("First day"))
    until_on = DateField(label=_("Last day"))

    def __init__(self, *args: Any, acts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = ("after", "other_after") if acts else ("before", "other_before")
        offer(self, "at", [(code, words) for code, words in Point.At.choices if code in wanted])


class AssessForm(TextSheet):
    verdict = forms.ChoiceField(
        label=_("Did it help?"),
        widget=forms.RadioSelect,
        help_text=_("Only verdicts that the figures carry can be chosen."),
    )
    explanations = ticks(EXPLANATIONS, _("What else could explain the change?"))
    spread = radios(dict(Spread.choices), _("Did it become better elsewhere too?"))
    new_harm = forms.ChoiceField(
        label=_("Did new harm come of it?"), choices=YES_NO, widget=forms.RadioSelect
    )
    new_harms = text(_("Which harm?"), required=False)
    differently = text(_("What would you do differently?"))
    watch_on = DateField(
        label=_("When do you look whether it came back?"),
        required=False,
        help_text=_("In half a year or a year, at the same season."),
    )

    def __init__(self, *args: Any, allowed: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "verdict", [(one.value, one.label) for one in Verdict if one in allowed])
        for code, words in DISPLACED.items():
            self.fields[f"moved_{code}"] = forms.ChoiceField(
                label=_("Did it move %(how)s?") % {"how": words},
                choices=Seen.choices,
                widget=forms.RadioSelect,
            )
        self.order_fields(["verdict", "explanations", *(f"moved_{code}" for code in DISPLACED)])

    @property
    def displaced(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"moved_{code}"] for code in DISPLACED}


class StoryForm(TextSheet):
    telling = forms.CharField(
        label=_("What happened, from the first concern to today?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": "8"}),
    )
    limits = text(
        _("What can you not say?"),
        max_length=1200,
        help_text=_("Small numbers, other changes, what was not looked at. Without it nothing is published."),
    )
    sharing = text(_("Text to share in a chat"), max_length=280)


class PieceForm(TextSheet):
    """A quote without a name, or a photo of a place, with the day on which the consent ends (K48)."""

    kind = radios(dict(StoryPiece.Kind.choices), _("What is it?"))
    words = text(_("The words, or what is to be seen on the photo"), max_length=400)
    photo = forms.FileField(
        label=_("Photo of the place"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    no_people_on_photo = tick(_("Nobody can be recognised on the photo"))
    agreed_on = DateField(label=_("Agreed on"), latest=clock.today)
    until_on = DateField(label=_("The consent ends on"))
