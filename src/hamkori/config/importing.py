"""Importing files from the command line, with progress and a list of what did not fit."""

import sys
from pathlib import Path

from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.errors import HamkoriError
from hamkori.society.places import boundaries


def import_boundaries(path: Path, *, source: str, licence: str, dry_run: bool) -> int:
    """Import borders and say what matched, what did not, and why. 1 if the file cannot be used."""
    try:
        report = boundaries.import_boundaries(
            path, actor=SYSTEM, source=source, licence=licence, dry_run=dry_run
        )
    except HamkoriError as error:
        print(error, file=sys.stderr)
        return 1
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
