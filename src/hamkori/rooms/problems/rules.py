"""Who may do what with folders, voices, maps and plans. Only the team edits its agenda and priorities (K43)."""

from typing import Any

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.rooms.problems.models import (
    Advice,
    BudgetRequest,
    CaseStudy,
    Folder,
    HigherQuestion,
    Scorecard,
)
from hamkori.society.accounts.models import Organisation

TEAM = "team"


def in_team(actor: Actor, team_id: int | None) -> bool:
    """Secretary or member of this very team."""
    return actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.organisation_id == team_id is not None


def keeps_team(actor: Actor, team_id: int | None) -> bool:
    """The secretary of this very team."""
    return actor.has_role(Role.SECRETARY) and actor.organisation_id == team_id is not None


def _council(actor: Actor, path: str) -> bool:
    return actor.has_role(Role.COUNCIL) and not actor.organisation_is_police and actor.covers(path)


@rule("problem.open")
def open_folder(actor: Actor, team: Organisation) -> bool:
    return team.kind == TEAM and in_team(actor, team.pk)


@rule("problem.see")
def see(actor: Actor, folder: Folder) -> bool:
    """The whole folder: the team; the council of the area reads along."""
    return in_team(actor, folder.team_id) or _council(actor, folder.path)


@rule("problem.work")
def work(actor: Actor, folder: Folder) -> bool:
    """Fill in worksheets: anybody of the team, so that not all of it falls on the secretary (K51)."""
    return in_team(actor, folder.team_id)


@rule("problem.lead")
def lead(actor: Actor, folder: Folder) -> bool:
    """Record decisions, go through gates, show the folder: the secretary."""
    return keeps_team(actor, folder.team_id)


@rule("problem.consent")
def consent(actor: Actor, folder: Folder) -> bool:
    """In a place that needs care the council decides whether it is shown (K32)."""
    return _council(actor, folder.path)


@rule("problem.say_better")
def say_better(actor: Actor, folder: Folder) -> bool:
    return actor.kind in (Kind.ANYONE, Kind.HOLDER) and folder.shown


@rule("story.read_draft")
def read_draft(actor: Actor, story: CaseStudy) -> bool:
    return see(actor, story.folder)


@rule("team.work")
def team_work(actor: Actor, team: Organisation) -> bool:
    """Maps, walks, voices: anybody of the team."""
    return team.kind == TEAM and in_team(actor, team.pk)


@rule("team.lead")
def team_lead(actor: Actor, team: Organisation) -> bool:
    """The plan of the year and its decisions: the secretary."""
    return team.kind == TEAM and keeps_team(actor, team.pk)


@rule("voice.give")
def give_voice(actor: Actor, _obj: Any) -> bool:
    return actor.kind in (Kind.ANYONE, Kind.HOLDER)


@rule("problem.oversee")
def oversee(actor: Actor, _obj: Any) -> bool:
    """The digest of an area: what is public, and what one's own office leads."""
    return actor.has_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL)


@rule("budget.answer")
def answer_budget(actor: Actor, request: BudgetRequest) -> bool:
    """The head of the local government that was asked; the team's secretary types what came on stamped paper (K55)."""
    if actor.has_role(Role.HEAD):
        return actor.organisation_id == request.to_id
    return keeps_team(actor, request.row.plan.team_id)


@rule("higher.answer")
def answer_higher(actor: Actor, question: HigherQuestion) -> bool:
    """Whoever speaks for the office that was asked; the team's secretary types what came on stamped paper (K55)."""
    if actor.has_role(Role.HEAD, Role.HANDLER, Role.COMMANDER):
        return actor.organisation_id == question.to_id
    return keeps_team(actor, question.folder.team_id)


@rule("higher.see")
def see_higher(actor: Actor, question: HigherQuestion) -> bool:
    """Whoever reads the folder, and the office that was asked."""
    return see(actor, question.folder) or answer_higher(actor, question)


def gives_advice(actor: Actor) -> bool:
    """Somebody of a team."""
    return actor.organisation_kind == TEAM and actor.has_role(Role.SECRETARY, Role.MEMBER)


def asks_advice(actor: Actor) -> bool:
    """Somebody who speaks for a police office."""
    return actor.organisation_is_police and actor.has_role(Role.HEAD, Role.HANDLER, Role.COMMANDER)


@rule("advice.ask")
def ask_advice(actor: Actor, team: Organisation) -> bool:
    """Police of the team's area ask how something is done (R137)."""
    near = actor.covers(team.place.path) or team.place.contains(actor.place_path)
    return team.kind == TEAM and asks_advice(actor) and near


@rule("advice.answer")
def answer_advice(actor: Actor, advice: Advice) -> bool:
    return keeps_team(actor, advice.team_id)


@rule("advice.follow")
def follow_advice(actor: Actor, advice: Advice) -> bool:
    """The office that asked."""
    return asks_advice(actor) and actor.organisation_id == advice.by_id


@rule("scorecard.own")
def score_own(actor: Actor, card: Scorecard) -> bool:
    """The service scores itself; the team's secretary types what came on stamped paper (K55)."""
    if actor.has_role(Role.HEAD, Role.HANDLER, Role.COMMANDER):
        return actor.organisation_id == card.service_id
    return keeps_team(actor, card.team_id)
