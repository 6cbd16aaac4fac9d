"""From rows of names to `PlaceName`, and from codes to paths."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hamkori.kernel.text import fold
from hamkori.society.places.models import Place, PlaceName

NameKey = tuple[str, str, bool, bool, date | None]


def folded_name(text: str) -> str:
    """What search compares: the folded text with a space before it, so that every word begins after a space."""
    return " " + fold(text)


def name_key(text: str) -> str:
    """Two names with this key are one name in two spellings. Unlike `fold` it tells school 1 from school 11.

    >>> name_key("Мактаби № 11") == name_key("Maktabi 11"), name_key("Мактаби 11") == name_key("Мактаби 1")
    (True, False)
    """
    return " ".join([fold(text), *re.findall(r"\d+", text)])


def segment(code: str, ancestors: Sequence[str]) -> str:
    """The last piece of a path: the code without the longest code of an ancestor before it.

    >>> segment("TJ-SU-asht", ["TJ", "TJ-SU"])
    'asht'
    >>> segment("TJ-DU-firdavsi", ["TJ", "TJ-DU", "TJ-DU-dushanbe"])
    'firdavsi'
    """
    prefix = max((f"{known}-" for known in ancestors if code.startswith(f"{known}-")), key=len, default="")
    return code.removeprefix(prefix).lower().replace(".", "-")


def wanted_names(row: Mapping[str, Any]) -> dict[NameKey, date | None]:
    """Names of a pack row: {(language, text, alias, former, valid_from): valid_to}."""
    names: dict[NameKey, date | None] = {}
    in_force = dict(row.get("names", {}))
    for language, text in in_force.items():
        names[language, text, False, False, None] = None
    for language, texts in row.get("aliases", {}).items():
        for text in texts:
            names.setdefault((language, text, True, False, None), None)
    for former in row.get("former", ()):
        until = former.get("until")
        for language, text in former.items():
            if language not in ("until", "since"):
                names[language, text, False, True, None] = date(until - 1, 12, 31) if until else None
    return names


def make_name(place: Place, key: NameKey, valid_to: date | None, *, local: bool = False) -> PlaceName:
    language, text, alias, former, valid_from = key
    return PlaceName(
        place=place,
        language=language,
        text=text,
        folded=folded_name(text),
        alias=alias,
        former=former,
        valid_from=valid_from,
        valid_to=valid_to,
        local=local,
    )
