"""The states of a filing, the clock, what an officer can and cannot do."""

from datetime import date, timedelta

import pytest

from hamkori.ground.audit import erasures
from hamkori.ground.audit.models import Entry
from hamkori.ground.deadlines.models import Deadline
from hamkori.ground.outbox.models import Letter
from hamkori.ground.threads.models import Message
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Role, holder
from hamkori.kernel.errors import BadInput, BadState, NotAllowed, NotFound, SecondFactorNeeded
from hamkori.rooms.crime import jobs
from hamkori.rooms.crime.demo_filings import STORIES, fill_filings
from hamkori.rooms.crime.models import Filing, FilingIdentity, Report
from hamkori.rooms.crime.register import checks
from hamkori.rooms.crime.register.actions.common import local_day
from hamkori.rooms.crime.register.filing import kinds, queries
from hamkori.rooms.crime.register.filing.actions import handling, holding
from hamkori.rooms.crime.register.filing.states import FILINGS, FilingState
from hamkori.rooms.crime.states import Way
from hamkori.society.accounts.models import Posting, User
from tests.rooms.concerns.builders import staff
from tests.rooms.crime.filing.conftest import NOW
from tests.rooms.crime.filing.people import filed
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db

WAYS = {
    ("waiting", "ask"): "asked",
    ("asked", "reply"): "waiting",
    ("waiting", "pass_on"): "waiting",
    ("asked", "pass_on"): "waiting",
    ("waiting", "take"): "taken",
    ("asked", "take"): "taken",
    ("refused", "take"): "taken",
    ("waiting", "refuse"): "refused",
    ("asked", "refuse"): "refused",
    ("waiting", "withdraw"): "withdrawn",
    ("asked", "withdraw"): "withdrawn",
    ("refused", "withdraw"): "withdrawn",
    ("taken", "forget"): "taken",
}
WHY = "Please go to the notary: this is decided there."


@pytest.mark.parametrize("state", list(FilingState))
@pytest.mark.parametrize("verb", ["ask", "reply", "pass_on", "take", "refuse", "withdraw", "forget"])
def test_k22_a_filing_moves_only_along_its_table(state: FilingState, verb: str) -> None:
    """K22: nothing leads out of the journal; the only way to nothing is the resident's own."""
    wanted = WAYS.get((state.value, verb))
    if wanted is None:
        with pytest.raises(BadState):
            FILINGS.target(verb, state, Filing())
    else:
        assert FILINGS.target(verb, state, Filing()) == wanted


@pytest.mark.parametrize(
    ("filed_on", "due"), [(date(2026, 3, 11), date(2026, 3, 12)), (date(2026, 3, 13), date(2026, 3, 16))]
)
def test_the_journal_is_due_on_the_next_working_day(town: Town, filed_on: date, due: date) -> None:
    assert kinds.due_on(filed_on) == due


def test_taking_it_in_makes_one_row_with_the_moment_of_the_officer(town: Town) -> None:
    """The server's moment is the officer's; the day of the report is the resident's, without an hour (K08)."""
    one = filed(town).filing
    with clock.travel(NOW + timedelta(days=1)):
        report = handling.take(actor=town.duty, filing=one, area=town.area)
        again = handling.take(actor=town.duty, filing=one, area=town.area)
    assert again.pk == report.pk and Report.objects.count() == 1
    assert report.way == Way.PORTAL and report.keyed_at.date() == NOW + timedelta(days=1)
    one.refresh_from_db()
    assert (one.state, one.report_id, one.closed_on) == ("taken", report.pk, NOW + timedelta(days=1))
    assert report.occurred_on == one.happened_from and queries.held(holder(one.pk)).report == report
    assert local_day(report.reported_at) == NOW
    assert not Deadline.objects.filter(subject_type=queries.SUBJECT, state="running").exists()
    assert list(checks.faults()) == []


def test_the_register_knows_neither_words_nor_name(town: Town) -> None:
    """The row and its steps have no column that could hold them, and the sealed entry tells the number only."""
    one = filed(town).filing
    report = handling.take(actor=town.duty, filing=one, area=town.area)
    assert not {field.name for field in Report._meta.fields} & {"text", "name", "phone", "filing"}
    facts = [entry.facts for entry in Entry.objects.filter(object_type="crime.report")]
    assert not any("filing" in str(one_fact) for one_fact in facts)
    entry = Entry.objects.get(action="filing.taken")
    assert entry.facts == {"report": report.number}


def test_one_question_which_does_not_stop_the_clock(town: Town) -> None:
    one = filed(town).filing
    due = one.due_on
    one = handling.ask(actor=town.duty, filing=one, text="Which colour was it?", once="a")
    one = handling.ask(actor=town.duty, filing=one, text="Which colour was it?", once="a")
    assert Message.objects.filter(kind="question").count() == 1 and one.due_on == due
    one = holding.reply(actor=holder(one.pk), filing=one, text="Green.", once="b")
    one = holding.reply(actor=holder(one.pk), filing=one, text="Green.", once="b")
    assert one.state == "waiting" and Message.objects.filter(kind="reply").count() == 1
    with pytest.raises(BadState, match="One question"):
        handling.ask(actor=town.duty, filing=one, text="And which size?", once="c")


def test_a_refusal_has_a_listed_reason_a_sentence_and_a_question_before_not_clear(town: Town) -> None:
    one = filed(town).filing
    with pytest.raises(BadInput):
        handling.refuse(actor=town.duty, filing=one, reason="i do not want", text=WHY)
    with pytest.raises(BadInput):
        handling.refuse(actor=town.duty, filing=one, reason="other_body", text="No.")
    with pytest.raises(BadState, match="Ask a question first"):
        handling.refuse(actor=town.duty, filing=one, reason="not_clear", text=WHY)
    one = handling.refuse(actor=town.duty, filing=one, reason="other_body", text=WHY)
    assert one.state == "refused" and Message.objects.get(kind="refused").text == WHY
    report = handling.take(actor=town.duty, filing=one, area=town.area)
    one.refresh_from_db()
    assert one.state == "taken" and one.reason == "" and one.report == report


def test_passing_on_keeps_the_day_and_leaves_the_name_behind(town: Town) -> None:
    """Two offices cannot win time by passing it to each other, and the next one asks for the name."""
    one = filed(town).filing
    due = one.due_on
    with clock.travel(NOW + timedelta(days=9)):
        one = handling.pass_on(actor=town.duty, filing=one, to=town.other, reason="other_place")
        assert (one.office_id, one.due_on, one.is_late) == (town.other.pk, due, True)
    assert Deadline.objects.get(subject_type=queries.SUBJECT).owner == town.other.pk
    with pytest.raises(NotAllowed):
        handling.see_name(actor=town.other_duty, filing=one)
    with pytest.raises(NotAllowed):
        handling.see_name(actor=town.duty, filing=one)
    one = holding.decide_name(actor=holder(one.pk), filing=one, allow=True)
    assert handling.see_name(actor=town.other_duty, filing=one).name == "Zarnigor Lolazoda"
    with pytest.raises(BadInput):
        handling.pass_on(actor=town.other_duty, filing=one, to=town.other, reason="other_place")
    empty = town.land.office("precinct")
    with pytest.raises(BadInput, match="reads no reports"):
        handling.pass_on(actor=town.other_duty, filing=one, to=empty, reason="other_place")


def test_the_name_is_seen_by_one_office_after_the_second_step_and_the_resident_reads_it(town: Town) -> None:
    one = filed(town).filing
    with pytest.raises(SecondFactorNeeded):
        handling.see_name(actor=staff(Role.DUTY, town.office, second_factor=False), filing=one)
    handling.see_name(actor=town.duty, filing=one)
    handling.see_name(actor=town.duty, filing=one)
    assert Entry.objects.filter(action="filing.name_seen").count() == 2
    assert Message.objects.filter(kind="name_seen").count() == 1  # told once a day
    holding.decide_name(actor=holder(one.pk), filing=one, allow=False)
    with pytest.raises(NotAllowed):
        handling.see_name(actor=town.duty, filing=one)


def test_only_the_duty_officer_of_the_office_does_anything(town: Town) -> None:
    """Not the registrar, the head, the commander, nor another office's duty officer."""
    one = filed(town).filing
    strangers = [
        town.registrar, town.other_duty, town.statistician, town.integrity, staff(Role.COMMANDER, town.office),
        staff(Role.HEAD, town.office), staff(Role.ADMINISTRATOR), staff(Role.SECRETARY, town.land.office("team")),
        holder(one.pk), holder(one.pk + 1),
    ]  # fmt: skip
    for actor in strangers:
        with pytest.raises(NotAllowed):
            handling.take(actor=actor, filing=one, area=town.area)
        with pytest.raises(NotAllowed):
            handling.see_name(actor=actor, filing=one)
        with pytest.raises(NotFound):
            queries.filing_for(actor, one.number)
        assert queries.waiting(actor) == []
    for actor in (town.duty, holder(one.pk + 1)):
        with pytest.raises(NotAllowed):
            holding.withdraw(actor=actor, filing=one)


# --- it cannot be made to disappear


def test_a_late_filing_climbs_the_ladder_and_is_counted_by_office(town: Town) -> None:
    """K59: reminder, head, office above, each once; those above see numbers, by the alphabet (K21)."""
    one = filed(town).filing
    filed(town, named=False)
    chief = staff(Role.COMMANDER, town.office)
    for actor, phone in ((town.duty, "+992000000011"), (chief, "+992000000012")):
        User.objects.filter(pk=actor.user_id).update(phone=phone)
    assert jobs.climb_ladders() == 0
    with clock.travel(one.due_on + timedelta(days=30)):
        while jobs.climb_ladders():
            pass
        one.refresh_from_db()
        assert one.is_late and one.late_step > 0
        kinds_told = set(Letter.objects.values_list("kind", flat=True))
        assert {"filing.reminder", "filing.head"} <= kinds_told
        assert all(
            "bicycle" not in letter.text and "Theft" not in letter.text for letter in Letter.objects.all()
        )
        (row,) = queries.by_office(chief)
        assert (row.office, row.waiting, row.late, row.oldest) == (town.office, 2, 2, NOW)
        assert queries.by_office(town.integrity)[0].late == 2
    with pytest.raises(NotAllowed):
        queries.by_office(town.duty)


def test_what_left_an_office_is_still_counted_there(town: Town) -> None:
    one, two, three = (filed(town).filing for _number in range(3))
    handling.pass_on(actor=town.duty, filing=one, to=town.other, reason="other_place")
    handling.refuse(actor=town.duty, filing=two, reason="other_body", text=WHY)
    handling.take(actor=town.duty, filing=three, area=town.area)
    rows = {row.office.pk: row for row in queries.by_office(town.integrity)}
    own = rows[town.office.pk]
    assert (own.waiting, own.taken, own.refused, own.passed_on) == (0, 1, 1, 1)
    assert rows[town.other.pk].waiting == 1


# --- taking back, and what time erases


def test_the_resident_takes_it_back_and_the_words_are_gone(town: Town) -> None:
    one = filed(town).filing
    handling.ask(actor=town.duty, filing=one, text="Which colour was it, neighbour?")
    one = holding.withdraw(actor=holder(one.pk), filing=one)
    assert (one.state, one.text, one.landmark) == ("withdrawn", "", "")
    assert not FilingIdentity.objects.exists()
    assert set(Message.objects.values_list("text", flat=True)) == {""}
    assert f"filing {one.number}" in erasures.ledger_file().read_text()
    assert queries.waiting(town.duty) == [] and not queries.of_office(town.duty).exists()
    with pytest.raises(NotAllowed):
        handling.take(actor=town.duty, filing=one, area=town.area)


def test_k64_what_was_taken_back_goes_once_more_after_a_backup(town: Town) -> None:
    one = filed(town).filing
    assert holding.erase_again(actor=SYSTEM, number=one.number)
    assert not holding.erase_again(actor=SYSTEM, number=one.number)
    one.refresh_from_db()
    assert one.text == ""


def test_k09_words_and_name_go_when_their_time_is_over_and_what_waits_stays(town: Town) -> None:
    taken, open_one = filed(town).filing, filed(town).filing
    report = handling.take(actor=town.duty, filing=taken, area=town.area)
    with clock.travel(NOW + timedelta(days=700)):
        assert jobs.forget_old_filings() == 0
    with clock.travel(NOW + timedelta(days=740)):
        assert jobs.forget_old_filings() == 1 and jobs.forget_old_filings() == 0
    taken.refresh_from_db()
    open_one.refresh_from_db()
    assert taken.text == "" and taken.report == report and open_one.text != ""
    assert FilingIdentity.objects.get().filing == open_one
    assert list(checks.faults()) == []


# --- the demo


def test_the_demo_has_filings_in_every_state(town: Town) -> None:
    Posting.objects.update(from_on=NOW - timedelta(days=60))
    fill_filings(today=NOW, office=town.office, other=town.other)
    kept = Filing.objects.all()
    assert len(kept) == len(STORIES) and set(kept.values_list("state", flat=True)) == set(FilingState.values)
    waits = queries.waiting(town.duty)
    assert any(one.is_late and one.late_step for one in waits) and queries.waiting(town.other_duty)
    assert {queries.name_step(town.duty, one) for one in waits} == {"none", "see", "wait"}
    assert list(checks.faults()) == []
