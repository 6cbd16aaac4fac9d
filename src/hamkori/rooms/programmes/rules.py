"""Who may do what with programmes and self-assessments. The Ministry keeps programmes; council and command read."""

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.programmes.models import Actual, Framework, Period, SelfCheck
from hamkori.society.accounts.models import Organisation

MINISTRY = "ministry"
KEEPERS = (Role.COMMANDER, Role.HEAD)
STAFF = (Role.COMMANDER, Role.HEAD, Role.HANDLER)
DEPARTMENTS = ("district_police", "region_police")
"""Kinds of offices that assess themselves."""


def in_ministry(actor: Actor) -> bool:
    return actor.organisation_kind == MINISTRY and actor.has_role(*STAFF)


def of_council(actor: Actor) -> bool:
    """Somebody of a council that is not of the police."""
    return actor.has_role(Role.COUNCIL) and not actor.organisation_is_police


def reads_programmes(actor: Actor) -> bool:
    return in_ministry(actor) or of_council(actor) or actor.has_role(Role.COMMANDER)


@rule("programme.open")
def open_framework(actor: Actor, owner: Organisation) -> bool:
    return owner.kind == MINISTRY and actor.has_role(*KEEPERS) and actor.organisation_id == owner.pk


@rule("programme.read")
def read(actor: Actor, framework: Framework) -> bool:
    return reads_programmes(actor)


@rule("programme.keep")
def keep(actor: Actor, framework: Framework) -> bool:
    """Write results, indicators and targets; show the programme."""
    return actor.has_role(*KEEPERS) and actor.organisation_id == framework.owner_id


@rule("programme.enter")
def enter(actor: Actor, period: Period) -> bool:
    """Write a value down, and send it."""
    return actor.has_role(*STAFF) and actor.organisation_id == period.indicator.result.framework.owner_id


@rule("programme.approve")
def approve(actor: Actor, actual: Actual) -> bool:
    """Approve or send back; who entered a value does not approve it (the action says so in words)."""
    owner = actual.period.indicator.result.framework.owner_id
    return actor.has_role(*KEEPERS) and actor.organisation_id == owner


# --- self-assessments


def assesses_itself(actor: Actor) -> bool:
    """The command of a police department."""
    return actor.has_role(Role.COMMANDER) and actor.organisation_kind in DEPARTMENTS


def reads_self_checks(actor: Actor) -> bool:
    return assesses_itself(actor) or of_council(actor) or in_ministry(actor)


@rule("selfcheck.begin")
def begin(actor: Actor, office: Organisation) -> bool:
    return assesses_itself(actor) and actor.organisation_id == office.pk


@rule("selfcheck.write")
def write(actor: Actor, check: SelfCheck) -> bool:
    return assesses_itself(actor) and actor.organisation_id == check.office_id


@rule("selfcheck.answer")
def answer(actor: Actor, check: SelfCheck) -> bool:
    """The council of the area: it countersigns, or answers with scores of its own."""
    return of_council(actor) and actor.covers(check.path)


@rule("selfcheck.read")
def read_check(actor: Actor, check: SelfCheck) -> bool:
    """A draft is read by its own department only."""
    if write(actor, check):
        return True
    return check.state != "draft" and (in_ministry(actor) or answer(actor, check))
