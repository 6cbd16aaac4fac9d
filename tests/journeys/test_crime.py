"""Criminal statistics: collected, checked and published; read beside surveys; a report's receipt in its holder's hands."""

import csv
import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import pgettext

from hamkori.kernel import clock
from hamkori.rooms.crime.demo_country.files import heads_of_codes
from hamkori.rooms.crime.demo_journal import RIGHT
from hamkori.rooms.crime.register.catalogue import reason_words
from hamkori.rooms.crime.register.receipts import inline_square
from hamkori.rooms.crime.statistics.outputs.words import period_name
from tests.journeys.conftest import Country
from tests.journeys.person import Person

pytestmark = pytest.mark.browser
LANGUAGES = pytest.mark.parametrize("language", ["tg", "ru"])
Somebody = Callable[..., Person]
YEAR = clock.today().year - 1
"""The invented year of the demo."""
MONTHS = {"tg": f"{YEAR}-11", "ru": f"{YEAR}-12"}
"""Each language publishes a month of its own."""
SURVEYED = f"{YEAR}-10"


def until(person: Person, sight: Callable[[], bool], *, seconds: float = 180) -> None:
    """Load the page again until the worker has done it."""
    ends = time.monotonic() + seconds
    while not sight():
        assert time.monotonic() < ends, person.text
        time.sleep(0.5)
        person.page.reload()


def in_context(language: str, context: str, words: str) -> str:
    with translation.override(language):
        return pgettext(context, words)


# --- P7 (3): collects with counting rules, validates, publishes aggregates


def a_file(language: str) -> bytes:
    """A right row, and one whose event comes after its report."""
    today = clock.today().isoformat()
    heads = heads_of_codes()
    right = RIGHT | {"happened_from": today, "reported": today, "recorded": today}
    rows = [
        right | {"number": f"J-{language}/1"},
        right | {"number": f"J-{language}/2", "reported": f"{YEAR}-01-10"},
    ]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([heads, *([row.get(head, "") for head in heads] for row in rows)])
    return out.getvalue().encode()


@LANGUAGES
def test_p7_collects_validates_and_publishes(country: Country, somebody: Somebody, language: str) -> None:
    """A district's file with its faults; a month built, audited, looked at, published; everybody reads the same."""
    analyst = somebody(language, "statistician")
    analyst.go("desk/imports/")
    analyst.follow("Hand in a file")
    analyst.add("The file", f"district-{language}.csv", "text/csv", a_file(language))
    titles = {"tg": "Қайдҳои шуъба: рамзҳо", "ru": "Карточки отдела: коды"}
    analyst.select("How its columns are read", titles[language])
    analyst.press("Hand it in")
    until(analyst, lambda: analyst.say("Taken in") in analyst.text)
    figures = dict(
        zip(
            analyst.page.locator("dl.facts dt").all_inner_texts(),
            analyst.page.locator("dl.facts dd").all_inner_texts(),
            strict=True,
        )
    )
    assert figures[in_context(language, "rows", "New")] == "1" and figures[analyst.say("Faulty")] == "1"
    with analyst.page.expect_download() as waiting:
        analyst.follow("Save the list (CSV)")
    assert waiting.value.path().read_text("utf-8-sig").startswith("row,column")

    month = MONTHS[language]
    with translation.override(language):
        name = period_name(month)
    analyst.go("desk/releases/")
    analyst.follow("Build a release")
    analyst.select("Year or month", name)
    analyst.press("Build and audit")
    built = analyst.page.locator("main tbody a").filter(has_text=name)
    until(analyst, lambda: built.count() > 0 and not analyst.page.locator("#o").count())
    built.first.click()
    analyst.sees("No hidden number could be narrowed down.")
    assert in_context(language, "release", "Audited, not published") in analyst.text
    here = analyst.page.url
    analyst.page.locator("main table a").first.click()
    analyst.page.locator("main tfoot td").first.wait_for()
    total = analyst.page.locator("main tfoot td").last.inner_text()
    analyst.page.goto(here)
    analyst.press("Publish")
    until(analyst, lambda: in_context(language, "release", "Published") in analyst.text.split("\n"))

    visitor = somebody(language)
    visitor.go("crime/releases/")
    visitor.page.locator("main h2 a").filter(has_text=name).first.click()
    visitor.reads(total)
    visitor.sees("What is not in these numbers")
    assert analyst.page.url == here


# --- P6 (5): recorded, surveyed and service figures side by side


@pytest.fixture(scope="module")
def surveyed(country: Country, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A month published with a survey and a service beside it; the number of its release."""
    heads = (
        "code kind number low high asked begins_on ends_on what_tg what_ru what_en unit_tg unit_ru unit_en"
        " reference_tg reference_ru reference_en"
    )
    days = f"{SURVEYED}-01,{SURVEYED}-31"
    rows = [
        f"theft,survey,4.2,3.1,5.6,1200,{days},Дуздӣ,Кража,Theft,%,%,%,Пурсиш,Опрос,Survey",
        f"clinics,service,31,,,,{days},Осеб,Травмы,Injuries,ҳолат,случаев,cases,Беморхонаҳо,Больницы,Hospitals",
    ]
    file = tmp_path_factory.mktemp("beside") / "beside.csv"
    file.write_text("\n".join([",".join(heads.split()), *rows]) + "\n", encoding="utf-8")
    country.house.run("crime", "beside", "import", str(file))
    for step in ("build", "audit", "publish"):
        country.house.run("crime", "release", step, SURVEYED)
    uid = country.ask(
        "import json\nfrom hamkori.rooms.crime.models import Release\n"
        f"print(json.dumps(Release.objects.get(name='{SURVEYED}').uid))"
    )
    return str(uid)


@LANGUAGES
def test_p6_compares_recorded_surveyed_and_service_figures(
    country: Country, somebody: Somebody, surveyed: str, language: str
) -> None:
    """K23: three counts with their limits; no district and no person stands in a ranking; what was tried is judged."""
    commander = somebody(language, "commander")
    commander.go(f"crime/release/{surveyed}/")
    beside = commander.page.locator("section[aria-labelledby=beside]")
    rows = beside.locator("tbody tr").all_inner_texts()
    for words, what in (
        ("The police recorded", ""),
        ("People said in a survey", "3,1–5,6"),
        ("Services counted", "31"),
    ):
        assert any(commander.say(words) in row and what in row for row in rows), (words, rows)
    assert commander.say("Three counts of the same life: none of them is the whole.") in commander.text
    commander.go("desk/analysis/responses/")
    commander.arrives("Did it help?")
    commander.page.locator("main tbody a").first.click()
    commander.sees("What was counted")
    # the small country of this run has small counts: they, and the picture that would tell them, are hidden
    hidden = commander.say(
        "Numbers from one to four are hidden, and every figure from which they could be worked out."
    )
    assert commander.page.locator("main figure svg[role=img]").count() >= 1 or hidden in commander.text
    commander.go("desk/analysis/places/")
    commander.page.locator("main tbody a").first.click()
    commander.sees("recorded events")
    assert commander.page.locator("main table").count() >= 1


BEGINS = {"tg": timedelta(1), "ru": timedelta(60)}
"""Two responses at once in one area cannot be told apart: each language has days of its own."""
LATER = """
import json
from datetime import timedelta
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.crime.analysis.actions import responses
from hamkori.rooms.crime.models import ResponsePlan
plan = ResponsePlan.objects.get(uid="{uid}")
with clock.travel(responses.ready_on(plan)):
    print(json.dumps(responses.judge_plan(actor=SYSTEM, plan=plan).result["verdict"]))
"""


@LANGUAGES
def test_p6_registers_a_response_before_it_starts_and_later_reads_that_it_cannot_be_told(
    country: Country, somebody: Somebody, language: str
) -> None:
    """P6 (5): too late is refused, in time is sealed; after its days the verdict, and "not enough" is a normal one."""
    commander = somebody(language, "commander")
    commander.go("desk/analysis/responses/")
    commander.follow("Register a plan")
    titles = {"tg": "Чароғҳо дар кӯча", "ru": "Свет на улице"}
    begins = clock.today() + BEGINS[language]
    commander.write("What will be done?", titles[language])
    commander.write("It is counted until", f"{begins + timedelta(30):%d.%m.%Y}")
    areas = commander.page.locator("select[name=area_1] optgroup").first.locator("option")
    commander.page.select_option("select[name=area_1]", areas.last.get_attribute("value"))
    elsewhere = commander.page.locator("select[name=area_2] optgroup").last.locator("option").last
    commander.page.select_option("select[name=area_2]", elsewhere.get_attribute("value"))
    commander.write("It starts on", f"{clock.today():%d.%m.%Y}")
    commander.press("Register the plan")
    commander.sees(
        "Write the plan down before the response starts: a plan made afterwards can be made to fit."
    )
    commander.problems = [one for one in commander.problems if " 422 " not in one]  # the refusal itself
    commander.write("It starts on", f"{begins:%d.%m.%Y}")
    commander.press("Register the plan")
    commander.sees("Registered. Nothing of it can be changed any more.")
    assert commander.say("It can be judged from") in commander.text
    assert commander.page.get_by_role("button", name=commander.say("Judge it")).count() == 0, (
        "nobody looks early"
    )

    uid = commander.page.url.rstrip("/").rsplit("/", 1)[1]
    assert country.ask(LATER.format(uid=uid)) == "not_enough_to_tell"
    commander.go("desk/analysis/responses/")
    row = commander.page.locator("main tbody tr").filter(has_text=titles[language])
    assert commander.say("Not enough to tell") in row.inner_text()
    row.locator("a").first.click()
    commander.sees(
        "The counts allow both: that it helped and that it did not. This is a normal result for small areas."
    )
    commander.sees("Frozen evidence (JSON)")


# --- a resident's receipt


def _registered(duty: Person) -> tuple[str, str]:
    """At the counter: (number, signed line) of the receipt that is handed over."""
    duty.go("desk/journal/")
    duty.follow("A new report")
    duty.choose("In person")
    duty.press("Register it")
    duty.sees("Registered. Give the receipt to the person who reported.")
    number = duty.page.locator(".slip .ref").inner_text().strip()
    line = duty.page.locator("p.tiny span").first.inner_text().strip()
    return number, line


def _address(country: Country, duty: Person, line: str) -> str:
    """What the square code on the receipt says: it is drawn again from the address and must be the same."""
    code = duty.page.locator(".slip [role=img]").inner_html()
    drawn = re.findall(r' d="([^"]+)"', code)
    address = f"{country.house.url}/{duty.language}/crime/receipt/?r={line}"
    assert drawn and drawn == re.findall(r' d="([^"]+)"', inline_square(address))
    return address


def _verify(line: str, key: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """On a computer of somebody else: no database, no key of the house, only the published one."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HAMKORI_")}
    return subprocess.run(
        [sys.executable, "-m", "hamkori.config.command", "crime", "receipt", "verify", line, "--key", key],
        env=environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@LANGUAGES
def test_a_receipt_from_the_counter_to_refused_because_and_handed_over(
    country: Country, somebody: Somebody, tmp_path: Path, language: str
) -> None:
    """Given at the counter, opened by its square code, checked offline; the holder reads what was decided and why."""
    duty, registrar = somebody(language, "duty"), somebody(language, "registrar")
    holder = somebody(language)

    number, line = _registered(duty)
    address = _address(country, duty, line)
    holder.page.goto(address)
    holder.sees("The signature is genuine")
    holder.reads(number)
    holder.sees("The office decides: a case, no case and why, or another office.")

    holder.go("crime/receipt/key/")
    key = holder.page.request.get(f"{country.house.url}/{language}/crime/receipt/key.txt").text().strip()
    assert key in holder.text
    assert _verify(line, key, tmp_path).returncode == 0
    assert _verify(line.replace(line[6], "7" if line[6] != "7" else "8", 1), key, tmp_path).returncode == 1

    _decide(registrar, number, "Open no case")
    with translation.override(language):
        why = reason_words("refuse", "other_law")
    registrar.pick(why)
    registrar.press("Open no case")
    registrar.sees("Written down.")
    holder.page.goto(address)
    holder.arrives("No case was opened")
    holder.sees("Because: %(why)s.", why=why)
    holder.sees(
        "You may disagree: ask the office to take the refusal back, or go to the prosecutor of the district."
    )

    number, line = _registered(duty)
    _decide(registrar, number, "Hand it to another office")
    office = registrar.page.locator("select[name=to] option").nth(1)
    name = office.inner_text().strip().split(",")[0]
    registrar.page.locator("select[name=to]").select_option(office.get_attribute("value"))
    registrar.page.locator("input[name=reason]").first.check()
    registrar.press("Hand it over")
    registrar.sees("Written down.")
    holder.go("crime/receipt/")
    holder.write("Number of the receipt, or what the square code says", number.lower())
    holder.press("Show")
    holder.arrives("Handed to: %(office)s", office=name)
    assert why not in holder.text


def _decide(registrar: Person, number: str, step: str) -> None:
    registrar.go("desk/journal/")
    registrar.write("Number of the receipt or of the journal", number)
    registrar.press("Show")
    registrar.reads(number)
    registrar.follow(step)
