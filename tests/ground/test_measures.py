"""Intervals, durations: against published worked examples and against their own defining equations."""

import math
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkori.ground.measures.durations import median_with_open, quantile_from_histogram, survival, waiting
from hamkori.ground.measures.intervals import (
    exact_binomial_interval,
    exact_poisson_interval,
    fisher_exact,
    poisson_ratio_interval,
    wilson,
)
from hamkori.ground.measures.special import beta_i, gamma_p


def binomial_at_least(count: int, total: int, share: float) -> Fraction:
    """Exact in rational arithmetic, whatever the floating point does."""
    p = Fraction(share)
    return sum(
        (math.comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(count, total + 1)), Fraction(0)
    )


def poisson_at_most(count: int, mean: float) -> float:
    return math.fsum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(count + 1))


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_newcombes_worked_examples(count: int, total: int, low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3."""
    found = wilson(count, total)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 5000), st.data(), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_bounds_solve_wilsons_equation(total: int, data: st.DataObject, confidence: float) -> None:
    """Wilson (1927): |count/total - p| = z * sqrt(p(1-p)/total) at both bounds, to 1e-9."""
    count = data.draw(st.integers(0, total))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    found = wilson(count, total, confidence)
    assert 0 <= found.low <= count / total <= found.high <= 1
    for bound in (found.low, found.high):
        if 0 < bound < 1:
            assert abs(count / total - bound) == pytest.approx(
                z * math.sqrt(bound * (1 - bound) / total), abs=1e-9
            )


def test_nothing_of_nothing_says_nothing() -> None:
    assert (wilson(0, 0).estimate, wilson(0, 0).low, wilson(0, 0).high) == (None, 0.0, 1.0)
    assert poisson_ratio_interval(0, 1, 0, 1).high == math.inf
    assert poisson_ratio_interval(3, 1, 0, 1).estimate is None


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(1, 0.025318, 5.571643), (2, 0.242209, 7.224688), (5, 1.623486, 11.668332), (10, 4.795389, 18.390356)],
)
def test_exact_poisson_gives_the_tables_of_garwood(count: int, low: float, high: float) -> None:
    """Garwood (1936), Biometrika 28:437-442, to the six places in which such tables are printed."""
    found = exact_poisson_interval(count)
    assert (round(found.low, 6), round(found.high, 6)) == (low, high)


def test_exact_poisson_has_closed_forms_at_the_edge() -> None:
    assert exact_poisson_interval(0).low == 0
    assert exact_poisson_interval(0).high == pytest.approx(-math.log(0.025), abs=1e-12)
    assert exact_poisson_interval(1).low == pytest.approx(-math.log(0.975), abs=1e-12)


@given(st.integers(0, 400), st.sampled_from([0.8, 0.95, 0.99]))
def test_exact_poisson_bounds_leave_the_tails(count: int, confidence: float) -> None:
    found = exact_poisson_interval(count, confidence=confidence)
    tail = (1 - confidence) / 2
    assert poisson_at_most(count, found.high) == pytest.approx(tail, abs=1e-9)
    if count:
        assert 1 - poisson_at_most(count - 1, found.low) == pytest.approx(tail, abs=1e-9)


def test_a_rate_is_given_by_unit_of_exposure() -> None:
    per_year, per_day = exact_poisson_interval(7), exact_poisson_interval(7, 365.0)
    assert per_day.high * 365 == pytest.approx(per_year.high, rel=1e-12)


@settings(deadline=None)
@given(st.integers(1, 120), st.data())
def test_exact_binomial_bounds_leave_the_tails(total: int, data: st.DataObject) -> None:
    """Clopper & Pearson (1934): checked in exact rational arithmetic."""
    count = data.draw(st.integers(0, total))
    found = exact_binomial_interval(count, total)
    if count:
        assert float(binomial_at_least(count, total, found.low)) == pytest.approx(0.025, abs=1e-9)
    if count < total:
        assert float(1 - binomial_at_least(count + 1, total, found.high)) == pytest.approx(0.025, abs=1e-9)


def test_no_success_among_n_has_a_closed_form() -> None:
    assert exact_binomial_interval(0, 30).high == pytest.approx(1 - 0.025 ** (1 / 30), abs=1e-12)
    assert exact_binomial_interval(30, 30).low == pytest.approx(0.025 ** (1 / 30), abs=1e-12)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.1, 100), st.floats(0.1, 100))
def test_a_ratio_turned_round_is_the_inverse(
    count: int, base: int, exposure: float, base_exposure: float
) -> None:
    one = poisson_ratio_interval(count, exposure, base, base_exposure)
    other = poisson_ratio_interval(base, base_exposure, count, exposure)
    if one.low > 0:
        assert other.high == pytest.approx(1 / one.low, rel=1e-9)
    else:
        assert other.high == math.inf
    if one.estimate:
        assert one.low < one.estimate < one.high


def test_a_ratio_has_a_closed_form_when_one_side_is_empty() -> None:
    """0 against n events: the bound of the share is 1 - 0.025^(1/n), the ratio p / (1 - p)."""
    share = 1 - 0.025 ** (1 / 8)
    assert poisson_ratio_interval(0, 2.0, 8, 1.0).high == pytest.approx(share / (1 - share) / 2, rel=1e-9)


def test_fishers_lady_tasting_tea() -> None:
    """Fisher (1935), The Design of Experiments, chapter II: 8 cups, 4 and 4."""
    assert fisher_exact(4, 0, 0, 4) == pytest.approx(2 / 70, abs=1e-15)
    assert fisher_exact(3, 1, 1, 3) == pytest.approx(34 / 70, abs=1e-15)
    assert fisher_exact(2, 2, 2, 2) == 1.0


def test_fishers_convicted_twins() -> None:
    """Fisher (1935), J. R. Statist. Soc. 98:39-82: 10 of 13 and 2 of 17; one tail is 619/1330665."""
    extreme = Fraction(619, 1330665)
    other_side = Fraction(sum(math.comb(13, k) * math.comb(17, 12 - k) for k in (0,)), math.comb(30, 12))
    assert fisher_exact(10, 3, 2, 15) == pytest.approx(float(extreme + other_side), abs=1e-12)


@given(*(st.integers(0, 12) for _ in range(4)))
def test_fisher_does_not_care_how_the_table_is_turned(a: int, b: int, c: int, d: int) -> None:
    value = fisher_exact(a, b, c, d)
    assert 0 < value <= 1
    assert fisher_exact(c, d, a, b) == fisher_exact(b, a, d, c) == fisher_exact(a, c, b, d) == value


@given(st.integers(1, 60), st.floats(0.01, 120))
def test_gamma_is_the_tail_of_the_poisson_law(count: int, mean: float) -> None:
    assert gamma_p(count, mean) == pytest.approx(1 - poisson_at_most(count - 1, mean), abs=1e-11)


@settings(deadline=None)
@given(
    st.integers(1, 40), st.integers(1, 40), st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
)
def test_beta_is_the_tail_of_the_binomial_law(a: int, b: int, share: float) -> None:
    assert beta_i(a, b, share) == pytest.approx(float(binomial_at_least(a, a + b - 1, share)), abs=1e-11)


@pytest.mark.parametrize("confidence", [0, 1, 1.5, -0.2])
def test_a_confidence_outside_of_its_range_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        wilson(1, 2, confidence)


@pytest.mark.parametrize(
    "call", [lambda: wilson(3, 2), lambda: wilson(-1, 2), lambda: exact_poisson_interval(1, 0)]
)
def test_impossible_counts_are_refused(call: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        call()  # type: ignore[operator]


# --- durations -------------------------------------------------------------------------------------------------

TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
TREATED_STILL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_survival_curve_is_that_of_the_textbooks() -> None:
    """Freireich et al. (1963), Blood 21:699-716, as worked in Kalbfleisch & Prentice and most textbooks."""
    ended = {day: TREATED.count(day) for day in TREATED}
    still = {day: TREATED_STILL.count(day) for day in TREATED_STILL}
    expected = {
        6: Fraction(18, 21),
        7: Fraction(18, 21) * Fraction(16, 17),
        10: Fraction(18, 21) * Fraction(16, 17) * Fraction(14, 15),
    }
    expected[13] = expected[10] * Fraction(11, 12)
    expected[16] = expected[13] * Fraction(10, 11)
    expected[22] = expected[16] * Fraction(6, 7)
    expected[23] = expected[22] * Fraction(5, 6)
    found = dict(survival(ended, still))
    assert set(found) == set(expected)
    for day, share in expected.items():
        assert found[day] == pytest.approx(float(share), abs=1e-12)


def test_medians_count_the_open_cases_in() -> None:
    """The same study: medians 23 and 8 weeks; ignoring the open ones would say 10."""
    treated = median_with_open(TREATED + TREATED_STILL, [True] * len(TREATED) + [False] * len(TREATED_STILL))
    assert (treated.median, treated.slowest_tenth, treated.count, treated.still_open) == (23, None, 21, 12)
    assert median_with_open(PLACEBO, [True] * 21).median == 8
    assert median_with_open(PLACEBO, [True] * 21).slowest_tenth == 17


def test_under_five_cases_no_figure_is_given_k34() -> None:
    few = median_with_open([1, 2, 3, 4], [True] * 4)
    assert (few.enough, few.median, few.slowest_tenth) == (False, None, None)
    assert median_with_open([1, 2, 3, 4, 5], [True] * 5).median == 3


def test_all_open_has_no_median_yet() -> None:
    found = waiting({}, {10: 8})
    assert (found.enough, found.median, found.still_open) == (True, None, 8)


def test_different_lengths_and_negative_durations_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        median_with_open([1, 2], [True])
    with pytest.raises(ValueError, match="negative"):
        waiting({-1: 5}, {})


@given(st.lists(st.integers(0, 60), min_size=5, max_size=80))
def test_with_nothing_open_it_is_the_plain_quantile(durations: list[int]) -> None:
    found = median_with_open(durations, [True] * len(durations))
    histogram = {day: durations.count(day) for day in durations}
    assert found.median == quantile_from_histogram(histogram, 0.5)
    assert found.slowest_tenth == quantile_from_histogram(histogram, 0.9)


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=5, max_size=60))
def test_leaving_a_case_open_never_makes_the_figures_better(cases: list[tuple[int, bool]]) -> None:
    days = [day for day, _ended in cases]
    as_is = median_with_open(days, [ended for _day, ended in cases])
    all_ended = median_with_open(days, [True] * len(cases))
    assert all_ended.median is not None
    assert as_is.median is None or as_is.median >= all_ended.median


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.floats(0, 1))
def test_the_quantile_of_a_histogram_is_the_smallest_that_reaches_the_share(
    values: list[int], share: float
) -> None:
    found = quantile_from_histogram({value: values.count(value) for value in values}, share)
    reaching = [v for v in set(values) if sum(other <= v for other in values) >= share * len(values) - 1e-9]
    assert found == min(reaching)


def test_the_quantile_of_nothing_is_nothing() -> None:
    assert quantile_from_histogram({}, 0.5) is None
    assert quantile_from_histogram({3: 0}, 0.5) is None
    with pytest.raises(ValueError, match="share"):
        quantile_from_histogram({3: 1}, 1.5)
