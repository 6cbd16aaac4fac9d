# ruff: noqa: DTZ001 (times of the local clock, as records hold them)
"""Near repeats against counting every pair; day by hour against spreading minute by minute."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkori.ground.measures.times import day_by_hour, near_repeat

pytestmark = pytest.mark.pure


def test_pairs_are_those_that_counting_all_of_them_finds() -> None:
    random = np.random.default_rng(3)
    x, y = random.integers(0, 20, (2, 120)) * 25.0  # many at the same place and on a bound
    time = random.integers(0, 90, 120)
    found = near_repeat(x, y, time, distances=(0, 50, 125), times=(0, 7, 14), draws=99)
    expected = np.zeros((3, 3), dtype=int)
    for one in range(120):
        for other in range(one):
            apart = np.hypot(x[one] - x[other], y[one] - y[other])
            days = abs(int(time[one]) - int(time[other]))
            if apart <= 125 and days <= 14:
                expected[
                    [apart <= 0, apart <= 50, True].index(True), [days <= 0, days <= 7, True].index(True)
                ] += 1
    assert found.pairs.tolist() == expected.tolist()
    assert expected[0].sum() > 0


def test_the_mean_of_shuffled_times_is_what_chance_gives() -> None:
    """Knox: expected = near in place x near in time / all pairs, exactly in the mean over all permutations."""
    random = np.random.default_rng(8)
    x, y = random.uniform(0, 1000, (2, 150))
    time = random.integers(0, 60, 150).astype(float)
    found = near_repeat(x, y, time, distances=(150,), times=(3,), draws=1999)
    differ = np.abs(np.subtract.outer(time, time))[np.triu_indices(150, 1)]
    apart = np.hypot(np.subtract.outer(x, x), np.subtract.outer(y, y))[np.triu_indices(150, 1)]
    chance = (apart <= 150).sum() * (differ <= 3).mean()
    assert found.expected[0, 0] == pytest.approx(chance, rel=0.01)
    assert found.ratio[0, 0] == found.pairs[0, 0] / found.expected[0, 0]


def test_followers_are_found_and_unrelated_events_are_not() -> None:
    random = np.random.default_rng(2)
    x, y = random.uniform(0, 5000, (2, 300))
    time = random.uniform(0, 365, 300)
    plain = near_repeat(x, y, time, distances=(200,), times=(7,), draws=499)
    x, y = np.append(x, x[:25] + 60), np.append(y, y[:25])
    time = np.append(time, time[:25] + 3)
    planted = near_repeat(x, y, time, distances=(200,), times=(7,), draws=499)
    assert plain.p[0, 0] > 0.05
    assert planted.p[0, 0] == 1 / 500 and planted.ratio[0, 0] > 2
    again = near_repeat(x, y, time, distances=(200,), times=(7,), draws=499)
    assert np.array_equal(planted.expected, again.expected)


def test_near_repeat_refuses_what_it_cannot_use() -> None:
    for x, distances, draws in (
        ([0, np.nan], (1,), 99),
        ([0, 1], (2, 1), 99),
        ([0, 1], (), 99),
        ([0, 1], (-1, 1), 99),
        ([0, 1], (1,), 5),
        (np.zeros(7000), (1,), 99),
    ):
        many = np.zeros(len(x))
        with pytest.raises(ValueError, match=r"known place|bounds must rise|99 draws|too many pairs"):
            near_repeat(x, many, many, distances=distances, times=(1,), draws=draws)


def slow_week(spans: list[tuple[datetime, datetime]]) -> np.ndarray:
    """Minute by minute."""
    hours = np.zeros((7, 24))
    for start, end in spans:
        minutes = max(1, round((end - start).total_seconds() / 60))
        for step in range(minutes):
            at = start + timedelta(minutes=step)
            hours[at.weekday(), at.hour] += 1 / minutes
    return hours


moments = st.datetimes(datetime(2025, 1, 1), datetime(2025, 2, 1)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
spans = st.lists(st.tuples(moments, st.integers(0, 7 * 1440)), max_size=6).map(
    lambda pairs: [(start, start + timedelta(minutes=span)) for start, span in pairs]
)


@settings(max_examples=25, deadline=None)
@given(spans)
def test_events_are_spread_as_if_minute_by_minute(events: list[tuple[datetime, datetime]]) -> None:
    found = day_by_hour(
        [np.datetime64(one) for one, _ in events], [np.datetime64(one) for _, one in events], longest_days=7
    )
    assert np.allclose(found.hours, slow_week(events), atol=1e-9)
    assert found.unknown == 0 and found.hour_unknown.sum() == 0


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), moments), st.one_of(st.none(), st.integers(0, 20_000)), st.booleans()),
        max_size=30,
    ),
    st.integers(1, 7),
)
def test_no_event_is_lost_and_none_is_made(
    events: list[tuple[datetime | None, int | None, bool]], longest: int
) -> None:
    nothing = np.datetime64("NaT")
    starts = [nothing if start is None else np.datetime64(start) for start, _, _ in events]
    ends = [
        nothing if span is None else np.datetime64((start or datetime(2025, 3, 1)) + timedelta(minutes=span))
        for start, span, _ in events
    ]
    known = [clock for _, _, clock in events]
    week = day_by_hour(starts, ends, known, longest)
    assert week.hours.sum() + week.hour_unknown.sum() + week.unknown == pytest.approx(len(events), abs=1e-9)
    assert week.hours.min() >= 0 and week.hour_unknown.min() >= 0
    both_missing = sum(start is None and span is None for start, span, _ in events)
    assert week.unknown >= both_missing


def test_a_night_away_is_spread_over_the_night_and_an_unknown_hour_stands_apart() -> None:
    start = ["2025-11-21T22:30", "2025-11-21T10:00", "2025-11-22T00:00", "2025-11-01T00:00", "NaT"]
    end = ["2025-11-22T00:30", "2025-11-21T10:00", "2025-11-23T00:00", "2025-11-20T00:00", "NaT"]
    week = day_by_hour(start, end, [True, True, False, True, True])  # 21 November 2025 is a Friday
    assert week.hours[4, 22] == 0.25 and week.hours[4, 23] == 0.5 and week.hours[5, 0] == 0.25
    assert week.hours[4, 10] == 1
    assert week.hour_unknown.tolist() == [0, 0, 0, 0, 0, 0.5, 0.5]
    assert week.unknown == 2 and week.coverage == 0.4


def test_one_known_bound_gives_the_day_but_not_the_hour() -> None:
    week = day_by_hour(["NaT", "2025-11-24T09:00"], ["2025-11-25T09:00", "NaT"])
    assert week.hours.sum() == 0 and week.hour_unknown.tolist() == [1, 1, 0, 0, 0, 0, 0]
    assert day_by_hour(["2025-11-24T09:00"]).hours[0, 9] == 1  # without ends the start is the time


def test_times_that_run_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        day_by_hour(["2025-11-24T09:00"], ["2025-11-24T08:59"])
    with pytest.raises(ValueError, match="equal length"):
        day_by_hour(["2025-11-24T09:00"], [])
    with pytest.raises(ValueError, match="between 1 and 7"):
        day_by_hour([], longest_days=8)
    assert day_by_hour([]).coverage is None
