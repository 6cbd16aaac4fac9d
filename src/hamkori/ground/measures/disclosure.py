"""Small counts are not published, and neither is what would give them away (K33, K34, K62).

A count from 1 to 4 is hidden (primary). Where totals or other cells would let it be computed, more cells are
hidden (complementary). Zero is shown as 0; "nobody reported" is for the caller to say in other words.

A reader knows the shown numbers, all sums, and that no hidden number is zero. "Protected" means: every hidden
number has at least two possible values for such a reader. For two-way tables the possible changes are cycles
in the graph of rows and columns (Gusfield 1988, SIAM J. Comput. 17:552), so protection can be checked exactly.
Shares and averages of a hidden count must stay hidden with it.
"""

import heapq
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

MINIMUM = 5
FIVES = 5
"""Counts that stand beside others are rounded to it, so that nobody's can be found by subtracting (K62)."""

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Protected:
    """A number as the public may see it. `shown` is None exactly when it is hidden."""

    shown: int | None
    hidden: bool

    def __post_init__(self) -> None:
        if self.hidden != (self.shown is None):
            raise ValueError("a hidden number has no value, a shown one has")

    @classmethod
    def of(cls, count: int, hide: bool) -> "Protected":
        return cls(None if hide else count, hide)


@dataclass(frozen=True, slots=True)
class ProtectedList(Generic[Key]):
    """A list of counts with its total."""

    cells: dict[Key, Protected]
    total: Protected


@dataclass(frozen=True, slots=True)
class ProtectedTable(Generic[Row, Column]):
    """A two-way table with its totals. Every combination of a row and a column has a cell."""

    cells: dict[tuple[Row, Column], Protected]
    rows: dict[Row, Protected]
    columns: dict[Column, Protected]
    total: Protected


def is_small(count: int, minimum: int = MINIMUM) -> bool:
    """Whether a single count must not be shown. Raises `ValueError` for a negative one."""
    if count < 0:
        raise ValueError("a count cannot be negative")
    return 0 < count < minimum


def protect_count(count: int, minimum: int = MINIMUM) -> Protected:
    """A single number that stands in no sum with others."""
    return Protected.of(count, is_small(count, minimum))


def protect(counts: Mapping[Key, int], minimum: int = MINIMUM) -> ProtectedList[Key]:
    """A list of parts of one whole. The total is hidden only when it is small itself, or when nothing else helps.

    Beyond what the module promises, any hidden part could also be `minimum` or more, and knowing this procedure
    does not help: what is hidden along is chosen by name, never by size, and a sum that only
    fours can give is never shown.
    """
    total = sum(counts.values())
    hidden = {key for key, count in counts.items() if is_small(count, minimum)}
    hide_total = is_small(total, minimum)
    if hidden and not hide_total:
        others = sorted((key for key, count in counts.items() if count >= minimum), key=str)
        small = len(hidden)
        while True:
            together = sum(counts[key] for key in hidden)
            all_largest = len(hidden) == small and together == small * (minimum - 1)
            if len(hidden) > 1 and together - len(hidden) + 1 >= minimum and not all_largest:
                break
            if not others:
                hide_total = True
                break
            hidden.add(others.pop(0))
    cells = {key: Protected.of(count, key in hidden) for key, count in counts.items()}
    return ProtectedList(cells, Protected.of(total, hide_total))


def protect_table(
    counts: Mapping[tuple[Row, Column], int],
    *,
    rows: Iterable[Row] | None = None,
    columns: Iterable[Column] | None = None,
    minimum: int = MINIMUM,
) -> ProtectedTable[Row, Column]:
    """A two-way table whose totals are published with it. A combination that is not in `counts` is 0.

    `rows` and `columns` give the order, and those that have no count at all.
    """
    row_keys = list(dict.fromkeys([*(rows or ()), *(row for row, _column in counts)]))
    column_keys = list(dict.fromkeys([*(columns or ()), *(column for _row, column in counts)]))
    grid = [[counts.get((row, column), 0) for column in column_keys] for row in row_keys]
    full = [[*line, sum(line)] for line in grid]
    full.append([sum(line[index] for line in full) for index in range(len(column_keys) + 1)])
    hidden = _hide(full, minimum)
    last_row, last_column = len(row_keys), len(column_keys)

    def cell(row: int, column: int) -> Protected:
        return Protected.of(full[row][column], (row, column) in hidden)

    return ProtectedTable(
        cells={
            (row, column): cell(i, j)
            for i, row in enumerate(row_keys)
            for j, column in enumerate(column_keys)
        },
        rows={row: cell(i, last_column) for i, row in enumerate(row_keys)},
        columns={column: cell(last_row, j) for j, column in enumerate(column_keys)},
        total=cell(last_row, last_column),
    )


def _hide(full: list[list[int]], minimum: int) -> set[tuple[int, int]]:
    """The cells to hide in a table whose last row and last column hold the totals."""
    places = [(i, j) for i in range(len(full)) for j in range(len(full[0]))]
    hidden = {place for place in places if is_small(full[place[0]][place[1]], minimum)}
    waiting = sorted(hidden, key=lambda place: (full[place[0]][place[1]], place))
    while waiting:
        more = _cheapest_cycle(full, hidden, waiting[0])
        if more - hidden:
            hidden |= more
            waiting = sorted(hidden, key=lambda place: (full[place[0]][place[1]], place))
        else:
            waiting.pop(0)
    return hidden


def _cheapest_cycle(
    full: list[list[int]], hidden: set[tuple[int, int]], place: tuple[int, int]
) -> set[tuple[int, int]]:
    """The cells (hidden ones free, shown ones at their count) that let `place` change while all sums hold.

    Nodes are rows and columns. A cell that may rise leads from its row to its column, one that may fall (it
    stays at 1 or more) the other way; for totals, which stand on the other side of their sum, it is reversed.
    """
    last_row, last_column = len(full) - 1, len(full[0]) - 1
    dearest = full[last_row][last_column] * (len(full) + len(full[0])) + 1
    arcs: dict[tuple[str, int], list[tuple[int, tuple[str, int], tuple[int, int]]]] = {}
    for i, line in enumerate(full):
        for j, count in enumerate(line):
            if count == 0 or (i, j) == place:
                continue
            is_total = (i == last_row) + (j == last_column)
            cost = 0 if (i, j) in hidden else count + is_total * dearest
            with_sum = is_total != 1
            row, column = ("row", i), ("column", j)
            if with_sum or count > 1:
                arcs.setdefault(row, []).append((cost, column, (i, j)))
            if not with_sum or count > 1:
                arcs.setdefault(column, []).append((cost, row, (i, j)))
    start, end = ("column", place[1]), ("row", place[0])
    if (place[0] == last_row) + (place[1] == last_column) == 1:
        start, end = end, start
    ways = [_cheapest_way(arcs, start, end)]  # for `place` to rise, others change along this way
    if full[place[0]][place[1]] > 1:
        ways.append(_cheapest_way(arcs, end, start))  # and for it to fall
    found = [way for way in ways if way is not None]
    if not found:
        raise ArithmeticError(
            "a hidden cell cannot be protected"
        )  # its totals are not zero: there is always a way
    return min(found, key=lambda way: (way[0], len(way[1])))[1]


def _cheapest_way(
    arcs: Mapping[tuple[str, int], list[tuple[int, tuple[str, int], tuple[int, int]]]],
    start: tuple[str, int],
    end: tuple[str, int],
) -> tuple[int, set[tuple[int, int]]] | None:
    """Dijkstra's shortest way: its cost and the cells on it."""
    came: dict[tuple[str, int], tuple[tuple[str, int], tuple[int, int]]] = {}
    best = {start: 0}
    queue = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == end:
            cells = set()
            while node != start:
                node, cell = came[node]
                cells.add(cell)
            return cost, cells
        if cost > best[node]:
            continue
        for price, target, cell in arcs.get(node, ()):
            if cost + price < best.get(target, cost + price + 1):
                best[target] = cost + price
                came[target] = (node, cell)
                heapq.heappush(queue, (cost + price, target))
    return None


def rounded_count(count: int) -> int | None:
    """To the nearest five; None for one to four. The caller says "no data" for nothing."""
    if is_small(count):
        return None
    return FIVES * ((count + FIVES // 2) // FIVES)


def rounded_month(day: date) -> date:
    """The month of `day`, as its first day: public dates are no finer (K34)."""
    return day.replace(day=1)
