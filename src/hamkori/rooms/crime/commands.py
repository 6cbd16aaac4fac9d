"""`hamkori crime …`: each wing adds its own verbs. `config/command.py` calls `add_commands`."""

from typing import Any

from hamkori.rooms.crime.analysis.commands import analysis_commands
from hamkori.rooms.crime.register.commands import register_commands
from hamkori.rooms.crime.register.commands_classification import classification_commands
from hamkori.rooms.crime.register.imports.commands import import_commands
from hamkori.rooms.crime.statistics.commands import statistics_commands


def add_commands(subparsers: Any) -> None:
    """Add `crime` with the verbs of every wing to what `add_subparsers` of the command line gave."""
    crime = subparsers.add_parser("crime", help="criminal statistics: register, releases, analysis")
    verbs = crime.add_subparsers(dest="wing", required=True, metavar="WING")
    register_commands(verbs)
    classification_commands(verbs)
    import_commands(verbs)
    statistics_commands(verbs)
    analysis_commands(verbs)
