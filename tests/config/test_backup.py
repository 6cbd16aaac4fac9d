"""A backup holds the stores of statistics, and a restored release is as it was signed."""

import base64
import json
import sqlite3
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from hamkori.config import backup, environment
from hamkori.kernel import crypto
from hamkori.rooms.crime.statistics import signing
from hamkori.rooms.crime.statistics.actions import SIGNS


def make_release(folder: Path) -> None:
    """A signed store of one file and one table."""
    folder.mkdir(parents=True)
    (folder / "units-00000.parquet").write_bytes(b"exact numbers")
    (folder / "reports.parquet.part").write_bytes(b"half written")
    body = [{"name": "offences", "cells": [[["05"], 12, ""]]}]
    digest = signing.hashlib.sha256(b"exact numbers").hexdigest()
    manifest: dict[str, Any] = {
        "name": "2025",
        "store": {"files": {"units-00000.parquet": digest}},
        "tables": signing.digest(body),
        "table_digests": signing.table_digests(body),
    }
    signature = crypto.sign(signing.digest_of(manifest).encode(), purpose=SIGNS)
    for name, text in (
        ("manifest.json", json.dumps(manifest)),
        ("tables.json", json.dumps(body)),
        ("signature.txt", base64.b64encode(signature).decode()),
    ):
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    sqlite3.connect(data / "hamkori.sqlite3").close()
    (data / "files").mkdir()
    (data / "files" / "one").write_bytes(b"sealed")
    make_release(data / "statistics" / "2025-v1")
    key = tmp_path / "key" / "hamkori.key"
    key.parent.mkdir()
    key.write_text("the key of the house", encoding="utf-8")
    monkeypatch.setenv("HAMKORI_KEY_FILE", str(key))
    _move_to(data, monkeypatch, settings)
    return data


def _move_to(data: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setenv("HAMKORI_DATA", str(data))
    monkeypatch.setenv("HAMKORI_DATABASE", f"sqlite:///{data}/hamkori.sqlite3")
    settings.HAMKORI_DATA, settings.HAMKORI_FILES = data, data / "files"
    assert environment.read().data == data


def test_a_backup_holds_the_statistics_without_the_key_and_gives_them_back(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """K64: the keys that sign and change numbers come from the key file; the backup holds neither."""
    backup.make_backup(tmp_path / "backups")
    archive = next((tmp_path / "backups").glob("*.tar"))
    with tarfile.open(archive) as held:
        names = set(held.getnames())
        texts = [held.extractfile(one).read() for one in held.getmembers() if one.isfile()]  # type: ignore[union-attr]
    assert {
        "statistics/2025-v1/units-00000.parquet",
        "statistics/2025-v1/signature.txt",
        "files/one",
    } <= names
    assert not [name for name in names if name.endswith(".part") or "key" in name]
    assert not [text for text in texts if b"the key of the house" in text]

    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: None)
    monkeypatch.setattr("hamkori.ground.audit.erasures.replay", lambda: (0, 0))
    _move_to(tmp_path / "restored", monkeypatch, settings)
    backup.restore_backup(archive)
    folder = tmp_path / "restored" / "statistics" / "2025-v1"
    assert signing.check_folder(folder, by=crypto.public_key(SIGNS)) == []
    (folder / "units-00000.parquet").write_bytes(b"other numbers")
    assert [one.kind for one in signing.check_folder(folder, by=crypto.public_key(SIGNS))] == ["changed"]


def test_nothing_is_restored_over_statistics(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    backup.make_backup(tmp_path / "backups")
    make_release(tmp_path / "other" / "statistics" / "2024-v1")
    _move_to(tmp_path / "other", monkeypatch, settings)
    with pytest.raises(SystemExit, match="holds data already"):
        backup.restore_backup(next((tmp_path / "backups").glob("*.tar")))


def test_what_is_no_backup_is_refused_in_a_sentence_and_touches_nothing(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    (tmp_path / "notes.md").write_text("not a backup", encoding="utf-8")
    with tarfile.open(tmp_path / "other.tar", "w") as archive:
        archive.add(tmp_path / "notes.md", "notes.md")
    _move_to(tmp_path / "empty", monkeypatch, settings)
    for name, sentence in (
        ("nowhere.tar", "There is no file"),
        ("notes.md", "not a whole backup"),
        ("other.tar", "holds no database for SQLite"),
    ):
        with pytest.raises(SystemExit, match=sentence):
            backup.restore_backup(tmp_path / name)
    assert not (tmp_path / "empty").exists()


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(house: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(SystemExit, match="Nothing can be written to"):
        backup.make_backup(tmp_path / "file" / "backups")


def test_a_restore_without_the_ledger_says_that_what_was_taken_back_may_be_here_again(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """K64: the ledger lies beside the data, never in the backup; a lost disk loses both."""
    backup.make_backup(tmp_path / "backups")
    monkeypatch.setattr(subprocess, "run", lambda *_a, **_k: None)
    monkeypatch.setattr("hamkori.ground.audit.erasures.replay", lambda: (0, 0))
    _move_to(tmp_path / "elsewhere" / "data", monkeypatch, settings)
    archive = next((tmp_path / "backups").glob("*.tar"))
    assert backup.LEDGER in backup.restore_backup(archive)


class Postgres:
    """Stands in for the client programs of PostgreSQL."""

    def __init__(self, *, code: int = 0, missing: bool = False) -> None:
        self.code, self.missing = code, missing
        self.calls: list[tuple[list[str], dict[str, str]]] = []

    def __call__(
        self, words: list[str], env: dict[str, str] | None = None, **_more: Any
    ) -> subprocess.CompletedProcess[str]:
        if self.missing:
            raise FileNotFoundError(words[0])
        self.calls.append((words, env or {}))
        for word in words:
            if word.startswith("--file="):
                Path(word.removeprefix("--file=")).write_bytes(b"PGDMP")
        return subprocess.CompletedProcess(words, self.code, "", "permission denied")


@pytest.fixture
def on_postgres(house: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HAMKORI_DATABASE", "postgresql://keeper:very%20secret@localhost:5433/district")
    return house


def test_on_postgresql_the_backup_holds_the_database_too(
    on_postgres: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = Postgres()
    monkeypatch.setattr(subprocess, "run", programs)
    backup.make_backup(tmp_path / "backups")
    with tarfile.open(next((tmp_path / "backups").glob("*.tar"))) as held:
        assert {"hamkori.dump", "files/one"} <= set(held.getnames())
    [(words, told)] = programs.calls
    assert words[0] == "pg_dump" and "secret" not in " ".join(words), "the list of processes is open to all"
    assert (told["PGHOST"], told["PGPORT"], told["PGUSER"]) == ("localhost", "5433", "keeper")
    assert (told["PGDATABASE"], told["PGPASSWORD"]) == ("district", "very secret")


@pytest.mark.parametrize(
    ("programs", "sentence"),
    [(Postgres(missing=True), "pg_dump of PostgreSQL is not"), (Postgres(code=1), "permission denied")],
    ids=["not there", "refused"],
)
def test_without_the_database_there_is_no_backup(
    on_postgres: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: Postgres, sentence: str
) -> None:
    """A file that looks like a backup and holds no database would be found empty on the day it is needed."""
    monkeypatch.setattr(subprocess, "run", programs)
    with pytest.raises(SystemExit, match=sentence):
        backup.make_backup(tmp_path / "backups")
    assert not any((tmp_path / "backups").iterdir())


def test_on_postgresql_nothing_is_restored_over_a_database_with_tables(
    on_postgres: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = Postgres()
    monkeypatch.setattr(subprocess, "run", programs)
    backup.make_backup(tmp_path / "backups")
    monkeypatch.setenv("HAMKORI_DATA", str(tmp_path / "new" / "data"))
    monkeypatch.setattr(backup, "_has_tables", lambda: True)
    with pytest.raises(SystemExit, match="database holds data already"):
        backup.restore_backup(next((tmp_path / "backups").glob("*.tar")))
    assert [words[0] for words, _told in programs.calls] == ["pg_dump"]
    assert not (tmp_path / "new").exists()
