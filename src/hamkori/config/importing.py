"""Importing files from the command line, with progress and a list of what did not fit."""

from pathlib import Path

from hamkori.kernel.actor import SYSTEM
from hamkori.society.places import boundaries


def import_boundaries(path: Path, *, source: str, licence: str, dry_run: bool) -> int:
    """Import borders and say what matched, what did not, and why. Raises `HamkoriError` if the file cannot be used."""
    report = boundaries.import_boundaries(path, actor=SYSTEM, source=source, licence=licence, dry_run=dry_run)
    print(f"source: {report.source}; licence: {report.licence}")
    for miss in report.unmatched:
        print(f"not matched: {miss.label}: {miss.why}")
    for miss in report.ambiguous:
        print(f"ambiguous: {miss.label}: {miss.why}")
    done = "would be imported" if dry_run else "imported"
    print(
        f"{len(report.matched)} {done}, {len(report.kept)} unchanged, "
        f"{len(report.unmatched)} not matched, {len(report.ambiguous)} ambiguous"
    )
    return 0
