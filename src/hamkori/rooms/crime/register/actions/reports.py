"""The journal: a report is registered, decided within its clock, handed over, taken in, and the person is told.

The day of a decision is the day on which it is typed here: nobody can write a late decision back into its clock.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Crime, Report
from hamkori.rooms.crime.register import catalogue
from hamkori.rooms.crime.register.actions.common import (
    Event,
    add_report_step,
    at_day,
    local_day,
    lock_office,
    locked_report,
    next_number,
    no_later_than_today,
    submission_of,
)
from hamkori.rooms.crime.register.actions.crimes import record_crime
from hamkori.rooms.crime.states import REPORTS, TELLING, ReportState, ReportVerb, Way
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries import queries as countries
from hamkori.society.places.models import Place


@action("report.registered", verb="crime.journal", on="office")
def register_report(
    *,
    actor: Actor,
    office: Organisation,
    area: Place,
    way: Way,
    reported_on: date,
    occurred_on: date | None = None,
    journal_number: str = "",
    submission: str = "",
) -> Report:
    """Put a report into the journal of the office, wherever it happened: a report is never turned away (K22).

    Without a journal number the next one is given. The same `submission` twice is one report.
    """
    return _register(
        actor, office, area, way, at_day(no_later_than_today(reported_on, field="reported_on")),
        occurred_on=occurred_on, journal_number=journal_number, submission=submission,
    )  # fmt: skip


def _register(
    actor: Actor,
    office: Organisation,
    area: Place,
    way: Way,
    reported_at: datetime,
    *,
    occurred_on: date | None,
    journal_number: str,
    submission: str,
    taken_from: Report | None = None,
) -> Report:

    key = submission_of(submission)
    lock_office(office)
    if key and (known := Report.objects.filter(submission=key).first()):
        trail.nothing_happened()
        return known
    reported_on = local_day(reported_at)
    if occurred_on is not None and occurred_on > reported_on:
        raise BadInput(_("It cannot have happened after it was reported."), field="occurred_on")
    now = clock.now()
    received_on = clock.today() if taken_from is not None else reported_on
    number = journal_number.strip() or _next_journal_number(office)
    try:
        with transaction.atomic():
            report = Report.objects.create(
                journal_number=number,
                office=office,
                area=area,
                path=area.path,
                way=way,
                occurred_on=occurred_on,
                reported_at=reported_at,
                keyed_at=now,
                changed_at=now,
                decide_by=catalogue.clock_on(received_on).due(received_on, countries.calendar()),
                taken_from=taken_from,
                submission=key,
            )
    except IntegrityError as error:
        raise BadInput(_("This journal number is taken."), field="journal_number") from error
    add_report_step(report, ReportVerb.REGISTERED, actor=actor, came_from="")
    return report


def _next_journal_number(office: Organisation) -> str:
    year = clock.today().year
    taken = Report.objects.filter(office=office, journal_number__startswith=f"{year}/")
    return next_number(taken.values_list("journal_number", flat=True), year)


def _decided(report: Report, verb: ReportVerb, *, reason: str = "", to: Organisation | None = None) -> str:
    """Move the report; returns the state it came from."""
    came_from = report.state
    report.state = REPORTS.target(verb.value, ReportState(report.state), report)
    report.decided_on, report.reason, report.to_office = clock.today(), reason, to
    report.changed_at = clock.now()
    report.save(update_fields=["state", "decided_on", "reason", "to_office", "changed_at"])
    return came_from


@action("report.extended", verb="crime.decide", on="report")
def extend(*, actor: Actor, report: Report, reason: str) -> Report:
    """More time for the decision, once, with a listed reason, before the day has passed."""
    reason = catalogue.known_reason("extend", reason)
    report = locked_report(report)
    REPORTS.target("extend", ReportState(report.state), report)
    if report.extended:
        raise BadState(_("The time was lengthened once already. Decide now."))
    if clock.today() > report.decide_by:
        raise BadState(_("The day for the decision has passed. Decide now: it stays late."))
    begins_on = _clock_began(report)
    report.decide_by = catalogue.clock_on(begins_on).due(begins_on, countries.calendar(), extended=True)
    report.extended, report.changed_at = True, clock.now()
    report.save(update_fields=["decide_by", "extended", "changed_at"])
    add_report_step(report, ReportVerb.EXTENDED, actor=actor, came_from=report.state, reason=reason)
    return report


def _clock_began(report: Report) -> date:
    """The day from which the running clock counts: of the report, of taking it in, or of taking a refusal back."""
    again = report.steps.filter(verb=ReportVerb.RECONSIDERED).order_by("-pk").first()
    if again is not None:
        return again.on
    return local_day(report.keyed_at if report.taken_from_id else report.reported_at)


@action("report.initiated", verb="crime.decide", on="report")
def initiate(*, actor: Actor, report: Report, event: Event, submission: str = "") -> Crime:
    """Open a case: the report is decided and its crime recorded, in one step. The same `submission` twice is one."""
    key = submission_of(submission)
    report = locked_report(report)
    if key and (known := Crime.objects.filter(submission=key).first()):
        trail.nothing_happened()
        return known
    came_from = _decided(report, ReportVerb.INITIATED)
    add_report_step(report, ReportVerb.INITIATED, actor=actor, came_from=came_from)
    return record_crime(actor=actor, office=report.office, event=event, report=report, submission=submission)


@action("report.refused", verb="crime.decide", on="report")
def refuse(*, actor: Actor, report: Report, reason: str) -> Report:
    """Open no case, for a listed reason that the holder of the receipt will read (K22)."""
    reason = catalogue.known_reason("refuse", reason)
    report = locked_report(report)
    came_from = _decided(report, ReportVerb.REFUSED, reason=reason)
    add_report_step(report, ReportVerb.REFUSED, actor=actor, came_from=came_from, reason=reason)
    return report


@action("report.handed_over", verb="crime.decide", on="report")
def hand_over(*, actor: Actor, report: Report, to: Organisation, reason: str) -> Report:
    """To another office, for a listed reason. The receipt goes on to speak of what that office does."""
    reason = catalogue.known_reason("transfer", reason)
    report = locked_report(report)
    if to.pk == report.office_id:
        raise BadInput(_("This is your own office. Choose another one."), field="to")
    came_from = _decided(report, ReportVerb.TRANSFERRED, reason=reason, to=to)
    add_report_step(report, ReportVerb.TRANSFERRED, actor=actor, came_from=came_from, reason=reason)
    return report


@action("report.taken_in", verb="crime.take", on="report")
def take_in(
    *, actor: Actor, report: Report, office: Organisation, journal_number: str = "", submission: str = ""
) -> Report:
    """A report that another office handed over, in the own journal. The clock starts on the day it is taken in."""
    report = locked_report(report)
    if report.state != ReportState.TRANSFERRED or report.to_office_id != office.pk:
        raise BadState()
    known = Report.objects.filter(taken_from=report).first()
    if known is not None:
        trail.nothing_happened()
        return known
    return _register(
        actor, office, report.area, Way.OFFICE, report.reported_at, occurred_on=report.occurred_on,
        journal_number=journal_number, submission=submission, taken_from=report,
    )  # fmt: skip


@action("report.reconsidered", verb="crime.decide", on="report")
def reconsider(*, actor: Actor, report: Report, reason: str) -> Report:
    """Take a refusal back: the report waits for a decision again, with a fresh clock."""
    reason = catalogue.known_reason("reconsider", reason)
    report = locked_report(report)
    came_from = report.state
    report.state = REPORTS.target("reconsider", ReportState(report.state), report)
    today = clock.today()
    report.decided_on = report.told_on = None
    report.reason, report.extended, report.changed_at = "", False, clock.now()
    report.decide_by = catalogue.clock_on(today).due(today, countries.calendar())
    report.save()
    add_report_step(report, ReportVerb.RECONSIDERED, actor=actor, came_from=came_from, reason=reason)
    return report


@action("report.told", verb="crime.journal", on="report")
def tell(*, actor: Actor, report: Report, on: date) -> Report:
    """The person who reported was told of the decision on this day."""
    report = locked_report(report)
    if ReportState(report.state) not in TELLING or report.decided_on is None:
        raise BadState(_("There is no decision yet that one could be told."))
    if report.told_on is not None:
        trail.nothing_happened()
        return report
    if no_later_than_today(on, field="on") < report.decided_on:
        raise BadInput(_("Nobody can be told before the decision."), field="on")
    report.told_on, report.changed_at = on, clock.now()
    report.save(update_fields=["told_on", "changed_at"])
    add_report_step(report, ReportVerb.TOLD, actor=actor, came_from=report.state, on=on)
    return report
