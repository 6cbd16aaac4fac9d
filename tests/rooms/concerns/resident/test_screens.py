"""Screens before harm: a neutral page, and nothing stored anywhere (K18, K37, K38, K56, K57)."""

import io
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from PIL import Image

from hamkori.rooms.concerns import queries
from hamkori.rooms.concerns.models import Concern, Screen
from hamkori.rooms.concerns.states import State
from hamkori.society.countries.models import HelpLine
from tests.rooms.concerns import builders
from tests.rooms.concerns.resident.people import Resident, hidden, text_of

pytestmark = pytest.mark.django_db
DANGEROUS = {
    "violence_at_home": "My husband beats me every week",
    "child_in_danger": "The teacher beats the children",
    "early_marriage": "It is a forced marriage next month",
    "trafficking": "They took my passport and I cannot leave",
    "suicide": "I want to die",
    "asked_to_pay": "The clerk asked me for money",
    "quarrel": "муж и жена ссорятся",
}


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "JPEG")
    return SimpleUploadedFile("photo.jpg", out.getvalue())


def expect_calm(resident: Resident, screen: str) -> None:
    number = [one.code for one in queries.screens()].index(screen) + 1
    assert resident.answer.status_code == 303
    assert resident.answer["Location"] == f"/en/info/{number}/"
    assert resident.answer.content == b""


@pytest.mark.parametrize("screen", DANGEROUS)
def test_words_for_a_calm_page_are_stored_nowhere(
    resident: Resident, screen: str, files_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """K57: every table has as many rows as before, no file, no cookie, no log line; the photo is not kept either."""
    caplog.set_level(logging.DEBUG)
    resident.at_what()
    before = builders.row_counts()
    caplog.clear()
    resident.say(text=DANGEROUS[screen], photos=photo())
    expect_calm(resident, screen)
    assert builders.row_counts() == before
    assert not files_folder.exists() or not [one for one in files_folder.rglob("*") if one.is_file()]
    assert DANGEROUS[screen] not in caplog.text


@pytest.mark.parametrize("field", ["landmark", "text"])
def test_words_count_in_every_field_even_when_the_form_is_not_complete(
    resident: Resident, field: str
) -> None:
    resident.at_what().say(**{"topic": "", "text": "", field: DANGEROUS["violence_at_home"]})
    expect_calm(resident, "violence_at_home")


@pytest.mark.parametrize(
    "topic", ["family_violence", "early_marriage", "trafficking", "officer_conduct", "asked_to_pay"]
)
def test_topics_that_belong_on_a_calm_page_lead_there(resident: Resident, topic: str) -> None:
    """K07, K39: also with everyday words, and without any."""
    screen = builders.topic(topic).screen
    before = builders.row_counts()
    resident.at_what().say(topic=topic, text="")
    expect_calm(resident, screen)
    assert builders.row_counts() == before


def test_back_buttons_and_old_pages_do_not_keep_dangerous_words(resident: Resident) -> None:
    resident.at_what()
    values = {"screen": "what", "text": DANGEROUS["suicide"], "topic": "roads", "kind": "concern"}
    resident.post("raise/", state=hidden(resident.page, "state"), **values)
    expect_calm(resident, "suicide")
    resident.post("raise/who/", state="cut", **values)
    expect_calm(resident, "suicide")


def test_photos_that_wait_go_when_the_words_become_dangerous(resident: Resident, files_folder: Path) -> None:
    """K57: also those that an earlier, everyday text had brought."""
    resident.at_what()
    before = builders.row_counts()
    resident.say(photos=photo())
    assert builders.row_counts() != before
    resident.post("raise/what/", screen="who", state=hidden(resident.page, "state"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        resident.say(text=DANGEROUS["suicide"])
    expect_calm(resident, "suicide")
    assert builders.row_counts() == before
    assert not [one for one in files_folder.rglob("*") if one.is_file()]


def test_a_note_about_calling_is_read_as_well(resident: Resident) -> None:
    resident.at_what().say()
    before = builders.row_counts()
    resident.send(
        named="confidential", name="Zarnigor", contact_note="not in the evening, my husband beats me"
    )
    expect_calm(resident, "violence_at_home")
    assert builders.row_counts() == before


def test_addresses_and_titles_of_calm_pages_tell_nothing(resident: Resident) -> None:
    """K57: numbers for addresses, neutral titles, no mark, no name of the site, a quick exit on top."""
    codes = set(Screen.objects.values_list("code", flat=True))
    for number in range(1, len(queries.screens()) + 1):
        page = resident.get(f"info/{number}/").page
        assert "<title>Information</title>" in page and 'class="brand"' not in page
        assert "data-leave" in page.split("<main")[0]
        assert not any(f"/{code}" in page for code in codes)
        assert resident.answer["Referrer-Policy"] in ("no-referrer", "same-origin")
        assert "no-referrer" in page
    assert resident.get("info/0/").answer.status_code == 404
    assert resident.get("info/99/").answer.status_code == 404


def test_calm_pages_show_help_with_dates_and_never_invent_a_number(resident: Resident) -> None:
    """H16: an unknown number is said to be unknown."""
    page = resident.get("info/").words
    assert "112" in page and "Number not known yet" in page and "Nobody has tried this number" in page
    HelpLine.objects.filter(number="112").update(verified_on="2026-03-15")
    assert "15 March 2026: it works" in resident.get("info/").words


def test_help_is_the_same_for_everybody(resident: Resident, another: Callable[[], Resident]) -> None:
    """K56: the list does not depend on who asks or what was written before."""
    first = resident.get("info/").page
    other = another()
    other.at_what().say(text=DANGEROUS["suicide"])
    assert other.get("info/").page == first


def test_a_quarrel_about_land_may_go_on_with_an_empty_form(resident: Resident) -> None:
    words = "Семейная ссора соседей: спор из-за арыка"
    resident.at_what().say(text=words)
    expect_calm(resident, "quarrel")
    resident.get(resident.answer["Location"].removeprefix("/en/"))
    assert "nobody is afraid" in resident.words and words not in resident.page
    resident.post("raise/", state=hidden(resident.page, "state"), screen="calm")
    place = resident.land.mahalla.code
    resident.post("raise/what/", state=hidden(resident.page, "state"), screen="where", place=place)
    resident.say(text=words, topic="roads")
    assert resident.answer.status_code == 200
    resident.send()
    assert Concern.objects.get().text == words


def test_only_pages_that_may_be_passed_offer_to_go_on(resident: Resident) -> None:
    for number, screen in enumerate(queries.screens(), 1):
        assert ('name="state"' in resident.get(f"info/{number}/").page) == screen.may_continue


# --- words that label people -------------------------------------------------------------------------------------

LABELLED = "Bearded extremist men gather near the shop"


def test_words_that_label_people_bring_the_guidance_page(resident: Resident) -> None:
    """K18: the page asks to write about the place; nothing is stored yet."""
    resident.at_what()
    before = builders.row_counts()
    resident.say(text=LABELLED)
    assert "Write about the place" in resident.words and "Go on" in resident.words
    assert builders.row_counts() == before


def test_the_text_can_be_changed_after_the_guidance(resident: Resident) -> None:
    resident.at_what().say(text=LABELLED)
    resident.post("raise/what/", screen="guidance", state=hidden(resident.page, "state"))
    assert LABELLED in resident.page
    resident.say(text="People gather near the shop at night").send()
    concern = Concern.objects.get()
    assert concern.state == State.RECEIVED and not concern.needs_guidance


def test_going_on_leads_to_a_reviewer_outside_the_police(resident: Resident) -> None:
    """K18: before any office sees it."""
    resident.at_what().say(text=LABELLED)
    resident.post("raise/who/", screen="guidance", state=hidden(resident.page, "state"))
    resident.send()
    concern = Concern.objects.get()
    assert concern.state == State.SCREENING and concern.needs_guidance
    assert "A trained reviewer reads it first" in resident.words


def test_the_guidance_page_cannot_be_skipped(resident: Resident) -> None:
    """Another text, or the last screen at once: the page comes again."""
    resident.at_what().say(text=LABELLED)
    state = hidden(resident.page, "state")
    resident.send(state=state)
    assert "Write about the place" in resident.words and not Concern.objects.exists()
    resident.post("raise/who/", screen="guidance", state=state)
    resident.post("raise/what/", screen="who", state=hidden(resident.page, "state"))
    resident.say(text=LABELLED + " again")
    assert "Write about the place" in resident.words


def test_guidance_words_in_russian_and_tajik(resident: Resident) -> None:
    for words in ("У магазина сидят бородатые салафиты", "Назди мағоза ваҳҳобиҳо ҷамъ мешаванд"):
        resident.at_what().say(text=words)
        assert "Write about the place" in text_of(resident.page)
