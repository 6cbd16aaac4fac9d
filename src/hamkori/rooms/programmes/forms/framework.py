"""Forms of programmes: the programme, a result, an indicator, targets, a value, a reason."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files import store
from hamkori.ground.files.forms import PhotosField, WithFiles
from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.problems.forms.common import (
    SheetForm,
    line,
    number,
    offer,
    place_choices,
    radios,
    text,
    tick,
)
from hamkori.rooms.programmes.catalogue import GROUPS, Direction, Every, Split, Unit
from hamkori.rooms.programmes.counts import COUNTS
from hamkori.rooms.programmes.models import Indicator, Result
from hamkori.society.places.models import Place


class Worded(SheetForm):
    """A form with words for everybody: words with a capital can be said to be names of places or offices."""

    names_are_places = tick(
        _("Words with a capital letter here are names of places or offices"),
        help_text=_("Tick only when you are told that there may be a person's name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "names_are_places"])


class Number(forms.DecimalField):
    """A number with a comma or a point."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "class": "short", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\u00a0", "").replace(" ", "").replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class FrameworkForm(Worded):
    title = line(_("Name of the programme"))
    aim = text(_("What it wants to reach"), required=False)

    def __init__(self, *args: Any, places: Iterable[Place] = (), new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            self.add_field("place", forms.ChoiceField(label=_("Where?"), choices=place_choices(places)))
            first, last = date(clock.today().year - 5, 1, 1), date(clock.today().year + 10, 12, 31)
            hint = _("It begins with the first day of this month.")
            self.add_field(
                "begins_on", DateField(label=_("First day"), earliest=first, latest=last, help_text=hint)
            )
            hint = _("It ends with the last day of this month.")
            self.add_field(
                "ends_on", DateField(label=_("Last day"), earliest=first, latest=last, help_text=hint)
            )


class ResultForm(Worded):
    statement = text(
        _("What will be different?"), help_text=_("One sentence about people or places, not about work done.")
    )
    assumption = text(
        _("What must hold for it?"),
        required=False,
        help_text=_("What the programme does not decide itself."),
    )

    def __init__(self, *args: Any, outcomes: Iterable[Result] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outcomes is not None:
            field = forms.ChoiceField(label=_("What is it?"))
            field.choices = [
                ("", _("An outcome: what changes for people")),
                *(
                    (str(one.pk), _("An output that serves: %(outcome)s") % {"outcome": one.statement})
                    for one in outcomes
                ),
            ]
            field.required = False
            self.add_field("serves", field)
            self.order_fields(["serves"])


class IndicatorForm(Worded):
    title = line(_("Name of the indicator"))
    definition = text(
        _("What exactly is counted?"),
        help_text=_("Never persons who were stopped, cases, fines, or one officer."),
    )
    counted_by = forms.ChoiceField(label=_("Does the system count it itself?"), required=False)
    source = text(_("Where does the figure come from?"), required=False, max_length=300)
    unit = radios(dict(Unit.choices), _("Unit"))
    direction = radios(dict(Direction.choices), _("Which way is better?"))
    cumulative = tick(_("Each value says everything since the beginning"))
    every = radios(dict(Every.choices), _("How often?"))
    split = radios(dict(Split.choices), _("Which groups are counted apart?"), required=False)
    baseline = Number(label=_("First value, before the programme"), required=False)
    baseline_on = DateField(label=_("Day of the first value"), required=False, latest=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "counted_by",
            [("", _("No, it is written down")), *((code, one.title) for code, one in COUNTS.items())],
        )


class TargetForm(SheetForm):
    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Target, all together")
        self.add_field("target", Number(label=label, required=False, help_text=_("Empty means: no target.")))
        for code in indicator.groups:
            self.add_field(f"part_{code}", Number(label=GROUPS[code], required=False))

    def parts(self) -> dict[str, Decimal | None]:
        return parts_in(self.cleaned_data, "part_")


def parts_in(cleaned: dict[str, Any], before: str) -> dict[str, Any]:
    return {key.removeprefix(before): value for key, value in cleaned.items() if key.startswith(before)}


class ActualForm(WithFiles):
    """A value, by group as far as it was counted, with papers and photos that show it."""

    files_field = "files"
    purpose = store.PAPER

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        share = indicator.unit == Unit.PERCENT
        label = _("Value in per cent") if share else _("Value, all together")
        self.add_field("value", Number(label=label))
        if share:
            self.add_field("base", number(_("Of how many?"), min_value=1))
        hint = _("Leave empty what was not counted: it is shown as “not told”, never as 0.")
        for code in indicator.groups:
            self.add_field(f"part_{code}", Number(label=GROUPS[code], required=False, help_text=hint))
            hint = ""  # type: ignore[assignment]
            if share:
                of = _("%(group)s: of how many?") % {"group": GROUPS[code]}
                self.add_field(f"base_{code}", number(of, required=False, min_value=1))
        self.add_field(
            "remark", text(_("Note"), required=False, help_text=_("What a reader must know. No names."))
        )
        accept = "image/jpeg,image/png,image/webp,application/pdf"
        self.add_field("files", PhotosField(label=_("Papers and photos that show it"), accept=accept))
        self.add_field("names_are_places", deepcopy(Worded.base_fields["names_are_places"]))


class ReasonForm(Worded):
    reason = text(_("What has to be looked at again?"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def look_again(self, seen: int) -> None:
        """The value that the page shows now: pressed again, this one is meant."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": str(seen)}
