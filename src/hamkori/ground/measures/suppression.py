"""Linked tables as a bulletin may print them: small counts hidden, and enough others with them (K33, K34).

Primary: a count from 1 to 4 is hidden (threshold 5). Zeros are published: a reader sees where nothing was
recorded, and so knows that a hidden number is at least 1. Secondary: more cells are hidden until an attacker who
solves all linked tables together (see `attack`) cannot press any small count into an interval shorter than
`width`. Exact linear algebra does not do for this: next to zeros, counts that cannot be
negative give each other away.

First pass: in every line (a total and its parts) that gives a hidden cell away, the cheapest other cell is
hidden. Then the audit names the cells that are still too narrow; for each of them the cheapest way to let it
move by the missing amount while all sums hold is found (an attacker's linear programme turned round, after
Fischetti & Salazar 2001, Management Science 47:1008, and Kelly, Golden & Assad 1992, Networks 22:397), and the cells
on this way are hidden. This repeats until the audit is clean. The same release gives the same holes.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from math import log2

import numpy as np
from scipy.optimize import Bounds as Limits
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack

from hamkori.ground.measures.attack import NODES, WIDTH, Audit, Bounds, Halfway, audit
from hamkori.ground.measures.disclosure import MINIMUM, Protected, is_small
from hamkori.ground.measures.releases import Cell, Meaning, Release, Table

DEARER = 8.0
"""How much dearer a group is than a leaf, for each dimension in which it is one: totals go last."""


class CannotProtect(ArithmeticError):  # noqa: N818
    """Small counts cannot be hidden behind what was published before. Carries them as `cells`."""

    def __init__(self, cells: Collection[Meaning]) -> None:
        self.cells = tuple(sorted(cells))
        super().__init__(f"{len(self.cells)} small counts follow from what was published before")


@dataclass(frozen=True)
class Suppressed:
    """A protected release. `audit` is the last, clean one; its intervals show at least the required width."""

    release: Release
    primary: frozenset[Meaning]
    secondary: frozenset[Meaning]
    rounds: int
    audit: Audit

    @property
    def hidden(self) -> frozenset[Meaning]:
        return self.primary | self.secondary

    def cells(self, table: Table) -> dict[Cell, Protected]:
        """A published table of the release as the public may see it. Raises `ValueError` for an unpublished one."""
        if not table.published:
            raise ValueError(f"{table.name} is not published")
        meanings = {cell: table.meaning(cell) for cell in table.cells()}
        hidden = self.hidden
        return {
            cell: Protected.of(self.release.counts[meaning], meaning in hidden)
            for cell, meaning in meanings.items()
        }


def suppress(
    release: Release,
    *,
    threshold: int = MINIMUM,
    width: int = WIDTH,
    published_before: Collection[Meaning] = (),
    hidden_before: Collection[Meaning] = (),
    nodes: int = NODES,
    progress: Callable[[int, int, int], None] | None = None,
    finished: Mapping[str, dict[Meaning, Bounds]] | None = None,
    keep: Callable[[str, dict[Meaning, Bounds]], None] | None = None,
    halfway: Halfway | None = None,
    begun: tuple[int, Collection[Meaning]] = (0, ()),
    round_ended: Callable[[int, Collection[Meaning]], None] | None = None,
) -> Suppressed:
    """Hide what must be hidden. `published_before` are cells that were shown already and cannot be called back.

    `hidden_before` are cells that an earlier release hides: they stay hidden, unless they were published too. One of
    them can be zero by now, and a reader knows it: they are 0 or more.
    `progress` gets the round (from 1), the cells attacked and the cells to attack; `keep` and `finished` as in
    `audit`. `round_ended` gets every round that is over and all cells hidden then; the last of them goes back in as
    `begun` after a break. Then the rounds before are not taken again, and the result is the same.
    Raises `CannotProtect` when what was published before gives a small count away.
    """
    visible = [cell for cell in release.counts if cell not in release.unpublished]
    primary = frozenset(cell for cell in visible if is_small(release.counts[cell], threshold))
    fixed = frozenset(published_before)
    if primary & fixed:
        raise CannotProtect(primary & fixed)
    still = frozenset(hidden_before).intersection(visible) - fixed
    ways = _Ways(release, fixed, still)
    number, before_the_break = begun
    hidden = set(primary | still) | set(before_the_break)
    if not number:
        _first_pass(release, hidden, primary, ways, width)
    solved = dict(finished or {})
    while True:
        number += 1
        found = audit(
            release,
            hidden,
            primary,
            width=width,
            perhaps_none=still,
            quick=True,
            nodes=nodes,
            finished=solved,
            keep=keep,
            halfway=halfway,
            progress=progress and partial(progress, number),
        )
        solved |= found.components
        if found.clean:
            return Suppressed(release, primary, frozenset(hidden - primary), number, found)
        before = len(hidden)
        for cell in found.narrow:
            hidden |= ways.widen(cell, found.bounds[cell], width, hidden)
        if len(hidden) == before:  # sums allow it in fractions only: ask in whole numbers
            for cell in found.narrow:
                hidden |= ways.widen(cell, found.bounds[cell], width, hidden, nodes=nodes)
        if len(hidden) == before:
            more = ways.cheapest_beside(found.narrow, hidden)
            if not more:
                raise CannotProtect(found.narrow)
            hidden |= more
        if round_ended:
            round_ended(number, frozenset(hidden))


def _first_pass(
    release: Release, hidden: set[Meaning], primary: frozenset[Meaning], ways: "_Ways", width: int
) -> None:
    """Hide the cheapest complement in each line that gives a hidden cell away, until no line does."""
    waiting = dict.fromkeys(sorted({line for cell in primary for line in ways.lines[cell]}))
    while waiting:
        line = next(iter(waiting))
        del waiting[line]
        total, parts = release.equations[line]
        if not release.unpublished.isdisjoint((total, *parts)):
            continue
        closed = [cell for cell in (total, *parts) if cell in hidden]
        if not closed:
            continue
        room = sum(release.counts[cell] - ways.low(cell) for cell in closed)
        known_sum = total not in hidden and not primary.isdisjoint(closed)
        if len(closed) > 1 and not (known_sum and room < width):
            continue
        others = [cell for cell in (total, *parts) if cell not in hidden and cell in ways.cost]
        if others:
            chosen = min(others, key=lambda cell: (ways.cost[cell], cell))
            hidden.add(chosen)
            waiting |= dict.fromkeys(ways.lines[chosen])


class _Ways:
    """Cheapest ways to let a cell move. Cells that are zero, or were published before, cannot move.

    Those that are hidden since an earlier release (`still`) can, down to zero.
    """

    def __init__(self, release: Release, fixed: frozenset[Meaning], still: frozenset[Meaning]) -> None:
        self.release = release
        self.perhaps_none = release.unpublished | still
        self.cost: dict[Meaning, float] = {
            cell: (1 + log2(1 + count)) * DEARER ** release.groups[cell]
            for cell, count in release.counts.items()
            if count and cell not in fixed and cell not in release.unpublished
        }
        self.lines: dict[Meaning, list[int]] = defaultdict(list)
        for number, (total, parts) in enumerate(release.equations):
            for cell in (total, *parts):
                self.lines[cell].append(number)
        self.cells = sorted(self.cost.keys() | self.perhaps_none)
        self.place = {cell: number for number, cell in enumerate(self.cells)}
        rows: list[int] = []
        columns: list[int] = []
        signs: list[float] = []
        for number, (total, parts) in enumerate(release.equations):
            for cell, sign in ((total, -1.0), *((part, 1.0) for part in parts)):
                if cell in self.place:
                    rows.append(number)
                    columns.append(self.place[cell])
                    signs.append(sign)
        self.sums = csr_array((signs, (rows, columns)), (len(release.equations), len(self.cells)))
        self.counts = np.array([release.counts[cell] for cell in self.cells], dtype=float)
        self.fall = self.counts - np.array([self.low(cell) for cell in self.cells])

    def low(self, cell: Meaning) -> int:
        """What a reader knows that a hidden cell is at least."""
        return 0 if cell in self.perhaps_none else 1

    def widen(
        self,
        cell: Meaning,
        bounds: Bounds,
        width: int,
        hidden: Collection[Meaning],
        *,
        nodes: int | None = None,
    ) -> set[Meaning]:
        """The cells to hide so that `cell` can lie `width` away from an end of its interval; maybe none."""
        if bounds.high is None:
            return set()
        count = self.release.counts[cell]
        moves = [bounds.low + width - count]
        if bounds.high - width >= self.low(cell):
            moves.append(bounds.high - width - count)
        found = [way for move in moves if (way := self._way(cell, move, hidden, nodes)) is not None]
        return min(found, key=lambda way: way[0])[1] if found else set()

    def _way(
        self, cell: Meaning, move: int, hidden: Collection[Meaning], nodes: int | None
    ) -> tuple[float, set[Meaning]] | None:
        """The cheapest change of the tables in which `cell` changes by `move`; its cost and its shown cells."""
        price = np.array([0.0 if c in hidden else self.cost.get(c, 0.0) for c in self.cells])
        limits = np.column_stack(
            [np.zeros(2 * len(self.cells)), np.concatenate([np.full(len(self.cells), np.inf), self.fall])]
        )
        place = self.place[cell]
        up, down = place, place + len(self.cells)
        limits[up] = max(move, 0)
        limits[down] = max(-move, 0)
        matrix = hstack([self.sums, -self.sums], format="csr")
        zero = np.zeros(matrix.shape[0])
        cost = np.concatenate([price, price]) + 1e-6  # no idle rounds of changes
        if nodes is None:
            result = linprog(cost, A_eq=matrix, b_eq=zero, bounds=limits, method="highs-ds")
        else:
            result = milp(
                cost,
                integrality=np.ones(len(cost)),
                bounds=Limits(limits[:, 0], limits[:, 1]),
                constraints=LinearConstraint(matrix, zero, zero),
                options={"node_limit": nodes, "mip_rel_gap": 0.0},
            )
        if result.x is None:
            return None
        changed = np.abs(result.x[: len(self.cells)] - result.x[len(self.cells) :]) > 1e-7
        cells = {self.cells[number] for number in np.flatnonzero(changed)}
        return float(result.fun), {c for c in cells if c not in hidden and c in self.cost}

    def cheapest_beside(self, narrow: Iterable[Meaning], hidden: Collection[Meaning]) -> set[Meaning]:
        """The last resort: the cheapest shown cell that stands in a sum with a hidden one."""
        lines = {line for cell in (*narrow, *hidden) for line in self.lines[cell]}
        beside = {
            other
            for line in lines
            for other in (self.release.equations[line][0], *self.release.equations[line][1])
            if other in self.cost and other not in hidden
        }
        return {min(beside, key=lambda cell: (self.cost[cell], cell))} if beside else set()
