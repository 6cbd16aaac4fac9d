"""The ladder when something is late (K59), applied to days. Quietly first, in public last."""

from datetime import date

from hamkori.ground.deadlines.calendar import Calendar
from hamkori.ground.deadlines.models import LadderStep
from hamkori.kernel.memo import for_a_while


@for_a_while(60)
def steps() -> list[LadderStep]:
    """The steps of the ladder in their order."""
    return list(LadderStep.objects.filter(retired_on__isnull=True).order_by("position", "after_days"))


def shifted(due: date, working_days: int, calendar: Calendar) -> date:
    """`due` moved by working days, backwards too."""
    if working_days >= 0:
        return calendar.add_working_days(due, working_days) if working_days else due
    day = due
    left = -working_days
    while left:
        day = date.fromordinal(day.toordinal() - 1)
        left -= calendar.is_working(day)
    return day


def next_step_on(due: date, taken: int, calendar: Calendar) -> date | None:
    """When the ladder's next step comes, after `taken` steps; None at its end."""
    rungs = steps()
    return shifted(due, rungs[taken].after_days, calendar) if taken < len(rungs) else None
