"""Pages of the register by HTTP: who gets in, a day of a duty officer and a registrar, what a holder reads."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import translation

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.references import show_reference
from hamkori.kernel.templatetags.look import day
from hamkori.rooms.crime.models import Crime, Report, Step, ZeroReport
from hamkori.rooms.crime.register import checks, papers, queries, receipts
from hamkori.rooms.crime.register.actions import crimes, reports
from hamkori.rooms.crime.register.sealing import offence_rows, person_rows
from hamkori.rooms.crime.urls import desk
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.register import cast
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db
LIMIT = 30 * 1024


def at(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"crime_desk:{name}", args=args)


def open_to_all(name: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"crime:{name}")


# --- one table: every address x role

KEEPERS = {"duty", "registrar"}
READERS = KEEPERS | {"statistician", "integrity"}
WHO: dict[str, set[str]] = {
    "journal": KEEPERS,
    "report_new": KEEPERS,
    "late": READERS,
    "zero": KEEPERS,
    "report": READERS,
    "receipt": KEEPERS,
    "receipt_pdf": KEEPERS,
    "report_open": {"registrar"},
    "report_step": {"registrar"},
    "crimes": KEEPERS,
    "crime_new": {"registrar"},
    "crime": READERS,
    "crime_step": {"registrar"},
}


def people(town: Town) -> dict[str, Actor]:
    land = town.land
    return {
        "duty": town.duty,
        "registrar": town.registrar,
        "statistician": town.statistician,
        "integrity": town.integrity,
        "commander": staff(Role.COMMANDER, town.office),
        "head": staff(Role.HEAD, town.office),
        "handler": staff(Role.HANDLER, land.office("precinct")),
        "secretary": staff(Role.SECRETARY, land.office("team")),
        "council": staff(Role.COUNCIL, land.office("public_council")),
        "reviewer": staff(Role.REVIEWER, land.office("women_committee")),
        "operator": staff(Role.OPERATOR),
        "administrator": staff(Role.ADMINISTRATOR),
    }


def things(town: Town) -> dict[str, tuple[object, ...]]:
    report, crime = cast.report(town), cast.crime(town)
    return {
        "report": (report.number,), "receipt": (report.number,), "receipt_pdf": (report.number,),
        "report_open": (report.number,), "report_step": (report.number, "refuse"), "crime": (crime.uid,),
        "crime_step": (crime.uid, "remove"),
    }  # fmt: skip


def test_every_address_of_the_desk_stands_in_the_table() -> None:
    names = {pattern.name for pattern in desk.urlpatterns if isinstance(pattern, URLPattern)}
    assert names >= set(WHO)


def test_each_role_gets_in_where_it_belongs_and_nowhere_else(town: Town) -> None:
    """Strangers learn no more than that there is no such page; a commander does not read single records (K21)."""
    arguments = things(town)
    wrong = []
    for role, actor in people(town).items():
        browser = browser_of(actor)
        for name, allowed in WHO.items():
            expected = 200 if role in allowed else 404
            got = browser.get(at(name, *arguments.get(name, ()))).status_code
            if got != expected:
                wrong.append(f"{role} {name}: {got}, expected {expected}")
    assert wrong == []


def test_another_office_has_no_such_report_and_no_such_crime(town: Town) -> None:
    arguments = things(town)
    browser = browser_of(town.other_registrar)
    for name in ("report", "receipt", "receipt_pdf", "report_open", "report_step", "crime", "crime_step"):
        assert browser.get(at(name, *arguments[name])).status_code == 404, name
    narrow = staff(Role.STATISTICIAN, place=town.other.place)
    assert browser_of(narrow).get(at("crime", *arguments["crime"])).status_code == 404


def test_the_signed_out_are_asked_to_sign_in(town: Town) -> None:
    arguments = things(town)
    for name in WHO:
        answer = Client().get(at(name, *arguments.get(name, ())))
        assert answer.status_code == 302 and "sign-in" in answer["Location"], name


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_every_page_opens_in_every_language(town: Town, language: str) -> None:
    report, crime = cast.report(town), cast.crime(town, "244/2", "110/1")
    refused, handed = cast.report(town), cast.report(town)
    reports.refuse(actor=town.registrar, report=refused, reason="known")
    reports.hand_over(actor=town.registrar, report=handed, to=town.other, reason="other_body")
    crimes.suspend(actor=town.registrar, crime=crime, reason="abroad", on=clock.today())
    browser = browser_of(town.registrar)
    pages = [
        ("journal",),
        ("report_new",),
        ("late",),
        ("zero",),
        ("crimes",),
        ("crime_new",),
        ("crime", crime.uid),
    ]
    pages += [("report", one.number) for one in (report, refused, handed)]
    pages += [("report_step", report.number, verb) for verb in ("refuse", "transfer", "extend")]
    pages += [("report_step", refused.number, verb) for verb in ("reconsider", "tell")]
    pages += [("report_open", report.number), ("receipt", report.number)]
    pages += [
        ("crime_step", crime.uid, verb)
        for verb in ("clear", "suspend", "reopen", "remove", "restore", "transfer", "reclassify", "correct")
    ]
    for name, *args in pages:
        answer = browser.get(at(name, *args, language=language))
        assert answer.status_code == 200, (name, args)
        assert 'style="' not in answer.content.decode(), (name, "inline style")
    assert (
        browser_of(town.other_duty)
        .get(at("report_step", handed.number, "take", language=language))
        .status_code
        == 200
    )


# --- a day at the desk


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


def test_lists_ask_the_database_a_fixed_number_of_times(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    for _one in range(12):
        cast.report(town)
        cast.crime(town, "244/1", "247/1")
    browser = browser_of(town.registrar)
    for name in ("journal", "crimes"):
        browser.get(at(name))
        with django_assert_max_num_queries(20):
            assert browser.get(at(name)).status_code == 200


# --- the receipt, printed


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_paper_says_number_and_day_and_nothing_else(town: Town, language: str) -> None:
    """K01: neither the articles of the case nor the place stand in what is printed."""
    report = cast.report(town)
    reports.initiate(actor=town.registrar, report=report, event=cast.event(town, "110/1"))
    report.refresh_from_db()
    content = papers.receipt_content(report, language)
    random = ("qr", "line", "key")  # figures and letters of a signature and of a key: they say nothing
    shown = str({name: value for name, value in content.items() if name not in random})
    for secret in ("110", cast.article("110/1").title, "Chinorsoya", town.area.code, report.journal_number):
        assert secret not in shown, secret
    assert show_reference(report.number) in shown
    key = receipts.read_key(receipts.public_key())
    assert receipts.check(content["line"], key).receipt == papers.receipt_of(report)
    assert papers.receipt_pdf(report, language).startswith(b"%PDF")


def test_more_time_does_not_change_a_printed_receipt(town: Town) -> None:
    report = cast.report(town)
    before = receipts.line_of(papers.receipt_of(report))
    report = reports.extend(actor=town.registrar, report=report, reason="checks")
    assert receipts.line_of(papers.receipt_of(report)) == before


# --- what everybody reads


def _look_up(typed: str, language: str = "en") -> tuple[int, str]:
    answer = Client().post(open_to_all("receipt", language), {"number": typed})
    return answer.status_code, answer.content.decode()


def test_the_holder_reads_where_it_stands_and_by_when(town: Town) -> None:
    report = cast.report(town)
    status, html = _look_up(show_reference(report.number))
    assert status == 200 and f"Decision by {day(report.decide_by)}" in html
    reports.refuse(actor=town.registrar, report=report, reason="other_law")
    status, html = _look_up(report.number.lower())
    assert status == 200 and "No case was opened" in html and "Another law deals with it" in html


def test_the_holder_reads_of_an_opened_case_nothing_about_it(town: Town) -> None:
    """K01, K03: neither article nor place nor people nor the number of the record."""
    report = cast.report(town)
    crime = reports.initiate(
        actor=town.registrar, report=report, event=cast.event(town, "110/1", record_number="77777")
    )
    _status, html = _look_up(report.number)
    assert "A case was opened" in html
    for secret in (
        "110",
        cast.article("110/1").title,
        "Chinorsoya",
        "77777",
        crime.uid,
        report.journal_number,
        "market",
    ):
        assert secret not in html, secret


def test_the_square_code_opens_the_page_and_says_genuine(town: Town) -> None:
    report = cast.report(town)
    line = receipts.line_of(papers.receipt_of(report))
    address = papers.address_of(line, "en")
    answer = Client().get(address.removeprefix(settings.HAMKORI_ORIGIN))
    assert answer.status_code == 200 and "The signature is genuine" in answer.content.decode()
    forged = line.replace(f"{papers.receipt_of(report).decide_by:%Y%m%d}", "20300101")
    answer = Client().get(open_to_all("receipt"), {"r": forged})
    assert answer.status_code == 422 and "not signed here" in answer.content.decode()


def test_a_number_that_nobody_has_is_said_kindly() -> None:
    for typed in ("", "7KM4-T9XA", "x" * 300, "HK1.a.b"):
        status, html = _look_up(typed)
        assert status == 422 and ("no receipt" in html or "not signed here" in html or "fill in" in html), (
            typed
        )


def test_a_genuine_line_of_a_report_that_is_gone_finds_nothing(town: Town) -> None:
    line = receipts.line_of(receipts.Receipt("23456782", clock.today(), clock.today(), town.office.uid))
    assert _look_up(line)[0] == 422


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
@pytest.mark.parametrize("name", ["receipt", "key", "where"])
def test_public_pages_are_light_and_know_nobody(town: Town, name: str, language: str) -> None:
    answer = Client().get(open_to_all(name, language))
    html = answer.content.decode()
    assert answer.status_code == 200 and not answer.cookies and len(answer.content) < LIMIT
    assert 'style="' not in html and "csrf" not in html


def test_the_published_key_is_the_one_that_signs(town: Town) -> None:
    text = Client().get(open_to_all("key_text")).content.decode().strip()
    line = receipts.line_of(papers.receipt_of(cast.report(town)))
    assert receipts.check(line, receipts.read_key(text)).verdict == "genuine"
    assert receipts.key_in_groups(text)[0] in Client().get(open_to_all("key")).content.decode()


def test_k57_words_of_violence_lead_to_a_calm_page_and_nothing_is_filed(town: Town) -> None:
    """K57: as at any intake; the words go nowhere, and no report is made."""
    answer = Client().post(open_to_all("where"), {"words": "My husband beats me"})
    assert answer.status_code == 303 and "/info/" in answer["Location"]
    answer = Client().post(open_to_all("where"), {"words": "A bicycle was taken from the yard"})
    html = answer.content.decode()
    assert answer.status_code == 200 and "nearest office" in html and "bicycle" not in html
    assert "after 3 working days, with a reason after 10 at most" in html
    assert answer["Cache-Control"] == "no-store" and not Report.objects.exists()


def test_the_page_says_what_can_be_filed_and_where_to_go_with_the_rest(town: Town) -> None:
    """Until sealed routes exist: complaints and violence are told where to go; theft and the like can be filed."""
    html = Client().get(open_to_all("where")).content.decode()
    assert f'href="{open_to_all("file")}"' in html and "complaint about an official" in html
