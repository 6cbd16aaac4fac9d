"""Calm pages, the words that lead to them, and the words that label people (K18)."""

from collections.abc import Iterator

from hamkori.kernel.text import fold
from hamkori.society.countries.checks.common import all_codes, codes, known, texts
from hamkori.society.countries.packs import Fault, Pack

FILE = "screens.toml"
SCREENS = (
    "danger_now",
    "child_in_danger",
    "violence_at_home",
    "quarrel",
    "early_marriage",
    "trafficking",
    "suicide",
    "police_conduct",
    "asked_to_pay",
)
SHORTEST_STEM = 4
"""Letters after folding: a shorter beginning of a word would open the page for half of the dictionary."""


def screens(pack: Pack) -> Iterator[Fault]:
    rows, lines = pack.rows("screens", "screen"), all_codes(pack.rows("help", "line"))
    yield from codes(FILE, "screen", rows)
    if missing := [code for code in SCREENS if code not in all_codes(rows)]:
        yield Fault(FILE, "screen", f"missing: {', '.join(missing)}")
    for row in rows:
        label = f"screen {row.get('code')}"
        yield from texts(pack, FILE, label, row, "titles", "leads", "steps")
        if not row.get("lines"):
            yield Fault(FILE, label, "shows no help line")
        yield from known(FILE, label, "help line", row.get("lines", []), lines)
    for line in pack.rows("help", "line"):
        for code in line.get("shown_on", []):
            screen = next((row for row in rows if row.get("code") == code), {})
            if line.get("code") not in screen.get("lines", []):
                yield Fault(
                    FILE, f"screen {code}", f"does not list the help line {line.get('code')} that names it"
                )
    yield from _triggers(pack, all_codes(rows))
    yield from _labels(pack)


def _triggers(pack: Pack, every: set[str]) -> Iterator[Fault]:
    led_to = set()
    for row in pack.rows("screens", "trigger"):
        label = f"trigger {row.get('screen')}"
        yield from known(FILE, label, "screen", [row.get("screen")], every)
        led_to.add(row.get("screen"))
        for language in pack.languages:
            words = [*row.get("stems", {}).get(language, []), *row.get("phrases", {}).get(language, [])]
            if not words:
                yield Fault(FILE, label, f"has no words in {language}")
            for stem in row.get("stems", {}).get(language, []):
                if len(fold(stem)) < SHORTEST_STEM:
                    yield Fault(FILE, label, f"the stem {stem!r} is too short")
            for phrase in row.get("phrases", {}).get(language, []):
                if " " not in fold(phrase):
                    yield Fault(FILE, label, f"{phrase!r} is one word: write it as a stem")
    for code in sorted(every - led_to):
        yield Fault(FILE, f"screen {code}", "no words lead to it")


def _labels(pack: Pack) -> Iterator[Fault]:
    words = pack.table("screens", "label_words")
    for language in pack.languages:
        if not words.get(language):
            yield Fault(FILE, "label_words", f"there are none in {language} (K18)")
    yield from texts(
        pack, FILE, "label_page", pack.table("screens", "label_page"), "titles", "leads", "steps"
    )
