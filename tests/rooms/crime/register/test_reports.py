"""The journal of reports: clocks, decisions, handing over, what stays and what is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hamkori.ground.audit.models import Entry
from hamkori.ground.deadlines.calendar import Calendar
from hamkori.kernel import clock
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.crime.models import Crime, Report
from hamkori.rooms.crime.register import catalogue, queries
from hamkori.rooms.crime.register.actions import reports
from hamkori.rooms.crime.states import REPORTS, ReportState, ReportVerb
from hamkori.society.countries import queries as countries
from tests.rooms.crime.register import cast
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db


# --- the table of states


WAYS = {
    ("registered", "extend"): "registered",
    ("registered", "initiate"): "initiated",
    ("registered", "refuse"): "refused",
    ("registered", "transfer"): "transferred",
    ("refused", "reconsider"): "registered",
}


@pytest.mark.parametrize("state", list(ReportState))
@pytest.mark.parametrize("verb", ["extend", "initiate", "refuse", "transfer", "reconsider"])
def test_k22_a_report_moves_only_along_its_table(state: ReportState, verb: str) -> None:
    """K22: nothing leads out of an opened case, and no state is an end without a decision."""
    wanted = WAYS.get((state.value, verb))
    if wanted is None:
        with pytest.raises(BadState):
            REPORTS.target(verb, state)
    else:
        assert REPORTS.target(verb, state) == wanted


# --- the clock


@pytest.mark.parametrize(
    ("reported", "due", "longest"),
    [
        (date(2026, 3, 9), date(2026, 3, 12), date(2026, 3, 23)),  # no day off between
        (date(2026, 3, 13), date(2026, 3, 18), date(2026, 3, 27)),  # over a week-end
    ],
)
def test_a_decision_takes_three_working_days_at_most_ten(reported: date, due: date, longest: date) -> None:
    """The day on which it came in never counts."""
    calendar = Calendar()
    rule = catalogue.clock_on(reported)
    assert (rule.working_days, rule.longest) == (3, 10)
    assert rule.due(reported, calendar) == due
    assert rule.due(reported, calendar, extended=True) == longest


def test_the_clock_is_dated_and_waits_for_a_lawyer() -> None:
    assert all(one.legal_review for one in catalogue.clocks())
    assert catalogue.clock_on(date(1990, 1, 1)) == catalogue.clocks()[0]


def test_a_report_is_due_by_the_calendar_of_the_country(town: Town) -> None:
    made = cast.report(town)
    assert made.decide_by == countries.calendar().add_working_days(clock.today(), 3)
    assert queries.counts(town.duty).waiting == 1


def test_more_time_once_with_a_listed_reason_before_the_day_has_passed(town: Town) -> None:
    made = cast.report(town)
    with pytest.raises(BadInput):
        reports.extend(actor=town.registrar, report=made, reason="because")
    longer = reports.extend(actor=town.registrar, report=made, reason="expert")
    assert longer.decide_by == countries.calendar().add_working_days(clock.today(), 10)
    with pytest.raises(BadState):
        reports.extend(actor=town.registrar, report=made, reason="checks")
    late = cast.report(town, reported_on=cast.days_ago(30))
    with pytest.raises(BadState):
        reports.extend(actor=town.registrar, report=late, reason="checks")
    assert [one.pk for one in queries.overdue(town.registrar)] == [late.pk]


def test_a_decision_cannot_be_written_back_into_its_clock(town: Town) -> None:
    """The day of a decision is the day on which it is typed."""
    made = cast.report(town, reported_on=cast.days_ago(40))
    refused = reports.refuse(actor=town.registrar, report=made, reason="no_event")
    assert refused.decided_on == clock.today() > refused.decide_by


# --- registering


def test_k22_a_report_about_any_place_is_registered(town: Town) -> None:
    """K22: no office turns a report away because it happened elsewhere."""
    made = cast.report(town, area=town.other.place)
    assert made.state == ReportState.REGISTERED and made.path == town.other.place.path


def test_k08_what_a_resident_does_has_a_day_and_no_hour(town: Town) -> None:
    made = cast.report(town)
    local = made.reported_at.astimezone(clock.now().tzinfo)
    from hamkori.rooms.crime.register.actions.common import at_day

    assert local == at_day(clock.today()) and made.keyed_at == clock.now()


def test_pressed_twice_it_is_one_report(town: Town) -> None:
    first = cast.report(town, submission="abc")
    assert cast.report(town, submission="abc").pk == first.pk
    assert Report.objects.count() == 1 and Entry.objects.filter(action="report.registered").count() == 1


def test_journal_numbers_follow_each_other_and_none_is_taken_twice(town: Town) -> None:
    assert [cast.report(town).journal_number for _one in range(3)] == ["2026/1", "2026/2", "2026/3"]
    with pytest.raises(BadInput) as refused:
        cast.report(town, journal_number="2026/2")
    assert refused.value.field == "journal_number"
    assert cast.report(town, journal_number="КУСП 7").journal_number == "КУСП 7"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reported_on": date(2026, 3, 19)}, "reported_on"),
        ({"occurred_on": date(2026, 3, 19)}, "occurred_on"),
    ],
)
def test_days_stand_in_order(town: Town, changes: dict[str, date], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        cast.report(town, **changes)
    assert refused.value.field == field


# --- decisions


def test_opening_a_case_records_its_crime_in_one_step_and_once(town: Town) -> None:
    made = cast.report(town)
    crime = reports.initiate(actor=town.registrar, report=made, event=cast.event(town), submission="k")
    again = reports.initiate(actor=town.registrar, report=made, event=cast.event(town), submission="k")
    assert crime.pk == again.pk and Crime.objects.get().report_id == made.pk
    made.refresh_from_db()
    assert made.state == ReportState.INITIATED and made.decided_on == clock.today()
    with pytest.raises(BadState):
        reports.refuse(actor=town.registrar, report=made, reason="no_event")


def test_a_case_whose_crime_cannot_be_recorded_is_not_opened(town: Town) -> None:
    made = cast.report(town)
    with pytest.raises(BadInput):
        reports.initiate(actor=town.registrar, report=made, event=cast.event(town, offences=()))
    made.refresh_from_db()
    assert made.state == ReportState.REGISTERED and made.steps.count() == 1


def test_k22_a_refusal_has_a_listed_reason_and_the_database_asks_for_it(town: Town) -> None:
    made = cast.report(town)
    with pytest.raises(BadInput):
        reports.refuse(actor=town.registrar, report=made, reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=made.pk).update(state="refused", decided_on=clock.today())
    refused = reports.refuse(actor=town.registrar, report=made, reason="other_law")
    assert (refused.state, refused.reason) == ("refused", "other_law")


def test_a_refusal_taken_back_waits_again_with_a_fresh_clock(town: Town) -> None:
    made = cast.report(town, reported_on=cast.days_ago(20))
    reports.refuse(actor=town.registrar, report=made, reason="no_signs")
    back = reports.reconsider(actor=town.registrar, report=made, reason="complaint")
    assert back.state == "registered" and back.decided_on is None and back.reason == ""
    assert back.decide_by == countries.calendar().add_working_days(clock.today(), 3)
    longer = reports.extend(actor=town.registrar, report=back, reason="checks")
    assert longer.decide_by == countries.calendar().add_working_days(clock.today(), 10)
    assert [step.verb for step in queries.steps_of_report(back)] == [
        ReportVerb.REGISTERED, ReportVerb.REFUSED, ReportVerb.RECONSIDERED, ReportVerb.EXTENDED
    ]  # fmt: skip


def test_a_report_handed_over_is_taken_in_and_its_receipt_goes_on_to_speak(town: Town) -> None:
    made = cast.report(town, area=town.other.place)
    with pytest.raises(BadInput):
        reports.hand_over(actor=town.registrar, report=made, to=town.office, reason="other_place")
    reports.hand_over(actor=town.registrar, report=made, to=town.other, reason="other_place")
    assert [one.pk for one in queries.handed_to(town.other_duty)] == [made.pk]
    made.refresh_from_db()
    with pytest.raises(NotAllowed):
        reports.take_in(actor=town.duty, report=made, office=town.other)
    taken = reports.take_in(actor=town.other_duty, report=made, office=town.other)
    assert reports.take_in(actor=town.other_duty, report=made, office=town.other).pk == taken.pk
    assert not queries.handed_to(town.other_duty).exists()
    assert taken.reported_at == made.reported_at and taken.office_id == town.other.pk
    reports.refuse(actor=town.other_registrar, report=taken, reason="known")
    way = queries.way_of_receipt(made.number)
    assert [one.state for one in way] == ["transferred", "refused"]
    assert way[1].why == "It is registered already under another number"


def test_the_person_is_told_after_the_decision_not_before(town: Town) -> None:
    made = cast.report(town)
    with pytest.raises(BadState):
        reports.tell(actor=town.duty, report=made, on=clock.today())
    refused = reports.refuse(actor=town.registrar, report=made, reason="no_signs")
    with pytest.raises(BadInput):
        reports.tell(actor=town.duty, report=refused, on=cast.days_ago(1))
    assert [one.pk for one in queries.untold(town.duty)] == [made.pk]
    told = reports.tell(actor=town.duty, report=refused, on=clock.today())
    assert told.told_on == clock.today() and not queries.untold(town.duty).exists()
    reports.tell(actor=town.duty, report=told, on=clock.today())
    assert made.steps.filter(verb="tell").count() == 1


# --- who


def test_only_the_registrar_of_the_office_decides(town: Town) -> None:
    made = cast.report(town)
    for stranger in (town.duty, town.other_registrar, town.statistician, town.integrity):
        with pytest.raises(NotAllowed):
            reports.refuse(actor=stranger, report=made, reason="no_event")
        with pytest.raises(NotAllowed):
            reports.extend(actor=stranger, report=made, reason="checks")
    with pytest.raises(NotAllowed):
        cast.report(town, actor=town.other_duty)
