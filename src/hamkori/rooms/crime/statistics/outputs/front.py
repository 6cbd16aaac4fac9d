"""What the pages of a release show, in one row: its plain figures, without words. Taken when it is published.

The tables of a release are large: opening all of them for a page that shows a twentieth of their cells takes longer
than everything else. So the plain cells (one dimension named, or an area with one more; kinds of crime of the first
level) are kept beside the release.
A published release is never changed, so the row never grows old; populations stand in its manifest, words and names
are read as they are today. A release without a row, or with one of another edition, is read from its tables: slower,
and the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from hamkori.rooms.crime.models import Release, ReleaseFront, ReleaseTable
from hamkori.rooms.crime.statistics.families import BULLETIN
from hamkori.rooms.crime.statistics.levels import DIMENSION, EVERYTHING

EDITION = 1
DISTRICTS = ["district"]
"""The levels of the one query table whose cells the pages show."""


def taken_from(tables: Iterable[ReleaseTable], name: str) -> dict[str, Any]:
    """The body of the row. `name`: the period of the release."""
    covers: list[Any] = []
    seen: set[tuple[str, str, frozenset[tuple[str, str]]]] = set()
    taken = []
    for table in tables:
        cover = dict(table.coverage)
        of = cover.pop("of", {})
        if cover not in covers:
            covers.append(cover)
        taken.append(
            {
                "name": table.name, "family": table.family, "lane": table.lane, "levels": table.dimensions,
                "of": of, "cover": covers.index(cover), "cells": _plain(table, of, name, seen),
            }
        )  # fmt: skip
    return {"covers": covers, "tables": taken}


def _plain(
    table: ReleaseTable,
    of: Mapping[str, Any],
    name: str,
    seen: set[tuple[str, str, frozenset[tuple[str, str]]]],
) -> list[Any]:
    """The cells that pages ask for; of the same figure in several tables the first."""
    if table.lane != BULLETIN:
        return [_shown(cell) for cell in table.cells] if table.dimensions == DISTRICTS else []
    if of.get("filters"):
        return []
    counted, period = str(of.get("counted", "offence")), str(of.get("period") or name)
    kinds = [DIMENSION[level] for level in table.dimensions]
    found = []
    for cell in table.cells:
        named = frozenset(
            (kind, code)
            for kind, code in zip(kinds, cell[0], strict=True)
            if code != EVERYTHING and not (kind == "period" and code == period and len(code) == 4)
        )
        wanted = len(named) <= 1 or (len(named) == 2 and any(kind == "area" for kind, _code in named))
        wanted = wanted and not any(kind == "offence" and len(code) > 2 for kind, code in named)
        if wanted and (counted, period, named) not in seen:
            seen.add((counted, period, named))
            found.append(_shown(cell))
    return found


def _shown(cell: Sequence[Any]) -> list[Any]:
    """A hidden cell has no number here, whatever the table says."""
    codes, number, why = cell
    return [codes, None if why else number, why]


def row_of(release: Release, tables: Iterable[ReleaseTable]) -> dict[str, Any]:
    """The values of the row of a release: {column: value}."""
    return {"edition": EDITION, "digest": release.digest, "body": taken_from(tables, release.name)}


def of(release: Release) -> list[ReleaseTable] | None:
    """The tables with their plain cells only, not to be saved; None where there is no row that fits."""
    try:
        row = release.front
    except ObjectDoesNotExist:
        return None
    if row.edition != EDITION or row.digest != release.digest:
        return None
    covers = row.body["covers"]
    return [
        ReleaseTable(
            release=release,
            name=one["name"],
            family=one["family"],
            lane=one["lane"],
            dimensions=one["levels"],
            cells=one["cells"],
            coverage={**covers[one["cover"]], "of": one["of"]},
        )
        for one in row.body["tables"]
    ]


def is_true(release: Release, tables: Iterable[ReleaseTable]) -> bool:
    """Whether the row, where there is one, is what its tables give: a row that was edited is found."""
    row = ReleaseFront.objects.filter(release=release).first()
    return row is None or (
        row.edition == EDITION
        and row.digest == release.digest
        and row.body == taken_from(tables, release.name)
    )
