"""The publishing guard: what must not stand in a public text (K34, K42).

Finds telephone numbers, e-mail and web addresses, passport and car numbers, and words that look like the name
of a person (a patronymic or family-name ending, or a title followed by a capital). It errs on the side of
asking: a reviewer decides, and nothing becomes public without review.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in the text: what kind, and where (character offsets)."""

    kind: str
    sentence: str | Promise
    start: int
    end: int


_PHONE = re.compile(r"(?<!\w)\+?\d(?:[\s().\-–]*\d){5,14}(?!\w)")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|(?:https?://|www\.|t\.me/|@)[\w./-]{3,}", re.I)
_PASSPORT = re.compile(r"(?<!\w)[A-ZА-Я]{1,2}\s?\d{7,9}(?!\w)")
_CAR = re.compile(r"(?<!\w)\d{2,4}\s?[A-ZА-Я]{2,3}\s?\d{2}(?!\w)")
_ENDINGS = (
    r"(?:ов|ова|ову|овым|ев|ева|еву|евым|ович|овна|евич|евна|зода|зодаи|заде|"
    r"ӣзода|пур|иён|оглы|кызы|zoda|zade|ov|ova|ev|eva)"
)
_CAPITAL = "A-ZА-ЯЁҒӢҚӮҲҶ"
_SMALL = "a-zа-яёғӣқӯҳҷъ"
_FAMILY = re.compile(rf"(?<!\w)[{_CAPITAL}][{_SMALL}]{{2,}}{_ENDINGS}(?!\w)")
_TITLE = re.compile(
    rf"(?i:\b(?:ака|ако|амак|хола|апа|бобо|муаллим|домулло|раис|сосед|соседка|ҳамсоя|гражданин|господин|дядя|тётя|бригадир|нозир|капитан|майор|лейтенант|mr|mrs|uncle|aunt)\w*)\s+(?-i:[{_CAPITAL}][{_SMALL}]+)"
)
_PAIR = re.compile(
    rf"(?<![\w.!?…]\s)(?<!\w)[{_CAPITAL}][{_SMALL}]{{2,}}\s+[{_CAPITAL}][{_SMALL}]{{2,}}(?!\w)"
)

CERTAIN = ("phone", "address", "document", "car")
"""What nobody can confirm away: it never stands in public."""

KINDS: dict[str, tuple[re.Pattern[str], str | Promise]] = {
    "phone": (_PHONE, _("There is a telephone number in the text. We will not show it to everyone.")),
    "address": (_MAIL, _("There is an e-mail or web address in the text. We will not show it to everyone.")),
    "document": (_PASSPORT, _("There is something like a passport number in the text. Please take it out.")),
    "car": (_CAR, _("There is something like a car number in the text. Please take it out.")),
    "name": (
        _FAMILY,
        _("There may be a person's name in the text. Please write about the place, not about a person."),
    ),
    "title": (
        _TITLE,
        _("There may be a person's name in the text. Please write about the place, not about a person."),
    ),
    "pair": (
        _PAIR,
        _("There may be a person's name in the text. Please write about the place, not about a person."),
    ),
}


_CAPITAL_NEXT = re.compile(rf"\s+[{_CAPITAL}][{_SMALL}]")
_CAPITAL_BEFORE = re.compile(rf"(?<!\w)([{_CAPITAL}][{_SMALL}]{{2,}})[ \t]+$")
_CAPITAL_AFTER = re.compile(rf"[ \t]+([{_CAPITAL}][{_SMALL}]{{2,}})(?!\w)")
LONG_NAME = 8
"""At the start of a sentence any word has a capital: there only longer words with such an ending count as names."""


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(' \t«“"(')
    return not before or before[-1] in ".!?…:\n"


def _whole_name(text: str, start: int, end: int, known: frozenset[str], *, titled: bool) -> tuple[int, int]:
    """From a family name to the capitalised words beside it: the given name must not stay readable.

    At the start of a sentence this may cover a word that is no name; covering too much
    harms nobody. A name after a title begins with the title.
    """
    while (
        not titled
        and (before := _CAPITAL_BEFORE.search(text, max(0, start - 60), start))
        and before[1] not in known
    ):
        start = before.start(1)
    while (after := _CAPITAL_AFTER.match(text, end)) and after[1] not in known:
        end = after.end(1)
    return start, end


def findings(text: str, *, known: frozenset[str] = frozenset()) -> list[Finding]:
    """What a reviewer must look at. `known` are names of places, which look like names of people."""
    found: list[Finding] = []
    for kind, (pattern, sentence) in KINDS.items():
        for match in pattern.finditer(text):
            words = match.group().split()
            begins = _begins_sentence(text, match.start()) and not _CAPITAL_NEXT.match(text, match.end())
            if kind == "name" and begins and len(match.group()) < LONG_NAME:
                continue
            if kind in ("pair", "name") and any(word in known for word in words):
                continue
            start, end = match.span()
            if kind in ("name", "title"):
                start, end = _whole_name(text, start, end, known, titled=kind == "title")
            if not any(other.start <= match.start() < other.end for other in found):
                found.append(Finding(kind, sentence, start, end))
    return sorted(found, key=lambda finding: finding.start)


def masked(text: str, *, known: frozenset[str] = frozenset(), mark: str = "▒▒▒") -> str:
    """The text as the preview shows it: what the guard found is covered."""
    parts: list[str] = []
    last = 0
    for finding in findings(text, known=known):
        if finding.start < last:
            continue
        parts += [text[last : finding.start], mark]
        last = finding.end
    return "".join([*parts, text[last:]])
