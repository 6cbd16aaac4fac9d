"""Words for kinds of places."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KIND_WORDS: dict[str, str | Promise] = {
    "country": _("country"),
    "region": _("region"),
    "capital": _("capital"),
    "district": _("district"),
    "city": _("city"),
    "city_district": _("city district"),
    "jamoat": _("jamoat"),
    "town": _("town"),
    "ayil_aymak": _("ayil aymak"),
    "mahalla": _("mahalla"),
    "village": _("village"),
}

UNDER_A_DISTRICT = ("jamoat", "town", "ayil_aymak", "mahalla", "village", "city_district")
"""What an administrator adds; everything above comes with the country pack."""


def kind_in_words(kind: str) -> str:
    """The word for a kind of place; a kind that we have no word for is shown as it stands in the pack."""
    return str(KIND_WORDS.get(kind, kind.replace("_", " ")))
