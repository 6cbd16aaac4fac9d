"""P1 and P2 with the offices around them: raise, read, agree or open again; with and without scripts; on paper."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hamkori.kernel import clock
from tests.journeys.conftest import Country
from tests.journeys.person import Person
from tests.journeys.pictures import a_photo, sheets

pytestmark = pytest.mark.browser
LANGUAGES = pytest.mark.parametrize("language", ["tg", "ru"])
Somebody = Callable[..., Person]


def soon() -> date:
    return clock.today() + timedelta(days=9)


WORDS = {
    "rubbish": {
        "tg": "Назди бозорча се ҳафта боз партов ҷамъ шудааст.",
        "ru": "Возле рынка три недели лежит мусор.",
    },
    "answer": {"tg": "Партовро мебарем ва қуттӣ мегузорем.", "ru": "Вывезем мусор и поставим бак."},
    "done": {"tg": "Партовро бурдем, қуттӣ гузоштем.", "ru": "Мусор вывезли, бак поставили."},
    "benches": {"tg": "Дар боғча нишастгоҳҳоро шикастанд.", "ru": "В сквере сломали скамейки."},
    "mended": {"tg": "Нишастгоҳҳо аз нав сохта шуданд.", "ru": "Скамейки починили."},
    "not_all": {"tg": "Ду нишастгоҳ ҳанӯз шикастааст.", "ru": "Две скамейки ещё сломаны."},
    "dogs": {"tg": "Дар роҳи мактаб сагҳои бесоҳиб мегарданд.", "ru": "На дороге в школу бродят собаки."},
}


@LANGUAGES
def test_p1_raises_p8_answers_with_a_date_and_p1_agrees(
    country: Country, somebody: Somebody, language: str
) -> None:
    """P1 and P8 on the screen: the jamoat names a day, says what was done; the resident alone closes it (K22)."""
    resident, jamoat = somebody(language), somebody(language, "jamoat")
    receipt = resident.raise_(
        country.topics["rubbish"], place=country.village[language], text=WORDS["rubbish"][language]
    )
    assert sheets(resident.page) == 1, "the receipt is one sheet of paper (K30)"

    jamoat.open_concern(receipt.number)
    jamoat.follow("Take it up")
    jamoat.press("Take it up")
    jamoat.sees("You have taken it up. The resident can see that the office has opened it.")
    jamoat.follow("Answer")
    jamoat.write("Your answer", WORDS["answer"][language])
    jamoat.write("By when something will be done", f"{soon():%d.%m.%Y}")
    jamoat.press("Send the answer")
    jamoat.sees("The answer is with the resident now.")

    resident.read(receipt)
    resident.reads(WORDS["answer"][language])
    assert str(soon().day) in resident.text and str(soon().year) in resident.text

    jamoat.follow("Say what came of it")
    jamoat.choose("Solved")
    jamoat.write("What was done, or why not", WORDS["done"][language])
    jamoat.press("Give it to the resident to check")
    jamoat.sees("The resident checks it now. It is closed when the resident agrees.")

    resident.read(receipt)
    resident.reads(WORDS["done"][language])
    resident.press("Yes, it is solved")
    resident.sees("Two questions")
    resident.pick(resident.say("Yes"))
    resident.press("Send")
    resident.sees("Solved")


@LANGUAGES
def test_p1_without_scripts_p5_answers_with_a_ready_text_and_p1_opens_it_again(
    country: Country, somebody: Somebody, language: str
) -> None:
    """P5 from today's list: a ready text, a day, a photo of what was done; P1, JavaScript off, does not agree."""
    resident = somebody(language, javascript=False)
    receipt = resident.raise_(
        country.topics["hooliganism"], place=country.village[language], text=WORDS["benches"][language]
    )
    inspector = somebody(language, "inspector")
    inspector.today()
    inspector.sees("Late")
    assert inspector.page.locator("main .task").count() > 3, "today's list tells what waits"
    inspector.open_concern(receipt.number)
    inspector.reads(WORDS["benches"][language])
    inspector.follow("Take it up")
    inspector.press("Take it up")
    inspector.follow("Answer")
    ready = next(iter(country.ready.values()))[language]
    inspector.write("By when something will be done", f"{soon():%d.%m.%Y}")
    inspector.pick(ready)
    inspector.press("Put it into the answer")
    inspector.page.wait_for_load_state()
    answer = inspector.box("Your answer").input_value()
    assert len(answer) > 40 and "{" not in answer
    inspector.write("Your answer", answer.replace("……", f"{soon():%d.%m.%Y}"))
    inspector.press("Send the answer")
    inspector.sees("The answer is with the resident now.")
    inspector.follow("Say what came of it")
    inspector.choose("Solved")
    inspector.write("What was done, or why not", WORDS["mended"][language])
    inspector.add("Photos of what was done", "benches.jpg", "image/jpeg", a_photo())
    inspector.press("Give it to the resident to check")
    inspector.sees("The resident checks it now. It is closed when the resident agrees.")

    resident.read(receipt)
    resident.reads(WORDS["mended"][language])
    photo = resident.page.get_by_role("link", name=resident.say("Photo %(number)s", number=1)).first
    picture = resident.page.context.request.get(resident.url + str(photo.get_attribute("href")))
    assert picture.status == 200 and picture.headers["content-type"] == "image/jpeg"
    resident.write("What is still not right?", WORDS["not_all"][language])
    resident.press("No, open it again")
    resident.sees("Being worked on")
    inspector.open_concern(receipt.number)
    inspector.reads(WORDS["not_all"][language])


@LANGUAGES
def test_p1_on_paper_the_clerk_types_and_the_resident_reads_by_the_code(
    country: Country, somebody: Somebody, language: str
) -> None:
    """A sheet and a strip reach the office through the jamoat's clerk, who cannot open what was typed (K01)."""
    clerk, secretary = somebody(language, "clerk"), somebody(language, "secretary")
    clerk.today()
    clerk.follow("Enter for somebody")
    clerk.arrives("Type in a paper form")
    clerk.select("Which place", country.village[language])
    clerk.select("About what", country.topics["stray_dogs"]["name"][language])
    clerk.write("In the person's own words", WORDS["dogs"][language])
    clerk.press("Save and show the receipt")
    clerk.arrives("Receipt")
    receipt = clerk.receipt()
    assert sheets(clerk.page) == 1
    clerk.today()
    clerk.go("desk/enter/receipt/")
    assert receipt.code not in clerk.page.content(), "the code is shown once"
    answer = clerk.page.context.request.get(f"{clerk.url}/{language}/desk/concerns/{receipt.number}/")
    assert answer.status == 404

    secretary.today()
    secretary.follow("Enter for somebody")
    secretary.select("Which place", country.village[language])
    secretary.select("About what", country.topics["rubbish"]["name"][language])
    secretary.write("In the person's own words", WORDS["rubbish"][language])
    secretary.press("Save and show the receipt")
    strip = secretary.page.locator(".slip .ref").nth(1).inner_text()
    clerk.today()
    clerk.follow("Type a paper strip")
    clerk.write("Number on the strip", strip)
    clerk.write("Name on the strip", {"tg": "Сокини намоишӣ", "ru": "Демо-житель"}[language])
    clerk.write("Telephone on the strip", "+992 00 000 00 77")
    clerk.press("Save")
    clerk.sees("The contact is with the concern now. Destroy the paper strip.")

    resident = somebody(language)
    resident.read(receipt)
    resident.sees("Received")
    resident.reads(WORDS["dogs"][language])


STATE = """
import json
from django.apps import apps
still = {"schedule", "audit"}
print(json.dumps({m._meta.label: m._default_manager.count() for m in apps.get_models()
                  if m._meta.managed and m._meta.app_label not in still}))
"""
KEPT = """async () => ({local: localStorage.length, session: sessionStorage.length,
    caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length})"""


def files(folder: Path) -> dict[str, str]:
    """The files of residents and letters, by content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("hamkori.sqlite") and ".sqlite" not in path.name
    }


@LANGUAGES
def test_p2_ends_on_the_calm_page_and_nothing_is_stored_anywhere(
    country: Country, somebody: Somebody, language: str
) -> None:
    """K57: no row, no file, no cookie, nothing in the browser; the title in its history says nothing."""
    words = {"tg": "нозир аз ман пул талаб кард", "ru": "инспектор просил у меня денег"}[language]
    before: Any = None
    man = somebody(language)
    for _look in range(5):  # the worker may still be finishing what the fill left to it
        before, earlier = (country.ask(STATE), files(country.house.data)), before
        if before == earlier:
            break
    man.begin(country.topics["rubbish"], place=country.village[language], text=words, photo=a_photo())
    man.page.wait_for_url("**/info/**")
    man.sees("Leave quickly")
    title = man.page.title()
    assert title == man.say("Information")
    assert man.page.locator("main a[href^='tel:']").count() >= 1
    assert words not in man.page.content()
    assert man.page.evaluate(KEPT) == dict.fromkeys(("local", "session", "caches", "databases", "workers"), 0)
    assert man.page.context.cookies() == []
    assert (country.ask(STATE), files(country.house.data)) == before
    data = [path for path in country.house.folder.rglob("*") if path.is_file()]
    assert [path for path in data if words.encode() in path.read_bytes()] == []


@LANGUAGES
def test_the_menu_keeps_one_line_on_a_phone(somebody: Somebody, language: str) -> None:
    resident = somebody(language)
    resident.go("raise/")
    tops = resident.page.evaluate(
        "[...document.querySelectorAll('.top nav a')].map(link => link.getBoundingClientRect().top)"
    )
    assert len(tops) == 5 and len(set(tops)) == 1
