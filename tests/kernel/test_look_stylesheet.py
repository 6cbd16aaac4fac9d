"""The stylesheet: fresh, small, alone, and readable in both lights."""

import re

import brotli
import pytest

from hamkori.kernel import stylesheet


def test_committed_sheets_are_what_the_parts_give() -> None:
    for sheet in stylesheet.SHEETS:
        assert (stylesheet.STATIC / sheet).read_text() == stylesheet.built(sheet), f"rebuild {sheet}"


def test_every_part_is_in_a_sheet() -> None:
    parts = {path.stem for path in (stylesheet.STATIC / "css").glob("*.css")}
    assert parts == {part for named in stylesheet.SHEETS.values() for part in named}


def test_public_sheet_and_script_are_light_on_a_weak_line() -> None:
    """8 KB and 3 KB of the 30 KB that a first page may weigh (R-budget of public pages)."""
    assert len(brotli.compress((stylesheet.STATIC / "hamkori.css").read_bytes())) <= 8 * 1024
    assert (stylesheet.STATIC / "small.js").stat().st_size <= 3 * 1024


def test_nothing_is_fetched_from_elsewhere() -> None:
    for sheet in stylesheet.SHEETS:
        css = (stylesheet.STATIC / sheet).read_text()
        assert "@import" not in css
        assert all(address.startswith("data:") for address in re.findall(r"url\(\"?([^\")#][^\")]*)", css))


def test_minify_keeps_strings_sums_and_conditions() -> None:
    css = 'a::before { content: " ; } "; }\n/* gone */ .b { inset: calc(-1 * var(--s) + .3rem) auto; }'
    css += " @media (min-width: 60rem) and (orientation: portrait) { .c > .d , .e { color : red; } }"
    small = stylesheet.minify(css)
    assert 'content:" ; } "' in small
    assert "calc(-1 * var(--s) + .3rem) auto" in small
    assert "@media (min-width:60rem) and (orientation:portrait)" in small
    assert ".c>.d,.e{" in small and "gone" not in small


def _tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", css))


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(ch * 2 for ch in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


TEXT = [
    *[("ink", ground) for ground in ("paper", "sheet", "wash", "late-wash", "wait-wash")],
    *[("soft", ground) for ground in ("paper", "sheet", "late-wash")],
    *[("accent", ground) for ground in ("paper", "sheet", "wash")],
    ("late", "paper"),
    ("late", "late-wash"),
    ("wait", "paper"),
    ("on", "accent"),
    ("on", "deep"),
]
EDGES = [("edge", "paper"), ("edge", "sheet"), ("gem", "paper"), ("k3", "paper")]


@pytest.mark.parametrize("light", [True, False], ids=["light", "dark"])
def test_text_and_edges_have_contrast(light: bool) -> None:
    """K35: WCAG AA, 4.5 for text and 3 for edges, computed from the tokens."""
    day, night = (
        (stylesheet.STATIC / "css/tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    )
    tokens = _tokens(day) if light else {**_tokens(day), **_tokens(night.split("@media")[0])}
    for pairs, least in ((TEXT, 4.5), (EDGES, 3.0)):
        for one, other in pairs:
            assert _contrast(tokens[one], tokens[other]) >= least, (one, other)
