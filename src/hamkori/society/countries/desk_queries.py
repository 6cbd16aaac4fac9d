"""Reads of the pages on which an administrator keeps help lines, days off and settings."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.society.countries import queries
from hamkori.society.countries import rules as rules  # registers the verbs
from hamkori.society.countries.models import Country, HelpLine, Holiday

CHECK_EVERY_DAYS = 90
"""After so many days a number counts as unchecked again (K52)."""


@dataclass(frozen=True)
class LineRow:
    """A help line as those who keep the directory see it. `state`: "unknown", "late" or "checked"."""

    line: HelpLine
    state: str
    may_enter: bool
    may_verify: bool


@dataclass(frozen=True)
class SettingRow:
    """A setting of the country: what the pack says, what was entered here, and the pack's note on it (H16)."""

    name: str
    value: Any
    from_pack: Any
    entered_here: bool
    note: str

    @property
    def is_unset(self) -> bool:
        return self.value in ("", None)


def state_of(line: HelpLine, day: date | None = None) -> str:
    if not line.is_known:
        return "unknown"
    edge = (day or clock.today()) - timedelta(days=CHECK_EVERY_DAYS)
    return "checked" if line.verified_on is not None and line.verified_on > edge else "late"


def directory(actor: Actor) -> list[LineRow]:
    """Every help line of the country and of the actor's area. One query."""
    return [
        LineRow(
            line,
            state_of(line),
            access.may(actor, "country.enter", line),
            access.may(actor, "help_line.verify", line),
        )
        for line in queries.all_help_lines()
        if not line.place_path
        or actor.covers(line.place_path)
        or f"{actor.place_path}.".startswith(f"{line.place_path}.")
    ]


def line_with(code: str) -> HelpLine:
    """Raises `NotFound`."""
    line = HelpLine.objects.filter(code=code, retired_on__isnull=True).first()
    if line is None:
        raise NotFound
    return line


def lines_to_check(actor: Actor) -> list[LineRow]:
    """Numbers that nobody called in 90 days, and lines without a number, that this actor can do something about."""
    rows = directory(actor)
    late = [row for row in rows if row.state == "late" and row.may_verify]
    return late + [row for row in rows if row.state == "unknown" and row.may_enter]


def holidays_from(year: int) -> list[Holiday]:
    """Days off of a year and the next one, in order. One query."""
    return list(
        Holiday.objects.filter(retired_on__isnull=True, day__year__in=(year, year + 1)).order_by(
            "day", "code"
        )
    )


def holiday_with(code: str) -> Holiday:
    """Raises `NotFound`."""
    found = Holiday.objects.filter(code=code, retired_on__isnull=True).first()
    if found is None:
        raise NotFound
    return found


def settings_rows(country: Country) -> list[SettingRow]:
    """Settings of the country without their notes, which stand beside them: `x_note` belongs to `x`."""
    pack, here = country.settings, country.local_settings
    return [
        SettingRow(
            name,
            here.get(name, value),
            value,
            name in here,
            str(pack.get(f"{name.rsplit('_', 1)[0]}_note") or pack.get(f"{name}_note") or ""),
        )
        for name, value in pack.items()
        if not name.endswith("_note")
    ]
