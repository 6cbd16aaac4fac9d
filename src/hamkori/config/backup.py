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


def make_backup(folder: Path) -> str:
    """A .tar with the database, the encrypted files and the stores of statistics, named by the day.

    Never the key or the erasure ledger: the keys that sign releases and change their numbers are derived from
    the key file, so they come back with it. Lines of a release in the making (`.part`) are left out.

    On SQLite the database is copied while it is in use. On PostgreSQL only the files are packed: dump the
    database with pg_dump beside it. Returns a sentence for the console.
    """
    from django.conf import settings

    from hamkori.kernel import clock

    env = environment.read()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"hamkori-{clock.today().isoformat()}.tar"
    part = target.with_suffix(".part")
    with tempfile.TemporaryDirectory(dir=folder) as work:
        members: list[tuple[Path, str]] = []
        if env.database.startswith("sqlite"):
            copy = Path(work) / "hamkori.sqlite3"
            _copy_sqlite(str(environment.database_settings(env.database)["NAME"]), copy)
            members.append((copy, "hamkori.sqlite3"))
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


def _as_kept(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Without owner and time of day; half-written files stay out."""
    if member.name.endswith(".part"):
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = int(member.mtime) - int(member.mtime) % 86400
    return member


def restore_backup(file: Path) -> str:
    """Unpack a backup into an empty data folder and do every erasure of the ledger again.

    Refuses to write over an installation that has data.
    """
    env = environment.read()
    if not file.exists():
        raise SystemExit(f"There is no file {file}.")
    if any(env.data.glob("*.sqlite3")) or any((env.data / name).exists() for name in ("files", "statistics")):
        raise SystemExit(f"{env.data} holds data already. Move it away first: nothing is written over.")
    env.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tarfile.open(file) as archive:
        archive.extractall(env.data, filter="data")
    unpacked = env.data / "hamkori.sqlite3"
    if env.database.startswith("sqlite") and unpacked.exists():
        wanted = Path(str(environment.database_settings(env.database)["NAME"]))
        if wanted != unpacked:
            shutil.move(unpacked, wanted)
    subprocess.run([sys.executable, "-m", "hamkori.config.preparing", "migrate"], check=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkori.config.settings")
    import django

    django.setup()
    from hamkori.ground.audit.erasures import replay

    lines, erased = replay()
    return f"Restored from {file}. Erasures in the ledger: {lines}, done again: {erased}."
