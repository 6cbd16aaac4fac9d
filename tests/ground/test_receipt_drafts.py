"""The sealed draft between screens, and the sealed key of one press."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from hamkori.ground.receipts import once
from hamkori.ground.receipts.drafts import GOOD_FOR, Lost, SealedDraft
from hamkori.kernel import clock, crypto
from hamkori.kernel.errors import NotFound

Travel = Callable[[object], None]


@dataclass
class Draft(SealedDraft):
    PURPOSE = "test.draft"
    WHAT = ("text", "landmark")
    WHO = ("name",)
    LONGEST_KEPT = 10
    more: str = ""


@dataclass
class Other(Draft):
    PURPOSE = "test.other"


def test_a_draft_comes_back_as_it_was_sealed() -> None:
    draft = Draft(place="p1", more="x")
    draft.keep_what({"text": "a" * 11, "unknown": "never kept"})
    draft.keep_who({"name": "b" * 301, "other": "never kept"})
    opened = Draft.opened(draft.sealed())
    assert opened == draft and opened.key == draft.key
    assert opened.what == {"text": "a" * 10, "landmark": ""} and opened.who == {"name": "b" * 300}


def test_each_draft_has_a_key_of_its_own_so_that_sending_twice_is_one_case() -> None:
    assert Draft().key != Draft().key


def test_a_draft_of_another_form_is_lost() -> None:
    with pytest.raises(Lost):
        Draft.opened(Other().sealed())
    assert Draft.of_any_age(Other().sealed()) is None


@pytest.mark.parametrize(
    "state", [{}, {"key": "k", "unknown": "field"}, {"day": "yesterday"}, {"day": 7}], ids=str
)
def test_a_sealed_field_that_says_something_else_is_lost_or_empty(state: dict[str, object]) -> None:
    sealed = crypto.seal_state(state, purpose=Draft.PURPOSE)
    if state:
        assert Draft.of_any_age(sealed) is None
        with pytest.raises(Lost):
            Draft.opened(sealed)
    else:
        assert Draft.opened(sealed).what == {}


@pytest.mark.parametrize("sealed", ["", "cut", "ҷавоб ✓"])
def test_a_damaged_field_is_lost(sealed: str) -> None:
    with pytest.raises(Lost):
        Draft.opened(sealed)


def test_a_draft_is_good_for_two_days_and_afterwards_only_readable(travel: Travel) -> None:
    draft = Draft(what={"text": "mine"})
    sealed = draft.sealed()
    travel(clock.now() + GOOD_FOR)
    assert Draft.opened(sealed) == draft
    travel(clock.now() + timedelta(days=1))
    with pytest.raises(Lost):
        Draft.opened(sealed)
    old = Draft.of_any_age(sealed)
    assert old is not None and old.what == {"text": "mine"} and old.key == draft.key


def test_a_key_counts_for_its_own_purpose_and_page_only() -> None:
    sealed = once.sealed_key(purpose="test.press", uid="one")
    key = once.key_in(sealed, purpose="test.press", uid="one")
    assert key and key == once.key_in(sealed, purpose="test.press")
    assert key not in sealed and key != once.key_in(
        once.sealed_key(purpose="test.press"), purpose="test.press"
    )
    assert once.key_in(sealed, purpose="test.other") is None
    assert once.key_in("cut", purpose="test.press") is None
    assert once.key_in(crypto.seal_state({}, purpose="test.press"), purpose="test.press") is None
    with pytest.raises(NotFound):
        once.key_in(sealed, purpose="test.press", uid="two")


def test_a_form_can_speak_of_a_submission_that_was_made_before() -> None:
    assert once.key_in(once.sealed_key("before", purpose="test.press"), purpose="test.press") == "before"
