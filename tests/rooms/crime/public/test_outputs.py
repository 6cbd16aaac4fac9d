"""Files and papers of a release: the same numbers everywhere, and no hidden one anywhere."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from python_calamine import CalamineWorkbook

from hamkori.kernel import crypto
from hamkori.rooms.crime.models import Category
from hamkori.rooms.crime.statistics.outputs import bulletin, files, questionnaire, workbooks
from hamkori.rooms.crime.statistics.outputs.published import SIGNS, Book
from tests.rooms.crime.public.making import PLANTED, Made, make_land, make_release

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["tg", "ru", "en"])
Cells = dict[tuple[str, ...], int | None]


@pytest.fixture
def made(db: None) -> Made:
    make_land()
    return make_release()


def fetch(made: Made, path: str, language: str = "en") -> bytes:
    answer = Client().get(f"/{language}/crime/release/{made.release.uid}/{path}")
    assert answer.status_code == 200, path
    assert "attachment" in answer["Content-Disposition"]
    return bytes(answer.content)


def frozen(made: Made) -> dict[str, Cells]:
    """Table to cells as the release keeps them; hidden ones without number."""
    return {
        table.name: {tuple(codes): None if why else number for codes, number, why in table.cells}
        for table in made.release.tables.all()
    }


def from_csv(body: bytes) -> Cells:
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    levels = [name.removesuffix("_name") for name in rows[0] if name.endswith("_name")]
    return {
        tuple(row[level] for level in levels): int(row["number"]) if row["number"] else None for row in rows
    }


def from_data(table: dict[str, Any]) -> Cells:
    return {tuple(cell["codes"]): cell["number"] for cell in table["cells"]}


def from_sheet(rows: list[list[Any]]) -> Cells:
    """Codes stand in every second column; a hidden cell holds words. Rate and population stand behind the number."""
    if "rate" in rows[0]:
        rows = [row[: rows[0].index("rate")] for row in rows]
    return {tuple(row[:-1:2]): int(row[-1]) if isinstance(row[-1], float | int) else None for row in rows[1:]}


def sheets_of(body: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@LANGUAGES
def test_every_output_has_the_numbers_of_the_release(made: Made, language: str) -> None:
    want = frozen(made)
    whole = json.loads(fetch(made, "all/tables.json", language))
    assert {table["name"]: from_data(table) for table in whole["tables"]} == want
    packed = zipfile.ZipFile(io.BytesIO(fetch(made, "all/package.zip", language)))
    book = list(sheets_of(fetch(made, "all/tables.xlsx", language)).items())[1:]
    assert len(book) == len(want)
    for number, table in enumerate(whole["tables"]):
        name = table["name"]
        assert from_csv(fetch(made, f"{name}.csv", language)) == want[name], name
        assert from_data(json.loads(fetch(made, f"{name}.json", language))["table"]) == want[name], name
        assert from_csv(packed.read(f"data/{name}.csv")) == want[name], name
        assert from_sheet(book[number][1]) == want[name], name
    single = list(sheets_of(fetch(made, "offences-class.xlsx", language)).items())
    assert from_sheet(single[1][1]) == want["offences-class"]


def test_no_file_holds_a_hidden_number(made: Made) -> None:
    """K34: neither as a number nor within a text, in no part of any file."""
    bodies: dict[str, bytes] = {}
    for table in made.release.tables.all():
        for kind in ("csv", "json", "xlsx"):
            bodies[f"{table.name}.{kind}"] = fetch(made, f"{table.name}.{kind}")
    for name in ("tables.json", "tables.xlsx", "package.zip", "questionnaire.xlsx", "bulletin.pdf"):
        bodies[name] = fetch(made, f"all/{name}")
    with translation.override("en"):
        bodies["bulletin"] = json.dumps(bulletin.content(Book.of(made.release, "en"))).encode()
    for name, body in bodies.items():
        parts = [body]
        if body.startswith(b"PK"):
            held = zipfile.ZipFile(io.BytesIO(body))
            parts = [held.read(each) for each in held.namelist()]
        for part in parts:
            plain = re.sub(rb"[\s,]|\xc2\xa0|\xe2\x80\xaf", b"", part)
            assert not [number for number in PLANTED if str(number).encode() in plain], name


def test_hidden_cells_say_why_and_noughts_are_numbers(made: Made) -> None:
    rows = list(csv.DictReader(io.StringIO(fetch(made, "offences-section-month.csv").decode("utf-8-sig"))))
    assert {row["hidden"] for row in rows if not row["number"]} == {
        "hidden"
    }  # which of them are small is not said
    assert all(bool(row["number"]) != bool(row["hidden"]) for row in rows)
    crossed = list(
        csv.DictReader(io.StringIO(fetch(made, "offences-district-section.csv").decode("utf-8-sig")))
    )
    assert {row["hidden"] for row in crossed if row["district"] == "tj.kh.yovon"} == {"few_people"}
    assert "0" in {row["number"] for row in crossed}
    assert not {row["number"] for row in crossed} & {"1", "2"}


def test_the_data_package_is_whole(made: Made) -> None:
    """The structure of a tabular data package: names, paths, fields and hashes fit the files."""
    held = zipfile.ZipFile(io.BytesIO(fetch(made, "all/package.zip", "ru")))
    told = json.loads(held.read("datapackage.json"))
    assert told["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[a-z0-9._-]+", told["name"])
    assert told["signed"]["digest"] == made.release.digest and told["version"] == "1"
    assert {one["path"] for one in told["resources"]} | {
        "datapackage.json", "manifest.json", "tables.json", "signature.txt",
    } == set(held.namelist())  # fmt: skip
    names = [one["name"] for one in told["resources"]]
    assert len(set(names)) == len(names) == made.release.tables.count()
    for one in told["resources"]:
        body = held.read(one["path"])
        assert one["profile"] == "tabular-data-resource" and one["encoding"] == "utf-8"
        assert one["bytes"] == len(body)
        assert one["hash"] == "sha256:" + hashlib.sha256(body).hexdigest()
        rows = list(csv.reader(io.StringIO(body.decode())))
        fields = one["schema"]["fields"]
        assert rows[0] == [each["name"] for each in fields]
        names = [each["name"] for each in fields]
        hidden = names.index("hidden")
        rated = ["rate", "population", "population_on", "population_source"]
        own = made.release.tables.get(name=one["name"]).coverage["of"]["period"] == made.release.name
        by_area = own and bool({"region", "district", "jamoat"} & set(names)) and "sex" not in names
        assert names[hidden + 1 :] == (rated if by_area else [])
        assert {each["type"] for each in fields[: hidden + 1]} == {"string", "integer"}
        keys = [rows[0].index(key) for key in one["schema"]["primaryKey"]]
        assert len({tuple(row[at] for at in keys) for row in rows[1:]}) == len(rows) - 1
        reasons = fields[hidden]["constraints"]["enum"]
        assert all(
            row[hidden] in ("", *reasons) and (row[hidden - 1] == "" or int(row[hidden - 1]) >= 0)
            for row in rows[1:]
        )


def test_a_rate_stands_in_every_file_with_its_dated_population(made: Made) -> None:
    """Only beside a number that is shown, of the whole period; the population with its day and who says so."""
    rows = list(csv.DictReader(io.StringIO(fetch(made, "offences-region-month.csv").decode("utf-8-sig"))))
    rated = [row for row in rows if row["rate"]]
    assert rated and all(row["number"] and row["month"] == made.release.name for row in rated)
    assert all("-" not in row["month"] or not row["population"] for row in rows)
    for row in rated:
        assert float(row["rate"]) == round(100_000 * int(row["number"]) / int(row["population"]), 1)
        assert date.fromisoformat(row["population_on"]) <= made.release.ends_on and row["population_source"]
    told = json.loads(fetch(made, "offences-region-month.json"))["table"]["cells"]
    assert [str(cell["rate"]) for cell in told if "rate" in cell] == [row["rate"] for row in rated]
    assert all("rate" not in cell for cell in told if cell["number"] is None)
    book = sheets_of(fetch(made, "offences-region-month.xlsx"))
    sheet = next(rows for rows in book.values() if "rate" in rows[0])
    at = sheet[0].index("rate")
    assert [str(row[at]) for row in sheet[1:] if row[at] != ""] == [row["rate"] for row in rated]


def test_the_same_release_gives_the_same_files(made: Made) -> None:
    """Frozen: nothing in a file depends on when or by whom it was fetched."""
    book = Book.of(made.release, "en")
    again = Book.of(made.release, "en")
    assert files.release_json(book) == files.release_json(again)
    assert workbooks.workbook(book) == workbooks.workbook(again)
    one, two = (fetch(made, "all/package.zip") for _time in range(2))
    assert one == two


def test_the_signature_in_the_files_can_be_checked_by_anybody(made: Made) -> None:
    import base64

    told = json.loads(fetch(made, "all/tables.json"))
    key = crypto.public_key(SIGNS)
    raw = base64.b64decode(told["signature"])
    assert crypto.is_signed(told["digest"].encode(), raw, by=key)
    assert not crypto.is_signed(("0" + told["digest"][1:]).encode(), raw, by=key)


def test_answers_to_single_questions_are_not_among_the_signed_tables(made: Made) -> None:
    table = made.release.tables.get(name="offences-district")
    table.pk, table.name = None, "offences-district?2025:0123456789ab"
    table.save()
    told = json.loads(fetch(made, "all/tables.json"))
    assert not [one["name"] for one in told["tables"] if "?" in one["name"]]


# --- the questionnaire -----------------------------------------------------------------------------------------


def test_the_codes_of_the_questionnaire_exist(made: Made) -> None:
    codes = {code for part in questionnaire.parts() for row in part["line"] for code in row.get("codes", ())}
    assert codes and set(Category.objects.filter(code__in=codes).values_list("code", flat=True)) == codes
    assert [part["number"] for part in questionnaire.parts()] == ["1", "2", "3", "4", "5", "6"]


@LANGUAGES
def test_a_line_of_the_questionnaire_is_a_published_number_or_says_why_it_is_empty(
    made: Made, language: str
) -> None:
    with translation.override(language):
        book = Book.of(made.release, language)
        parts = questionnaire.filled(book)
    lines = {line.number: line for part in parts for line in part.lines}
    want = frozen(made)
    assert lines["3.3"].codes == "050211" and lines["3.3"].figure == want["offences-class"][("050211",)]
    assert lines["3.13"].figure == made.total and not lines["3.13"].why
    assert lines["4.1.0"].figure == 400
    assert sorted(lines[f"4.1.{at}"].figure or 0 for at in (1, 2)) == [150, 250]
    assert lines["1.1"].figure is None and lines["1.1"].why, "hidden in the release: empty, with the reason"
    assert lines["5.1"].figure is None and lines["5.1"].why
    assert all((line.figure is None) == bool(line.why) for line in lines.values())
    assert all(line.words.strip() for line in lines.values())


def test_the_questionnaire_as_a_spreadsheet_has_the_same_lines(made: Made) -> None:
    found = list(sheets_of(fetch(made, "all/questionnaire.xlsx")).items())[1:]
    parts = questionnaire.filled(Book.of(made.release, "en"))
    assert len(found) == len(parts) == 6
    for (_name, rows), part in zip(found, parts, strict=True):
        for row, line in zip(rows[3:], part.lines, strict=True):
            assert row[0] == line.number and row[1] == line.words and row[5] == line.why
            assert row[3] == (line.sign if line.figure is None else line.figure)


def test_not_available_hidden_and_nought_are_three_things_in_the_questionnaire(made: Made) -> None:
    """Each has its own sign in the column of figures, and the first sheet says what the signs mean and who reported."""
    lines = {
        line.number: line for part in questionnaire.filled(Book.of(made.release, "en")) for line in part.lines
    }
    assert lines["1.1"].sign == "c" and lines["5.1"].sign == ".." and lines["3.3"].sign == ""
    about = dict(row[:2] for row in next(iter(sheets_of(fetch(made, "all/questionnaire.xlsx")).values())))
    assert {"..", "c", "0", "Unit of count", "Which day decides", "Who reported"} <= set(about)
    assert "districts and cities reported" in about["Who reported"]


# --- the bulletin ----------------------------------------------------------------------------------------------


@LANGUAGES
def test_the_bulletin_is_a_paper_of_few_pages_with_the_numbers_of_the_release(
    made: Made, language: str
) -> None:
    body = fetch(made, "all/bulletin.pdf", language)
    assert body.startswith(b"%PDF") and len(body) < 200_000
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", body)) <= 3
    with translation.override(language):
        book = Book.of(made.release, language)
        told = bulletin.content(book)
    digits = lambda words: re.sub(r"\D", "", words)  # noqa: E731
    assert digits(told["total"]["n"]) == str(made.total)
    sections = book.sections()
    assert [digits(row["n"]) for row in told["sections"]] == [
        str(book.find(offence=section)[0]) for section in sections
    ]
    assert [digits(row["n"]) for row in told["months"]] == [
        str(book.find(period=month)[0]) for month in book.period.months
    ]
    assert told["digest"] and "".join(told["digest"]) == made.release.digest


def test_the_bulletin_of_a_month_has_no_months(db: None) -> None:
    make_land()
    made = make_release("2025-03")
    with translation.override("en"):
        told = bulletin.content(Book.of(made.release, "en"))
    assert told["months"] == [] and told["title"] == "Recorded crime, March 2025"
    assert fetch(made, "all/bulletin.pdf").startswith(b"%PDF")


def test_a_text_in_a_csv_is_never_a_formula() -> None:
    assert [files.safe(text) for text in ("=1+1", "+992", "-5", "@x", "Asht")] == [
        "'=1+1", "'+992", "'-5", "'@x", "Asht"
    ]  # fmt: skip
