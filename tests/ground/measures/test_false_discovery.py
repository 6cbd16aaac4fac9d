"""Benjamini and Hochberg's procedure against its own definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkori.ground.measures.false_discovery import adjusted, alarms, joined

pytestmark = pytest.mark.pure

chances = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(chances, st.floats(0.01, 0.5))
def test_alarms_are_those_of_the_step_up_rule(p_values: list[float], share: float) -> None:
    ordered = sorted(p_values)
    steps = [rank for rank, p in enumerate(ordered, 1) if p * (len(ordered) / rank) <= share]
    bound = ordered[max(steps) - 1] if steps else -1.0
    assert alarms(p_values, share).tolist() == [p <= bound for p in p_values]


def test_the_example_of_the_paper_finds_four_of_fifteen() -> None:
    # Benjamini & Hochberg 1995, section 3.2: fifteen tests after a heart attack, four rejected at 0.05.
    p_values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
        0.7590, 1.000,
    ]  # fmt: skip
    assert alarms(p_values).sum() == 4


def test_a_test_that_was_not_made_counts_for_nothing() -> None:
    with_gap = adjusted([[0.01, np.nan], [0.02, 0.9]])
    assert np.isnan(with_gap[0, 1])
    assert with_gap[[0, 1, 1], [0, 0, 1]].tolist() == adjusted([0.01, 0.02, 0.9]).tolist()
    assert np.isnan(adjusted([np.nan])).all()
    assert not alarms([np.nan, 0.9]).any()


@given(chances)
def test_a_family_is_as_small_as_its_smallest_adjusted_member(p_values: list[float]) -> None:
    assert joined(p_values) == pytest.approx(np.min(adjusted(p_values)), abs=1e-15)


def test_families_are_joined_along_an_axis_and_empty_ones_say_nothing() -> None:
    found = joined([[0.01, 0.5, np.nan], [np.nan, np.nan, np.nan]])
    assert found[0] == 0.02 and np.isnan(found[1])


def test_what_is_no_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjusted([0.5, 1.5])
    with pytest.raises(ValueError, match="between 0 and 1"):
        alarms([0.5], share=0)
