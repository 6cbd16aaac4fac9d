"""Backups without the key, and restoring with every erasure done again (K64)."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from hamkori.config import environment

SQLITE = "hamkori.sqlite3"
DUMP = "hamkori.dump"
LEDGER = (
    "The ledger of erasures was not there: if residents took something back after this backup was made, it is "
    "here again. Put the ledger back (folder `ledger` beside the data) and restore once more."
)


def make_backup(folder: Path) -> str:
    """A .tar with the database, the encrypted files and the stores of statistics, named by the day.

    Never the key or the erasure ledger: the keys that sign releases and change their numbers are derived from
    the key file, so they come back with it. Lines of a release in the making (`.part`) are left out.

    The database is copied while it is in use: on SQLite by its own means, on PostgreSQL by `pg_dump`. Returns a
    sentence for the console. Raises `SystemExit` when there is no whole backup: then nothing is written.
    """
    from django.conf import settings

    from hamkori.kernel import clock

    env = environment.read()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SystemExit(f"Nothing can be written to {folder}: {error.strerror}.") from error
    target = folder / f"hamkori-{clock.today().isoformat()}.tar"
    part = target.with_suffix(".part")
    with tempfile.TemporaryDirectory(dir=folder) as work:
        members: list[tuple[Path, str]] = []
        if env.database.startswith("sqlite"):
            copy = Path(work) / "hamkori.sqlite3"
            _copy_sqlite(str(environment.database_settings(env.database)["NAME"]), copy)
            members.append((copy, SQLITE))
        else:
            copy = Path(work) / DUMP
            _postgres("pg_dump", env.database, "--format=custom", "--no-owner", f"--file={copy}")
            members.append((copy, DUMP))
        files = Path(settings.HAMKORI_FILES)
        if files.exists():
            members.append((files, "files"))
        statistics = Path(settings.HAMKORI_DATA) / "statistics"
        if statistics.exists():
            members.append((statistics, "statistics"))
        with tarfile.open(part, "w") as archive:
            for path, name in members:
                archive.add(path, name, filter=_as_kept)
    os.chmod(part, 0o600)
    os.replace(part, target)
    return f"Written: {target}. It holds no key: without the key file nobody can read texts, names or photos in it."


def _copy_sqlite(name: str, copy: Path) -> None:
    source = sqlite3.connect(name, timeout=60)
    target = sqlite3.connect(copy)
    try:
        source.backup(target, pages=2000)
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("VACUUM")
    finally:
        target.close()
        source.close()


def _postgres(program: str, database: str, *words: str) -> None:
    """Run a client program of PostgreSQL on our database. The password does not stand in the list of processes."""
    known = environment.database_settings(database)
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    told = {name: str(known[key]) for name, key in names.items() if known[key]}
    try:
        done = subprocess.run(
            [program, *words], env={**os.environ, **told}, stderr=subprocess.PIPE, text=True
        )
    except FileNotFoundError as error:
        raise SystemExit(
            f"The program {program} of PostgreSQL is not on this computer: without it there is no backup."
        ) from error
    if done.returncode:
        raise SystemExit(f"{program} failed, nothing was kept: {done.stderr.strip()[-500:]}")


def _as_kept(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Without owner and time of day; half-written files stay out."""
    if member.name.endswith(".part"):
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = int(member.mtime) - int(member.mtime) % 86400
    return member


def restore_backup(file: Path) -> str:
    """Unpack a backup into an empty data folder and an empty database, and do every erasure of the ledger again.

    Refuses to write over an installation that has data, and to unpack what is not a backup of this kind of
    database. Raises `SystemExit` with a sentence.
    """
    env = environment.read()
    on_sqlite = env.database.startswith("sqlite")
    _check(file, SQLITE if on_sqlite else DUMP)
    if any(env.data.glob("*.sqlite3")) or any((env.data / name).exists() for name in ("files", "statistics")):
        raise SystemExit(f"{env.data} holds data already. Move it away first: nothing is written over.")
    if not on_sqlite and _has_tables():
        raise SystemExit("The database holds data already. Make an empty one first: nothing is written over.")
    env.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tarfile.open(file) as archive:
        archive.extractall(env.data, filter="data")
    unpacked = env.data / SQLITE
    if on_sqlite:
        wanted = Path(str(environment.database_settings(env.database)["NAME"]))
        if wanted != unpacked:
            shutil.move(unpacked, wanted)
    else:
        name = str(environment.database_settings(env.database)["NAME"])
        dump = env.data / DUMP
        _postgres("pg_restore", env.database, "--no-owner", "--exit-on-error", f"--dbname={name}", str(dump))
        dump.unlink()
    subprocess.run([sys.executable, "-m", "hamkori.config.preparing", "migrate"], check=True)
    _django()
    from hamkori.ground.audit.erasures import ledger_file, replay

    lines, erased = replay()
    told = f"Restored from {file}. Erasures in the ledger: {lines}, done again: {erased}."
    return told if ledger_file().exists() else f"{told}\n{LEDGER}"


def _check(file: Path, wanted: str) -> None:
    """Raises `SystemExit` for what is not a backup of this kind of database."""
    if not file.exists():
        raise SystemExit(f"There is no file {file}.")
    try:
        with tarfile.open(file) as archive:
            names = archive.getnames()
    except (tarfile.TarError, OSError) as error:
        raise SystemExit(f"{file} is not a whole backup of Hamkori. Nothing was changed.") from error
    if wanted not in names:
        other = {SQLITE: "SQLite", DUMP: "PostgreSQL"}[wanted]
        raise SystemExit(f"{file} holds no database for {other}. Nothing was changed. See HAMKORI_DATABASE.")


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django

    django.setup()


def _has_tables() -> bool:
    _django()
    from django.db import connection

    return bool(connection.introspection.table_names())
