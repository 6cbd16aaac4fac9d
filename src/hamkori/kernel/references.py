"""References that people read aloud, and codes that open a case.

A reference has seven random characters and a check character from an alphabet of 17: digits without 0
and 1, and the letters that Latin and Cyrillic share by shape, so that it can be typed on any keyboard.
17 is prime, so a weighted sum finds every single wrong character and every swap of two neighbours.
A code has 16 random decimal digits (53 bits), so that it can be dictated and typed on a button phone.
"""

import secrets

ALPHABET = "23456789ACEHKMPTX"
_VALUE = {letter: index for index, letter in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("АСЕНКМРТХ", "ACEHKMPTX")
REFERENCE_LENGTH = 8
CODE_LENGTH = 16
CODE_SPACE = 10**CODE_LENGTH


def _check_character(body: str) -> str:
    total = sum((position + 2) * _VALUE[letter] for position, letter in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]


def new_reference() -> str:
    """A random reference, "7KM4T9XA". The caller keeps it unique."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH - 1))
    return body + _check_character(body)


def clean_reference(text: str) -> str | None:
    """The reference that a person typed (spaces, dashes, small or Cyrillic letters), or None if it cannot be one."""
    bare = "".join(ch for ch in text.upper().translate(_LOOKALIKES) if ch.isalnum())
    if len(bare) != REFERENCE_LENGTH or any(letter not in _VALUE for letter in bare):
        return None
    return bare if _check_character(bare[:-1]) == bare[-1] else None


def show_reference(reference: str) -> str:
    """For people: "7KM4-T9XA"."""
    return f"{reference[:4]}-{reference[4:]}"


def clean_code(text: str) -> str | None:
    """The sixteen digits that a person typed, or None."""
    digits = "".join(str(int(ch)) for ch in text if ch.isdecimal())
    others = [ch for ch in text if not ch.isdecimal() and ch not in " -\u00a0\u2013\u2014.,"]
    return digits if len(digits) == CODE_LENGTH and not others else None


def show_code(code: str) -> str:
    """For people: "4827 7193 5564 0912"."""
    return " ".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))
