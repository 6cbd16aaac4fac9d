"""The books of a generated country, counted from its cases: what the register holds after it was filled with them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from hamkori.rooms.crime.analysis.bookkeeping import (
    ATTEMPTS,
    BATCHES,
    DOWNGRADES,
    FEW_RECORDS,
    GRAVITY,
    HEAPING,
    KINDS,
    LATE,
    LATE_RECORDING,
    PERIOD_END,
    REMOVALS,
    REOPENED_WITHIN,
    REOPENINGS,
    ROUND,
    is_last_day,
    is_lighter,
)
from hamkori.rooms.crime.demo_country import Country
from hamkori.rooms.crime.demo_country.living import Case
from hamkori.rooms.crime.register.classification import read_articles

AS_PLANTED = {
    "last_days": {"period_end", "reopenings"}, "removals": {"removals"}, "downgrades": {"downgrades"},
    "refusals": {"few_records"}, "batches": {"batches"}, "delay": {"late_recording"},
}  # fmt: skip
"""{what the generated country does: the signals that it raises}."""


@dataclass(slots=True)
class Tally:
    """The book of one area without the references of its records."""

    path: str
    parts: dict[str, int]
    whole: Counter[str]
    keyed: Counter[date] = field(default_factory=Counter)
    cleared_last: int = 0
    reopened_last: int = 0
    cleared_other: int = 0
    reopened_other: int = 0

    def part(self, kind: str) -> int:
        return self.parts[kind]


def books_of(country: Country) -> list[Tally]:
    """Areas that send tables keep none."""
    gravity = {one.code: GRAVITY[one.gravity] for one in read_articles()[0]}
    books = {
        land.code: Tally(land.code, dict.fromkeys(KINDS, 0), Counter())
        for land in country.lands
        if land.code not in country.table_areas
    }
    for case in country.cases:
        if case.land.code in books:
            _count(books[case.land.code], case, country, gravity)
    for refusal in country.refusals:
        if refusal.land.code in books:
            books[refusal.land.code].whole[FEW_RECORDS] += 1
            books[refusal.land.code].parts[FEW_RECORDS] += 1
    return list(books.values())


def _count(book: Tally, case: Case, country: Country, gravity: dict[str, int]) -> None:
    record, part, whole = case.record, book.parts, book.whole
    if record["reported_on"] >= date(country.year, 1, 1):
        whole[FEW_RECORDS] += 1
    for kind in (LATE_RECORDING, DOWNGRADES, REMOVALS, ATTEMPTS):
        whole[kind] += 1
    part[LATE_RECORDING] += (record["recorded_on"] - record["reported_on"]).days > LATE
    part[ATTEMPTS] += record["offences"][0]["attempted"]
    whole[BATCHES] += 1
    part[BATCHES] += 1
    book.keyed[case.keyed_on] += 1
    if (minute := record.get("occurred_minute")) is not None:
        whole[HEAPING] += 1
        part[HEAPING] += minute % 60 in ROUND
    lighter = False
    for move in case.moves:
        if move.verb == "reclassified":
            lighter |= is_lighter(move.before["offences"], move.after["offences"], gravity)
        elif move.verb == "removed":
            part[REMOVALS] += 1
        elif move.verb == "cleared":
            cleared, last = move.on, is_last_day(move.on)
            whole[PERIOD_END] += 1
            part[PERIOD_END] += last
            whole[REOPENINGS] += last
            book.cleared_last += last
            book.cleared_other += not last
        elif move.verb == "reopened" and (move.on - cleared).days <= REOPENED_WITHIN:
            part[REOPENINGS] += last
            book.reopened_last += last
            book.reopened_other += not last
    part[DOWNGRADES] += lighter
