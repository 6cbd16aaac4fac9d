"""The life of a recorded crime: classified anew, cleared up, suspended, opened again, removed, restored, handed over,
corrected. Each of it is a step that is added; nothing is overwritten without what stood there before.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Crime, Step
from hamkori.rooms.crime.register import catalogue, first_steps
from hamkori.rooms.crime.register.actions.common import (
    Event,
    OffenceRow,
    PersonsRow,
    add_step,
    local_day,
    lock_office,
    locked_crime,
    no_later_than_today,
    submission_of,
)
from hamkori.rooms.crime.register.actions.recording import (
    check_event,
    check_occurred,
    check_offences,
    check_persons,
    create_record,
    offence_day,
    persons_of,
    put_offences,
    put_persons,
    record_crime,
)
from hamkori.rooms.crime.register.first_steps import attributes
from hamkori.rooms.crime.register.sealing import offence_rows, person_rows
from hamkori.rooms.crime.states import (
    CRIMES,
    Clearance,
    CrimeState,
    PlaceType,
    Verb,
    Weapon,
    Who,
)
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

__all__ = [
    "clear",
    "correct",
    "reclassify",
    "record_crime",
    "remove",
    "reopen",
    "restore",
    "suspend",
    "take_over",
    "transfer",
]


def _begun(crime: Crime, *, on: date, submission: str) -> tuple[Crime, bool]:
    """The locked crime, and whether this submission was taken already. Checks the day of the step.

    The history of an imported record is written down before its first change.
    """
    crime = locked_crime(crime)
    key = submission_of(submission)
    if key and Step.objects.filter(submission=key).exists():
        trail.nothing_happened()
        return crime, True
    no_later_than_today(on, field="on")
    last = Step.objects.filter(crime=crime).order_by("-on").first()
    if on < (last.on if last else first_steps.last_day(crime)):
        raise BadInput(_("An earlier step of this record has a later day."), field="on")
    if last is None:
        Step.objects.bulk_create(first_steps.of(crime))
    return crime, False


def _move(crime: Crime, verb: str) -> dict[str, Any]:
    """Put the crime into its next state, unsaved; returns what stood there before."""
    before = {"state": str(crime.state)}
    crime.state = CRIMES.target(verb, CrimeState(crime.state), crime)
    crime.changed_at = clock.now()
    return before


@action("crime.reclassified", verb="crime.record", on="crime")
def reclassify(
    *,
    actor: Actor,
    crime: Crime,
    offences: tuple[OffenceRow, ...],
    reason: str,
    on: date,
    submission: str = "",
) -> Crime:
    """Other articles than before, with a listed reason. What stood there stays in the history."""
    reason = catalogue.known_reason("reclassify", reason)
    crime, done = _begun(crime, on=on, submission=submission)
    if done:
        return crime
    if crime.state in (CrimeState.REMOVED, CrimeState.TRANSFERRED):
        raise BadState()
    check_offences(offences, offence_day(crime.occurred_from, local_day(crime.reported_at)))
    before = offence_rows(crime)
    put_offences(crime, offences)
    after = offence_rows(crime)
    if before == after:
        raise BadInput(_("These are the articles that stand there already."), field="article_1")
    _touch(crime)
    add_step(
        crime, Verb.RECLASSIFIED, actor=actor, before={"offences": before}, after={"offences": after}, on=on,
        reason=reason, submission=submission,
    )  # fmt: skip
    return crime


def _touch(crime: Crime) -> None:
    crime.changed_at = clock.now()
    crime.save(update_fields=["changed_at"])


@action("crime.cleared", verb="crime.record", on="crime")
def clear(
    *,
    actor: Actor,
    crime: Crime,
    clearance: Clearance,
    on: date,
    charged: tuple[PersonsRow, ...] = (),
    submission: str = "",
) -> Crime:
    """Cleared up, and how. A case that went to court needs at least one person charged, now or counted before."""
    crime, done = _begun(crime, on=on, submission=submission)
    if done:
        return crime
    if clearance not in Clearance.values:
        raise BadInput(_("Choose from the list."), field="clearance")
    if any(row.who != Who.SUSPECT for row in charged):
        raise BadInput(_("Only people charged are added here."))
    check_persons(charged)
    before = _move(crime, "clear") | {"clearance": ""}
    after: dict[str, Any] = {"state": str(crime.state), "clearance": str(clearance)}
    if charged:
        before["persons"] = person_rows(crime)
        put_persons(crime, (*persons_of(crime), *charged))
        after["persons"] = person_rows(crime)
    if clearance == Clearance.SUSPECT_CHARGED and not crime.persons.filter(who=Who.SUSPECT).exists():
        raise BadInput(_("Count the people charged: a case in court has at least one."), field="number_1")
    crime.clearance, crime.cleared_on = clearance, on
    crime.save(update_fields=["state", "clearance", "cleared_on", "changed_at"])
    add_step(
        crime, Verb.CLEARED, actor=actor, before=before, after=after, on=on, reason=str(clearance),
        submission=submission,
    )  # fmt: skip
    return crime


@action("crime.suspended", verb="crime.record", on="crime")
def suspend(*, actor: Actor, crime: Crime, reason: str, on: date, submission: str = "") -> Crime:
    """The investigation rests, for a listed reason."""
    reason = catalogue.known_reason("suspend", reason)
    crime, done = _begun(crime, on=on, submission=submission)
    if done:
        return crime
    before = _move(crime, "suspend")
    crime.save(update_fields=["state", "changed_at"])
    add_step(
        crime, Verb.SUSPENDED, actor=actor, before=before, after={"state": str(crime.state)}, on=on,
        reason=reason, submission=submission,
    )  # fmt: skip
    return crime


@action("crime.reopened", verb="crime.record", on="crime")
def reopen(*, actor: Actor, crime: Crime, reason: str, on: date, submission: str = "") -> Crime:
    """A suspended or cleared case is open again; a clearance that no longer holds stays in the history."""
    reason = catalogue.known_reason("reopen", reason)
    crime, done = _begun(crime, on=on, submission=submission)
    if done:
        return crime
    before = {
        "clearance": str(crime.clearance),
        "cleared_on": crime.cleared_on.isoformat() if crime.cleared_on else None,
    }
    before |= _move(crime, "reopen")
    crime.clearance, crime.cleared_on = "", None
    crime.save(update_fields=["state", "clearance", "cleared_on", "changed_at"])
    after = {"state": str(crime.state), "clearance": "", "cleared_on": None}
    add_step(
        crime, Verb.REOPENED, actor=actor, before=before, after=after, on=on, reason=reason,
        submission=submission,
    )  # fmt: skip
    return crime


@action("crime.removed", verb="crime.record", on="crime")
def remove(
    *, actor: Actor, crime: Crime, reason: str, holder_told: bool, on: date, submission: str = ""
) -> Crime:
    """Out of the figures, never out of the register: with a reason, and whether the person who reported was told."""
    reason = catalogue.known_reason("remove", reason)
    crime, done = _begun(crime, on=on, submission=submission)
    if done:
        return crime
    before = _move(crime, "remove") | {
        "clearance": str(crime.clearance),
        "cleared_on": crime.cleared_on.isoformat() if crime.cleared_on else None,
    }
    crime.removed_on, crime.clearance, crime.cleared_on = on, "", None
    crime.save(update_fields=["state", "removed_on", "clearance", "cleared_on", "changed_at"])
    after = {"state": str(crime.state), "clearance": "", "cleared_on": None}
    add_step(
        crime, Verb.REMOVED, actor=actor, before=before, after=after, on=on, reason=reason,
        holder_told=holder_told, submission=submission,
    )  # fmt: skip
    return crime


@action("crime.restored", verb="crime.record", on="crime")
def restore(*, actor: Actor, crime: Crime, reason: str, on: date, submission: str = "") -> Crime:
    """A removal is taken back: the case is open again."""
    reason = catalogue.known_reason("restore", reason)
    crime, done = _begun(crime, on=on, submission=submission)
    if done:
        return crime
    before = _move(crime, "restore") | {
        "removed_on": crime.removed_on.isoformat() if crime.removed_on else None
    }
    crime.removed_on = None
    crime.save(update_fields=["state", "removed_on", "changed_at"])
    after = {"state": str(crime.state), "removed_on": None}
    add_step(
        crime, Verb.RESTORED, actor=actor, before=before, after=after, on=on, reason=reason,
        submission=submission,
    )  # fmt: skip
    return crime


@action("crime.handed_over", verb="crime.record", on="crime")
def transfer(
    *,
    actor: Actor,
    crime: Crime,
    to: Organisation,
    reason: str,
    holder_told: bool,
    on: date,
    submission: str = "",
) -> Crime:
    """To another office, which takes it into its own register (`take_over`)."""
    reason = catalogue.known_reason("transfer", reason)
    crime, done = _begun(crime, on=on, submission=submission)
    if done:
        return crime
    if to.pk == crime.office_id:
        raise BadInput(_("This is your own office. Choose another one."), field="to")
    before = _move(crime, "transfer")
    was = {
        "clearance": str(crime.clearance),
        "cleared_on": crime.cleared_on.isoformat() if crime.cleared_on else None,
    }
    crime.to_office, crime.clearance, crime.cleared_on = to, "", None
    crime.save(update_fields=["state", "to_office", "clearance", "cleared_on", "changed_at"])
    after = {"state": str(crime.state), "to_office": to.uid, "clearance": "", "cleared_on": None}
    add_step(
        crime, Verb.TRANSFERRED, actor=actor, before=before | was, after=after, on=on, reason=reason,
        holder_told=holder_told, submission=submission,
    )  # fmt: skip
    return crime


@action("crime.taken_over", verb="crime.take", on="crime")
def take_over(
    *, actor: Actor, crime: Crime, office: Organisation, record_number: str = "", area: Place | None = None
) -> Crime:
    """A crime that another office handed over becomes a record of the own register; the first one stays behind it."""
    crime = locked_crime(crime)
    if crime.state != CrimeState.TRANSFERRED or crime.to_office_id != office.pk:
        raise BadState()
    lock_office(office)
    known = Crime.objects.filter(taken_from=crime).first()
    if known is not None:
        trail.nothing_happened()
        return known
    event = Event(
        area=area or (crime.area if office.place.contains(crime.path) else office.place),
        reported_on=local_day(crime.reported_at),
        offences=tuple(
            OffenceRow(row.article, row.attempted)
            for row in crime.offences.select_related("article").order_by("position")
        ),
        persons=persons_of(crime),
        record_number=record_number,
        place_type=PlaceType(crime.place_type),
        occurred_from=crime.occurred_from,
        occurred_until=crime.occurred_until,
        time_known=crime.time_known,
        recorded_on=clock.today(),
        damage=crime.damage,
        weapon=crime.weapon,
    )
    check_event(event, office)
    return create_record(actor, office, event, report=None, key=None, taken_from=crime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The attributes of a record as they shall stand. Never its articles, its state or the day it was recorded."""

    area: Place
    place_type: PlaceType
    occurred_from: datetime | None
    occurred_until: datetime | None
    time_known: bool
    damage: Decimal | None
    weapon: Weapon | str
    persons: tuple[PersonsRow, ...]


@action("crime.corrected", verb="crime.record", on="crime")
def correct(
    *, actor: Actor, crime: Crime, correction: Correction, reason: str, on: date, submission: str = ""
) -> Crime:
    """Mend what was typed wrong. The history keeps each value that was changed, before and after."""
    reason = catalogue.known_reason("correct", reason)
    crime, done = _begun(crime, on=on, submission=submission)
    if done:
        return crime
    if crime.state in (CrimeState.REMOVED, CrimeState.TRANSFERRED):
        raise BadState()
    if not crime.office.place.contains(correction.area.path):
        raise BadInput(
            _("The place lies outside the area of your office. Hand the record to the office there."),
            field="area",
        )
    check_occurred(correction.occurred_from, correction.occurred_until, local_day(crime.reported_at))
    check_persons(correction.persons)
    stood = {**attributes(crime), "persons": person_rows(crime)}
    for one in fields(Correction):
        if one.name != "persons":
            setattr(crime, one.name, getattr(correction, one.name))
    crime.path, crime.changed_at = correction.area.path, clock.now()
    crime.save()
    put_persons(crime, correction.persons)
    stands = {**attributes(crime), "persons": person_rows(crime)}
    changed = sorted(name for name in stands if stands[name] != stood[name])
    if not changed:
        raise BadInput(_("Nothing was changed."))
    add_step(
        crime, Verb.CORRECTED, actor=actor, on=on, reason=reason, submission=submission,
        before={name: stood[name] for name in changed}, after={name: stands[name] for name in changed},
    )  # fmt: skip
    return crime
