"""The records of a release counted by two sets of rules, side by side, and which rule makes how much of the difference.

Written with the store (`counting.json`) from the records of the release, so both sets are of the same vintage. These
are true numbers, for those who make the figures: no page of the public shows them. Cells of districts that hand in
tables cannot be counted another way; how much they are is said beside.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from hamkori.kernel.access import may
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.errors import BadInput, NotFound
from hamkori.rooms.crime.models import Article, Crime, Offence, Persons, Release
from hamkori.rooms.crime.register.classification import Correspondence, gravity_on
from hamkori.rooms.crime.register.counting import Difference, counting_sets, counting_version, difference
from hamkori.rooms.crime.register.records import Record
from hamkori.rooms.crime.states import CrimeState
from hamkori.rooms.crime.statistics.levels import EVERYTHING, Period, area_codes
from hamkori.rooms.crime.statistics.store import Progress, folder_of, quiet, write_text
from hamkori.society.places import queries as places

NAME = "counting.json"


def records(begins: date, ends: date, *, size: int = 2000) -> Iterator[tuple[str, Record]]:
    """(region, record) of every crime recorded in these days, as the counting rules read it."""
    after, codes = 0, {article.pk: article.code for article in Article.objects.all()}
    while True:
        crimes = list(
            Crime.objects.filter(pk__gt=after, recorded_on__gte=begins, recorded_on__lte=ends)
            .order_by("pk")
            .values("pk", "path", "state", "occurred_from", "recorded_on")[:size]
        )
        if not crimes:
            return
        keys = [crime["pk"] for crime in crimes]
        taken = set(Crime.objects.filter(taken_from_id__in=keys).values_list("taken_from_id", flat=True))
        offences: dict[int, list[dict[str, Any]]] = {}
        for crime, article, attempted in (
            Offence.objects.filter(crime_id__in=keys)
            .order_by("position")
            .values_list("crime_id", "article_id", "attempted")
        ):
            offences.setdefault(crime, []).append({"article": codes[article], "attempted": attempted})
        persons: dict[int, list[dict[str, Any]]] = {}
        for crime, who, number in Persons.objects.filter(crime_id__in=keys).values_list(
            "crime_id", "who", "number"
        ):
            persons.setdefault(crime, []).append({"who": who, "number": number})
        for one in crimes:
            state = one["state"]
            if state == CrimeState.TRANSFERRED and one["pk"] not in taken:
                state = CrimeState.OPEN  # nobody counts it yet but the office that has it
            yield (
                area_codes(one["path"])[0],
                {
                    "state": state,
                    "occurred_from": one["occurred_from"].date() if one["occurred_from"] else None,
                    "recorded_on": one["recorded_on"],
                    "offences": offences.get(one["pk"], []),
                    "persons": persons.get(one["pk"], []),
                },
            )
        after = keys[-1]


def count(
    found: Iterable[tuple[str, Record]],
    correspondence: Correspondence,
    gravity: Mapping[str, str],
    *,
    in_tables: int = 0,
    progress: Progress = quiet,
) -> dict[str, Any]:
    """The body of the file: for every pair of sets, region and section."""
    by_region: dict[str, list[Record]] = {}
    for region, record in found:
        by_region.setdefault(region, []).append(record)
    pairs = []
    every = list(combinations(counting_sets(), 2))
    for number, (first, second) in enumerate(every):
        rows = []
        for region, own in sorted(by_region.items()):
            progress(number, len(every), f"counted by two sets of rules: {region}")
            rows += [
                _row(region, one) for one in difference(own, correspondence, first, second, gravity=gravity)
            ]
        pairs.append({"first": first, "second": second, "rows": rows})
    return {
        "version": counting_version(),
        "correspondence": correspondence.number,
        "records": sum(map(len, by_region.values())),
        "in_tables": in_tables,
        "pairs": pairs,
    }


def _row(region: str, one: Difference) -> dict[str, Any]:
    return {
        "region": region,
        "section": one.code,
        "first": _plain(one.first),
        "second": _plain(one.second),
        "first_apart": _plain(one.first_apart),
        "second_apart": _plain(one.second_apart),
        "because": {step: _plain(value) for step, value in one.because.items()},
    }


def _plain(value: float) -> float:
    return round(value, 6)


def write(folder: Path, period: Period, ends: date, *, progress: Progress = quiet) -> None:
    """Beside the store of a release. Uses pyarrow: never in a page."""
    import pyarrow.parquet as pq

    begins = date.fromisoformat(period.months[0] + "-01")
    in_tables = sum(
        row["number"]
        for row in pq.read_table(
            folder / "units-tables.parquet", columns=["counted", "month", "number"]
        ).to_pylist()
        if row["counted"] == "offence" and row["month"] in period.months
    )
    body = count(
        records(begins, ends), Correspondence.load(), gravity_on(ends), in_tables=in_tables, progress=progress
    )
    write_text(folder / NAME, json.dumps(body, ensure_ascii=False, sort_keys=True))


# --- reading it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: a code counted by both sets."""

    code: str
    first: float
    second: float
    first_apart: float
    second_apart: float
    because: dict[str, float]

    @property
    def change(self) -> float:
        return round(self.second - self.first, 6)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A table of both sets; `lines` end with everything together."""

    first: str
    second: str
    lines: list[Line]
    records: int
    in_tables: int
    version: int
    correspondence: int


def may_compare(actor: Actor) -> bool:
    """True numbers of every region, small ones too: only for those who may see the records of the whole country."""
    return actor.is_system or (may(actor, "crime.read") and actor.covers(places.root().path))


def side_by_side(
    release: Release,
    first: str = "",
    second: str = "",
    *,
    by: str = "section",
    region: str = "",
    actor: Actor = SYSTEM,
) -> SideBySide:
    """Both sets by section (of one region, if it is named) or by region.

    Raises `NotFound`, also for whoever has only a part of the country; `BadInput`.
    """
    if not may_compare(actor):
        raise NotFound
    path = folder_of(release.folder) / NAME
    if not path.exists():
        raise NotFound
    body = json.loads(path.read_text(encoding="utf-8"))
    sets = list(counting_sets())
    first, second = first or sets[0], second or sets[1]
    pair = next((one for one in body["pairs"] if {one["first"], one["second"]} == {first, second}), None)
    if pair is None or by not in ("section", "region"):
        raise BadInput(f"{first}, {second}: {', '.join(sets)}")
    rows = [row for row in pair["rows"] if region in ("", row["region"])]
    turned = pair["first"] != first
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append(row)
    lines = [_line(code, own, turned) for code, own in sorted(groups.items())]
    return SideBySide(
        first, second, [*lines, _line(EVERYTHING, rows, turned)], body["records"], body["in_tables"],
        body["version"], body["correspondence"],
    )  # fmt: skip


def _line(code: str, rows: list[dict[str, Any]], turned: bool) -> Line:
    def total(name: str) -> float:
        return round(float(sum(row[name] for row in rows)), 6)

    because: dict[str, float] = {}
    for row in rows:
        for step, value in row["because"].items():
            because[step] = round(because.get(step, 0.0) + (-value if turned else value), 6)
    a, b = ("second", "first") if turned else ("first", "second")
    return Line(
        code, total(a), total(b), total(f"{a}_apart"), total(f"{b}_apart"),
        {step: value for step, value in because.items() if abs(value) > 1e-9},
    )  # fmt: skip
