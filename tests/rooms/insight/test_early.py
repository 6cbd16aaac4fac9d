"""R492: what stands out among concerns: against its own past, exactly, with false alarms held down. Pure."""

from datetime import date

import numpy as np
import pytest

from hamkori.rooms.insight.early import Verdict, looks

pytestmark = pytest.mark.pure

MONTHS = [date(2024 + number // 12, number % 12 + 1, 1) for number in range(25)]


def one(counts: list[int], since: int = 0) -> Verdict:
    return looks({("a", "repairs"): counts}, MONTHS, {"a": since}).found["a", "repairs"].verdict


@pytest.mark.parametrize(
    ("counts", "since", "verdict"),
    [
        ([3] * 24 + [14], 0, Verdict.MORE),
        ([3] * 24 + [4], 0, Verdict.UNKNOWN),  # under five: never
        ([0] * 24 + [4], 0, Verdict.UNKNOWN),
        ([10] * 24 + [11], 0, Verdict.USUAL),
        ([10] * 24 + [2], 0, Verdict.USUAL),
        ([0] * 15 + [3] * 9 + [30], 15, Verdict.UNKNOWN),  # nine months of past
        ([0] * 12 + [3] * 12 + [15], 12, Verdict.MORE),
        ([0, 10] * 12 + [11], 0, Verdict.USUAL),  # waves that come again and again
    ],
)
def test_r492_a_month_against_its_own_past(counts: list[int], since: int, verdict: Verdict) -> None:
    assert one(counts, since) is verdict


def test_months_before_anything_was_written_down_are_unknown_not_nought() -> None:
    look = looks({("a", "x"): [0] * 12 + [3] * 13}, MONTHS, {"a": 12}).found["a", "x"]
    assert look.months[:12] == (None,) * 12 and look.past_months == 12
    assert look.expected == pytest.approx(3, rel=0.05)


def test_r492_a_harvest_that_comes_each_year_does_not_stand_out() -> None:
    """Two years of past and enough events: the season is taken into account, for every area of the page."""
    july = [date(2024 + (number + 6) // 12, (number + 6) % 12 + 1, 1) for number in range(25)]
    series = {(area, "water"): [36 if month.month == 7 else 3 for month in july] for area in "abcdefgh"}
    found = looks(series, july, dict.fromkeys("abcdefgh", 0)).found
    assert july[-1].month == 7
    assert all(look.seasonal and look.verdict is Verdict.USUAL for look in found.values())


def test_r492_false_alarms_are_rare_and_real_changes_are_found() -> None:
    """100 quiet pages of 80 looks: about one page in twenty may have any alarm (all looks are quiet)."""
    rng = np.random.default_rng(492)
    alarmed = 0
    areas = [f"a{number}" for number in range(10)]
    for _page in range(100):
        series = {
            (area, str(kind)): [int(count) for count in rng.poisson(kind + 1, 25)]
            for area in areas
            for kind in range(8)
        }
        found = looks(series, MONTHS, dict.fromkeys(areas, 0)).found
        alarmed += any(look.verdict is Verdict.MORE for look in found.values())
    assert alarmed <= 9, alarmed
    seen = 0
    for _page in range(20):
        series = {
            (area, str(kind)): [int(count) for count in rng.poisson(kind + 1, 25)]
            for area in areas
            for kind in range(8)
        }
        series["a3", "5"][-1] = 24
        seen += looks(series, MONTHS, dict.fromkeys(areas, 0)).found["a3", "5"].verdict is Verdict.MORE
    assert seen >= 19, seen
