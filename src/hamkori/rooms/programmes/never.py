"""What no indicator may count: persons, arrests, cases, fines, and anything for one officer (K21).

Such figures make people chase numbers. The words stand in `data/never.toml`.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.text import fold

LONG = 5
FILE = Path(__file__).parent / "data" / "never.toml"

WHY: dict[str, str | Promise] = {
    "persons": _(
        "An indicator never counts persons who were stopped, detained or accused: who must reach such a number finds "
        "people for it. Count what got better for residents."
    ),
    "cases": _(
        "An indicator never counts cases or recorded and solved crimes: such a number is reached by writing down "
        "less or more. Official statistics show them; a programme counts what got better for residents."
    ),
    "fines": _(
        "An indicator never counts fines or protocols: then fines are made for the number. Count what they should "
        "change, for example safe crossings."
    ),
    "officers": _(
        "An indicator is about a programme and a place, never about one officer, and puts nobody before another."
    ),
}


def _with_endings(word: str) -> str:
    """Longer words are met with any ending."""
    return re.escape(word) + (r"\w*" if len(word) >= LONG else r"\b")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(why, pattern over folded words)."""
    found = []
    for kind in tomllib.loads(FILE.read_text(encoding="utf-8"))["kind"]:
        parts = [rf"\b{re.escape(fold(stem))}\w*" for stem in kind["stems"]]
        parts += [
            r"\b" + r"\s+".join(_with_endings(word) for word in fold(phrase).split())
            for phrase in kind["phrases"]
        ]
        found.append((kind["why"], re.compile("|".join(parts))))
    return tuple(found)


def refused(text: str) -> str:
    """The key in `WHY` of what `text` counts and must not, or ""."""
    plain = fold(text)
    for why, pattern in _patterns():
        if pattern.search(plain):
            return why
    return ""
