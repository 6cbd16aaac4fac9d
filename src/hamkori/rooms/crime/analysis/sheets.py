"""The books of all areas as arrays, one row an area: what the signals are computed from. Loads numpy: for jobs and
commands only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamkori.rooms.crime.analysis.bookkeeping import KINDS, Kept

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`parts[kind]` of `wholes[kind]` by area; `keyed[area, day]` records typed, on the days when anybody typed."""

    paths: tuple[str, ...]
    parts: dict[str, Ints]
    wholes: dict[str, Ints]
    keyed: Ints
    cleared_last: Ints
    reopened_last: Ints
    cleared_other: Ints
    reopened_other: Ints

    @property
    def busiest(self) -> Ints:
        """Records typed on the fullest day of each area."""
        return np.asarray(self.keyed.max(axis=1, initial=0))


def of_books(books: Sequence[Kept]) -> Sheet:
    """In the order of the paths."""
    books = sorted(books, key=lambda book: book.path)
    typed = sorted({day for book in books for day in book.keyed})
    at = {day: number for number, day in enumerate(typed)}
    keyed = np.zeros((len(books), len(typed)), dtype=np.int64)
    for row, book in enumerate(books):
        for day, number in book.keyed.items():
            keyed[row, at[day]] = number

    def column(values: Any) -> Ints:
        return np.array(list(values), dtype=np.int64)

    return Sheet(
        tuple(book.path for book in books),
        {kind: column(book.part(kind) for book in books) for kind in KINDS},
        {kind: column(book.whole[kind] for book in books) for kind in KINDS},
        keyed,
        column(book.cleared_last for book in books),
        column(book.reopened_last for book in books),
        column(book.cleared_other for book in books),
        column(book.reopened_other for book in books),
    )
