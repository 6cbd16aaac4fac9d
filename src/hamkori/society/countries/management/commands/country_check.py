"""`country_check [CODE ...]`: says where packs have holes; exit status 1 if there is one."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from hamkori.society.countries.actions import check_pack
from hamkori.society.countries.packs import available


class Command(BaseCommand):
    help = "Check country packs and say where they have holes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", nargs="*", help="packs to check (all by default)")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for code in options["code"] or available():
            faults = check_pack(code)
            count += len(faults)
            for fault in faults:
                self.stdout.write(f"{code}/{fault}")
            if not faults:
                self.stdout.write(f"{code}: whole")
        if count:
            sys.exit(1)
