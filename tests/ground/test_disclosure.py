"""Small counts cannot be read, and cannot be computed from what is shown (K33, K34, K62)."""

from collections import defaultdict
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkori.ground.measures.disclosure import (
    Protected,
    protect,
    protect_count,
    protect_table,
    rounded_month,
)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (1200, 1200)])
def test_counts_from_one_to_four_are_hidden_and_zero_is_zero_k34(count: int, shown: int | None) -> None:
    assert protect_count(count) == Protected(shown, shown is None)


def test_a_negative_count_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        protect_count(-1)
    with pytest.raises(ValueError, match="hidden"):
        Protected(3, hidden=True)


def shown(counts: dict[str, int]) -> tuple[dict[str, int | None], int | None]:
    found = protect(counts)
    return {key: cell.shown for key, cell in found.cells.items()}, found.total.shown


def test_one_small_part_takes_another_with_it() -> None:
    assert shown({"road": 30, "light": 8, "water": 2, "dogs": 0}) == (
        {"road": 30, "light": None, "water": None, "dogs": 0},
        40,
    )


def test_two_parts_of_one_need_a_third_because_their_sum_gives_them_away() -> None:
    assert shown({"a": 1, "b": 1, "c": 9, "d": 50}) == ({"a": None, "b": None, "c": None, "d": 50}, 61)


def test_when_nothing_else_can_hide_it_the_total_goes() -> None:
    assert shown({"a": 3, "b": 0}) == ({"a": None, "b": 0}, None)
    assert shown({"a": 1, "b": 4}) == ({"a": None, "b": None}, None)


def test_a_smaller_group_is_not_told_by_the_larger_k62() -> None:
    """Women 3 of 12: neither number is shown, only the total."""
    assert shown({"women": 3, "men": 9}) == ({"women": None, "men": None}, 12)


def test_nothing_small_hides_nothing() -> None:
    assert shown({"a": 5, "b": 0, "c": 17}) == ({"a": 5, "b": 0, "c": 17}, 22)
    assert shown({}) == ({}, 0)


@pytest.mark.parametrize(("size", "below"), [(1, 40), (2, 30), (3, 15)])
def test_even_who_knows_the_procedure_cannot_compute_a_hidden_part_k34(size: int, below: int) -> None:
    """Every list of small numbers: what is published fits at least two values of each hidden part."""
    origins = defaultdict(list)
    for values in product(range(below), repeat=size):
        found = protect(dict(enumerate(values)))
        origins[tuple(cell.shown for cell in found.cells.values()), found.total.shown].append(values)
    for (cells, total), lists in origins.items():
        if total is not None and total >= below:
            continue  # lists with larger numbers, not tried here, would fit too
        for index, cell in enumerate(cells):
            if cell is None:
                assert len({values[index] for values in lists}) > 1, (cells, lists)


@given(st.lists(st.integers(0, 40), max_size=12))
def test_the_hidden_parts_of_a_list_stay_possible_as_five_or_more(values: list[int]) -> None:
    found = protect(dict(enumerate(values)))
    hidden = [key for key, cell in found.cells.items() if cell.hidden]
    assert all(found.cells[key].hidden for key, value in enumerate(values) if 0 < value < 5)
    assert all(values[key] > 0 for key in hidden)
    if hidden and not found.total.hidden:
        rest = found.total.shown - sum(cell.shown or 0 for cell in found.cells.values())  # type: ignore[operator]
        assert rest - (len(hidden) - 1) >= 5


# --- tables ----------------------------------------------------------------------------------------------------


def can_change(full: list[list[int]], hidden: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Brute force: hidden cells (totals included) for which another table with the same shown cells exists.

    Independent of the product's graph: tries every table of inner cells near the true one.
    """
    height, width = len(full) - 1, len(full[0]) - 1
    free = [(i, j) for i in range(height) for j in range(width) if (i, j) in hidden]
    changed: set[tuple[int, int]] = set()
    for steps in product((-1, 0, 1), repeat=len(free)):
        other = [line[:] for line in full]
        for (i, j), step in zip(free, steps, strict=True):
            other[i][j] += step
        for i in range(height):
            other[i][width] = sum(other[i][:width])
        for j in range(width + 1):
            other[height][j] = sum(other[i][j] for i in range(height))
        places = [(i, j) for i in range(height + 1) for j in range(width + 1)]
        if all(other[i][j] >= 1 if (i, j) in hidden else other[i][j] == full[i][j] for i, j in places):
            changed |= {(i, j) for i, j in places if other[i][j] != full[i][j]}
    return changed


def published(grid: list[list[int]]) -> tuple[list[list[int]], set[tuple[int, int]]]:
    height, width = len(grid), len(grid[0])
    found = protect_table({(i, j): grid[i][j] for i in range(height) for j in range(width)})
    full = [[*line, sum(line)] for line in grid]
    full.append([sum(column) for column in zip(*full, strict=True)])
    hidden = {place for place, cell in found.cells.items() if cell.hidden}
    hidden |= {(i, width) for i, cell in found.rows.items() if cell.hidden}
    hidden |= {(height, j) for j, cell in found.columns.items() if cell.hidden}
    hidden |= {(height, width)} if found.total.hidden else set()
    for (i, j), cell in found.cells.items():
        assert cell.shown == (None if (i, j) in hidden else grid[i][j])
    return full, hidden


grids = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=3
    )
)


@settings(max_examples=120, deadline=None)
@given(grids)
def test_no_hidden_cell_of_a_table_can_be_computed_from_the_rest_k33_k34(grid: list[list[int]]) -> None:
    full, hidden = published(grid)
    for i, line in enumerate(full):
        for j, count in enumerate(line):
            if 0 < count < 5:
                assert (i, j) in hidden
            if count == 0:
                assert (i, j) not in hidden
    assert hidden <= can_change(full, hidden)


def test_one_small_cell_hides_three_more_at_the_corners() -> None:
    grid = [[20, 30, 40], [10, 2, 50], [60, 70, 8]]
    _full, hidden = published(grid)
    assert hidden == {(1, 1), (1, 0), (0, 1), (0, 0)}


def test_two_cells_a_line_are_not_always_enough() -> None:
    """Two in each line by count, and yet a sum of lines would give them away without the exact check."""
    grid = [[1, 1, 30], [1, 1, 40], [50, 60, 70]]
    full, hidden = published(grid)
    assert hidden <= can_change(full, hidden)
    assert len(hidden) > 4


def test_a_table_knows_its_empty_rows() -> None:
    found = protect_table({("a", "x"): 7}, rows=["a", "b"], columns=["x", "y"])
    assert (found.rows["b"].shown, found.columns["y"].shown, found.total.shown) == (0, 0, 7)
    assert found.cells["b", "y"].shown == 0


def test_a_large_table_is_protected_quickly_enough() -> None:
    grid = {(i, j): (i * 7 + j * 13) % 23 for i in range(65) for j in range(14)}
    found = protect_table(grid)
    assert all(found.cells[place].hidden for place, count in grid.items() if 0 < count < 5)
    assert not found.total.hidden


def test_public_dates_are_months_k34() -> None:
    assert rounded_month(date(2026, 3, 31)) == date(2026, 3, 1)
