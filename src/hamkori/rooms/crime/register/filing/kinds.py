"""What can be filed, in plain words, and the clock of taking it into the journal: data of the room."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from hamkori.kernel.words import pick
from hamkori.rooms.crime.register import catalogue
from hamkori.society.countries import queries as countries

LONGEST_TEXT = 4000
REGISTER = "register"


@dataclass(frozen=True, slots=True)
class FilingKind:
    """`screen` is the calm page that the choice leads to instead of a filing, or ""."""

    code: str
    names: dict[str, str]
    hints: dict[str, str]
    screen: str = ""

    @property
    def name(self) -> str:
        return pick(self.names)

    @property
    def hint(self) -> str:
        return pick(self.hints)


@cache
def kinds() -> dict[str, FilingKind]:
    """Every kind by its code, in the order of the page."""
    rows = tomllib.loads((catalogue.DATA / "filing.toml").read_text(encoding="utf-8"))["kinds"]
    return {
        code: FilingKind(code, row["names"], row["hints"], row.get("screen", ""))
        for code, row in rows.items()
    }


def kind_name(code: str) -> str:
    """The kind in the language of the page; the code itself when the list has dropped it."""
    found = kinds().get(code)
    return found.name if found is not None else code


def due_on(filed_on: date) -> date:
    """The last day for taking a filing of this day into the journal."""
    return catalogue.clock_on(filed_on, REGISTER).due(filed_on, countries.calendar())
