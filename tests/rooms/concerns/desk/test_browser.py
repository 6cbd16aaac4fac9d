"""The desk in a real browser: a narrow phone, no script, one thumb."""

from typing import TYPE_CHECKING, Any

import pytest

from hamkori.kernel.actor import Role
from hamkori.rooms.concerns.actions import answering
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import State
from tests.rooms.concerns import builders
from tests.rooms.concerns.desk.people import at, browser_of
from tests.rooms.concerns.desk.test_steps import photo

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
THUMBS = (
    "[...document.querySelectorAll('main button, main .btn')]"
    ".filter(one => one.getBoundingClientRect().height && one.getBoundingClientRect().height < 44)"
    ".map(one => one.textContent.trim())"
)


def phone(chromium: "Browser", url: str, actor: Any, *, script: bool = True) -> "Page":
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    cookie = browser_of(actor).cookies["hamkori"].value
    context.add_cookies([{"name": "hamkori", "value": cookie, "url": url}])
    return context.new_page()


def test_every_page_of_the_desk_fits_a_phone_and_a_thumb(live_server: Any, chromium: "Browser") -> None:
    land = builders.build()
    raised = builders.raised_by_name(land, publish=True, text="Dark street. Ask Sattor Karimov.")
    handler = builders.handler_of(raised)
    answering.take_up(actor=handler, concern=raised.concern)
    reference = raised.concern.shown_reference
    browser_of(handler).post(at("answer", reference), {"once": "a", "text": "Soon.", "photos": photo()})
    pages = {
        handler: [("list",), ("strip",), ("cannot_see",)]
        + [(name, reference) for name in ("concern", "answer", "done", "pass_on", "seal", "ask", "name", "paper_done")],
        builders.staff(Role.SECRETARY, land.office("team")): [
            ("list",), ("enter",), ("checks",), ("concern", reference), ("letter", reference),
        ],
        builders.staff(Role.REVIEWER, None, place=land.district): [("review_queue",), ("review", reference)],
        builders.staff(Role.COUNCIL, land.office("public_council")): [("late",), ("demands",), ("checkpoint",)],
    }  # fmt: skip
    wrong = []
    for actor, addresses in pages.items():
        page = phone(chromium, live_server.url, actor)
        for name, *given in addresses:
            for language in ("tg", "ru"):
                answer = page.goto(live_server.url + at(name, *given).replace("/en/", f"/{language}/", 1))
                assert answer is not None
                small = page.evaluate(THUMBS)
                if answer.status != 200 or not page.evaluate(FITS) or small:
                    wrong.append((name, language, answer.status, small))
        page.context.close()
    assert wrong == []


def test_p8_a_jamoat_answers_with_a_date_by_keyboard_and_without_a_script(
    live_server: Any, chromium: "Browser"
) -> None:
    land = builders.build()
    raised = builders.raised(land)
    page = phone(chromium, live_server.url, builders.handler_of(raised), script=False)
    page.goto(live_server.url + at("list"))
    page.get_by_role("link", name="Street lighting").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_label("We have read it and will come and see").check()
    page.get_by_role("button", name="Put it into the answer").click()
    page.get_by_text("We will come and look").first.wait_for(state="attached")
    words = page.get_by_label("Your answer")
    assert "We will come and look at the place" in words.input_value()
    words.fill("We come on Friday.")
    words.press("Tab")
    page.keyboard.type("2031-01-15")
    page.keyboard.press("Enter")
    page.get_by_text("more than a year away").first.wait_for()
    assert page.get_by_label("Your answer").input_value() == "We come on Friday."
    page.get_by_label("By when something will be done").fill("")
    page.get_by_role("button", name="Send the answer").press("Enter")
    page.get_by_text("The answer is with the resident now.").wait_for()
    assert Concern.objects.get().state == State.ANSWERED
    page.context.close()
