"""What is sealed opens only whole, only with the key, only for its purpose."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkori.kernel import crypto
from hamkori.kernel.crypto import Unreadable


@given(st.binary(max_size=300))
def test_what_was_sealed_opens_again_and_shows_nothing(plain: bytes) -> None:
    sealed = crypto.seal(plain, purpose="test")
    assert crypto.unseal(sealed, purpose="test") == plain
    assert len(plain) < 8 or plain not in sealed
    assert sealed != crypto.seal(plain, purpose="test")


def test_another_purpose_does_not_open_it() -> None:
    sealed = crypto.seal(b"words", purpose="column:a.b.text")
    with pytest.raises(Unreadable):
        crypto.unseal(sealed, purpose="column:a.b.phone")


def test_another_key_does_not_open_it_k64(settings: Any) -> None:
    sealed = crypto.seal(b"words", purpose="test")
    settings.HAMKORI_KEY = b"\x07" * 32
    with pytest.raises(Unreadable):
        crypto.unseal(sealed, purpose="test")


def test_cut_or_changed_anywhere_it_stays_shut() -> None:
    sealed = crypto.seal(b"some words", purpose="test")
    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            crypto.unseal(sealed[:length], purpose="test")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unreadable):
            crypto.unseal(bytes(changed), purpose="test")


def test_a_keyed_hash_depends_on_key_and_purpose(settings: Any) -> None:
    first = crypto.keyed_hash("4827", purpose="code")
    assert len(first) == 64
    assert first == crypto.keyed_hash("4827", purpose="code") != crypto.keyed_hash("4827", purpose="name")
    settings.HAMKORI_KEY = b"\x07" * 32
    assert crypto.keyed_hash("4827", purpose="code") != first


@given(st.text(), st.integers(1, 10**16))
def test_a_keyed_number_stays_below_its_limit(value: str, below: int) -> None:
    number = crypto.keyed_number(value, purpose="code", below=below)
    assert 0 <= number < below
    assert number == crypto.keyed_number(value, purpose="code", below=below)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5, alphabet="abc"), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text("abcdef", max_size=6), json_values, max_size=5))
def test_a_form_remembers_its_screens_through_sealed_text(state: dict[str, Any]) -> None:
    text = crypto.seal_state(state, purpose="raise")
    assert text.isascii()
    assert "=" not in text
    assert crypto.unseal_state(text, purpose="raise") == state


@given(st.text(max_size=60))
def test_any_other_text_is_no_sealed_state(text: str) -> None:
    with pytest.raises(Unreadable):
        crypto.unseal_state(text, purpose="raise")


def test_a_sealed_state_belongs_to_one_form_and_cannot_be_changed() -> None:
    text = crypto.seal_state({"who": "anonymous"}, purpose="raise")
    with pytest.raises(Unreadable):
        crypto.unseal_state(text, purpose="paper")
    for place in range(0, len(text), 7):
        letter = "A" if text[place] != "A" else "B"
        with pytest.raises(Unreadable):
            crypto.unseal_state(text[:place] + letter + text[place + 1 :], purpose="raise")
    sealed_list = crypto.seal(b"[1]", purpose="state:raise")
    import base64

    with pytest.raises(Unreadable):
        crypto.unseal_state(base64.urlsafe_b64encode(sealed_list).decode(), purpose="raise")
