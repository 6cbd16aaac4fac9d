"""What the settings of a country are called, and what they do. Others are shown as the pack writes them."""

from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from hamkori.society.countries.queries import currency

SETTING_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "quick_exit_address": (
        _("Where the quick exit leads"),
        _("An ordinary page that many people open, for example the weather. It begins with https://."),
    ),
    "map_licence_line": (
        _("Line under maps with borders"),
        _("Who made the borders, and the licence. The import of borders fills it in."),
    ),
    "retention_closed_months": (
        _("Months until personal details in a closed concern are erased"),
        _("Not from our documents: check local law."),
    ),
    "minor_age": (_("Under this age a person is a child"), _("Not from our documents: check local law.")),
    "small_count_threshold": (
        _("Smallest count that is shown"),
        _("Smaller counts are hidden, so that nobody can be recognised. Never lower than 5."),
    ),
    "silence_days_before_check": (
        _("Days without a reply until somebody else checks the result"),
        _("If the person who asked says nothing after an answer."),
    ),
}


def setting_in_words(name: str) -> tuple[str, str]:
    """(what it is called, what it does)."""
    title, hint = SETTING_WORDS.get(name, (name.replace("_", " "), ""))
    return str(title), str(hint)


def _with_currency(label: Any) -> str:
    return f"{label} ({currency()})"


with_currency = lazy(_with_currency, str)
"""A label of a field for money: "Amount (…)", with the currency of the country."""
