"""The printed receipt, and what everybody reads with its number (K57)."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.references import show_reference
from hamkori.kernel.templatetags.look import day
from hamkori.rooms.crime.models import Report
from hamkori.rooms.crime.register import papers, receipts
from hamkori.rooms.crime.register.actions import reports
from tests.rooms.crime.register import cast
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db


LIMIT = 30 * 1024


def open_to_all(name: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"crime:{name}")


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
