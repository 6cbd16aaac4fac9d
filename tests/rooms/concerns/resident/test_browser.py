"""P1 and P2 in a real browser: without scripts, with the keyboard alone, and with nothing left behind."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from hamkori.rooms.concerns.actions import closing
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Outcome, State
from tests.rooms.concerns import builders
from tests.support import axe_findings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "form > .acts button >> nth=0"


def at_what(page: "Page", language: str) -> None:
    page.goto(f"/{language}/raise/")
    page.fill("#q", "чинорсоя")
    page.press("#q", "Enter")
    page.click("button[name=place]")


def fits(page: "Page") -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_p1_raises_reads_and_opens_again_without_scripts(
    live_server: Any, open_browser: Callable[..., "Page"], language: str
) -> None:
    """P1 on 360 px with JavaScript off: raise, read the answer by the code, open again, agree."""
    land = builders.build()
    page = open_browser(language=language, width=360, javascript=False, base_url=live_server.url)
    at_what(page, language)
    page.click("summary >> nth=0")
    page.check("input[value=street_lighting]")
    page.fill("[name=text]", "Дар кӯчаи поён ду ҳафта чароғ нест.")
    page.click(SEND)
    page.check("input[value=anonymous]")
    page.click(SEND)
    reference, code = page.inner_text(".ref"), page.inner_text(".code")
    concern = Concern.objects.get()
    for _time in range(2):
        concern.refresh_from_db()
        handler = builders.staff(builders.Role.HANDLER, land.office("electricity"))
        closing.propose_close(actor=handler, concern=concern, outcome=Outcome.SOLVED, text="Чароғ иваз шуд.")
        page.goto(f"/{language}/code/")
        page.fill("[name=reference]", reference.lower())
        page.fill("[name=code]", code)
        page.click(SEND)
        assert "Чароғ иваз шуд." in page.inner_text("main")
        page.click("form[action$='/reopen/'] button" if _time == 0 else "form[action$='/confirm/'] button")
    concern.refresh_from_db()
    assert concern.state == State.CLOSED and concern.reopened == 1
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_p2_ends_on_the_calm_page_with_nothing_stored(
    live_server: Any, open_browser: Callable[..., "Page"], language: str
) -> None:
    """K57: no cookie, no storage, no cache of ours in the browser; no row on the server; nothing when going back."""
    from playwright.sync_api import Error

    builders.build()
    words = {"tg": "нозир пул талаб кард", "ru": "инспектор просил денег"}[language]
    page = open_browser(language=language, base_url=live_server.url)
    at_what(page, language)
    page.click("summary >> nth=0")
    page.check("input[value=street_lighting]")
    before = builders.row_counts()
    page.fill("[name=text]", words)
    page.click(SEND)
    page.wait_for_url("**/info/**")
    assert "112" in page.content() or page.locator(".rows .who").count()
    assert words not in page.content() and builders.row_counts() == before
    assert page.context.cookies() == []
    with suppress(Error):  # the browser itself refuses: it has kept nothing to show
        page.go_back()
    page.wait_for_timeout(500)
    typed = "Array.from(document.querySelectorAll('textarea')).map(area => area.value).join()"
    assert words not in page.content() and words not in page.evaluate(typed)
    page.goto(f"/{language}/info/")
    kept = "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length, (await indexedDB.databases()).length]"
    assert page.evaluate(kept) == [0, 0, 0, 0]


def test_the_whole_form_works_with_the_keyboard_alone(
    live_server: Any, open_browser: Callable[..., "Page"]
) -> None:
    """K35."""
    builders.build()
    page = open_browser(language="en", base_url=live_server.url)

    def tab_to(selector: str) -> None:
        for _press in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    page.goto("/en/raise/")
    tab_to("#q")
    page.keyboard.type("chinorsoya")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[name=place]")
    tab_to("button[name=place]")
    page.keyboard.press("Enter")
    page.wait_for_selector("summary")
    tab_to("summary")
    page.keyboard.press("Enter")
    tab_to("input[name=topic]")
    page.keyboard.press("Space")
    tab_to("[name=text]")
    page.keyboard.type("The lamps are dark.")
    tab_to("form > .acts button")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=named]")
    tab_to("[name=named]")
    page.keyboard.press("Space")
    tab_to("form > .acts button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".code")
    assert Concern.objects.get().named == "anonymous"


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_fits_and_axe_finds_nothing_serious(
    live_server: Any, open_browser: Callable[..., "Page"], width: int
) -> None:
    land = builders.build()
    raised = builders.raised_by_name(land, publish=True)
    page = open_browser(language="ru", width=width, base_url=live_server.url)
    wrong: list[str] = []

    def look(name: str) -> None:
        wrong.extend(f"{name}: {finding}" for finding in axe_findings(page))
        if not fits(page):
            wrong.append(f"{name}: runs out of the screen")

    def send() -> None:
        with page.expect_navigation():
            page.click(SEND)

    page.goto("/ru/raise/")
    look("where")
    at_what(page, "ru")
    look("what")
    send()
    look("what, with errors")
    page.click("summary >> nth=0")
    page.check("input[value=street_lighting]")
    page.fill("[name=text]", "На нижней улице нет света.")
    send()
    look("who")
    send()
    look("who, with errors")
    page.check("input[value=anonymous]")
    send()
    look("receipt")
    page.goto("/ru/code/")
    look("code")
    page.fill("[name=reference]", raised.receipt.reference)
    page.fill("[name=code]", raised.code)
    send()
    look("mine")
    for address in ("info/", "info/4/", "rules/", "rules/team/", "rules/data/", "rules/access/"):
        page.goto(f"/ru/{address}")
        look(address)
    assert wrong == []


def test_the_receipt_is_one_sheet_of_paper(live_server: Any, open_browser: Callable[..., "Page"]) -> None:
    """K30: number, code, days and who sees what, on one A4."""
    builders.build()
    page = open_browser(language="tg", base_url=live_server.url)
    at_what(page, "tg")
    page.click("summary >> nth=0")
    page.check("input[value=street_lighting]")
    page.fill("[name=text]", "Дар кӯчаи поён чароғ нест.")
    page.click(SEND)
    page.check("input[value=anonymous]")
    page.click(SEND)
    page.wait_for_selector(".code")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
