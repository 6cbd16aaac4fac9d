"""P1 files a theft on the portal, the duty officer asks and registers it, P1 takes the signed receipt. On a phone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from hamkori.kernel import clock
from hamkori.rooms.crime.register.filing.kinds import kinds
from tests.journeys import sweeping
from tests.journeys.conftest import Country
from tests.journeys.person import Person
from tests.journeys.pictures import sheets
from tests.journeys.test_crime import _verify

pytestmark = pytest.mark.browser
LANGUAGES = pytest.mark.parametrize("language", ["tg", "ru"])
Somebody = Callable[..., Person]
WORDS = {
    "text": {
        "tg": "Шаб аз ҳавлӣ велосипеди сабз бурда шуд.",
        "ru": "Ночью со двора увезли зелёный велосипед.",
    },
    "question": {"tg": "Рақами чорчӯба чист?", "ru": "Какой номер на раме?"},
    "answer": {"tg": "Рақамаш 4512.", "ru": "Номер 4512."},
    "name": {"tg": "Чашмазода Нигора", "ru": "Чашмазода Нигора"},
    "beaten": {"tg": "Маро бо корд тарсонда телефонро гирифтанд.", "ru": "Угрожали и отняли телефон."},
}


@pytest.fixture
def wrong() -> list[str]:
    return []


def stand(person: Person, name: str, wrong: list[str]) -> None:
    """Look at the page that is open: language, width at 360, large letters, axe, keyboard."""
    wrong.extend(f"{name}: {one}" for one in sweeping.look_here(person, closely=person.language == "tg"))
    person.page.set_viewport_size({"width": 360, "height": 740})


def describe(person: Person, text: str) -> None:
    person.pick(kinds()["vehicle"].names[person.language])
    person.write("On which day?", (clock.today() - timedelta(days=1)).strftime("%d.%m.%Y"))
    person.write("Tell what happened", text)
    person.press("Continue")


def begin(country: Country, person: Person) -> None:
    """From the page that says where to go to the second screen."""
    person.page.set_viewport_size({"width": 360, "height": 740})
    person.go("crime/where/")
    person.follow("File a report here")
    person.search(country.village[person.language])
    person.press("Continue" if person.page.get_by_role("radio").count() else "Continue with this place")
    person.arrives("What happened?")


@LANGUAGES
def test_p1_files_the_duty_officer_registers_and_the_receipt_comes_back(
    country: Country, somebody: Somebody, wrong: list[str], tmp_path: Path, language: str
) -> None:
    """K08, K22: three screens without a cookie; one question; the journal; a receipt that anybody can check."""
    resident, duty = somebody(language), somebody(language, "duty")
    begin(country, resident)
    stand(resident, "what", wrong)
    describe(resident, WORDS["text"][language])
    resident.arrives("With your name or without?")
    stand(resident, "who", wrong)
    resident.choose("A statement, with my name")
    resident.write("Your name", WORDS["name"][language])
    resident.write("Your phone", "+992 00 000 00 77")
    resident.tick("Yes, the office that registers it may see my name and telephone")
    resident.press("Send")
    resident.arrives("We have received it")
    stand(resident, "received", wrong)
    assert sheets(resident.page) == 1, "the receipt is one sheet of paper (K30)"
    receipt = resident.receipt()

    duty.page.set_viewport_size({"width": 360, "height": 740})
    duty.go("desk/filings/")
    stand(duty, "filings", wrong)
    duty.page.get_by_role("link", name=receipt.number).click()
    duty.reads(WORDS["text"][language])
    assert WORDS["name"][language] not in duty.text
    stand(duty, "filing", wrong)
    duty.follow("Ask the resident")
    stand(duty, "ask", wrong)
    duty.write("Your question", WORDS["question"][language])
    duty.press("Send the question")
    duty.sees("Written down. The resident reads it with the code.")

    def read() -> None:
        resident.go("crime/filed/")
        resident.write("Number", receipt.number.lower())
        resident.write("Code", receipt.code)
        resident.press("Open")
        resident.page.locator("h1", has_text=receipt.number).wait_for()

    read()
    resident.reads(WORDS["question"][language])
    stand(resident, "mine, asked", wrong)
    resident.write("Your answer", WORDS["answer"][language])
    resident.press("Send")
    resident.sees("Your answer was sent.")

    duty.page.reload()
    duty.reads(WORDS["answer"][language])
    duty.follow("Open the name")
    duty.press("Show the name")
    duty.reads(WORDS["name"][language])
    stand(duty, "name", wrong)
    duty.follow("Back")
    duty.follow("Take it into the journal")
    duty.press("Register it")
    duty.sees("Written down. The resident reads it with the code.")
    assert WORDS["name"][language] not in duty.text and WORDS["text"][language] not in duty.text

    read()
    resident.sees("Registered in the journal. The signed receipt was made.")
    resident.sees("The duty officer looked at the name and the telephone.")
    stand(resident, "mine, in the journal", wrong)
    line = resident.page.locator("p.tiny span").first.inner_text().strip()
    assert resident.page.locator(".slip [role=img] svg").count() == 1
    key = resident.page.request.get(f"{country.house.url}/{language}/crime/receipt/key.txt").text().strip()
    assert _verify(line, key, tmp_path).returncode == 0
    resident.follow("What was decided?")
    resident.sees("The signature is genuine")
    resident.sees("The office decides: a case, no case and why, or another office.")
    resident.problems.clear()
    assert not wrong, "\n".join(wrong)


@LANGUAGES
def test_p1_with_words_of_violence_is_led_to_help_and_nothing_is_kept(
    country: Country, somebody: Somebody, language: str
) -> None:
    """K57: the same calm page as at every intake; the filings are as many as before."""
    count = "import json\nfrom hamkori.rooms.crime.models import Filing\nprint(json.dumps(Filing.objects.count()))"
    before = country.ask(count)
    resident = somebody(language)
    begin(country, resident)
    describe(resident, WORDS["beaten"][language])
    resident.sees("Who can help")
    assert "/info/" in resident.page.url and country.ask(count) == before
