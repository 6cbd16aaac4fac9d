"""The yearly questionnaire on crime trends of the United Nations, filled from a release, in our own layout and words.

A line is a number of the bulletin, or it is empty and says why. Nothing is estimated; nothing hidden is filled in.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Category
from hamkori.rooms.crime.statistics.levels import EVERYTHING
from hamkori.rooms.crime.statistics.outputs import workbooks
from hamkori.rooms.crime.statistics.outputs.published import Book
from hamkori.rooms.crime.statistics.outputs.words import counted_name, why_sentences

FILE = Path(__file__).resolve().parents[2] / "data" / "questionnaire.toml"


@cache
def parts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["part"]
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form: its number in our layout, our words, the code, the number or why there is none."""

    number: str
    words: str
    codes: str
    figure: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    number: str
    title: str
    lines: tuple[Line, ...]


def reason(why: str) -> str:
    """Why a line is empty, as a sentence."""
    sentences = {code: sentence for code, _word, sentence in why_sentences()} | {
        "absent": _("No published table goes into this detail."),
        "courts": _("Prosecution and courts count this; this database holds the records of the police."),
        "prisons": _("The prison service counts this."),
        "staff": _("Each service counts its own people."),
    }
    return str(sentences.get(why, _("hidden")))


def filled(book: Book) -> list[Part]:
    """Every part with its lines, in the language that is active."""
    labels = _labels(book)
    found = []
    for part in parts():
        lines: list[Line] = []
        for position, row in enumerate(part["line"], start=1):
            lines += _lines(book, f"{part['number']}.{position}", row, labels)
        found.append(Part(part["number"], pick(part["titles"]), tuple(lines)))
    return found


def _labels(book: Book) -> dict[str, str]:
    wanted = {code for part in parts() for row in part["line"] for code in row.get("codes", ())}
    rows = Category.objects.filter(code__in=wanted).values_list("code", "labels")
    return {code: pick(labels, book.words.language) for code, labels in rows}


def _lines(book: Book, number: str, row: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Line]:
    if "absent" in row:
        yield Line(number, pick(row["titles"]), "", None, reason(row["absent"]))
        return
    codes = list(row["codes"])
    kind = ", ".join(labels.get(code, code) for code in codes) or _("All crimes")
    what = f"{kind}: {counted_name(row['counted']).lower()}"
    if "by" not in row:
        yield _one(book, number, what, codes, row["counted"], {})
        return
    for at, code in enumerate([EVERYTHING, *_choices(book, row["by"], row["counted"])]):
        words = f"{what}, {book.words.of_code(row['by'], code).lower()}"
        chosen = {} if code == EVERYTHING else {row["by"]: code}
        yield _one(book, f"{number}.{at}", words, codes, row["counted"], chosen)


def _choices(book: Book, dimension: str, counted: str) -> list[str]:
    return book.codes_of(dimension, counted=counted)


def _one(
    book: Book, number: str, words: str, codes: list[str], counted: str, chosen: Mapping[str, str]
) -> Line:
    total = 0
    for code in codes or [""]:
        figure, why = book.find(counted=counted, offence=code, **chosen)
        if figure is None:
            return Line(number, words, ", ".join(codes), None, reason(why))
        total += figure
    return Line(number, words, ", ".join(codes), total, "")


def workbook(book: Book) -> bytes:
    """The form as a spreadsheet: a sheet for each part."""
    out, made = workbooks.new_workbook(book.release)
    formats = workbooks.formats_of(made)
    workbooks.write_about(made, formats, book.release, [])
    for part in filled(book):
        page = made.add_worksheet(f"{part.number}. {part.title}"[: workbooks.LONGEST_NAME])
        page.set_column(0, 0, 10)
        page.set_column(1, 1, 60)
        page.set_column(2, 3, 14)
        page.set_column(4, 4, 60)
        heads = [_("Line"), _("What is counted"), _("Code"), book.release.name, _("Why it is empty")]
        for column, words in enumerate(heads):
            page.write_string(0, column, words, formats["head"])
        for row, line in enumerate(part.lines, start=1):
            page.write_string(row, 0, line.number, formats["text"])
            page.write_string(row, 1, line.words, formats["text"])
            page.write_string(row, 2, line.codes, formats["text"])
            if line.figure is not None:
                page.write_number(row, 3, line.figure, formats["number"])
            page.write_string(row, 4, line.why, formats["text"])
        page.freeze_panes(1, 0)
    made.close()
    return out.getvalue()
