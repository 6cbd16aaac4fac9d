"""The loop on paper (K55): letters, stamped answers, spoken promises; and what a team's paper may carry (K01)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput, NotAllowed
from hamkori.rooms.concerns import desk_queries, letters
from hamkori.rooms.concerns.actions import closing, moderation, paper
from hamkori.rooms.concerns.models import Concern, OfficeLetter, PaperAnswer
from hamkori.rooms.concerns.states import Outcome, State
from hamkori.society.accounts.models import Posting
from tests.rooms.concerns import builders
from tests.rooms.concerns.builders import Land
from tests.rooms.concerns.desk.people import at, browser_of
from tests.rooms.concerns.desk.test_entry import WORDS, form_for
from tests.rooms.concerns.desk.test_steps import photo

pytestmark = pytest.mark.django_db


def today() -> str:
    return clock.today().strftime("%d.%m.%Y")


def stamped(**changes: Any) -> dict[str, Any]:
    return {
        "once": "p1",
        "way": "paper",
        "dated_on": today(),
        "number": "03-114",
        "photo": photo("stamp.jpg"),
        "text": "We will lay new boards.",
        **changes,
    }


def test_k55_the_whole_loop_without_one_official_signing_in(land: Land) -> None:
    """Heard in the hall, a numbered letter, a stamped answer, done on paper, agreed by the resident's code."""
    browser = browser_of(builders.staff(Role.SECRETARY, land.office("team")))
    browser.post(at("enter"), {**form_for(browser, land), "receipt": "1"})
    concern = Concern.objects.get()
    reference = concern.shown_reference
    browser.post(at("letter", reference), {"once": "l1"})
    letter = OfficeLetter.objects.get()
    assert (letter.number, letter.to) == (1, concern.organisation)
    pdf = browser.get(at("letter_pdf", reference, letter.year, letter.number, "tg"))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert pdf["Cache-Control"] == "no-store"
    answer = browser.post(
        at("incoming", reference, letter.year, 1),
        {"l1-once": "i", "l1-incoming_number": "55/2", "l1-incoming_on": today()},
    )
    assert answer.status_code == 302
    assert "55/2" in browser.get(at("letter", reference)).content.decode()
    assert browser.post(at("paper_answer", reference), stamped()).status_code == 302
    concern.refresh_from_db()
    assert concern.state == State.ANSWERED
    assert concern.first_answered_on == clock.today()
    done = {
        "once": "p2", "way": "spoken", "dated_on": today(), "first_witness": "Teacher of the school",
        "second_witness": "Head of the mahalla", "outcome": "solved", "text": "The boards are laid.",
    }  # fmt: skip
    assert browser.post(at("paper_done", reference), done).status_code == 302
    assert browser.post(at("paper_done", reference), done).status_code == 302
    concern.refresh_from_db()
    assert (concern.state, concern.outcome, concern.closed_on) == (State.DONE, Outcome.SOLVED, None)
    assert PaperAnswer.objects.count() == 2
    closing.confirm(actor=builders.holder(concern.pk), concern=concern)
    concern.refresh_from_db()
    assert (concern.state, concern.closed_by) == (State.CLOSED, "resident")
    assert not Posting.objects.filter(role__in=[Role.HANDLER.value, Role.HEAD.value]).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number"),
        ({"photo": ""}, "photo"),
        ({"dated_on": "01.01.2040"}, "dated_on"),
        ({"dated_on": "01.01.2020"}, "dated_on"),
        ({"way": "spoken", "first_witness": "A", "second_witness": " a "}, "first_witness"),
        ({"way": "spoken", "first_witness": "A"}, "first_witness"),
        ({"text": " "}, "text"),
        ({"photo": SimpleUploadedFile("a.pdf", b"no paper", content_type="application/pdf")}, "photo"),
    ],
)
def test_a_paper_without_proof_is_not_taken(land: Land, changes: dict[str, Any], field: str) -> None:
    concern = builders.raised(land).concern
    browser = browser_of(builders.staff(Role.SECRETARY, land.office("team")))
    answer = browser.post(at("paper_answer", concern.shown_reference), stamped(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert PaperAnswer.objects.count() == 0
    assert Concern.objects.get().state == State.RECEIVED


def test_a_clerk_types_the_paper_of_the_own_office_and_sees_no_list(land: Land) -> None:
    concern = builders.raised(land).concern
    assert concern.organisation is not None
    browser = browser_of(builders.staff(Role.CLERK, concern.organisation))
    assert browser.get(at("list")).status_code == 404
    assert browser.get(at("came_in") + "?number=2222-2222").status_code == 404
    found = browser.get(at("came_in") + f"?number={concern.shown_reference.lower()}")
    assert found["Location"] == at("paper_answer", concern.shown_reference)
    answer = browser.post(found["Location"], stamped())
    assert answer["Location"] == at("came_in")
    assert "It counts like an answer" in browser.get(at("came_in")).content.decode()
    stranger = browser_of(builders.staff(Role.CLERK, land.office("women_committee")))
    assert stranger.get(found["Location"]).status_code == 404


def test_letters_are_numbered_by_team_and_year_without_gaps(land: Land, travel: Any) -> None:
    secretary = builders.staff(Role.SECRETARY, land.office("team"))
    concerns = [builders.raised(land).concern for _one in range(3)]
    numbers = [paper.make_letter(actor=secretary, concern=concern).number for concern in concerns]
    assert numbers == [1, 2, 3]
    assert paper.make_letter(actor=secretary, concern=concerns[1]).number == 2
    with pytest.raises(NotAllowed):
        paper.make_letter(actor=builders.staff(Role.MEMBER, land.office("team")), concern=concerns[0])
    assert OfficeLetter.objects.count() == 3
    travel(clock.today().replace(year=clock.today().year + 1, month=1, day=10))
    assert paper.make_letter(actor=secretary, concern=concerns[0]).number == 1


def test_an_incoming_number_lies_between_the_letter_and_today(land: Land) -> None:
    secretary = builders.staff(Role.SECRETARY, land.office("team"))
    letter = paper.make_letter(actor=secretary, concern=builders.raised(land).concern)
    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(BadInput):
            paper.record_incoming_number(
                actor=secretary,
                concern=letter.concern,
                year=letter.year,
                number=1,
                incoming_number="7",
                incoming_on=day,
            )


def content_of(secretary: Any, concern: Concern, language: str = "en") -> str:
    letter = paper.make_letter(actor=secretary, concern=concern)
    return str(
        letters.letter_content(
            letter=letter,
            concern=concern,
            words=desk_queries.words_for_letter(secretary, concern),
            language=language,
        )
    )


def test_k01_a_letter_carries_words_only_if_they_are_public_or_were_said_in_the_hall(land: Land) -> None:
    """K01: the secretary prints the letter and so reads it."""
    secretary = builders.staff(Role.SECRETARY, land.office("team"))
    raised = builders.raised_by_name(
        land, text="The pump by the well is broken.", landmark="blue gate", publish=True
    )
    for language in ("tg", "ru", "en"):
        content = content_of(secretary, raised.concern, language)
        for secret in ("pump", "blue gate", "Zarnigor", "000000001", raised.code):
            assert secret not in content
        assert raised.concern.shown_reference in content
    reviewer = builders.staff(Role.REVIEWER, None, place=land.district)
    shown = moderation.show_text(actor=reviewer, concern=raised.concern, text="The pump is broken.")
    content = content_of(secretary, shown)
    assert "The pump is broken." in content
    assert "by the well" not in content
    browser = browser_of(secretary)
    browser.post(at("enter"), {**form_for(browser, land, text=WORDS + " Call 900 00 00 01."), "receipt": "1"})
    heard = Concern.objects.order_by("-pk")[0]
    content = content_of(secretary, heard)
    assert "The bridge behind the school" in content
    assert "900 00 00 01" not in content
    other = builders.staff(Role.SECRETARY, land.office("mahalla_committee"))
    assert desk_queries.words_for_letter(other, heard) == ("", "")


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_g1_the_empty_form_is_one_sheet_and_asks_for_nobody(land: Land, language: str) -> None:
    pdf = letters.blank_form_pdf(language)
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    cuts = re.split(rb"#cut\(\)", (letters.TEMPLATES / "blank_form.typ").read_bytes())
    assert [name in cuts[1] for name in (b"keep_fields", b"strip_fields")] == [True, False], (
        "the resident tears off number and code; the helper keeps neither them nor the strip (K01)"
    )
    content = str(letters.blank_form_content(language))
    assert not re.search(r"who did|кто это сделал|кӣ кард", content, re.I)


def test_g9_a_letter_is_one_sheet_even_with_long_words(land: Land) -> None:
    secretary = builders.staff(Role.SECRETARY, land.office("team"))
    raised = builders.raised(land, publish=True, text="Dark street. " * 60)
    reviewer = builders.staff(Role.REVIEWER, None, place=land.district)
    concern = moderation.show_text(actor=reviewer, concern=raised.concern, text="Dark street. " * 60)
    letter = paper.make_letter(actor=secretary, concern=concern)
    pdf = letters.letter_pdf(
        letters.letter_content(
            letter=letter,
            concern=concern,
            words=desk_queries.words_for_letter(secretary, concern),
            language="ru",
        )
    )
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_at_once_never_get_one_number(land: Land) -> None:
    """Two presses in the same moment: the numbers stay whole."""
    from django.db import connection, connections

    if connection.vendor == "sqlite":
        pytest.skip("the memory database of this run has one connection; PostgreSQL proves it")
    secretary = builders.staff(Role.SECRETARY, land.office("team"))
    concerns = [builders.raised(land).concern for _one in range(6)]

    def make(concern: Concern) -> int:
        try:
            return paper.make_letter(actor=secretary, concern=concern).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, concerns)) == [1, 2, 3, 4, 5, 6]
