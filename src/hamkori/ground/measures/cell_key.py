"""Cell keys: the same cell gets the same small change in every answer (free queries; K33, K34).

Every record carries a key from 0 to 255, a keyed hash of its reference with a secret. The cell key is the sum of
the keys of its records, modulo 256; a table says for each count and cell key how the count is changed. So a cell
changes with its records, never with the question, and asking again shows nothing new (the Australian method:
Fraser & Wooton 2005; Marley & Leaver 2011). Zero stays zero. One and two are never published.

Changes are unbiased in every row, exactly: the mean over all 256 keys is the true count. With 256 keys that
are whole, a true 1 cannot go to 0 and 3 alone and stay unbiased (85 1/3 keys would go to 3), so one key in 256 sends
it to 4; a true 2 goes to 4 for two keys in 256.

The secret belongs to a release and stays the same for all answers about its records. A new secret for records
that were answered about before would let their changes be averaged away: see `averaging_attack`.
No numpy here: the tables are made of whole numbers, so they are the same on every machine and for ever.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import log
from typing import Any

KEYS = 256
SMALL = 3
"""The smallest count above zero that is ever published."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """How much is changed. Counts of 3 and more: `changed` of 256 keys change them, by `largest` at most.

    The sizes of the changes are chosen so that their variance (in records squared) is nearest to `variance`.
    Raises `ValueError` for values that no table can have.
    """

    changed: int = 164
    variance: float = 1.3
    largest: int = 3

    def __post_init__(self) -> None:
        if not 0 < self.changed < KEYS or self.changed % 4:
            raise ValueError("the number of keys that change a count is a multiple of 4 below 256")
        if not 1 <= self.largest <= 4 or self.variance <= 0:
            raise ValueError("changes are 1 to 4 at most, with a variance above zero")


CHOSEN = Parameters()
"""What the query lane uses: about 64 % of the larger cells change. docs/statistics-disclosure.md has the figures,
decision 015 the reason."""

LIGHTER = Parameters(changed=36, variance=0.3, largest=3)
"""About 14 % change. Three of four differences can be read off: not for publishing."""


@dataclass(frozen=True)
class PerturbationTable:
    """`rows[count]` tells for each change how many keys make it; counts above the last row use the last row.

    Keys go to the changes in rising order: the lowest keys fall most.
    """

    parameters: Parameters
    rows: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def last(self) -> int:
        return len(self.rows) - 1

    def row(self, count: int) -> tuple[tuple[int, int], ...]:
        """(change, keys) of a count, in rising order."""
        return self.rows[min(count, self.last)]

    def lookup(self) -> tuple[tuple[int, int, int], ...]:
        """The table as rows to join in SQL: (row, cell_key, change). See `SQL`."""
        return tuple(
            (number, key, change)
            for number in range(len(self.rows))
            for key, change in enumerate(_by_key(self, number))
        )


SQL: Mapping[str, str] = {
    "cell_key": f"sum(record_key) % {KEYS}",
    "row": "CASE WHEN count(*) > {last} THEN {last} ELSE count(*) END",
    "shown": "count(*) + change",
}
"""The three expressions over a group of records; `{last}` is the table's last row. Join the rows of `lookup()` on
row and cell_key. They use nothing that DuckDB, PostgreSQL, SQLite and Spark do not share."""


def sql_expression(table: PerturbationTable) -> dict[str, str]:
    """`SQL` with the last row of this table filled in."""
    return {name: text.format(last=table.last) for name, text in SQL.items()}


def record_key(secret: bytes, reference: str) -> int:
    """The key of a record, 0 to 255. It is written beside the record when a release is built, and never published.

    Raises `ValueError` for a secret of less than 16 bytes.
    """
    if len(secret) < 16:
        raise ValueError("the secret of a release has 16 bytes or more")
    return hashlib.blake2b(reference.encode(), key=secret[:64], digest_size=1, person=b"cell key").digest()[0]


def cell_key(record_keys: Iterable[int]) -> int:
    return sum(record_keys) % KEYS


@cache
def make_table(parameters: Parameters = CHOSEN) -> PerturbationTable:
    """The table of changes; rows from 0 to `largest` + 3, the last for everything above."""
    rows: list[tuple[tuple[int, int], ...]] = [((0, KEYS),), _small_row(1), _small_row(2)]
    for count in range(SMALL, SMALL + parameters.largest):
        rows.append(_middle_row(count, parameters))
    rows.append(_large_row(parameters))
    return PerturbationTable(parameters, tuple(rows))


def perturb(count: int, key: int, table: PerturbationTable) -> int:
    """The count as it is published. Raises `ValueError` for a negative count or a key outside 0 to 255."""
    if count < 0 or not 0 <= key < KEYS:
        raise ValueError("a count is 0 or more, a cell key from 0 to 255")
    return count + _by_key(table, min(count, table.last))[key]


@cache
def _by_key(table: PerturbationTable, row: int) -> tuple[int, ...]:
    return tuple(change for change, keys in table.rows[row] for _key in range(keys))


def _small_row(count: int) -> tuple[tuple[int, int], ...]:
    """1 and 2 go to 0 or 3, and to 4 for the few keys that make the mean exact."""
    to_four = next(keys for keys in range(SMALL) if (count * KEYS - 4 * keys) % SMALL == 0)
    to_three = (count * KEYS - 4 * to_four) // SMALL
    return ((-count, KEYS - to_three - to_four), (SMALL - count, to_three), (4 - count, to_four))


def _large_row(parameters: Parameters) -> tuple[tuple[int, int], ...]:
    """Symmetric; smaller changes are not rarer than larger ones. Every size up to `largest` occurs."""
    half = parameters.changed // 2
    best: tuple[float, float, tuple[int, ...]] | None = None
    for sizes in _falling(half, parameters.largest):
        variance = 2 * sum(keys * (size + 1) ** 2 for size, keys in enumerate(sizes)) / KEYS
        candidate = abs(variance - parameters.variance), -_spread(sizes), sizes
        best = candidate if best is None else min(best, candidate)
    assert best is not None
    sides = dict(enumerate(best[2], start=1))
    changes = {0: KEYS - parameters.changed, **sides, **{-size: keys for size, keys in sides.items()}}
    return tuple(sorted((change, keys) for change, keys in changes.items() if keys))


def _falling(total: int, length: int, most: int | None = None) -> Iterable[tuple[int, ...]]:
    """Every way to write `total` as a sum of at most `length` numbers, none larger than the one before."""
    most = total if most is None else most
    if length == 0:
        if total == 0:
            yield ()
        return
    for first in range(min(most, total), -1, -1):
        for rest in _falling(total - first, length - 1, first):
            yield (first, *rest)


def _middle_row(count: int, parameters: Parameters) -> tuple[tuple[int, int], ...]:
    """Counts so small that a fall could publish 1 or 2: they may fall to 3 or more, or from 3 to 0."""
    falls = (
        [SMALL]
        if count == SMALL
        else [fall for fall in range(1, parameters.largest + 1) if count - fall >= SMALL]
    )
    rises = range(1, parameters.largest + 1)
    best: tuple[float, float, tuple[tuple[int, int], ...]] | None = None
    for down in product(range(1, parameters.changed), repeat=len(falls)):
        if sum(down) >= parameters.changed:
            continue
        lost = sum(keys * fall for keys, fall in zip(down, falls, strict=True))
        for up in _rises(parameters.changed - sum(down), lost, tuple(rises)):
            row = [*((-fall, keys) for fall, keys in zip(falls, down, strict=True))]
            row += [(rise, keys) for rise, keys in zip(rises, up, strict=True) if keys]
            variance = sum(keys * change * change for change, keys in row) / KEYS
            spread = _spread([keys for _change, keys in row])
            ordered = tuple(sorted([*row, (0, KEYS - parameters.changed)]))
            candidate = abs(variance - parameters.variance), -spread, ordered
            best = candidate if best is None else min(best, candidate)
    assert best is not None
    return best[2]


def _rises(keys: int, gained: int, sizes: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    """Every way to give `keys` keys a size so that the sizes sum to `gained`."""
    if len(sizes) == 1:
        if keys * sizes[0] == gained:
            yield (keys,)
        return
    for first in range(keys + 1):
        rest = gained - first * sizes[0]
        if (keys - first) * sizes[1] <= rest <= (keys - first) * sizes[-1]:
            for more in _rises(keys - first, rest, sizes[1:]):
                yield (first, *more)


def _spread(keys: Iterable[int]) -> float:
    """Entropy: how hard the size of a change is to guess."""
    return round(-sum(k / KEYS * log(k / KEYS) for k in keys if k), 12)


# --- what an attacker gets -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Risk:
    """What an attacker learns from published numbers by subtraction. All exact, over every combination of keys.

    `recovered[d]`: the chance that the published difference is the true one, for d = 1 and 2, at the size of
    group where it is highest. `guessed`: the chance that the best guess of an attacker, who holds every
    difference from 1 to `considered` for equally likely, is right when the truth is 1 or 2 (each as often).
    `guessed_beside`: the same when what is left over is itself a published cell (0, 3 or 4).
    `bound`: no size of group and no difference makes `recovered` higher (by Cauchy and Schwarz).
    `floor`: whatever the table looks like, one that changes so few cells cannot bring `recovered` below this.
    """

    recovered: dict[int, Fraction]
    guessed: Fraction
    guessed_beside: Fraction
    bound: Fraction
    floor: Fraction


def differencing_attack(
    parameters: Parameters = CHOSEN, *, others: int = 1, smallest: int = SMALL, considered: int = 20
) -> Risk:
    """Two nested groups that differ by 1 or 2 records, or a total and `others` of its parts that leave 1 or 2.

    The keys of the records that are left over are unknown and uniform, so the key of the larger group is
    uniform whatever the others are: the changes are independent, and the distribution of the published
    difference is the product of the rows, no simulation. `smallest` is the true size of the smallest part.
    Raises `ValueError` for less than one part, or parts that would be below 3.
    """
    if others < 1 or smallest < SMALL or considered < 2:
        raise ValueError("subtract one part or more, each of 3 records or more")
    table = make_table(parameters)
    every = KEYS ** (others + 1)
    recovered = {1: 0, 2: 0}
    guessed = beside = 0
    for size in range(smallest, max(table.last, smallest) + 1):
        ways = {d: differences(table, size, others, d) for d in range(1, considered + 1)}
        for d in (1, 2):
            recovered[d] = max(recovered[d], ways[d][d])
        guessed = max(guessed, _right_guesses(ways))
        both = {
            d: Counter(
                {
                    (value, d + change): number * keys
                    for value, number in ways[d].items()
                    for change, keys in row
                }
            )
            for d, row in ((d, table.row(d)) for d in ways)
        }
        beside = max(beside, _right_guesses(both))
    bound = max(sum(keys**2 for _change, keys in row) for row in table.rows[SMALL:])
    return Risk(
        {d: Fraction(number, every) for d, number in recovered.items()},
        Fraction(guessed, 2 * every),
        Fraction(beside, 2 * every * KEYS),
        Fraction(bound, KEYS**2),
        max(Fraction(0), 1 - (others + 1) * Fraction(parameters.changed, KEYS)),
    )


def averaging_attack(parameters: Parameters = CHOSEN, *, secrets: int = 2) -> Fraction:
    """One cell answered under several secrets: the chance that the true count is the clear most frequent answer.

    It goes towards 1 with every further secret: why records keep their keys from release to release.
    """
    row = make_table(parameters).rows[-1]
    ways: dict[tuple[int, ...], int] = {(): 1}
    for _secret in range(secrets):
        following: Counter[tuple[int, ...]] = Counter()
        for seen, number in ways.items():
            for change, keys in row:
                following[tuple(sorted((*seen, change)))] += number * keys
        ways = following
    found = sum(
        number
        for seen, number in ways.items()
        if all(seen.count(0) > seen.count(change) for change in {*seen, 1} - {0})
    )
    return Fraction(found, KEYS**secrets)


def differences(table: PerturbationTable, size: int, others: int, left: int) -> Counter[int]:
    """A total minus `others` parts of `size` that leaves `left`: how many keys publish each difference."""
    whole = size * others + left
    ways = Counter({whole + change: keys for change, keys in table.row(whole)})
    for _part in range(others):
        following: Counter[int] = Counter()
        for value, number in ways.items():
            for change, keys in table.row(size):
                following[value - size - change] += number * keys
        ways = following
    return ways


def _right_guesses(ways: Mapping[int, Counter[Any]]) -> int:
    """Over all that can be seen: how often 1 or 2 is the likeliest difference and true."""
    right = 0
    for seen in set().union(*ways.values()):
        best = min(ways, key=lambda d: (-ways[d][seen], d))
        if best <= 2:
            right += ways[best][seen]
    return right
