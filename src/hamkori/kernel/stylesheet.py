"""One build step for the look: join the parts of `static/hamkori/css/` and take out what only people need.

`python -m hamkori.kernel.stylesheet` writes `hamkori.css` (every page) and `desk.css` (on top, for the desk).
The result is committed; a test holds that it is fresh.
"""

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static" / "hamkori"
SHEETS: dict[str, tuple[str, ...]] = {
    "hamkori.css": (
        "tokens", "ground", "type", "frame", "controls", "parts", "figures", "receipt", "seats", "calm",
        "wide", "phone", "settings", "print",
    ),
    "desk.css": ("desk",),
}  # fmt: skip

_KEPT_WHOLE = re.compile(r"\"[^\"]*\"|'[^']*'|url\([^\"')]*\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def minify(css: str) -> str:
    """The same rules without comments and needless blanks. Strings and addresses stay as they are."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    text = _KEPT_WHOLE.sub(keep, _COMMENT.sub("", css))
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    text = re.sub(r"(?<=[{;(])([-\w]+): ", r"\1:", text)
    text = text.replace(";}", "}").replace(" > ", ">").strip()
    return re.sub(r"\x00(\d+)\x00", lambda found: kept[int(found[1])], text)


def built(sheet: str) -> str:
    """What the file `sheet` has to contain now."""
    return minify("\n".join((STATIC / "css" / f"{part}.css").read_text() for part in SHEETS[sheet])) + "\n"


def write_all() -> list[Path]:
    """Write both sheets; answers their paths."""
    written = []
    for sheet in SHEETS:
        path = STATIC / sheet
        path.write_text(built(sheet))
        written.append(path)
    return written


if __name__ == "__main__":
    write_all()
