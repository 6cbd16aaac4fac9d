"""A day at the desk of the register, by its pages."""

import re
from typing import Any

import pytest
from django.test import Client

from hamkori.ground.audit.models import Entry
from hamkori.kernel.references import show_reference
from hamkori.rooms.crime.models import Crime, Report, Step, ZeroReport
from hamkori.rooms.crime.register import checks, queries
from hamkori.rooms.crime.register.sealing import offence_rows, person_rows
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.register import cast
from tests.rooms.crime.register.addresses import at
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db


def _once(html: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def _fill(browser: Client, address: str, **values: Any) -> Any:
    """Open the form and send it with `values`."""
    return browser.post(address, {"once": _once(browser.get(address).content.decode()), **values})


def test_a_report_is_registered_once_and_its_receipt_follows(town: Town) -> None:
    browser = browser_of(town.duty)
    address = at("report_new")
    data = {
        "once": _once(browser.get(address).content.decode()), "reported_on": "18.03.2026", "way": "in_person",
        "area": town.area.code, "occurred_on": "", "journal_number": "",
    }  # fmt: skip
    first, second = browser.post(address, data), browser.post(address, data)
    report = Report.objects.get()
    assert first["Location"] == second["Location"] == at("receipt", report.number)
    receipt = browser.get(first["Location"]).content.decode()
    assert show_reference(report.number) in receipt and "<svg" in receipt
    assert Entry.objects.filter(action="report.registered").count() == 1


def test_a_report_with_mistakes_keeps_what_was_typed(town: Town) -> None:
    answer = _fill(
        browser_of(town.duty), at("report_new"), reported_on="18.03.2026", occurred_on="19.03.2026", way="call",
        area=town.area.code, journal_number="7",
    )  # fmt: skip
    html = answer.content.decode()
    assert answer.status_code == 422 and 'value="7"' in html and "This day has not come yet." in html


def test_a_case_is_opened_with_rows_and_no_script(town: Town) -> None:
    """More rows comes back longer with everything that was typed; then the record is made."""
    report = cast.report(town)
    browser = browser_of(town.registrar)
    address = at("report_open", report.number)
    once = _once(browser.get(address).content.decode())
    typed = {
        "once": once, "rows": "3", "article_1": "244/2", "article_2": "110/1", "attempted_2": "on", "number_1": "2",
        "who_1": "victim", "sex_1": "f", "age_1": "30-44", "relation_1": "n", "area": town.area.code,
        "place_type": "market", "from_day": "17.03.2026", "from_time": "21:40", "until_day": "", "until_time": "",
        "damage": "1200", "weapon": "", "reported_on": "18.03.2026", "recorded_on": "18.03.2026", "record_number": "",
    }  # fmt: skip
    longer = browser.post(address, {**typed, "more": "1"})
    html = longer.content.decode()
    assert (
        longer.status_code == 200
        and "article_6" in html
        and 'value="244/2"' in html
        and "article_7" not in html
    )
    assert not Crime.objects.exists() and _once(html) == once
    asked = browser.post(address, {**typed, "rows": "6", "damage": ""})
    assert (
        asked.status_code == 422 and "no damage is written" in asked.content.decode()
    )  # a warning asks to look again
    first = browser.post(address, {**typed, "rows": "6"})
    again = browser.post(address, {**typed, "rows": "6"})
    crime = Crime.objects.get()
    assert first["Location"] == again["Location"] == at("crime", crime.uid)
    assert offence_rows(crime) == [["244/2", False], ["110/1", True]]
    assert person_rows(crime) == [["victim", "f", "30-44", "n", 2]]
    assert crime.time_known and crime.report_id == report.pk
    page = browser.get(at("crime", crime.uid)).content.decode()
    assert cast.article("244/2").title in page and "Recorded" in page and "1,200.00" in page
    assert list(checks.faults()) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"article_1": "9999"}, "not in the list of that day"),
        ({"article_1": ""}, "Please fill in this field"),
        ({"from_time": "25:00"}, "14:30"),
        ({"from_day": "", "from_time": "10:00"}, "Say the day, too."),
        ({"from_day": "18.03.2026", "until_day": "17.03.2026"}, "ends before it begins"),
        ({"number_1": "0"}, "too small"),
        ({"recorded_on": "01.01.2026"}, "recorded before"),
        ({"damage": "much"}, ""),
    ],
)
def test_a_record_with_mistakes_says_where(town: Town, wrong: dict[str, str], sentence: str) -> None:
    answer = _fill(
        browser_of(town.registrar), at("crime_new"),
        **{
            "rows": "3", "article_1": "244/1", "area": town.area.code, "place_type": "market", "reported_on": "18.03.2026",
            "recorded_on": "18.03.2026", **wrong,
        },
    )  # fmt: skip
    assert answer.status_code == 422 and sentence in answer.content.decode() and not Crime.objects.exists()


def test_a_warning_is_heard_once_and_an_error_always(town: Town) -> None:
    """Edit rules in the desk form: an error refuses, a warning asks somebody to look and to say so."""
    browser = browser_of(town.registrar)
    typed = {
        "rows": "3", "article_1": "244/1", "area": town.area.code, "place_type": "market", "reported_on": "18.03.2026",
        "recorded_on": "18.03.2026", "damage": "",
    }  # fmt: skip
    asked = _fill(browser, at("crime_new"), **typed)
    assert asked.status_code == 422 and 'name="looked"' in asked.content.decode()
    wrong = _fill(browser, at("crime_new"), **{**typed, "article_1": "110/1", "looked": "on"})
    assert (
        wrong.status_code == 422 and not Crime.objects.exists()
    )  # an offence against a person without anybody harmed
    taken = _fill(browser, at("crime_new"), **{**typed, "looked": "on"})
    assert taken.status_code == 302 and Crime.objects.count() == 1


def test_every_step_of_a_crime_by_its_page(town: Town) -> None:
    crime = cast.crime(town, "110/1")
    browser = browser_of(town.registrar)

    def step(verb: str, **values: str) -> None:
        answer = _fill(browser, at("crime_step", crime.uid, verb), on="18.03.2026", **values)
        assert answer.status_code == 302, (verb, answer.content.decode()[-3000:])

    step("reclassify", rows="3", article_1="244/1", reason="expert")
    step(
        "correct",
        rows="3",
        reason="typing",
        area=town.area.code,
        place_type="street",
        number_1="1",
        who_1="victim",
    )
    step("suspend", reason="not_found")
    step("reopen", reason="new_facts")
    step(
        "clear", rows="3", clearance="charged", number_1="1", sex_1="m", age_1="15-29", relation_1="stranger"
    )
    step("remove", reason="no_crime", told="no")
    step("restore", reason="check")
    step("transfer", reason="other_place", told="yes", to=town.other.uid)
    taken = browser_of(town.other_registrar)
    answer = _fill(taken, at("crime_step", crime.uid, "take"), record_number="")
    assert answer.status_code == 302 and Crime.objects.count() == 2
    assert Step.objects.filter(crime=crime).count() == 9
    page = browser.get(at("crime", crime.uid)).content.decode()
    assert "<s>110/1</s> 244/1" in page and "the person was not told" in page
    assert list(checks.faults()) == []


def test_a_step_that_is_no_longer_possible_says_so(town: Town) -> None:
    crime = cast.crime(town)
    answer = _fill(
        browser_of(town.registrar), at("crime_step", crime.uid, "restore"), on="18.03.2026", reason="check"
    )
    assert answer.status_code == 409
    assert browser_of(town.registrar).get(at("crime_step", crime.uid, "delete")).status_code == 404


def test_a_report_from_hand_to_hand_by_its_pages(town: Town) -> None:
    report = cast.report(town)
    browser = browser_of(town.registrar)
    sent = _fill(
        browser, at("report_step", report.number, "transfer"), to=town.other.uid, reason="other_place"
    )
    assert sent.status_code == 302
    told = _fill(browser, at("report_step", report.number, "tell"), on="18.03.2026")
    assert told.status_code == 302
    there = browser_of(town.other_duty)
    assert show_reference(report.number) in there.get(at("journal")).content.decode()
    answer = _fill(there, at("report_step", report.number, "take"), journal_number="55")
    taken = Report.objects.get(taken_from=report)
    assert answer["Location"] == at("report", taken.number) and taken.journal_number == "55"


def test_the_journal_finds_a_receipt_and_counts_what_is_late(town: Town) -> None:
    cast.report(town, reported_on=cast.days_ago(30))
    report = cast.report(town)
    browser = browser_of(town.duty)
    for typed in (show_reference(report.number), report.journal_number, report.number.lower()):
        answer = browser.get(at("journal") + "?" + f"number={typed}")
        assert answer.status_code == 302 and answer["Location"] == at("report", report.number)
    assert (
        "There is no report with this number" in browser.get(at("journal") + "?number=zzz").content.decode()
    )
    assert queries.counts(town.duty).late == 1
    assert "2026/1" in browser.get(at("late")).content.decode()


def test_a_month_without_crimes_is_said_on_its_page(town: Town) -> None:
    browser = browser_of(town.duty)
    answer = _fill(browser, at("zero"), month="2026-02-01", area=town.area.code)
    assert answer.status_code == 302 and ZeroReport.objects.count() == 1
    assert "February 2026" in browser.get(at("zero")).content.decode()
