"""The erasure ledger: what was erased, kept outside database and backup.

A restored backup brings back what residents had taken away. So each erasure is also a line in a file beside the
data folder (never in it, never in a backup): day, kind of record, reference. After a restore every line is done
again (K64). A line is written before the transaction commits: if it never commits, the resident still asked.
"""

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from hamkori.kernel import clock
from hamkori.kernel.registries import Registry

erasers: Registry[Callable[[str], bool]] = Registry("eraser")
"""By kind of record: erase it again by its reference; True if there was something to erase."""


def ledger_file() -> Path:
    """`ledger/erasures` beside the data folder."""
    return Path(settings.HAMKORI_DATA).parent / "ledger" / "erasures"


def remember(kind: str, reference: str) -> None:
    """Add a line and bring it to the disk."""
    path = ledger_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{clock.today().isoformat()} {kind} {reference}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    today = clock.midnight(clock.today())
    for kept in (path, path.parent):  # the day stands in the line; the hour nowhere (K08)
        os.utime(kept, (today, today))


def replay() -> tuple[int, int]:
    """Do every erasure of the ledger again. Returns (lines, how many had come back and were erased)."""
    path = ledger_file()
    if not path.exists():
        return 0, 0
    lines = erased = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) != 3 or parts[1] not in erasers:
            continue
        lines += 1
        erased += erasers[parts[1]](parts[2])
    return lines, erased
