"""The page behind the code of a filing, and the duty officer's desk, by HTTP."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hamkori.ground.audit.models import Entry
from hamkori.ground.receipts.actions import code_of
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role, holder
from hamkori.rooms.crime.models import FilingIdentity, Report
from hamkori.rooms.crime.register import receipts
from hamkori.rooms.crime.register.filing.actions import handling, holding
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.concerns.resident.people import hidden, text_of
from tests.rooms.crime.filing.conftest import NOW
from tests.rooms.crime.filing.people import NAME, PHONE, TEXT, Resident, filed
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"crime_desk:{name}", args=args)


def code_for(key: str) -> str:
    return code_of(key)


# --- behind the code


def test_the_resident_reads_each_step_and_takes_the_signed_receipt(resident: Resident) -> None:
    town = resident.town
    one = filed(town, key="k").filing
    code = code_for("k")
    handling.ask(actor=town.duty, filing=one, text="Which colour was it?")
    resident.open(one.shown_number.lower(), code)
    assert "Which colour was it?" in resident.words and "Waits at the office" not in resident.words
    resident.step("reply", text="Green.")
    assert "Your answer was sent." in resident.words
    handling.see_name(actor=town.duty, filing=one)
    report = handling.take(actor=town.duty, filing=one, area=town.area)
    resident.open(one.number, code)
    assert "The duty officer looked at the name" in resident.words and "<svg" in resident.page
    line = re.search(r"HK1\.[\w.-]+", resident.words)
    assert line is not None
    found = receipts.check(line[0], receipts.read_key(receipts.public_key()))
    assert found.receipt is not None and found.receipt.number == report.number
    resident.step("withdraw", sure="on")
    assert "were deleted" in resident.words and "<svg" in resident.page  # the receipt stays
    one.refresh_from_db()
    assert (one.state, one.text) == ("taken", "")


def test_refused_and_passed_on_are_told_with_their_reason(resident: Resident) -> None:
    one, two = filed(resident.town, key="one").filing, filed(resident.town, key="two").filing
    handling.pass_on(actor=resident.town.duty, filing=one, to=resident.town.other, reason="other_place")
    words = resident.open(one.number, code_for("one")).words
    assert "passed on: The other office" in words and "May this office? The other office" in words
    resident.step("name", office=resident.town.other.uid, answer="yes")
    assert "may see your name now: The other office" in resident.words
    handling.refuse(
        actor=resident.town.duty, filing=two, reason="other_body", text="Please go to the notary."
    )
    words = resident.open(two.number, code_for("two")).words
    assert "By law another body deals with it" in words and "Please go to the notary." in words
    assert "any police office has to register your report" in words


def test_a_yes_that_was_asked_for_one_office_is_not_said_to_another(resident: Resident) -> None:
    """The page stood open while the filing was passed on."""
    one = filed(resident.town, key="k").filing
    holding.decide_name(actor=holder(one.pk), filing=one, allow=False)
    resident.open(one.number, code_for("k"))
    handling.pass_on(actor=resident.town.duty, filing=one, to=resident.town.other, reason="other_place")
    resident.step("name", office=resident.town.office.uid, answer="yes")
    assert resident.answer.status_code == 409 and FilingIdentity.objects.get().office is None


def test_number_and_code_open_one_filing_and_no_concern(resident: Resident) -> None:
    """A code of one room is none in the other; a ticket too."""
    one = filed(resident.town, key="k").filing
    assert resident.open(one.number, "0" * 16).answer.status_code == 422
    resident.answer = resident.client.post("/en/mine/", {"reference": one.number, "code": code_for("k")})
    assert resident.answer.status_code == 422
    ticket = hidden(resident.open(one.number, code_for("k")).page, "ticket")
    assert resident.client.post("/en/mine/withdraw/", {"ticket": ticket, "sure": "on"}).status_code == 409
    assert resident.post("filed/mine/withdraw/", ticket="cut", sure="on").answer.status_code == 409
    with clock.travel(NOW + timedelta(days=1)):
        assert resident.post("filed/mine/withdraw/", ticket=ticket, sure="on").answer.status_code == 409
    one.refresh_from_db()
    assert one.state == "waiting"


# --- the desk

DESK = ("filings", "filing", "filing_name", "filing_step")


def _people(town: Town) -> dict[str, Actor]:
    return {
        "duty": town.duty,
        "other_duty": town.other_duty,
        "registrar": town.registrar,
        "commander": staff(Role.COMMANDER, town.office),
        "head": staff(Role.HEAD, town.office),
        "statistician": town.statistician,
        "integrity": town.integrity,
        "administrator": staff(Role.ADMINISTRATOR),
        "secretary": staff(Role.SECRETARY, town.land.office("team")),
        "head_of_the_jamoat": staff(Role.HEAD, town.land.office("jamoat")),
    }


def test_only_the_duty_officer_reads_and_those_above_see_numbers(town: Town) -> None:
    one = filed(town).filing
    for who, actor in _people(town).items():
        browser = browser_of(actor)
        for name in DESK:
            args = {"filings": (), "filing_step": (one.number, "refuse")}.get(name, (one.number,))
            wanted = 200 if who == "duty" or (who == "other_duty" and name == "filings") else 404
            assert browser.get(at(name, *args)).status_code == wanted, (who, name)
        page = browser.get(at("filings_counts"))
        counts = who in ("commander", "head", "statistician", "integrity")
        assert page.status_code == (200 if counts else 404), who
        assert TEXT not in page.content.decode() and one.number not in page.content.decode()
    assert one.shown_number not in browser_of(town.other_duty).get(at("filings")).content.decode()


def test_a_day_of_the_duty_officer(town: Town) -> None:
    one = filed(town).filing
    duty = browser_of(town.duty)
    assert "Wait for the journal: 1, late: 0" in text_of(duty.get("/en/desk/").content.decode())
    page = duty.get(at("filing", one.number)).content.decode()
    assert TEXT in page and NAME not in page and PHONE not in page
    assert NAME not in duty.get(at("filing_name", one.number)).content.decode()
    assert NAME in duty.post(at("filing_name", one.number)).content.decode()
    step = at("filing_step", one.number, "take")
    form = duty.get(step).content.decode()
    assert f'value="{town.area.code}" selected' in form  # the register's place that fits the filing's
    sent = {"once": hidden(form, "once"), "area": town.area.code, "journal_number": ""}
    first, again = duty.post(step, sent), duty.post(step, sent)
    report = Report.objects.get()
    assert first["Location"] == again["Location"] == at("report", report.number)
    words = text_of(duty.get(at("filing", one.number)).content.decode())
    assert "In the journal" in words and report.journal_number in words
    assert "Open the name" in words and Entry.objects.filter(action="filing.name_seen").count() == 1


def test_without_the_second_step_the_name_is_not_shown(town: Town) -> None:
    one = filed(town).filing
    answer = browser_of(staff(Role.DUTY, town.office, second_factor=False)).post(
        at("filing_name", one.number)
    )
    assert answer.status_code == 302 and NAME not in answer.content.decode()


def test_steps_of_the_desk_and_their_mistakes(town: Town) -> None:
    one = filed(town).filing
    duty = browser_of(town.duty)
    for verb, wrong, right in (
        ("ask", {"text": ""}, {"text": "Which colour was it?"}),
        ("pass_on", {"to": town.office.uid, "reason": "other_place"}, None),
        (
            "refuse",
            {"reason": "known", "text": "No."},
            {"reason": "known", "text": "It has the number 2026/15."},
        ),
    ):
        step = at("filing_step", one.number, verb)
        once = hidden(duty.get(step).content.decode(), "once")
        assert duty.post(step, {"once": once, **wrong}).status_code == 422, verb
        if right is not None:
            assert duty.post(step, {"once": once, **right})["Location"] == at("filing", one.number), verb
    assert duty.get(at("filing_step", one.number, "delete")).status_code == 404
    answer = duty.post(at("filing_step", one.number, "ask"), {"once": "x" * 32, "text": "Once more?"})
    assert answer.status_code == 409
    one.refresh_from_db()
    assert one.state == "refused"


def test_those_above_see_waiting_filings_on_their_work_page(town: Town) -> None:
    one = filed(town).filing
    with clock.travel(one.due_on + timedelta(days=2)):
        for actor in (staff(Role.COMMANDER, town.office), town.integrity):
            words = text_of(browser_of(actor).get("/en/desk/").content.decode())
            assert "Wait for the journal: 1, late: 1" in words
        counts = text_of(browser_of(town.integrity).get(at("filings_counts")).content.decode())
        assert "Office district police" in counts
