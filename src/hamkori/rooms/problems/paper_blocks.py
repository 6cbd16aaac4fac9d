"""What a paper for handwriting is made of: lines, boxes to tick, tables with empty rows. Drawn by `worksheet.typ`."""

from collections.abc import Iterable, Mapping
from typing import Any

Block = dict[str, Any]


def lines(label: str, text: str = "", *, empty: int = 2) -> Block:
    """A heading, what is known, and room to write on."""
    return {"kind": "lines", "label": label, "text": text, "empty": 1 if text else empty}


def ticks(label: str, words: Mapping[str, Any], chosen: Iterable[str] = (), *, columns: int = 3) -> Block:
    """Boxes to tick; those that the folder holds are ticked."""
    picked = set(chosen)
    options = [[str(word), code in picked] for code, word in words.items()]
    return {"kind": "ticks", "label": label, "options": options, "columns": columns}


def choices(
    label: str, words: Mapping[Any, Any], answers: Iterable[Any], rows: Iterable[tuple[str, str]]
) -> Block:
    """A table with one box a column: each row gets one tick. `rows` are (question, hint)."""
    given = list(answers)
    return {
        "kind": "choices",
        "label": label,
        "heads": [str(word) for word in words.values()],
        "rows": [
            [question, hint, [code == answer for code in words]]
            for (question, hint), answer in zip(rows, given, strict=True)
        ],
    }


def table(
    label: str, heads: list[str], widths: list[int], filled: Iterable[list[str]] = (), *, empty: int = 3
) -> Block:
    """Rows to write in; `widths` are parts of the page's breadth."""
    known = [[str(cell) for cell in row] for row in filled]
    return {"kind": "table", "label": label, "heads": heads, "widths": widths, "rows": known,
            "empty": max(1, empty - len(known))}  # fmt: skip
