"""Figures are shown with what belongs to them, or not at all."""

import math
from datetime import date
from typing import Any

import pytest

from hamkori.rooms.crime.statistics.figures import (
    Change,
    ClearUp,
    Coverage,
    NoPopulation,
    Population,
    rate,
)

WHOLE: dict[str, Any] = {
    "cleared": 40, "of": 50, "cohort": "recorded in 2025", "scope": "theft, Sughd", "as_of": date(2026, 2, 1),
}  # fmt: skip


@pytest.mark.parametrize("missing", ["cleared", "of", "cohort", "scope", "as_of"])
def test_a_clear_up_figure_needs_all_its_parts(missing: str) -> None:
    """K20, K21: without numerator, denominator, cohort and scope there is nothing to render."""
    with pytest.raises(TypeError):
        ClearUp(**{name: value for name, value in WHOLE.items() if name != missing})


@pytest.mark.parametrize(
    "change", [{"cohort": " "}, {"scope": ""}, {"cleared": 51}, {"cleared": -1}, {"cleared": 0, "of": 0}]
)
def test_a_clear_up_figure_refuses_empty_parts(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cohort|part"):
        ClearUp(**WHOLE | change)


def test_a_clear_up_figure_cannot_be_ranked() -> None:
    """K21: it is no number, it has no order, and nothing turns it into one."""
    figure = ClearUp(**WHOLE)
    assert (figure.cleared, figure.of, figure.share) == (40, 50, 80.0)
    with pytest.raises(TypeError):
        f"{figure:.1f}"
    with pytest.raises(TypeError):
        float(figure)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        figure < figure  # type: ignore[operator]  # noqa: B015


def test_a_rate_names_its_population() -> None:
    found = rate(12, Population(48_000, date(2020, 10, 1), "Census of 2020"), "tj.su.asht")
    assert found.interval.estimate == pytest.approx(25.0)
    assert found.interval.low == pytest.approx(12.918, abs=1e-3) and found.interval.high == pytest.approx(
        43.67, abs=1e-2
    )
    assert found.number == pytest.approx(25.0) and found.population.reference == "Census of 2020"
    with pytest.raises(NoPopulation, match="tj.su.asht"):
        rate(12, None, "tj.su.asht")
    with pytest.raises(ValueError, match="reference"):
        Population(48_000, date(2020, 10, 1), " ")


def test_the_change_of_a_year_has_an_exact_interval() -> None:
    """49 rapes after 41 (national figures): the interval includes no change."""
    found = Change(49, 41, "2025", "2024", 816, 0)
    assert found.ratio.low < 1 < found.ratio.high
    assert found.ratio.estimate == pytest.approx(1.195, abs=1e-3)
    assert Change(3, 0, "2025", "2024", 816, 0).ratio.estimate is None
    assert math.isclose(Change(7, 7, "2025", "2024", 1, 0).ratio.estimate or 0, 1)


def test_coverage_tells_silence_from_zero() -> None:
    """No report is not zero."""
    cover = Coverage(
        3, ("2025-01", "2025-02"), {"records": 3, "zero": 1},
        (("tj.su.a", "2025-01"), ("tj.su.a", "2025-02")), {"": 3, "tj.su": 2, "tj.su.a": 1, "tj.su.b": 1, "tj.kh": 1, "tj.kh.c": 1},
    )  # fmt: skip
    assert cover.silent("tj.su.a") and cover.silent("tj.su.a", ["2025-01"])
    assert not cover.silent("tj.su") and not cover.silent("tj.su.b") and not cover.silent("")
    assert (cover.reported, cover.possible, cover.complete) == (4, 6, False)
    assert "No report is not zero" in cover.text and "4 of 6" in cover.text
    assert Coverage.from_data(cover.as_data()) == cover
