"""Ideas for steps by kind: what others do about such problems (R239). Data of the house, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hamkori.kernel.words import pick

FILE = Path(__file__).parent / "data" / "responses.toml"


@dataclass(frozen=True, slots=True)
class Idea:
    """A possible step. `behaviours` are those against which it is known to act."""

    code: str
    kind: str
    technique: str
    behaviours: frozenset[str]
    titles: dict[str, str]
    mechanisms: dict[str, str]

    @property
    def title(self) -> str:
        return pick(self.titles)

    @property
    def mechanism(self) -> str:
        return pick(self.mechanisms)


@cache
def ideas() -> tuple[Idea, ...]:
    """Every idea, in the order of the file: punishing stands last."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["idea"]
    return tuple(
        Idea(
            row["code"], row["kind"], row["technique"], frozenset(row["behaviours"]), row["titles"], row["mechanisms"]
        )
        for row in rows
    )  # fmt: skip


def idea(code: str) -> Idea | None:
    return next((one for one in ideas() if one.code == code), None)


def fitting(behaviour: str, kind: str = "") -> tuple[list[Idea], list[Idea]]:
    """(those known to act against this behaviour, the others), of one kind if it is said."""
    found = [one for one in ideas() if not kind or one.kind == kind]
    near = [one for one in found if behaviour in one.behaviours]
    return near, [one for one in found if one not in near]
