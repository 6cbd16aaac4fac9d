"""Reading the official list of the classification, as the statistical office downloaded it: CSV or XLSX.

Printed lists contain mistakes (codes that differ between a summary and its details, entries that point to codes that
do not exist). They are reported with their row; nothing stops the reading except a file that is no list at all.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import BadInput
from hamkori.rooms.crime.register.classification import LEVEL_OF_LENGTH, parent_of, read_categories

MOST_BYTES = 20_000_000
MOST_SAID = 2000
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CODE = re.compile(r"(?:ICCS)?[ ]?(\d{1,8})")

SENTENCES: dict[str, str | Promise] = {
    "unknown": _("This code is not in the classification. Check it against the printed list."),
    "malformed": _("This is not a code: codes have 2, 4, 5 or 6 digits."),
    "twice": _("This code stands twice with the same name. One of the two rows is enough."),
    "contradiction": _("This code stands twice with different names. Keep the right one."),
    "orphan": _("The category above this one is not in the file."),
    "unnamed": _("This code has no name."),
    "missing": _("This code of the classification is not in the file."),
}


@dataclass(frozen=True, slots=True)
class Erratum:
    """What is wrong with one row. `row` is the line of the file, from 1; 0 speaks of the whole file."""

    row: int
    code: str
    kind: str
    meant: str = ""
    """A code that was probably meant: the only missing one beside it."""

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.kind])


@dataclass(slots=True)
class OfficialReport:
    """What a file gave: names of known codes, and its mistakes in the order of the rows."""

    names: dict[str, str] = field(default_factory=dict)
    errata: list[Erratum] = field(default_factory=list)
    rows: int = 0

    @property
    def is_clean(self) -> bool:
        return not self.errata

    def of_kind(self, kind: str) -> list[Erratum]:
        return [one for one in self.errata if one.kind == kind]


def import_official(path: str | Path) -> OfficialReport:
    """Read the file at `path`. Raises `BadInput` when it is no table or holds no code at all."""
    file = Path(path)
    if not file.is_file():
        raise BadInput(_("There is no such file."), field="file")
    if file.stat().st_size > MOST_BYTES:
        raise BadInput(_("The file is too big."), field="file")
    return read_official(file.read_bytes())


def read_official(data: bytes) -> OfficialReport:
    """The same for the content of a file."""
    lines = _workbook(data) if data[:4] in (_ZIP, _OLD_EXCEL) else _text(data)
    rows = list(_rows(lines))
    report = OfficialReport(rows=len(rows))
    if not rows:
        raise BadInput(_("No code of the classification was found in this file."), field="file")
    known = read_categories()
    seen: dict[str, str] = {}
    for row, code, name in rows:
        if len(code) not in LEVEL_OF_LENGTH:
            report.errata.append(Erratum(row, code, "malformed"))
            continue
        if code in seen:
            same = seen[code].casefold() == name.casefold()
            report.errata.append(Erratum(row, code, "twice" if same else "contradiction"))
            continue
        seen[code] = name
        if not name:
            report.errata.append(Erratum(row, code, "unnamed"))
        if code in known:
            report.names[code] = name
        else:
            report.errata.append(Erratum(row, code, "unknown"))
    lacking = [code for code in known if code not in seen]
    report.errata = [_guess(one, lacking) for one in report.errata]
    for row, code, _name in rows:
        if code in seen and (above := parent_of(code)) and above not in seen:
            report.errata.append(Erratum(row, code, "orphan"))
    report.errata.sort(key=lambda one: one.row)
    report.errata += [Erratum(0, code, "missing") for code in lacking]
    return report


def _guess(erratum: Erratum, lacking: Sequence[str]) -> Erratum:
    """A code that is unknown beside exactly one that is missing was probably printed for it."""
    if erratum.kind not in ("unknown", "malformed"):
        return erratum
    code = erratum.code
    near = [one for one in lacking if len(one) == len(code) and parent_of(one) == code[: len(parent_of(one))]]
    if not near:  # a digit too many or too few
        near = [one for one in lacking if one.startswith(code) or code.startswith(one)]
    return Erratum(erratum.row, code, erratum.kind, near[0]) if len(near) == 1 else erratum


def _rows(lines: Iterable[Sequence[Any]]) -> Iterable[tuple[int, str, str]]:
    """(line, code, name): the first cell that looks like a code, and the longest text beside it."""
    for number, cells in enumerate(lines, 1):
        texts = [_cell(cell) for cell in cells]
        at = next((index for index, text in enumerate(texts) if _CODE.fullmatch(text)), None)
        if at is None:
            continue
        match = _CODE.fullmatch(texts[at])
        assert match is not None
        code = match[1]
        if isinstance(cells[at], (int, float)) and code not in read_categories():
            code = (
                code if "0" + code not in read_categories() else "0" + code
            )  # taken for a number: zero dropped
        others = [text for index, text in enumerate(texts) if index != at and not _CODE.fullmatch(text)]
        yield number, code, max(others, key=len, default="")[:MOST_SAID]


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split()) if value is not None else ""


def _text(data: bytes) -> list[list[str]]:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise BadInput(_("The letters of this file cannot be read. Save it as “CSV UTF-8”."), field="file")
    if "\x00" in text:
        raise BadInput(_("This is not a spreadsheet. Send an XLSX or a CSV file."), field="file")
    head = text.splitlines()[:400]
    between = max(";\t,", key=lambda mark: sum(1 for line in head if _begins_with_code(line, mark)))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=between))
    except csv.Error as error:
        raise BadInput(_("This is not a spreadsheet. Send an XLSX or a CSV file."), field="file") from error


def _begins_with_code(line: str, mark: str) -> bool:
    first, found, _rest = line.partition(mark)
    return bool(found) and _CODE.fullmatch(first.strip(' "')) is not None


def _workbook(data: bytes) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [line for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python()]
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise BadInput(_("This is not a spreadsheet. Send an XLSX or a CSV file."), field="file") from error
