"""An attacker of our own for the tests: knows nothing of `releases`, `attack` and `suppression`.

Its unknowns are the finest cells of each table, and nothing else; a total is the sum of its finest cells. Tables are
tied together where a cell with the same nodes stands in two of them. (The audit has an unknown for
every hidden cell and a row for every total with its parts: another set of equations for the same question.)
"""

from collections.abc import Mapping
from itertools import product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_array

Parents = Mapping[str, str | None]
Cell = tuple[str, ...]


def leaves_under(parents: Parents, code: str) -> list[str]:
    parts = [child for child, parent in parents.items() if parent == code]
    return [leaf for part in parts for leaf in leaves_under(parents, part)] if parts else [code]


def bounds(
    tables: Mapping[str, list[tuple[str, Parents]]],
    shown: Mapping[tuple[str, Cell], int | None],
    asked: set[tuple[str, Cell]],
    *,
    lowest: int,
) -> dict[tuple[str, Cell], tuple[float, float]]:
    """Smallest and largest value of each asked cell. `shown` has every cell of every table, None if hidden.

    `tables` gives for each table its dimensions: name and parents. Hidden cells are `lowest` or more.
    """
    column: dict[tuple[str, Cell], int] = {}
    for name, trees in tables.items():
        finest = [[code for code in parents if code not in parents.values()] for _name, parents in trees]
        for cell in product(*finest):
            column[name, cell] = len(column)

    def of(name: str, cell: Cell) -> list[int]:
        under = [leaves_under(parents, code) for (_n, parents), code in zip(tables[name], cell, strict=True)]
        return [column[name, leaf] for leaf in product(*under)]

    same: dict[tuple[tuple[str, str], ...], tuple[str, Cell]] = {}
    equal: list[tuple[dict[int, float], float]] = []
    above: list[dict[int, float]] = []
    for (name, cell), value in shown.items():
        columns = dict.fromkeys(of(name, cell), 1.0)
        if value is None:
            above.append(columns)
        else:
            equal.append((columns, value))
        nodes = tuple(
            sorted((n, code) for (n, parents), code in zip(tables[name], cell, strict=True) if parents[code])
        )
        if nodes in same:
            tie = dict(columns)
            for number in of(*same[nodes]):
                tie[number] = tie.get(number, 0) - 1.0
            equal.append((tie, 0.0))
        else:
            same[nodes] = name, cell

    def matrix(rows: list[dict[int, float]]) -> lil_array:
        found = lil_array((len(rows), len(column)))
        for number, row in enumerate(rows):
            for place, sign in row.items():
                found[number, place] = sign
        return found

    a_eq, b_eq = matrix([row for row, _value in equal]).tocsr(), [value for _row, value in equal]
    a_ub, b_ub = (-matrix(above)).tocsr(), np.full(len(above), -float(lowest))
    found = {}
    for name, cell in sorted(asked):
        ends = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(column))
            aim[of(name, cell)] = sign
            result = linprog(aim, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, method="highs-ipm")
            assert result.status in (0, 3, 4), result.message
            ends.append(sign * result.fun if result.status == 0 else -sign * np.inf)
        found[name, cell] = float(ends[0]), float(ends[1])
    return found
