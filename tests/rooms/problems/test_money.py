"""Amounts carry the currency of the country pack; no word for money stands in the code of rooms."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

import hamkori
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.memo import forget_all
from hamkori.rooms.commitments.letters import resource_words
from hamkori.rooms.commitments.models import Resource
from hamkori.rooms.problems.forms.team import BudgetForm, SpentForm
from hamkori.society.countries import queries
from hamkori.society.countries.actions import load_pack
from hamkori.society.countries.packs import read_pack

MONEY = re.compile(r"somoni\b|\bsoum\b|\bsom\b|\bсом\b|\bсум\b|сомон[иӣ]|soʻm", re.IGNORECASE)
ROOMS = ("problems", "commitments")


def _loaded(code: str) -> None:
    load_pack(code, actor=SYSTEM)
    forget_all()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "language", "word"),
    [("tj", "tg", "сомонӣ"), ("tj", "ru", "сомони"), ("kg", "ru", "сом"), ("uz", "ru", "сум")],
)
def test_amounts_on_pages_forms_and_letters_carry_the_currency_of_the_pack(
    code: str, language: str, word: str
) -> None:
    _loaded(code)
    with translation.override(language):
        shown = Template("{% load money %}{{ 7800|money }}").render(Context())
        assert shown.endswith(f" {word}") and shown.startswith("7")
        assert f"({word})" in str(SpentForm().fields["spent"].label)
        assert f"({word})" in str(BudgetForm(offices=[], laws=[]).fields["amount"].label)
        assert word in resource_words(
            Resource(means="budget", amount=Decimal(12000), budget_line="4.2", legal_basis="N")
        )
        assert word not in resource_words(Resource(means="labour", amount=Decimal(6))), "days are no money"


@pytest.mark.django_db
def test_without_a_pack_an_amount_stands_alone() -> None:
    forget_all()
    with translation.override("en"):
        assert queries.money(7800) == "7,800"
        assert queries.money(None) == "–"


@pytest.mark.parametrize("room", ROOMS)
def test_no_word_for_money_stands_in_the_code_of_a_room(room: str) -> None:
    folder = Path(hamkori.__file__).parent / "rooms" / room
    files = [one for ending in ("py", "html", "typ", "po") for one in folder.rglob(f"*.{ending}")]
    assert files
    for file in files:
        found = MONEY.search(file.read_text(encoding="utf8"))
        assert found is None, f"{file.relative_to(folder)}: {found and found.group()}"


@pytest.mark.parametrize("code", ["tj", "kg", "uz"])
def test_every_pack_names_its_currency_in_its_languages(code: str) -> None:
    pack = read_pack(code)
    assert set(pack.languages) <= set(pack.table("pack", "country")["currency_names"])
