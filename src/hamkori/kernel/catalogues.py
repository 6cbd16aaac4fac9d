"""Compile the catalogues of words without system tools: every stale `.po` becomes its `.mo`."""

import os
import tempfile
from pathlib import Path


def compile_one(source: Path) -> Path:
    """Write the `.mo` beside `source`, whole or not at all, and answer its path."""
    import polib  # type: ignore[import-untyped]  # only when something is stale: `serve` asks at every start

    target = source.with_suffix(".mo")
    catalogue = polib.pofile(str(source), check_for_duplicates=True)
    handle, temporary = tempfile.mkstemp(dir=source.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(catalogue.to_binary())
    os.chmod(temporary, 0o644)
    os.replace(temporary, target)
    return target


def is_stale(source: Path) -> bool:
    """True if `source` has no `.mo`, or one older than itself."""
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_all(root: Path) -> list[Path]:
    """Compile every stale `locale/<language>/LC_MESSAGES/*.po` under `root`; answer what was written.

    Raises OSError or ValueError with the file's name when a catalogue cannot be read.
    """
    sources = sorted(root.glob("**/locale/*/LC_MESSAGES/*.po"))
    return [compile_one(source) for source in sources if is_stale(source)]
