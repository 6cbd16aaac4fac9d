"""Reads of the country: frame, working calendar, seasons, help lines, laws."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from hamkori.ground.deadlines.calendar import Calendar
from hamkori.kernel.errors import NotFound
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.templatetags.look import figure
from hamkori.kernel.words import pick
from hamkori.society.countries.models import CheckList, Country, Currency, HelpLine, Holiday, Law, Season


def country() -> Country:
    """The country of this installation. Raises `NotFound` before a pack was loaded."""
    found = Country.objects.filter(retired_on__isnull=True).first()
    if found is None:
        raise NotFound
    return found


def setting(name: str, default: Any = None) -> Any:
    """A setting of the country: entered here, else from the pack; `default` where it is unset ("" or missing)."""
    found = country()
    value = found.local_settings.get(name, found.settings.get(name))
    return default if value is None or value == "" else value


def unset_settings() -> list[str]:
    """Names of the settings that nobody has set yet."""
    found = country()
    return [
        name for name in found.settings if found.local_settings.get(name, found.settings[name]) in ("", None)
    ]


@for_a_while(60)
def _currency() -> tuple[str, dict[str, str]]:
    found = Currency.objects.filter(retired_on__isnull=True).first()
    return (found.code, found.names) if found else ("", {})


def currency(language: str | None = None) -> str:
    """The money of the country as people say it, else its code; "" before a pack was loaded."""
    code, names = _currency()
    return pick(names, language) or code


def money(amount: float | Decimal | None, places: int = 0) -> str:
    """An amount with its currency: "7 800 …". None is a dash."""
    return f"{figure(amount, places)} {currency()}".strip() if amount is not None else figure(None)


def public_name(language: str | None = None) -> str:
    """How this installation calls itself: its own setting, else the pack's."""
    own = getattr(settings, "HAMKORI_SITE_NAME", "")
    return own or pick(country().public_names, language)


def quick_exit_address() -> str:
    """Where the quick exit leads; "" = a neutral page of this installation."""
    return getattr(settings, "HAMKORI_EXIT_URL", "") or setting("quick_exit_address", "")


def calendar() -> Calendar:
    """Weekend and days off. Two queries: hold on to the value while you count."""
    found = Country.objects.filter(retired_on__isnull=True).first()
    days = Holiday.objects.filter(retired_on__isnull=True).values_list("day", flat=True)
    weekend = frozenset(found.weekend) if found else frozenset({6, 7})
    return Calendar(weekend=weekend, holidays=frozenset(days))


def holidays(year: int) -> list[Holiday]:
    """Days off of a year, in order."""
    return list(Holiday.objects.filter(retired_on__isnull=True, day__year=year).order_by("day", "code"))


def seasons(on: date) -> list[Season]:
    """Seasons that `on` lies in."""
    return list(
        Season.objects.filter(retired_on__isnull=True, starts_on__lte=on, ends_on__gte=on).order_by(
            "starts_on"
        )
    )


def help_lines(
    screen: str | None = None, *, place_path: str = "", only_known: bool = False
) -> list[HelpLine]:
    """Help lines in the order of the pack: those of a calm page, or (without `screen`) those shown to everybody.

    Lines of the place and of the places above it are included. A line without a number is in the list unless
    `only_known`: the page says that the number is not known yet.
    """
    lines = HelpLine.objects.filter(retired_on__isnull=True).order_by("position", "code")
    return [
        line
        for line in lines
        if ((line.always and (screen is None or line.added_here)) or screen in line.shown_on)
        and (not line.place_path or f"{place_path}.".startswith(f"{line.place_path}."))
        and (line.is_known or not only_known)
    ]


def all_help_lines() -> list[HelpLine]:
    """The whole directory, for the page that shows it and for those who check the numbers."""
    return list(HelpLine.objects.filter(retired_on__isnull=True).order_by("position", "code"))


def national_help_lines() -> list[HelpLine]:
    """Lines of the whole country."""
    return [line for line in all_help_lines() if not line.place_path]


def local_help_lines() -> list[HelpLine]:
    """Lines of an area, not of the whole country."""
    return [line for line in all_help_lines() if line.place_path]


def emergency_line() -> HelpLine | None:
    """The line whose number stands on every page."""
    found = Country.objects.filter(retired_on__isnull=True).first()
    if found is None:
        return None
    return HelpLine.objects.filter(code=found.emergency_line, retired_on__isnull=True).first()


def laws() -> list[Law]:
    """The law library, in the order of the pack."""
    return list(Law.objects.filter(retired_on__isnull=True).order_by("position", "code"))


def check_lists() -> list[CheckList]:
    """The check-lists for officials, in the order of the pack."""
    return list(CheckList.objects.filter(retired_on__isnull=True).order_by("position", "code"))


def check_list(code: str) -> tuple[CheckList, list[HelpLine]]:
    """One check-list with the help lines that stand below it. Raises `NotFound`."""
    found = CheckList.objects.filter(retired_on__isnull=True, code=code).first()
    if found is None:
        raise NotFound
    lines = {
        line.code: line for line in HelpLine.objects.filter(retired_on__isnull=True, code__in=found.lines)
    }
    return found, [lines[code] for code in found.lines if code in lines]
