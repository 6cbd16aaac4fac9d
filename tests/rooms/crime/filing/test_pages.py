"""Filing by HTTP: three screens, screens before harm, and what stands in the database afterwards."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from hamkori.ground.receipts.actions import code_of
from hamkori.kernel import clock
from hamkori.rooms.concerns import queries as concerns
from hamkori.rooms.crime.models import Filing, FilingIdentity, Report
from hamkori.rooms.crime.register.filing import screens
from hamkori.rooms.crime.register.filing.actions import handling
from hamkori.rooms.crime.register.filing.kinds import kinds
from tests.rooms.concerns.builders import row_counts
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


@pytest.mark.parametrize("how", ["button", "opened"])
def test_k57_on_a_shared_phone_going_back_shows_no_code_once_it_is_written_down(
    resident: Resident, how: str
) -> None:
    resident.at_what().say()
    state = resident.state
    code = code_in(resident.send(state=state).page)
    number = Filing.objects.get().shown_number
    if how == "button":
        resident.post("file/noted/", state=resident.state)
        assert resident.answer.status_code == 302
    else:
        resident.post("filed/mine/", reference=number, code=code)
        assert resident.answer.status_code == 200
    resident.send(state=state)
    assert resident.answer.status_code == 409 and number in resident.words
    assert code_in(resident.page) == "" and Filing.objects.count() == 1
    resident.post("filed/mine/", reference=number, code=code)
    assert resident.answer.status_code == 200, "the code goes on working"


def test_a_foreign_field_notes_nothing(resident: Resident) -> None:
    resident.at_what().say()
    state = resident.state
    code = code_in(resident.send(state=state).page)
    resident.post("file/noted/", state=state)
    assert code_in(resident.send(state=state).page) == code


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
    resident.open(one.number, code_of("k"))
    before = row_counts()
    resident.step("reply", text=DANGEROUS["violence_at_home"])
    expect_calm(resident, "violence_at_home")
    assert row_counts() == before


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
