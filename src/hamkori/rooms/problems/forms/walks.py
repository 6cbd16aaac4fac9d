"""Forms of a safety walk: who went, the route, nine ratings, the step to whoever can mend it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.problems.catalogue import LEVELS, RATINGS
from hamkori.rooms.problems.forms.common import (
    TextSheet,
    line,
    number,
    offer,
    office_choices,
    radios,
    text,
    tick,
)
from hamkori.rooms.problems.forms.team import PlaceForm
from hamkori.rooms.problems.models import WalkStop


class WalkForm(PlaceForm):
    on = DateField(label=_("Day"), latest=clock.today)
    women = number(_("Women"), max_value=1000)
    men = number(_("Men"), max_value=1000)
    officials = tick(_("Somebody from an office went along"))


class RouteForm(TextSheet):
    title = line(_("Where is the stop?"))
    owner = forms.ChoiceField(
        label=_("Who can mend something here?"),
        required=False,
        help_text=_("The office in charge of the light, the path or the place. It can be added later."),
    )
    proposal = text(_("What should change here?"), required=False)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", office_choices(offices, own=_("not known yet")))


class StopForm(TextSheet):
    number = number(_("Stop"), min_value=1, max_value=30)
    light = radios({WalkStop.Light.DAY: _("by day"), WalkStop.Light.DARK: _("by dark")}, _("When?"))
    title = line(_("Where are you standing?"))
    proposal = text(_("What should change here?"), required=False)
    photo = forms.FileField(
        label=_("Photo of the place"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    no_people_on_photo = tick(_("Nobody can be recognised on the photo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, words in RATINGS.items():
            self.fields[f"r_{code}"] = forms.ChoiceField(label=words, choices=[("", "–"), *LEVELS.items()])
        self.order_fields(["number", "light", "title", *(f"r_{code}" for code in RATINGS)])

    @property
    def ratings(self) -> dict[str, int]:
        return {code: int(self.cleaned_data[f"r_{code}"]) for code in RATINGS}


class WalkPromiseForm(TextSheet):
    text = line(_("What was promised?"), max_length=240)
    due_on = DateField(label=_("By when?"))
    protocol = line(_("Number of the minutes"), max_length=40)
    said_on = DateField(label=_("Day of the meeting"), latest=clock.today)


class WalkConcernForm(TextSheet):
    key = forms.CharField(widget=forms.HiddenInput, max_length=1000)
    topic = forms.ChoiceField(label=_("What is it about?"))
    text = text(_("What is wrong there?"), max_length=2000)

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "topic", [(one.code, one.name) for one in topics])
