"""Forms of a folder: opening, the sentence, the six questions, the sides, solutions, harm, decisions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.forms import DateField, Option
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import (
    BEHAVIOURS,
    CAUSES,
    CHEERS,
    CONNECTORS,
    DAYS,
    EASE,
    ENVIRONMENTS,
    FAMILIES,
    FEASIBLE,
    GROUPS_ABSENT,
    HARM,
    KEEPERS,
    KINDS,
    PARTS,
    RESOURCES,
    RESULTS,
    SEASONS,
    SIDE_CHOICES,
    STRENGTH,
    TECHNIQUES,
    Carried,
    Harm,
    Origin,
    Shelved,
)
from hamkori.rooms.problems.forms.common import (
    YES_NO,
    SheetForm,
    TextSheet,
    line,
    money,
    number,
    offer,
    office_choices,
    place_choices,
    radios,
    text,
    tick,
    ticks,
)
from hamkori.rooms.problems.models import Decision
from hamkori.rooms.problems.states import Method

METHODS: dict[str, Option] = {
    Method.SARA: Option(_("SARA: find, analyse, act, check"), _("For one problem in one place.")),
    Method.CYCLE: Option(
        _("Community security cycle"),
        _("For a whole village or mahalla: understand, choose, plan, do, check."),
    ),
}


class OpenForm(TextSheet):
    title = line(
        _("What is the problem, in a few words?"),
        help_text=_("A place and what happens there. No names of people."),
    )
    place = forms.ChoiceField(label=_("Where?"))
    topic = forms.ChoiceField(label=_("What is it about?"), required=False)
    method = radios(METHODS, _("How do you want to work?"))
    origin = radios(dict(Origin.choices), _("Who put it on the agenda?"))

    def __init__(self, *args: Any, places: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", place_choices(places))
        offer(self, "topic", [("", _("Something else")), *((one.code, one.name) for one in topics)])


class StatementForm(TextSheet):
    title = line(_("Title"))
    what = line(_("What happens?"), help_text=_("Behaviour, not people: “cars drive too fast”."))
    where = line(_("Where exactly?"), help_text=_("For example: the crossing beside the school gate."))
    days = ticks(DAYS, _("On which days?"), required=False)
    parts = ticks(PARTS, _("At which part of the day?"), required=False)
    seasons = ticks(SEASONS, _("In which season?"), required=False)
    behaviour = radios(BEHAVIOURS, _("What kind of behaviour is it?"))
    environment = forms.ChoiceField(label=_("What kind of place is it?"), choices=list(ENVIRONMENTS.items()))


class CheersForm(SheetForm):
    how_often = number(_("How many similar events do you know of?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (question, hint) in CHEERS.items():
            self.fields[code] = forms.ChoiceField(
                label=question, help_text=str(hint), choices=YES_NO, widget=forms.RadioSelect
            )
        self.order_fields([*CHEERS, "how_often"])

    @property
    def answers(self) -> dict[str, bool]:
        return {code: self.cleaned_data[code] == "yes" for code in CHEERS}


class OfficeForm(SheetForm):
    to = forms.ChoiceField(label=_("Who takes it on?"))

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", office_choices(offices))


class SideForm(SheetForm):
    """Lists only: there is no field in which a person could be described (K18)."""

    chosen = forms.MultipleChoiceField(label=_("Choose what fits"), widget=forms.CheckboxSelectMultiple)
    keepers = ticks(KEEPERS, _("Who could do something about it?"))
    strength = radios(STRENGTH, _("How much can they do now?"))

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chosen", list(SIDE_CHOICES[side].items()))


class AnalysisForm(TextSheet):
    causes = ticks(CAUSES, _("What lies behind it?"), required=False)
    connectors = ticks(CONNECTORS, _("What brings people together here?"), required=False)
    absent = ticks(GROUPS_ABSENT, _("Who is not at the table?"), required=False)
    guess = text(_("Our guess about the cause"), required=False, help_text=_("It is shown as a guess."))


class TriedForm(SheetForm):
    kind = radios(KINDS, _("What was tried?"))
    year = number(_("In which year?"), max_value=2100)
    result = radios(RESULTS, _("What came of it?"))


class QuestionForm(TextSheet):
    text = text(_("What do you not know yet?"))
    who = forms.ChoiceField(label=_("Who could answer?"), choices=list(KEEPERS.items()))


class EvidenceForm(SheetForm):
    """A signed file of the statistics."""

    file = forms.FileField(
        label=_("The file with the ending .json"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )


class AnswerForm(TextSheet):
    text = text(_("What did you find out?"))


def _techniques() -> list[Any]:
    groups: list[Any] = [("", _("Not chosen yet"))]
    for family, name in FAMILIES.items():
        groups.append((name, [(code, words) for code, (of, words) in TECHNIQUES.items() if of == family]))
    return groups


class SolutionForm(TextSheet):
    title = line(_("What could be done?"))
    kind = radios(KINDS, _("What kind of step is it?"))
    technique = forms.ChoiceField(label=_("Which technique?"), required=False, choices=_techniques)
    mechanism = text(_("How does it act on the cause?"), required=False, help_text=_("“Because of it, …”"))
    chosen = tick(_("We choose this"))
    lead = forms.ChoiceField(label=_("Who leads?"), required=False)
    partners = forms.MultipleChoiceField(
        label=_("Who works along?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Best from another side: an office, a school, a mahalla committee."),
    )  # fmt: skip
    hindrance = text(_("What must be there first, and what could get in the way?"), required=False)
    shown_by = line(_("How will everybody see that it is done?"), required=False)
    cause = forms.ChoiceField(label=_("On which cause does it act?"), required=False)
    due_on = DateField(label=_("By when?"), required=False)
    resource = radios(RESOURCES, _("With what?"))
    work_days = number(_("Own work, in days"), required=False, max_value=2000)
    cost = money(_("Money or value"), required=False)

    def __init__(self, *args: Any, offices: Any, causes: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = list(offices)
        offer(self, "cause", [("", "–"), *((str(one.pk), one.text) for one in causes)])
        if not causes:
            del self.fields["cause"]
        offer(self, "lead", office_choices(offices, own=_("The team itself")))
        offer(self, "partners", office_choices(offices))
        for code, words in FEASIBLE.items():
            self.fields[code] = forms.ChoiceField(
                label=words, required=False, choices=[("", "–"), *EASE.items()]
            )
        order = ["title", "kind", "technique", "mechanism", *FEASIBLE]
        self.order_fields(
            [*order, *(name for name in self.fields if name not in order and name != "names_are_places")]
        )

    @property
    def feasible(self) -> dict[str, int]:
        return {code: int(self.cleaned_data[code]) for code in FEASIBLE if self.cleaned_data.get(code)}


class CarriedForm(SheetForm):
    carried = radios(dict(Carried.choices), _("Was it carried out?"))


class HarmForm(TextSheet):
    measures = text(_("What do you do about it?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, question in HARM.items():
            self.fields[f"q_{code}"] = forms.ChoiceField(
                label=question, choices=Harm.choices, widget=forms.RadioSelect
            )
        self.order_fields([f"q_{code}" for code in HARM])

    @property
    def answers(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"q_{code}"] for code in HARM}


class DecisionForm(SheetForm):
    kind = forms.ChoiceField(label=_("What was decided?"), widget=forms.RadioSelect)
    way = radios(dict(Decision.Way.choices), _("How was it agreed?"))
    seats = forms.MultipleChoiceField(
        label=_("Who took part?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Three different people from three groups at least; the police are not counted. How each one voted is "
            "kept nowhere."
        ),
    )
    against = number(_("Against"), initial=0, max_value=100)
    abstained = number(_("Abstained"), initial=0, max_value=100)
    separate_opinion = tick(_("There is a separate opinion in the protocol"))
    protocol = line(_("Number of the protocol"), max_length=40)
    on = DateField(label=_("Day of the meeting"), latest=clock.today)

    def __init__(
        self, *args: Any, kinds: Any, seats: Any, categories: dict[str, dict[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind, Decision.Kind(kind).label) for kind in kinds])
        offer(
            self,
            "seats",
            [
                (str(seat.number), f"{seat.number} · {pick(categories.get(seat.category)) or seat.category}")
                for seat in seats
            ],
        )
        if len(list(kinds)) == 1:
            self.fields["kind"].initial = list(kinds)[0]


class ShelveForm(SheetForm):
    why = radios(dict(Shelved.choices), _("Why?"))


class WatchForm(SheetForm):
    came_back = forms.ChoiceField(label=_("Did it come back?"), choices=YES_NO, widget=forms.RadioSelect)


class LinkForm(SheetForm):
    concerns = forms.MultipleChoiceField(
        label=_("Concerns of your area"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Topic, place, month and state. Who raised it, the team never learns."),
    )

    def __init__(self, *args: Any, concerns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "concerns",
            [
                (
                    str(one.pk),
                    f"{one.topic.name} · {one.public_place.name} · {one.raised_on:%m.%Y} · {one.get_state_display()}",
                )
                for one in concerns
            ],
        )


class ShowForm(SheetForm):
    """Only a button."""
