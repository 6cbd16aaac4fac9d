"""The command line of the statistics wing, from building to a table."""

import argparse
import csv
import io
import json
from collections.abc import Iterator
from datetime import date

import pytest

from hamkori.kernel import clock
from hamkori.rooms.crime.commands import add_commands
from hamkori.rooms.crime.statistics import store
from hamkori.rooms.crime.statistics.commands import statistics_commands
from tests.rooms.crime.builders import make_area, make_article, make_cell, make_crime

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def early_2026() -> Iterator[None]:
    with clock.travel(date(2026, 2, 10)):
        yield


def hamkori(words: str) -> int:
    top = argparse.ArgumentParser(prog="hamkori crime")
    statistics_commands(top.add_subparsers(dest="verb", required=True))
    arguments = top.parse_args(words.split())
    return int(arguments.run(arguments))


@pytest.fixture
def crimes() -> None:
    theft, hurt = make_article("244", "0502"), make_article("110", "0201")
    for name, many in (("asht", 30), ("ayni", 12)):
        area = make_area(f"tj.su.{name}", population=50_000)
        for number in range(many):
            make_crime(area, theft if number % 6 > 1 else hurt, date(2025, 1 + 6 * (number % 2), 3))
    make_cell(make_area("tj.kh.vose", population=60_000), date(2025, 4, 1), "05", 25)


def test_from_building_to_a_table(crimes: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert hamkori("release build 2025") == 0
    assert "42 crimes" in capsys.readouterr().out
    assert hamkori("table --rows area --cols section --period 2025 --lane query") == 1, (
        "nothing is published yet"
    )
    assert hamkori("release audit 2025") == 0
    assert hamkori("release publish 2025") == 0
    assert "signature" in capsys.readouterr().out
    assert hamkori("release list") == 0
    assert "2025     v1   published" in capsys.readouterr().out

    assert hamkori("table --rows area --cols section --period 2025 --lane query") == 0
    text = capsys.readouterr().out
    assert "tj.su.asht" in text and "No report is not zero" in text and "lane query" in text
    assert hamkori("table --rows area --cols section --period 2025 --lane query --format csv") == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == ["district", "02", "05"]
    assert {row[0] for row in rows[1:]} == {"tj.su.asht", "tj.su.ayni", "tj.kh.vose"}
    assert not {"1", "2"} & {value for row in rows[1:] for value in row[1:]}
    assert abs(int({row[0]: row[2] for row in rows}["tj.kh.vose"]) - 25) <= 3

    assert hamkori("table --rows section --cols month --period 2025 --lane bulletin --format json") == 0
    told = json.loads(capsys.readouterr().out)
    cells = {tuple(cell[:2]): cell[2:] for cell in told["cells"]}
    assert cells["all", "2025"] == [67, ""] and cells["05", "2025"] == [53, ""]
    assert told["coverage"]["missing"]
    assert hamkori("table --rows section --period 2025-04 --lane bulletin") == 0
    assert hamkori("table --rows area --period 2025 --lane bulletin") == 0
    assert "tj.kh" in capsys.readouterr().out
    assert hamkori("table --rows area --cols section --period 2025-04 --lane query") == 1, (
        "divides the bulletin of April"
    )


def test_a_wrong_lane_is_said_in_a_sentence(crimes: None, capsys: pytest.CaptureFixture[str]) -> None:
    for step in ("build", "audit", "publish"):
        assert hamkori(f"release {step} 2025") == 0
    assert hamkori("table --rows region --cols section --period 2025 --lane query") == 1
    assert "not published in this way" in capsys.readouterr().err
    assert hamkori("table --rows persons --period 2025") == 1
    assert hamkori("table --rows area --period 2019") == 1
    assert hamkori("release build 2025") == 1
    assert "needs a note" in capsys.readouterr().err
    assert hamkori("release build 2025 --note late") == 0


def test_a_build_that_is_stopped_says_how_to_go_on(
    crimes: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_arguments: object, **_named: object) -> None:
        raise store.Stopped

    monkeypatch.setattr(store, "write", stopped)
    assert hamkori("release build 2025") == 130
    assert "goes on from here" in capsys.readouterr().out
    monkeypatch.undo()
    with clock.travel(date(2026, 2, 10)):
        assert hamkori("release build 2025") == 0
    assert "%" in capsys.readouterr().err


def test_the_verbs_stand_under_crime() -> None:
    top = argparse.ArgumentParser(prog="hamkori")
    add_commands(top.add_subparsers(dest="verb", required=True))
    assert top.parse_args("crime release build 2025".split()).period == "2025"
    assert top.parse_args("crime table --rows area --period 2025".split()).lane == "query"
