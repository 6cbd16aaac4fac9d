"""Forms of a record: one event with its offences and the people it touched, as numbers. No field names anybody."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.ground.files.forms import StepForm
from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.crime.models import Article, Crime
from hamkori.rooms.crime.register import catalogue, queries
from hamkori.rooms.crime.register.actions.common import MOST_PERSONS, OffenceRow, PersonsRow, local_day
from hamkori.rooms.crime.register.edits import ERROR, Found
from hamkori.rooms.crime.register.forms import offer, place_options
from hamkori.rooms.crime.states import AgeBand, Clearance, PlaceType, Relation, Sex, Weapon, Who
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.words import with_currency

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 3, 3, 30


class TimeField(forms.Field):
    """A time of day, as 14:30, 14.30 or 9:05."""

    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "short"})

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        found = re.fullmatch(r"\s*(\d{1,2})[:.](\d{2})\s*", str(value))
        if found and int(found[1]) < 24 and int(found[2]) < 60:
            return time(int(found[1]), int(found[2]))
        raise forms.ValidationError(_("Write the time like this: 14:30"))


class RowsForm(StepForm):
    """A form with tables of rows: articles, counted persons. "More rows" sends it and shows it again, longer."""

    rows = forms.IntegerField(widget=forms.HiddenInput, initial=FIRST_ROWS, min_value=1, max_value=MOST_ROWS)
    with_offences = False
    persons_as: Who | None = None
    """None: no table of persons, or (with `with_persons`) victims and persons charged side by side."""
    with_persons = False

    def __init__(self, *args: Any, day: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day or clock.today()
        self.row_count = self._count()
        if self.with_offences:
            for number in range(1, self.row_count + 1):
                self._add_offence(number)
        if self.with_persons:
            for number in range(1, self.row_count + 1):
                self._add_persons(number)

    def _count(self) -> int:
        given = self.data.get("rows") if self.is_bound else self.initial.get("rows", FIRST_ROWS)
        try:
            return min(max(int(str(given)), 1), MOST_ROWS)
        except ValueError:
            return FIRST_ROWS

    def _add_offence(self, number: int) -> None:
        box = forms.TextInput({"list": "articles", "autocomplete": "off", "class": "short"})
        article = forms.CharField(label=_("Article"), required=number == 1, max_length=120, widget=box)
        self.add_field(f"article_{number}", article)
        self.add_field(f"attempted_{number}", forms.BooleanField(label=_("Only attempted"), required=False))

    def _add_persons(self, number: int) -> None:
        count = forms.IntegerField(
            label=_("How many"), required=False, min_value=1, max_value=MOST_PERSONS, initial=None
        )
        count.widget.attrs["class"] = "short"
        columns: list[tuple[str, Any, list[Any], str]] = [
            ("sex", _("Sex"), Sex.choices, Sex.UNKNOWN),
            ("age", _("Age"), AgeBand.choices, AgeBand.UNKNOWN),
            ("relation", _("To the other side"), Relation.choices, Relation.UNKNOWN),
        ]
        if self.persons_as is None:
            columns.insert(0, ("who", _("Who"), Who.choices, Who.VICTIM))
        self.add_field(f"number_{number}", count)
        for name, label, choices, first in columns:
            field = forms.ChoiceField(label=label, choices=choices, initial=first, required=False)
            self.add_field(f"{name}_{number}", field)

    # what the template draws

    def _cells(self, names: Iterable[str]) -> list[list[BoundField]]:
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, self.row_count + 1)]

    @property
    def tables(self) -> list[tuple[Any, Any, list[list[BoundField]]]]:
        """(caption, hint, rows of fields)."""
        found: list[tuple[Any, Any, list[list[BoundField]]]] = []
        if self.with_offences:
            hint = _(
                "Type the number, such as 244/2, or choose it from the list. The first one is the main one."
            )
            found.append((_("Articles"), hint, self._cells(["article", "attempted"])))
        if self.with_persons:
            names = ["number", "who", "sex", "age", "relation"]
            if self.persons_as is not None:
                names.remove("who")
            caption = _("People, as numbers") if self.persons_as is None else _("People charged, as numbers")
            hint = _("One row for each group: how many of one sex and age. No name stands here.")
            found.append((caption, hint, self._cells(names)))
        return found

    @property
    def plain(self) -> list[BoundField]:
        """The fields outside the tables."""
        in_rows = {cell.name for _c, _h, rows in self.tables for row in rows for cell in row}
        return [self[name] for name in self.fields if name not in in_rows and not self[name].is_hidden]

    @property
    def articles(self) -> list[Article]:
        return queries.articles_on(self.day) if self.with_offences else []

    @property
    def can_grow(self) -> bool:
        return self.row_count < MOST_ROWS

    # what the views take

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.places: dict[str, list[int]] = {"article": [], "number": []}
        self.offences = tuple(self._read_offences(cleaned))
        self.persons = tuple(self._read_persons(cleaned))
        return cleaned

    def offence_day(self) -> date:
        """The day whose articles count; forms that ask for it know better."""
        return self.day

    def _read_offences(self, cleaned: Mapping[str, Any]) -> Iterable[OffenceRow]:
        day = self.offence_day()
        for number in range(1, self.row_count + 1):
            typed = cleaned.get(f"article_{number}") if self.with_offences else ""
            if not typed:
                continue
            article = queries.article_by_code(typed, day)
            if article is None:
                self.add_error(f"article_{number}", _("This article is not in the list of that day."))
            else:
                self.places["article"].append(number)
                yield OffenceRow(article, bool(cleaned.get(f"attempted_{number}")))

    def _read_persons(self, cleaned: Mapping[str, Any]) -> Iterable[PersonsRow]:
        for number in range(1, self.row_count + 1):
            count = cleaned.get(f"number_{number}") if self.with_persons else None
            if count:
                self.places["number"].append(number)
                yield PersonsRow(
                    who=self.persons_as or Who(cleaned.get(f"who_{number}") or Who.VICTIM),
                    sex=Sex(cleaned.get(f"sex_{number}") or Sex.UNKNOWN),
                    age=AgeBand(cleaned.get(f"age_{number}") or AgeBand.UNKNOWN),
                    relation=Relation(cleaned.get(f"relation_{number}") or Relation.UNKNOWN),
                    number=count,
                )


def longer(form_class: type[RowsForm], posted: Mapping[str, Any], **kwargs: Any) -> RowsForm:
    """The same form with more rows, and nothing checked yet."""
    typed = {name: posted[name] for name in posted}
    try:
        count = int(str(typed.get("rows", FIRST_ROWS)))
    except ValueError:
        count = FIRST_ROWS
    typed["rows"] = min(max(count, 1) + MORE_ROWS, MOST_ROWS)
    return form_class(initial=typed, **kwargs)


class EventForm(RowsForm):
    """One event: where, when, which articles, how many people, what damage."""

    with_offences = with_persons = True
    area = forms.ChoiceField(label=_("Where did it happen?"))
    place_type = forms.ChoiceField(
        label=_("What kind of place?"), choices=PlaceType.choices, initial=PlaceType.UNKNOWN
    )
    from_day = DateField(label=_("It happened on, or not before"), latest=clock.today, required=False)
    from_time = TimeField(label=_("At what hour, if it is known"), required=False)
    until_day = DateField(
        label=_("Not later than, if the day is not sure"), latest=clock.today, required=False
    )
    until_time = TimeField(label=_("At what hour at the latest"), required=False)
    damage = forms.DecimalField(
        label=with_currency(_("Damage")), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    weapon = forms.ChoiceField(label=_("Weapon"), choices=[("", "–"), *Weapon.choices], required=False)
    reported_on = DateField(label=_("Day of the report"), latest=clock.today, initial=clock.today)
    recorded_on = DateField(label=_("Day of recording"), latest=clock.today, initial=clock.today)
    record_number = forms.CharField(
        label=_("Number of the record"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty: the next number is given."),
        widget=forms.TextInput({"class": "short", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, office: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", place_options(queries.areas_of(office), top=office.place.depth))
        self.fields["damage"].widget.attrs["class"] = "short"
        if "looked" in self.data:
            self.add_field("looked", forms.BooleanField(required=False, widget=forms.HiddenInput))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("from_time") and not cleaned.get("from_day"):
            self.add_error("from_day", _("Say the day, too."))
        if cleaned.get("until_time") and not cleaned.get("until_day"):
            self.add_error("until_day", _("Say the day, too."))
        return cleaned

    def hear(self, found: Iterable[Found]) -> None:
        """What the edit rules say: errors at their fields; warnings ask for a tick that somebody has looked."""
        asked = []
        for one in found:
            if one.severity == ERROR:
                self.add_error(self._field_of(one), one.sentence)
            elif not self.cleaned_data.get("looked"):
                asked.append(one.sentence)
        if asked:
            self.add_field(
                "looked",
                forms.BooleanField(label=_("I have looked: it is right as it stands"), required=False),
            )
            for sentence in dict.fromkeys(asked):
                self.add_error("looked", sentence)

    def _field_of(self, one: Found) -> str | None:
        rows = self.places["article" if one.column in ("article", "attempted") else "number"]
        name = {"occurred_from": "from_day", "occurred_minute": "from_time"}.get(one.column, one.column)
        name = {"occurred_until": "until_day", "until_minute": "until_time"}.get(name, name)
        if 0 < one.position <= len(rows):
            name = f"{one.column}_{rows[one.position - 1]}"
        return name if name in self.fields else None

    def offence_day(self) -> date:
        return self.cleaned_data.get("from_day") or self.cleaned_data.get("reported_on") or self.day

    @property
    def moments(self) -> tuple[datetime | None, datetime | None, bool]:
        """When it began and ended, and whether the hour is known."""
        data = self.cleaned_data
        begin = _moment(data.get("from_day"), data.get("from_time"))
        end = _moment(data.get("until_day"), data.get("until_time"))
        return begin, end, data.get("from_time") is not None


def _moment(day: date | None, at: time | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, at or time(), ZoneInfo(settings.TIME_ZONE))


class CorrectForm(EventForm):
    """What was typed wrong: everything but the articles, the state and the days of the record."""

    with_offences = False
    on = DateField(label=pgettext_lazy("date", "Day"), latest=clock.today, initial=clock.today)
    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reported_on", "recorded_on", "record_number"):
            del self.fields[name]
        offer(self, "reason", catalogue.reason_choices("correct"))


class ReclassifyForm(RowsForm):
    with_offences = True
    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)
    on = DateField(label=pgettext_lazy("date", "Day"), latest=clock.today, initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", catalogue.reason_choices("reclassify"))


class ClearForm(RowsForm):
    with_persons = True
    persons_as = Who.SUSPECT
    clearance = forms.ChoiceField(label=_("How?"), choices=Clearance.choices, widget=forms.RadioSelect)
    on = DateField(label=pgettext_lazy("date", "Day"), latest=clock.today, initial=clock.today)


def initial_of(crime: Crime) -> dict[str, Any]:
    """A crime as its forms show it."""
    here = ZoneInfo(settings.TIME_ZONE)
    values: dict[str, Any] = {
        "area": crime.area.code,
        "place_type": crime.place_type,
        "damage": crime.damage,
        "weapon": crime.weapon,
    }
    for name, moment in (("from", crime.occurred_from), ("until", crime.occurred_until)):
        if moment is not None:
            values[f"{name}_day"] = local_day(moment)
            if crime.time_known:
                values[f"{name}_time"] = f"{moment.astimezone(here):%H:%M}"
    offences = list(crime.offences.select_related("article").order_by("position"))
    persons = list(crime.persons.order_by("who", "sex", "age", "relation"))
    for number, offence in enumerate(offences, start=1):
        values |= {f"article_{number}": offence.article.code, f"attempted_{number}": offence.attempted}
    for number, row in enumerate(persons, start=1):
        values |= {
            f"{name}_{number}": getattr(row, name) for name in ("number", "who", "sex", "age", "relation")
        }
    values["rows"] = min(max(FIRST_ROWS, len(offences) + 1, len(persons) + 1), MOST_ROWS)
    return values
