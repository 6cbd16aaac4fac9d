"""Aggregate mode and records feed the same statistics: desk and command line, zero reports, coverage, revision."""

import argparse
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.rooms.crime.jobs import take_imports
from hamkori.rooms.crime.models import Aggregate, AggregateChange, Import
from hamkori.rooms.crime.register.actions.zero import zero_report
from hamkori.rooms.crime.register.classification import DATA
from hamkori.rooms.crime.register.imports.actions import keep_mapping
from hamkori.rooms.crime.register.imports.commands import import_commands
from hamkori.rooms.crime.statistics import actions, actions_orders, lineage, queries
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.builders import (
    make_area,
    make_article,
    make_category,
    make_cell,
    make_crime,
    make_office,
)

pytestmark = pytest.mark.django_db
HEAD = "Ноҳия;Моҳ;Куштор;Дуздӣ;Ғорат;Қаллобӣ\n"


@pytest.fixture(autouse=True)
def early_2026() -> Iterator[None]:
    with clock.travel(date(2026, 2, 10)):
        yield


def hamkori(*words: str) -> int:
    top = argparse.ArgumentParser()
    import_commands(top.add_subparsers(dest="verb", required=True))
    arguments = top.parse_args(words)
    return int(arguments.run(arguments))


def test_districts_with_records_tables_zero_reports_and_none_stand_in_one_release(tmp_path: Path) -> None:
    """K20: no report is not 0; a table of noughts and a zero report are; every crime is counted once, whoever sent it."""
    theft = make_article("244", "0502")
    for code in ("0101", "0401", "0701"):
        make_category(code)
    places = {
        name: make_area(f"tj.su.{name}", population=50_000)
        for name in ("asht", "ayni", "vose", "norak", "zero", "mute")
    }
    offices = {name: make_office(place) for name, place in places.items()}
    for number in range(12):
        make_crime(places["asht"], theft, date(2025, 3, 1 + number), office=offices["asht"])
    keep_mapping(
        actor=SYSTEM, body=tomllib.loads((DATA / "mappings" / "district_table.toml").read_text("utf-8"))
    )

    by_command = tmp_path / "ayni.csv"
    by_command.write_text(HEAD + "Ayni;2025-03;0;21;5;-\nAyni;2025-04;0;0;0;0\n", encoding="utf-8")
    assert hamkori("import", str(by_command), "--mapping", "district-table") == 0
    client = browser_of(staff(Role.STATISTICIAN))
    sent = client.post(
        reverse("crime_desk:import_new"),
        {
            "file": SimpleUploadedFile("vose.csv", (HEAD + "Vose;2025-03;0;30;0;0\n").encode()),
            "mapping": "district-table", "once": "k" * 32,
        },
    )  # fmt: skip
    assert sent.status_code == 302 and take_imports() == 1
    assert set(Import.objects.values_list("state", flat=True)) == {"done"} and Aggregate.objects.count() == 11
    zero_report(actor=SYSTEM, office=offices["zero"], area=places["zero"], month=date(2025, 3, 1))

    release = actions.publish_release(
        actor=SYSTEM,
        release=actions.audit_release(
            actor=SYSTEM, release=actions.build_release(actor=SYSTEM, name="2025-03")
        ),
    )
    whole = release.tables.get(name="offences-section-month")
    cells = {codes[0]: number for codes, number, _why in whole.cells}
    assert cells["05"] == 12 + 21 + 30 and cells["all"] == 12 + 26 + 30
    said = queries.laid_out(whole, "section").coverage
    assert dict(said.said) == {"records": 1, "table": 2, "zero": 1}
    assert {place for place, _month in said.missing} == {"tj.su.norak", "tj.su.mute"}
    districts = {
        codes[0]: (number, why) for codes, number, why in release.tables.get(name="offences-district").cells
    }
    assert districts["tj.su.zero"] == (0, "") and districts["tj.su.mute"] == (None, "no_report")
    assert all(districts[f"tj.su.{name}"][0] for name in ("asht", "ayni", "vose"))
    opened = lineage.open_cell(
        actor=SYSTEM, table=whole, codes=["05"] if len(whole.dimensions) == 1 else ["05", "2025-03"]
    )
    assert len(opened.records) == 12 and opened.from_tables == 51

    april = actions.audit_release(actor=SYSTEM, release=actions.build_release(actor=SYSTEM, name="2025-04"))
    cover = queries.laid_out(april.tables.get(name="offences-section-month"), "section").coverage
    assert dict(cover.said) == {"table": 1}, "a table of noughts is a report"
    assert ("tj.su.ayni", "2025-04") not in cover.missing


def test_a_month_with_records_and_a_table_is_counted_once_and_named(tmp_path: Path) -> None:
    """The records count; the table of the same month is said to be odd. A corrected table keeps what it said before."""
    theft = make_article("244", "0502")
    for code in ("0101", "0401", "0701"):
        make_category(code)
    asht = make_area("tj.su.asht", population=50_000)
    ayni = make_area("tj.su.ayni", population=50_000)
    keep_mapping(
        actor=SYSTEM, body=tomllib.loads((DATA / "mappings" / "district_table.toml").read_text("utf-8"))
    )
    for number in range(7):
        make_crime(asht, theft, date(2025, 3, 1 + number))
    make_office(ayni)
    file = tmp_path / "tables.csv"
    for thefts in (20, 23):
        file.write_text(HEAD + f"Asht;2025-03;0;9;0;0\nAyni;2025-03;0;{thefts};0;0\n", encoding="utf-8")
        assert hamkori("import", str(file), "--mapping", "district-table") == 0
    assert [(one.before, one.after) for one in AggregateChange.objects.all()] == [(20, 23)]
    release = actions.build_release(actor=SYSTEM, name="2025-03")
    assert release.manifest["store"]["odd_tables"] == [
        "tj.su.asht 2025-03: records and a table; the records count"
    ]
    release = actions.audit_release(actor=SYSTEM, release=release)
    cells = {
        codes[0]: number for codes, number, _why in release.tables.get(name="offences-section-month").cells
    }
    assert cells["05"] == 7 + 23


def test_a_land_of_tables_only_orders_its_releases_at_the_desk_too() -> None:
    """Aggregate mode (R485): no record was ever kept here, and the months of the tables are offered."""
    assert actions_orders.periods() == []
    make_cell(make_area("tj.su.asht"), date(2025, 11, 1), "05", 9)
    assert actions_orders.periods() == ["2025", "2026-01", "2025-12", "2025-11"]
    page = browser_of(staff(Role.STATISTICIAN)).get(reverse("crime_desk:release_new")).content.decode()
    assert 'value="2025-11"' in page
