"""Screens before harm, as at every intake, and more: no violence of any kind is filed until the sealed routes exist.

The words of the country pack come first. Then the room's own words of force, also between strangers: they lead to the
page of danger. Nothing of a text that hits a screen is stored (K57).
"""

import re
import tomllib
from functools import cache

from hamkori.kernel.text import fold_words
from hamkori.rooms.concerns import screening
from hamkori.rooms.crime.register.catalogue import DATA
from hamkori.rooms.crime.register.filing.kinds import kinds

FORCE = "danger_now"


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """Whole words that begin as written, one after the other."""
    parts = [
        r"\b" + r"\s+".join(rf"{re.escape(word)}\w*" for word in fold_words(phrase).split())
        for phrase in phrases
    ]
    return re.compile("|".join(sorted(parts, key=len, reverse=True)))


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(words of force, phrases that look alike and mean something else)."""
    force = tomllib.loads((DATA / "filing.toml").read_text(encoding="utf-8"))["force"]
    harmless = [phrase for phrases in force["not"].values() for phrase in phrases]
    return _pattern([phrase for phrases in force["phrases"].values() for phrase in phrases]), _pattern(
        harmless
    )


def refuse(text: str, more: str = "", *, kind: str = "") -> None:
    """Raise `screening.Screened` if the words or the choice belong on a calm page."""
    screening.refuse(text, more)
    force, harmless = _words()
    if force.search(harmless.sub(" ", fold_words(f"{text} {more}"))):
        raise screening.Screened(FORCE)
    chosen = kinds().get(kind)
    if chosen is not None and chosen.screen:
        raise screening.Screened(chosen.screen)
