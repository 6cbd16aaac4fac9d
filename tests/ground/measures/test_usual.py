"""More than usual: the exact test against published and independent figures, false discovery, how often it errs."""

import math
import random

import numpy as np
import pytest
from scipy import stats

from hamkori.ground.measures import false_discovery, usual

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("count", "exposure", "past", "past_exposure"),
    [(9, 1, 24, 12), (5, 31, 3, 730), (40, 1, 500, 24), (6, 30, 0, 365)],
)
def test_the_chance_is_the_upper_tail_of_the_conditional_binomial(
    count: int, exposure: float, past: int, past_exposure: float
) -> None:
    share = exposure / (exposure + past_exposure)
    wanted = float(stats.binom.sf(count - 1, count + past, share))
    assert usual.chance_of_more(count, exposure, past, past_exposure) == pytest.approx(wanted, rel=1e-10)


def test_nothing_is_more_than_nothing() -> None:
    assert usual.chance_of_more(0, 1, 12, 12) == 1.0
    with pytest.raises(ValueError, match="above 0"):
        usual.chance_of_more(1, 1, 1, 0)


def test_more_variation_than_chance_makes_an_alarm_harder() -> None:
    plain, wide = (usual.chance_of_more(12, 1, 60, 12, one) for one in (1.0, 3.0))
    assert plain < 0.02 < wide
    assert usual.chance_of_more(12, 1, 60, 12, 0.2) == plain


def test_dispersion_of_chance_is_about_one_and_of_waves_far_above() -> None:
    rng = np.random.default_rng(11)
    assert usual.dispersion([int(one) for one in rng.poisson(20, 2000)], [1.0] * 2000) == pytest.approx(
        1, abs=0.1
    )
    assert usual.dispersion([0, 40] * 12, [1.0] * 24) > 15
    assert usual.dispersion([0, 0], [1.0, 1.0]) == 1.0


def test_bounds_are_those_of_the_numpy_version() -> None:
    rng = random.Random(5)
    for size in (1, 2, 7, 60):
        chances = [rng.random() ** 3 for _ in range(size)]
        assert np.allclose(usual.adjusted(chances), false_discovery.adjusted(chances))
    assert usual.adjusted([]) == []


def test_a_season_is_drawn_towards_an_even_year() -> None:
    assert usual.season([40, 40], [20.0, 20.0], 20) == pytest.approx(100 / 60)
    assert usual.season([0, 0], [1.0, 1.0], 20) == pytest.approx(20 / 22)
    assert math.isclose(usual.expected(240, 24, 1), 10)
