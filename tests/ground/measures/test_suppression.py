"""A bulletin's tables: small counts are hidden, and no reader with a solver gets near them (K33, K34)."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkori.ground.measures.attack import Bounds
from hamkori.ground.measures.releases import Cell, Meaning, Release, Table, Tree
from hamkori.ground.measures.suppression import CannotProtect, Suppressed, suppress
from tests.ground.measures import independent
from tests.ground.measures.tables_for_tests import (
    OFFENCES,
    country,
    district_table,
    regions_of_russia,
    russia_release,
)
from tests.ground.measures.test_attack import six_rows

pytestmark = pytest.mark.pure


def checked_by_another(found: Suppressed, *, lowest: int = 1, every: int = 1, width: int = 5) -> int:
    """Attack a release with the tests' own solver; how many small counts it tried. Fails if one is too narrow."""
    tables = [table for table in found.release.tables if table.published]
    shown = {
        (table.name, cell): protected.shown
        for table in tables
        for cell, protected in found.cells(table).items()
    }
    small = sorted(
        (table.name, cell)
        for table in tables
        for cell in table.cells()
        if 0 < found.release.counts[table.meaning(cell)] < 5
    )
    assert all(shown[place] is None for place in small)
    assert all(
        value in (None, found.release.counts[table.meaning(cell)])
        for table in tables
        for cell in table.cells()
        for value in [shown[table.name, cell]]
    )
    names = {
        table.name: [
            (tree.name, tree.parents if tree.whole else {**tree.parents, tree.root: "more than this branch"})
            for tree in table.trees
        ]
        for table in tables
    }
    asked = set(small[::every])
    ends = independent.bounds(names, shown, asked, lowest=lowest)
    assert not [(place, end) for place, end in ends.items() if end[1] - end[0] < width - 1e-6]
    return len(asked)


def test_the_six_rows_are_protected() -> None:
    release, table = six_rows()
    found = suppress(release)
    cells = found.cells(table)
    assert {cell for cell, count in release.counts.items() if 0 < count < 5} == found.primary
    assert cells["young", "Portugal"].shown == 0  # zeros are published
    assert cells["all", "all"].shown == 20
    assert checked_by_another(found) == len(found.primary)
    assert suppress(release) == found  # the same holes every time


def test_a_cell_hidden_before_that_is_zero_now_stays_hidden_and_may_be_zero() -> None:
    """A record was struck out: a reader of both releases knows no more of the cell than "none or more"."""
    table = Table("sections", (Tree.flat("section", ["a", "b", "c", "d"]),))
    release = Release.of([table], {"sections": {("a",): 0, ("b",): 1, ("c",): 9, ("d",): 12}})
    was = [table.meaning((code,)) for code in "ab"]
    found = suppress(release, hidden_before=was)
    cells = found.cells(table)
    assert cells["a",].shown is None and cells["b",].shown is None
    assert found.audit.clean and checked_by_another(found, lowest=0) == 1
    assert suppress(release).cells(table)["a",].shown == 0


def _break_at(cells: int) -> Callable[[int, int, int], None]:
    def progress(_round: int, done: int, _todo: int) -> None:
        if done == cells:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("seed", [1, 3])
def test_a_year_of_districts_and_sections(seed: int) -> None:
    release = district_table(seed)
    assert len(release.counts) == 888
    steps: list[tuple[int, int, int]] = []
    found = suppress(release, progress=lambda *step: steps.append(step))
    assert steps and steps[-1][0] == found.rounds and steps[-1][1] == steps[-1][2] == len(found.primary)
    kept: dict[str, dict[Meaning, Bounds]] = {}
    with pytest.raises(KeyboardInterrupt):
        suppress(release, keep=kept.__setitem__, progress=_break_at(len(found.primary)))
    assert suppress(release, finished=kept) == found  # taken up again after a break
    assert len(found.primary) > 100
    assert len(found.secondary) < 0.1 * len(release.counts)
    assert found.release.counts[("records", ())] and ("records", ()) not in found.hidden
    assert checked_by_another(found, every=9) > 15


def test_linked_tables_by_month_and_by_section_and_one_section_in_detail() -> None:
    """The same cell in two tables is hidden in both or in neither, and shown as the same number."""
    area = country(10, 2)
    section = Tree("section", {"all": None, **{f"s{n}": "all" for n in range(4)}})
    classes = Tree("section", {"s0": None, "s00": "s0", "s01": "s0", "s02": "s0"}, whole=False)
    month = Tree.flat("month", [f"m{n}" for n in range(3)])
    records = [
        (d, s, m, (7 * d + 3 * s * s + 5 * m * (d % 3)) % 9 if (d + s + m) % 4 else 0)
        for d, s, m in product(range(10), range(6), range(3))
    ]
    tables = (
        Table("sections", (area, section)),
        Table("months", (area, month)),
        Table("detail", (area, classes)),
        Table("country", (section, month)),
    )
    leaves: dict[str, dict[Cell, int]] = {table.name: {} for table in tables}

    def add(name: str, cell: Cell, count: int) -> None:
        leaves[name][cell] = leaves[name].get(cell, 0) + count

    for d, s, m, count in records:
        place, kind, when = f"d{d:02}", f"s{max(s - 2, 0)}", f"m{m}"
        add("sections", (place, kind), count)
        add("months", (place, when), count)
        add("country", (kind, when), count)
        if kind == "s0":
            add("detail", (place, f"s0{s}"), count)
    release = Release.of(tables, leaves)
    found = suppress(release)
    assert len(found.primary) > 5
    shown: dict[object, object] = {}
    for table in tables:
        for cell, protected in found.cells(table).items():
            assert shown.setdefault(table.meaning(cell), protected) == protected
    assert len(shown) < sum(len(found.cells(table)) for table in tables)
    assert checked_by_another(found)


def test_regions_of_russia_by_offence() -> None:
    area, offence = regions_of_russia(), Tree("offence", OFFENCES)
    table = Table("offences", (area, offence), within={"year": "2023"})
    found = suppress(russia_release((table,), area, {"2023"}))
    assert len(found.release.counts) == 89 * 13
    assert found.primary and found.secondary
    assert checked_by_another(found, every=7)


def test_regions_of_russia_by_offence_and_year_in_three_dimensions() -> None:
    area, offence = regions_of_russia(12), Tree("offence", OFFENCES)
    year = Tree.flat("year", ["2019", "2021", "2023"])
    table = Table("cube", (area, offence, year))
    found = suppress(russia_release((table,), area, {"2019", "2021", "2023"}))
    assert len(found.primary) > 30
    assert checked_by_another(found, every=5)


def test_linked_real_tables() -> None:
    area, offence = regions_of_russia(20), Tree("offence", OFFENCES)
    years = {"2020", "2021", "2022"}
    year = Tree.flat("year", sorted(years))
    tables = (
        Table("offences", (area, offence)),
        Table("years", (area, year)),
        Table("course", (offence, year)),
    )
    found = suppress(russia_release(tables, area, years))
    assert found.primary
    assert checked_by_another(found, every=2)


def test_every_machine_hides_the_same_cells() -> None:
    """Sets are ordered by chance in every process; the holes are not."""
    code = (
        "from hamkori.ground.measures.releases import Release, Table, Tree; "
        "from hamkori.ground.measures.suppression import suppress; "
        "t = Table('t', tuple(Tree.flat(n, [f'{n}{i}' for i in range(6)]) for n in 'abc')); "
        "c = {(f'a{i}', f'b{j}', f'c{k}'): (i * 7 + j * 5 + k * 3) * (i + k) % 11 "
        "for i in range(6) for j in range(6) for k in range(6)}; "
        "f = suppress(Release.of([t], {'t': c})); print(f.rounds, sorted(f.secondary))"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1] and b"records" in found[0]


def test_web_workers_stay_light() -> None:
    """What pages need loads neither numpy nor scipy."""
    code = (
        "import sys; from hamkori.ground.measures import cell_key, disclosure, durations, intervals, releases; "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


KINDS = Tree("kind", {"all": None, "g": "all", "x": "g", "y": "g", "z": "all"})
PLACES = Tree("place", {"all": None, "r": "all", "q": "all", "a": "r", "b": "r", "c": "q", "d": "q"})
TIMES = Tree.flat("time", ["t0", "t1"])
small_or_not = st.one_of(st.just(0), st.integers(1, 4), st.integers(5, 25))


@settings(max_examples=30, deadline=None)
@given(st.lists(small_or_not, min_size=12, max_size=12), st.sampled_from([0, 1]))
def test_no_small_count_in_any_two_way_table_is_narrow_k34(numbers: list[int], lowest: int) -> None:
    table = Table("two", (PLACES, KINDS))
    leaves = dict(zip(product(PLACES.leaves, KINDS.leaves), numbers, strict=True))
    checked_by_another(suppress(Release.of([table], {"two": leaves})), lowest=lowest)


@settings(max_examples=15, deadline=None)
@given(st.lists(small_or_not, min_size=24, max_size=24))
def test_no_small_count_in_three_dimensions_or_linked_tables_is_narrow_k34(numbers: list[int]) -> None:
    joint = dict(zip(product(PLACES.leaves, KINDS.leaves, TIMES.leaves), numbers, strict=True))
    cube = Table("cube", (PLACES, KINDS, TIMES))
    checked_by_another(suppress(Release.of([cube], {"cube": joint})))

    kinds, times = Table("kinds", (PLACES, KINDS)), Table("times", (PLACES, TIMES))
    course = Table("course", (KINDS, TIMES))
    leaves: dict[str, dict[Cell, int]] = {"kinds": {}, "times": {}, "course": {}}
    for (place, kind, time), count in joint.items():
        for name, cell in (("kinds", (place, kind)), ("times", (place, time)), ("course", (kind, time))):
            leaves[name][cell] = leaves[name].get(cell, 0) + count
    checked_by_another(suppress(Release.of([kinds, times, course], leaves)))
    behind = Table("behind", (PLACES, KINDS, TIMES), published=False)
    together = suppress(Release.of([kinds, times, course, behind], {**leaves, "behind": joint}))
    assert together.audit.clean
    checked_by_another(together)
    with pytest.raises(ValueError, match="not published"):
        together.cells(behind)


def test_what_was_published_before_is_not_called_back() -> None:
    table = Table("one", (Tree.flat("kind", ["x", "y", "z"]),))
    release = Release.of([table], {"one": {("x",): 2, ("y",): 8, ("z",): 30}})
    x, y, z, total = (table.meaning((code,)) for code in ("x", "y", "z", "all"))
    assert suppress(release).hidden == {x, y}
    assert suppress(release, published_before={y}).hidden == {x, z}
    assert suppress(release, published_before={y, z}).hidden == {x, total}
    with pytest.raises(CannotProtect) as refused:
        suppress(release, published_before={y, z, total})
    assert refused.value.cells == (x,)
    with pytest.raises(CannotProtect):
        suppress(release, published_before={x})


def test_a_release_of_nothing_but_small_counts_shows_no_total() -> None:
    table = Table("one", (Tree.flat("kind", ["x", "y", "z"]),))
    found = suppress(Release.of([table], {"one": {("x",): 2, ("y",): 3}}))
    assert {cell: p.shown for cell, p in found.cells(table).items()} == {
        ("x",): None,
        ("y",): None,
        ("z",): 0,
        ("all",): None,
    }


@pytest.mark.parametrize(
    ("parents", "message"),
    [
        ({"a": None, "b": None}, "one root"),
        ({"a": None, "b": "c"}, "not there"),
        ({"a": None, "b": "c", "c": "b"}, "under itself"),
    ],
)
def test_what_is_not_a_tree_is_refused(parents: dict[str, str | None], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Tree("broken", parents)


def test_counts_that_do_not_fit_their_table_are_refused() -> None:
    table = Table("one", (Tree.flat("kind", ["x", "y"]),))
    for leaves, message in (
        ({"one": {("x",): -1}}, "below zero"),
        ({"one": {("all",): 4}}, "finest"),
        ({"one": {("w",): 4}}, "finest"),
        ({"two": {("x",): 4}}, "name"),
    ):
        with pytest.raises(ValueError, match=message):
            Release.of([table], leaves)
