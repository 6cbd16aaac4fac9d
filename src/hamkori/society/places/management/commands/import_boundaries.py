"""`import_boundaries FILE`: borders from GeoJSON; says what did not match and why."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.errors import HamkoriError
from hamkori.society.places.boundaries import import_boundaries


class Command(BaseCommand):
    help = "Import borders from a GeoJSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="who made the borders (default: from the file)")
        parser.add_argument("--licence", default="", help="their licence (default: from the file)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would match")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_boundaries(
                options["file"],
                actor=SYSTEM,
                source=options["source"],
                licence=options["licence"],
                dry_run=options["dry_run"],
            )
        except HamkoriError as error:
            raise CommandError(str(error)) from error
        for miss in report.unmatched:
            self.stdout.write(f"not matched  {miss.label}: {miss.why}")
        for miss in report.ambiguous:
            self.stdout.write(f"unclear      {miss.label}: {miss.why}")
        self.stdout.write(
            f"{len(report.matched)} matched, {len(report.kept)} unchanged, "
            f"{len(report.unmatched)} not matched, {len(report.ambiguous)} unclear"
        )
        self.stdout.write(f"Under every map: {report.source} ({report.licence})")
