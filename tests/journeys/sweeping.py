"""Every page of every persona: for a screen reader, a narrow phone, large letters, a keyboard, and in its language.

The tests of a language are a module (`test_sweep_tg`, `test_sweep_ru`), so that two processes share the work.
"""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.journeys import walk
from tests.journeys.conftest import Country
from tests.journeys.person import Person
from tests.support import Wire, axe_findings, axe_script

Somebody = Callable[..., Person]
STAFF = (
    "secretary", "member", "council", "inspector", "commander", "ministry", "jamoat", "clerk", "operator", "reviewer",
    "administrator", "duty", "registrar", "statistician", "integrity",
)  # fmt: skip
IN_RUSSIAN_TOO = (
    "secretary", "council", "inspector", "ministry", "clerk", "administrator", "reviewer", "jamoat", "registrar",
    "statistician", "integrity",
)  # fmt: skip
"""Between them they open every kind of page; in Tajik everybody does."""
NO_PAGE = {
    # not HTML, or an answer to a form only
    "guides:check_list_pdf", "healthz", "ping", "portal:to_language", "portal:to_demo", "to_language", "to_demo", "robots",
    "problems_desk:asked_paper", "problems_desk:advice_follow", "concerns_desk:photo", "concerns_desk:letter_pdf", "concerns_desk:blank_form", "concerns_desk:incoming",
    "concerns:photo", "accounts:begin_app", "accounts:remove_app", "accounts:recovery_codes", "accounts:sign_out",
    "accounts:new_passkey_options", "accounts:add_passkey", "accounts:remove_passkey", "accounts:passkey_options",
    "accounts:passkey_sign_in", "accounts:sign_out_elsewhere", "accounts:withdraw", "accounts:confirm_invitation", "accounts:try_as",
    "accounts:reset_password", "accounts:remove_second_steps", "concerns:noted",
    "commitments:office_csv", "commitments:place_csv", "commitments_desk:letter_pdf", "commitments_desk:photo",
    "commitments_desk:incoming", "problems_desk:plan_pdf", "problems_desk:plan_sheet", "problems_desk:summary",
    "problems_desk:summary_sheet", "problems_desk:stop_photo", "problems_desk:map_photo", "problems:sketch", "problems:story_photo", "problems_desk:step", "problems_desk:unlink",
    "problems_desk:worksheet", "problems_desk:worksheet_blank", "problems_desk:paper_photo", "problems_desk:walk_sheet",
    "problems_desk:route_move", "problems_desk:scorecard_sheet",
    "problems_desk:event_out", "problems:came_file", "problems_desk:came_file",
    "problems_desk:session_end", "problems_desk:session_sheet", "problems_desk:village_pdf", "problems_desk:quarter_pdf", "problems_desk:plan_begin", "problems_desk:plan_row_drop", "problems:agree",
    "crime:table_file", "crime:release_file", "crime:key_text", "crime_desk:receipt_pdf", "crime_desk:import_faults",
    "crime_desk:import_empty",
    "crime_desk:import_step", "crime_desk:picture_show", "crime_desk:response_file", "crime_desk:response_judge",
    "crime_desk:response_tell", "crime_desk:release_publish",
    "programmes:file", "programmes_desk:file", "programmes_desk:paper", "programmes_desk:show", "programmes_desk:send",
    "programmes_desk:approve", "programmes_desk:paper_out", "programmes_desk:selfcheck_begin", "programmes_desk:selfcheck_step",
}  # fmt: skip
BY_FORM = {
    # pages that stand behind a form: looked at in a test of their own, or in their own room's tests
    "concerns:what", "concerns:who", "concerns:mine", "concerns:reply", "concerns:confirm", "concerns:reopen",
    "concerns:consent", "concerns:opinion", "concerns:appeal", "concerns:unpublish", "concerns:withdraw", "concerns:me_too",
    "concerns_desk:receipt", "accounts:app", "accounts:step_up", "accounts:second_step", "bodies:add_area",
    "bodies:end_area", "bodies:checked", "bodies:remove", "bodies:empty_seat", "bodies:table_template",
    "places:table_template", "places:risk", "places:territory", "bodies:own", "bodies:seat", "concerns_desk:name",
    "countries:new_line", "countries:withdraw_line", "places:help_line",
    # crime: a square map that is shown, and a sample, need more records than this demo has
    "crime:hot_spot", "crime_desk:signal", "crime_desk:sample",
    # filing: looked at with its journey, in both languages
    "crime_desk:filings", "crime_desk:filing", "crime_desk:filing_name", "crime_desk:filing_step",
    "crime:file_what", "crime:file_who", "crime:file_noted", "crime:filed_mine", "crime:filed_reply", "crime:filed_name", "crime:filed_withdraw",
    "concerns_desk:ask_name", "concerns_desk:hide", "countries:checked", "countries:unknown", "countries:withdraw",
    # promises and problems have a sweep of their own rooms in their browser tests
    "commitments:office_sheet", "commitments:place_sheet", "commitments_desk:check", "commitments_desk:confirm",
    "commitments_desk:done", "commitments_desk:evidence", "commitments_desk:explain", "commitments_desk:full",
    "commitments_desk:letter", "commitments_desk:many", "commitments_desk:meeting", "commitments_desk:move",
    "commitments_desk:not_kept", "commitments_desk:one", "commitments_desk:reopen", "commitments_desk:withdraw",
    "problems:slip", "problems:story", "problems_desk:budget", "problems_desk:digest", "problems_desk:library", "problems_desk:quarter", "problems_desk:quarter_of", "problems_desk:issue",
    "problems_desk:map", "problems_desk:map_sketch", "problems_desk:map_sketch_read", "problems_desk:plan_adopt", "problems_desk:plan_row", "problems_desk:plan_row_new",
    "problems_desk:plan_row_told", "problems_desk:request", "problems_desk:requests", "problems_desk:row",
    "problems_desk:session", "problems_desk:session_new", "problems_desk:sheet", "problems_desk:stop",
    "problems_desk:papers", "problems_desk:paper_add", "problems_desk:paper_out", "problems_desk:route_new",
    "problems_desk:route", "problems_desk:walk_promise", "problems_desk:walk_concern", "problems_desk:scorecard_new",
    "problems_desk:scorecard", "problems_desk:scorecard_group", "problems_desk:scorecard_own",
    "problems_desk:scorecard_meeting", "problems:scorecard",
    "problems_desk:walk", "problems_desk:walk_new", "problems_desk:map_new", "problems_desk:issue_new",
    "problems_desk:changed", "problems_desk:new", "problems_desk:asked_answer", "problems_desk:advice", "problems_desk:advice_new", "problems_desk:advice_answer",
    "programmes_desk:send_back",
}  # fmt: skip
LOOKED_AT = {"tg": 2, "ru": 1}
"""Pages of one kind that are looked at for one persona; of one build, whoever opens them."""
visited: dict[str, set[str]] = {}
looked_at: Counter[tuple[str, str, frozenset[str]]] = Counter()
looked_into: set[str] = set()
"""The shapes of pages (their kinds of elements, without the words) that axe and the keyboard have been through: the
same shape with other words, for another persona, tells them nothing new."""


def look(person: Person, path: str, *, closely: bool) -> list[str]:
    """What is wrong with the page at an address; `closely` with axe and the keyboard too."""
    page = person.page
    page.set_viewport_size({"width": walk.NARROW, "height": 740})
    answer = page.goto(person.url + path)
    assert answer is not None
    wrong = [] if answer.status == 200 else [f"status {answer.status}"]
    return [f"{path}: {one}" for one in wrong + look_here(person, closely=closely)]


def look_here(person: Person, *, closely: bool) -> list[str]:
    """What is wrong with the page that is open."""
    page = person.page
    seen = walk.read(page)
    wrong = []
    if seen["lang"] != person.language:
        wrong.append(f"its language is {seen['lang']!r}")
    if seen["h1"] != 1 or seen["main"] != 1:
        wrong.append(f"{seen['h1']} headings of the first level, {seen['main']} main parts")
    wrong += [f"in English: {words}" for words in walk.untranslated(seen["words"])]
    wrong += walk.wide(page)
    if closely and seen["shape"] not in looked_into:
        looked_into.add(seen["shape"])
        wrong += axe_findings(page)
        wrong += walk.keyboard(page)
    return wrong


def sweep(person: Person, *, first: list[str], skip: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong with the pages that somebody can open. The same page with other words is looked at twice at most."""
    wrong, language = [], person.language
    person.page.add_init_script(axe_script())
    for name, pages in walk.pages_of(person, first=first, skip=skip | NO_PAGE).items():
        visited.setdefault(language, set()).add(name)
        for page in pages[: LOOKED_AT[language]]:
            seen = looked_at[language, name, page.build]
            if seen < LOOKED_AT[language]:
                looked_at[language, name, page.build] += 1
                wrong += look(person, page.path, closely=not seen and language == "tg")
    return wrong


def test_every_public_page(country: Country, somebody: Somebody, language: str) -> None:
    """No cookie for anybody, nothing serious, nothing in another language."""
    visitor = somebody(language)
    cookies: list[str] = []
    wires = visitor.page.context.new_cdp_session(visitor.page)
    wires.send("Network.enable")
    wires.on("Network.responseReceivedExtraInfo", lambda answer: cookies.extend(_cookies(answer["headers"])))
    first = [f"/{language}/place/{country.jamoat}/", f"/{language}/"]
    first += [f"/{language}/info/{number}/" for number in range(1, 9)]
    first += [f"/{language}/crime/", f"/{language}/crime/receipt/", f"/{language}/crime/where/"]
    first += [f"/{language}/crime/table/offences-class/", f"/{language}/programmes/"]
    wrong = look(visitor, f"/{language}/place/TJ-KT-danghara/", closely=False)  # people counted by others
    wrong += sweep(
        visitor, first=first, skip=frozenset({"accounts:demo", "accounts:sign_in", "accounts:invitation"})
    )
    assert not wrong, "\n".join(wrong)
    assert cookies == [] and visitor.page.context.cookies() == []
    visitor.go("account/sign-in/")
    assert cookies, "the sign-in page has a cookie: this test would have heard one"
    visitor.page.context.clear_cookies()


def _cookies(headers: dict[str, str]) -> list[str]:
    return [value for name, value in headers.items() if name.lower() == "set-cookie"]


def test_the_pages_of_signing_in_and_of_the_demo(country: Country, somebody: Somebody, language: str) -> None:
    """These carry a form's token, so they may set its cookie."""
    visitor = somebody(language)
    visitor.part = "somebody who signs in"
    wrong: list[str] = []
    for path in ("demo/", "account/sign-in/", "account/invitation/", "account/signed-out/"):
        wrong += look(visitor, f"/{language}/{path}", closely=True)
        visited.setdefault(language, set()).add(walk.name_of(f"/{language}/{path}"))
    assert not wrong, "\n".join(wrong)


def test_every_page_of_the_desk(country: Country, somebody: Somebody, part: str, language: str) -> None:
    person = somebody(language, part)
    own = {name for name, _values in walk.names() if name.startswith("accounts:")}
    public = {
        name
        for name, _values in walk.names()
        if name.startswith(("portal:", "concerns:", "crime:", "accounts:demo"))
    }
    skip = frozenset(public if part in ("inspector", "administrator") else public | own)
    wrong = sweep(person, first=[f"/{language}/desk/"], skip=skip)
    assert not wrong, "\n".join(wrong)


def test_first_load_of_home_place_and_the_three_screens_is_light(
    country: Country, somebody: Somebody, language: str
) -> None:
    """30 KB over the wire: page, style and script as the real server compresses them, with headers."""
    visitor = somebody(language)
    wire = Wire(visitor.page)
    weights: dict[str, int] = {}

    def weigh(name: str) -> None:
        visitor.page.wait_for_load_state("networkidle")
        assert any(".css" in url for _kind, url, _size in wire.parts), wire.parts
        weights[name] = wire.total
        wire.parts.clear()

    for name, path in {"home": "", "place": f"place/{country.jamoat}/", "where": "raise/"}.items():
        visitor.go(path)
        weigh(name)
    visitor.search(country.village[language])
    weigh("where, found")
    visitor.take_place()
    weigh("what")
    visitor.describe(country.topics["rubbish"], text="Партов. Мусор.")
    visitor.arrives("With your name or without?")
    weigh("who")
    assert {name: size for name, size in weights.items() if size > 30_000} == {}, weights


def test_the_three_screens_and_the_pages_behind_a_code(
    country: Country, somebody: Somebody, language: str
) -> None:
    """Pages that only forms lead to, looked at where they stand; errors too."""
    visitor = somebody(language)
    wrong: list[str] = []

    def stand(name: str) -> None:
        wrong.extend(f"{name}: {one}" for one in look_here(visitor, closely=True))
        visitor.page.set_viewport_size({"width": 360, "height": 740})

    visitor.go("raise/")
    visitor.search(country.village[language])
    stand("where, found")
    visitor.take_place()
    stand("what")
    visitor.press("Continue")
    visitor.page.locator("[role=alert]").wait_for()
    stand("what, with errors")
    visitor.describe(country.topics["rubbish"], text="Партов. Мусор.")
    visitor.arrives("With your name or without?")
    stand("who")
    visitor.choose("Without a name")
    visitor.press("Send")
    visitor.arrives("We have received it")
    receipt = visitor.receipt()
    stand("receipt")
    visitor.read(receipt)
    stand("mine")
    visitor.go("raise/")
    visitor.search("Ъъъъ")
    stand("where, nothing found")
    visitor.problems.clear()  # browsers call a form that is not right yet an error
    assert not wrong, "\n".join(wrong)


def test_when_all_have_been_through_no_page_was_left_out(country: Country, language: str) -> None:
    """Runs after the others of this module: every address is visited by somebody, or named above."""
    if len(visited.get(language, ())) < 30:
        pytest.skip("only meaningful after the whole module")
    left_out = {name for name, _values in walk.names()} - visited[language] - NO_PAGE - BY_FORM
    assert not left_out, "\n".join(sorted(left_out))
