"""Forms of a scorecard: the card, the counts of a group, the scores of the service, the meeting."""

from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.problems.forms.common import (
    SheetForm,
    TextSheet,
    line,
    number,
    offer,
    office_choices,
    ticks,
)
from hamkori.rooms.problems.forms.team import PlaceForm
from hamkori.rooms.problems.models import Scorecard
from hamkori.rooms.problems.models.scorecard import LEVELS, STATEMENTS

SCORES = {
    1: _("very bad"),
    2: _("bad"),
    3: _("so-so"),
    4: _("good"),
    5: _("very good"),
}


class CardForm(PlaceForm):
    service = forms.ChoiceField(label=_("Which service or office?"))
    statements = ticks(
        STATEMENTS,
        _("What is scored? Choose three to six."),
        help_text=_("About the service, never about one person who works there."),
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "service", office_choices(offices))


class GroupForm(SheetForm):
    people = number(_("How many people took part?"), min_value=1, max_value=10_000)

    def __init__(self, *args: Any, card: Scorecard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(card.statements)
        for code in self.codes:
            for level in LEVELS:
                self.fields[f"s_{code}_{level}"] = number(str(level), required=False, max_value=10_000)

    @property
    def rows(self) -> list[tuple[str, list[BoundField]]]:
        """(statement, its five fields) for the table."""
        return [
            (str(STATEMENTS[code]), [self[f"s_{code}_{level}"] for level in LEVELS]) for code in self.codes
        ]

    @property
    def counts(self) -> dict[str, list[int]]:
        return {
            code: [self.cleaned_data.get(f"s_{code}_{level}") or 0 for level in LEVELS] for code in self.codes
        }


class OwnForm(SheetForm):
    def __init__(self, *args: Any, card: Scorecard, on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(card.statements)
        choices = [("", "–"), *((str(level), f"{level}: {words}") for level, words in SCORES.items())]
        for code in self.codes:
            self.fields[f"s_{code}"] = forms.ChoiceField(label=STATEMENTS[code], choices=choices)
        if on_paper:
            self.fields["paper_number"] = line(_("Number of the paper"), max_length=40)

    @property
    def scores(self) -> dict[str, int]:
        return {code: int(self.cleaned_data[f"s_{code}"]) for code in self.codes}


class CardMeetingForm(TextSheet):
    on = DateField(label=_("Day of the meeting"), latest=clock.today)
    protocol = line(_("Number of the minutes"), max_length=40)
    again_on = DateField(label=_("When do we score again?"))

    def __init__(self, *args: Any, card: Scorecard, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(card.statements)
        for code in self.codes:
            self.fields[f"text_{code}"] = line(_("What is done?"), required=False, max_length=240)
            self.fields[f"owner_{code}"] = forms.ChoiceField(label=_("Who?"), required=False)
            offer(self, f"owner_{code}", office_choices(offices))
            self.fields[f"owner_{code}"].initial = card.service.uid
            self.fields[f"due_{code}"] = DateField(label=_("By when?"), required=False)

    @property
    def rows(self) -> list[tuple[str, list[BoundField]]]:
        return [
            (str(STATEMENTS[code]), [self[f"{name}_{code}"] for name in ("text", "owner", "due")])
            for code in self.codes
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for code in self.codes:
            if data.get(f"text_{code}") and not data.get(f"due_{code}") and f"due_{code}" not in self.errors:
                self.add_error(f"due_{code}", str(_("Say by when.")))
        return data

    @property
    def agreed(self) -> list[tuple[str, str, str, date]]:
        """(statement, what, uid of who, by when) for the rows that say something."""
        data = self.cleaned_data
        return [
            (code, data[f"text_{code}"], data[f"owner_{code}"], data[f"due_{code}"])
            for code in self.codes
            if data[f"text_{code}"]
        ]
