"""The official list has misprints. They are reported with their row; the reading goes on."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pytest

from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.errors import BadInput
from hamkori.rooms.crime.models import Category
from hamkori.rooms.crime.register import actions_classification as actions
from hamkori.rooms.crime.register.classification import read_categories
from hamkori.rooms.crime.register.official import import_official, read_official


def as_csv(rows: Iterable[tuple[object, ...]], between: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=between).writerows(rows)
    return text.getvalue().encode()


def whole() -> list[tuple[str, str]]:
    return [(code, f"Official {code}") for code in read_categories()]


def test_a_clean_list_gives_320_names() -> None:
    report = read_official(as_csv([("Code", "Category"), *whole()]))
    assert report.is_clean and len(report.names) == report.rows == 320


def test_the_misprints_of_the_printed_list_are_reported_and_guessed() -> None:
    """The details print 0908 and 01042 where the summary has 0909 and 01049; the index has codes that do not exist."""
    wrong = {"0909": "0908", "01049": "01042"}
    rows = [(wrong.get(code, code), name) for code, name in whole()]
    rows += [(code, "From the index") for code in ("060131", "070222", "040122", "10092", "011012")]
    report = read_official(as_csv(rows, ";"))
    meant = {one.code: one.meant for one in report.of_kind("unknown")}
    assert meant["0908"] == "0909" and meant["01042"] == "01049"
    assert set(meant) == {"0908", "01042", "060131", "070222", "040122", "10092", "011012"}
    assert {one.code for one in report.of_kind("missing")} == {"0909", "01049"}
    assert {one.code for one in report.of_kind("orphan")} == {"060131", "011012"}
    assert len(report.names) == 318
    assert all(one.sentence for one in report.errata)


def test_repeated_unnamed_and_malformed_rows() -> None:
    rows = [
        ("01", "A"),
        ("01", "a"),
        ("01", "B"),
        ("0101", ""),
        ("010", "C"),
        ("note", "D"),
        ("0101123", "E"),
    ]
    report = read_official(as_csv(rows))
    found = [(one.row, one.kind) for one in report.errata if one.row]
    assert found == [(2, "twice"), (3, "contradiction"), (4, "unnamed"), (5, "malformed"), (7, "malformed")]


def test_a_child_without_its_parent_is_told() -> None:
    report = read_official(as_csv([("05", "Section"), ("05021", "Group")]))
    assert [one.code for one in report.of_kind("orphan")] == ["05021"]


def test_a_workbook_whose_codes_lost_their_zero(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, (code, name) in enumerate(whole()):
        sheet.write_number(row, 0, int(code))
        sheet.write_string(row, 1, name)
    book.close()
    report = import_official(path)
    assert report.errata == [] and len(report.names) == 320


def test_russian_letters_of_an_old_program() -> None:
    report = read_official("01;Деяния, повлёкшие смерть\n0101;Умышленное убийство\n".encode("cp1251"))
    assert report.names["0101"] == "Умышленное убийство"


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04broken", b"a,b\nc,d\n", b"\x00\x01\x02\x00", b"\xd0\xcf\x11\xe0zz"]
)
def test_what_is_no_list_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_official(data)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        import_official(tmp_path / "none.csv")


@pytest.mark.django_db
def test_official_names_stand_beside_our_labels() -> None:
    actions.load_classification(actor=SYSTEM)
    report = read_official(as_csv([("0101", "Official name")]))
    assert actions.keep_official_names(actor=SYSTEM, report=report, language="ru") == 1
    row = Category.objects.get(code="0101")
    assert row.labels["official:ru"] == "Official name" and row.label == "Murder"
    assert actions.load_classification(actor=SYSTEM).nothing_changed, "a second loading keeps them"
