"""Gi*, Moran, Geary against esda and printed figures; the permutation test against its definition."""

import warnings
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from hamkori.ground.measures.association import Weights, geary, gi_star_of_areas, moran
from hamkori.ground.measures.grids import Coverage, Grid, histogram
from hamkori.ground.measures.hot_spots import _distinct, gi_star, hot_spots, permutation_test
from hamkori.ground.measures.prediction import accuracy, pai_interval

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import esda
    import libpysal

pytestmark = [
    pytest.mark.pure,
    pytest.mark.filterwarnings("ignore"),  # what the oracles warn of is theirs
]


def clustered(rows: int, columns: int, seed: int = 5) -> np.ndarray:
    random = np.random.default_rng(seed)
    mean = np.full((rows, columns), 2.0)
    mean[rows // 4 : rows // 4 + 4, columns // 3 : columns // 3 + 5] = 9
    return random.poisson(mean)


def oracle_weights(inside: np.ndarray) -> Any:
    """Queen neighbours between the cells inside, each with itself, for esda."""
    number = np.full(inside.shape, -1)
    number[inside] = np.arange(inside.sum())
    rows, columns = inside.shape
    neighbours = {}
    for row, column in zip(*np.nonzero(inside), strict=True):
        block = number[max(0, row - 1) : min(rows, row + 2), max(0, column - 1) : min(columns, column + 2)]
        neighbours[number[row, column]] = [one for one in block.ravel() if one >= 0]
    return libpysal.weights.W(neighbours, silence_warnings=True)


@pytest.mark.parametrize("cut", [False, True])
def test_gi_star_equals_esda_to_a_trillionth(cut: bool) -> None:
    counts = clustered(23, 31)
    inside = np.ones(counts.shape, dtype=bool)
    if cut:  # an area with a ragged border and a lake
        inside = np.add.outer(np.arange(23), np.arange(31)) > 9
        inside[10:13, 15:20] = False
    weights = oracle_weights(inside)
    for values in (counts, counts * 0.37 + 0.1):
        theirs = esda.G_Local(
            values[inside].astype(float), weights, transform="B", permutations=0, star=True
        ).Zs
        ours = gi_star(values, inside)
        assert np.abs(ours[inside] - theirs).max() < 1e-12
        assert np.isnan(ours[~inside]).all()


def test_the_test_finds_the_cells_that_esda_finds() -> None:
    counts = clustered(40, 40)
    inside = np.ones(counts.shape, dtype=bool)
    found = permutation_test(counts, draws=9_999)
    np.random.seed(7)  # noqa: NPY002 (esda draws from the old generator)
    theirs = esda.G_Local(
        counts.ravel().astype(float),
        oracle_weights(inside),
        transform="B",
        permutations=999,
        star=True,
        seed=7,
    )
    theirs_hot = (theirs.p_sim <= 0.01) & (theirs.Zs > 0)
    ours_hot = (found.p_high <= 0.01).ravel()
    assert theirs_hot.sum() > 15
    assert (theirs_hot & ours_hot).sum() / (theirs_hot | ours_hot).sum() > 0.9
    assert np.allclose(found.z.ravel(), theirs.Zs, atol=1e-12)


def test_shared_draws_give_the_chance_of_all_permutations() -> None:
    """Twelve cells: the chance of a corner's three neighbours by counting every choice of three others."""
    values = np.array([[9, 8, 1, 0], [7, 3, 2, 2], [0, 1, 1, 4]])
    found = permutation_test(values, draws=60_000, seed=2)
    flat = values.ravel().tolist()
    for corner, around in ((0, 8 + 7 + 3), (11, 2 + 2 + 1)):
        others = flat[:corner] + flat[corner + 1 :]
        sums = np.array([sum(three) for three in permutations(others, 3)])
        place = np.unravel_index(corner, values.shape)
        assert found.p_high[place] == pytest.approx((sums >= around).mean(), abs=0.008)
        assert found.p_low[place] == pytest.approx((sums <= around).mean(), abs=0.008)


def test_a_cell_is_never_its_own_neighbour_in_a_draw() -> None:
    """One giant: if it could be drawn as its own neighbour, its own chance would not be one."""
    values = np.zeros((12, 12))
    values[6, 6] = 1000
    found = permutation_test(values, draws=20_000)
    assert found.p_high[6, 6] == 1.0  # its neighbours hold nothing, any draw reaches that
    assert found.p_low[6, 6] == 1.0  # and without the giant no draw holds more
    assert found.p_high[5, 5] == pytest.approx(8 / 143, rel=0.1)


@pytest.mark.parametrize(("size", "number"), [(10, 8), (60, 8), (33, 1)])
def test_draws_hold_different_cells_and_every_cell_equally_often(size: int, number: int) -> None:
    drawn = _distinct(np.random.default_rng(1), size, number, 20_000)
    assert drawn.shape == (number, 20_000)
    assert (np.diff(np.sort(drawn, axis=0), axis=0) > 0).all()
    for place in drawn:
        seen = np.bincount(place, minlength=size)
        assert np.abs(seen - 20_000 / size).max() < 5 * np.sqrt(20_000 / size)


def test_false_alarms_are_bounded_and_planted_places_are_found() -> None:
    random = np.random.default_rng(11)
    alarms = [
        permutation_test(random.poisson(3.0, (25, 25)), draws=4_999, seed=seed).hot.any()
        for seed in range(20)
    ]
    assert sum(alarms) <= 4
    counts = clustered(25, 25)
    found = permutation_test(counts, draws=9_999)
    assert found.hot[7:9, 9:12].all() and not found.cold.any()
    away = np.ones(counts.shape, dtype=bool)
    away[4:12, 6:15] = False
    assert found.hot[away].sum() <= 2


def test_the_same_seed_gives_the_same_picture_and_coverage_goes_with_it() -> None:
    random = np.random.default_rng(4)
    x, y = random.uniform(0, 1000, (2, 900))
    counted = histogram(Grid(0, 0, 50, 20, 20), x, y, events=1000)
    first, second = (hot_spots(counted, draws=999, seed=3) for _ in range(2))
    assert np.array_equal(first.q, second.q)
    assert first.coverage == Coverage(1000, 900, 900)


def test_equal_counts_are_neither_hot_nor_cold() -> None:
    found = permutation_test(np.full((6, 6), 4), draws=99)
    assert not found.hot.any() and not found.cold.any() and (found.z == 0).all()


def test_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="ten cells"):
        gi_star(np.ones((3, 3)))
    with pytest.raises(ValueError, match="one shape"):
        gi_star(np.ones(20))
    with pytest.raises(ValueError, match="99 draws"):
        permutation_test(np.ones((5, 5)), draws=10)


@pytest.fixture(scope="module")
def columbus() -> tuple[np.ndarray, Weights]:
    """CRIME of the 49 neighbourhoods of Columbus, Ohio (Anselin 1988), with their neighbours."""
    crime = libpysal.io.open(libpysal.examples.get_path("columbus.dbf")).by_col("CRIME")
    neighbours = libpysal.io.open(libpysal.examples.get_path("columbus.gal")).read().neighbors
    order = {name: place for place, name in enumerate(neighbours)}
    lists = [[order[one] for one in near] for near in neighbours.values()]
    return np.array(crime), Weights.binary(lists)


def test_columbus_has_the_figures_that_everybody_prints(columbus: tuple[np.ndarray, Weights]) -> None:
    crime, weights = columbus
    i = moran(crime, weights.rows_to_one())
    assert i.value == pytest.approx(0.500188557, abs=5e-10)
    assert i.variance == pytest.approx(0.008689289, abs=5e-10)
    assert i.expected == -1 / 48 and i.z == pytest.approx(5.58938, abs=5e-6)
    assert geary(crime, weights.rows_to_one()).value == pytest.approx(0.540528203, abs=5e-10)
    star = gi_star_of_areas(crime, weights)
    assert star[:5] == pytest.approx([-1.432780, -1.340008, -0.771999, -0.131733, 1.285363], abs=5e-7)
    assert star.max() == pytest.approx(3.475051, abs=5e-7)


def test_columbus_moran_and_geary_equal_esda(columbus: tuple[np.ndarray, Weights]) -> None:
    crime, binary = columbus
    for weights, transform in ((binary, "B"), (binary.rows_to_one(), "R")):
        lists: dict[int, list[int]] = {area: [] for area in range(49)}
        for area, near in zip(weights.of.tolist(), weights.to.tolist(), strict=True):
            lists[area].append(near)
        theirs = libpysal.weights.W(lists, silence_warnings=True)
        i = esda.Moran(crime, theirs, transformation=transform, permutations=0)
        c = esda.Geary(crime, theirs, transformation=transform, permutations=0)
        ours = moran(crime, weights)
        assert (ours.value, ours.variance, ours.z) == pytest.approx((i.I, i.VI_rand, i.z_rand), rel=1e-10)
        ours = geary(crime, weights)
        assert (ours.value, ours.variance, -ours.z) == pytest.approx((c.C, c.VC_rand, c.z_rand), rel=1e-10)


def test_areas_without_neighbours_or_values_are_refused() -> None:
    weights = Weights.binary([[1], [0], [3], [2]])
    with pytest.raises(ValueError, match="all values are equal"):
        moran([1, 1, 1, 1], weights)
    with pytest.raises(ValueError, match="one known value"):
        geary([1, 2, 3], weights)
    with pytest.raises(ValueError, match="one known value"):
        gi_star_of_areas([1, 2, 3, np.nan], weights)
    with pytest.raises(ValueError, match="with neighbours"):
        moran([1, 2, 3, 4], Weights.binary([[], [], [], []]))
    for wrong in ([[0], [0]], [[1, 1], [0]], [[2], [0]]):
        with pytest.raises(ValueError, match="other areas"):
            Weights.binary(wrong)
    assert (gi_star_of_areas([2, 2, 2, 2], weights) == 0).all()


def test_pai_pei_and_rri_have_the_figures_of_the_worked_example() -> None:
    found = accuracy([6, 3, 0], [3, 2, 1])
    assert found.pai == pytest.approx([2, 1.5, 1])
    assert found.pei == pytest.approx([1, 1, 1])
    assert found.rri == pytest.approx([0.5, 5 / 9, 2 / 3])


def test_a_map_that_points_to_the_wrong_place_is_seen() -> None:
    found = accuracy([0, 10], [5, 1], area=[1, 3])
    assert found.order.tolist() == [0, 1]
    assert found.pai.tolist() == [0, 1] and found.pei.tolist() == [0, 1]
    assert found.rri[0] == np.inf
    marked = pai_interval(20, 100, 0.03)
    assert marked.estimate == pytest.approx(20 / 3) and 4 < marked.low < 6 and 9 < marked.high < 10
    for events, expected in (([0, 0], [1, 1]), ([1, -1], [1, 1]), ([1], [1, 2])):
        with pytest.raises(ValueError, match=r"compared|negative|length"):
            accuracy(events, expected)


def test_whole_numbers_and_others_take_ways_that_agree() -> None:
    """Counts are counted and halves are sorted; the chances are the same, also at edges and beside a gap."""
    random = np.random.default_rng(11)
    counts = random.poisson(3, (24, 31))
    inside = random.random(counts.shape) < 0.9
    for area in (None, inside):
        whole = permutation_test(counts, area, draws=999, seed=3)
        halves = permutation_test(counts / 2, area, draws=999, seed=3)
        for one, other in ((whole.p_high, halves.p_high), (whole.p_low, halves.p_low), (whole.q, halves.q)):
            assert np.array_equal(one, other, equal_nan=True)
