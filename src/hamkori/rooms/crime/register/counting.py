"""Counting rules: how many units of which category a record is, by one of several sets that stand side by side.

The sets are data (`data/counting.toml`). Nothing is stored: a figure can always be counted again from the records, the
set and the version of the correspondence.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from hamkori.kernel.words import pick
from hamkori.rooms.crime.register.classification import DATA, Correspondence, at_level, read_articles
from hamkori.rooms.crime.register.records import Record, persons_number

STEPS = ("attempts", "repeated", "offences", "persons")
"""In which order two sets are made equal when their difference is explained."""


@dataclass(frozen=True, slots=True)
class CountingSet:
    """One way of counting. The words of each field are explained in the data."""

    code: str
    names: Mapping[str, str]
    note: Mapping[str, str]
    offences: str
    persons: str
    repeated: str
    attempts: str
    left_out: frozenset[str]

    @property
    def name(self) -> str:
        return pick(self.names)


@dataclass(frozen=True, slots=True)
class Unit:
    """What one offence adds to one category. `value` is `number` times the share of the article that belongs there."""

    code: str
    number: int
    share: float
    article: str
    position: int
    attempted: bool
    unit: str
    """offence or victim."""
    apart: bool = False
    """An attempt that is shown beside the figure, not in it."""

    @property
    def value(self) -> float:
        return self.number * self.share


@dataclass(slots=True)
class Difference:
    """One category counted two ways. `because` adds up to the difference, rule by rule, in the order of `STEPS`."""

    code: str
    first: float = 0.0
    second: float = 0.0
    first_apart: float = 0.0
    second_apart: float = 0.0
    because: dict[str, float] = field(default_factory=dict)

    @property
    def change(self) -> float:
        return self.second - self.first


@cache
def _body() -> dict[str, Any]:
    return tomllib.loads((DATA / "counting.toml").read_text(encoding="utf-8"))


@cache
def counting_sets() -> Mapping[str, CountingSet]:
    """{code: set}, in the order of the data."""
    return {
        row["code"]: CountingSet(
            row["code"],
            row["names"],
            row["note"],
            row["offences"],
            row["persons"],
            row["repeated"],
            row["attempts"],
            frozenset(row["left_out"]),
        )  # fmt: skip
        for row in _body()["set"]
    }


def counting_version() -> int:
    """To be kept with every release that was counted by them."""
    return int(_body()["version"])


@cache
def _gravity_of_data() -> Mapping[str, str]:
    return {article.code: article.gravity for article in read_articles()[0]}


class Counter:
    """Counts records by one set and one version of the correspondence."""

    def __init__(
        self,
        rules: CountingSet | str,
        correspondence: Correspondence,
        gravity: Mapping[str, str] | None = None,
    ) -> None:
        """`gravity` of articles as `classification.gravity_on` gives it; by default that of the data."""
        self.rules = counting_sets()[rules] if isinstance(rules, str) else rules
        self.correspondence = correspondence
        body = _body()
        self._gravity = gravity if gravity is not None else _gravity_of_data()
        self._grave = {word: at for at, word in enumerate(body["gravity"])}
        self._section = {code: at for at, code in enumerate(body["sections"])}
        self._persons = tuple(body["against_persons"])

    def count(self, record: Record) -> list[Unit]:
        """The units of a record: [] when its state is not counted, or when no article of it is mapped."""
        rules = self.rules
        if record.get("state") in rules.left_out:
            return []
        day = record.get("occurred_from") or record.get("reported_on") or record.get("recorded_on")
        if day is None:
            return []
        offences = [
            (position, str(one.get("article") or ""), bool(one.get("attempted")))
            for position, one in enumerate(record.get("offences") or (), 1)
        ]
        if rules.attempts == "without":
            offences = [one for one in offences if not one[2] or self._of_its_own(one[1], day)]
        if rules.repeated == "once":
            offences = self._once(offences)
        if rules.offences == "principal" and offences:
            offences = [min(offences, key=lambda one: self._rank(one, day))]
        victims = persons_number(record, "victim")
        units = []
        for position, article, attempted in offences:
            shares = self.correspondence.classify(article, day, attempted)
            by_victim = (
                rules.persons == "victim"
                and victims > 0
                and any(code.startswith(self._persons) for code, _w in shares)
            )
            apart = rules.attempts == "apart" and attempted and not self._of_its_own(article, day)
            units += [
                Unit(
                    code,
                    victims if by_victim else 1,
                    weight,
                    article,
                    position,
                    attempted,
                    "victim" if by_victim else "offence",
                    apart,
                )  # fmt: skip
                for code, weight in shares
            ]
        return units

    def totals(self, records: Iterable[Record], level: int = 1) -> dict[str, tuple[float, float]]:
        """{category at the level: (figure, attempts apart)}."""
        found: dict[str, tuple[float, float]] = {}
        for record in records:
            for unit in self.count(record):
                code = at_level(unit.code, level)
                figure, apart = found.get(code, (0.0, 0.0))
                found[code] = (figure, apart + unit.value) if unit.apart else (figure + unit.value, apart)
        return dict(sorted(found.items()))

    def _of_its_own(self, article: str, day: date) -> bool:
        """Whether attempts of this article have a category of their own (murder has)."""
        return self.correspondence.classify(article, day, True) != self.correspondence.classify(
            article, day, False
        )

    @staticmethod
    def _once(offences: list[tuple[int, str, bool]]) -> list[tuple[int, str, bool]]:
        """One offence an article: the completed one, if there is one."""
        kept: dict[str, tuple[int, str, bool]] = {}
        for one in offences:
            before = kept.get(one[1])
            if before is None or (before[2] and not one[2]):
                kept[one[1]] = one
        return sorted(kept.values())

    def _rank(self, offence: tuple[int, str, bool], day: date) -> tuple[int, int, bool, int]:
        position, article, attempted = offence
        code = self.correspondence.principal(article, day, attempted)
        return (
            self._grave.get(self._gravity.get(article, ""), len(self._grave))
            if code
            else len(self._grave) + 1,
            self._section.get(code[:2], len(self._section)),
            attempted,
            position,
        )


def difference(
    records: Iterable[Record],
    correspondence: Correspondence,
    first: str = "offences",
    second: str = "principal",
    *,
    level: int = 1,
    gravity: Mapping[str, str] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> list[Difference]:
    """The same records counted by two sets, category by category, and which rule makes how much of the difference.

    The rules of the first set are exchanged for those of the second one after the other (`STEPS`), so that the parts
    add up. `on_progress` is told the number of records every thousand. Records are read once.
    """
    sets = counting_sets()
    counters = [Counter(sets[first], correspondence, gravity)]
    for step in STEPS:
        rules = counters[-1].rules
        change = {step: getattr(sets[second], step)}
        if step == "attempts":
            change["left_out"] = sets[second].left_out
        counters.append(Counter(replace(rules, **change), correspondence, gravity))
    found: dict[str, Difference] = {}
    for number, record in enumerate(records, 1):
        for at, counter in enumerate(counters):
            for unit in counter.count(record):
                row = found.setdefault(at_level(unit.code, level), Difference(at_level(unit.code, level)))
                _add(row, unit, at, len(counters) - 1)
        if on_progress is not None and number % 1000 == 0:
            on_progress(number)
    for row in found.values():
        row.because = {step: value for step, value in row.because.items() if abs(value) > 1e-9}
    return [found[code] for code in sorted(found)]


def _add(row: Difference, unit: Unit, at: int, last: int) -> None:
    if unit.apart:
        if at == 0:
            row.first_apart += unit.value
        if at == last:
            row.second_apart += unit.value
        return
    if at == 0:
        row.first += unit.value
    if at == last:
        row.second += unit.value
    if at > 0:
        row.because[STEPS[at - 1]] = row.because.get(STEPS[at - 1], 0.0) + unit.value
    if at < last:
        row.because[STEPS[at]] = row.because.get(STEPS[at], 0.0) - unit.value
