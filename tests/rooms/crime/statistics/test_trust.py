"""What lets others trust the figures: checking a release without us, lineage, populations, figures beside."""

import argparse
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.kernel.errors import NotAllowed
from hamkori.kernel.registries import CommunityCount, community_counts
from hamkori.rooms.crime.models import BesideFigure, Crime, Population, Release, ReleaseTable
from hamkori.rooms.crime.statistics import (
    actions,
    actions_intake,
    beside,
    intake,
    signing,
    store,
    two_ways,
    verifying,
)
from hamkori.rooms.crime.statistics.commands import statistics_commands
from hamkori.rooms.crime.statistics.outputs.package import package
from hamkori.rooms.crime.statistics.outputs.published import Book
from hamkori.rooms.crime.statistics.outputs.story import beside_of, rates
from hamkori.rooms.crime.statistics.populations import population_of
from hamkori.society.places.models import Place
from tests.rooms.crime.builders import make_area, make_article, make_cell, make_crime, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def early_2026() -> Iterator[None]:
    with clock.travel(date(2026, 2, 10)):
        yield


def hamkori(*words: str) -> int:
    top = argparse.ArgumentParser(prog="hamkori crime")
    statistics_commands(top.add_subparsers(dest="verb", required=True))
    arguments = top.parse_args(words)
    return int(arguments.run(arguments))


@pytest.fixture
def published() -> Release:
    theft = make_article("244", "0502")
    for name, many in (("asht", 16), ("ayni", 9)):
        area = make_area(f"tj.su.{name}", population=50_000)
        for number in range(many):
            make_crime(area, theft, date(2025, 1 + 6 * (number % 2), 3))
    make_cell(make_area("tj.kh.vose", population=60_000), date(2025, 4, 1), "05", 25)
    release = actions.audit_release(actor=SYSTEM, release=actions.build_release(actor=SYSTEM, name="2025"))
    return actions.publish_release(actor=SYSTEM, release=release)


def unpacked(release: Release, folder: Path) -> Path:
    """What a stranger downloads."""
    with zipfile.ZipFile(io.BytesIO(package(Book.of(release, "en")))) as held:
        held.extractall(folder)
    return folder


# --- verify


def test_a_stranger_checks_a_release_with_its_files_and_the_key_alone(
    published: Release, tmp_path: Path, settings: object
) -> None:
    """No database, no settings, no key of the house: another process in an empty place, and the public key."""
    folder = unpacked(published, tmp_path / "package")
    key = crypto.public_key(actions.SIGNS)
    done = subprocess.run(
        [sys.executable, "-m", "hamkori.config.command", "crime", "release", "verify", str(folder), "--key", key.hex()],
        env={"PATH": "/usr/bin:/bin", "HAMKORI_DATA": str(tmp_path / "nothing")},
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout.count("everything is as it was signed")) == (0, 1), done
    assert signing.check_folder(folder, by=crypto.public_key("another")) == [
        signing.Finding("signature", "manifest.json", "it is not what the holder of this key signed")
    ]
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "store" not in told and told["store_digest"], "our own files are covered, but not listed"


def test_an_edited_a_missing_and_an_added_file_are_named_exactly(published: Release, tmp_path: Path) -> None:
    folder = unpacked(published, tmp_path / "package")
    key = crypto.public_key(actions.SIGNS)

    def found() -> list[str]:
        return [str(one) for one in signing.check_folder(folder, by=key)]

    assert found() == []
    sheet = folder / "data" / "offences-section-month.csv"
    lines = sheet.read_text(encoding="utf-8").splitlines()
    number = next(at for at, line in enumerate(lines) if line.startswith("05,") and ",2025," in line)
    codes = lines[number].split(",")
    true = codes[-2]
    codes[-2] = "7"
    sheet.write_text("\n".join([*lines[:number], ",".join(codes), *lines[number + 1 :]]), encoding="utf-8")
    assert found() == [f"changed: data/{sheet.name}, cell 05 2025: 7, signed was {true}"]
    sheet.unlink()
    assert found() == [f"missing: data/{sheet.name}"]
    (folder / "data" / "more.csv").write_text("a\n1\n", encoding="utf-8")
    assert found() == [f"missing: data/{sheet.name}", "added: data/more.csv"]

    body = json.loads((folder / "tables.json").read_text(encoding="utf-8"))
    name = body[0]["name"]
    body[0]["cells"][0][1] = 9_999
    body.append({"name": "invented"})
    (folder / "tables.json").write_text(json.dumps(body), encoding="utf-8")
    assert {f"changed: tables.json, table {name}", "added: tables.json, table invented"} <= set(found())
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["table_digests"] = signing.table_digests(body)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert any(one.startswith("signature: manifest.json") for one in found()), "new digests are not signed"
    (folder / "signature.txt").unlink()
    assert "missing: signature.txt" in found()
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    assert found() == ["unreadable: manifest.json"]


def test_the_house_checks_its_own_store_and_its_rows(
    published: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = store.folder_of(published.folder)
    assert hamkori("release", "verify", "2025") == 0 and hamkori("release", "verify", str(folder)) == 0
    part = folder / "units-00000.parquet"
    part.write_bytes(part.read_bytes() + b"x")
    (folder / "left-behind.txt").write_text("?", encoding="utf-8")
    table = ReleaseTable.objects.get(release=published, name="offences-section-month")
    cells = [[codes, 8_888 if number else number, why] for codes, number, why in table.cells]
    ReleaseTable.objects.filter(pk=table.pk).update(cells=cells)
    capsys.readouterr()
    assert hamkori("release", "verify", published.uid) == 1
    said = capsys.readouterr().out
    assert "changed: units-00000.parquet" in said and "added: left-behind.txt" in said
    assert "database, table offences-section-month, cell 05 2025: 8888, signed was 50" in said
    Release.objects.filter(pk=published.pk).update(manifest=published.manifest | {"ends_on": "2026-01-01"})
    published.refresh_from_db()
    assert any(
        one.kind == "signature"
        for one in verifying.check_release(published, by=crypto.public_key(actions.SIGNS))
    )
    assert (
        hamkori("release", "verify", "2019") == 2 and hamkori("release", "verify", "2025", "--key", "zz") == 2
    )


# --- lineage


def test_the_command_opens_a_cell(published: Release, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert hamkori("lineage", "2025", "offences-section-month:05,2025", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["shown"] == 50 and told["from_tables"] == 25
    assert set(told["records"]) == set(Crime.objects.values_list("uid", flat=True))
    assert told["versions"]["correspondence"] == 1 and told["protection"]["lane"] == "bulletin"
    assert hamkori("lineage", "2025-v1", "offences-section-month:05,2025") == 0
    assert "protection, threshold: 5" in capsys.readouterr().out
    assert hamkori("lineage", "2025", "offences-section-month:77,2025") == 1
    assert hamkori("lineage", "2024", "offences-section-month:05,2025") == 1


# --- populations


def test_populations_are_taken_whole_or_not_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asht = make_area("tj.su.asht")
    make_area("tj.su.ayni")
    file = tmp_path / "people.csv"
    file.write_text(
        "area;on;number;source\nTJ-SU-ASHT;2025-01-01;171 000;Estimate\nAyni;01.01.2025;82000;Estimate\n"
        "tj.su.nowhere;2025-01-01;5;Estimate\nTJ-SU-ASHT;2027-01-01;5;Estimate\nTJ-SU-ASHT;2025;x;\n",
        encoding="utf-8",
    )
    assert hamkori("population", "import", str(file)) == 1
    said = capsys.readouterr().err
    assert [line.partition(":")[0] for line in said.splitlines()[:-1]] == [
        "row 6, source", "row 4, area", "row 5, on", "row 6, on", "row 6, number",
    ]  # fmt: skip
    assert not Population.objects.exists()
    good = "\n".join(file.read_text(encoding="utf-8").splitlines()[:3])
    file.write_text(good, encoding="utf-8")
    assert hamkori("population", "import", str(file)) == 0
    assert "2 new" in capsys.readouterr().out
    found = population_of("tj.su.asht", date(2025, 12, 31))
    assert found is not None and (found.number, found.reference) == (171_000, "Estimate")
    assert population_of("tj.su.asht", date(2024, 12, 31)) is None
    entries = Entry.objects.count()
    assert hamkori("population", "import", str(file)) == 0
    assert "2 the same" in capsys.readouterr().out and Entry.objects.count() == entries
    file.write_text(good.replace("171 000", "172000"), encoding="utf-8")
    assert hamkori("population", "import", str(file)) == 0
    assert Population.objects.get(place=asht).number == 172_000
    assert hamkori("population", "import", str(tmp_path / "none.csv")) == 1


def test_a_published_rate_keeps_the_population_of_the_day_it_was_built(
    published: Release, tmp_path: Path
) -> None:
    """A number that is put right later changes no page and no file of a release, only the next vintage; it is signed."""
    vose = Place.objects.get(path="tj.kh.vose")

    def told(release: Release) -> dict[str, float]:
        book = Book.of(release, "en")
        found = rates(book, {vose.path: book.find(area="tj.kh")[0]})
        return {path: round(one.number, 6) for path, one in found.items()}

    before, file = told(published), unpacked(published, tmp_path / "before")
    assert before == {vose.path: round(25 / 0.6, 6)}
    Population.objects.create(place=vose, on=date(2025, 6, 1), number=2_500, source="Put right")
    assert told(Release.objects.get(pk=published.pk)) == before
    again = unpacked(Release.objects.get(pk=published.pk), tmp_path / "again")
    sheet = Path("data") / "offences-region-month.csv"
    assert (again / sheet).read_bytes() == (file / sheet).read_bytes()
    asked = actions.answer_query(
        actor=SYSTEM, release=published, counted="offence", levels=["district", "place_type"]
    )
    assert all(why != "few_people" for codes, _n, why in asked.cells if codes[0] == vose.path)

    key = crypto.public_key(actions.SIGNS)
    rated = again / "data" / "offences-district.csv"
    text = rated.read_text(encoding="utf-8")
    assert ",60000,2020-10-01," in text and signing.check_folder(again, by=key) == []
    rated.write_text(text.replace(",60000,", ",61000,"), encoding="utf-8")
    assert [str(one) for one in signing.check_folder(again, by=key)] == [
        "changed: data/offences-district.csv, population of tj.kh.vose"
    ]
    line = next(row for row in text.splitlines() if row.startswith(vose.path))
    rate = line.split(",")[4]
    rated.write_text(text.replace(line, line.replace(f",{rate},", ",1.0,")), encoding="utf-8")
    assert [str(one) for one in signing.check_folder(again, by=key)] == [
        "changed: data/offences-district.csv, rate of tj.kh.vose"
    ]

    second = actions.build_release(actor=SYSTEM, name="2025", note={"en": "Vose has fewer people"})
    second = actions.publish_release(
        actor=SYSTEM, release=actions.audit_release(actor=SYSTEM, release=second)
    )
    assert told(second) == {vose.path: 1000.0} and told(published) == before
    cells = {tuple(codes): why for codes, _n, why in second.tables.get(name="offences-district").cells}
    assert cells[(vose.path,)] == "few_people"


def test_populations_come_as_a_workbook_and_only_for_the_own_area(tmp_path: Path) -> None:
    import xlsxwriter

    make_area("tj.su.asht")
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate(
        (["Area", "on", "number", "source"], ["TJ-SU-ASHT", "2025-01-01", 171_000, "Census"])
    ):
        sheet.write_row(at, 0, row)
    book.close()
    rows = intake.populations_of(held.getvalue())
    assert [(row.path, row.number) for row in rows] == [("tj.su.asht", 171_000)]
    for actor in (staff(Role.REGISTRAR), staff(Role.STATISTICIAN, path="tj.kh")):
        with pytest.raises(NotAllowed):
            actions_intake.keep_populations(actor=actor, rows=rows)
    assert actions_intake.keep_populations(actor=staff(Role.STATISTICIAN, path="tj.su"), rows=rows).new == 1
    for data in (b"\x00\x01\x02", b"area,on\n", b"PK\x03\x04 cut", "район\n".encode("cp1251"), b""):
        with pytest.raises(Exception) as caught:  # noqa: PT011 - one of the two said below
            intake.populations_of(data)
        assert type(caught.value).__name__ in ("FaultyFile", "BadInput")


# --- beside (K23)

FIGURES = """code,kind,what_en,what_tg,unit_en,number,low,high,asked,begins_on,ends_on,reference_en
dhs-2025,survey,Adults to whom something was stolen,Калонсолон,per cent,"7,4",6.1,8.9,2400,2025-03-01,2025-04-30,Survey
clinics,service,Injuries by violence,,cases,310,,,,2025-01-01,2025-12-31,Clinics
later,service,Calls to a help line,,calls,90,,,,2026-01-01,2026-01-31,Line
"""


def test_surveys_and_services_stand_beside_recorded_crime(published: Release, tmp_path: Path) -> None:
    """K23: a figure is shown with who counted, when, of how many and how sure; in releases that are audited afterwards."""
    assert beside_of(published) == []
    file = tmp_path / "beside.csv"
    file.write_text(FIGURES, encoding="utf-8")
    assert hamkori("beside", "import", str(file)) == 0 and BesideFigure.objects.count() == 3
    assert hamkori("beside", "import", str(file)) == 0
    release = actions.build_release(actor=SYSTEM, name="2025", note={"en": "Figures beside"})
    release = actions.audit_release(actor=SYSTEM, release=release)
    told = {one.kind: one for one in beside_of(release)}
    assert set(told) == {"survey", "service"} and len(beside_of(release)) == 2, (
        "the later one is of another year"
    )
    survey = told["survey"]
    assert (survey.number, survey.low, survey.high, survey.asked) == (7.4, 6.1, 8.9, 2400)
    assert survey.period == "2025-03-01 – 2025-04-30" and told["service"].period == "2025"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("6.1,8.9", ","), "low"), (("2400", "12"), "asked"), (("6.1", "7.6"), "number"), ((",310,", ",3,"), "number"),
        (("survey,", "rumour,"), "kind"), (("2025-04-30", "2025-02-30"), "ends_on"), (("clinics,", "dhs-2025,"), "code"),
        (("Clinics", ""), "reference_tg"),
    ],
)  # fmt: skip
def test_a_figure_beside_that_says_too_little_is_refused(change: tuple[str, str], column: str) -> None:
    """K34: a service hands in no count of 1 to 4; a survey without interval or size is no figure."""
    with pytest.raises(intake.FaultyFile) as caught:
        intake.beside_of(FIGURES.replace(*change).encode())
    assert column in {one.code for one in caught.value.faults}


def test_the_community_counts_only_as_a_whole_and_from_five_on(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"en": "Concerns"}
    for number, shown in ((4, 0), (5, 1)):
        monkeypatch.setattr(
            community_counts, "_items",
            {"concerns": (100, lambda begins, ends, n=number: CommunityCount(n, words, {}, words))},
        )  # fmt: skip
        rows = beside.rows_for(date(2025, 1, 1), date(2025, 12, 31))
        assert [row["number"] for row in rows] == [number] * shown


def test_the_community_stands_beside_whole_years_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """K34: the year and eleven months would give the month away that was left out because it is small."""
    words = {"en": "Concerns"}
    counted = {"concerns": (100, lambda begins, ends: CommunityCount(40, words, {}, words))}
    monkeypatch.setattr(community_counts, "_items", counted)
    assert [row["period"] for row in beside.rows_for(date(2025, 1, 1), date(2025, 12, 31))] == ["2025"]
    for begins, ends in ((1, 1), (1, 11), (2, 12)):
        last = date(2025, ends + 1, 1).toordinal() - 1 if ends < 12 else date(2025, 12, 31).toordinal()
        assert beside.rows_for(date(2025, begins, 1), date.fromordinal(last)) == []


# --- two sets of counting rules


def test_both_counting_sets_stand_side_by_side_on_the_same_records(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two offences of one event, three victims of another, a removed record: the difference and the rules that make it."""
    theft, robbery = make_article("244", "0502"), make_article("249", "0401", gravity="grave")
    hurt = make_article("110", "0201", gravity="serious")
    area = make_area("tj.su.asht", population=50_000)
    day = date(2025, 5, 5)
    make_crime(area, [theft, robbery], day)
    make_crime(area, hurt, day, victims=[("f", "15-29", "u", 2), ("m", "30-44")])
    make_crime(area, theft, day, state="removed", removed_on=day)
    make_crime(area, theft, date(2024, 5, 5))
    make_cell(make_area("tj.kh.vose", population=60_000), date(2025, 4, 1), "05", 25)
    release = actions.build_release(actor=SYSTEM, name="2025")
    assert signing.MANIFEST and two_ways.NAME in release.manifest["store"]["files"]
    found = two_ways.side_by_side(release, "offences", "principal")
    lines = {line.code: (line.first, line.second) for line in found.lines}
    assert lines == {"02": (1, 3), "04": (1, 1), "05": (1, 0), "all": (3, 4)}
    assert found.lines[-1].because == {"offences": -1, "persons": 2}
    assert (found.records, found.in_tables) == (3, 25)
    turned = two_ways.side_by_side(release, "principal", "offences", by="region").lines[-1]
    assert (turned.first, turned.second, turned.because) == (4, 3, {"offences": 1, "persons": -2})
    assert hamkori("table", "--rows", "section", "--period", "2025", "--counting", "offences,principal") == 0
    assert "25 more came in tables" in capsys.readouterr().out
    assert (
        hamkori(
            "table",
            "--rows",
            "area",
            "--period",
            "2025",
            "--counting",
            "principal,offences",
            "--format",
            "csv",
        )
        == 0
    )
    assert "tj.su,Su,4,3,-1" in capsys.readouterr().out
    assert hamkori("table", "--rows", "section", "--period", "2025", "--counting", "offences,nothing") == 1
