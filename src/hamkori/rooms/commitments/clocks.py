"""Days of promises."""

from datetime import date, timedelta

from hamkori.ground.deadlines import ladder
from hamkori.ground.deadlines.calendar import Calendar
from hamkori.kernel.memo import for_a_while
from hamkori.society.countries import queries as countries

SILENCE = timedelta(days=14)
"""How long the other side may be silent before somebody else checks (not from our documents: a cautious setting)."""
REOPEN = timedelta(days=90)
"""How long after closing the other side may open a promise again (the same as for concerns)."""
AFTER_REOPENING = 10
"""Working days for a promise that was opened again after its day, until the sides agree on another."""
FARTHEST = timedelta(days=3 * 366)
SOON = timedelta(days=14)


@for_a_while(60)
def working_calendar() -> Calendar:
    """The country's working calendar."""
    return countries.calendar()


def next_step_on(due: date, taken: int) -> date | None:
    """When the ladder's next step comes, after `taken` steps; None at its end."""
    return ladder.next_step_on(due, taken, working_calendar())
