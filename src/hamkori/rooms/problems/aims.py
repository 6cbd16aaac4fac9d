"""The lists for what a team wants to reach, and for whom it concerns. Kinds only, as everywhere in a folder."""

from django.utils.translation import gettext_lazy as _

from hamkori.rooms.problems.catalogue import KEEPERS, Words

GOALS: Words = {
    "end": _("It stops"),
    "less": _("It happens less often"),
    "milder": _("It does less harm, or people fear it less"),
    "better": _("It is dealt with better"),
    "pass": _("Somebody else takes it on"),
}
"""Five kinds of goal (Clarke & Eck 2003): a small one that is reached is better than a great one that is not."""
STAKEHOLDERS: Words = {
    **{code: words for code, words in KEEPERS.items() if code != "nobody"},
    "pupils": _("pupils"),
    "women": _("women of the place"),
    "young": _("young people of the place"),
    "drivers": _("drivers"),
    "sellers": _("sellers"),
    "traffic": _("the traffic police"),
    "district": _("the district government"),
    "elders": _("elders"),
    "media": _("newspaper and radio"),
}
"""Kinds, never persons, never a people or a faith."""
STANCES: Words = {
    "for": _("want it changed"),
    "against": _("want it to stay"),
    "divided": _("are divided"),
    "unknown": _("not known yet"),
}
