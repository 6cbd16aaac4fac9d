"""What the public may not see of a reported indicator: few people, also as a difference of two public numbers (K34).

A count of one to four is covered with what would give it away. Of a share everybody it rests on counts, and who is in
it, and who is not. Of figures since the beginning the steps between two shown periods count too: 10 and then 12 tell
of two people.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hamkori.ground.measures.disclosure import is_small, protect
from hamkori.rooms.programmes.catalogue import SHARE_FROM, Unit
from hamkori.rooms.programmes.models import Indicator
from hamkori.rooms.programmes.queries.framework import Line

REST = "rest"
"""What was not counted by group."""

Counts = tuple[int, ...]
"""People behind a number: of a count (how many,), of a share (how many in it, how many not)."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether the number of all together is hidden, and which groups."""

    whole: bool = False
    groups: frozenset[str] = frozenset()


OPEN = Cover()


@dataclass(frozen=True, slots=True)
class _People:
    """The people behind one period."""

    whole: Counts
    groups: dict[str, Counts]

    def left(self, shared: set[str]) -> Counts:
        """What the groups of `shared` leave of the whole."""
        return tuple(one - sum(self.groups[code][at] for code in shared) for at, one in enumerate(self.whole))

    def gives_away(self, earlier: "_People") -> bool:
        """Whether the groups of both periods, put side by side, tell of one to four people."""
        shared = set(self.groups) & set(earlier.groups)
        pairs = [(self.groups[code], earlier.groups[code]) for code in shared]
        return any(_small_step(*pair) for pair in [*pairs, (self.left(shared), earlier.left(shared))])


@dataclass(slots=True)
class _Shown:
    """What stands in earlier periods of a figure since the beginning."""

    wholes: list[Counts] = field(default_factory=list)
    by_group: list[_People] = field(default_factory=list)


def rest(indicator: Indicator, line: Line) -> Decimal:
    """What was not counted by group: kept, shown, never lost."""
    if line.actual is None or not indicator.groups or not line.parts:
        return Decimal(0)
    return Decimal(line.actual.value - sum(value for value, _base in line.parts.values()))


def covers(indicator: Indicator, lines: Sequence[Line]) -> list[Cover]:
    """What is hidden in each period, in their order."""
    shown = _Shown()
    if (
        indicator.unit == Unit.PEOPLE
        and indicator.baseline is not None
        and not is_small(int(indicator.baseline))
    ):
        shown.wholes.append((int(indicator.baseline),))
    return [_of_line(indicator, line, shown) for line in lines]


def _of_line(indicator: Indicator, line: Line, shown: _Shown) -> Cover:
    if line.counted is not None:
        return Cover(indicator.unit == Unit.PERCENT and 0 < line.counted.of < SHARE_FROM)
    if line.actual is None or indicator.unit not in (Unit.PEOPLE, Unit.PERCENT):
        return OPEN
    if indicator.unit == Unit.PEOPLE:
        people = _People(
            (int(line.actual.value),), {code: (int(value),) for code, (value, _base) in line.parts.items()}
        )
        cover = _of_count(people, int(rest(indicator, line)))
    else:
        people = _People(
            _in_share(line.actual.value, line.actual.base or 0),
            {code: _in_share(value, base or 0) for code, (value, base) in line.parts.items()},
        )
        cover = _of_share(people)
    return _since_the_beginning(people, cover, shown) if indicator.cumulative else cover


def _of_count(people: _People, left: int) -> Cover:
    if not people.groups:
        return Cover(is_small(people.whole[0]))
    found = protect({code: one[0] for code, one in people.groups.items()} | ({REST: left} if left else {}))
    return Cover(found.total.hidden, frozenset(code for code, cell in found.cells.items() if cell.hidden))


def _in_share(value: Decimal, base: int) -> Counts:
    """How many of `base` are in a share of `value` per cent and how many are not; the share may be rounded."""
    inside = round(value * base / 100)
    return inside, base - inside


def _is_few(share: Counts) -> bool:
    return sum(share) < SHARE_FROM or any(is_small(max(0, one)) for one in share)


def _of_share(people: _People) -> Cover:
    every = frozenset(people.groups)
    if _is_few(people.whole):
        return Cover(True, every)
    few = {code for code, one in people.groups.items() if _is_few(one)}
    # what the shown groups leave of the whole can be worked out: when that is few, no group is shown
    left = people.left(set(every - few))
    return Cover(False, every if sum(left) > 0 and _is_few(left) else frozenset(few))


def _small_step(now: Counts, before: Counts) -> bool:
    return any(is_small(abs(one - other)) for one, other in zip(now, before, strict=True))


def _since_the_beginning(people: _People, cover: Cover, shown: _Shown) -> Cover:
    """Hide a period whose step from a shown one is one to four people: all together, or every group."""
    every: frozenset[str] = frozenset({*people.groups, REST})
    if cover.whole or any(_small_step(people.whole, before) for before in shown.wholes):
        return Cover(True, every)
    shown.wholes.append(people.whole)
    if not people.groups:
        return cover
    if cover.groups or any(people.gives_away(before) for before in shown.by_group):
        return Cover(False, every)
    shown.by_group.append(people)
    return cover
