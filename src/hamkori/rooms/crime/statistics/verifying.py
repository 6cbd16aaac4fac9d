"""Checks a release of this house: its folder by the signature, and its rows in the database against the folder."""

import json
from typing import Any

from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics import signing, store
from hamkori.rooms.crime.statistics.outputs import front, published


def check_release(release: Release, *, by: bytes) -> list[signing.Finding]:
    """Everything that is not as it was signed: files, tables, and cell by cell what the pages would show."""
    folder = store.folder_of(release.folder)
    found = signing.check_folder(folder, by=by)
    if not signing.is_authentic(release.manifest, release.signature, by=by):
        found.append(signing.Finding("signature", "the manifest in the database"))
    try:
        kept = {table["name"]: table for table in json.loads((folder / signing.TABLES).read_text("utf-8"))}
    except (OSError, ValueError, KeyError, TypeError):
        return found
    shown = {table["name"]: table for table in signing.tables_body(release.tables.all())}
    for name in sorted(kept.keys() | shown.keys()):
        place = f"database, table {name}"
        if name not in shown:
            found.append(signing.Finding("missing", place))
        elif name not in kept:
            found.append(signing.Finding("added", place))
        elif shown[name] != kept[name]:
            cells = list(signing.differences(place, _cells(kept[name]), _cells(shown[name])))
            found += cells or [signing.Finding("changed", place, "its coverage or its description")]
    if not front.is_true(release, published.signed_tables(release)):
        found.append(signing.Finding("changed", "database, the row that the pages read"))
    return found


def _cells(table: dict[str, Any]) -> dict[tuple[str, ...], tuple[str, str]]:
    return {
        tuple(codes): ("" if number is None else str(number), why) for codes, number, why in table["cells"]
    }
