"""References and codes that are read aloud, written down and typed on any keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkori.kernel.references import (
    ALPHABET,
    CODE_SPACE,
    REFERENCE_LENGTH,
    _check_character,
    clean_code,
    clean_reference,
    new_reference,
    show_code,
    show_reference,
)

bodies = st.text(ALPHABET, min_size=REFERENCE_LENGTH - 1, max_size=REFERENCE_LENGTH - 1)
references = bodies.map(lambda body: body + _check_character(body))
IN_CYRILLIC = str.maketrans("ACEHKMPTX", "АСЕНКМРТХ")


@given(references)
def test_every_single_wrong_character_is_found(reference: str) -> None:
    for position in range(REFERENCE_LENGTH):
        for letter in ALPHABET:
            wrong = reference[:position] + letter + reference[position + 1 :]
            assert (clean_reference(wrong) is None) == (letter != reference[position])


@given(references)
def test_every_swap_of_two_neighbours_is_found(reference: str) -> None:
    for position in range(REFERENCE_LENGTH - 1):
        one, other = reference[position : position + 2]
        swapped = reference[:position] + other + one + reference[position + 2 :]
        assert (clean_reference(swapped) is None) == (one != other)


@given(references, st.sampled_from([" ", "-", "–", " - ", ""]), st.booleans(), st.booleans())
def test_typed_in_cyrillic_small_or_with_dashes_it_is_the_same(
    reference: str, between: str, cyrillic: bool, small: bool
) -> None:
    typed = reference[:4] + between + reference[4:]
    typed = typed.translate(IN_CYRILLIC) if cyrillic else typed
    assert clean_reference(typed.lower() if small else typed) == reference


@given(st.text())
def test_any_text_is_a_reference_or_nothing(text: str) -> None:
    found = clean_reference(text)
    assert found is None or (len(found) == REFERENCE_LENGTH and clean_reference(found) == found)


def test_new_references_are_valid_and_differ() -> None:
    made = [new_reference() for _ in range(500)]
    assert len(set(made)) == 500
    assert all(clean_reference(show_reference(reference)) == reference for reference in made)


def test_the_alphabet_has_no_lookalikes_and_a_prime_size() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 17
    assert not set("01OIlBS5Z2") & set(ALPHABET) - {"2", "5"}


@given(st.integers(0, CODE_SPACE - 1))
def test_a_code_survives_being_written_down(number: int) -> None:
    code = f"{number:016d}"
    assert (
        clean_code(show_code(code))
        == clean_code(code)
        == clean_code(show_code(code).replace(" ", "-"))
        == code
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("4827 7193 5564 0912", "4827719355640912"),
        (" 4827-7193-5564-0912 ", "4827719355640912"),
        ("٤٨٢٧ ٧١٩٣ ٥٥٦٤ ٠٩١٢", "4827719355640912"),
        ("4827 7193 5564 0912"[:-1], None),
        ("4827 7193 5564 0912" + "2", None),
        ("4827 7193 5564 091O", None),
        ("", None),
    ],
)
def test_a_code_is_sixteen_digits_in_any_script(typed: str, code: str | None) -> None:
    assert clean_code(typed) == code


def test_a_code_has_fifty_bits_or_more() -> None:
    assert CODE_SPACE >= 2**50
