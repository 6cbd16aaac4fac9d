"""Screens before harm: words that lead to a calm page, and words that label people (K18, K57).

Nothing of a text that hits a screen is stored anywhere. The words are data of the country pack; texts are
folded, so that Tajik, Russian and Latin spellings meet.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import HamkoriError
from hamkori.kernel.memo import for_a_while, forget_all
from hamkori.kernel.text import fold, fold_words
from hamkori.rooms.concerns.models import Screen


class Screened(HamkoriError):
    """The matter belongs on a calm page. `screen` is its code; nothing may be stored."""

    message = _("Please read this page first.")

    def __init__(self, screen: str) -> None:
        self.screen = screen
        super().__init__()


@dataclass(frozen=True, slots=True)
class Hit:
    screen: str
    position: int


@dataclass(frozen=True, slots=True)
class _Words:
    """Folded stems, whole phrases, and phrases that look alike but mean something else."""

    screen: str
    position: int
    may_continue: bool
    pattern: re.Pattern[str] | None
    harmless: re.Pattern[str] | None


LABELS = "label_words"


@lru_cache(maxsize=100)
def _alternatives(stems: tuple[str, ...], phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    parts = [rf"\b{re.escape(fold(stem))}\w*" for stem in stems if fold(stem)]
    parts += [
        r"\b" + r"\s+".join(rf"{re.escape(word)}\w*" for word in fold_words(phrase).split())
        for phrase in phrases
        if fold(phrase)
    ]
    return re.compile("|".join(sorted(parts, key=len, reverse=True))) if parts else None


@for_a_while(60)
def _compiled() -> tuple[_Words, ...]:
    words = []
    for screen in Screen.objects.filter(retired_on__isnull=True).order_by("position", "code"):
        triggers = screen.triggers or {}
        words.append(
            _Words(
                screen=screen.code,
                position=screen.position,
                may_continue=screen.may_continue,
                pattern=_alternatives(tuple(triggers.get("stems", ())), tuple(triggers.get("phrases", ()))),
                harmless=_alternatives((), tuple(triggers.get("not", ()))),
            )
        )
    return tuple(words)


def words_changed() -> None:
    """Forget the compiled words (after a pack was loaded); other processes notice within a minute."""
    forget_all()


def _plain(text: str) -> str:
    return fold_words(text)


def look(text: str, more: str = "", *, read: str = "") -> Hit | None:
    """The first screen that the text hits, in the pack's order of urgency; None for everyday matters.

    `read` is a screen that the person has read already and that allows to go on (a quarrel about land).
    """
    plain = _plain(f"{text} {more}")
    for words in _compiled():
        if words.pattern is None or words.screen == LABELS or (words.may_continue and words.screen == read):
            continue
        rest = words.harmless.sub(" ", plain) if words.harmless is not None else plain
        if words.pattern.search(rest):
            return Hit(words.screen, words.position)
    return None


def refuse(text: str, more: str = "", *, topic_screen: str = "", read: str = "") -> None:
    """Raise `Screened` if the topic or the words belong on a calm page."""
    hit = look(text, more, read=read)
    if hit is not None:
        raise Screened(hit.screen)
    if topic_screen and not (topic_screen == read and _lets_go_on(topic_screen)):
        raise Screened(topic_screen)


def _lets_go_on(screen: str) -> bool:
    return any(words.screen == screen and words.may_continue for words in _compiled())


def labels_people(text: str) -> bool:
    """Whether the text labels people by belief or dress: then a guidance page comes first (K18)."""
    plain = _plain(text)
    for words in _compiled():
        if words.screen == LABELS and words.pattern is not None:
            rest = words.harmless.sub(" ", plain) if words.harmless is not None else plain
            return words.pattern.search(rest) is not None
    return False
