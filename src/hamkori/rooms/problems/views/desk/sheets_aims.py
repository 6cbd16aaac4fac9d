"""The worksheets of goal, of the three whys and of whom it concerns."""

from typing import Any

from hamkori.kernel.forms import Form
from hamkori.kernel.words import pick
from hamkori.rooms.problems.actions import aiming
from hamkori.rooms.problems.forms import aims as forms
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.views.desk.common import bound, language
from hamkori.rooms.problems.views.desk.sheet_parts import Ask, here


def goal(ask: Ask) -> Form:
    row = queries.sheets_of(ask.folder).analysis
    initial = {
        "goal": row.goal, "soon": pick(row.goals_soon), "later": pick(row.goals_later),
        "about_bribes": ask.folder.about_bribes,
    }  # fmt: skip
    return forms.GoalForm(initial=initial, **bound(ask.request))


def set_goal(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    aim = aiming.Aim(data["goal"], data["soon"], data["later"], data["about_bribes"], here(form))
    return aiming.set_goal(actor=ask.actor, folder=ask.folder, aim=aim, language=language())


def whys(ask: Ask) -> Form:
    row = queries.sheets_of(ask.folder).analysis
    initial = {"there": pick(row.why_there), "then": pick(row.why_then), "so": pick(row.why_so)}
    return forms.WhysForm(initial=initial, **bound(ask.request))


def write_whys(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    typed = aiming.Whys(data["there"], data["then"], data["so"], here(form))
    return aiming.write_whys(actor=ask.actor, folder=ask.folder, whys=typed, language=language())


def stake(ask: Ask) -> Form:
    return forms.StakeForm(**bound(ask.request))


def note_stake(ask: Ask, form: Any) -> object:
    data = form.cleaned_data
    return aiming.note_stake(
        actor=ask.actor, folder=ask.folder, who=data["who"], stance=data["stance"], weight=int(data["weight"]),
        at_table=data["at_table"],
    )  # fmt: skip
