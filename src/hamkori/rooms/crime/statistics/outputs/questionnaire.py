"""The yearly questionnaire on crime trends of the United Nations, filled from a release, in our own layout and words.

A line is a number of the bulletin, or it has a sign and says why: ".." where the figure is not available here, "c"
where it is hidden. A nought is a nought. Nothing is estimated; nothing hidden is filled in.
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
from hamkori.rooms.crime.statistics.breaks import FLAG
from hamkori.rooms.crime.statistics.levels import EVERYTHING
from hamkori.rooms.crime.statistics.outputs import workbooks
from hamkori.rooms.crime.statistics.outputs.published import Book
from hamkori.rooms.crime.statistics.outputs.sentences import coverage_sentence, silent_districts
from hamkori.rooms.crime.statistics.outputs.words import counted_name, level_name, why_sentences

NOT_AVAILABLE, HIDDEN = "..", "c"
"""The usual signs of statistical tables: not available; confidential."""
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
    sign: str = ""
    """What stands in the place of a number that is not there."""
    broken: bool = False


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
        yield Line(number, pick(row["titles"]), "", None, reason(row["absent"]), NOT_AVAILABLE)
        return
    codes = list(row["codes"])
    kind = ", ".join(labels.get(code, code) for code in codes) or _("All crimes")
    what = f"{kind}: {counted_name(row['counted']).lower()}"
    if "by" not in row:
        yield _one(book, number, what, codes, row["counted"], {})
        return
    by, counted = row["by"], row["counted"]
    total = f"{what}, {book.words.of_code(by, EVERYTHING).lower()}"
    yield _one(book, f"{number}.0", total, codes, counted, {})
    inside = f"{what}, {level_name(by).lower()}"
    found = []
    for at, code in enumerate(_choices(book, by, counted), start=1):
        words = f"{inside}: {book.words.of_code(by, code).lower()}"
        found.append(_one(book, f"{number}.{at}", words, codes, counted, {by: code}))
    if all(line.sign == NOT_AVAILABLE for line in found):
        found = [Line(f"{number}.1", inside, ", ".join(codes), None, reason("absent"), NOT_AVAILABLE)]
    yield from found


def _choices(book: Book, dimension: str, counted: str) -> list[str]:
    return book.codes_of(dimension, counted=counted)


def _one(
    book: Book, number: str, words: str, codes: list[str], counted: str, chosen: Mapping[str, str]
) -> Line:
    total = 0
    for code in codes or [""]:
        figure, why = book.find(counted=counted, offence=code, **chosen)
        if figure is None:
            sign = HIDDEN if why == "hidden" else NOT_AVAILABLE
            return Line(number, words, ", ".join(codes), None, reason(why), sign)
        total += figure
    return Line(number, words, ", ".join(codes), total, "", "", any(map(book.broken, codes)))


def workbook(book: Book) -> bytes:
    """The form as a spreadsheet: what it is, then a sheet for each part."""
    out, made = workbooks.new_workbook(book.release)
    formats = workbooks.formats_of(made)
    workbooks.write_about(made, formats, book.release, [], more=_about(book), breaks=book.breaks)
    for part in filled(book):
        _write_part(made, formats, book, part)
    made.close()
    return out.getvalue()


def _about(book: Book) -> list[tuple[str, str]]:
    """What a statistician asks first: what is counted, when, who reported, and what the signs mean."""
    return [
        (_("What this is"), _(
            "The questionnaire on crime trends of the United Nations in our own layout and words: not its form."
        )),
        (_("Unit of count"), _(
            "Recorded crimes: each offence, under its main kind. Victims and suspects: persons, once for each record."
        )),
        (_("Which day decides"), _("The day on which the police recorded the crime, not the day it happened.")),
        (_("Who reported"), " ".join([coverage_sentence(book.coverage), *_silent(book)])),
        (NOT_AVAILABLE, _("Not available: another body counts it, or no published table goes into this detail.")),
        (HIDDEN, _("Hidden: the number is small, or a small one could be worked out with it.")),
        ("0", _("There was nothing: a counted nought.")),
    ]  # fmt: skip


def _silent(book: Book) -> list[str]:
    names = silent_districts(book)
    return (
        [_("Without a report for at least one month: %(names)s.") % {"names": ", ".join(names)}]
        if names
        else []
    )


WIDTHS = (8, 58, 16, 14, 12, 62)


def _write_part(made: Any, formats: Mapping[str, Any], book: Book, part: Part) -> None:
    page = made.add_worksheet(f"{part.number}. {part.title}"[: workbooks.LONGEST_NAME])
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    page.write_string(0, 0, f"{part.number}. {part.title}", formats["title"])
    heads = [
        _("Line"), _("What is counted"), _("Code"), book.release.name, _("Broken series"), _("Why there is no number"),
    ]  # fmt: skip
    for column, words in enumerate(heads):
        page.write_string(TOP - 1, column, words, formats["head_right" if column == FIGURES else "head"])
    for row, line in enumerate(part.lines, start=TOP):
        page.write_string(row, 0, line.number, formats["text"])
        page.write_string(row, 1, line.words, formats["text"])
        page.write_string(row, 2, line.codes, formats["text"])
        if line.figure is not None:
            page.write_number(row, FIGURES, line.figure, formats["number"])
        else:
            page.write_string(row, FIGURES, line.sign, formats["hidden"])
        page.write_string(row, 4, FLAG if line.broken else "", formats["text"])
        page.write_string(row, 5, line.why, formats["text"])
    page.freeze_panes(TOP, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(TOP - 1)


TOP, FIGURES = 3, 3
"""The first row of lines, and the column of the numbers."""
