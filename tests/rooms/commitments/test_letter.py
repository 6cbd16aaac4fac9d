"""What stands on a letter on agreed measures (document 10), and when a paper needs its number."""

from decimal import Decimal

import pytest
from django.utils import translation

from hamkori.kernel.errors import BadInput
from hamkori.rooms.commitments import letters
from hamkori.rooms.commitments.actions.letters import make_letter
from hamkori.rooms.commitments.actions.promising import NewResource, Proof, promise_many
from hamkori.rooms.commitments.forms import ProofForm
from hamkori.rooms.commitments.models import PromiseLetter
from hamkori.rooms.commitments.states import Means, Origin, Publicity
from tests.rooms.commitments.builders import Land, minutes, new_promise, team

pytestmark = pytest.mark.django_db

WAYS = [(one.value, one.label) for one in (Origin.MEETING, Origin.PAPER, Origin.SPOKEN)]


def letter_of(land: Land, **changes: object) -> tuple[PromiseLetter, dict[str, object]]:
    actor = team(land)
    rows = promise_many(
        actor=actor, promises=[new_promise(land, item=number, **changes) for number in (3, 4)], proof=minutes("2026/4")
    )  # fmt: skip
    letter = make_letter(actor=actor, commitment=rows[0])
    return letter, letters.content(letter, rows, "en")


def test_document_10_names_the_items_the_money_and_the_post_to_call(land: Land) -> None:
    money = NewResource(Means.BUDGET, Decimal(12000), "4.2", "Law on local government")
    _letter, content = letter_of(land, resources=(money,), post="head of the service")
    rows = dict(content["rows"])  # type: ignore[call-overload]
    assert "No. 2026/4" in rows["Basis"] and rows["Basis"].endswith("items 3, 4")
    (first, _second) = content["measures"]  # type: ignore[misc]
    assert "12,000 somoni" in first[3]
    assert "Contact post and telephone of the office" in content["blanks"]  # type: ignore[operator]
    notes = content["notes"]
    assert isinstance(notes, list) and len(notes) == 2 and "(" in notes[0][0], (
        "which measure a note belongs to"
    )


@pytest.mark.parametrize("typed", ["", "Clear the way for the cart."])
def test_what_nobody_typed_has_a_line_to_write_on(land: Land, typed: str) -> None:
    _letter, content = letter_of(land, needs=typed)
    assert ("Needed from residents or the team" in content["blanks"]) == (not typed)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("publicity", "words"),
    [(Publicity.PUBLIC, "can read them now"), (Publicity.SIDES, "only after all reminders")],
)
def test_the_letter_says_who_can_read_these_very_promises(
    land: Land, publicity: Publicity, words: str
) -> None:
    _letter, content = letter_of(land, publicity=publicity)
    assert words in str(content["publication"])


def test_a_letter_of_two_measures_is_one_sheet_in_each_language(land: Land) -> None:
    letter, _content = letter_of(land)
    for language in ("tg", "ru", "en"):
        made = letters.pdf(letter, list(letter.commitments.order_by("item")), language)
        assert made.count(b"/Type /Page\n") + made.count(b"/Type/Page\n") + made.count(b"/Type /Page ") <= 1


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        (Origin.MEETING, "Write the number of the minutes."),
        (Origin.PAPER, "Write the number that stands on the paper."),
    ],
)
def test_k55_the_number_is_needed_by_the_way_it_was_said(land: Land, origin: Origin, sentence: str) -> None:
    with translation.override("en"), pytest.raises(BadInput) as refused:
        promise_many(actor=team(land), promises=[new_promise(land)], proof=Proof(origin))
    assert refused.value.field == "number" and str(refused.value) == sentence


def number_as_shown(ways: list[tuple[str, object]], chosen: str = "") -> str:
    data = {"origin": chosen, "once": "x"} if chosen else None
    form = ProofForm(data, ways=ways)
    form.is_valid()
    return str(form["number"].as_field_group())


def test_a_needed_number_is_never_called_optional() -> None:
    with translation.override("en"):
        assert "(optional)" not in number_as_shown(WAYS) and "Needed for minutes" in number_as_shown(WAYS)
        assert "(optional)" not in number_as_shown(WAYS, Origin.MEETING)
        assert "(optional)" in number_as_shown(WAYS, Origin.SPOKEN)
        assert "(optional)" in number_as_shown([("screen", "On the screen")])
