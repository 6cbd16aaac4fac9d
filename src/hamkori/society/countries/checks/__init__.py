"""What is wrong with a pack, and where. Pure reading: no database."""

from hamkori.society.countries.checks.frame import calendar, check_lists, country, help_lines, laws
from hamkori.society.countries.checks.rooms import bodies, concerns
from hamkori.society.countries.checks.screens import screens
from hamkori.society.countries.checks.territory import territory

__all__ = [
    "bodies",
    "calendar",
    "check_lists",
    "concerns",
    "country",
    "help_lines",
    "laws",
    "screens",
    "territory",
]
