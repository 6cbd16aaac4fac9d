"""The verbs of the classification and of the generated country on the command line."""

import argparse
import json
from pathlib import Path

import pytest

from hamkori.rooms.crime.models import Category
from hamkori.rooms.crime.register.commands_classification import classification_commands


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    classification_commands(parser.add_subparsers(required=True))
    arguments = parser.parse_args(words)
    code: int = arguments.run(arguments)
    return code


@pytest.mark.django_db
def test_loading_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("classification", "load") == 0
    assert "320 categories, 55 articles" in capsys.readouterr().out
    assert run("classification", "load") == 0
    assert "0 categories, 0 articles, 0 rows" in capsys.readouterr().out


@pytest.mark.django_db
def test_errata_are_printed_and_names_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("classification", "load")
    file = tmp_path / "list.csv"
    file.write_text("code,name\n01,Section\n0101,Division\n0199,Misprint\n", encoding="utf-8")
    assert run("classification", "official", str(file), "--keep", "ru") == 1
    said = capsys.readouterr().out
    assert "row 4: 0199 (unknown)." in said and "2 names" in said
    assert Category.objects.get(code="01").labels["official:ru"] == "Section"
    assert run("classification", "official", str(tmp_path / "none.csv")) == 2


def test_a_year_is_written_as_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("generate", str(tmp_path), "--records", "200", "--seed", "3") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 69 and all(Path(line.split("\t")[0]).is_file() for line in lines)
    assert json.loads((tmp_path / "generated_words.json").read_text(encoding="utf-8"))["kind"] == "records"
