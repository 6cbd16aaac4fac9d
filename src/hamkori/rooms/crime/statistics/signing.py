"""What the signature of a release covers, and how a stranger checks it: plain files, a public key, nothing of ours.

Signed is the digest of the *statement*: the manifest without the list of our own files, in place of which stands the
digest of that list. So the statement can be given to everybody (it goes with the data package), and the store that
stays in the house is covered all the same. The statement holds the digest of every published table.

Pure: no settings, no database, no engine.
"""

import base64
import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MANIFEST, TABLES, SIGNATURE = "manifest.json", "tables.json", "signature.txt"
OURS = (MANIFEST, TABLES, SIGNATURE, "datapackage.json", "odd.json", "progress.json")
"""Files that may lie there beside those of the manifest."""
UNSIGNED_FIELDS = ("schema", "begins", "ends", "correspondence")
"""Of the store, what everybody may read."""
MOST_CELLS = 20
"""Differing cells that are named one by one."""


def canonical(data: Any) -> bytes:
    """The one way to write a manifest or a table as bytes, for its digest."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: Any) -> str:
    """SHA-256 over the canonical bytes, hexadecimal."""
    return hashlib.sha256(canonical(data)).hexdigest()


def statement(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest as it is published and signed. A statement stays as it is."""
    found = dict(manifest)
    if (store := found.pop("store", None)) is not None:
        found["store_digest"] = digest(store)
        found["counted_from"] = {name: store[name] for name in UNSIGNED_FIELDS if name in store}
    return found


def digest_of(manifest: Mapping[str, Any]) -> str:
    """What is signed, hexadecimal: the same for a manifest and for its statement."""
    return digest(statement(manifest))


def tables_body(tables: Iterable[Any]) -> list[dict[str, Any]]:
    """The tables that the signature covers, in one order: all of the bulletin, and the answers made with the audit.

    A hidden cell has no number here, whatever the row says.
    """
    return [
        {
            "name": table.name, "family": table.family, "lane": table.lane, "dimensions": table.dimensions,
            "cells": [[codes, None if why else number, why] for codes, number, why in table.cells],
            "coverage": table.coverage,
        }
        for table in sorted(tables, key=lambda table: str(table.name))
        if "?" not in table.name
    ]  # fmt: skip


def table_digests(body: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {str(table["name"]): digest(table) for table in body}


def key_from(text: str) -> bytes:
    """A public key as people hand it on: hexadecimal or base64, 32 bytes. Raises `ValueError`."""
    bare = "".join(text.split())
    raw = bytes.fromhex(bare) if len(bare) == 64 else base64.b64decode(bare, validate=True)
    if len(raw) != 32:
        raise ValueError("a public key has 32 bytes")
    return raw


def is_authentic(manifest: Mapping[str, Any], signature: str, *, by: bytes) -> bool:
    """Whether the holder of the public key `by` signed this manifest. Needs no database and no key of ours."""
    try:
        raw = base64.b64decode("".join(signature.split()), validate=True)
        Ed25519PublicKey.from_public_bytes(by).verify(raw, digest_of(manifest).encode())
    except (InvalidSignature, ValueError):
        return False
    return True


# --- checking a folder -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was signed."""

    kind: str
    """signature, missing, changed, added, unreadable."""
    where: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}" + (f": {self.words}" if self.words else "")


def check_folder(folder: Path, *, by: bytes) -> list[Finding]:
    """Everything in an unpacked data package, or in the store of a release, that is not as `by` signed it.

    The words beside the codes of a CSV are translations and not signed; its codes, numbers and reasons are compared,
    and so are the populations that its rates were counted with.
    """
    manifest, found = _read(folder / MANIFEST)
    if not isinstance(manifest, dict):
        return found
    signed = _text(folder / SIGNATURE)
    if signed is None:
        found.append(Finding("missing", SIGNATURE))
    elif not is_authentic(manifest, signed, by=by):
        found.append(Finding("signature", MANIFEST, "it is not what the holder of this key signed"))
    files = dict((manifest.get("store") or {}).get("files") or {})
    found += _files(folder, files)
    body, faults = _read(folder / TABLES)
    found += faults
    if isinstance(body, list):
        whole, faults = _tables(body, manifest)
        found += faults
        if (folder / "data").is_dir():
            found += _sheets(folder, whole, manifest)
    found += _added(folder, files, manifest)
    return found


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _read(path: Path) -> tuple[Any, list[Finding]]:
    try:
        text = _text(path)
        if text is None:
            return None, [Finding("missing", path.name)]
        return json.loads(text), []
    except ValueError:
        return None, [Finding("unreadable", path.name)]


def _files(folder: Path, files: Mapping[str, str]) -> Iterator[Finding]:
    for name, wanted in sorted(files.items()):
        path = folder / name
        if not path.is_file():
            yield Finding("missing", name)
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != wanted:
                yield Finding("changed", name)


def _tables(
    body: list[Any], manifest: Mapping[str, Any]
) -> tuple[dict[str, Mapping[str, Any]], list[Finding]]:
    """The tables that are as they were signed, and what is not."""
    signed = dict(manifest.get("table_digests") or {})
    found: list[Finding] = []
    whole: dict[str, Mapping[str, Any]] = {}
    seen = set()
    for table in body:
        name = str(table.get("name")) if isinstance(table, dict) else "?"
        seen.add(name)
        if name not in signed:
            found.append(Finding("added", f"{TABLES}, table {name}"))
        elif digest(table) != signed[name]:
            found.append(Finding("changed", f"{TABLES}, table {name}"))
        else:
            whole[name] = table
    found += [Finding("missing", f"{TABLES}, table {name}") for name in sorted(signed.keys() - seen)]
    if not found and manifest.get("tables") != digest(body):
        found.append(Finding("changed", TABLES, "its tables stand in another order"))
    return whole, found


Cells = dict[tuple[str, ...], tuple[str, str]]


def _sheets(
    folder: Path, whole: Mapping[str, Mapping[str, Any]], manifest: Mapping[str, Any]
) -> Iterator[Finding]:
    for name in sorted(manifest.get("table_digests") or {}):
        place = f"data/{name}.csv"
        text = _text(folder / place)
        if text is None:
            yield Finding("missing", place)
        elif name in whole:
            table = whole[name]
            try:
                read = _cells_of(text, table["dimensions"])
            except (KeyError, csv.Error, TypeError):
                yield Finding("unreadable", place)
                continue
            signed: Cells = {
                tuple(codes): ("" if number is None else str(number), why)
                for codes, number, why in table["cells"]
            }
            yield from differences(place, signed, read)
            yield from _people(place, text, manifest.get("populations") or {})


def _people(place: str, text: str, kept: Mapping[str, Any]) -> Iterator[Finding]:
    """Rows whose rate was not counted with the population that the statement holds of their area."""
    for row in _rows(text):
        if not row.get("population"):
            continue
        codes = {code for code in row.values() if code in kept}
        told = [str(row["population"]), str(row.get("population_on"))]
        if not any([str(kept[code][0]), str(kept[code][1])] == told for code in codes):
            yield Finding("changed", f"{place}, population of {' '.join(sorted(codes)) or 'a place'}")
        elif row["number"] and row.get("rate") != str(round(100_000 * int(row["number"]) / int(told[0]), 1)):
            yield Finding("changed", f"{place}, rate of {' '.join(sorted(codes))}")


def _rows(text: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))


def _cells_of(text: str, levels: Iterable[str]) -> Cells:
    levels = list(levels)
    return {tuple(row[level] for level in levels): (row["number"], row["hidden"]) for row in _rows(text)}


def differences(place: str, signed: Cells, read: Cells) -> Iterator[Finding]:
    """Cell by cell, the first `MOST_CELLS`."""
    wrong = []
    for codes in sorted(signed.keys() | read.keys()):
        at = f"{place}, cell {' '.join(codes) or 'all'}"
        if codes not in read:
            wrong.append(Finding("missing", at))
        elif codes not in signed:
            wrong.append(Finding("added", at))
        elif signed[codes] != read[codes]:
            wrong.append(Finding("changed", at, f"{_said(read[codes])}, signed was {_said(signed[codes])}"))
    yield from wrong[:MOST_CELLS]
    if len(wrong) > MOST_CELLS:
        yield Finding("changed", place, f"and {len(wrong) - MOST_CELLS} cells more")


def _said(cell: tuple[str, str]) -> str:
    return cell[0] or cell[1] or "nothing"


def _added(folder: Path, files: Mapping[str, str], manifest: Mapping[str, Any]) -> Iterator[Finding]:
    sheets = {f"data/{name}.csv" for name in manifest.get("table_digests") or {}}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in files and name not in sheets and name not in OURS:
            yield Finding("added", name)
