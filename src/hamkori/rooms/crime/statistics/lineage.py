"""From a published cell back to its records: references, versions, the step that protected it.

The index (`lineage_index`) was written with the release, so it shows the records as they were counted then. What a
person sees are only records that `crime.read` lets them see.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from hamkori.kernel.access import may, require
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.rooms.crime.models import Crime, Release, ReleaseTable
from hamkori.rooms.crime.statistics.levels import EVERYTHING, chain, level_of
from hamkori.rooms.crime.statistics.lineage_index import COLUMNS, NAME
from hamkori.rooms.crime.statistics.store import folder_of


@dataclass(frozen=True)
class Opened:
    """What stands behind a published cell."""

    shown: int | None
    why_hidden: str
    records: tuple[str, ...]
    """References of the records that the reader may see, each once."""
    not_yours: bool
    """Whether there are more that the reader may not see; never how many: a hidden number could be worked out (K34)."""
    from_tables: int
    """How much of it was handed in as a table, in the reader's own area: no records stand behind it here."""
    versions: dict[str, Any]
    """Of the schema, the correspondence, the rules; the vintage."""
    protection: dict[str, Any]
    """The lane and what it does to a cell."""


def open_cell(*, actor: Actor, table: ReleaseTable, codes: Sequence[str]) -> Opened:
    """The records behind one cell of a table. Raises `NotAllowed`, and `NotFound` for a cell that is not there."""
    require(actor, "crime.read")
    shown, why = next(
        ((number, reason) for cell, number, reason in table.cells if list(cell) == list(codes)), (None, None)
    )
    if why is None:
        raise NotFound
    release = table.release
    of = table.coverage["of"]
    found = records_of(
        release,
        counted=of["counted"],
        months=table.coverage["months"],
        where={
            level: code
            for level, code in zip(_levels(table, codes), codes, strict=True)
            if level and code not in (EVERYTHING, of["period"])
        }
        | of["filters"],
    )
    uids = sorted({one.uid for one in found if one.uid})
    yours = [
        crime.uid
        for crime in Crime.objects.filter(uid__in=uids).order_by("uid")
        if may(actor, "crime.read", crime)
    ]
    manifest = release.manifest
    return Opened(
        shown=shown,
        why_hidden=why,
        records=tuple(yours),
        not_yours=len(yours) < len(uids) or any(not one.uid and not actor.covers(one.path) for one in found),
        from_tables=sum(one.number for one in found if not one.uid and actor.covers(one.path)),
        versions={
            "schema": manifest["store"]["schema"],
            "correspondence": manifest["store"]["correspondence"],
            "families": manifest.get("families"),
            "counting": manifest.get("counting"),
            "release": f"{release.name}, {release.vintage}",
        },
        protection={"lane": table.lane} | manifest.get("protection", {}).get(table.lane, {}),
    )


def _levels(table: ReleaseTable, codes: Sequence[str]) -> list[str]:
    """The level each code belongs to: a dimension shown with its totals has codes of several levels."""
    found = []
    for name, code in zip(table.dimensions, codes, strict=True):
        found.append("" if code == EVERYTHING else level_of(name, code, chain(name)))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A counted row; the uid is empty for a cell of a district's table."""

    uid: str
    number: int
    path: str
    """The smallest known area it lies in."""


def records_of(
    release: Release, *, counted: str, months: Sequence[str], where: Mapping[str, str]
) -> list[Row]:
    """Every counted row behind a cell, by reference."""
    path = folder_of(release.folder) / NAME
    if not path.exists():
        raise NotFound
    unknown = set(where) - set(COLUMNS)
    if unknown:
        raise ValueError(f"no such column: {sorted(unknown)}")
    wanted = {"counted": counted, **where}
    if counted == "event":
        wanted |= {"counted": "offence", "principal": "1"}
    tests = [f'"{name}" = ?' for name in wanted]
    values: list[Any] = [int(value) if name == "principal" else value for name, value in wanted.items()]
    tests.append(f"month IN ({', '.join('?' for _month in months)})")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as index:
        rows = index.execute(
            f"SELECT uid, number, district FROM units WHERE {' AND '.join(tests)} ORDER BY uid",  # noqa: S608
            [*values, *months],
        )
        return [Row(uid, number, district) for uid, number, district in rows]
