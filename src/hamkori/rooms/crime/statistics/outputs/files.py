"""Tables of a release as CSV and JSON: one row a cell, codes beside words, the reason where there is no number."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics.breaks import FLAG
from hamkori.rooms.crime.statistics.outputs.published import Book, Sheet
from hamkori.rooms.crime.statistics.outputs.words import counted_name, level_name, why_name, why_sentences

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


RATE = ("rate", "population", "population_on", "population_source")
"""Per 100,000 people to a tenth, and the population it is made with: its day and who says so."""


def rate_of(sheet: Sheet, cell: tuple[str, ...]) -> dict[str, Any]:
    """The columns `RATE` of a cell; empty where it has none."""
    found = sheet.rate(cell)
    if found is None:
        return {}
    people = found.population
    values = (round(found.number, 1), people.number, people.on.isoformat(), people.reference)
    return dict(zip(RATE, values, strict=True))


def headings(sheet: Sheet) -> list[str]:
    """Names of the columns, the same in every language: code and word of each dimension, the number, the reason."""
    names = [name for level in sheet.levels for name in (level, f"{level}_name")]
    return [
        *names,
        "number",
        "hidden",
        *(RATE if sheet.has_rates else ()),
        *(("break",) if sheet.breaks else ()),
    ]


def lines(sheet: Sheet) -> Iterator[list[str]]:
    """The rows below the headings. A hidden cell has an empty number and a reason; a nought is a nought."""
    for cell, words, number, why in sheet.rows():
        pairs = [text for code, word in zip(cell, words, strict=True) for text in (code, safe(word))]
        rated = rate_of(sheet, cell) if sheet.has_rates else {}
        more = [safe(str(rated.get(name, ""))) for name in RATE] if sheet.has_rates else []
        if sheet.breaks:
            more.append(FLAG if sheet.broken(cell) else "")
        yield [*pairs, "" if number is None else str(number), why, *more]


def as_csv(sheet: Sheet) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings(sheet))
    writer.writerows(lines(sheet))
    return out.getvalue()


def about(release: Release) -> dict[str, Any]:
    """What every file says of its release."""
    return {
        "release": release.uid,
        "period": release.name,
        "begins_on": release.begins_on.isoformat(),
        "ends_on": release.ends_on.isoformat(),
        "vintage": release.vintage,
        "published_on": release.published_on.isoformat() if release.published_on else "",
        "replaced": release.state == "withdrawn",
        "note": release.note,
        "counting": release.manifest.get("counting", ""),
        "digest": release.digest,
        "signature": release.signature,
    }


def table_data(sheet: Sheet) -> dict[str, Any]:
    """One table with its words, its coverage and every cell."""
    cover = sheet.coverage
    return {
        "name": sheet.name,
        "title": sheet.title,
        "lane": sheet.table.lane,
        "counted": sheet.counted,
        "counted_name": counted_name(sheet.counted),
        "period": sheet.period,
        "dimensions": [{"level": level, "name": level_name(level)} for level in sheet.levels],
        "coverage": None
        if cover is None
        else {
            "areas": cover.areas,
            "months_of_areas": cover.possible,
            "reported": cover.reported,
            "without_report": [list(pair) for pair in cover.missing],
            "said": dict(cover.said),
        },
        "breaks": [
            {"code": code, "words": words, "days": [day.isoformat() for day in days]}
            for code, words, days in sheet.breaks
        ],
        "cells": [
            {"codes": list(cell), "words": words, "number": number}
            | ({"flag": FLAG} if sheet.breaks and sheet.broken(cell) else {})
            | ({"hidden": why, "why": why_name(why)} if number is None else rate_of(sheet, cell))
            for cell, words, number, why in sheet.rows()
        ],
    }


def _reasons() -> dict[str, str]:
    return {code: sentence for code, _word, sentence in why_sentences()}


def table_json(sheet: Sheet) -> str:
    body = about(sheet.table.release) | {"table": table_data(sheet), "reasons": _reasons()}
    return json.dumps(body, ensure_ascii=False, indent=1)


def release_json(book: Book) -> str:
    body = about(book.release) | {
        "tables": [table_data(sheet) for sheet in book.sheets],
        "reasons": _reasons(),
        "protection": book.release.manifest.get("protection", {}),
    }
    return json.dumps(body, ensure_ascii=False)
