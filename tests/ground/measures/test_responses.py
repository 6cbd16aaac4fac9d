"""The assessment of a response: printed figures, exact chances, and verdicts that do not say too much."""

import math
import warnings
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkori.ground.measures.intervals import Interval
from hamkori.ground.measures.responses import (
    Change,
    Reason,
    Verdict,
    assess,
    days_alike,
    e_test,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from hamkori.ground.measures.series import interrupted, poisson_fit, series_verdict

pytestmark = pytest.mark.pure

CONTROL, TREATED = Change(308, 318), Change(207, 110)
AROUND_CONTROL, AROUND = Change(150, 140), Change(178, 157)


def test_the_difference_of_wheeler_and_ratcliffe() -> None:
    found = weighted_displacement_difference(TREATED, CONTROL, AROUND, AROUND_CONTROL)
    assert (found.value, found.variance) == (-118, 1568)
    assert found.z == pytest.approx(-2.98, abs=0.005)
    assert (round(found.interval.low), round(found.interval.high)) == (-196, -40)
    simple = weighted_displacement_difference(Change(100, 80), Change(100, 90))
    assert simple.value == -10 and simple.standard_error == pytest.approx(19.2, abs=0.05)


def test_a_longer_time_after_is_scaled_to_the_time_before() -> None:
    found = weighted_displacement_difference(Change(40, 60), Change(50, 120), after_length=2)
    assert found.value == (30 - 40) - (60 - 50)
    assert found.variance == 40 + 50 + (60 + 120) / 4


def test_the_interval_of_the_difference_covers_the_truth() -> None:
    random = np.random.default_rng(1)
    means = (60, 45, 80, 80, 30, 33, 40, 40)
    truth = (45 - 60) - 0 + 3 - 0
    held = 0
    for counts in random.poisson(means, (2000, 8)).tolist():
        places = [Change(*counts[place : place + 2]) for place in (0, 2, 4, 6)]
        interval = weighted_displacement_difference(*places).interval
        held += interval.low <= truth <= interval.high
    assert 0.935 < held / 2000 < 0.965


def test_the_quotient_tells_spread_from_displacement() -> None:
    assert weighted_displacement_quotient(TREATED, CONTROL, AROUND) == pytest.approx(0.258, abs=0.0005)
    moved = weighted_displacement_quotient(Change(100, 50), Change(100, 100), Change(100, 150))
    assert moved == -1
    assert weighted_displacement_quotient(Change(100, 120), Change(100, 100), Change(1, 1)) is None
    assert weighted_displacement_quotient(Change(100, 90), Change(0, 100), Change(1, 1)) is None


def test_the_e_test_has_the_printed_chances() -> None:
    assert e_test(0, 3) == pytest.approx(0.0884, abs=5e-5)
    assert e_test(6, 2) == pytest.approx(0.1749, abs=5e-5)
    assert e_test(3, 0) == pytest.approx(e_test(0, 3)) and e_test(4, 4) == pytest.approx(1)
    assert e_test(0, 0) == 1
    assert e_test(20, 5, 2, 1) > 0.05 > e_test(20, 5, 1, 1)
    with pytest.raises(ValueError, match="not negative"):
        e_test(-1, 2)


def test_the_e_test_keeps_its_level() -> None:
    random = np.random.default_rng(6)
    chances = [e_test(int(a), int(b)) for a, b in random.poisson(7, (700, 2))]
    assert np.mean(np.array(chances) <= 0.05) < 0.07


@pytest.mark.parametrize(
    ("counts", "g", "p"),
    [((3,), 11.68, 7 / 343), ((2, 1), 7.86, 133 / 343), ((1, 1, 1), 5.08, 1.0)],
)
def test_three_events_on_seven_days(counts: tuple[int, ...], g: float, p: float) -> None:
    found = days_alike([*counts, *[0] * (7 - len(counts))])
    assert found.g == pytest.approx(g, abs=0.006)
    assert found.p == pytest.approx(p) and found.exact


def test_the_exact_chance_counts_every_outcome_and_meets_the_chi_square_law() -> None:
    counts = (4, 1, 0)
    g = days_alike(counts).g
    outcomes = [
        days_alike([list(days).count(day) for day in range(3)]).g for days in product(range(3), repeat=5)
    ]
    assert days_alike(counts).p == pytest.approx(np.mean([one >= g - 1e-9 for one in outcomes]))
    exact, approximate = days_alike([12, 6, 8, 8, 9, 8, 9]), days_alike([24, 12, 16, 16, 18, 16, 18])
    assert exact.exact and not approximate.exact
    assert approximate.p == pytest.approx(
        math.exp(-approximate.g / 2) * sum((approximate.g / 2) ** k / math.factorial(k) for k in range(3))
    )
    with pytest.raises(ValueError, match="one event"):
        days_alike([0] * 7)


@pytest.mark.parametrize(
    ("places", "verdict", "reason"),
    [
        ((TREATED, CONTROL, AROUND, AROUND_CONTROL), Verdict.HELPED, Reason.SURROUNDINGS_UNCLEAR),
        ((Change(300, 150), Change(300, 300)), Verdict.HELPED, Reason.SURROUNDINGS_NOT_COUNTED),
        ((Change(300, 150), Change(300, 300), Change(300, 200), Change(300, 300)), Verdict.HELPED, Reason.SURROUNDINGS_FELL_TOO),
        ((Change(300, 150), Change(300, 300), Change(200, 340), Change(200, 200)), Verdict.MOVED_ELSEWHERE, Reason.SURROUNDINGS_ROSE),
        ((Change(300, 450), Change(300, 300)), Verdict.DID_NOT_HELP, Reason.MORE_EVENTS),
        ((Change(9000, 9010), Change(9000, 9000)), Verdict.DID_NOT_HELP, Reason.NO_WORTHWHILE_FALL),
        ((Change(100, 80), Change(100, 90)), Verdict.NOT_ENOUGH, Reason.BOTH_POSSIBLE),
        ((Change(20, 10), Change(30, 28)), Verdict.NOT_ENOUGH, Reason.ONLY_A_HUGE_CHANGE_SHOWS),
        ((Change(6, 0), Change(9, 30)), Verdict.NOT_ENOUGH, Reason.FEW_EVENTS),
        ((Change(0, 0), Change(0, 0)), Verdict.NOT_ENOUGH, Reason.FEW_EVENTS),
    ],
)  # fmt: skip
def test_verdicts_with_their_reasons(places: tuple[Change, ...], verdict: Verdict, reason: Reason) -> None:
    found = assess(*places, registered_before=True)
    assert found.verdict is verdict and reason in found.reasons
    late = assess(*places, registered_before=False)
    assert late.verdict is Verdict.NOT_ENOUGH
    assert late.net == found.net  # the figures stand


counts = st.builds(Change, st.integers(0, 400), st.integers(0, 400))


@given(counts, counts, st.none() | counts, st.floats(0.3, 3))
def test_nothing_is_said_to_have_helped_where_it_rose(
    treated: Change, control: Change, around: Change | None, length: float
) -> None:
    found = assess(treated, control, around, registered_before=True, after_length=length)
    assert found.reasons
    if found.verdict is Verdict.HELPED:
        assert found.net is not None and found.net.interval.high < 0
    if found.verdict is Verdict.MOVED_ELSEWHERE:
        assert found.place is not None and found.surroundings is not None
        assert found.place.interval.high < 0 < found.surroundings.interval.low


def test_a_useless_response_is_seldom_said_to_have_helped() -> None:
    random = np.random.default_rng(9)
    verdicts = [
        assess(Change(a, b), Change(c, d), registered_before=True).verdict
        for a, b, c, d in random.poisson((40, 40, 60, 60), (2000, 4)).tolist()
    ]
    assert verdicts.count(Verdict.HELPED) < 0.035 * 2000
    assert verdicts.count(Verdict.NOT_ENOUGH) > 0.8 * 2000


def monthly(level: float, slope: float = 0.0, before: int = 36, after: int = 18, seed: int = 1) -> np.ndarray:
    """About 40 events a month with a season; from the start `level` times as many."""
    time = np.arange(before + after)
    mean = 40 * np.exp(0.004 * time + 0.3 * np.sin(2 * np.pi * time / 12))
    later = time >= before
    mean[later] *= level * np.exp(slope * (time[later] - before))
    return np.random.default_rng(seed).poisson(mean)


def test_the_regression_equals_that_of_scikit_learn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sklearn.linear_model import PoissonRegressor
    random = np.random.default_rng(3)
    design = np.column_stack([np.ones(80), random.normal(size=(80, 3))])
    days = random.uniform(20, 31, 80)
    y = random.poisson(days * np.exp(design @ [-1, 0.4, -0.2, 0.0]))
    ours = poisson_fit(y, design, days)
    theirs = PoissonRegressor(alpha=0, tol=1e-12, max_iter=10_000, solver="newton-cholesky")
    theirs.fit(design[:, 1:], y / days, sample_weight=days)
    assert ours.coefficients == pytest.approx([theirs.intercept_, *theirs.coef_], abs=1e-8)
    # at the maximum the scores vanish, and with one group the variance of the log rate is 1 / events
    assert np.abs(design.T @ (y - ours.means)).max() < 1e-6
    alone = poisson_fit([7, 9, 8], np.ones((3, 1)), [1, 2, 1])
    assert alone.covariance[0, 0] == pytest.approx(1 / 24)
    assert math.exp(alone.coefficients[0]) == pytest.approx(24 / 4)


def test_a_fall_is_found_and_its_size_is_in_the_interval() -> None:
    found = interrupted(monthly(0.6), 36, registered_before=True)
    assert found.verdict is Verdict.HELPED and found.seasonal
    assert found.level is not None and found.level.low < 0.6 < found.level.high < 1
    assert found.effect is not None and found.effect.low < 0.6 < found.effect.high
    assert found.without == pytest.approx(monthly(1.0)[36:].sum(), rel=0.2)
    growing = interrupted(monthly(1.0, slope=0.05), 36, registered_before=True)
    assert growing.slope is not None and 1 < growing.slope.low < math.exp(0.05) < growing.slope.high
    assert growing.verdict is Verdict.DID_NOT_HELP


def test_the_intervals_of_the_series_cover_and_nothing_is_seldom_called_help() -> None:
    held = helped = 0
    for seed in range(200):
        found = interrupted(monthly(1.0, seed=seed), 36, registered_before=True)
        assert found.effect is not None
        held += found.effect.low <= 1 <= found.effect.high
        helped += found.verdict is Verdict.HELPED
    assert held >= 180 and helped <= 10


def test_more_spread_than_chance_widens_the_interval() -> None:
    random = np.random.default_rng(5)
    calm = monthly(1.0)
    wild = random.poisson(calm * random.gamma(3, 1 / 3, calm.size))
    first, second = (interrupted(one, 36, registered_before=True) for one in (calm, wild))
    assert first.dispersion is not None and second.dispersion is not None
    assert first.dispersion < 1.8 < 5 < second.dispersion
    assert first.level is not None and second.level is not None
    assert second.level.high / second.level.low > first.level.high / first.level.low


@pytest.mark.parametrize(
    ("counts", "start", "reason"),
    [
        ([9] * 17, 11, Reason.SHORT_SERIES),
        ([9] * 17, 12, Reason.SHORT_SERIES),
        ([2] * 18, 12, Reason.FEW_EVENTS),
        ([9] * 12 + [0] * 6, 12, Reason.NO_EVENTS_ON_ONE_SIDE),
        ([9] * 20, 12, Reason.SEASON_NOT_MODELLED),
        ([9] * 40, 30, Reason.REGISTERED_LATE),
    ],
)
def test_a_series_that_cannot_tell_says_why(counts: list[int], start: int, reason: Reason) -> None:
    found = interrupted(counts, start, registered_before=reason is not Reason.REGISTERED_LATE)
    assert reason in found.reasons
    if reason is not Reason.SEASON_NOT_MODELLED:
        assert found.verdict is Verdict.NOT_ENOUGH


def test_the_codes_of_a_ratio() -> None:
    assert series_verdict(Interval(0.7, 0.6, 0.9))[0] is Verdict.HELPED
    assert series_verdict(Interval(1.3, 1.1, 1.5))[0] is Verdict.DID_NOT_HELP
    assert series_verdict(Interval(1.0, 0.85, 1.1)) == (Verdict.DID_NOT_HELP, (Reason.NO_WORTHWHILE_FALL,))
    assert series_verdict(Interval(0.9, 0.7, 1.1))[0] is Verdict.NOT_ENOUGH


def test_impossible_figures_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Change(-1, 0)
    with pytest.raises(ValueError, match="no events"):
        weighted_displacement_difference(Change(0, 0), Change(0, 0))
    with pytest.raises(ValueError, match="surroundings"):
        weighted_displacement_difference(TREATED, CONTROL, None, AROUND)
    with pytest.raises(ValueError, match="above zero"):
        weighted_displacement_difference(TREATED, CONTROL, after_length=0)
    with pytest.raises(ValueError, match="worthwhile"):
        assess(TREATED, CONTROL, registered_before=True, worthwhile=0)
    with pytest.raises(ValueError, match="one known count"):
        interrupted([1, -2], 1, registered_before=True)
    with pytest.raises(ValueError, match="depend"):
        poisson_fit([1, 2, 3], np.ones((3, 2)))
    with pytest.raises(ArithmeticError):
        poisson_fit([0, 0, 5], [[1, 0], [1, 0], [1, 1]])
