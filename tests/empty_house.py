"""An empty, migrated database, made once and copied: migrating takes many seconds, copying a blink.

The real `migrate` makes it, in a process of its own. It is kept in `var/check/empty` under the check sum of all code
that decides about it, so that whatever changes there makes it anew. On PostgreSQL it is a database of the cluster that this run uses.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from tests.support import REPOSITORY, SOURCE

KEPT = REPOSITORY / "var" / "check" / "empty"
SQLITE = "hamkori.sqlite3"


@cache
def check_sum() -> str:
    """Of what decides about tables and the rows that migrating leaves: migrations, models, the kernel, the settings."""
    import django

    found = hashlib.sha256(f"{django.get_version()} {sys.version_info}".encode())
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE)
        if {"migrations", "models", "models.py", "apps.py", "kernel", "settings.py", "environment.py"} & set(
            where.parts
        ):
            found.update(f"{where} {path.stat().st_size}".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:20]


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Two testing processes do not make the same thing at once."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(folder: Path, database: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HAMKORI_")}
    environment |= {
        "HAMKORI_ENV": "test",
        "HAMKORI_DATA": str(folder / "data"),
        "HAMKORI_KEY_FILE": str(folder / "key" / "hamkori.key"),
        "HAMKORI_DATABASE": database,
    }
    done = subprocess.run(
        [sys.executable, "-m", "hamkori.manage", "migrate", "--no-input", "--verbosity", "0"],
        env=environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@cache
def sqlite_file() -> Path:
    """The migrated database without a row of ours."""
    file = KEPT / f"{check_sum()}.sqlite3"
    with _alone("sqlite"):
        if not file.exists():
            for old in KEPT.glob("*.sqlite3"):
                if old.stat().st_mtime < time.time() - 24 * 60 * 60:
                    old.unlink()
            with tempfile.TemporaryDirectory() as folder:
                made = Path(folder) / SQLITE
                _migrate(Path(folder), f"sqlite:///{made}")
                _whole(made)
                shutil.copyfile(made, file.with_suffix(".new"))
            file.with_suffix(".new").rename(file)
    return file


def _whole(file: Path) -> None:
    """What still stands in the write-ahead log goes into the file; who opens the copy switches the log on again."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def copy_to_file(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(sqlite_file(), file)


def in_postgres(server: str, name: str, *, migrated: bool = True) -> None:
    """Make the database `name` on the server of this address."""
    import psycopg

    if not migrated:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        return
    template = f"empty_{check_sum()}"
    with _alone("postgres"), psycopg.connect(server, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
        if found is None:
            connection.execute(f'CREATE DATABASE "{template}"')  # type: ignore[arg-type]
            try:
                with tempfile.TemporaryDirectory() as folder:
                    _migrate(Path(folder), address(server, template))
            except BaseException:
                connection.execute(f'DROP DATABASE "{template}" WITH (FORCE)')  # type: ignore[arg-type]
                raise
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]


def drop_from_postgres(server: str, name: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]


def address(server: str, name: str) -> str:
    """The address of another database on the same server."""
    before, _, host = server.partition("?")
    return before.rsplit("/", 1)[0] + "/" + name + ("?" + host if host else "")


@contextmanager
def for_tests(connection: Any) -> Iterator[None]:
    """The test database of this process: in memory on SQLite, of its own on PostgreSQL."""
    from django.conf import settings

    before = str(connection.settings_dict["NAME"])
    name = connection.creation._get_test_db_name()
    server = os.environ.get("HAMKORI_DATABASE", "")
    connection.close()
    if connection.vendor == "postgresql":
        drop_from_postgres(server, name)
        in_postgres(server, name)
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        template = sqlite3.connect(f"file:{sqlite_file()}?mode=ro&immutable=1", uri=True)
        template.backup(connection.connection)
        template.close()
    yield
    if connection.vendor == "postgresql":
        connection.close()
        drop_from_postgres(server, name)
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = before
