"""Forms of the analysis wing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files.forms import StepForm
from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.crime.analysis.actions.integrity import MARGINS
from hamkori.rooms.crime.analysis.actions.responses import PARTS
from hamkori.rooms.crime.analysis.words import FINDINGS
from hamkori.rooms.crime.analysis.words import PARTS as PART_WORDS
from hamkori.rooms.crime.models import AuditSample, Category
from hamkori.rooms.crime.register.forms import place_options
from hamkori.society.places.models import Place

ROWS = 6


def _offer(form: forms.BaseForm, name: str, options: Iterable[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(options)


def last_year() -> tuple[date, date]:
    year = clock.today().year - 1
    return date(year, 1, 1), date(year, 12, 31)


class HotSpotsForm(StepForm):
    """Where, when, and what kind of offences."""

    area = forms.ChoiceField(label=_("Area"))
    begins = DateField(label=_("First day"), latest=clock.today, initial=lambda: last_year()[0])
    ends = DateField(label=_("Last day"), latest=clock.today, initial=lambda: last_year()[1])
    section = forms.ChoiceField(
        label=_("Kind"), required=False, help_text=_("Sexual and domestic offences are always left out.")
    )

    def __init__(self, *args: Any, areas: list[Place], sections: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "area", place_options(areas, top=min((place.depth for place in areas), default=0)))
        _offer(
            self,
            "section",
            [("", _("All kinds")), *((one.code, f"{one.code} {one.label}") for one in sections)],
        )


class PlanForm(StepForm):
    """How a response will be judged. The rows name areas and what each stands for."""

    title = forms.CharField(
        label=_("What will be done?"), max_length=120, help_text=_("In a few words, without names.")
    )
    starts_on = DateField(label=_("It starts on"), help_text=_("A day that is still to come."))
    ends_on = DateField(label=_("It is counted until"))
    before_days = forms.IntegerField(label=_("Days counted before the start"), initial=365)
    category_codes = forms.MultipleChoiceField(
        label=_("Which offences?"),
        required=False,
        help_text=format_lazy(
            "{} {}", _("None chosen: all."), _("Sexual and domestic offences are always left out.")
        ),
        widget=forms.SelectMultiple({"size": "8"}),
    )
    worthwhile = forms.IntegerField(
        label=_("How many per cent fewer would be worth the work?"), initial=20, min_value=5, max_value=90
    )
    folder_uid = forms.CharField(
        label=_("Reference of the problem folder, if there is one"),
        required=False,
        max_length=9,
        widget=forms.TextInput({"class": "short", "autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        areas: list[Place],
        everywhere: list[Place],
        categories: list[Category],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "category_codes", [(one.code, f"{one.code} {one.label}") for one in categories])
        for name in ("before_days", "worthwhile"):
            self.fields[name].widget.attrs["class"] = "short"
        own = {place.code for place in areas}
        groups: list[tuple[Any, Any]] = [("", "–"), (_("Your area"), place_options(areas, top=1))]
        rest = [place for place in everywhere if place.code not in own]
        if rest:
            groups.append((_("Elsewhere"), place_options(rest, top=1)))
        parts = [(part, PART_WORDS[part]) for part in PARTS]
        for number in range(1, ROWS + 1):
            area = forms.ChoiceField(label=_("Area"), required=number <= 2, choices=groups)
            part = forms.ChoiceField(
                label=_("It stands for"),
                choices=parts,
                required=False,
                initial="treated" if number == 1 else "control",
            )
            self.add_field(f"area_{number}", area)
            self.add_field(f"part_{number}", part)

    @property
    def rows(self) -> str:
        """`rows.html` asks for it: these rows do not grow."""
        return ""

    @property
    def tables(self) -> list[tuple[Any, Any, list[list[BoundField]]]]:
        rows = [[self[f"area_{number}"], self[f"part_{number}"]] for number in range(1, ROWS + 1)]
        hint = _(
            "At least one with the response and one like it without. Neighbours show whether it moved there. "
            "Nothing can be changed afterwards."
        )
        return [(_("Areas"), hint, rows)]

    @property
    def plain(self) -> list[BoundField]:
        return [
            self[name]
            for name in self.fields
            if not name.startswith(("area_", "part_")) and not self[name].is_hidden
        ]

    def field_of(self, name: str | None) -> str | None:
        """Where an error of the action is shown: what is said about a part of the areas stands at their first row."""
        return "area_1" if name in PARTS else name

    def areas(self) -> dict[str, list[str]]:
        """{part: codes}, of a form that is valid."""
        found: dict[str, list[str]] = {part: [] for part in PARTS}
        for number in range(1, ROWS + 1):
            if code := self.cleaned_data.get(f"area_{number}"):
                found[self.cleaned_data.get(f"part_{number}") or "control"].append(code)
        return found


class PeriodForm(StepForm):
    """The days of a look at record keeping."""

    begins = DateField(label=_("First day"), latest=clock.today, initial=lambda: last_year()[0])
    ends = DateField(label=_("Last day"), latest=clock.today, initial=lambda: last_year()[1])


class SampleForm(StepForm):
    """How exact the answer shall be."""

    margin = forms.TypedChoiceField(
        label=_("How exactly shall the share of wrong records be known?"),
        choices=[(margin, _("To %(points)s points") % {"points": margin}) for margin in MARGINS],
        coerce=int,
        initial=MARGINS[0],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, sizes: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(
            self,
            "margin",
            [
                (
                    margin,
                    _("To %(points)s points: %(size)s records to look at") % {"points": margin, "size": size},
                )
                for margin, size in sizes.items()
            ],
        )


class FindingsForm(StepForm):
    """How many records of each kind of finding; together all of the sample. Numbers only, no texts about anybody."""

    def __init__(self, *args: Any, sample: AuditSample, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in FINDINGS.items():
            field = forms.IntegerField(
                label=str(label), required=False, min_value=0, max_value=sample.size, initial=None
            )
            field.widget.attrs["class"] = "short"
            self.add_field(code, field)

    def findings(self) -> dict[str, int]:
        return {code: int(self.cleaned_data.get(code) or 0) for code in FINDINGS}
