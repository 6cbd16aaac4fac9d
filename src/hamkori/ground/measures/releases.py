"""The shape of a release: counted tables with their totals, linked where they show the same thing.

Each dimension of a table is a tree: a root (everything), groups, leaves. A table has a cell for every
combination of nodes, keyed by their codes in the order of its trees. Cells of different tables that mean the
same are one cell: what a cell means is what is counted and the nodes that are not "everything". So the total
of districts in a table by offence is the total of districts in a table by month.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

Cell = tuple[str, ...]
"""Node codes in the order of a table's trees."""

Meaning = tuple[str, tuple[tuple[str, str], ...]]
"""What is counted, and (dimension, code) of every node that is not everything, sorted."""

Equation = tuple[Meaning, tuple[Meaning, ...]]
"""A total and its parts: the total is the sum of the parts."""


class TablesDisagree(ValueError):  # noqa: N818
    """Two tables of a release give different numbers for the same thing."""


@dataclass(frozen=True)
class Tree:
    """A dimension and how it adds up. Trees of the same `name` share codes: one code means one thing.

    `parents` names the parent of every node, None for the one root. `whole` says that the root is
    everything; it is False for a branch (the classes of one section).
    Raises `ValueError` unless it is a tree.
    """

    name: str
    parents: Mapping[str, str | None]
    whole: bool = True

    def __post_init__(self) -> None:
        roots = [code for code, parent in self.parents.items() if parent is None]
        if len(roots) != 1:
            raise ValueError(f"{self.name}: a tree has one root, not {len(roots)}")
        for code in self.parents:
            seen: set[str] = set()
            node: str | None = code
            while node is not None:
                if node in seen:
                    raise ValueError(f"{self.name}: {code} stands under itself")
                if node not in self.parents:
                    raise ValueError(f"{self.name}: {node} is named as a parent and is not there")
                seen.add(node)
                node = self.parents[node]

    @classmethod
    def flat(cls, name: str, leaves: Iterable[str], root: str = "all") -> "Tree":
        """Leaves right under the total."""
        return cls(name, {root: None, **dict.fromkeys(leaves, root)})

    @cached_property
    def root(self) -> str:
        return next(code for code, parent in self.parents.items() if parent is None)

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """The parts of every node that has parts."""
        found: dict[str, list[str]] = {}
        for code, parent in self.parents.items():
            if parent is not None:
                found.setdefault(parent, []).append(code)
        return {code: tuple(parts) for code, parts in found.items()}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        return tuple(code for code in self.parents if code not in self.children)

    def upwards(self, code: str) -> Iterator[str]:
        """The node, its parent and so on to the root."""
        node: str | None = code
        while node is not None:
            yield node
            node = self.parents[node]


@dataclass(frozen=True)
class Table:
    """A table of a release. Every combination of nodes is a cell, totals included.

    `within` fixes other dimensions (`{"section": "02"}`: only that section). `counted` keeps apart what
    cannot be added (crimes, persons harmed). A table that is not `published` shows nothing but exists: an
    attacker knows that the published ones are its sums. Name the joint table of three or more tables
    that overlap in pairs so, or the audit does not see what their being possible together gives away.
    """

    name: str
    trees: tuple[Tree, ...]
    within: Mapping[str, str] = field(default_factory=dict)
    counted: str = "records"
    published: bool = True

    def meaning(self, cell: Cell) -> Meaning:
        parts = dict(self.within)
        for tree, code in zip(self.trees, cell, strict=True):
            if not (tree.whole and code == tree.root):
                parts[tree.name] = code
        return self.counted, tuple(sorted(parts.items()))

    def cells(self) -> Iterator[Cell]:
        yield from product(*(tree.parents for tree in self.trees))

    def lines(self) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
        """Every total with its parts, along every dimension."""
        for place, tree in enumerate(self.trees):
            others = [other.parents for other in self.trees]
            for total, parts in tree.children.items():
                others[place] = {total: None}
                for cell in product(*others):
                    yield cell, tuple((*cell[:place], part, *cell[place + 1 :]) for part in parts)


@dataclass(frozen=True)
class Release:
    """All tables of a release with their true counts. Build it with `Release.of`."""

    tables: tuple[Table, ...]
    counts: dict[Meaning, int]
    equations: tuple[Equation, ...]
    unpublished: frozenset[Meaning]
    groups: dict[Meaning, int]
    """In how many dimensions a cell stands for a group or a total, not for a leaf."""

    @classmethod
    def of(cls, tables: Iterable[Table], leaves: Mapping[str, Mapping[Cell, int]]) -> "Release":
        """`leaves` holds for each table (by name) the counts of its finest cells; an absent one is 0.

        Raises `ValueError` for a negative count, a name or code that is not there or not a leaf, and
        `TablesDisagree` where two tables give the same cell different numbers.
        """
        tables = tuple(tables)
        names = [table.name for table in tables]
        if len(set(names)) != len(names) or set(leaves) != set(names):
            raise ValueError("every table needs one name and its counts under this name")
        counts: dict[Meaning, int] = {}
        equations: dict[Equation, None] = {}
        shown: set[Meaning] = set()
        groups: dict[Meaning, int] = {}
        for table in tables:
            for cell, count in _added_up(table, leaves[table.name]).items():
                meaning = table.meaning(cell)
                if counts.setdefault(meaning, count) != count:
                    raise TablesDisagree(f"{table.name}: {cell} is {count}, elsewhere {counts[meaning]}")
                level = sum(code in tree.children for tree, code in zip(table.trees, cell, strict=True))
                groups[meaning] = max(level, groups.get(meaning, 0))
                if table.published:
                    shown.add(meaning)
            for total, parts in table.lines():
                equation = table.meaning(total), tuple(sorted(table.meaning(part) for part in parts))
                equations[equation] = None
        return cls(tables, counts, tuple(equations), frozenset(counts.keys() - shown), groups)


def _added_up(table: Table, leaves: Mapping[Cell, int]) -> dict[Cell, int]:
    """Every cell of a table from its finest ones."""
    found = dict.fromkeys(table.cells(), 0)
    finest = [set(tree.leaves) for tree in table.trees]
    for cell, count in leaves.items():
        if count < 0:
            raise ValueError(f"{table.name}: {cell} is below zero")
        if len(cell) != len(finest) or any(code not in fine for code, fine in zip(cell, finest, strict=True)):
            raise ValueError(f"{table.name}: {cell} is not one of its finest cells")
        if count:
            for above in product(*(tree.upwards(code) for tree, code in zip(table.trees, cell, strict=True))):
                found[above] += count
    return found
