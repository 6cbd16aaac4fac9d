"""What the team wants to reach, why it happens there and then, and whom it concerns."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.aims import GOALS, STAKEHOLDERS, STANCES
from hamkori.rooms.problems.models import Analysis, Folder, Stake
from hamkori.rooms.problems.texts import checked, put

MOST_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal as it is typed: its kind, and what should be different in three months and in two years."""

    goal: str
    soon: str
    later: str = ""
    about_bribes: bool = False
    names_are_places: bool = False


@action("problem.goal_set", verb="problem.work", on="folder")
def set_goal(*, actor: Actor, folder: Folder, aim: Aim, language: str) -> Analysis:
    """The goal of the folder; also against bribes and favours if the team says so, measured like the rest (R249)."""
    folder = locked(folder)
    if aim.goal not in GOALS:
        raise BadInput(_("Please choose from the list."), field="goal")
    row, _created = Analysis.objects.get_or_create(folder=folder)
    row.goal = aim.goal
    for name, field in (("soon", "goals_soon"), ("later", "goals_later")):
        text = checked(
            getattr(aim, name), field=name, place=folder.place, names_are_places=aim.names_are_places,
            may_be_empty=name == "later",
        )  # fmt: skip
        setattr(row, field, put(getattr(row, field), language, text))
    row.save()
    folder.about_bribes = aim.about_bribes
    folder.save(update_fields=["about_bribes"])
    trail.note(subject=folder, changed=["goal"], facts={"goal": aim.goal})
    return row


@dataclass(frozen=True, slots=True)
class Whys:
    """Why there, why then, why in this way: about the place and what happens."""

    there: str = ""
    then: str = ""
    so: str = ""
    names_are_places: bool = False


@action("problem.whys_written", verb="problem.work", on="folder")
def write_whys(*, actor: Actor, folder: Folder, whys: Whys, language: str) -> Analysis:
    """The three questions of the analysis; any of them may stay open."""
    folder = locked(folder)
    row, _created = Analysis.objects.get_or_create(folder=folder)
    for name, field in (("there", "why_there"), ("then", "why_then"), ("so", "why_so")):
        text = checked(
            getattr(whys, name),
            field=name,
            place=folder.place,
            names_are_places=whys.names_are_places,
            may_be_empty=True,
        )
        setattr(row, field, put(getattr(row, field), language, text))
    row.save()
    trail.note(subject=folder, changed=["whys"])
    return row


@action("problem.stake_noted", verb="problem.work", on="folder")
def note_stake(*, actor: Actor, folder: Folder, who: str, stance: str, weight: int, at_table: bool) -> Stake:
    """Whom it concerns: a kind from the list, where they stand, how much they can change. Once each (R255)."""
    folder = locked(folder)
    if who not in STAKEHOLDERS or stance not in STANCES or not 0 <= weight <= MOST_WEIGHT:
        raise BadInput(_("Please choose from the list."), field="who")
    row, _created = Stake.objects.update_or_create(
        folder=folder, who=who, defaults={"stance": stance, "weight": weight, "at_table": at_table}
    )
    trail.note(subject=folder, changed=["stakes"], facts={"who": who})
    return row
