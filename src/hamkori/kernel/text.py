"""Folding of spellings, order of letters, and words that are looked for in a text.

`fold` brings the Tajik, Russian and Latin spellings of one name together: it keeps a rough skeleton of the sound,
in Latin letters, and is never shown to anybody. Kept apart on purpose: vowels а and о (Файзобод, Файзабад are two
spellings of a name; a name lists both).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_APOSTROPHES = "'’‘ʼʻ`´ʹ′"

_LETTERS = {
    # Tajik and Russian
    "а": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z",
    "и": "i", "ӣ": "i", "й": "y", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ӯ": "u", "ф": "f", "х": "h", "ҳ": "h", "ц": "ts", "ч": "ch",
    "ҷ": "j", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    # letters of old fonts in the place of ӯ ҳ ҷ қ ӣ ғ
    "ў": "u", "њ": "h", "љ": "j", "ќ": "k", "ї": "i", "ѓ": "g", "ҝ": "k", "ҹ": "j", "һ": "h",
    # Kyrgyz, Uzbek, Ukrainian
    "ң": "n", "ө": "o", "ү": "u", "і": "i",
    # Latin letters that do not lose a mark by themselves
    "x": "h", "w": "v", "q": "k", "ı": "i", "ə": "a", "ø": "o", "ł": "l", "ß": "ss",
}  # fmt: skip

_SOUNDS = (
    ("kh", "h"), ("gh", "g"), ("dzh", "c"), ("dj", "c"), ("tch", "c"), ("ch", "c"), ("zh", "c"), ("j", "c"),
    ("sh", "w"), ("ph", "f"), ("ck", "k"),
    ("yo", "e"), ("ye", "e"), ("y", "i"),
)  # fmt: skip
"""Groups of letters that are one sound, in the order in which they are looked for.

"w" is free for ш: a Latin w has become v.
"""

_REPEATED = re.compile(r"(.)\1+")
_TABLE = str.maketrans({**_LETTERS, **dict.fromkeys(_APOSTROPHES, "")})
_NO_WORD = re.compile(r"[^0-9a-z]+")


def _without_marks(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(_LETTERS.get(part, part) for part in parts if not unicodedata.combining(part))


def fold(text: str) -> str:
    """A skeleton of `text` in a-z, 0-9 and single spaces; equal for the usual spellings of one name.

    ӯ у ū u; ҳ х h kh; ҷ ч ж дж j ch; қ к q k; ғ г gh g; ӣ и й i y; ё е yo; ш sh fall together, ъ ь and apostrophes
    are dropped, doubled letters are one. Empty for a text without letters and digits.
    """
    text = unicodedata.normalize("NFC", text).lower()
    text = text.replace("o‘", "u").replace("oʻ", "u").replace("o'", "u")
    skeleton = text.translate(_TABLE)
    if not skeleton.isascii():
        skeleton = "".join(letter if letter.isascii() else _without_marks(letter) for letter in skeleton)
    for letters, sound in _SOUNDS:
        skeleton = skeleton.replace(letters, sound)
    skeleton = _NO_WORD.sub(" ", skeleton)
    return _REPEATED.sub(r"\1", skeleton).strip()


# --- looking for words -------------------------------------------------------------------------------------------


def found(
    text: str, *, stems: Iterable[str] = (), phrases: Iterable[str] = (), exceptions: Iterable[str] = ()
) -> list[str]:
    """Which of `stems` and `phrases` stand in `text`, in their own spelling.

    A stem is the beginning of a word; a phrase is beginnings of words one after the other. `exceptions` are phrases
    that are taken out of the text first. Everything is compared folded.
    """
    folded = fold_words(text)
    for exception in exceptions:
        if (skeleton := fold_words(exception).strip()) and f" {skeleton}" in folded:
            words = r"[0-9a-z]* ".join(re.escape(word) for word in skeleton.split())
            folded = re.sub(rf" {words}[0-9a-z]*(?= )", " ", folded)
    hits = []
    for wanted in (*stems, *phrases):
        parts = fold_words(wanted).split()
        if parts and re.search(" " + "[0-9a-z]* ".join(parts), folded):
            hits.append(wanted)
    return hits


def fold_words(text: str) -> str:
    """`text` folded, with a space before and after; a word begins after a space and does not touch its neighbour."""
    return f" {fold(text)} "


# --- order of letters --------------------------------------------------------------------------------------------

_CYRILLIC = "абвгғдеёжзиӣйкқлмнңоөпрстуӯүфхҳцчҷшщъыьэюя"
"""The Tajik order; Russian and Kyrgyz letters stand where their own alphabets have them."""

_ALPHABETS: Mapping[str, Sequence[str]] = {
    "tg": tuple(_CYRILLIC),
    "ru": tuple(_CYRILLIC),
    "ky": tuple(_CYRILLIC),
    "uz": (*"abdefghijklmnopqrstuvxyz", "o‘", "g‘", "sh", "ch"),
    "en": tuple("abcdefghijklmnopqrstuvwxyz"),
}
_ORDERS = {
    language: {letter: place for place, letter in enumerate(letters)}
    for language, letters in _ALPHABETS.items()
}


def sort_key(text: str, language: str = "tg") -> tuple[tuple[int, int], ...]:
    """A key that sorts `text` by the alphabet of `language`: ғ after г, ӣ after и, ҳ after х (Tajik rules of 2021).

    Digits come first, then the letters of the alphabet, then any other letter; signs and spaces separate words.
    """
    order = _ORDERS.get(language, _ORDERS["tg"])
    text = unicodedata.normalize("NFC", text).casefold().replace("ʻ", "‘").replace("’", "‘")
    key: list[tuple[int, int]] = []
    position = 0
    while position < len(text):
        pair, letter = text[position : position + 2], text[position]
        if len(pair) == 2 and pair in order:
            key.append((2, order[pair]))
            position += 2
            continue
        if letter in order:
            key.append((2, order[letter]))
        elif letter.isdigit():
            key.append((1, ord(letter)))
        elif letter.isalpha():
            key.append((3, ord(letter)))
        elif not key or key[-1] != (0, 0):
            key.append((0, 0))
        position += 1
    return tuple(key)
