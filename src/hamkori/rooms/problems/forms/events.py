"""One short form for an event with residents, one question about what a consultation changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.problems.forms.common import (
    SheetForm,
    number,
    offer,
    office_choices,
    place_choices,
    radios,
    tick,
)
from hamkori.rooms.problems.models import Outcome


class EventForm(SheetForm):
    """Nothing in it can describe who came: a kind, a day, a place, three counts (K18, K60)."""

    kind = forms.ChoiceField(label=_("What was it?"))
    on = DateField(label=_("Day"), latest=clock.today)
    place = forms.ChoiceField(label=_("Where?"))
    women = number(_("Women and girls"), max_value=20_000)
    men = number(_("Men and boys"), max_value=20_000)
    youth = number(_("Of all of them: young people from 14 to 30"), required=False, max_value=20_000)
    police = tick(_("Police took part"))
    together = forms.ChoiceField(label=_("Together with"), required=False)

    def __init__(self, *args: Any, kinds: Any, places: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind.code, kind.name) for kind in kinds])
        offer(self, "place", place_choices(places))
        offer(self, "together", office_choices(offices, own=_("nobody else")))


class ChangeForm(SheetForm):
    change = radios(dict(Outcome.Change.choices), _("What changed because of it?"))
    folder = forms.ChoiceField(label=_("Folder of the problem"), required=False)

    def __init__(self, *args: Any, folders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "folder", [("", "–"), *((one.uid, f"{one.number} · {one.title}") for one in folders)])
