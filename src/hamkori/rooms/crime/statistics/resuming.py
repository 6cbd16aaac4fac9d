"""Keeps how far the attack on a release is: stopped or killed, it goes on at the cell where it was.

`attack.jsonl` lies in the folder of the release while it is audited: one line for every component that is solved,
every round that is over, and, every few seconds, one for the component in work. A torn last line is passed over; a
file that was written for another question is begun anew. The file goes when the audit has ended.
"""

import json
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from hamkori.ground.measures.attack import Bounds, Part
from hamkori.ground.measures.releases import Meaning
from hamkori.ground.measures.releases import Release as Linked
from hamkori.rooms.crime.statistics import signing

NAME = "attack.jsonl"
EVERY = 2.0
"""Seconds between two lines of a component in work."""


def question_of(linked: Linked, **more: Any) -> str:
    """A digest of all that the attack depends on: every count and sum, what is fixed, the required width."""
    return signing.digest(
        {
            "counts": sorted([_plain(cell), number] for cell, number in linked.counts.items()),
            "equations": [
                [_plain(total), [_plain(part) for part in parts]] for total, parts in linked.equations
            ],
            "unpublished": sorted(_plain(cell) for cell in linked.unpublished),
            **more,
        }
    )


def _plain(cell: Meaning) -> list[Any]:
    return [cell[0], [list(pair) for pair in cell[1]]]


def _cell(plain: Any) -> Meaning:
    return str(plain[0]), tuple((str(name), str(code)) for name, code in plain[1])


class AttackLog:
    """The log of one audit; `finished`, `begun` (of rounds) and `Halfway` are what `suppress` and `audit` take."""

    def __init__(self, folder: Path, question: str, *, every: float = EVERY) -> None:
        self.path, self.every, self.last = folder / NAME, every, time.monotonic()
        self.finished: dict[str, dict[Meaning, Bounds]] = {}
        self.rounds: tuple[int, Collection[Meaning]] = (0, ())
        self.parts: dict[str, Part] = {}
        if not self._read(question):
            self.path.write_text(json.dumps({"question": question}) + "\n", encoding="utf-8")

    def _read(self, question: str) -> bool:
        if not self.path.exists():
            return False
        lines = []
        for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                break
        if not lines or lines[0] != {"question": question}:
            return False
        self.path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        for line in lines[1:]:
            if "round" in line:
                self.rounds = line["round"], frozenset(_cell(cell) for cell in line["hidden"])
            elif "low" in line:
                self.parts[line["key"]] = _bounds(line["bounds"]), line["low"], line["high"]
            else:
                self.finished[line["key"]] = _bounds(line["bounds"])
        return True

    def _write(self, line: Mapping[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self.last = time.monotonic()

    @property
    def resumed(self) -> bool:
        """Whether there was anything to go on from."""
        return bool(self.finished or self.parts or self.rounds[0])

    def keep(self, key: str, found: dict[Meaning, Bounds]) -> None:
        if key not in self.finished:
            self.finished[key] = found
            self._write({"key": key, "bounds": _listed(found)})

    def round_ended(self, number: int, hidden: Collection[Meaning]) -> None:
        self._write({"round": number, "hidden": [_plain(cell) for cell in sorted(hidden)]})

    def begun(self, key: str) -> Part | None:
        return self.parts.get(key)

    def reached(self, key: str, make: Callable[[], Part]) -> None:
        if time.monotonic() - self.last >= self.every:
            found, low, high = make()
            self._write({"key": key, "bounds": _listed(found), "low": low, "high": high})

    def end(self) -> None:
        self.path.unlink(missing_ok=True)


def _listed(found: Mapping[Meaning, Bounds]) -> list[Any]:
    return [[_plain(cell), each.low, each.high] for cell, each in found.items()]


def _bounds(listed: Any) -> dict[Meaning, Bounds]:
    return {_cell(cell): Bounds(low, high) for cell, low, high in listed}
