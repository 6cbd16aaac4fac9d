"""Forms of a team: voices, maps, the plan of the year, the local budget."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.forms import DateField, Form
from hamkori.rooms.problems.catalogue import PARTS, RESOURCES, WORRIES, Group, Origin, Session
from hamkori.rooms.problems.forms.common import (
    SheetForm,
    TextSheet,
    line,
    money,
    number,
    offer,
    office_choices,
    place_choices,
    radios,
    tick,
)
from hamkori.rooms.problems.models import Layer, MapSheet, Pair, PlanRow, Ranking
from hamkori.rooms.problems.models.seeing import COLUMNS, ROWS
from hamkori.rooms.problems.ranking import couples

COLUMN_CHOICES = [(str(column), "ABCDEFGH"[column - 1]) for column in range(1, COLUMNS + 1)]
ROW_CHOICES = [(str(row), str(row)) for row in range(1, ROWS + 1)]


class PlaceForm(SheetForm):
    place = forms.ChoiceField(label=_("Where?"))

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", place_choices(places))


class IssueForm(TextSheet):
    title = line(_("What can people choose?"), help_text=_("A place and what happens there."))
    folder = forms.ChoiceField(label=_("Folder"), required=False)

    def __init__(self, *args: Any, folders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "folder",
            [
                ("", _("None yet")),
                *((one.uid, f"{one.number} · {one.title}") for one in folders),
            ],
        )


class SessionForm(PlaceForm):
    session = radios(dict(Session.choices), _("How do the voices come in?"))
    group = radios(
        dict(Group.choices),
        _("Whose voices?"),
        help_text=_("Each group on its own. A smaller group is never named."),
    )
    ranking = radios(
        dict(Ranking.choices), _("How does the group put them in order?"), initial=Ranking.THREE,
        help_text=_("All groups of a year in the same way. Dots and pairs are for a meeting, not for phones."),
    )  # fmt: skip
    on = DateField(label=_("Day"))
    by_phone_until = DateField(label=_("Slips on a phone until"), required=False)
    peace_checked = tick(
        _("For a smaller group: we have looked whether counting it apart could divide neighbours")
    )
    review_on = DateField(label=_("For a smaller group: when do we look again?"), required=False)


class CountsForm(SheetForm):
    people = number(_("How many people took part?"), min_value=0, max_value=100_000)

    def __init__(self, *args: Any, issues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issues = list(issues)
        for issue in self.issues:
            self.fields[f"issue_{issue.pk}"] = number(issue.title, required=False, max_value=100_000)

    @property
    def voices(self) -> dict[int, int]:
        return {issue.pk: self.cleaned_data.get(f"issue_{issue.pk}") or 0 for issue in self.issues}


class PairsForm(SheetForm):
    """One question for every two problems: which of them matters more to the group?"""

    people = number(_("How many people took part?"), min_value=0, max_value=100_000)

    def __init__(self, *args: Any, issues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {one.pk: one.title for one in issues}
        self.couples = couples(titles)
        for number_, (first, second) in enumerate(self.couples, start=1):
            self.fields[f"pair_{first}_{second}"] = forms.ChoiceField(
                label=_("%(number)s. Which matters more?") % {"number": number_},
                choices=[
                    (Pair.Won.FIRST.value, titles[first]),
                    (Pair.Won.SECOND.value, titles[second]),
                    (Pair.Won.EVEN.value, _("both alike")),
                ],
                widget=forms.RadioSelect,
            )

    @property
    def won(self) -> dict[tuple[int, int], str]:
        return {
            (first, second): self.cleaned_data[f"pair_{first}_{second}"] for first, second in self.couples
        }


class SlipForm(Form):
    """A slip on a phone: up to three problems."""

    state = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    issues = forms.MultipleChoiceField(
        label=_("What matters most to you? Choose one, two or three."), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, issues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "issues", [(str(issue.pk), issue.title) for issue in issues])


class MapForm(PlaceForm):
    group = radios(dict(MapSheet._meta.get_field("group").choices or ()), _("Who draws?"))
    people = number(_("How many people took part?"), min_value=1, max_value=10_000)
    on = DateField(label=_("Day"), latest=clock.today)


class MarkForm(TextSheet):
    column = forms.ChoiceField(label=_("Column"), choices=COLUMN_CHOICES)
    row = forms.ChoiceField(label=_("Row"), choices=ROW_CHOICES)
    layer = radios(dict(Layer.choices), _("How do they feel there?"), initial=Layer.UNSAFE)
    worry = forms.ChoiceField(
        label=_("If not safe: what worries people there?"),
        choices=[("", "–"), *WORRIES.items()],
        required=False,
    )
    part = forms.ChoiceField(label=_("When?"), choices=list(PARTS.items()))
    marks = number(_("How many marks?"), max_value=10_000)
    landmark = line(_("What stands there?"), required=False, max_length=60)


class SketchForm(SheetForm):
    photo = forms.FileField(
        label=_("Photo of the sketch"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    no_people_on_photo = tick(_("Neither a person nor a name can be seen on the photo"))


class SketchReadForm(SheetForm):
    fits = radios(
        {
            "yes": _("Nobody and no name is on it, and no exact place of pestering or fights: show it"),
            "no": _("It does not fit: take it away"),
        },
        _("You have looked at the photo"),
    )


class RowForm(TextSheet):
    month = forms.ChoiceField(label=_("Month"))
    title = line(_("What will you do?"))
    folder = forms.ChoiceField(label=_("For which problem?"), required=False)
    origin = forms.ChoiceField(
        label=_("Who wants it?"), required=False, choices=[("", "–"), *Origin.choices],
        help_text=_("With a folder it is known already."),
    )  # fmt: skip
    post = line(_("Who is responsible? (a post)"), required=False)
    partner = forms.ChoiceField(label=_("With whom?"), required=False)
    partner_words = line(_("With whom, if not in the list"), required=False)
    resource = radios(RESOURCES, _("With what?"))
    cost = money(_("Money or value"), required=False)
    shown_by = line(_("How will you know that it is done?"), required=False)

    def __init__(self, *args: Any, months: Any, folders: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "month", months)
        offer(
            self,
            "folder",
            [
                ("", "–"),
                *((one.uid, f"{one.number} · {one.title}") for one in folders),
            ],
        )
        offer(self, "partner", office_choices(offices, own="–"))


class TellForm(SheetForm):
    done = radios(dict(PlanRow.Done.choices), _("What became of it?"))
    why = forms.ChoiceField(
        label=_("If not, or in part: why?"),
        required=False,
        choices=[("", "–"), *(pair for pair in PlanRow.Why.choices if pair[0])],
    )


class BudgetForm(SheetForm):
    to = forms.ChoiceField(label=_("Whom do you ask?"))
    law = forms.ChoiceField(label=_("On which law does it stand?"))
    amount = money(_("Amount asked for"), min_value=1)
    own_days = number(_("Own work of residents, in days"), required=False, max_value=5000)

    def __init__(self, *args: Any, offices: Any, laws: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", office_choices(offices))
        offer(self, "law", [(law.code, law.name) for law in laws])


class BudgetAnswerForm(SheetForm):
    answer = radios(
        {"granted": _("In the local budget"), "refused": _("Not taken into the budget")},
        _("What was decided?"),
    )
    granted = money(_("Amount granted"), required=False)
    decision_number = line(_("Number of the decision"), max_length=40)


class SpentForm(SheetForm):
    spent = money(_("Amount spent"))
