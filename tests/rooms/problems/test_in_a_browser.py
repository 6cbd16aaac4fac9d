"""Journeys about problems in a real browser, on a phone, in Tajik and Russian: P1, P2 (3), P3 (4), P6 (2), P8 (3)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.problems.actions import deciding, folders, planning, understanding, voices
from hamkori.rooms.problems.actions.advice import ask_advice
from hamkori.rooms.problems.catalogue import CHEERS, Group, Session
from hamkori.rooms.problems.models import (
    Agreement,
    BudgetRequest,
    Count,
    Folder,
    MapMark,
    MapSheet,
    Option,
    VoiceSession,
)
from hamkori.rooms.problems.queries.plans import laws
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff
from tests.support import axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["tg", "ru"])
Open = Callable[..., Any]


def desk(name: str, *args: object, language: str) -> str:
    with translation.override(language):
        return reverse(f"problems_desk:{name}", args=args)


def public(name: str, *args: object, language: str) -> str:
    with translation.override(language):
        return reverse(f"problems:{name}", args=args)


def signed_in(page: Any, actor: Actor, live_server: Any) -> Any:
    cookie = browser_of(actor).cookies["hamkori"].value
    page.context.add_cookies([{"name": "hamkori", "value": cookie, "url": live_server.url}])
    return page


def fits(page: Any) -> None:
    """Nothing runs out of a phone's screen, and axe finds nothing serious where scripts may run."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    assert axe_findings(page) == [], page.url


def tick(page: Any, name: str, *values: str) -> None:
    for value in values:
        page.check(f'input[name="{name}"][value="{value}"]')


def send(page: Any) -> None:
    page.click('main form[method="post"] button:not([name])')


def pair_session(land: Land, actor: Actor) -> VoiceSession:
    """A counting two by two of three problems, next year: this year is counted in another way."""
    team, next_year = land.office("team"), clock.today().replace(year=clock.today().year + 1, day=1)
    for title in ("a dark way", "stray dogs", "no water"):
        voices.set_issue(actor=actor, team=team, year=next_year.year, title=title, language="tg")
    return voices.open_session(
        actor=actor, team=team, place=land.jamoat, session=Session.MEETING, group=Group.MEN, on=next_year,
        ranking="pairs",
    )  # fmt: skip


@LANGUAGES
def test_p3_a_secretary_leads_mapping_ranking_and_a_folder(
    live_server: Any, land: Land, open_browser: Open, language: str
) -> None:
    """P3 (4): map, voices of two groups, a folder up to the decision; on a phone, without a mouse's precision."""
    actor = builders.secretary(land)
    builders.seats(land)
    page = signed_in(open_browser(language=language, base_url=live_server.url), actor, live_server)

    page.goto(desk("map_new", language=language))
    page.select_option('select[name="place"]', land.jamoat.code)
    tick(page, "group", "women")
    page.fill('input[name="people"]', "14")
    send(page)
    page.select_option('select[name="column"]', "2")
    page.select_option('select[name="row"]', "3")
    page.select_option('select[name="worry"]', "dark")
    page.select_option('select[name="part"]', "evening")
    page.fill('input[name="marks"]', "9")
    send(page)
    assert MapMark.objects.get().marks == 9 and MapSheet.objects.get().people == 14
    fits(page)

    page.goto(desk("new", language=language))
    page.fill('input[name="title"]', {"tg": "роҳи торик ба мактаб", "ru": "тёмная дорога к школе"}[language])
    page.select_option('select[name="place"]', land.jamoat.code)
    tick(page, "method", "sara")
    tick(page, "origin", "residents")
    fits(page)
    send(page)
    folder = Folder.objects.get()
    page.goto(desk("sheet", folder.uid, "cheers", language=language))
    for code in CHEERS:
        tick(page, code, "yes")
    page.fill('input[name="how_often"]', "12")
    send(page)
    page.goto(desk("sheet", folder.uid, "statement", language=language))
    page.fill(
        'input[name="what"]', {"tg": "кӯдакон дар торикӣ мераванд", "ru": "дети идут в темноте"}[language]
    )
    page.fill('input[name="where"]', {"tg": "кӯчаи назди мактаб", "ru": "улица у школы"}[language])
    tick(page, "days", "work")
    tick(page, "parts", "morning")
    tick(page, "behaviour", "endangerment")
    page.select_option('select[name="environment"]', "street")
    fits(page)
    send(page)

    for group, people, number in (("women", "25", "20"), ("men", "20", "12")):
        if group == "women":
            page.goto(desk("issue_new", language=language))
            page.fill('input[name="title"]', {"tg": "роҳи торик", "ru": "тёмная дорога"}[language])
            page.select_option('select[name="folder"]', folder.uid)
            send(page)
        page.goto(desk("session_new", language=language))
        page.select_option('select[name="place"]', land.jamoat.code)
        tick(page, "session", "meeting")
        tick(page, "group", group)
        send(page)
        session = VoiceSession.objects.get(group=group)
        page.goto(desk("session", session.uid, language=language))
        page.fill('input[name="people"]', people)
        page.fill('input[name^="issue_"]', number)
        send(page)
    fits(page)
    assert VoiceSession.objects.filter(counted=True).count() == 2

    page.goto(desk("sheet", folder.uid, "decision", language=language))
    tick(page, "kind", "take_up")
    tick(page, "way", "hands")
    tick(page, "seats", "1", "2", "3", "4")
    page.fill('input[name="protocol"]', "2026/3")
    page.fill('input[name="on"]', clock.today().strftime("%d.%m.%Y"))
    fits(page)
    send(page)
    fits(page)
    page.click('form[action$="/step/take_up/"] button')
    assert builders.fresh(folder).state == "analysis"
    fits(page)


@LANGUAGES
def test_p2_a_young_man_gives_three_voices_on_his_phone(
    live_server: Any, land: Land, open_browser: Open, language: str
) -> None:
    """P2 (3): without scripts, without a name; the table shows his group apart."""
    actor, team = builders.secretary(land), land.office("team")
    rows = [
        voices.set_issue(actor=actor, team=team, year=clock.today().year, title=title, language=language)
        for title in ("варзишгоҳ", "роҳи торик", "об", "бозор")
    ]
    session = voices.open_session(actor=actor, team=team, place=land.jamoat, session=Session.YOUTH_ONLY, group=Group.YOUTH,
                                  on=clock.today(), by_phone_until=clock.today())  # fmt: skip
    address = public("slip", session.uid, language=language)
    page = open_browser(language=language, base_url=live_server.url, javascript=False)
    page.goto(address)
    tick(page, "issues", *(str(row.pk) for row in rows))
    send(page)
    assert page.locator(".sum, .err").count(), "four are too many"
    page.uncheck(f'input[name="issues"][value="{rows[3].pk}"]')
    send(page)
    assert page.locator("form").count() == 0
    assert sorted(Count.objects.filter(session=session).values_list("voices", flat=True)) == [0, 1, 1, 1]
    assert page.context.cookies() == []
    with_scripts = open_browser(language=language, base_url=live_server.url)
    with_scripts.goto(address)
    fits(with_scripts)


@LANGUAGES
def test_p8_the_jamoat_puts_a_row_into_its_budget_and_publishes_the_spending(
    live_server: Any, land: Land, open_browser: Open, language: str
) -> None:
    """P8 (3): with the legal basis, on the public page of the team."""
    actor, team, year = builders.secretary(land), land.office("team"), clock.today().year
    builders.load_plan_rows()
    plan = planning.begin_plan(actor=actor, team=team, year=year)
    row = plan.rows.get(template="budget_request")
    deciding.adopt(actor=actor, team=team, plan=plan, way="consent", seats=builders.seats(land), protocol="2026/1",
                   on=clock.today())  # fmt: skip
    row.refresh_from_db()
    planning.ask_budget(actor=actor, team=team, row=plan.rows.select_related("plan").get(pk=row.pk),
                        to=land.office("jamoat"), law=laws()[0], amount=7800, own_days=6)  # fmt: skip
    head = staff(Role.HEAD, land.office("jamoat"))
    page = signed_in(open_browser(language=language, base_url=live_server.url), head, live_server)
    page.goto(desk("requests", language=language))
    fits(page)
    page.click("main table a")
    tick(page, "answer", "granted")
    page.fill('input[name="granted"]', "6000")
    page.fill('input[name="decision_number"]', "14")
    send(page)
    page.click("main table a")
    page.fill('input[name="spent"]', "5900")
    fits(page)
    send(page)
    kept = BudgetRequest.objects.get()
    assert (kept.granted, kept.spent, kept.state) == (6000, 5900, "granted")
    reader = open_browser(language=language, base_url=live_server.url)
    reader.goto(public("team", team.uid, language=language))
    words = reader.inner_text("main")
    assert laws()[0].names[language] in words
    assert "5" in words and "900" in words
    fits(reader)


@LANGUAGES
def test_p6_a_commander_reads_the_digest_and_finds_what_is_his(
    live_server: Any, land: Land, open_browser: Open, language: str
) -> None:
    """P6 (2): his precinct's part stands apart from what local government leads."""
    folder, _measure, actor = builders.acting(land)
    Option.objects.update(lead=land.office("precinct"))
    folders.show(actor=actor, folder=folder, shown=True)
    commander = staff(Role.COMMANDER, land.office("district_police"))
    page = signed_in(open_browser(language=language, base_url=live_server.url), commander, live_server)
    page.goto(desk("digest", language=language))
    fits(page)
    assert "Six lamps" in page.inner_text('section[aria-labelledby="o"]')
    page.click('section[aria-labelledby="o"] a')
    assert folder.uid in page.url
    fits(page)


@LANGUAGES
def test_p1_a_woman_reads_the_folder_and_says_that_it_is_better(
    live_server: Any, land: Land, open_browser: Open, language: str
) -> None:
    """P1: on an old phone at 360 px, without scripts; and the story with its limits."""
    folder, _actor = builders.told(land)
    page = open_browser(language=language, base_url=live_server.url, javascript=False)
    page.goto(public("folder", folder.uid, language=language))
    page.click("main .acts a.btn")
    page.click('button[value="better"]')
    assert page.locator("form").count() == 0
    assert Agreement.objects.get().better == 1 and page.context.cookies() == []
    reader = open_browser(language=language, base_url=live_server.url)
    for address in ("folder", "story", "agree"):
        reader.goto(public(address, folder.uid, language=language))
        fits(reader)
    limits = {"tg": "Мо танҳо дар як ҷо ҳисоб кардем", "ru": "Мы считали только в одном месте"}[language]
    reader.goto(public("story", folder.uid, language=language))
    assert limits in reader.inner_text("main")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_the_desk_fit_and_axe_finds_nothing(
    live_server: Any, land: Land, open_browser: Open, width: int
) -> None:
    folder, actor = builders.told(land)
    builders.load_plan_rows()
    planning.begin_plan(actor=actor, team=land.office("team"), year=clock.today().year)
    builders.heard(land, folder, actor)
    police = staff(Role.COMMANDER, land.office("district_police"))
    advised = ask_advice(
        actor=police, team=land.office("team"), by=land.office("district_police"), about="women",
        text="which room is right", language="tg",
    )  # fmt: skip
    other = signed_in(open_browser(language="tg", width=width, base_url=live_server.url), police, live_server)
    for name in ("advice", "advice_new", "quarter"):
        other.goto(desk(name, language="tg"))
        fits(other)
    page = signed_in(open_browser(language="tg", width=width, base_url=live_server.url), actor, live_server)
    working, _measure, _actor = builders.acting(land, actor=actor)
    cause = understanding.write_cause(
        actor=actor, folder=working, text="the lamps burnt out", language="tg", names_are_places=True
    )
    pairs = pair_session(land, actor)
    for name, args in (
        ("village", ()), ("session", (pairs.uid,)), ("session_new", ()), ("folder", (working.uid,)),
        ("library", (working.uid,)), ("sheet", (working.uid, "focal")), ("sheet", (working.uid, "owner")),
        ("row", (working.uid, "cause", cause.pk)), ("plan_row_new", (clock.today().year,)),
        ("list", ()), ("folder", (folder.uid,)), ("voices", ()), ("maps", ()), ("plan", ()), ("new", ()),
        ("sheet", (folder.uid, "decision")), ("advice", ()), ("advice_answer", (advised.pk,)),
    ):  # fmt: skip
        page.goto(desk(name, *args, language="tg"))
        fits(page)
    with translation.override("ru"):
        place, today = reverse("portal:place", args=[land.jamoat.code]), reverse("desk:today")
    for address in (
        public("team", folder.team.uid, language="ru"),
        public("folder", folder.uid, language="ru"),
        place,
        today,
    ):
        page.goto(address)
        fits(page)
