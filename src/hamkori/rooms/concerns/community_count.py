"""The one sum that leaves this room for official statistics: how many concerns residents raised in some days (K23).

Of the whole country, without sensitive topics, doubles, sealed and withdrawn ones; to the nearest five, and fewer than
five are not told (K34, K62). Asked
for only where the community rooms and the statistics run in one installation.
"""

from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hamkori.ground.measures.disclosure import MINIMUM
from hamkori.kernel.registries import CommunityCount, community_counts
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Kind, State

ROUNDED_TO = 5
"""As every public count of concerns, so that nobody's can be found by subtracting."""


def _in_every_language(words: str | Promise) -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = str(words)
    return found


def raised_between(begins: date, ends: date) -> CommunityCount | None:
    """None below the threshold."""
    number = (
        Concern.objects.filter(
            raised_on__gte=begins, raised_on__lte=ends, topic__public=True, duplicate_of__isnull=True
        )
        .exclude(kind=Kind.THANKS)
        .exclude(state__in=(State.SEALED, State.WITHDRAWN, State.SCREENING))
        .count()
    )
    if number < MINIMUM:
        return None
    return CommunityCount(
        number=ROUNDED_TO * ((number + ROUNDED_TO // 2) // ROUNDED_TO),
        what=_in_every_language(_("Concerns and ideas that residents raised")),
        unit={},
        reference=_in_every_language(
            _(
                "Counted on this platform, the whole country together, to the nearest five; doubles, thanks and "
                "sensitive topics are left out."
            )
        ),
    )


def register() -> None:
    community_counts.register("concerns", raised_between)
