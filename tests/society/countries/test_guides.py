"""Check-lists for officials: read and printed by anybody, never filled in (R493, R162)."""

from html import unescape

import pytest
from django.db import models
from django.test import Client

from hamkori.kernel.actor import SYSTEM
from hamkori.society.countries import actions, guides, queries
from hamkori.society.countries.models import CheckList, HelpLine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> None:
    actions.load_pack("tj", actor=SYSTEM)


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
@pytest.mark.parametrize("code", ["detention", "exploitation"])
def test_every_sentence_stands_in_the_readers_language_and_says_on_what_it_rests(
    client: Client, language: str, code: str
) -> None:
    page = unescape(client.get(f"/{language}/check-list/{code}/").content.decode())
    found, lines = queries.check_list(code)
    said = 0
    for part in found.parts:
        assert part["titles"][language] in page
        for item in part["items"]:
            assert item["texts"][language] in page
            assert item["rests_on"][language] in page
            said += 1
    assert said >= 10
    assert [line.code for line in lines] == found.lines
    assert found.names[language] in client.get(f"/{language}/check-list/").content.decode()


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_paper_is_one_sheet(client: Client, language: str) -> None:
    for row in queries.check_lists():
        answer = client.get(f"/{language}/check-list/{row.code}/paper.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page\n") <= 1


def test_r493_there_is_nothing_to_fill_in_and_no_place_for_a_person() -> None:
    """Only the texts of the pack: no field points at a person, a place or an office."""
    kinds = {type(field) for field in CheckList._meta.get_fields()}
    assert not kinds & {models.ForeignKey, models.ManyToManyField, models.OneToOneField}
    client = Client()
    for row in queries.check_lists():
        page = client.get(f"/en/check-list/{row.code}/").content.decode()
        assert page.count("<form") == page.count("/language/")  # the choice of a language at most
        assert client.post(f"/en/check-list/{row.code}/", {"name": "x"}).status_code == 405


def test_r162_the_way_to_help_is_the_line_and_a_shelter_has_no_address_here() -> None:
    HelpLine.objects.filter(code="trafficking_line").update(number="000")
    found, lines = queries.check_list("exploitation")
    assert lines[0].code == "trafficking_line"
    assert "000" in str(guides.content(found, lines)["lines"])


def test_an_unknown_list_is_not_found(client: Client) -> None:
    assert client.get("/en/check-list/nothing/").status_code == 404
    CheckList.objects.filter(code="detention").update(retired_on="2026-01-01")
    assert client.get("/en/check-list/detention/").status_code == 404
