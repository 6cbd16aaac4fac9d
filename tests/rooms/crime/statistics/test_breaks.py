"""A changed correspondence is told before it is adopted, and the series of the release carry the flag "b"."""

import argparse
import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.crime.models import ClassificationVersion, Release
from hamkori.rooms.crime.register.commands_classification import classification_commands
from hamkori.rooms.crime.statistics import actions
from hamkori.rooms.crime.statistics.outputs import bulletin, questionnaire, workbooks
from hamkori.rooms.crime.statistics.outputs.published import Book
from tests.rooms.crime.builders import make_area, make_article, make_category, make_crime
from tests.rooms.crime.public.making import make_land, make_release
from tests.rooms.crime.public.test_outputs import sheets_of

pytestmark = pytest.mark.django_db
CHANGED = """
version = 2
valid_from = 2000-01-01
[[article]]
code = "244"
titles = { en = "Theft" }
gravity = "minor"
why = "The part on robbery was taken out."
to = [ { iccs = "0502" TAIL } ]
"""


def restate(*words: str) -> int:
    top = argparse.ArgumentParser()
    classification_commands(top.add_subparsers(dest="verb", required=True))
    arguments = top.parse_args(["classification", "restate", *words])
    return int(arguments.run(arguments))


def published(name: str) -> Release:
    release = actions.build_release(actor=SYSTEM, name=name, note={"en": "counted anew"})
    return actions.publish_release(actor=SYSTEM, release=actions.audit_release(actor=SYSTEM, release=release))


def page(path: str, language: str = "en") -> str:
    answer = Client().get(f"/{language}/crime/{path}")
    assert answer.status_code == 200, path
    return bytes(answer.content).decode()


def test_a_changed_correspondence_is_told_adopted_and_flagged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "changed.toml"
    file.write_text(CHANGED.replace("TAIL", ""), encoding="utf-8")
    for code in ("0401", "0502"):
        make_category(code)
    theft = make_article("244", [("0502", 0.8), ("0401", 0.2)], gravity="minor")
    area = make_area("tj.su.asht", population=50_000)
    with clock.travel(date(2026, 2, 10)):
        for month in (3, 4):
            for day in range(1, 13):
                make_crime(area, theft, date(2025, month, day))
        march = published("2025-03")
        assert march.manifest["breaks"] == {}
        assert "Broken series" not in page(f"release/{march.uid}/offences-section-month/")

        assert restate(str(file), "--from", "2025-04-01", "--until", "2025-04-30") == 0
        told = capsys.readouterr().out
        assert "b 0401 " in told and "0.8 -> 1" in told and "taken out" in told
        assert ClassificationVersion.objects.count() == 1, "told, not done"
        assert restate(str(file), "--from", "2025-04-01", "--adopt", "Article 244 corrected") == 0
        assert ClassificationVersion.objects.count() == 2
        assert restate("--from", "2025-04-01") == 0 and "1 to 2: 4 series broken" in capsys.readouterr().out

        april = published("2025-04")
        assert april.manifest["breaks"] == {code: ["2025-04-01"] for code in ("04", "0401", "05", "0502")}
        where = f"release/{april.uid}/offences-section-month"
        for language, words in (
            ("en", "Broken series"),
            ("ru", "Прерванные ряды"),
            ("tg", "Қаторҳои бурида"),
        ):
            assert words in page(where + "/", language)
        rows = list(csv.DictReader(io.StringIO(page(where + ".csv").lstrip("\ufeff"))))
        flags = {row["section"]: row["break"] for row in rows}
        assert flags["05"] == "b" and flags["04"] == "b" and flags["all"] == ""
        table = json.loads(page(where + ".json"))["table"]
        assert {one["code"] for one in table["breaks"]} == {"04", "05"}
        held = Client().get(f"/en/crime/release/{april.uid}/all/package.zip").content
        with zipfile.ZipFile(io.BytesIO(held)) as package:
            told_of = json.loads(package.read("datapackage.json"))["resources"]
            one = next(one for one in told_of if "offences-section-month" in one["path"])
            first = package.read(one["path"]).decode("utf-8-sig").splitlines()[0].split(",")
        assert [field["name"] for field in one["schema"]["fields"]] == first and "break" in first
        assert {cell["codes"][0] for cell in table["cells"] if cell.get("flag") == "b"} == {"04", "05"}


def test_the_flag_stands_beside_every_figure_of_a_broken_series_on_pages_and_in_every_file(db: None) -> None:
    """Overview, area, table, bulletin, spreadsheet, questionnaire: beside the number, with a note; elsewhere none."""
    make_land()
    whole = make_release("2024", seed=6).release
    broken = make_release(breaks={"05": ["2025-07-01"], "0501": ["2025-07-01"], "11": ["2024-07-01"]}).release
    sign = '<small><abbr title="broken series: see the note">b</abbr></small>'
    for path, many in ((f"release/{broken.uid}/", 1), ("area/TJ-SU-ASHT/", 1), ("table/offences-class/", 2)):
        body = page(path)
        assert body.count(sign) == many and body.count('id="broken"') == 1 and "1 July 2025" in body, path
    table = page("table/offences-section-month/")
    row = next(row for row in table.split("<tr>") if "<small>05</small>" in row)
    assert row.count(sign) == 2, "the month and its year"
    assert "<b>2025</b></th>" in table and ">Jul</th>" in table and "July 2025</th>" not in table
    assert sign not in page(f"release/{whole.uid}/") and 'id="broken"' not in page(f"release/{whole.uid}/")

    book = Book.of(broken, "en")
    paper = bulletin.content(book)
    assert [row["flag"] for row in paper["sections"]].count("b") == 1 and "(05): 1 July 2025" in paper[
        "breaks"
    ]
    assert bulletin.content(Book.of(whole, "en"))["breaks"] == "" and bulletin.pdf(book).startswith(b"%PDF")
    sheets = sheets_of(workbooks.workbook(book))
    months = next(rows for name, rows in sheets.items() if "offences-section-mo" in name)
    assert months[0][-1] == "Broken series" and {row[0] for row in months[1:] if row[-1] == "b"} == {"05"}
    assert any(
        "(05): 1 July 2025" in str(row[1]) for row in sheets["About"] if row[0].startswith("Broken series")
    )
    form = sheets_of(questionnaire.workbook(book))
    flagged = [row[2] for name, rows in form.items() if name != "About" for row in rows[3:] if row[4] == "b"]
    assert flagged == ["0501"] and any(row[0].startswith("Broken series") for row in form["About"])


def test_a_file_with_mistakes_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(CHANGED.replace("TAIL", ", weight = 0.7"), encoding="utf-8")
    assert restate(str(file)) == 2 and "make 0.7" in capsys.readouterr().err
    assert restate("--from", "yesterday") == 2
