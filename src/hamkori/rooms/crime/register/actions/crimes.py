"""The register: a crime is recorded, classified anew, cleared up, suspended, opened again, removed, restored, handed
over, corrected. Each of it is a step that is added; nothing is overwritten without what stood there before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Crime, Offence, Persons, Report, Step
from hamkori.rooms.crime.register import catalogue
from hamkori.rooms.crime.register.actions.common import (
    MOST_PERSONS,
    MOST_ROWS,
    Event,
    OffenceRow,
    PersonsRow,
    add_step,
    at_day,
    local_day,
    lock_office,
    locked_crime,
    next_number,
    no_later_than_today,
    submission_of,
)
from hamkori.rooms.crime.register.checking import speaks
from hamkori.rooms.crime.register.edits import errors
from hamkori.rooms.crime.register.sealing import offence_rows, person_rows
from hamkori.rooms.crime.states import (
    CRIMES,
    Clearance,
    CrimeState,
    PlaceType,
    ReportState,
    Verb,
    Weapon,
    Who,
)
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


@action("crime.recorded", verb="crime.record", on="office")
def record_crime(
    *,
    actor: Actor,
    office: Organisation,
    event: Event,
    report: Report | None = None,
    submission: str = "",
) -> Crime:
    """Record one event with its offences. `report` must be one of the office for which a case was opened."""
    key = submission_of(submission)
    lock_office(office)
    if key and (known := Crime.objects.filter(submission=key).first()):
        trail.nothing_happened()
        return known
    if report is not None and (report.office_id != office.pk or report.state != ReportState.INITIATED):
        raise BadState(_("A crime is recorded for a report only after a case was opened."))
    _check_event(event, office)
    _obey_edit_rules(event, office)
    return _create(actor, office, event, report=report, key=key)


def _obey_edit_rules(event: Event, office: Organisation) -> None:
    """Errors of the edit rules refuse a record, whichever page or program brings it."""
    for found in errors(speaks(event, office)):
        raise BadInput(found.sentence)


def _create(
    actor: Actor,
    office: Organisation,
    event: Event,
    *,
    report: Report | None,
    key: str | None,
    taken_from: Crime | None = None,
) -> Crime:
    now = clock.now()
    number = event.record_number.strip() or _next_record_number(office)
    try:
        with transaction.atomic():
            crime = Crime.objects.create(
                record_number=number,
                office=office,
                area=event.area,
                path=event.area.path,
                report=report,
                place_type=event.place_type,
                occurred_from=event.occurred_from,
                occurred_until=event.occurred_until,
                time_known=event.time_known,
                reported_at=at_day(event.reported_on),
                recorded_on=event.recorded_on,
                keyed_at=now,
                changed_at=now,
                damage=event.damage,
                weapon=event.weapon,
                submission=key,
                taken_from=taken_from,
            )
    except IntegrityError as error:
        raise BadInput(_("This record number is taken."), field="record_number") from error
    _put_offences(crime, event.offences)
    _put_persons(crime, event.persons)
    after = {
        "state": str(crime.state),
        "offences": offence_rows(crime),
        "persons": person_rows(crime),
        **_attributes(crime),
    }
    add_step(crime, Verb.RECORDED, actor=actor, before={}, after=after, on=crime.recorded_on)
    return crime


def _next_record_number(office: Organisation) -> str:
    year = clock.today().year
    taken = Crime.objects.filter(office=office, record_number__startswith=f"{year}/")
    return next_number(taken.values_list("record_number", flat=True), year)


# --- checks that hold for every record, however it is entered


def _check_event(event: Event, office: Organisation) -> None:
    if not office.place.contains(event.area.path):
        raise BadInput(
            _("The place lies outside the area of your office. Hand the report to the office there."),
            field="area",
        )
    no_later_than_today(event.reported_on, field="reported_on")
    no_later_than_today(event.recorded_on, field="recorded_on")
    if event.recorded_on < event.reported_on:
        raise BadInput(_("It cannot be recorded before it was reported."), field="recorded_on")
    _check_occurred(event.occurred_from, event.occurred_until, event.reported_on)
    _check_offences(event.offences, _offence_day(event.occurred_from, event.reported_on))
    _check_persons(event.persons)
    if event.damage is not None and event.damage < 0:
        raise BadInput(_("The damage cannot be less than nothing."), field="damage")


def _offence_day(occurred_from: datetime | None, reported_on: date) -> date:
    return local_day(occurred_from) if occurred_from is not None else reported_on


def _check_occurred(begin: datetime | None, end: datetime | None, reported_on: date) -> None:
    if begin is None and end is not None:
        raise BadInput(_("Say when it began, too."), field="occurred_from")
    if begin is not None and end is not None and end < begin:
        raise BadInput(_("It cannot end before it began."), field="occurred_until")
    if begin is not None and local_day(begin) > reported_on:
        raise BadInput(_("It cannot have happened after it was reported."), field="occurred_from")
    if end is not None and local_day(end) > reported_on:
        raise BadInput(_("It cannot have happened after it was reported."), field="occurred_until")


def _check_offences(rows: Iterable[OffenceRow], day: date) -> None:
    listed = list(rows)
    if not listed:
        raise BadInput(_("Write down at least one article."), field="article_1")
    if len(listed) > MOST_ROWS:
        raise BadInput(_("Too many rows. At most: %(limit)s."), limit=MOST_ROWS)
    for place, row in enumerate(listed, start=1):
        article = row.article
        if day < article.valid_from or (article.valid_until is not None and day >= article.valid_until):
            raise BadInput(
                _("Article %(article)s was not in force on that day."),
                field=f"article_{place}",
                article=article.code,
            )


def _check_persons(rows: Iterable[PersonsRow]) -> None:
    listed = list(rows)
    if len(listed) > MOST_ROWS:
        raise BadInput(_("Too many rows. At most: %(limit)s."), limit=MOST_ROWS)
    for row in listed:
        if not 1 <= row.number <= MOST_PERSONS:
            raise BadInput(_("Write how many people, as a number from 1."))


def _put_offences(crime: Crime, rows: Iterable[OffenceRow]) -> None:
    Offence.objects.filter(crime=crime).delete()
    Offence.objects.bulk_create(
        Offence(crime=crime, position=place, article=row.article, attempted=row.attempted)
        for place, row in enumerate(rows, start=1)
    )


def _put_persons(crime: Crime, rows: Iterable[PersonsRow]) -> None:
    """Rows of the same group are added up."""
    numbers: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        group = (str(row.who), str(row.sex), str(row.age), str(row.relation))
        numbers[group] = numbers.get(group, 0) + row.number
    Persons.objects.filter(crime=crime).delete()
    Persons.objects.bulk_create(
        Persons(crime=crime, who=who, sex=sex, age=age, relation=relation, number=number)
        for (who, sex, age, relation), number in numbers.items()
    )


def _attributes(crime: Crime) -> dict[str, Any]:
    """What `correct` may change, as steps keep it."""
    return {
        "area": crime.path,
        "place_type": str(crime.place_type),
        "occurred_from": crime.occurred_from.isoformat() if crime.occurred_from else None,
        "occurred_until": crime.occurred_until.isoformat() if crime.occurred_until else None,
        "time_known": crime.time_known,
        "damage": None if crime.damage is None else f"{crime.damage:.2f}",
        "weapon": str(crime.weapon),
    }


# --- steps


def _begun(crime: Crime, *, on: date, submission: str) -> tuple[Crime, bool]:
    """The locked crime, and whether this submission was taken already. Checks the day of the step."""
    crime = locked_crime(crime)
    key = submission_of(submission)
    if key and Step.objects.filter(submission=key).exists():
        trail.nothing_happened()
        return crime, True
    no_later_than_today(on, field="on")
    last = Step.objects.filter(crime=crime).order_by("-on").first()
    if on < (last.on if last else crime.recorded_on):
        raise BadInput(_("An earlier step of this record has a later day."), field="on")
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
    _check_offences(offences, _offence_day(crime.occurred_from, local_day(crime.reported_at)))
    before = offence_rows(crime)
    _put_offences(crime, offences)
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
    _check_persons(charged)
    before = _move(crime, "clear") | {"clearance": ""}
    after: dict[str, Any] = {"state": str(crime.state), "clearance": str(clearance)}
    if charged:
        before["persons"] = person_rows(crime)
        _put_persons(crime, (*_persons_of(crime), *charged))
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


def _persons_of(crime: Crime) -> tuple[PersonsRow, ...]:
    return tuple(
        PersonsRow(row.who, row.sex, row.age, row.relation, row.number)  # type: ignore[arg-type]
        for row in crime.persons.all()
    )


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
        persons=_persons_of(crime),
        record_number=record_number,
        place_type=PlaceType(crime.place_type),
        occurred_from=crime.occurred_from,
        occurred_until=crime.occurred_until,
        time_known=crime.time_known,
        recorded_on=clock.today(),
        damage=crime.damage,
        weapon=crime.weapon,
    )
    _check_event(event, office)
    return _create(actor, office, event, report=None, key=None, taken_from=crime)


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
    _check_occurred(correction.occurred_from, correction.occurred_until, local_day(crime.reported_at))
    _check_persons(correction.persons)
    stood = {**_attributes(crime), "persons": person_rows(crime)}
    for one in fields(Correction):
        if one.name != "persons":
            setattr(crime, one.name, getattr(correction, one.name))
    crime.path, crime.changed_at = correction.area.path, clock.now()
    crime.save()
    _put_persons(crime, correction.persons)
    stands = {**_attributes(crime), "persons": person_rows(crime)}
    changed = sorted(name for name in stands if stands[name] != stood[name])
    if not changed:
        raise BadInput(_("Nothing was changed."))
    add_step(
        crime, Verb.CORRECTED, actor=actor, on=on, reason=reason, submission=submission,
        before={name: stood[name] for name in changed}, after={name: stands[name] for name in changed},
    )  # fmt: skip
    return crime
