"""How long districts take from a report to the record: median and slowest tenth of a release, for the desk (K21).

Written with the store (`delays.json`) by exact histograms. A page of the public never shows it, it never stands beside
the name of an employee, and districts stand by the alphabet: it is for finding where help is needed, not a contest.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from hamkori.kernel.access import require
from hamkori.kernel.actor import Actor
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics.levels import Period
from hamkori.rooms.crime.statistics.queries import words
from hamkori.rooms.crime.statistics.store import Store, folder_of, write_text

NAME = "delays.json"
FEWEST = 20
"""Of fewer records the days are not told: one slow case would speak for the district."""
PERCENTS = (50, 90)


@dataclass(frozen=True, slots=True)
class Delay:
    """One district. Days from the report to the record; None where there are too few records."""

    code: str
    name: str
    records: int
    median: int | None
    slowest_tenth: int | None
    """Nine of ten were recorded within so many days."""


def write(folder: Path, period: Period) -> None:
    """Beside the store of a release. Uses the engine: never in a page."""
    from hamkori.rooms.crime.statistics import expressions

    units = expressions.connect_store(Store(folder).units)
    events = units.filter(
        units.month.isin(list(period.months)), units.counted == "offence", units.principal == 1
    )
    found: dict[str, list[int]] = {}
    for percent in PERCENTS:
        for code, days, total in expressions.answer(
            expressions.delay_quantile(events, percent, ("district",))
        ):
            found.setdefault(code, [int(total)]).append(int(days))
    kept = {
        code: numbers if numbers[0] >= FEWEST else [numbers[0], None, None] for code, numbers in found.items()
    }
    write_text(folder / NAME, json.dumps(kept, sort_keys=True))


def of_release(*, actor: Actor, release: Release) -> list[Delay] | None:
    """Districts that the reader covers, by the alphabet; None if the release was built before this was kept.

    For statisticians and the integrity role. Raises `NotAllowed`.
    """
    require(actor, "crime.delays")
    path = folder_of(release.folder) / NAME
    if not path.exists():
        return None
    body = json.loads(path.read_text(encoding="utf-8"))
    own = {code: numbers for code, numbers in body.items() if actor.is_system or actor.covers(code)}
    names = words("district", own)
    found = [Delay(code, names[code], *numbers) for code, numbers in own.items()]
    return sorted(found, key=lambda one: (one.name.casefold(), one.code))
