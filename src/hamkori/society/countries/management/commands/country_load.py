"""`country_load [CODE]`: checks and loads a country pack; running it again changes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.errors import HamkoriError
from hamkori.society.countries.actions import PackHasHoles, load_pack


class Command(BaseCommand):
    help = "Load a country pack: dated rows, local entries are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", nargs="?", default=settings.HAMKORI_COUNTRY)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_pack(options["code"], actor=SYSTEM, progress=self.stdout.write)
        except PackHasHoles as error:
            raise CommandError("\n".join(str(fault) for fault in error.faults)) from error
        except HamkoriError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{options['code']}: {report.created} created, {report.changed} changed, "
            f"{report.kept_local} kept as entered here, {report.retired} retired"
        )
