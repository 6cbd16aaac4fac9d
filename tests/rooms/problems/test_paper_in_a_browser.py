"""P3 on paper and on foot, in a real browser on a phone: the worksheet beside the form, a walk, a scorecard (R234, R240)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.problems.catalogue import RATINGS
from hamkori.rooms.problems.models import Folder, PaperSheet, RouteStop, Scorecard, Walk
from tests.rooms.concerns.desk.test_steps import photo
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff
from tests.rooms.problems.test_in_a_browser import desk, fits, public, send, signed_in, tick

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["tg", "ru"])
Open = Callable[..., Any]


def written(day: Any) -> str:
    return f"{day:%d.%m.%Y}"


@LANGUAGES
def test_p3_what_was_written_by_pen_is_typed_from_its_photo(
    live_server: Any, land: Land, open_browser: Open, language: str
) -> None:
    """R234: photo of the sheet, the form beside it, out again with a reason."""
    folder, actor = builders.opened(land), builders.secretary(land)
    page = signed_in(open_browser(language=language, base_url=live_server.url), actor, live_server)
    page.goto(desk("papers", folder.uid, language=language))
    fits(page)
    page.goto(desk("paper_add", folder.uid, language=language))
    fits(page)
    taken = photo("sheet.jpg")
    page.set_input_files(
        'input[name="photo"]', {"name": "sheet.jpg", "mimeType": "image/jpeg", "buffer": taken.read()}
    )
    page.check('input[name="no_names"]')
    send(page)
    page.goto(desk("papers", folder.uid, language=language))
    fits(page)
    page.goto(desk("sheet", folder.uid, "cheers", language=language))
    picture = page.locator("aside img")
    assert picture.evaluate("one => one.naturalWidth") > 0, "the photo is beside the form"
    fits(page)
    for code in ("community", "harm", "expected", "events", "recurring", "similar"):
        tick(page, code, "yes")
    page.fill('input[name="how_often"]', "12")
    send(page)
    assert Folder.objects.get().events == 12
    page.goto(desk("paper_out", folder.uid, PaperSheet.objects.get().pk, language=language))
    fits(page)
    tick(page, "why", "typed")
    send(page)
    assert PaperSheet.objects.get().taken_out_for == "typed"


@LANGUAGES
def test_p3_a_bad_stop_of_a_walk_becomes_a_promise(
    live_server: Any, land: Land, open_browser: Open, language: str
) -> None:
    """The route with its owner, a rating by dark, and the promise of the owner in one step."""
    actor = builders.secretary(land)
    page = signed_in(open_browser(language=language, base_url=live_server.url), actor, live_server)
    page.goto(desk("walk_new", language=language))
    page.select_option('select[name="place"]', land.jamoat.code)
    page.fill('input[name="women"]', "6")
    page.fill('input[name="men"]', "2")
    send(page)
    walk = Walk.objects.get()
    for title in {"tg": ("истгоҳ", "дарвозаи мактаб"), "ru": ("остановка", "ворота школы")}[language]:
        page.goto(desk("route_new", walk.uid, language=language))
        page.fill('input[name="title"]', title)
        page.select_option('select[name="owner"]', land.office("jamoat").uid)
        fits(page)
        send(page)
    page.goto(desk("stop", walk.uid, language=language) + "?number=1")
    tick(page, "light", "dark")
    for code in RATINGS:
        page.select_option(f'select[name="r_{code}"]', "0" if code in ("light", "path") else "2")
    fits(page)
    send(page)
    fits(page)
    page.click('a[href$="/route/1/promise/"]')
    page.fill(
        'input[name="text"]', {"tg": "чароғи нав дар истгоҳ", "ru": "новый фонарь у остановки"}[language]
    )
    page.fill('input[name="due_on"]', written(clock.today() + timedelta(days=30)))
    page.fill('input[name="protocol"]', "2026/4")
    fits(page)
    send(page)
    assert RouteStop.objects.get(number=1).commitment == Commitment.objects.get()
    page.click('button[value="later"]')
    assert RouteStop.objects.get(commitment__isnull=False).number == 2
    fits(page)
    page.goto(desk("walk_concern", walk.uid, 2, language=language))
    fits(page)


@LANGUAGES
def test_p3_two_groups_and_a_service_score_and_meet(
    live_server: Any, land: Land, open_browser: Open, language: str
) -> None:
    """The counts of two groups, the service on its own desk, the meeting, the page for everybody."""
    page = signed_in(
        open_browser(language=language, base_url=live_server.url), builders.secretary(land), live_server
    )
    page.goto(desk("scorecard_new", language=language))
    page.select_option('select[name="place"]', land.jamoat.code)
    page.select_option('select[name="service"]', land.office("jamoat").uid)
    tick(page, "statements", "polite", "answer", "same")
    fits(page)
    send(page)
    card = Scorecard.objects.get()
    for group in ("women", "men"):
        page.goto(desk("scorecard_group", card.uid, group, language=language))
        page.fill('input[name="people"]', "12")
        for code in card.statements:
            for level, number in enumerate((4, 4, 2, 1, 1), start=1):
                page.fill(f'input[name="s_{code}_{level}"]', str(number))
        fits(page)
        send(page)
    service = signed_in(
        open_browser(language=language, base_url=live_server.url), staff(Role.HEAD, land.office("jamoat")), live_server
    )  # fmt: skip
    service.goto(desk("scorecard_own", card.uid, language=language))
    for code in card.statements:
        service.select_option(f'select[name="s_{code}"]', "5")
    fits(service)
    send(service)
    page.goto(desk("scorecard", card.uid, language=language))
    fits(page)
    page.goto(desk("scorecard_meeting", card.uid, language=language))
    page.fill('input[name="protocol"]', "2026/7")
    page.fill('input[name="text_polite"]', {"tg": "курсӣ дар назди дар", "ru": "скамья у двери"}[language])
    page.fill('input[name="due_polite"]', written(clock.today() + timedelta(days=30)))
    fits(page)
    send(page)
    page.goto(public("scorecard", card.uid, language=language))
    assert Commitment.objects.get().text in page.inner_text("main")
    fits(page)
    page.goto(desk("maps", language=language))
    fits(page)
