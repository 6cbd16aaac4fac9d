"""Counting on a grid, density against the exact sum, and what the public may see of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkori.ground.measures.grids import (
    BANDS,
    Counted,
    Coverage,
    Grid,
    certainty_of_rank,
    density,
    histogram,
    intervals,
    public_cells,
)
from hamkori.ground.measures.intervals import exact_poisson_interval

pytestmark = pytest.mark.pure


def town(events: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Three clusters on an even ground, 10 km by 10 km."""
    random = np.random.default_rng(seed)
    parts = [random.uniform(0, 10_000, (events // 4, 2))]
    for middle, spread in (((2500, 3000), 500), ((7000, 9700), 300), ((5000, 5200), 900)):
        parts.append(random.normal(middle, spread, (events // 4, 2)))
    places = np.concatenate(parts)
    return places[:, 0], places[:, 1]


def test_every_event_is_counted_once_and_what_is_missing_is_said() -> None:
    grid = Grid(0, 0, 100, rows=2, columns=3)
    x = [0, 99.9, 100, 299.9, 300, -0.1, np.nan, 50]
    y = [0, 0, 100, 199.9, 0, 0, 50, np.nan]
    counted = histogram(grid, x, y, events=10)
    assert counted.counts.tolist() == [[2, 0, 0], [0, 1, 1]]
    assert counted.coverage == Coverage(events=10, placed=6, shown=4)
    assert counted.coverage.share == 0.4
    with pytest.raises(ValueError, match="more places than events"):
        histogram(grid, x, y, events=7)
    assert histogram(grid, [], []).coverage.share is None


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=40))
def test_a_covering_grid_leaves_nothing_out(points: list[tuple[float, float]]) -> None:
    x, y = np.array(points).T
    grid = Grid.covering(x, y, 50_000.0)
    counted = histogram(grid, x, y)
    assert counted.counts.sum() == len(points)
    assert grid.left % 50_000 == 0 and grid.bottom % 50_000 == 0


def test_a_grid_without_cells_or_places_is_refused() -> None:
    for bad in ({"side": 0.0}, {"rows": 0}, {"columns": 0}, {"left": float("nan")}):
        with pytest.raises(ValueError, match=r"cell|grid"):
            Grid(**({"left": 0.0, "bottom": 0.0, "side": 1.0, "rows": 1, "columns": 1} | bad))
    with pytest.raises(ValueError, match="no event has a place"):
        Grid.covering([np.nan], [1.0], 10)
    with pytest.raises(ValueError, match="equal length"):
        Grid(0, 0, 1, 1, 1).places([1.0], [1.0, 2.0])


def test_density_is_within_seven_thousandths_of_the_peak_of_the_exact_sum() -> None:
    x, y = town(20_000)
    grid = Grid(0, 0, 50, rows=200, columns=200)
    bandwidth = 150.0
    found = density(histogram(grid, x, y), bandwidth)
    on_grid = grid.places(x, y)[0] >= 0
    x, y = x[on_grid], y[on_grid]
    columns, rows = grid.middles()
    across = np.exp(-0.5 * ((columns[None, :] - x[:, None]) / bandwidth) ** 2)
    along = np.exp(-0.5 * ((rows[None, :] - y[:, None]) / bandwidth) ** 2)
    weight = 1 / (2 * np.pi * bandwidth**2)
    exact = along.T @ across * weight
    assert np.abs(found.values - exact).max() < 0.007 * exact.max()
    error = np.sqrt((along**2).T @ across**2) * weight  # the square root of the sum of squared kernels
    assert np.abs(found.standard_error - error).max() < 0.02 * error.max()
    assert found.coverage.shown < found.coverage.events == 20_000


def test_density_keeps_the_number_of_events_away_from_the_edge() -> None:
    counts = np.zeros((61, 61), dtype=np.int64)
    counts[30, 30] = 7
    counted = Counted(Grid(0, 0, 10, 61, 61), counts, Coverage(7, 7, 7))
    assert density(counted, 40).values.sum() * 100 == pytest.approx(7, rel=1e-9)
    with pytest.raises(ValueError, match="two cells"):
        density(counted, 19)


def test_an_even_ground_is_even_up_to_the_edge_when_edges_are_corrected() -> None:
    counted = Counted(Grid(0, 0, 10, 40, 40), np.full((40, 40), 3), Coverage(4800, 4800, 4800))
    assert density(counted, 40).values[0, 0] == pytest.approx(0.03 / 4, rel=0.3)
    assert np.allclose(density(counted, 40, correct_edges=True).values, 0.03)
    inside = np.tri(40, dtype=bool)
    shown = density(
        Counted(counted.grid, counted.counts * inside, counted.coverage), 40, inside=inside
    ).values
    assert np.allclose(shown[inside], 0.03) and np.isnan(shown[~inside]).all()


def test_each_cell_has_its_exact_interval() -> None:
    counts = np.array([[0, 3], [12, 3]])
    low, high = intervals(counts)
    for place, count in np.ndenumerate(counts):
        one = exact_poisson_interval(int(count))
        assert (low[place], high[place]) == (one.low, one.high)


def test_the_rank_of_equal_cells_is_a_matter_of_chance_and_of_a_full_one_is_not() -> None:
    counts = np.full((20, 20), 5)
    counts[3, 4] = 60
    sure = certainty_of_rank(counts, share=0.05, draws=300)
    assert sure[3, 4] == 1
    assert sure.sum() == pytest.approx(20)  # always twenty cells
    assert np.delete(sure.ravel(), 64).max() < 0.2
    with pytest.raises(ValueError, match="share"):
        certainty_of_rank(counts, share=0)


def public(counts: np.ndarray, **more: object) -> np.ndarray:
    grid = Grid(0, 0, 1000, *counts.shape)
    counted = Counted(grid, counts, Coverage(int(counts.sum()) + 2, int(counts.sum()), int(counts.sum())))
    return public_cells(counted, **({"sensitive_left_out": True} | more)).at_least  # type: ignore[arg-type]


def test_k33_the_public_sees_bands_and_cannot_tell_four_from_none() -> None:
    counts = np.array([[0, 1, 4, 5], [9, 10, 19, 20], [49, 51, 999, 5000]])
    assert public(counts).tolist() == [[0, 0, 0, 5], [5, 10, 10, 20], [20, 50, 500, 1000]]
    assert public(counts, minimum=8).tolist() == [[0, 0, 0, 0], [8, 10, 10, 20], [20, 50, 500, 1000]]


@given(st.lists(st.integers(0, 2000), min_size=4, max_size=4))
def test_k34_a_shown_cell_always_holds_at_least_five(values: list[int]) -> None:
    counts = np.array(values).reshape(2, 2)
    shown = public(counts)
    assert (shown[counts < 5] == 0).all()
    assert ((shown == 0) | ((shown <= counts) & np.isin(shown, BANDS))).all()


def test_k33_sensitive_offences_must_be_left_out_and_cells_must_be_coarse() -> None:
    counts = np.full((2, 2), 30)
    for wrong in (False, None, 1):
        with pytest.raises(ValueError, match="sexual and domestic"):
            public(counts, sensitive_left_out=wrong)
    with pytest.raises(ValueError, match="under 5"):
        public(counts, minimum=4)
    fine = Counted(Grid(0, 0, 200, 2, 2), counts, Coverage(120, 120, 120))
    with pytest.raises(ValueError, match="1000 metres"):
        public_cells(fine, sensitive_left_out=True)
    with pytest.raises(ValueError, match="1000 metres"):
        public_cells(fine, sensitive_left_out=True, least_side=100)


def test_the_public_is_told_how_much_of_the_whole_the_map_shows() -> None:
    counts = np.full((2, 2), 20)
    grid = Grid(0, 0, 1000, 2, 2)
    told = public_cells(Counted(grid, counts, Coverage(160, 90, 80)), sensitive_left_out=True)
    assert told.coverage_percent == 50
    few = public_cells(Counted(grid, counts * 0, Coverage(3, 3, 0)), sensitive_left_out=True)
    assert few.coverage_percent is None
