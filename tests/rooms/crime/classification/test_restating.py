"""Counting again under a changed code prints where a series breaks, when, and why."""

from datetime import date

import pytest

from hamkori.rooms.crime.register.classification import Correspondence, Line
from hamkori.rooms.crime.register.restating import Break, breaks_within, broken_series, restate

pytestmark = pytest.mark.pure

BEGIN, AMENDED = date(1998, 9, 1), date(2024, 6, 20)
SINCE, UNTIL = date(2020, 1, 1), date(2025, 12, 31)


def mapping(number: int, *lines: Line) -> Correspondence:
    return Correspondence(number, lines)


def test_nothing_changed_breaks_nothing() -> None:
    one = Correspondence.from_data()
    assert restate(one, one, SINCE, UNTIL) == []


def test_an_amended_code_breaks_the_series_on_its_day_at_every_level_it_crosses() -> None:
    amended = mapping(
        1,
        Line("248/1", "05022", 1.0, None, BEGIN, AMENDED, "Open theft"),
        Line("248/1", "04011", 1.0, None, AMENDED, None, "The law of 2024"),
    )
    found = breaks_within(amended, SINCE, UNTIL)
    assert {one.on for one in found} == {AMENDED} and {one.cause for one in found} == {"amended"}
    assert {one.code for one in found if not one.attempted} == {"04", "0401", "04011", "05", "0502", "05022"}
    assert all(one.why == "The law of 2024" and one.flag == "b" for one in found)
    assert breaks_within(amended, AMENDED, UNTIL) == [], "the series begins after the change"
    assert breaks_within(amended, SINCE, date(2024, 6, 19)) == [], "the period ends before it"


def test_what_moves_inside_a_division_leaves_the_division_whole() -> None:
    before = mapping(1, Line("244/1", "05022", 1.0, None, BEGIN, None))
    after = mapping(
        2,
        Line("244/1", "05022", 0.8, None, BEGIN, None),
        Line("244/1", "05025", 0.2, None, BEGIN, None, "A sample"),
    )
    found = restate(before, after, SINCE, UNTIL)
    assert broken_series(found) == {"05022": [SINCE], "05025": [SINCE]}
    assert Break("05025", 3, SINCE, "244/1", False, 0.0, 0.2, "restated", "A sample") in found


def test_restating_tells_only_the_days_that_change() -> None:
    before = mapping(1, Line("1", "05022", 1.0, None, BEGIN, None))
    after = mapping(
        2,
        Line("1", "05022", 1.0, None, BEGIN, AMENDED),
        Line("1", "05025", 1.0, None, AMENDED, None, "The law of 2024"),
    )
    found = restate(before, after, SINCE, UNTIL)
    assert {(one.on, one.cause) for one in found} == {(AMENDED, "restated"), (AMENDED, "amended")}


def test_a_change_for_attempts_only_leaves_completed_acts() -> None:
    before = mapping(1, Line("104/1", "0101", 1.0, None, BEGIN, None))
    after = mapping(
        2, Line("104/1", "0101", 1.0, False, BEGIN, None), Line("104/1", "0102", 1.0, True, BEGIN, None)
    )
    found = restate(before, after, SINCE, UNTIL)
    assert {one.attempted for one in found} == {True}
    assert set(broken_series(found)) == {"0101", "0102"}, "the section keeps its total"


def test_a_new_article_and_a_dropped_one_break_too() -> None:
    line = Line("1", "0101", 1.0, None, BEGIN, None)
    assert {one.before for one in restate(mapping(1), mapping(2, line), SINCE, UNTIL)} == {0.0}
    assert {one.after for one in restate(mapping(1, line), mapping(2), SINCE, UNTIL)} == {0.0}
