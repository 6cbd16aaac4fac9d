"""Filing by HTTP: three screens, screens before harm, the page behind the code, the duty officer's desk."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role, holder
from hamkori.rooms.concerns import queries as concerns
from hamkori.rooms.crime.models import Filing, FilingIdentity, Report
from hamkori.rooms.crime.register import receipts
from hamkori.rooms.crime.register.filing import screens
from hamkori.rooms.crime.register.filing.actions import handling, holding
from hamkori.rooms.crime.register.filing.kinds import kinds
from tests.rooms.concerns.builders import row_counts, staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.concerns.resident.people import hidden, text_of
from tests.rooms.crime.filing.conftest import NOW
from tests.rooms.crime.filing.people import NAME, PHONE, TEXT, Resident, filed
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db
LIMIT = 30 * 1024
DANGEROUS = {
    "danger_now": "Прямо сейчас бьют человека",
    "violence_at_home": "My husband beats me every week",
    "child_in_danger": "The teacher beats the children",
    "early_marriage": "It is a forced marriage next month",
    "trafficking": "They took my passport and I cannot leave",
    "suicide": "I want to die",
    "asked_to_pay": "The clerk asked me for money",
    "police_conduct": "The officer insulted me",
    "quarrel": "муж и жена ссорятся",
}


def at(name: str, *args: object) -> str:
    return reverse(f"crime_desk:{name}", args=args)


def expect_calm(resident: Resident, screen: str) -> None:
    number = [one.code for one in concerns.screens()].index(screen) + 1
    assert resident.answer.status_code == 303
    assert resident.answer["Location"] == f"/en/info/{number}/"
    assert resident.answer.content == b""


def code_in(page: str) -> str:
    return "".join(re.findall(r"<span>(\d{4})</span>", page))


# --- three screens


def test_three_screens_make_a_filing_and_the_answer_is_number_code_and_days(resident: Resident) -> None:
    resident.at_what()
    assert "What happened?" in resident.words and "Theft" in resident.words
    resident.say()
    assert "It goes to: Office district police" in resident.words
    assert "the place, the days and the decision; never your words or your name" in resident.words
    resident.send()
    one = Filing.objects.select_related("identity").get()
    assert resident.answer.status_code == 200 and one.shown_number in resident.page
    assert len(code_in(resident.page)) == 16
    assert "By 12 March" in resident.words and "signed receipt" in resident.words
    assert (one.text, one.landmark, one.named, one.damage) == (TEXT, "Mill lane", "statement", 1500)
    assert (one.identity.name, one.identity.phone, one.identity.office) == (NAME, PHONE, one.office)
    assert one.filed_on == clock.today() and one.office == resident.town.office
    assert not Report.objects.exists()


def test_a_notice_keeps_nothing_about_the_person(resident: Resident) -> None:
    """K08: what stands in fields that do not count is not kept."""
    resident.at_what().say().send(named="notice")
    assert "This is a notice without a name." in resident.words
    assert Filing.objects.get().named == "notice" and not FilingIdentity.objects.exists()


def test_pressed_twice_it_is_one_filing_with_the_same_code(resident: Resident) -> None:
    resident.at_what().say()
    state = resident.state
    first = code_in(resident.send(state=state).page)
    again = code_in(resident.send(state=state).page)
    assert first == again and "You pressed twice" in resident.words and Filing.objects.count() == 1


def test_every_page_is_light_and_sets_no_cookie(resident: Resident) -> None:
    steps: list[Callable[[], Any]] = [
        lambda: resident.get("file/"), resident.at_what, resident.say, resident.send, lambda: resident.get("filed/"),
    ]  # fmt: skip
    for step in steps:
        step()
        assert len(resident.answer.content) < LIMIT and 'style="' not in resident.page
        assert "csrf" not in resident.page


def test_a_place_whose_office_has_no_duty_officer_takes_nothing(resident: Resident) -> None:
    """It would lie unread: the page says where to go, before anything is written."""
    before = row_counts()
    resident.at_what(resident.town.land.careful_jamoat.code)
    assert resident.answer.status_code == 422 and "Any police office has to register" in resident.words
    assert row_counts() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": ""}, "Choose what happened."),
        ({"kind": "murder"}, "Please choose one."),
        ({"text": "  "}, "Tell us in a few words what happened."),
        ({"text": "x" * 4001}, "The text is too long."),
        ({"happened_from": ""}, "Please fill in this field."),
        ({"happened_from": "31.02.2026"}, "Write the date like this"),
        ({"happened_from": "01.01.2030"}, "This day has not come yet."),
        ({"happened_from": "01.01.1990"}, "This date is too early."),
        ({"happened_from": "10.03.2026", "happened_until": "09.03.2026"}, "cannot come before the first"),
        ({"damage": "-5"}, "This number is too small."),
        ({"damage": "much"}, "Please write a number"),
        ({"text": "Bearded extremist men took it"}, "not what people believe, wear or come from"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    resident: Resident, changes: dict[str, str], sentence: str
) -> None:
    """K18: words that label people have to go before anything is stored."""
    before = row_counts()
    resident.at_what().say(**changes)
    assert resident.answer.status_code == 422 and sentence in resident.words
    assert "Mill lane" in resident.page and row_counts() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"named": ""}, "Choose one: with a name or without."),
        ({"name": ""}, "A statement needs your name."),
        ({"phone": ""}, "Write a telephone number, or how you can be reached."),
        ({"phone": "12"}, "Check the phone number."),
        ({"show_name": ""}, "The office that registers a statement sees the name."),
    ],
)
def test_a_statement_without_name_contact_or_tick_is_not_sent(
    resident: Resident, changes: dict[str, str], sentence: str
) -> None:
    resident.at_what().say().send(**changes)
    assert resident.answer.status_code == 422 and sentence in resident.words and not Filing.objects.exists()


def test_going_back_loses_nothing(resident: Resident) -> None:
    resident.at_what().say()
    resident.post("file/what/", screen="who", state=resident.state, named="statement", name=NAME)
    assert TEXT in resident.page
    resident.post("file/", screen="what", state=resident.state, kind="theft", text=TEXT + " Green.")
    place = resident.town.land.mahalla.code
    resident.post("file/what/", screen="where", state=resident.state, place=place)
    assert TEXT + " Green." in resident.page
    resident.say()
    assert NAME in resident.page


def test_a_cut_field_is_said_plainly_and_the_words_stay(resident: Resident) -> None:
    resident.at_what().say(state="cut")
    assert (
        resident.answer.status_code == 409 and TEXT in resident.page and "Nothing was sent" in resident.words
    )
    place = resident.town.land.mahalla.code
    resident.post("file/what/", screen="what", state=resident.state, place=place, kind="theft", text=TEXT)
    resident.say().send()
    assert Filing.objects.get().text == TEXT


def test_an_old_page_that_was_sent_shows_the_number_never_the_code(resident: Resident) -> None:
    resident.at_what().say()
    state = resident.state
    resident.send(state=state)
    code = code_in(resident.page)
    with clock.travel(NOW + timedelta(days=5)):
        resident.send(state=state)
    assert resident.answer.status_code == 409 and Filing.objects.get().shown_number in resident.page
    assert code[:4] + " " + code[4:8] not in resident.words and Filing.objects.count() == 1


def test_the_resident_is_told_of_names_in_the_text(resident: Resident) -> None:
    """K34: the publishing guard finds them; the text is never public, and what is not needed can go."""
    resident.at_what().say(text="Sharipov Karimjon, phone 900 12 34 56, took the bicycle.")
    assert "seems to hold a name or a number" in resident.words
    resident.at_what().say()
    assert "seems to hold a name or a number" not in resident.words


# --- screens before harm


@pytest.mark.parametrize("screen", DANGEROUS)
def test_k57_words_for_a_calm_page_are_stored_nowhere(
    resident: Resident, screen: str, caplog: pytest.LogCaptureFixture
) -> None:
    """K57: violence, children, early marriage, trafficking, self-harm, quarrels at home, complaints, "asked to pay"."""
    resident.at_what()
    before = row_counts()
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    state = resident.state
    for field in ("text", "landmark"):
        resident.say(state=state, **{field: DANGEROUS[screen]})
        expect_calm(resident, screen)
    assert row_counts() == before and DANGEROUS[screen] not in caplog.text


def test_violence_between_strangers_is_refused_as_well(resident: Resident) -> None:
    """Until the sealed routes exist nothing of it is kept."""
    state = resident.at_what().state
    before = row_counts()
    for words in (
        "He threatened me and took the bag",
        "My son was beaten up at the market and his telephone is gone",
        "Брата избили и забрали телефон",
        "Телефон отняли силой",
        "Мошинро бо зӯрӣ гирифтанд",
        "Маро бо корд тарсонданд",
    ):
        resident.say(state=state, text=words)
        expect_calm(resident, "danger_now")
    assert row_counts() == before


def test_everyday_property_matters_pass(town: Town) -> None:
    for words in (
        "The lock of the stable was broken and two sheep are gone",
        "Украли велосипед из подъезда, замок срезан",
        "Ночью разбили окно магазина и вынесли товар",
        "Позвонили из банка, попросили код, деньги с карты ушли",
        "Аз ҳавлӣ ду гӯсфанд гум шуд, дарро кушода буданд",
        "Мошинам дар назди бозор буд, чархашро гирифтанд",
    ):
        screens.refuse(words)


def test_choices_that_belong_on_a_calm_page_lead_there(resident: Resident) -> None:
    """K07, K39: with everyday words too."""
    state = resident.at_what().state
    before = row_counts()
    for code in (code for code, one in kinds().items() if one.screen):
        resident.say(state=state, kind=code, text="")
        expect_calm(resident, kinds()[code].screen)
    assert row_counts() == before


def test_words_count_on_every_way_through_the_screens(resident: Resident) -> None:
    """Back buttons, cut fields, the note about calling, the answer to a question: nothing is kept."""
    resident.at_what()
    state = resident.state
    for path, values in {
        "file/": {"state": state, "screen": "what", "text": DANGEROUS["suicide"]},
        "file/what/": {"state": "cut", "screen": "what", "text": DANGEROUS["suicide"]},
        "file/who/": {"state": state, "screen": "who", "contact_note": "when my husband beats me"},
    }.items():
        before = row_counts()
        resident.post(path, **values)
        assert resident.answer.status_code == 303 and row_counts() == before, path
    one = filed(resident.town, key="k").filing
    handling.ask(actor=resident.town.duty, filing=one, text="Who could have seen it?")
    resident.open(one.number, code_for("k"))
    before = row_counts()
    resident.step("reply", text=DANGEROUS["violence_at_home"])
    expect_calm(resident, "violence_at_home")
    assert row_counts() == before


def code_for(key: str) -> str:
    from hamkori.ground.receipts.actions import code_of

    return code_of(key)


def test_the_statistics_profile_files_and_has_the_calm_pages(resident: Resident, settings: Any) -> None:
    """K57, K58: without the rooms of communities; a page that offers to go on there does not."""
    settings.ROOT_URLCONF = "tests.rooms.crime.filing.statistics_addresses"
    assert 'href="/en/crime/file/"' in resident.get("where/").page
    assert resident.client.get("/en/raise/").status_code == 404
    state = resident.at_what().state
    for screen in ("suicide", "quarrel"):
        resident.say(state=state, text=DANGEROUS[screen])
        expect_calm(resident, screen)
        page = resident.client.get(resident.answer["Location"])
        assert page.status_code == 200 and "Who can help" in page.content.decode()
        assert "<form" not in page.content.decode()
    resident.say(state=state).send()
    assert Filing.objects.count() == 1
    assert resident.client.get("/en/info/").status_code == 200


# --- canary


def everything_in_the_database() -> bytes:
    """Every column of every table, as the database holds it."""
    found = bytearray()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    found += bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return bytes(found)


def test_words_and_name_stand_nowhere_in_plain(resident: Resident) -> None:
    """K08, K58: not in a table, an entry or a session; nor the hour. After registering as before."""
    resident.at_what().say().send()
    code = code_in(resident.page)
    one = Filing.objects.get()
    handling.ask(actor=resident.town.duty, filing=one, text="Canaryquestion: which colour?")
    resident.open(one.number, code).step("reply", text="Canaryanswer: green.")
    handling.take(actor=resident.town.duty, filing=one, area=resident.town.area)
    kept = everything_in_the_database()
    assert one.number.encode() in kept
    for word in ("bicycle", "Mill lane", NAME, "Zarnigor", PHONE, "Canaryquestion", "Canaryanswer", code):
        assert word.encode() not in kept, word


def test_k08_a_filing_has_days_only() -> None:
    columns = [field for model in (Filing, FilingIdentity) for field in model._meta.get_fields()]
    assert not [one.name for one in columns if type(one).__name__ in ("DateTimeField", "TimeField")]


# --- behind the code


def test_the_resident_reads_each_step_and_takes_the_signed_receipt(resident: Resident) -> None:
    town = resident.town
    one = filed(town, key="k").filing
    code = code_for("k")
    handling.ask(actor=town.duty, filing=one, text="Which colour was it?")
    resident.open(one.shown_number.lower(), code)
    assert "Which colour was it?" in resident.words and "Waits at the office" not in resident.words
    resident.step("reply", text="Green.")
    assert "Your answer was sent." in resident.words
    handling.see_name(actor=town.duty, filing=one)
    report = handling.take(actor=town.duty, filing=one, area=town.area)
    resident.open(one.number, code)
    assert "The duty officer looked at the name" in resident.words and "<svg" in resident.page
    line = re.search(r"HK1\.[\w.-]+", resident.words)
    assert line is not None
    found = receipts.check(line[0], receipts.read_key(receipts.public_key()))
    assert found.receipt is not None and found.receipt.number == report.number
    resident.step("withdraw", sure="on")
    assert "were deleted" in resident.words and "<svg" in resident.page  # the receipt stays
    one.refresh_from_db()
    assert (one.state, one.text) == ("taken", "")


def test_refused_and_passed_on_are_told_with_their_reason(resident: Resident) -> None:
    one, two = filed(resident.town, key="one").filing, filed(resident.town, key="two").filing
    handling.pass_on(actor=resident.town.duty, filing=one, to=resident.town.other, reason="other_place")
    words = resident.open(one.number, code_for("one")).words
    assert "passed on: The other office" in words and "May this office? The other office" in words
    resident.step("name", office=resident.town.other.uid, answer="yes")
    assert "may see your name now: The other office" in resident.words
    handling.refuse(
        actor=resident.town.duty, filing=two, reason="other_body", text="Please go to the notary."
    )
    words = resident.open(two.number, code_for("two")).words
    assert "By law another body deals with it" in words and "Please go to the notary." in words
    assert "any police office has to register your report" in words


def test_a_yes_that_was_asked_for_one_office_is_not_said_to_another(resident: Resident) -> None:
    """The page stood open while the filing was passed on."""
    one = filed(resident.town, key="k").filing
    holding.decide_name(actor=holder(one.pk), filing=one, allow=False)
    resident.open(one.number, code_for("k"))
    handling.pass_on(actor=resident.town.duty, filing=one, to=resident.town.other, reason="other_place")
    resident.step("name", office=resident.town.office.uid, answer="yes")
    assert resident.answer.status_code == 409 and FilingIdentity.objects.get().office is None


def test_number_and_code_open_one_filing_and_no_concern(resident: Resident) -> None:
    """A code of one room is none in the other; a ticket too."""
    one = filed(resident.town, key="k").filing
    assert resident.open(one.number, "0" * 16).answer.status_code == 422
    resident.answer = resident.client.post("/en/mine/", {"reference": one.number, "code": code_for("k")})
    assert resident.answer.status_code == 422
    ticket = hidden(resident.open(one.number, code_for("k")).page, "ticket")
    assert resident.client.post("/en/mine/withdraw/", {"ticket": ticket, "sure": "on"}).status_code == 409
    assert resident.post("filed/mine/withdraw/", ticket="cut", sure="on").answer.status_code == 409
    with clock.travel(NOW + timedelta(days=1)):
        assert resident.post("filed/mine/withdraw/", ticket=ticket, sure="on").answer.status_code == 409
    one.refresh_from_db()
    assert one.state == "waiting"


# --- the desk

DESK = ("filings", "filing", "filing_name", "filing_step")


def _people(town: Town) -> dict[str, Actor]:
    return {
        "duty": town.duty,
        "other_duty": town.other_duty,
        "registrar": town.registrar,
        "commander": staff(Role.COMMANDER, town.office),
        "head": staff(Role.HEAD, town.office),
        "statistician": town.statistician,
        "integrity": town.integrity,
        "administrator": staff(Role.ADMINISTRATOR),
        "secretary": staff(Role.SECRETARY, town.land.office("team")),
        "head_of_the_jamoat": staff(Role.HEAD, town.land.office("jamoat")),
    }


def test_only_the_duty_officer_reads_and_those_above_see_numbers(town: Town) -> None:
    one = filed(town).filing
    for who, actor in _people(town).items():
        browser = browser_of(actor)
        for name in DESK:
            args = {"filings": (), "filing_step": (one.number, "refuse")}.get(name, (one.number,))
            wanted = 200 if who == "duty" or (who == "other_duty" and name == "filings") else 404
            assert browser.get(at(name, *args)).status_code == wanted, (who, name)
        page = browser.get(at("filings_counts"))
        counts = who in ("commander", "head", "statistician", "integrity")
        assert page.status_code == (200 if counts else 404), who
        assert TEXT not in page.content.decode() and one.number not in page.content.decode()
    assert one.shown_number not in browser_of(town.other_duty).get(at("filings")).content.decode()


def test_a_day_of_the_duty_officer(town: Town) -> None:
    one = filed(town).filing
    duty = browser_of(town.duty)
    assert "Wait for the journal: 1, late: 0" in text_of(duty.get("/en/desk/").content.decode())
    page = duty.get(at("filing", one.number)).content.decode()
    assert TEXT in page and NAME not in page and PHONE not in page
    assert NAME not in duty.get(at("filing_name", one.number)).content.decode()
    assert NAME in duty.post(at("filing_name", one.number)).content.decode()
    step = at("filing_step", one.number, "take")
    form = duty.get(step).content.decode()
    assert f'value="{town.area.code}" selected' in form  # the register's place that fits the filing's
    sent = {"once": hidden(form, "once"), "area": town.area.code, "journal_number": ""}
    first, again = duty.post(step, sent), duty.post(step, sent)
    report = Report.objects.get()
    assert first["Location"] == again["Location"] == at("report", report.number)
    words = text_of(duty.get(at("filing", one.number)).content.decode())
    assert "In the journal" in words and report.journal_number in words
    assert "Open the name" in words and Entry.objects.filter(action="filing.name_seen").count() == 1


def test_without_the_second_step_the_name_is_not_shown(town: Town) -> None:
    one = filed(town).filing
    answer = browser_of(staff(Role.DUTY, town.office, second_factor=False)).post(
        at("filing_name", one.number)
    )
    assert answer.status_code == 302 and NAME not in answer.content.decode()


def test_steps_of_the_desk_and_their_mistakes(town: Town) -> None:
    one = filed(town).filing
    duty = browser_of(town.duty)
    for verb, wrong, right in (
        ("ask", {"text": ""}, {"text": "Which colour was it?"}),
        ("pass_on", {"to": town.office.uid, "reason": "other_place"}, None),
        (
            "refuse",
            {"reason": "known", "text": "No."},
            {"reason": "known", "text": "It has the number 2026/15."},
        ),
    ):
        step = at("filing_step", one.number, verb)
        once = hidden(duty.get(step).content.decode(), "once")
        assert duty.post(step, {"once": once, **wrong}).status_code == 422, verb
        if right is not None:
            assert duty.post(step, {"once": once, **right})["Location"] == at("filing", one.number), verb
    assert duty.get(at("filing_step", one.number, "delete")).status_code == 404
    answer = duty.post(at("filing_step", one.number, "ask"), {"once": "x" * 32, "text": "Once more?"})
    assert answer.status_code == 409
    one.refresh_from_db()
    assert one.state == "refused"


def test_those_above_see_waiting_filings_on_their_work_page(town: Town) -> None:
    one = filed(town).filing
    with clock.travel(one.due_on + timedelta(days=2)):
        for actor in (staff(Role.COMMANDER, town.office), town.integrity):
            words = text_of(browser_of(actor).get("/en/desk/").content.decode())
            assert "Wait for the journal: 1, late: 1" in words
        counts = text_of(browser_of(town.integrity).get(at("filings_counts")).content.decode())
        assert "Office district police" in counts
