"""Clocks and reasons of the journal, read from the room's data: dated, and every number waits for a lawyer."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.ground.deadlines.calendar import Calendar
from hamkori.kernel.errors import BadInput
from hamkori.kernel.words import pick

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class DecisionClock:
    """How long a decision may take, in working days, and at most with a reason; in force from `valid_from`."""

    working_days: int
    longest: int
    valid_from: date
    legal_review: bool

    def due(self, reported_on: date, calendar: Calendar, *, extended: bool = False) -> date:
        """The last day for the decision. The day of the report never counts."""
        return calendar.add_working_days(reported_on, self.longest if extended else self.working_days)


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def clocks(code: str = "decide") -> tuple[DecisionClock, ...]:
    """Every clock of a step, the oldest first: "decide" a report, "register" what came by the portal."""
    rows = [row for row in _read("clocks.toml")["clock"] if row["code"] == code]
    made = (
        DecisionClock(row["working_days"], row["longest"], row["valid_from"], row["legal_review"])
        for row in rows
    )
    return tuple(sorted(made, key=lambda one: one.valid_from))


def clock_on(day: date, code: str = "decide") -> DecisionClock:
    """The clock in force on `day`; before the first one, the first."""
    held = [one for one in clocks(code) if one.valid_from <= day]
    return held[-1] if held else clocks(code)[0]


def reasons(step: str) -> dict[str, dict[str, str]]:
    """{code: words by language} of the reasons of one step ("refuse", "remove", …)."""
    found: dict[str, dict[str, str]] = _read("reasons.toml").get(step, {})
    return found


def reason_choices(step: str) -> list[tuple[str, str]]:
    """(code, words in the language of the page)."""
    return [(code, pick(words)) for code, words in reasons(step).items()]


def reason_words(step: str, code: str) -> str:
    """What people read for the code; "" without one, the code itself when the list has dropped it."""
    return pick(reasons(step).get(code)) or code


def known_reason(step: str, code: str) -> str:
    """`code`, if it stands in the list of the step. Raises `BadInput`."""
    if code not in reasons(step):
        raise BadInput(_("Choose a reason from the list."), field="reason")
    return code
