"""The attacker finds out exactly what follows from published numbers, and nothing that does not."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space

from hamkori.ground.measures.attack import Audit, Bounds, Contradiction, audit, components
from hamkori.ground.measures.releases import Meaning, Release, Table, TablesDisagree, Tree
from hamkori.ground.measures.suppression import suppress
from tests.ground.measures.tables_for_tests import district_table

pytestmark = pytest.mark.pure

AGE = Tree.flat("age", ["young", "old"])
GEO = Tree.flat("geo", ["Iceland", "Portugal", "Spain"])
SIX_ROWS = {
    ("young", "Spain"): 5,
    ("young", "Iceland"): 2,
    ("young", "Portugal"): 0,
    ("old", "Spain"): 6,
    ("old", "Iceland"): 3,
    ("old", "Portugal"): 4,
}


def six_rows() -> tuple[Release, Table]:
    table = Table("six", (AGE, GEO))
    return Release.of([table], {"six": SIX_ROWS}), table


def test_the_pattern_printed_for_the_six_rows_leaves_narrow_intervals() -> None:
    """The four cells that the GaussSuppression vignette hides (with zeros hidden: maxN = 1)."""
    release, table = six_rows()
    hidden = [table.meaning(cell) for cell in product(["young", "old"], ["Iceland", "Portugal"])]
    found = audit(release, hidden, lowest=0)
    assert [found.bounds[cell] for cell in hidden] == [Bounds(0, 2), Bounds(0, 2), Bounds(3, 5), Bounds(2, 4)]
    assert found.narrowest is not None and found.narrowest[1].width == 2
    assert set(found.narrow) == set(hidden) and not found.clean


def test_hidden_numbers_that_are_at_least_one_are_known_better() -> None:
    release, table = six_rows()
    hidden = [table.meaning(cell) for cell in product(["young", "old"], ["Iceland", "Spain"])]
    assert [audit(release, hidden).bounds[cell] for cell in hidden] == [
        Bounds(1, 4),
        Bounds(3, 6),
        Bounds(1, 4),
        Bounds(5, 8),
    ]


def exactly_known_by_algebra(release: Release, hidden: set[Meaning]) -> set[Meaning]:
    """Hidden cells that linear equations alone (no signs) determine: their row in the null space is zero."""
    cells = sorted(hidden)
    place = {cell: number for number, cell in enumerate(cells)}
    rows = []
    for total, parts in release.equations:
        row = np.zeros(len(cells))
        for cell, sign in ((total, -1), *((part, 1) for part in parts)):
            if cell in place:
                row[place[cell]] += sign
        rows.append(row)
    free = null_space(np.array(rows))
    return {cell for cell, row in zip(cells, free, strict=True) if np.abs(row).max(initial=0) < 1e-9}


def test_exact_linear_algebra_is_not_enough_beside_zeros() -> None:
    """Two ones in a row and a column whose other cells are published zeros: algebra leaves them open."""
    areas = Tree.flat("area", ["a", "b", "c"])
    kinds = Tree.flat("kind", ["x", "y", "z"])
    table = Table("zeros", (areas, kinds))
    counts = {("a", "x"): 1, ("a", "y"): 1, ("b", "x"): 9, ("b", "y"): 7, ("c", "z"): 30, ("b", "z"): 12}
    release = Release.of([table], {"zeros": counts})
    hidden = {table.meaning(cell) for cell in product("ab", "xy")}
    assert not exactly_known_by_algebra(release, hidden)
    found = audit(release, hidden)
    assert found.bounds[table.meaning(("a", "x"))] == Bounds(1, 1)  # 1 + 1 = 2, and no zero is hidden
    assert suppress(release).audit.clean


def test_a_district_table_that_algebra_calls_safe_is_not() -> None:
    """The note's finding: counts that equations leave open are exactly known, or nearly."""
    release = district_table(3, districts=14, records=1_500)
    primary = {cell for cell, count in release.counts.items() if 0 < count < 5}
    hidden = set(primary)
    while known := exactly_known_by_algebra(release, hidden) & primary:
        beside = (
            [c for c in (total, *parts) if release.counts[c] and c not in hidden]
            for cell in (*sorted(known), *sorted(hidden))
            for total, parts in release.equations
            if cell in (total, *parts)
        )
        hidden.add(min(next(line for line in beside if line), key=release.counts.__getitem__))
    found = audit(release, hidden, primary)
    assert not exactly_known_by_algebra(release, hidden) & primary
    assert len([cell for cell in primary if found.bounds[cell].width == 0]) >= 10  # of 78: printed, in effect
    assert len(found.narrow) >= 50
    assert suppress(release).audit.clean


def test_a_total_that_nothing_limits_has_no_upper_end() -> None:
    table = Table("one", (Tree.flat("kind", ["x", "y"]),))
    release = Release.of([table], {"one": {("x",): 2, ("y",): 8}})
    x, total = table.meaning(("x",)), table.meaning(("all",))
    found = audit(release, {x, total})
    assert (found.bounds[x], found.bounds[total]) == (Bounds(1, None), Bounds(9, None))
    assert found.bounds[x].width == float("inf") and found.clean


def test_numbers_that_contradict_each_other_are_refused() -> None:
    table = Table("one", (Tree.flat("kind", ["x", "y", "z"]),))
    release = Release.of([table], {"one": {("x",): 2, ("y",): 8, ("z",): 1}})
    hidden = {table.meaning(("x",)), table.meaning(("z",))}
    release.counts[table.meaning(("all",))] = 9  # x + z would have to be 1, each at least 1
    with pytest.raises(Contradiction):
        audit(release, hidden)
    with pytest.raises(Contradiction, match="add up"):
        audit(release, set())
    with pytest.raises(ValueError, match="must be hidden"):
        audit(release, set(), hidden)


def test_tables_that_overlap_in_pairs_give_more_away_together() -> None:
    """Three two-way tables: seen one by one they are wide, the records behind them are not."""
    a, b, c = (Tree.flat(name, [f"{name}0", f"{name}1"]) for name in "abc")
    joint = {("a0", "b0", "c0"): 9, ("a1", "b1", "c1"): 9, ("a0", "b1", "c0"): 3, ("a1", "b0", "c1"): 3}
    pairs = [Table("ab", (a, b)), Table("ac", (a, c)), Table("bc", (b, c))]
    leaves: dict[str, dict[tuple[str, ...], int]] = {"ab": {}, "ac": {}, "bc": {}}
    for (x, y, z), count in joint.items():
        for name, cell in (("ab", (x, y)), ("ac", (x, z)), ("bc", (y, z))):
            leaves[name][cell] = leaves[name].get(cell, 0) + count
    alone = Release.of(pairs, leaves)
    behind = Table("abc", (a, b, c), published=False)
    together = Release.of([*pairs, behind], {**leaves, "abc": joint})
    hidden = [pairs[2].meaning(cell) for cell in product(["b0", "b1"], ["c0", "c1"])]
    wide = audit(alone, hidden)
    tight = audit(together, hidden)
    assert wide.bounds[hidden[0]] == Bounds(1, 11)
    assert all(tight.bounds[cell].width == 0 for cell in hidden)
    assert together.unpublished.isdisjoint(hidden) and len(together.unpublished) == 8


def test_alternative_groupings_of_the_same_leaves_are_linked() -> None:
    """Countries by continent in one table and by union in the other: equal codes are equal cells."""
    parents = {"all": None, "EU": "all", "nonEU": "all", "Spain": "EU", "Portugal": "EU", "Iceland": "nonEU"}
    by_union, by_country = Table("union", (AGE, Tree("geo", parents))), Table("country", (AGE, GEO))
    release = Release.of([by_union, by_country], {"union": SIX_ROWS, "country": SIX_ROWS})
    iceland = by_country.meaning(("young", "Iceland"))
    assert release.counts[by_union.meaning(("young", "nonEU"))] == 2
    assert audit(release, {iceland}).bounds[iceland] == Bounds(2, 2)  # its union of one is published
    found = suppress(release)
    assert found.audit.clean and by_union.meaning(("young", "nonEU")) in found.hidden
    wrong = {**SIX_ROWS, ("old", "Spain"): 7}
    with pytest.raises(TablesDisagree):
        Release.of([by_union, by_country], {"union": SIX_ROWS, "country": wrong})


def test_separate_puzzles_are_solved_apart_and_can_be_resumed() -> None:
    kinds, areas = Tree.flat("kind", "uvwxyz"), Tree.flat("area", ["a", "b", "c", "d", "e"])
    counts = dict.fromkeys(product("abcde", "uvwxyz"), 20) | {("a", "u"): 3, ("e", "z"): 2}
    table = Table("two", (areas, kinds))
    release = Release.of([table], {"two": counts})
    hidden = {table.meaning(cell) for cell in [*product("ab", "uv"), *product("de", "yz")]}
    shown = {cell: None if cell in hidden else count for cell, count in release.counts.items()}
    puzzles = components(release.equations, shown, dict.fromkeys(hidden, 1))
    assert [len(puzzle.cells) for puzzle in puzzles] == [4, 4]
    assert len({puzzle.key for puzzle in puzzles}) == 2

    seen: list[tuple[int, int]] = []
    kept: dict[str, dict[Meaning, Bounds]] = {}
    first = audit(
        release, hidden, progress=lambda done, todo: seen.append((done, todo)), keep=kept.__setitem__
    )
    assert kept == first.components
    assert seen[-1] == (8, 8) and sorted(seen) == seen and len(first.components) == 2
    key = sorted(first.components)[0]
    planted = dict.fromkeys(first.components[key], Bounds(7, 77))
    again = audit(release, hidden, finished={key: planted})
    assert (
        again.bounds == first.bounds | planted
    )  # the finished one was taken as it was, the other was solved


def test_whole_numbers_are_asked_for_where_fractions_would_lie() -> None:
    """Of three things no two can happen: fractions allow one and a half, twice that makes three, but only two can."""
    counts: dict[Meaning, int] = {}
    equations = []

    def cell(name: str, count: int) -> Meaning:
        counts["records", (("thing", name),)] = count
        return "records", (("thing", name),)

    things = []
    for group in "ab":
        three = [cell(f"{group}{number}", 0) for number in range(3)]
        for left, right in ((0, 1), (1, 2), (0, 2)):
            neither = cell(f"{group} neither {left} nor {right}", 1)
            at_most_one = cell(f"{group} pair {left} {right}", 1)
            equations.append((at_most_one, (three[left], three[right], neither)))
        things += three
    together = cell("together", 0)
    equations.append((together, tuple(things)))
    release = Release((), counts, tuple(equations), frozenset(), {})
    hidden = {c for c in counts if "pair" not in c[1][0][1]}
    assert audit(release, hidden, lowest=0).bounds[together] == Bounds(0, 2)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=3),
    st.data(),
)
def test_the_intervals_are_those_of_trying_everything(grid: list[list[int]], data: st.DataObject) -> None:
    """Small tables: every table of whole numbers that fits is listed."""
    rows, columns = len(grid), 3
    table = Table(
        "grid",
        (
            Tree.flat("row", [f"r{i}" for i in range(rows)]),
            Tree.flat("column", [f"c{j}" for j in range(columns)]),
        ),
    )
    cells = {(f"r{i}", f"c{j}"): grid[i][j] for i in range(rows) for j in range(columns)}
    release = Release.of([table], {"grid": cells})
    nonzero = [cell for cell, count in cells.items() if count]
    hidden = {cell for cell in nonzero if data.draw(st.booleans())}
    found: Audit = audit(release, {table.meaning(cell) for cell in hidden})
    order = sorted(hidden)
    sums: list[set[int]] = [set() for _cell in order]

    def fitting(line: int) -> list[tuple[int, ...]]:
        """Every way to fill one row so that its sum is kept."""
        ways = (
            range(1, sum(grid[line]) + 1) if (f"r{line}", f"c{j}") in hidden else [grid[line][j]]
            for j in range(columns)
        )
        return [way for way in product(*ways) if sum(way) == sum(grid[line])]

    whole = [sum(column) for column in zip(*grid, strict=True)]
    for filled in product(*(fitting(line) for line in range(rows))):
        if [sum(column) for column in zip(*filled, strict=True)] == whole:
            for place, (row, column) in enumerate(order):
                sums[place].add(filled[int(row[1])][int(column[1])])
    expected = {table.meaning(cell): Bounds(min(s), max(s)) for cell, s in zip(order, sums, strict=True)}
    assert found.bounds == expected
