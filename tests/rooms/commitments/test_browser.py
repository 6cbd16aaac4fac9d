"""Promises in a real browser: narrow phones, keyboards, Tajik and Russian, without a script where it can be."""

import gzip
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import translation

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel.actor import Role
from hamkori.rooms.commitments.actions import doing
from hamkori.rooms.commitments.actions.promising import promise_many
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import Publicity, State
from hamkori.rooms.concerns.actions import answering, closing
from hamkori.rooms.concerns.states import Outcome
from tests.rooms.commitments.builders import Land, build, in_days, minutes, new_promise, staff, team
from tests.rooms.commitments.test_pages import every_state
from tests.rooms.concerns.builders import handler_of, raised
from tests.rooms.concerns.desk.people import browser_of
from tests.support import axe_findings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
THUMBS = (
    "[...document.querySelectorAll('main button, main .btn')]"
    ".filter(one => one.getBoundingClientRect().height && one.getBoundingClientRect().height < 44)"
    ".map(one => one.textContent.trim())"
)


def at(language: str, name: str, *args: object) -> str:
    with translation.override(language):
        return reverse(name, args=args)


def phone(
    chromium: "Browser", url: str, actor: Any = None, *, width: int = 360, script: bool = True
) -> "Page":
    context = chromium.new_context(viewport={"width": width, "height": 740}, java_script_enabled=script)
    if actor is not None:
        cookie = browser_of(actor).cookies["hamkori"].value
        context.add_cookies([{"name": "hamkori", "value": cookie, "url": url}])
    return context.new_page()


def ten(land: Land, actor: Any) -> list[Commitment]:
    """Ten promises of one meeting, all done."""
    rows = promise_many(
        actor=actor,
        promises=[new_promise(land, text=f"Lamp {number}", item=number) for number in range(1, 11)],
        proof=minutes("2026/7"),
    )
    owner = staff(Role.HANDLER, land.office("electricity"))
    for row in rows:
        doing.say_done(actor=owner, commitment=row, text="It burns.")
    return rows


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_every_page_fits_a_phone_a_thumb_and_a_screen_reader(
    live_server: Any, chromium: "Browser", language: str
) -> None:
    land = build()
    found = every_state(land)
    secretary = team(land)
    ten(land, secretary)
    references = {name: one.shown_reference for name, one in found.items()}
    office = land.office("electricity").uid
    public = [
        ("commitments:board",),
        ("commitments:place", land.jamoat.code),
        ("commitments:office", office),
        ("commitments:place_sheet", land.jamoat.code),
        ("commitments:one", references["reopened"]),
        ("portal:place", land.jamoat.code),
    ]
    desk = [("commitments_desk:board",), ("commitments_desk:many",), ("commitments_desk:full",)]
    desk += [("commitments_desk:meeting",), ("desk:today",)]
    desk += [("commitments_desk:one", one) for one in references.values()]
    desk += [("commitments_desk:done", references["open"]), ("commitments_desk:move", references["open"])]
    desk += [
        ("commitments_desk:confirm", references["done"]),
        ("commitments_desk:reopen", references["done"]),
    ]
    wrong: list[Any] = []
    for actor, addresses in ((None, public), (secretary, desk)):
        page = phone(chromium, live_server.url, actor)
        for name, *args in addresses:
            answer = page.goto(live_server.url + at(language, name, *args))
            page.wait_for_load_state("networkidle")
            assert answer is not None
            small = page.evaluate(THUMBS)
            if answer.status != 200 or not page.evaluate(FITS) or small:
                wrong.append((name, args, answer.status, page.evaluate(FITS), small))
            if actor is None and len(gzip.compress(page.content().encode())) > 12 * 1024:
                wrong.append((name, args, "heavy"))
            wrong += [(name, args, finding) for finding in axe_findings(page)]
        page.context.close()
    assert wrong == []


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_p8_the_jamoat_puts_a_plan_row_into_its_budget_with_the_legal_basis(
    live_server: Any, chromium: "Browser", language: str
) -> None:
    """By keyboard, without a script, and everybody can read the line and the basis afterwards."""
    land = build()
    page = phone(chromium, live_server.url, staff(Role.HEAD, land.office("jamoat")), script=False)
    page.goto(live_server.url + at(language, "commitments_desk:full"))
    page.locator("[name=text]").fill("Қубур зери роҳи назди ҷӯй")
    page.locator("[name=owner]").select_option(land.office("jamoat").uid)
    page.locator("[name=place]").select_option(land.jamoat.code)
    page.locator("[name=due_on]").fill(in_days(40).strftime("%d.%m.%Y"))
    page.locator("[name=publicity][value=public]").check()
    page.locator("[name=origin][value=screen]").check()
    page.locator("[name=budget]").fill("12000")
    page.locator("[name=budget]").press("Enter")
    error = page.locator("#id_budget_line_error, .bad [name=budget_line]").first
    error.wait_for()
    assert page.locator("[name=text]").input_value().startswith("Қубур"), "what was typed stays"
    page.locator("[name=budget_line]").fill("Ободонӣ, сатри 4")
    page.locator("[name=legal_basis]").fill("Қонуни намоишӣ, моддаи 12")
    page.locator("[name=legal_basis]").press("Enter")
    page.wait_for_url("**/desk/promises/*/")
    promise = Commitment.objects.get()
    page.context.close()
    resident = phone(chromium, live_server.url, script=False)
    resident.goto(
        live_server.url + at(language, "commitments:office", land.office("jamoat").uid) + "?state=due"
    )
    resident.get_by_role("link", name="Қубур зери роҳи назди ҷӯй").click()
    assert "Ободонӣ, сатри 4" in resident.locator("main").inner_text()
    assert promise.shown_reference in resident.locator("main").inner_text()
    resident.context.close()


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_p1_a_resident_agrees_that_it_is_solved_and_the_star_comes_together(
    live_server: Any, chromium: "Browser", language: str
) -> None:
    land = build()
    key = new_submission_key()
    one = raised(land, key=key, language=language)
    handler = handler_of(one)
    answering.answer(actor=handler, concern=one.concern, text="Душанбе меоем.", promised_on=in_days(9))
    closing.propose_close(
        actor=handler, concern=one.concern, outcome=Outcome.SOLVED, text="Шаш чароғ месӯзад."
    )
    page = phone(chromium, live_server.url, script=False)
    board = live_server.url + at(language, "commitments:place", land.jamoat.code)
    page.goto(board)
    assert page.locator(".tall .g.done").count() == 1
    page.goto(live_server.url + at(language, "concerns:code"))
    page.locator("[name=reference]").fill(one.receipt.reference)
    page.locator("[name=code]").fill(one.code)
    page.locator("main form button").first.click()
    page.locator(
        "main button[value=confirm], main form[action*=confirm] button, main form[action*=agree] button"
    ).first.click()
    one.concern.refresh_from_db()
    if one.concern.state != "closed":
        page.locator("main form button").first.click()
        one.concern.refresh_from_db()
    assert one.concern.state == "closed"
    promise = Commitment.objects.get()
    assert (promise.state, promise.closed_by) == (State.KEPT, "other")
    from django.core.cache import cache

    cache.clear()
    page.context.close()
    page = phone(chromium, live_server.url, script=False)
    page.goto(board)
    assert page.locator("#g-kept").count() == 1
    assert one.receipt.reference not in page.content(), "the board does not lead to the concern"
    page.context.close()


def test_a_secretary_closes_ten_promises_of_a_meeting_by_keyboard_in_three_minutes(
    live_server: Any, chromium: "Browser"
) -> None:
    """Every press takes a third of a second here, as with somebody who types slowly."""
    land = build()
    secretary = team(land)
    ten(land, secretary)
    page = phone(chromium, live_server.url, secretary, width=1280, script=False)
    page.goto(live_server.url + at("ru", "commitments_desk:meeting") + "?minutes=2026/7")
    presses = 0

    def press(*keys: str) -> None:
        nonlocal presses
        for key in keys:
            page.keyboard.press(key)
            presses += 1

    began = time.monotonic()
    page.locator("[name=number]").focus()
    press(*"2026/9", "Tab", "Tab")
    for _row in range(10):
        press("Tab", "ArrowDown", "Tab", "Tab")
    press("Tab", "Enter")  # past the tick box, to the button
    page.wait_for_url("**/desk/promises/")
    assert Commitment.objects.filter(state=State.KEPT).count() == 10
    assert presses / 3 + (time.monotonic() - began) < 180
    page.context.close()


def test_a_secretary_writes_ten_promises_of_a_meeting_by_keyboard(
    live_server: Any, chromium: "Browser"
) -> None:
    land = build()
    page = phone(chromium, live_server.url, team(land), width=1280, script=False)
    page.goto(live_server.url + at("tg", "commitments_desk:many"))
    page.locator("[name=number]").fill("2026/7")
    page.locator("[name=place]").select_option(land.jamoat.code)
    page.locator("[name=publicity]").select_option(Publicity.PUBLIC)
    page.locator("[name=text_0]").focus()
    for number in range(10):
        page.keyboard.type(f"Чароғи {number + 1} дар кӯчаи боло")
        page.keyboard.press("Tab")
        page.locator(f"[name=owner_{number}]").select_option(land.office("jamoat").uid)
        page.keyboard.press("Tab")
        page.keyboard.type(in_days(20 + number).strftime("%d.%m.%Y"))
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
    page.locator("[name=number]").press("Enter")
    page.wait_for_url("**/desk/promises/")
    assert Commitment.objects.filter(shown=True, basis__number="2026/7").count() == 10
    page.context.close()


@pytest.mark.parametrize("width", [360, 1024, 1280])
def test_a_full_month_on_the_board_leaves_room_for_the_words(
    live_server: Any, chromium: "Browser", width: int
) -> None:
    """Forty promises of one month are one long row of signs; the words beside them are still read as words."""
    land = build()
    rows = [
        new_promise(land, text=f"Lamp {number}", item=number, publicity=Publicity.PUBLIC, due_on=in_days(1))
        for number in range(1, 41)
    ]
    for first in range(0, 40, 10):
        promise_many(actor=team(land), promises=rows[first : first + 10], proof=minutes(f"2026/{first + 1}"))
    page = phone(chromium, live_server.url, width=width)
    page.goto(live_server.url + at("tg", "commitments:place", land.jamoat.code))
    assert page.evaluate(FITS)
    assert page.locator(".tall li > span").first.bounding_box()["width"] > 150  # type: ignore[index]
    page.context.close()
