"""Clocks of the country pack, applied to days."""

from datetime import date

from django.utils.translation import gettext

from hamkori.ground.deadlines import ladder as rungs
from hamkori.ground.deadlines.calendar import Calendar
from hamkori.ground.deadlines.models import LadderStep
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.words import pick
from hamkori.rooms.concerns.models import Clock
from hamkori.society.countries import queries as countries

FIRST_ANSWER = "first_answer"
RESOLVE = "resolve"
CONFIRM = "confirm"
TAKE_UP = "take_up"


@for_a_while(60)
def working_calendar() -> Calendar:
    """The country's working calendar."""
    return countries.calendar()


@for_a_while(60)
def clock_for(track: str, kind: str, step: str) -> Clock:
    """The clock of a step; a kind without its own takes the one for concerns. A checked pack has them all."""
    rows = {row.kind: row for row in Clock.objects.filter(track=track, step=step, retired_on__isnull=True)}
    return rows.get(kind) or rows["concern"]


def ladder() -> list[LadderStep]:
    """The steps of the ladder in their order."""
    return rungs.steps()


def day_after(start: date, rule: Clock, calendar: Calendar | None = None) -> date:
    """The last day of a clock that starts on `start`. Raises nothing: a clock is checked when the pack is loaded."""
    calendar = calendar or working_calendar()
    if rule.unit == "working":
        return calendar.add_working_days(start, rule.days)
    return calendar.add_calendar_days(start, rule.days)


def days_late(due_on: date | None, today: date) -> int:
    """Calendar days since the last day; 0 until it has passed, and where there is none.

    A clock runs in working days, but what is late is late on a Sunday, too.
    """
    return max(0, (today - due_on).days) if due_on is not None else 0


def shifted(due: date, working_days: int, calendar: Calendar | None = None) -> date:
    """`due` moved by working days, backwards too."""
    return rungs.shifted(due, working_days, calendar or working_calendar())


def next_step_on(due: date, taken: int, calendar: Calendar | None = None) -> date | None:
    """When the ladder's next step comes, after `taken` steps; None at its end."""
    return rungs.next_step_on(due, taken, calendar or working_calendar())


HOUSE = "house"
LAW = "law:"


@for_a_while(60)
def _laws() -> dict[str, tuple[dict[str, str], str]]:
    """{code: (titles, number)} of the law library."""
    return {
        law.code: (
            law.names,
            next((str(reading["number"]) for reading in law.readings if reading.get("number")), ""),
        )
        for law in countries.laws()
    }


def source_words(rule: Clock) -> str:
    """Where a clock comes from, in the language of the page: a law by its title and number, or a rule of our own."""
    if rule.source == HOUSE:
        return gettext("A rule of this platform, not of a law")
    if rule.source.startswith(LAW):
        titles, number = _laws().get(rule.source.removeprefix(LAW), ({}, ""))
        return f"{pick(titles)}, № {number}" if number else pick(titles)
    return rule.source
