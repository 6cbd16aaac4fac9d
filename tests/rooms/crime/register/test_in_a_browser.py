"""A receipt's way in a real browser: the duty officer registers, the registrar decides, the holder reads. A phone, no
script; axe looks at each page where scripts may run.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hamkori.kernel.actor import Actor
from hamkori.kernel.references import show_reference
from hamkori.rooms.crime.models import Crime, Report
from hamkori.rooms.crime.register import papers, receipts
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.register import cast
from tests.rooms.crime.register.cast import Town
from tests.support import axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]


def desk(name: str, *args: object, language: str) -> str:
    with translation.override(language):
        return reverse(f"crime_desk:{name}", args=args)


def public(name: str, language: str) -> str:
    with translation.override(language):
        return reverse(f"crime:{name}")


def signed_in(page: Any, actor: Actor, live_server: Any) -> Any:
    cookie = browser_of(actor).cookies["hamkori"].value
    page.context.add_cookies([{"name": "hamkori", "value": cookie, "url": live_server.url}])
    return page


def fits(page: Any) -> None:
    """Nothing runs out of a phone's screen, and axe finds nothing serious."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    assert axe_findings(page) == [], page.url


def send(page: Any) -> None:
    page.click('main form[method="post"] button:not([name])')


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_a_receipt_from_the_counter_to_the_answer(
    live_server: Any, town: Town, open_browser: Open, language: str
) -> None:
    """Registered, refused with a reason, read by the holder from the square code and from the number."""
    page = signed_in(open_browser(language=language, base_url=live_server.url), town.duty, live_server)
    page.goto(desk("report_new", language=language))
    fits(page)
    page.check('input[name="way"][value="in_person"]')
    page.select_option('select[name="area"]', town.area.code)
    send(page)
    report = Report.objects.get()
    assert show_reference(report.number) in page.content()
    fits(page)
    page.goto(desk("journal", language=language))
    fits(page)

    page = signed_in(open_browser(language=language, base_url=live_server.url), town.registrar, live_server)
    page.goto(desk("report", report.number, language=language))
    fits(page)
    page.goto(desk("report_step", report.number, "refuse", language=language))
    page.check('input[name="reason"][value="other_law"]')
    send(page)
    report.refresh_from_db()
    assert report.state == "refused"

    holder = open_browser(language=language, base_url=live_server.url)
    line = receipts.line_of(papers.receipt_of(report))
    holder.goto(papers.address_of(line, language).removeprefix(settings.HAMKORI_ORIGIN))
    with translation.override(language):
        from hamkori.rooms.crime.register.catalogue import reason_words

        assert reason_words("refuse", "other_law") in holder.content()
    fits(holder)
    for name in ("receipt", "key", "where"):
        holder.goto(public(name, language))
        fits(holder)
    holder.goto(public("receipt", language))
    holder.fill('input[name="number"]', show_reference(report.number).lower())
    send(holder)
    assert show_reference(report.number) in holder.content()


def test_a_case_is_recorded_without_a_script(live_server: Any, town: Town, open_browser: Open) -> None:
    """Rows grow by a button of the form; the history stands on the page of the crime."""
    report = cast.report(town)
    page = signed_in(open_browser(language="ru", base_url=live_server.url), town.registrar, live_server)
    page.goto(desk("report_open", report.number, language="ru"))
    fits(page)
    page.fill('input[name="article_1"]', "244/2")
    page.click('button[name="more"]')
    assert page.input_value('input[name="article_1"]') == "244/2" and page.is_visible(
        'input[name="article_6"]'
    )
    page.fill('input[name="number_1"]', "1")
    page.select_option('select[name="sex_1"]', "f")
    page.fill('input[name="damage"]', "800")
    send(page)
    crime = Crime.objects.get()
    assert crime.report_id == report.pk
    fits(page)
    page.goto(desk("crime_step", crime.uid, "remove", language="ru"))
    fits(page)
    page.goto(desk("crimes", language="ru"))
    fits(page)
