"""Differences and ratios of ratios: published worked examples, and their own defining equations to 1e-9."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkori.ground.measures.intervals import (
    exact_binomial_interval,
    exact_odds_ratio_interval,
    fisher_exact,
    newcombe_difference,
    poisson_ratio_interval,
    poisson_ratio_test,
    wilson,
)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_differences_give_newcombes_worked_examples(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10."""
    found = newcombe_difference(*first, *second)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 200), st.integers(1, 200), st.data())
@settings(max_examples=80)
def test_the_difference_turns_round_and_stays_in_bounds(total: int, other: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    base = data.draw(st.integers(0, other))
    found, turned = (
        newcombe_difference(count, total, base, other),
        newcombe_difference(base, other, count, total),
    )
    assert -1 <= found.low <= found.high <= 1
    assert found.low == pytest.approx(-turned.high, abs=1e-12)
    assert found.estimate is not None and found.low - 1e-12 <= found.estimate <= found.high + 1e-12
    same = wilson(count, total)
    assert newcombe_difference(count, total, count, total).low == pytest.approx(
        -math.hypot((same.estimate or 0) - same.low, same.high - (same.estimate or 0)), abs=1e-12
    )


def law(a: int, b: int, c: int, d: int, odds: Fraction) -> dict[int, Fraction]:
    """Fisher's noncentral hypergeometric law in exact fractions."""
    row, column, total = a + b, a + c, a + b + c + d
    values = range(max(0, row + column - total), min(row, column) + 1)
    weights = {k: math.comb(row, k) * math.comb(total - row, column - k) * odds**k for k in values}
    whole = sum(weights.values())
    return {k: weight / whole for k, weight in weights.items()}


TABLES = [(3, 1, 1, 3), (2, 15, 10, 3), (18, 43, 36, 39), (1, 9, 11, 3), (7, 5, 2, 12)]


@pytest.mark.parametrize("table", TABLES)
def test_the_odds_ratio_solves_its_equations_to_nine_places(table: tuple[int, int, int, int]) -> None:
    """Cornfield (1956): each bound leaves exactly 2.5 % on its side; the estimate has the seen mean."""
    found = exact_odds_ratio_interval(*table)
    a = table[0]
    assert found.estimate is not None
    at_low = law(*table, Fraction(found.low))
    at_high = law(*table, Fraction(found.high))
    assert float(sum(p for k, p in at_low.items() if k >= a)) == pytest.approx(0.025, rel=1e-9)
    assert float(sum(p for k, p in at_high.items() if k <= a)) == pytest.approx(0.025, rel=1e-9)
    middle = law(*table, Fraction(found.estimate))
    assert float(sum(k * p for k, p in middle.items())) == pytest.approx(a, rel=1e-9)


@pytest.mark.parametrize(
    ("table", "estimate", "p"),
    [
        ((3, 1, 1, 3), 6.408309, 0.4857),  # Fisher's lady tasting tea
        ((2, 15, 10, 3), 0.04693661, 0.0005367),  # Fisher (1925): convictions of like-sex twins
    ],
)
def test_published_tables_come_out(table: tuple[int, int, int, int], estimate: float, p: float) -> None:
    """Both tables of Fisher, with the conditional estimates and two-sided p-values that R prints for them."""
    assert exact_odds_ratio_interval(*table).estimate == pytest.approx(estimate, rel=2e-6)
    assert fisher_exact(*table) == pytest.approx(p, rel=1e-3)


def test_the_interval_and_the_one_sided_test_agree() -> None:
    """The lower bound is 1 exactly where the one-sided test gives 2.5 %: they are the same statement."""
    for table in TABLES:
        found = exact_odds_ratio_interval(*table)
        at_one = law(*table, Fraction(1))
        upper_tail = float(sum(p for k, p in at_one.items() if k >= table[0]))
        assert (found.low > 1) == (upper_tail < 0.025)


@pytest.mark.parametrize("table", [(0, 5, 4, 6), (4, 0, 1, 6), (0, 0, 3, 4), (0, 3, 0, 4)])
def test_the_ends_of_the_odds_ratio(table: tuple[int, int, int, int]) -> None:
    found = exact_odds_ratio_interval(*table)
    a, b, c, d = table
    if a + b == 0 or a + c == 0:
        assert (found.estimate, found.low, found.high) == (None, 0.0, math.inf)
    elif a == 0:
        assert found.estimate == 0.0 == found.low and 0 < found.high < math.inf
    else:
        assert found.high == math.inf and found.low > 0


def test_two_rates_give_the_published_lung_cancer_example() -> None:
    """Andersen's lung cancer counts (Fredericia, 55 to 59, against three cities), as R's poisson.test prints them."""
    found = poisson_ratio_interval(11, 800, 21, 3011)
    assert found.estimate == pytest.approx(1.971488, abs=5e-7)
    assert (found.low, found.high) == (pytest.approx(0.8584264, abs=5e-8), pytest.approx(4.2772659, abs=5e-8))
    assert poisson_ratio_test(11, 800, 21, 3011) == pytest.approx(0.07967, abs=5e-6)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 30), st.integers(1, 30))
@settings(max_examples=80)
def test_the_test_of_two_rates_in_exact_fractions(count: int, base: int, days: int, base_days: int) -> None:
    total, share = count + base, Fraction(days, days + base_days)
    chances = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    exact = float(sum(p for p in chances if p <= chances[count]))
    assert poisson_ratio_test(count, days, base, base_days) == pytest.approx(min(1.0, exact), rel=1e-9)


def test_what_cannot_be_is_refused() -> None:
    for call in (
        lambda: exact_odds_ratio_interval(-1, 1, 1, 1),
        lambda: newcombe_difference(3, 2, 1, 2),
        lambda: poisson_ratio_test(1, 0, 1, 1),
        lambda: exact_binomial_interval(2, 1),
    ):
        with pytest.raises(ValueError, match="."):
            call()
