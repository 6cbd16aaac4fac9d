"""Verbs of the crime room. Who keeps the journal, who classifies, who counts and who looks at integrity are apart."""

from typing import Any

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.rooms.crime.models import Crime, Filing
from hamkori.rooms.crime.register.filing.states import FilingState
from hamkori.society.accounts.models import Organisation


def _in_office(actor: Actor, obj: Any) -> bool:
    """The own office: of a report, a crime, a month without crimes, or the office itself."""
    if obj is None:
        return actor.organisation_id is not None
    office = obj.pk if isinstance(obj, Organisation) else obj.office_id
    return actor.organisation_id is not None and actor.organisation_id == office


def _handed_to(actor: Actor, obj: Any) -> bool:
    return actor.organisation_id is not None and getattr(obj, "to_office_id", None) == actor.organisation_id


@rule("crime.journal")
def keep_journal(actor: Actor, report: Any) -> bool:
    """The duty officer of the office: registers reports, prints receipts, says that a month had no crime."""
    return actor.has_role(Role.DUTY, Role.REGISTRAR) and _in_office(actor, report)


@rule("crime.decide")
def decide(actor: Actor, report: Any) -> bool:
    """The registrar of the office decides on reports and records crimes."""
    return actor.has_role(Role.REGISTRAR) and _in_office(actor, report)


@rule("crime.record")
def record(actor: Actor, crime: Any) -> bool:
    """The registrar records, classifies, removes, clears and hands over crimes of the own office."""
    return actor.has_role(Role.REGISTRAR) and _in_office(actor, crime)


@rule("crime.take")
def take(actor: Actor, obj: Any) -> bool:
    """What another office has handed over is taken in by the office it was handed to: reports and crimes alike."""
    roles = (Role.REGISTRAR,) if isinstance(obj, Crime) else (Role.DUTY, Role.REGISTRAR)
    return actor.has_role(*roles) and obj is not None and _handed_to(actor, obj)


@rule("crime.read")
def read(actor: Actor, obj: Any) -> bool:
    """The own office and the one it was handed to; statistician and integrity officer in their area, for lineage."""
    if actor.has_role(Role.DUTY, Role.REGISTRAR):
        return _in_office(actor, obj) or _handed_to(actor, obj)
    return actor.has_role(Role.STATISTICIAN, Role.INTEGRITY) and (obj is None or actor.covers(obj.path))


@rule("crime.import")
def bring_in(actor: Actor, obj: Any) -> bool:
    return actor.has_role(Role.STATISTICIAN, Role.REGISTRAR)


@rule("crime.publish")
def publish(actor: Actor, obj: Any) -> bool:
    """Builds, audits and publishes releases; keeps the correspondence."""
    return actor.has_role(Role.STATISTICIAN)


@rule("crime.analyse")
def analyse(actor: Actor, obj: Any) -> bool:
    """Hot spots and assessments of the area: statisticians and commanders. No figure of a person is among them."""
    return actor.has_role(Role.STATISTICIAN, Role.COMMANDER) and (obj is None or actor.covers(obj.path))


@rule("crime.integrity")
def integrity(actor: Actor, obj: Any) -> bool:
    """Signals about record keeping: the integrity role only, never those whose figures they are (K21)."""
    return actor.has_role(Role.INTEGRITY) and (obj is None or actor.covers(obj.path))


@rule("crime.delays")
def delays(actor: Actor, obj: Any) -> bool:
    """How long districts take to record: those who count and the integrity role, never the chiefs they are of (K21)."""
    return actor.has_role(Role.STATISTICIAN, Role.INTEGRITY)


@rule("crime.reporting")
def reporting(actor: Actor, obj: Any) -> bool:
    """Whether districts have reported a month, never how much: who counts, who checks, and the chief of the area."""
    return actor.has_role(Role.STATISTICIAN, Role.INTEGRITY, Role.COMMANDER)


# --- what residents file on the portal (K07, K08)


@rule("filing.file")
def file(actor: Actor, _obj: Any) -> bool:
    return actor.kind in (Kind.ANYONE, Kind.HOLDER)


@rule("filing.read")
def read_filing(actor: Actor, filing: Filing) -> bool:
    """The words: only the duty officer of the office that has it now. Not the registrar, the head or the commander."""
    return actor.has_role(Role.DUTY) and _in_office(actor, filing) and filing.state != FilingState.WITHDRAWN


@rule("filing.handle")
def handle_filing(actor: Actor, filing: Filing) -> bool:
    return read_filing(actor, filing)


@rule("filing.see_name")
def see_filing_name(actor: Actor, filing: Filing) -> bool:
    """Whether the resident allows it to this office is asked when the name is opened."""
    return read_filing(actor, filing)


@rule("filing.hold")
def hold_filing(actor: Actor, filing: Filing) -> bool:
    """What the resident may do with the code: read, reply, decide about the name, take back."""
    return actor.kind is Kind.HOLDER and actor.case_id == filing.pk


@rule("filing.oversee")
def oversee_filings(actor: Actor, _obj: Any) -> bool:
    """How many wait, by office: numbers and days, never a text or a name."""
    heads = actor.has_role(Role.HEAD) and actor.organisation_is_police
    return heads or actor.has_role(Role.COMMANDER, Role.STATISTICIAN, Role.INTEGRITY)
