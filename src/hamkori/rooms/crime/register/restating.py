"""Counting old records by a changed code: which series break, on which day, why.

Two things break a series: the code was amended on a day (within one version of the correspondence), or the
correspondence itself was changed, so that all days are counted anew (between two versions). A break is told at every
level where something crosses a border: what only moves inside a division leaves the division whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hamkori.rooms.crime.register.classification import Correspondence, Line, at_level

LEVELS = (1, 2, 3, 4)
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class Break:
    """The flag "b" of a series. `before` and `after` are the shares of `article` that belong to `code`."""

    code: str
    level: int
    on: date
    """The first day of the new way of counting. Between versions: the first day of the period that is restated."""
    article: str
    attempted: bool
    before: float
    after: float
    cause: str
    """amended: the code changed on that day. restated: the correspondence was corrected for all days."""
    why: str
    """What the correspondence gives as its ground."""

    @property
    def flag(self) -> str:
        return "b"


def _shares(lines: Iterable[Line], day: date, attempted: bool) -> dict[tuple[int, str], float]:
    """{(level, code): share} of one article on a day."""
    found: dict[tuple[int, str], float] = {}
    for line in lines:
        if line.holds(day, attempted):
            for key in {(level, at_level(line.code, level)) for level in LEVELS}:
                found[key] = found.get(key, 0.0) + line.weight
    return {(level, code): share for (level, code), share in found.items() if len(code) == _LENGTH[level]}


_LENGTH = {1: 2, 2: 4, 3: 5, 4: 6}


def _differences(
    article: str,
    on: date,
    before: list[Line],
    before_day: date,
    after: list[Line],
    after_day: date,
    cause: str,
) -> list[Break]:
    found = []
    for attempted in (False, True):
        old, new = _shares(before, before_day, attempted), _shares(after, after_day, attempted)
        if not old and not new:
            continue
        why = "; ".join(
            dict.fromkeys(line.why for line in after if line.holds(after_day, attempted) and line.why)
        )
        for level, code in sorted(old.keys() | new.keys()):
            left, right = old.get((level, code), 0.0), new.get((level, code), 0.0)
            if abs(left - right) > _EQUAL:
                found.append(Break(code, level, on, article, attempted, left, right, cause, why))
    return found


def _lines(correspondence: Correspondence) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in correspondence.lines:
        found.setdefault(line.article, []).append(line)
    return found


def breaks_within(correspondence: Correspondence, since: date, until: date) -> list[Break]:
    """Days after `since`, up to and with `until`, on which an amended code moves what is counted where."""
    found = []
    for article, lines in _lines(correspondence).items():
        for day in sorted(
            {one for line in lines for one in (line.since, line.until) if one and since < one <= until}
        ):
            found += _differences(
                article, day, lines, date.fromordinal(day.toordinal() - 1), lines, day, "amended"
            )
    return sorted(found, key=lambda one: (one.code, one.on, one.article, one.attempted))


def restate(before: Correspondence, after: Correspondence, since: date, until: date) -> list[Break]:
    """What breaks when the records of `since` to `until` are counted by `after` instead of `before`.

    An empty list says that no figure of the period can change. Besides the changes between the versions (told once
    for every stretch of days with the same rules) it holds the breaks inside `after` itself, since the restated
    series has those too.
    """
    old, new = _lines(before), _lines(after)
    found: list[Break] = []
    for article in dict.fromkeys([*old, *new]):
        left, right = old.get(article, []), new.get(article, [])
        days = {
            one
            for line in (*left, *right)
            for one in (line.since, line.until)
            if one and since < one <= until
        }
        told: list[tuple[object, ...]] = []
        for day in sorted({since, *days}):
            stretch = _differences(article, day, left, day, right, day, "restated")
            content = [(one.code, one.attempted, one.before, one.after) for one in stretch]
            if content != told:
                found += stretch
            told = list(content)
    found += breaks_within(after, since, until)
    return sorted(found, key=lambda one: (one.code, one.on, one.article, one.attempted, one.cause))


def broken_series(breaks: Iterable[Break]) -> dict[str, list[date]]:
    """{category: days on which its series carries the flag}, for the note under a table."""
    found: dict[str, set[date]] = {}
    for one in breaks:
        found.setdefault(one.code, set()).add(one.on)
    return {code: sorted(days) for code, days in sorted(found.items())}
