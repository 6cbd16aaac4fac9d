"""The fixed families of published tables and their two lanes (`data/families.toml`). Pure: pages may read them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import BadInput
from hamkori.kernel.words import pick
from hamkori.rooms.crime.statistics.levels import CHAINS, DIMENSION, OF_PERSONS, chain

BULLETIN, QUERY = "bulletin", "query"
FILE = Path(__file__).resolve().parent.parent / "data" / "families.toml"

Combination = frozenset[str]
"""Levels that a cell is fixed at, at most one of each dimension."""


class LanesOverlap(ValueError):  # noqa: N818
    """A cell would be published in both lanes; the difference would give it away."""


class NoSuchFamily(BadInput):
    """The table belongs to no family of the lane."""

    message = _("This table is not published in this way. Published are: %(families)s.")


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Tables with the same levels, counting the same, in one lane."""

    name: str
    lane: str
    counted: str
    levels: tuple[str, ...]
    titles: Mapping[str, str]
    answered: bool = False
    """Of the query lane: counted with every release."""
    compared: bool = False
    """Of the bulletin: its figures of the year before stand beside it, as the release of that year shows them."""

    @property
    def title(self) -> str:
        return pick(self.titles)

    def combinations(self) -> frozenset[Combination]:
        """Every combination of levels that a cell of this family can have.

        A bulletin prints all totals over the levels above; a query family shows its finest cells only.
        """
        if self.lane == QUERY:
            return frozenset({frozenset(self.levels)})
        ways = [("", *chain(level)) for level in self.levels]
        return frozenset(frozenset(level for level in way if level) for way in product(*ways))


@dataclass(frozen=True)
class Families:
    """All of them, and the numbers that protect them."""

    edition: int
    threshold: int
    width: int
    minimum_population: int
    may_be_divided: frozenset[Combination]
    """Large cells of the bulletin: queries may show their parts, unless one is hidden after all."""
    families: tuple[Family, ...]

    def may_ask(self, counted: str, levels: Iterable[str]) -> bool:
        """Whether a query at these levels divides no cell of the bulletin, of a year or of a month."""
        return not any(
            divided(levels, family, self.may_be_divided)
            for family in self.of(BULLETIN)
            if family.counted == counted
        )

    def of(self, lane: str) -> tuple[Family, ...]:
        return tuple(family for family in self.families if family.lane == lane)

    def find(self, lane: str, counted: str, levels: Iterable[str]) -> Family:
        """The family of a table. Raises `NoSuchFamily`: a table of the other lane is never counted in this one."""
        wanted = frozenset(levels)
        for family in self.of(lane):
            if family.counted == counted and (
                wanted == frozenset(family.levels) if lane == QUERY else wanted in family.combinations()
            ):
                return family
        raise self.refusal(lane)

    def refusal(self, lane: str) -> NoSuchFamily:
        """Say what is published in a lane instead."""
        return NoSuchFamily(
            families="; ".join(f"{family.counted}: {' × '.join(family.levels)}" for family in self.of(lane))
        )


def check(families: Iterable[Family], may_be_divided: frozenset[Combination] = frozenset()) -> None:
    """Raises `LanesOverlap` when a query shows or divides bulletin cells, `ValueError` for an impossible family."""
    families = tuple(families)
    names = [family.name for family in families]
    if len(set(names)) != len(names):
        raise ValueError("two families have one name")
    for family in families:
        if family.lane not in (BULLETIN, QUERY) or not family.levels:
            raise ValueError(f"{family.name}: lane or levels are missing")
        dimensions = [DIMENSION[level] for level in family.levels]
        if len(set(dimensions)) != len(dimensions):
            raise ValueError(f"{family.name}: two levels of one dimension")
        if family.counted == "offence" and OF_PERSONS & set(family.levels):
            raise ValueError(f"{family.name}: an offence has no sex or age; count victims or suspects")
    for own in families:
        for other in families:
            if (own.lane, other.lane) != (BULLETIN, QUERY) or own.counted != other.counted:
                continue
            if found := divided(other.levels, own, may_be_divided):
                words = "; ".join(sorted(" × ".join(sorted(levels)) for levels in found))
                raise LanesOverlap(f"{other.name} divides cells of {own.name}: {words}")


def divided(
    levels: Iterable[str], family: Family, may_be_divided: frozenset[Combination]
) -> set[Combination]:
    """The cells of a bulletin family that a query at some levels shows, or shows the parts of.

    The parts would be changed, but only a little: a cell that is hidden to protect another would be nearly known.
    """
    finer = {DIMENSION[level]: chain(level) for level in levels}
    asked = frozenset(levels)
    found = set()
    for cell in family.combinations():
        for each in (cell, cell | {"month"}):
            is_part = each and all(level in finer.get(DIMENSION[level], ()) for level in each)
            if each == asked or (is_part and each not in may_be_divided):
                found.add(each)
    return found


def read(path: Path = FILE) -> Families:
    """The families of a file, checked."""
    body = tomllib.loads(path.read_text(encoding="utf-8"))
    families = tuple(
        Family(
            row["name"],
            row["lane"],
            row["counted"],
            tuple(row["levels"]),
            row["titles"],
            bool(row.get("answered", False)),
            bool(row.get("compared", False)),
        )
        for row in body["family"]
    )
    may_be_divided = frozenset(frozenset(levels) for levels in body["may_be_divided"])
    check(families, may_be_divided)
    return Families(
        body["edition"],
        body["threshold"],
        body["width"],
        body["minimum_population"],
        may_be_divided,
        families,
    )


@cache
def fixed() -> Families:
    """The families of this installation."""
    return read()


def in_order(levels: Iterable[str]) -> tuple[str, ...]:
    """Levels in the order of the dimensions."""
    dimensions = list(CHAINS)
    return tuple(sorted(set(levels), key=lambda level: dimensions.index(DIMENSION[level])))
