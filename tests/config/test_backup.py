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
