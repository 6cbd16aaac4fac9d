"""A release as a Frictionless data package in a ZIP: `datapackage.json`, CSV files, what to check them by."""

import hashlib
import io
import json
import zipfile
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics import signing
from hamkori.rooms.crime.statistics.outputs import files
from hamkori.rooms.crime.statistics.outputs.published import Book, Sheet
from hamkori.rooms.crime.statistics.outputs.words import level_name, why_sentences

REASONS = ("hidden", "no_report", "few_people")


def _fields(sheet: Sheet) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for level in sheet.levels:
        found.append(
            {
                "name": level,
                "type": "string",
                "title": f"{level_name(level)} ({_('Code')})",
                "constraints": {"required": True},
            }
        )
        found.append({"name": f"{level}_name", "type": "string", "title": level_name(level)})
    found.append({"name": "number", "type": "integer", "constraints": {"minimum": 0}})
    found.append(
        {
            "name": "hidden",
            "type": "string",
            "description": " ".join(f"{code}: {sentence}" for code, _word, sentence in why_sentences()),
            "constraints": {"enum": [*REASONS]},
        }
    )
    if sheet.has_rates:
        kinds = ("number", "integer", "date", "string")
        found += [{"name": name, "type": kind} for name, kind in zip(files.RATE, kinds, strict=True)]
    if sheet.breaks:
        found.append({"name": "break", "type": "string", "description": "b: the series is broken here"})
    return found


def _resource(sheet: Sheet, body: bytes) -> dict[str, Any]:
    cover = sheet.coverage
    return {
        "name": sheet.name,
        "title": sheet.title,
        "description": cover.text if cover else "",
        "path": f"data/{sheet.name}.csv",
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": "sha256:" + hashlib.sha256(body).hexdigest(),
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": {"fields": _fields(sheet), "missingValues": [""], "primaryKey": sheet.levels},
    }


def descriptor(release: Release, resources: list[dict[str, Any]], language: str) -> dict[str, Any]:
    """`datapackage.json`, version 1 of the standard."""
    return {
        "profile": "tabular-data-package",
        "name": f"recorded-crime-{release.name}-v{release.vintage}",
        "id": release.uid,
        "title": _("Recorded crime, %(period)s") % {"period": release.name},
        "description": _("Recorded crime is not all crime: much is never reported.")
        + (f" {pick(release.note)}" if any(release.note.values()) else ""),
        "version": str(release.vintage),
        "created": f"{release.published_on.isoformat()}T00:00:00Z" if release.published_on else "",
        "homepage": settings.HAMKORI_ORIGIN + reverse("crime:release", args=[release.uid]),
        "languages": [language],
        "keywords": ["crime", "statistics", release.name],
        "signed": {"digest": release.digest, "signature": release.signature, "algorithm": "Ed25519"},
        "resources": resources,
    }


def signed_files(book: Book) -> dict[str, str]:
    """What a stranger checks the package with, and our public key: manifest, tables, signature (`signing`)."""
    release = book.release
    return {
        signing.MANIFEST: json.dumps(
            signing.statement(release.manifest), ensure_ascii=False, sort_keys=True, indent=1
        ),
        signing.TABLES: signing.canonical(signing.tables_body(sheet.table for sheet in book.sheets)).decode(),
        signing.SIGNATURE: release.signature + "\n",
    }


def package(book: Book) -> bytes:
    """The ZIP. The same release gives the same bytes: every entry carries the day of publication."""
    release = book.release
    bodies = {sheet.name: files.as_csv(sheet).encode() for sheet in book.sheets}
    resources = [_resource(sheet, bodies[sheet.name]) for sheet in book.sheets]
    told = json.dumps(descriptor(release, resources, book.words.language), ensure_ascii=False, indent=1)
    made = release.published_on or release.ends_on
    stamp = (made.year, made.month, made.day, 0, 0, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr(zipfile.ZipInfo("datapackage.json", stamp), told, zipfile.ZIP_DEFLATED)
        for name, text in signed_files(book).items():
            held.writestr(zipfile.ZipInfo(name, stamp), text, zipfile.ZIP_DEFLATED)
        for name, body in bodies.items():
            held.writestr(zipfile.ZipInfo(f"data/{name}.csv", stamp), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
