"""Working days of a country, and counting in them.

The day on which something was received never counts (as in administrative procedure): one working day after
a Monday is the Tuesday. Pure dates: no clock, no database.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

_DAY = timedelta(days=1)
_LONGEST_PAUSE = 3660


@dataclass(frozen=True, slots=True)
class Calendar:
    """`weekend` holds ISO weekdays (Monday 1 to Sunday 7); `holidays` are days off, whatever their weekday.

    Raises `ValueError` for a weekday outside 1 to 7 and for a week without a working day.
    """

    weekend: frozenset[int] = frozenset({6, 7})
    holidays: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if not self.weekend <= set(range(1, 8)):
            raise ValueError("a weekday is a number from 1 (Monday) to 7 (Sunday)")
        if len(self.weekend) == 7:
            raise ValueError("a week needs at least one working day")

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def next_working(self, day: date) -> date:
        """`day` itself if it is a working day, otherwise the first one after it."""
        for _ in range(_LONGEST_PAUSE):
            if self.is_working(day):
                return day
            day += _DAY
        raise ValueError(f"no working day within ten years before {day}")

    def add_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`; for 0 the next working day if `start` is none.

        Raises `ValueError` for a negative number.
        """
        if days < 0:
            raise ValueError("days must not be negative")
        if days == 0:
            return self.next_working(start)
        day = start
        for _ in range(days):
            day = self.next_working(day + _DAY)
        return day

    def add_calendar_days(self, start: date, days: int, roll_to_working: bool = True) -> date:
        """The day `days` after `start`; a day off rolls on to the next working day unless told otherwise.

        Raises `ValueError` for a negative number.
        """
        if days < 0:
            raise ValueError("days must not be negative")
        day = start + timedelta(days=days)
        return self.next_working(day) if roll_to_working else day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative when `end` is earlier.

        The counterpart of `add_working_days`: between `start` and `add_working_days(start, n)` lie n.
        """
        if end < start:
            return -self.working_days_between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        found = weeks * (7 - len(self.weekend))
        found += sum(
            (start + timedelta(days=weeks * 7 + step)).isoweekday() not in self.weekend
            for step in range(1, rest + 1)
        )
        return found - sum(
            start < holiday <= end and holiday.isoweekday() not in self.weekend for holiday in self.holidays
        )
