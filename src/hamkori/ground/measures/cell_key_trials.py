"""The trade-off of the query lane, tried out: how far numbers move, and how often an attacker who subtracts is right.

`cell_key.differencing_attack` counts the chances out; here the same attack is made many times with records that have
real keys, through the same functions that publish. The two must agree: the tests hold the tries against the chances.
Everything follows from `SEED`, so the same call gives the same figures on every machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from random import Random

from hamkori.ground.measures.cell_key import (
    CHOSEN,
    SMALL,
    Parameters,
    cell_key,
    differences,
    differencing_attack,
    make_table,
    perturb,
    record_key,
)
from hamkori.ground.measures.intervals import Interval, wilson

SEED = 20260301
LARGEST = 40
"""Records in the largest group that is tried; beyond the last row of a table all sizes are alike."""
CONSIDERED = 20
"""The attacker holds every difference from 1 to this for equally likely."""

COMPARED = (
    Parameters(36, 0.3, 3),
    Parameters(80, 0.6, 3),
    Parameters(128, 1.0, 3),
    CHOSEN,
    Parameters(192, 2.0, 3),
)
"""From few changes to many; docs/statistics-disclosure.md and decision 015 say why one was chosen."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What some tries gave. `read` and `guessed`: how often the attacker had the true 1 or 2; `moved`: mean size of a

    change in records, zeros included, over the published counts of 3 and more; `beyond`: the chance that no size of
    group exceeds for reading off, counted out.
    """

    parameters: Parameters
    tries: int
    read: int
    guessed: int
    moved: float
    beyond: float

    @property
    def read_off(self) -> Interval:
        """Share with its Wilson interval (95 %)."""
        return wilson(self.read, self.tries)

    @property
    def best_guess(self) -> Interval:
        return wilson(self.guessed, self.tries)


@cache
def _groups(tries: int) -> tuple[tuple[int, int, int, int], ...]:
    """(size of the part, its cell key, records left over, key of the whole), with keys of invented records."""
    draw = Random(SEED)  # noqa: S311 - the same tries on every machine
    secret = draw.randbytes(32)
    found = []
    for number in range(tries):
        size, left = draw.randint(SMALL, LARGEST), draw.randint(1, 2)
        keys = [record_key(secret, f"{number}/{record}") for record in range(size + left)]
        found.append((size, cell_key(keys[:size]), left, cell_key(keys)))
    return tuple(found)


@cache
def attack(parameters: Parameters = CHOSEN, tries: int = 20_000) -> Trial:
    """Subtract a part from a whole that holds one or two records more, `tries` times."""
    table = make_table(parameters)
    best: dict[int, dict[int, int]] = {}
    read = guessed = moved = 0
    for size, part_key, left, whole_key in _groups(tries):
        part, whole = perturb(size, part_key, table), perturb(size + left, whole_key, table)
        read += whole - part == left
        alike = min(size, table.last)
        if alike not in best:
            best[alike] = _best_guesses(parameters, alike)
        guessed += best[alike].get(whole - part) == left
        moved += abs(whole - size - left)
    risk = differencing_attack(parameters, considered=CONSIDERED)
    return Trial(parameters, tries, read, guessed, moved / tries, float(risk.bound))


def _best_guesses(parameters: Parameters, size: int) -> dict[int, int]:
    """For every difference that can be seen, the one that explains it best; of equals the smaller."""
    table = make_table(parameters)
    ways = {left: differences(table, size, 1, left) for left in range(1, CONSIDERED + 1)}
    seen = set().union(*ways.values())
    return {value: min(ways, key=lambda left: (-ways[left][value], left)) for value in seen}


def trade_off(tries: int = 20_000, compared: Iterable[Parameters] = COMPARED) -> list[Trial]:
    return [attack(parameters, tries) for parameters in compared]
