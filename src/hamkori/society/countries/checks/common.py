"""Small checks that every section needs."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hamkori.society.countries.packs import Fault, Pack, Row

_PLACEHOLDER = re.compile(r"{(\w+)}")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def texts(pack: Pack, file: str, label: str, row: Row, *fields: str) -> Iterator[Fault]:
    """Each field is there in every language of the pack, as a text or a list of texts, with equal placeholders."""
    for field in fields:
        value = row.get(field)
        if not isinstance(value, dict):
            yield Fault(file, label, f"{field} is missing")
            continue
        for language in pack.languages:
            text = value.get(language)
            filled = text.strip() if isinstance(text, str) else text
            if not filled or (
                isinstance(text, list) and not all(isinstance(item, str) and item for item in text)
            ):
                yield Fault(file, label, f"{field} is missing in {language}")
        placeholders = {
            frozenset(_PLACEHOLDER.findall(text)) for text in value.values() if isinstance(text, str)
        }
        if len(placeholders) > 1:
            yield Fault(file, label, f"{field} has different placeholders in its languages")
        lengths = {len(text) for text in value.values() if isinstance(text, list)}
        if len(lengths) > 1:
            yield Fault(file, label, f"{field} has lists of different length in its languages")


def codes(file: str, what: str, rows: Iterable[Row]) -> Iterator[Fault]:
    """Each row has a code of plain letters, once."""
    seen = Counter(str(row.get("code", "")) for row in rows)
    for code, count in seen.items():
        if not _CODE.fullmatch(code):
            yield Fault(file, f"{what} {code!r}", "a code is letters, digits, _ and -")
        if count > 1:
            yield Fault(file, f"{what} {code}", f"the code stands {count} times")


def known(file: str, label: str, what: str, used: Iterable[Any], allowed: Iterable[Any]) -> Iterator[Fault]:
    """Everything in `used` is in `allowed`."""
    allowed = set(allowed)
    for value in used:
        if value not in allowed:
            yield Fault(file, label, f"unknown {what} {value!r}")


def all_codes(rows: Iterable[Row]) -> set[str]:
    return {str(row.get("code", "")) for row in rows}
