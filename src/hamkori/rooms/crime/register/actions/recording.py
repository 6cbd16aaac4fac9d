"""Recording a crime: what every record must be like, and its rows. The steps of its life stand in `crimes`."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Crime, Offence, Persons, Report
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
    next_number,
    no_later_than_today,
    submission_of,
)
from hamkori.rooms.crime.register.checking import speaks
from hamkori.rooms.crime.register.edits import errors
from hamkori.rooms.crime.register.first_steps import attributes
from hamkori.rooms.crime.register.sealing import offence_rows, person_rows
from hamkori.rooms.crime.states import (
    ReportState,
    Verb,
)
from hamkori.society.accounts.models import Organisation


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
    check_event(event, office)
    _obey_edit_rules(event, office)
    return create_record(actor, office, event, report=report, key=key)


def _obey_edit_rules(event: Event, office: Organisation) -> None:
    """Errors of the edit rules refuse a record, whichever page or program brings it."""
    for found in errors(speaks(event, office)):
        raise BadInput(found.sentence)


def create_record(
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
    put_offences(crime, event.offences)
    put_persons(crime, event.persons)
    after = {
        "state": str(crime.state),
        "offences": offence_rows(crime),
        "persons": person_rows(crime),
        **attributes(crime),
    }
    add_step(crime, Verb.RECORDED, actor=actor, before={}, after=after, on=crime.recorded_on)
    return crime


def _next_record_number(office: Organisation) -> str:
    year = clock.today().year
    taken = Crime.objects.filter(office=office, record_number__startswith=f"{year}/")
    return next_number(taken.values_list("record_number", flat=True), year)


# --- checks that hold for every record, however it is entered


def check_event(event: Event, office: Organisation) -> None:
    if not office.place.contains(event.area.path):
        raise BadInput(
            _("The place lies outside the area of your office. Hand the report to the office there."),
            field="area",
        )
    no_later_than_today(event.reported_on, field="reported_on")
    no_later_than_today(event.recorded_on, field="recorded_on")
    if event.recorded_on < event.reported_on:
        raise BadInput(_("It cannot be recorded before it was reported."), field="recorded_on")
    check_occurred(event.occurred_from, event.occurred_until, event.reported_on)
    check_offences(event.offences, offence_day(event.occurred_from, event.reported_on))
    check_persons(event.persons)
    if event.damage is not None and event.damage < 0:
        raise BadInput(_("The damage cannot be less than nothing."), field="damage")


def offence_day(occurred_from: datetime | None, reported_on: date) -> date:
    return local_day(occurred_from) if occurred_from is not None else reported_on


def check_occurred(begin: datetime | None, end: datetime | None, reported_on: date) -> None:
    if begin is None and end is not None:
        raise BadInput(_("Say when it began, too."), field="occurred_from")
    if begin is not None and end is not None and end < begin:
        raise BadInput(_("It cannot end before it began."), field="occurred_until")
    if begin is not None and local_day(begin) > reported_on:
        raise BadInput(_("It cannot have happened after it was reported."), field="occurred_from")
    if end is not None and local_day(end) > reported_on:
        raise BadInput(_("It cannot have happened after it was reported."), field="occurred_until")


def check_offences(rows: Iterable[OffenceRow], day: date) -> None:
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


def check_persons(rows: Iterable[PersonsRow]) -> None:
    listed = list(rows)
    if len(listed) > MOST_ROWS:
        raise BadInput(_("Too many rows. At most: %(limit)s."), limit=MOST_ROWS)
    for row in listed:
        if not 1 <= row.number <= MOST_PERSONS:
            raise BadInput(_("Write how many people, as a number from 1."))


def put_offences(crime: Crime, rows: Iterable[OffenceRow]) -> None:
    Offence.objects.filter(crime=crime).delete()
    Offence.objects.bulk_create(
        Offence(crime=crime, position=place, article=row.article, attempted=row.attempted)
        for place, row in enumerate(rows, start=1)
    )


def put_persons(crime: Crime, rows: Iterable[PersonsRow]) -> None:
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


def persons_of(crime: Crime) -> tuple[PersonsRow, ...]:
    return tuple(
        PersonsRow(row.who, row.sex, row.age, row.relation, row.number)  # type: ignore[arg-type]
        for row in crime.persons.all()
    )
