"""Working days: counting forward, back, over weekends and holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkori.ground.deadlines.calendar import Calendar

NAVRUZ = frozenset(date(2026, 3, day) for day in range(21, 25))
HERE = Calendar(frozenset({6, 7}), NAVRUZ)
MONDAY, FRIDAY, SATURDAY = date(2026, 3, 16), date(2026, 3, 20), date(2026, 3, 21)

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
calendars = st.builds(
    Calendar,
    st.frozensets(st.integers(1, 7), max_size=6),
    st.frozensets(days, max_size=30),
)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 1, date(2026, 3, 17)),  # the day of receipt does not count
        (MONDAY, 4, FRIDAY),
        (FRIDAY, 1, date(2026, 3, 25)),  # over a weekend and the holiday that follows it
        (SATURDAY, 0, date(2026, 3, 25)),
        (SATURDAY, 1, date(2026, 3, 25)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_working_days_skip_weekends_and_holidays(start: date, count: int, end: date) -> None:
    assert HERE.add_working_days(start, count) == end


def test_thirty_calendar_days_roll_on_to_a_working_day() -> None:
    start = SATURDAY - timedelta(days=30)
    assert HERE.add_calendar_days(start, 30) == date(2026, 3, 25)
    assert HERE.add_calendar_days(start, 30, roll_to_working=False) == SATURDAY
    assert HERE.add_calendar_days(MONDAY, 1) == date(2026, 3, 17)


@pytest.mark.parametrize("weekend", [{0}, {8}, {1, 2, 3, 4, 5, 6, 7}])
def test_an_impossible_week_is_refused(weekend: set[int]) -> None:
    with pytest.raises(ValueError, match=r"weekday|working day"):
        Calendar(frozenset(weekend))


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        HERE.add_working_days(MONDAY, -1)
    with pytest.raises(ValueError, match="negative"):
        HERE.add_calendar_days(MONDAY, -1)


@given(calendars, days, st.integers(0, 60))
def test_the_end_is_a_working_day_and_counts_back_to_the_number(
    calendar: Calendar, start: date, count: int
) -> None:
    end = calendar.add_working_days(start, count)
    assert calendar.is_working(end)
    assert end >= start
    if count:
        assert calendar.working_days_between(start, end) == count


@given(calendars, days, st.integers(-400, 400))
def test_counting_between_is_counting_one_by_one(calendar: Calendar, start: date, span: int) -> None:
    end = start + timedelta(days=span)
    low, high = min(start, end), max(start, end)
    one_by_one = sum(
        calendar.is_working(low + timedelta(days=step)) for step in range(1, (high - low).days + 1)
    )
    assert calendar.working_days_between(start, end) == (one_by_one if end >= start else -one_by_one)


@given(calendars, days, st.integers(0, 60))
def test_a_day_more_never_ends_earlier(calendar: Calendar, start: date, count: int) -> None:
    longer, shorter = calendar.add_working_days(start, count + 1), calendar.add_working_days(start, count)
    assert longer > shorter or (count == 0 and not calendar.is_working(start) and longer == shorter)
    assert calendar.add_working_days(start + timedelta(days=1), count) >= calendar.add_working_days(
        start, count
    )


@given(calendars, days, st.integers(0, 400))
def test_rolling_moves_over_days_off_only(calendar: Calendar, start: date, count: int) -> None:
    plain = calendar.add_calendar_days(start, count, roll_to_working=False)
    rolled = calendar.add_calendar_days(start, count)
    assert plain == start + timedelta(days=count)
    assert calendar.is_working(rolled)
    passed = (rolled - plain).days
    assert not any(calendar.is_working(plain + timedelta(days=step)) for step in range(passed))
