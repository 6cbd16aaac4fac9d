"""Teams, overseers, reviewers, councils and administrators at their work, each in their own language."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from hamkori.kernel import clock
from tests.journeys.conftest import Country
from tests.journeys.person import Person, Receipt
from tests.journeys.pictures import a_photo

pytestmark = pytest.mark.browser
LANGUAGES = pytest.mark.parametrize("language", ["tg", "ru"])
Somebody = Callable[..., Person]

HEARD = {
    "tg": ["Дар назди мактаб партов мехобад.", "Шабона мусиқии баланд мемонанд."],
    "ru": ["Возле школы лежит мусор.", "По ночам громко играет музыка."],
}
WATER = {
    "water": {"tg": "Аз ҷӯмак се рӯз боз об намеояд.", "ru": "Из крана третий день нет воды."},
    "answer": {"tg": "Насосро иваз мекунем.", "ru": "Заменим насос."},
    "done": {"tg": "Насос нав шуд, об меояд.", "ru": "Насос новый, вода идёт."},
}


def day(ago: int) -> str:
    return f"{clock.today() - timedelta(days=ago):%d.%m.%Y}"


@LANGUAGES
def test_p3_enters_what_was_heard_in_a_hall_with_the_keyboard_alone(
    country: Country, somebody: Somebody, language: str
) -> None:
    """P3: several in a row; no field for a name or a number (K01); each time the code for the person appears."""
    teacher = somebody(language, "secretary")
    teacher.today()
    teacher.follow("Enter for somebody")
    teacher.arrives("Enter what was said in the hall")
    inputs = teacher.page.locator("main input:not([type=hidden]):not([type=checkbox]):not([type=radio])")
    names = inputs.evaluate_all("all => all.map(one => one.name)")
    assert set(names) <= {"landmark", "raised_on", "where"}, names
    slips: list[Receipt] = []
    for number, topic in enumerate(("rubbish", "noise")):
        if number == 0:
            teacher.tab_to(teacher.page.locator("select[name=place]"))
            teacher.down_to(country.village[language])
        teacher.tab_to(teacher.page.locator("select[name=topic]"))
        teacher.down_to(country.topics[topic]["name"][language])
        teacher.tab_to(teacher.page.locator("textarea[name=text]"))
        teacher.page.keyboard.type(HEARD[language][number])
        teacher.tab_to(teacher.page.locator("button[name=next]"))
        teacher.page.keyboard.press("Enter")
        teacher.sees("Saved just now: hand this over")
        slips.append(teacher.receipt())
        assert teacher.page.locator("textarea[name=text]").input_value() == ""
        assert teacher.page.locator("select[name=place]").input_value() != "", "the place stays for the next"
    assert len({slip.number for slip in slips}) == len({slip.code for slip in slips}) == 2
    for slip, topic in zip(slips, ("rubbish", "noise"), strict=True):
        person = somebody(language)
        person.read(slip)
        person.reads(country.topics[topic]["name"][language])


@LANGUAGES
def test_once_round_on_stamped_paper_without_any_official_signing_in(
    country: Country, somebody: Somebody, language: str
) -> None:
    """K55: raised; a numbered letter; its answer and "done" come back on paper; the resident closes it by code."""
    resident, secretary = somebody(language), somebody(language, "secretary")
    receipt = resident.raise_(
        country.topics["drinking_water"], place=country.village[language], text=WATER["water"][language]
    )
    secretary.open_concern(receipt.number)
    assert WATER["water"][language] not in secretary.text, "a team reads no words of residents (K01)"
    secretary.follow("Letter to the office")
    secretary.press("Make a numbered letter")
    link = secretary.page.locator(f"main a[href$='/{language}.pdf']").first
    with secretary.page.expect_download() as waiting:
        link.click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    secretary.write("Incoming number of the office", "118")
    secretary.write("Day it came in", day(0))
    secretary.press("Save the incoming number")
    secretary.sees("The incoming number is written down.")

    secretary.open_concern(receipt.number)
    secretary.follow("Type in a paper answer")
    _stamped(secretary, number="41/7", label="What the answer says", text=WATER["answer"][language])
    secretary.press("Save the answer")
    secretary.sees("Typed in. It counts like an answer on the screen.")
    resident.read(receipt)
    resident.reads(WATER["answer"][language])

    secretary.open_concern(receipt.number)
    secretary.follow("The office says it is done")
    secretary.choose("Solved")
    _stamped(secretary, number="41/9", label="What was done, or why not", text=WATER["done"][language])
    secretary.press("Give it to the resident to check")
    secretary.sees("Typed in. It counts like an answer on the screen.")
    resident.read(receipt)
    resident.reads(WATER["done"][language])
    resident.press("Yes, it is solved")
    resident.sees("Two questions")
    signed_in = country.ask(
        "import json\nfrom hamkori.rooms.concerns.models import Concern\n"
        f"one = Concern.objects.get(reference='{receipt.number.replace('-', '')}')\n"
        "print(json.dumps([one.state, one.organisation.kind, one.organisation.signs_in]))"
    )
    assert signed_in == ["closed", "water", False]


def _stamped(person: Person, *, number: str, label: str, text: str) -> None:
    person.choose("On paper, with a number")
    person.write("Date of the answer", day(0))
    person.write("Number on the paper", number)
    person.add("Photo or scan of the paper", "paper.jpg", "image/jpeg", a_photo())
    person.write(label, text)


@LANGUAGES
def test_p6_sees_what_is_late_by_office_without_words_and_names(
    country: Country, somebody: Somebody, language: str
) -> None:
    """P6: offices, days and steps; no text of a resident, no name, no telephone."""
    commander = somebody(language, "commander")
    commander.today()
    commander.follow("What is late")
    assert commander.page.locator("main h2").count() >= 1
    assert commander.page.locator("main tbody tr").count() >= 1
    late = country.ask(
        "import json\nfrom hamkori.rooms.concerns.models import Concern, Identity\n"
        "texts = [t for t in Concern.objects.values_list('text', flat=True) if t]\n"
        "people = [v for row in Identity.objects.values_list('name', 'phone') for v in row if v]\n"
        "print(json.dumps({'texts': texts, 'people': people}))"
    )
    page = commander.page.content()
    assert len(late["texts"]) > 50 and late["people"]
    assert [words for words in late["texts"] if words[:40] in page] == []
    assert [name for name in late["people"] if name in page] == []
    assert commander.page.locator("main a[href^='tel:']").count() == 0


@LANGUAGES
def test_a_reviewer_publishes_a_text_only_after_looking_at_what_is_marked(
    country: Country, somebody: Somebody, language: str
) -> None:
    """K37: the author said yes, the guard marks a name, the reviewer takes it out; then everyone can read it."""
    words = {
        "tg": "Дар майдонча чоҳи кушода ҳаст. Инро Саттор Каримов медонад.",
        "ru": "На площадке открытый люк. Об этом знает Саттор Каримов.",
    }[language]
    short = words.split(". ")[0] + "."
    resident, reviewer = somebody(language), somebody(language, "reviewer")
    receipt = resident.raise_(
        country.topics["playground"], place=country.village[language], text=words, publish=True
    )
    reviewer.today()
    reviewer.go("desk/review/")
    reviewer.go(f"desk/concerns/{receipt.number}/review/")
    assert "Каримов" in reviewer.page.locator("main mark").all_inner_texts()[0]
    reviewer.press("Show the text")
    reviewer.page.locator("main [role=alert]").wait_for()
    reviewer.problems.clear()  # the browser calls a form that is not right yet an error
    reviewer.write("The text that everyone will see", short)
    reviewer.tick("I have looked: the marked words name no person")
    reviewer.press("Show the text")
    reviewer.sees("The text is public now.")
    resident.read(receipt)
    resident.sees("The text is public")
    assert short in _card(somebody(language, "member"), receipt.number)
    assert "Каримов" not in _card(somebody(language, "member"), receipt.number)


def _card(member: Person, number: str) -> str:
    member.open_concern(number)
    return member.text


@LANGUAGES
def test_the_council_goes_to_look_and_decides_a_check(
    country: Country, somebody: Somebody, language: str
) -> None:
    council = somebody(language, "council")
    council.today()
    council.go("desk/checks/")
    waiting = council.page.locator("main a[href$='/check/']")
    before = waiting.count()
    assert before >= 1
    waiting.first.click()
    council.sees("What the office says was done")
    council.choose("It is as the office says")
    council.write(
        "What you saw, or whom you asked",
        {"tg": "Рафтем, дидем: кор шудааст.", "ru": "Пошли и посмотрели: сделано."}[language],
    )
    council.press("Save the check")
    council.sees("Your check is written down.")
    assert waiting.count() == before - 1


@LANGUAGES
def test_an_administrator_invites_somebody_who_signs_in_with_a_one_time_code(
    country: Country, somebody: Somebody, language: str
) -> None:
    """Invitation, account, app on the telephone; the next time name, password and a code."""
    administrator, newcomer = somebody(language, "administrator"), somebody(language)
    newcomer.part = "newcomer"  # signs in below, so there are cookies
    administrator.go("account/people/")
    administrator.follow("Invite somebody")
    administrator.write("Whom do you invite", {"tg": "Навбатдор", "ru": "Дежурный"}[language])
    role = administrator.page.locator("select[name=role]")
    role.select_option("handler")
    administrator.write("Office: a part of its name", {"tg": "ҷамоат", "ru": "джамоат"}[language])
    administrator.press("Make the invitation")
    administrator.sees("Several offices are called so. Choose the right one, or write more of the name.")
    administrator.page.locator("select[name=organisation]").select_option(index=1)
    administrator.press("Make the invitation")
    code = administrator.page.locator(".code").inner_text()

    newcomer.go("account/sign-in/")
    newcomer.follow("I have an invitation")
    newcomer.write("Code of the invitation", " ".join(code.split()))
    newcomer.press("Continue")
    newcomer.write("User name", f"newcomer-{language}")
    password = "four plain words together"
    newcomer.page.locator("input[type=password]").fill(password)
    newcomer.press("Open the account")
    newcomer.page.wait_for_load_state()
    newcomer.go("account/")
    newcomer.follow("Second step")
    newcomer.press("Set up the app")
    secret = newcomer.page.locator("main .ref").first.inner_text().replace(" ", "")
    app = pyotp.TOTP(secret)
    newcomer.page.locator("input[name=code]").fill(app.now())
    newcomer.press("Continue")
    newcomer.arrives("Recovery codes")
    newcomer.go("account/")
    newcomer.press("Sign out")

    newcomer.go("account/sign-in/")
    newcomer.write("Phone number or user name", f"newcomer-{language}")
    newcomer.page.locator("input[type=password]").fill(password)
    newcomer.press("Sign in")
    newcomer.arrives("Second step")
    newcomer.page.locator("input[name=code]").fill(_next(app))
    newcomer.press("Continue")
    newcomer.page.wait_for_url(lambda address: "second-step" not in address)
    newcomer.go("desk/")
    newcomer.page.locator("body.desk .sums").first.wait_for()


def _next(app: Any) -> str:
    """The code that comes after the one used already: a code works once."""
    return str(app.at(clock.now() + timedelta(seconds=30)))
