"""Filling in the worksheets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.actions.common import locked, void
from hamkori.rooms.problems.catalogue import (
    CAUSES,
    CONNECTORS,
    EASE,
    FEASIBLE,
    GROUPS_ABSENT,
    HARM,
    KEEPERS,
    KINDS,
    RESOURCES,
    RESULTS,
    SIDE_CHOICES,
    TECHNIQUES,
    Carried,
    Harm,
)
from hamkori.rooms.problems.models import (
    Analysis,
    Cause,
    Decision,
    Folder,
    HarmCheck,
    Option,
    Question,
    Side,
    Tried,
)
from hamkori.rooms.problems.queries.focal import focal_of
from hamkori.rooms.problems.states import LAST, UNDER_WAY, State
from hamkori.rooms.problems.texts import checked, of_list, put
from hamkori.society.accounts.models import Organisation

FEWEST_LETTERS = 10


@action("problem.side_filled", verb="problem.work", on="folder")
def fill_side(
    *, actor: Actor, folder: Folder, side: str, chosen: Iterable[str], keepers: Iterable[str], strength: int
) -> Side:
    """One side of the triangle, from lists. `strength` 0 to 3: how much the keepers can do now."""
    folder = locked(folder)
    if side not in SIDE_CHOICES or strength not in range(4):
        raise BadInput(_("Please choose from the list."), field="chosen")
    codes = of_list(chosen, SIDE_CHOICES[side], field="chosen")
    kept_by = of_list(keepers, KEEPERS, field="keepers")
    if not codes or not kept_by:
        raise BadInput(_("Please choose one."), field="chosen" if not codes else "keepers")
    row, _created = Side.objects.update_or_create(
        folder=folder, side=side, defaults={"chosen": codes, "keepers": kept_by, "strength": strength}
    )
    trail.note(subject=folder, changed=[f"side.{side}"])
    return row


@action("problem.analysed", verb="problem.work", on="folder")
def analyse(
    *,
    actor: Actor,
    folder: Folder,
    causes: Iterable[str],
    connectors: Iterable[str],
    absent: Iterable[str],
    guess: str,
    language: str,
    names_are_places: bool = False,
) -> Analysis:
    """What lies behind it, who is not at the table, and the team's guess."""
    folder = locked(folder)
    row, _created = Analysis.objects.get_or_create(folder=folder)
    row.causes = of_list(causes, CAUSES, field="causes")
    row.connectors = of_list(connectors, CONNECTORS, field="connectors")
    row.absent = of_list(absent, GROUPS_ABSENT, field="absent")
    if "none" in row.absent and len(row.absent) > 1:
        raise BadInput(_("Choose either groups that are missing, or that nobody is."), field="absent")
    text = checked(
        guess, field="guess", place=folder.place, names_are_places=names_are_places, may_be_empty=True
    )
    row.guesses = put(row.guesses, language, text)
    row.save()
    trail.note(subject=folder, changed=["analysis"])
    return row


@action("problem.tried_noted", verb="problem.work", on="folder")
def note_tried(*, actor: Actor, folder: Folder, kind: str, year: int, result: str) -> Tried:
    """One thing that was tried before."""
    folder = locked(folder)
    if kind not in KINDS or result not in RESULTS:
        raise BadInput(_("Please choose from the list."), field="kind")
    if not 1990 <= year <= clock.today().year:
        raise BadInput(_("Please check the year."), field="year")
    Analysis.objects.update_or_create(folder=folder, defaults={"nothing_tried": False})
    trail.note(subject=folder, changed=["tried"])
    return Tried.objects.create(folder=folder, kind=kind, year=year, result=result)


@action("problem.nothing_tried", verb="problem.work", on="folder")
def nothing_tried(*, actor: Actor, folder: Folder) -> Analysis:
    """Nobody tried anything before: also an answer."""
    folder = locked(folder)
    if Tried.objects.filter(folder=folder).exists():
        raise BadState(_("Something stands in the list already."))
    row, _created = Analysis.objects.update_or_create(folder=folder, defaults={"nothing_tried": True})
    trail.note(subject=folder, changed=["tried"])
    return row


@action("problem.asked", verb="problem.work", on="folder")
def ask(
    *, actor: Actor, folder: Folder, text: str, who: str, language: str, names_are_places: bool = False
) -> Question:
    """An open question and the kind of people who could answer it."""
    folder = locked(folder)
    if who not in KEEPERS:
        raise BadInput(_("Please choose from the list."), field="who")
    text = checked(text, field="text", place=folder.place, names_are_places=names_are_places)
    trail.note(subject=folder, changed=["questions"])
    return Question.objects.create(folder=folder, asked={language: text}, who=who, on=clock.today())


@action("problem.question_answered", verb="problem.work", on="folder")
def answer_question(
    *,
    actor: Actor,
    folder: Folder,
    question: Question,
    text: str,
    language: str,
    names_are_places: bool = False,
) -> Question:
    folder = locked(folder)
    if question.folder_id != folder.pk:
        raise BadState()
    text = checked(text, field="text", place=folder.place, names_are_places=names_are_places)
    question.answered = put(question.answered, language, text)
    question.answered_on = clock.today()
    question.save(update_fields=["answered", "answered_on"])
    trail.note(subject=folder, changed=["questions"])
    return question


@dataclass(frozen=True, slots=True)
class Solution:
    """A possible solution as it is typed. `feasible` {time, money, law, accepted: 0 to 3}; `cost` in whole money."""

    title: str
    kind: str
    technique: str = ""
    mechanism: str = ""
    feasible: Mapping[str, int] | None = None
    chosen: bool = False
    lead: Organisation | None = None
    due_on: date | None = None
    resource: str = "none"
    cost: int = 0
    work_days: int = 0
    names_are_places: bool = False
    partners: tuple[Organisation, ...] = ()
    hindrance: str = ""
    shown_by: str = ""
    """How everybody will see that it is done."""
    cause: Cause | None = None
    """The cause on which it acts."""


@action("problem.solution_written", verb="problem.work", on="folder")
def write_solution(
    *, actor: Actor, folder: Folder, solution: Solution, language: str, option: Option | None = None
) -> Option:
    """Add or change a possible solution. Changing what is chosen needs a new decision of the team."""
    folder = locked(folder)
    if State(folder.state) in UNDER_WAY | LAST:
        raise BadState(_("The plan is agreed. Go one step back to change it."))
    if option is not None and (option.folder_id != folder.pk or option.round != folder.round):
        raise BadState()
    row = option or Option(folder=folder, round=folder.round)
    known = solution.names_are_places
    if solution.kind not in KINDS or solution.resource not in RESOURCES:
        raise BadInput(_("Please choose from the list."), field="kind")
    if solution.technique and solution.technique not in TECHNIQUES:
        raise BadInput(_("Please choose from the list."), field="technique")
    if solution.chosen and solution.due_on is None:
        raise BadInput(_("A chosen solution needs a day."), field="due_on")
    feasible = dict(solution.feasible or {})
    if set(feasible) - set(FEASIBLE) or any(str(value) not in EASE for value in feasible.values()):
        raise BadInput(_("Please choose from the list."), field="time")
    title = checked(solution.title, field="title", place=folder.place, names_are_places=known)
    mechanism = checked(
        solution.mechanism, field="mechanism", place=folder.place, names_are_places=known, may_be_empty=True
    )
    hindrance = checked(
        solution.hindrance, field="hindrance", place=folder.place, names_are_places=known, may_be_empty=True
    )
    seen = checked(
        solution.shown_by, field="shown_by", place=folder.place, names_are_places=known, may_be_empty=True
    )
    if solution.cause is not None and solution.cause.folder_id != folder.pk:
        raise BadState()
    row.titles = put(row.titles, language, title)
    row.shown_by, row.cause = put(row.shown_by, language, seen), solution.cause
    row.mechanisms = put(row.mechanisms, language, mechanism)
    row.hindrances = put(row.hindrances, language, hindrance)
    row.kind, row.technique, row.feasible = solution.kind, solution.technique, feasible
    was_chosen, row.chosen = row.chosen, solution.chosen
    row.lead = solution.lead if solution.lead is None or solution.lead.pk != folder.team_id else None
    row.due_on, row.resource = solution.due_on, solution.resource
    row.cost = solution.cost if solution.resource in ("budget", "kind") else 0
    row.work_days = solution.work_days
    row.save()
    row.partners.set([one for one in solution.partners if one.pk not in (row.lead_id, folder.team_id)])
    if was_chosen or row.chosen:
        void(folder, Decision.Kind.RESPONSE)
    trail.note(subject=folder, changed=["options"], facts={"option": row.pk, "chosen": row.chosen})
    return row


@action("problem.solution_told", verb="problem.work", on="folder")
def tell_carried(*, actor: Actor, folder: Folder, option: Option, carried: str) -> Option:
    """Whether a chosen solution was carried out."""
    folder = locked(folder)
    if option.folder_id != folder.pk or not option.chosen or State(folder.state) not in UNDER_WAY | LAST:
        raise BadState()
    if carried not in Carried.values:
        raise BadInput(_("Please choose from the list."), field="carried")
    option.carried = carried
    option.carried_on = None if carried == Carried.PLANNED else clock.today()
    option.save(update_fields=["carried", "carried_on"])
    trail.note(subject=folder, changed=["options"], facts={"option": option.pk, "carried": carried})
    return option


@action("problem.harm_checked", verb="problem.work", on="folder")
def check_harm(
    *,
    actor: Actor,
    folder: Folder,
    answers: Mapping[str, str],
    measures: str,
    language: str,
    names_are_places: bool = False,
) -> HarmCheck:
    """Could this harm anybody? A “yes” that is handled needs words. Somebody else has to read it afterwards."""
    folder = locked(folder)
    if set(answers) != set(HARM) or any(answer not in Harm.values for answer in answers.values()):
        raise BadInput(_("Answer every question."))
    handled = Harm.HANDLED in answers.values()
    text = checked(
        measures,
        field="measures",
        place=folder.place,
        names_are_places=names_are_places,
        may_be_empty=not handled,
    )
    if handled and len(text) < FEWEST_LETTERS:
        raise BadInput(_("Say what you do about it."), field="measures")
    row, _created = HarmCheck.objects.get_or_create(
        folder=folder, round=folder.round, defaults={"on": clock.today()}
    )
    row.answers = dict(answers)
    row.measures = put(row.measures, language, text)
    row.by_posting, row.on = actor.posting_id, clock.today()
    row.reviewed_by_posting = row.reviewed_on = None
    row.reviewed_as_focal, row.reviewed_protocol = False, ""
    row.save()
    trail.note(
        subject=folder, changed=["harm_check"], facts={"open": sum(a == "yes" for a in answers.values())}
    )
    return row


@action("problem.harm_check_read", verb="problem.work", on="folder")
def read_harm_check(*, actor: Actor, folder: Folder, protocol: str = "") -> HarmCheck:
    """The one whom the team chose for it has read the check for harm and agrees (R237).

    Where that person does not sign in, the secretary writes the number of the protocol: it was read aloud (K55).
    """
    folder = locked(folder)
    row = HarmCheck.objects.select_for_update().filter(folder=folder, round=folder.round).first()
    if row is None:
        raise BadState(_("Answer: could this harm anybody? No answer may stay open."))
    focal = focal_of(folder.team_id)
    if focal is None:
        raise BadState(
            _("First the team chooses who looks at plans for women and men, girls and boys alike.")
        )
    on_paper = not focal.seat.posting and not actor.is_system
    if on_paper and not protocol.strip():
        raise BadInput(_("Write the number of the protocol."), field="protocol")
    if not on_paper and not actor.is_system:
        if row.by_posting == actor.posting_id:
            raise BadState(_("Somebody else of the team fills in the check: nobody reads an own one."))
        if actor.posting_id != focal.seat.posting:
            raise BadState(_("Seat %(number)s reads it: the team chose so."), number=focal.seat.number)
    row.reviewed_by_posting = None if on_paper else actor.posting_id
    row.reviewed_protocol = protocol.strip()[:40] if on_paper else ""
    row.reviewed_on, row.reviewed_as_focal = clock.today(), True
    row.save(update_fields=["reviewed_by_posting", "reviewed_on", "reviewed_as_focal", "reviewed_protocol"])
    trail.note(subject=folder, changed=["harm_check"], facts={"on_paper": on_paper})
    return row
