"""How a team in a village begins, with paper and a button telephone (R248): steps of the first ninety days."""

from typing import Any

from django.utils.translation import gettext_lazy as _

STEPS: tuple[tuple[Any, Any, Any], ...] = (
    (
        _("Week 1"),
        _("Tell residents who you are and what you are not: a team for safety, not helpers of an inquiry."),
        _("aloud at a meeting; a notice at the shop, school and clinic"),
    ),
    (
        _("Weeks 2 and 3"),
        _("Women, men, young people and older people each say on their own what matters most."),
        _("sheet for counting and slips; counts can also be told by telephone or SMS"),
    ),
    (
        _("Week 4"),
        _("Each group draws its map: where it is safe and where not."),
        _("sheet with tiles, on the back of this page"),
    ),
    (
        _("Week 5"),
        _("Walk the same way by day and by dark."),
        _("sheet of a safety walk"),
    ),
    (
        _("Week 6"),
        _("Choose one thing that can be repaired soon, and one that needs thought."),
        _("three people of three groups decide; number of the protocol"),
    ),
    (
        _("Week 7"),
        _("Ask the office that can help, and agree on a day."),
        _("a promise before two witnesses, read back aloud, counts like a signed one"),
    ),
    (
        _("Each week"),
        _("Somebody types what is on paper: at the school or in the jamoat, half an hour is enough."),
        _("photo of the sheet, without names"),
    ),
    (
        _("Week 12"),
        _("Tell residents what was promised and what became of it."),
        _("sheet for the notice board"),
    ),
)
"""When, what, and how without the internet."""
