"""The attacker: what the published numbers of a release say about the hidden ones.

The attacker knows every published number, all sums over all linked tables, the rule (zeros are published, so a
hidden number is at least 1), and that counts are whole. For each hidden cell the smallest and the largest value
that fit are found by linear programming (HiGHS). A bound counts only when a table of whole numbers
reaches it: where the linear optimum is fractional, an integer programme decides, and if its search is cut off,
the narrower interval is reported. So an audit errs on the side of "not protected", never of "protected".

Required width: the interval of a protected count must be at least as long as the threshold (high - low >= 5: six
or more possible values). As the low end is at least 1, the high end is at least 6, and nobody can tell a
protected count even from a number that would have been published.

Not covered: an attacker who knows more than the release (one of the persons counted, another release that was
not audited with it), or who runs the protection backwards to learn which cells it would have chosen.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import numpy as np
from scipy.optimize import Bounds as Limits
from scipy.optimize import LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from hamkori.ground.measures.releases import Equation, Meaning, Release

WIDTH = 5
NODES = 10_000
"""How far one integer programme may search before the narrower answer is taken: not a time, so that every
machine finds the same."""

Progress = Callable[[int, int], None]
"""Called with the cells done and the cells to do."""


Part = tuple[dict[Meaning, "Bounds"], list[float], list[float]]
"""A component in the middle of its attack: the intervals found, and the smallest and largest values met so far."""


class Halfway(Protocol):
    """Keeps how far the attack on a component is, so that a stopped one goes on at the next cell and not anew."""

    def begun(self, key: str) -> Part | None:
        """What `reached` kept last of the component."""

    def reached(self, key: str, make: Callable[[], Part]) -> None:
        """Called after every cell; `make` is called only when it is to be kept."""


class Contradiction(ValueError):  # noqa: N818
    """No table fits the published numbers: they do not come from one set of records."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The values that fit, from `low` to `high`; `high` is None where nothing published limits it."""

    low: int
    high: int | None

    @property
    def width(self) -> float:
        return float("inf") if self.high is None else self.high - self.low


@dataclass(frozen=True)
class Audit:
    """What an attacker can find out. `bounds` holds the cells that were asked for."""

    bounds: dict[Meaning, Bounds]
    protected: frozenset[Meaning]
    width: int
    components: dict[str, dict[Meaning, Bounds]] = field(repr=False, default_factory=dict)
    """Results by component: hand them to the next audit as `finished` and they are not computed again."""

    @property
    def narrow(self) -> tuple[Meaning, ...]:
        """The protected cells below the required width, narrowest first."""
        found = [cell for cell in self.protected if self.bounds[cell].width < self.width]
        return tuple(sorted(found, key=lambda cell: (self.bounds[cell].width, cell)))

    @property
    def narrowest(self) -> tuple[Meaning, Bounds] | None:
        """The protected cell that is known best."""
        if not self.protected:
            return None
        cell = min(self.protected, key=lambda cell: (self.bounds[cell].width, cell))
        return cell, self.bounds[cell]

    @property
    def clean(self) -> bool:
        return not self.narrow


@dataclass(frozen=True)
class Component:
    """Hidden cells that hang together by sums, and these sums with the published numbers taken out.

    Each row says: the sum of (sign x cell) is `value`. `lows` is what each cell is at least.
    """

    cells: tuple[Meaning, ...]
    lows: tuple[int, ...]
    rows: tuple[tuple[tuple[tuple[int, int], ...], int], ...]

    @property
    def key(self) -> str:
        """The same for the same question, on every machine."""
        return hashlib.sha256(repr((self.cells, self.lows, self.rows)).encode()).hexdigest()


def components(
    equations: Iterable[Equation], shown: Mapping[Meaning, int | None], lows: Mapping[Meaning, int]
) -> list[Component]:
    """The separate puzzles that the hidden cells form. `shown` is None for a hidden cell.

    Raises `Contradiction` when published numbers do not add up.
    """
    above: dict[Meaning, Meaning] = {cell: cell for cell, value in shown.items() if value is None}

    def top(cell: Meaning) -> Meaning:
        while above[cell] != cell:
            above[cell] = above[above[cell]]
            cell = above[cell]
        return cell

    rows: dict[tuple[tuple[tuple[Meaning, int], ...], int], None] = {}
    for total, parts in equations:
        value = 0
        unknown = []
        for cell, sign in ((total, -1), *((part, 1) for part in parts)):
            number = shown[cell]
            if number is None:
                unknown.append((cell, sign))
            else:
                value -= sign * number
        if unknown:
            first = top(unknown[0][0])
            for cell, _sign in unknown[1:]:
                above[top(cell)] = first
            rows[tuple(sorted(unknown)), value] = None
        elif value:
            raise Contradiction(f"the parts of {total} do not add up")
    members: dict[Meaning, list[Meaning]] = defaultdict(list)
    for cell in sorted(above):
        members[top(cell)].append(cell)
    puzzles: dict[Meaning, list[tuple[tuple[tuple[Meaning, int], ...], int]]] = defaultdict(list)
    for row in sorted(rows):
        puzzles[top(row[0][0][0])].append(row)
    found = []
    for root, cells in members.items():
        place = {cell: number for number, cell in enumerate(cells)}
        lines = tuple((tuple((place[c], sign) for c, sign in line), value) for line, value in puzzles[root])
        found.append(Component(tuple(cells), tuple(lows[cell] for cell in cells), lines))
    return sorted(found, key=lambda component: (len(component.cells), component.cells))


class Solver:
    """Smallest and largest values of the cells of one component. Remembers every whole table it met."""

    def __init__(self, component: Component, nodes: int = NODES) -> None:
        self.component, self.nodes = component, nodes
        size = len(component.cells)
        places = [(row, cell, sign) for row, (line, _v) in enumerate(component.rows) for cell, sign in line]
        index = np.array(places, dtype=np.int64).reshape(-1, 3)
        self.matrix = csr_array((index[:, 2] * 1.0, (index[:, 0], index[:, 1])), (len(component.rows), size))
        self.values = np.array([value for _line, value in component.rows], dtype=float)
        self.lows = np.array(component.lows, dtype=float)
        self.seen_low = np.full(size, np.inf)
        self.seen_high = np.full(size, -np.inf)

    def remember(self, table: np.ndarray) -> bool:
        """Keep what a whole table shows; whether it was whole."""
        whole = np.rint(table)
        if np.abs(table - whole).max(initial=0) > 1e-6 or (whole < self.lows).any():
            return False
        if (self.matrix @ whole != self.values).any():
            return False
        np.minimum(self.seen_low, whole, out=self.seen_low)
        np.maximum(self.seen_high, whole, out=self.seen_high)
        return True

    def reach(self, cell: int, sign: int) -> float:
        """The largest (`sign` 1) or smallest (-1) whole value of a cell; infinite where nothing limits it."""
        aim = np.zeros(len(self.lows))
        aim[cell] = -sign
        found = self.solve(aim)
        if found is None:
            return sign * np.inf
        if not self.remember(found):
            self.solve_whole(aim)
        seen = self.seen_high if sign > 0 else self.seen_low
        return float(seen[cell])

    def solve(self, aim: np.ndarray) -> np.ndarray | None:
        """The table that minimises `aim`; None when it is without limit."""
        limits = np.column_stack([self.lows, np.full(len(self.lows), np.inf)])
        for presolve in (True, False):
            result = linprog(
                aim,
                A_eq=self.matrix if len(self.values) else None,
                b_eq=self.values if len(self.values) else None,
                bounds=limits,
                method="highs-ds",
                options={"presolve": presolve},
            )
            if result.status == 0:
                return np.asarray(result.x)
            if result.status == 3:
                return None
            if result.status == 2:
                raise Contradiction("no table fits the published numbers")
        raise ArithmeticError(f"the linear programme was not solved: {result.message}")

    def solve_whole(self, aim: np.ndarray) -> None:
        """The same in whole numbers; a table that was found is remembered even if it is not the best one."""
        result: Any = milp(
            aim,
            integrality=np.ones(len(aim)),
            bounds=Limits(self.lows, np.inf),
            constraints=LinearConstraint(self.matrix, self.values, self.values),
            options={"node_limit": self.nodes, "mip_rel_gap": 0.0},
        )
        if result.x is not None:
            self.remember(np.asarray(result.x))

    def start(self) -> None:
        """Two quick looks at tables far apart; raises `Contradiction` when there is none."""
        for aim in (np.ones(len(self.lows)), -np.ones(len(self.lows)), np.zeros(len(self.lows))):
            found = self.solve(aim)
            if found is not None and not self.remember(found):
                self.solve_whole(aim)

    def go_on(self, part: Part | None) -> dict[Meaning, Bounds]:
        """Begin, or take up what `part` kept; returns the intervals that are known already."""
        if part is None:
            self.start()
            return {}
        result, low, high = part
        self.seen_low, self.seen_high = np.array(low, dtype=float), np.array(high, dtype=float)
        return dict(result)

    def part(self, result: dict[Meaning, Bounds]) -> Part:
        """How far it is, to be kept."""
        return dict(result), self.seen_low.tolist(), self.seen_high.tolist()

    def bounds(self, cell: int, enough: float) -> Bounds:
        """The interval of a cell. With a finite `enough`, one that is known to be that wide will do."""
        if self.seen_high[cell] - self.seen_low[cell] < enough:
            high = self.reach(cell, 1)
            if np.isfinite(high) and self.seen_high[cell] - self.seen_low[cell] < enough:
                self.reach(cell, -1)
            if not np.isfinite(high):
                low = self.reach(cell, -1) if enough == np.inf else self.seen_low[cell]
                return Bounds(int(low) if np.isfinite(low) else int(self.lows[cell]), None)
        if not np.isfinite(self.seen_low[cell]):  # no whole table was met: nothing is proven
            return Bounds(int(self.lows[cell]), int(self.lows[cell]))
        return Bounds(int(self.seen_low[cell]), int(self.seen_high[cell]))


def audit(
    release: Release,
    hidden: Collection[Meaning],
    protected: Collection[Meaning] | None = None,
    *,
    width: int = WIDTH,
    lowest: int = 1,
    perhaps_none: Collection[Meaning] = (),
    quick: bool = False,
    nodes: int = NODES,
    progress: Progress | None = None,
    finished: Mapping[str, dict[Meaning, Bounds]] | None = None,
    keep: Callable[[str, dict[Meaning, Bounds]], None] | None = None,
    halfway: Halfway | None = None,
) -> Audit:
    """Attack a release in which `hidden` is not shown; `protected` (all of them unless named) must stay wide.

    Cells of unpublished tables are unknown to the attacker too (0 or more). `lowest` is what a hidden cell is
    at least: 1 as zeros are published; 0 for tables that hide zeros. `perhaps_none` are single cells that are
    hidden even when they are zero now, because an earlier release hid them. `quick` stops looking at a cell once it
    is known to be wide enough, and leaves out the others: its intervals can be too narrow, its verdicts not.
    `keep` gets every component as soon as it is solved; what it kept goes back in as `finished` after a break.
    `halfway` does the same within a component. A broken and resumed audit finds exactly what an unbroken one finds.
    Raises `Contradiction` when nothing fits.
    """
    found: dict[Meaning, Bounds] = {}
    done: dict[str, dict[Meaning, Bounds]] = {}
    watched = frozenset(hidden if protected is None else protected)
    if not watched <= set(hidden):
        raise ValueError("a protected cell must be hidden")
    total = len(watched) if quick else len(hidden)
    for key, result in attack(
        release,
        hidden,
        watched if quick else frozenset(hidden),
        lowest=lowest,
        perhaps_none=perhaps_none,
        enough=width if quick else np.inf,
        nodes=nodes,
        finished=finished or {},
        progress=progress and (lambda cells: progress(cells, total)),
        halfway=halfway,
    ):
        done[key] = result
        found |= result
        if keep:
            keep(key, result)
    return Audit(found, watched, width, done)


def attack(
    release: Release,
    hidden: Collection[Meaning],
    asked: Collection[Meaning],
    *,
    lowest: int,
    perhaps_none: Collection[Meaning] = (),
    enough: float,
    nodes: int,
    finished: Mapping[str, dict[Meaning, Bounds]],
    progress: Callable[[int], None] | None,
    halfway: Halfway | None = None,
) -> Iterator[tuple[str, dict[Meaning, Bounds]]]:
    """The intervals of the `asked` cells, one component after the other, with the key to resume by."""
    unknown = set(hidden) | release.unpublished
    shown = {cell: None if cell in unknown else count for cell, count in release.counts.items()}
    none = release.unpublished | set(perhaps_none)
    lows = {cell: 0 if cell in none else lowest for cell in unknown}
    asked, cells_done = set(asked), 0
    for component in components(release.equations, shown, lows):
        wanted = [number for number, cell in enumerate(component.cells) if cell in asked]
        if not wanted:
            continue
        key = f"{component.key}:{enough}"
        result = finished.get(key)
        if result is None or any(component.cells[number] not in result for number in wanted):
            solver = Solver(component, nodes)
            result = solver.go_on(halfway.begun(key) if halfway else None)
            for number in wanted:
                if component.cells[number] not in result:
                    result[component.cells[number]] = solver.bounds(number, enough)
                    if halfway:
                        halfway.reached(key, partial(solver.part, result))
                if progress:
                    progress(cells_done + len(result))
        cells_done += len(wanted)
        if progress:
            progress(cells_done)
        yield key, result
