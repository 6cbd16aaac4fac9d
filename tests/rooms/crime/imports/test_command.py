"""`hamkori crime import FILE --mapping M`: progress, Ctrl+C at a border, --resume, the list of faults, mappings."""

import argparse
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.rooms.crime.imports.files import AT, csv_of, rows

if TYPE_CHECKING:
    from tests.rooms.crime.imports.conftest import Land

pytestmark = pytest.mark.django_db


def hamkori(*words: str) -> int:
    from hamkori.rooms.crime.register.imports.commands import import_commands

    parser = argparse.ArgumentParser()
    import_commands(parser.add_subparsers(dest="wing", required=True))
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


def test_interrupted_it_stops_at_a_border_and_goes_on(
    land: "Land", tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hamkori.rooms.crime.models import Crime, Import
    from hamkori.rooms.crime.register.imports import commands, texts

    monkeypatch.setattr(texts, "BLOCK", 3000)
    path = tmp_path / "cards.csv"
    path.write_bytes(csv_of(rows(100)))
    with monkeypatch.context() as patched:
        patched.setattr(
            commands._Progress, "__call__", lambda _self, _source: signal.raise_signal(signal.SIGINT)
        )
        assert hamkori("import", str(path), "--mapping", "office-cards") == 130
    source = Import.objects.get()
    assert source.state == "stopped" and Crime.objects.count() == source.rows_read < 100
    assert hamkori("import", str(path), "--mapping", "office-cards") == 2
    assert "--resume" in capsys.readouterr().err
    assert hamkori("import", str(path), "--mapping", "office-cards", "--resume") == 0
    assert Crime.objects.count() == 100 and "100 of 100 rows read" in capsys.readouterr().out
    assert hamkori("import", str(path), "--mapping", "office-cards") == 0
    assert "nothing was changed" in capsys.readouterr().out


def test_faults_are_said_and_written(
    land: "Land", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = rows()
    lines[3][AT["Ущерб"]] = "много"
    path, faults = tmp_path / "cards.csv", tmp_path / "faults.csv"
    path.write_bytes(csv_of(lines))
    assert hamkori("import", str(path), "--mapping", "office-cards", "--faults", str(faults)) == 0
    assert "row 5, Ущерб [много]: This is not a number" in capsys.readouterr().out
    assert "5,Ущерб,много,error,structure.number" in faults.read_text(encoding="utf-8-sig")
    path.write_bytes(b"%PDF-1.7")
    assert hamkori("import", str(path), "--mapping", "office-cards") == 1


def test_mappings_are_loaded_or_refused_with_the_place(
    land: "Land", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "m.toml"
    path.write_text('name = "m"\nkind = "records"\n[fields]\nname_of_victim = "Имя"\n', encoding="utf-8")
    assert hamkori("mapping", "load", str(path)) == 1
    assert "fields.name_of_victim" in capsys.readouterr().err
    assert hamkori("import", str(path), "--mapping", "nobody") == 2
    assert "office-cards" in capsys.readouterr().err
