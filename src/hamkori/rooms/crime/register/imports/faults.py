"""What can be wrong with a file or a row, beside the edit rules: codes, and sentences in three languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hamkori.kernel.words import pick
from hamkori.rooms.crime.register.classification import DATA

ERROR, WARNING = "error", "warning"
LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class RowFault:
    """One finding. `row` as a spreadsheet counts; 0 is the file."""

    row: int
    column: str
    rule: str
    value: str = ""
    severity: str = ERROR


class FileFault(Exception):
    """The whole file is refused: nothing of it is taken."""

    whole: tuple[str, int] | None = None
    """(SHA-256, length) of the file, if it was read to its end."""

    def __init__(self, rule: str, *, row: int = 0, column: str = "", value: str = "") -> None:
        super().__init__(rule)
        self.fault = RowFault(row, column, rule, value)


@cache
def _own() -> Mapping[str, Mapping[str, str]]:
    rows = tomllib.loads((DATA / "import_faults.toml").read_text(encoding="utf-8"))["fault"]
    return {row["code"]: row["say"] for row in rows}


def own_codes() -> tuple[str, ...]:
    return tuple(_own())


def sentence(code: str) -> str:
    """What is wrong and what to do, in the language of the page; the code itself when no list has it."""
    if code in _own():
        return pick(_own()[code])
    from hamkori.rooms.crime.register.edits import rule

    try:
        return rule(code).sentence
    except KeyError:
        return code


def shown_value(value: object) -> str:
    """A cell as the list of faults keeps it: one short line without control characters."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(value)[: 2 * LONGEST_VALUE])
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
