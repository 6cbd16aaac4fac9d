"""An installation that is not safe does not start, and says why (K58, K63, K64)."""

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hamkori.config import environment
from hamkori.config.environment import (
    Environment,
    Unsafe,
    database_settings,
    read,
    read_key,
    reasons_not_to_start,
)


@pytest.fixture
def production(tmp_path: Path) -> Environment:
    """A production environment with nothing wrong."""
    (tmp_path / "data").mkdir()
    environment.write_key(tmp_path / "keys" / "hamkori.key")
    return read(
        {
            "HAMKORI_ENV": "production",
            "HAMKORI_DATA": str(tmp_path / "data"),
            "HAMKORI_KEY_FILE": str(tmp_path / "keys" / "hamkori.key"),
            "HAMKORI_ORIGIN": "https://hamkori.example",
            "HAMKORI_EXIT_URL": "https://weather.example",
            "HAMKORI_SENDER": "post@hamkori.example",
        }
    )


def mark_as_demo(env: Environment) -> None:
    environment.demo_mark(env).touch()


def open_key(env: Environment) -> None:
    env.key_file.chmod(0o640)


def lose_key(env: Environment) -> None:
    env.key_file.unlink()


def nothing(env: Environment) -> None: ...


def test_a_safe_production_starts(production: Environment) -> None:
    assert reasons_not_to_start(production) == []
    assert production.hosts == ["hamkori.example"]
    assert production.profile == "community"


@pytest.mark.parametrize(
    ("change", "deed", "reason"),
    [
        pytest.param({}, mark_as_demo, "demo data", id="K63 demo data"),
        pytest.param(
            {"profile": "all"}, nothing, "HAMKORI_PROFILE=all", id="K58 police and community in one"
        ),
        pytest.param({"profile": "police"}, nothing, "HAMKORI_PROFILE", id="K58 unknown profile"),
        pytest.param({}, open_key, "chmod 600", id="K64 key open to others"),
        pytest.param({}, lose_key, "HAMKORI_KEY_FILE does not exist", id="K64 no key"),
        pytest.param(
            {"origin": "http://hamkori.example"}, nothing, "https://", id="no encryption on the line"
        ),
        pytest.param({"exit_url": ""}, nothing, "HAMKORI_EXIT_URL", id="no quick exit"),
        pytest.param(
            {"exit_url": "javascript:alert(1)"}, nothing, "HAMKORI_EXIT_URL", id="quick exit to a script"
        ),
        pytest.param({"sender": "a@example.org"}, nothing, "HAMKORI_SENDER", id="sender of the examples"),
    ],
)
def test_production_refuses_and_says_why(
    production: Environment, change: dict[str, Any], deed: Callable[[Environment], None], reason: str
) -> None:
    deed(production)
    (found,) = reasons_not_to_start(dataclasses.replace(production, **change))
    assert reason in found


@pytest.mark.parametrize("kind", ["production", "development", "demo", "test"])
def test_a_key_on_the_data_disk_is_refused_everywhere_k64(production: Environment, kind: str) -> None:
    inside = production.data / "sub" / "hamkori.key"
    environment.write_key(inside)
    found = reasons_not_to_start(dataclasses.replace(production, kind=kind, key_file=inside))
    assert any("data folder" in reason for reason in found)


def test_all_reasons_are_told_at_once(production: Environment) -> None:
    mark_as_demo(production)
    open_key(production)
    assert len(reasons_not_to_start(dataclasses.replace(production, profile="all", exit_url=""))) == 4
    assert "  - one\n  - two" in str(Unsafe(["one", "two"]))


def test_a_demo_needs_no_settings_at_all() -> None:
    assert reasons_not_to_start(read({"HAMKORI_ENV": "demo"})) == []
    assert read({}).database.startswith("sqlite:///")


@pytest.mark.parametrize(
    "values",
    [{"HAMKORI_ENV": "prod"}, {"HAMKORI_WEB_WORKERS": "two"}],
)
def test_values_without_meaning_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(Unsafe, match=next(iter(values))):
        read(values)


def test_a_key_is_made_once_for_its_owner_only_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "hamkori.key"
    environment.write_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(read_key(path)) == 32
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        environment.write_key(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "short", "YWJj", "not base64 !!", "ключ"])
def test_a_key_file_with_something_else_in_it_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "hamkori.key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Unsafe, match=r"key file"):
        read_key(path)


def test_databases_are_named_by_address(tmp_path: Path) -> None:
    sqlite = database_settings(f"sqlite:///{tmp_path}/my%20data.sqlite3")
    assert sqlite["NAME"] == f"{tmp_path}/my data.sqlite3"
    assert "synchronous=FULL" in str(sqlite["OPTIONS"])
    assert "secure_delete=ON" in str(sqlite["OPTIONS"])
    postgres = database_settings("postgresql://ham:p%40ss@db.example:5433/hamkori")
    assert [postgres[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ham", "p@ss", "db.example", "5433", "hamkori",
    ]  # fmt: skip
    assert database_settings("postgresql://ham@/hamkori?host=/run/postgresql")["HOST"] == "/run/postgresql"
    with pytest.raises(Unsafe, match="HAMKORI_DATABASE"):
        database_settings("mysql://x")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("HAMKORI_LANGUAGES", "ky,ru", "the pages speak tg, ru, en"),
        ("HAMKORI_LANGUAGES", " , ", "the pages speak tg, ru, en"),
        ("HAMKORI_TIME_ZONE", "Asia/Dushanb", "such as Asia/Dushanbe"),
        ("HAMKORI_TIME_ZONE", "../etc/passwd", "such as Asia/Dushanbe"),
    ],
)
def test_a_language_or_a_time_zone_that_is_not_there_is_refused(name: str, value: str, reason: str) -> None:
    with pytest.raises(Unsafe) as refused:
        read({name: value})
    assert name in str(refused.value) and reason in str(refused.value)


def test_the_first_language_is_the_default_one() -> None:
    assert read({"HAMKORI_LANGUAGES": "ru, tg"}).languages == ("ru", "tg")
    code = (
        "from hamkori.config import settings as s; print(s.LANGUAGE_CODE, [code for code, _ in s.LANGUAGES])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "HAMKORI_LANGUAGES": "ru,tg"}, capture_output=True, text=True
    )  # fmt: skip
    assert told.stdout.split("\n")[0] == "ru ['ru', 'tg']", told.stderr
