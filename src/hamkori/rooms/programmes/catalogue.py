"""The fixed lists of programmes: levels, units, how often, which groups are counted apart."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    OUTCOME = "outcome", _("Outcome: what changes for people")
    OUTPUT = "output", _("Output: what the programme delivers")


class Unit(models.TextChoices):
    NUMBER = "number", pgettext_lazy("unit of an indicator", "Number")
    PEOPLE = "people", pgettext_lazy("unit of an indicator", "Number of people who took part or were reached")
    PERCENT = "percent", pgettext_lazy("unit of an indicator", "Per cent")
    DAYS = "days", pgettext_lazy("unit of an indicator", "Days")


class Direction(models.TextChoices):
    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")


class Every(models.TextChoices):
    QUARTER = "quarter", _("Every three months")
    HALF = "half", _("Every six months")
    YEAR = "year", _("Every year")


MONTHS: dict[str, int] = {Every.QUARTER: 3, Every.HALF: 6, Every.YEAR: 12}
MOST_PERIODS = 40
SHARE_FROM = 10
"""A share of fewer says more than is known, and may say it of somebody: the public sees none."""


class Split(models.TextChoices):
    """By which groups an indicator is counted, also its target. Never by belief or descent (K18)."""

    NONE = "", _("Not counted by groups")
    SEX = "sex", _("Women and men")
    AGE = "age", _("Young people and older ones")
    SEX_AGE = "sex_age", _("Women and men, young and older")
    AREA = "area", _("Towns and villages")


GROUPS: dict[str, str | Promise] = {
    "women": pgettext_lazy("group that is counted", "Women"),
    "men": pgettext_lazy("group that is counted", "Men"),
    "young": pgettext_lazy("group that is counted", "Young people from 14 to 30"),
    "older": pgettext_lazy("group that is counted", "People older than 30"),
    "young_women": pgettext_lazy("group that is counted", "Young women from 14 to 30"),
    "young_men": pgettext_lazy("group that is counted", "Young men from 14 to 30"),
    "older_women": pgettext_lazy("group that is counted", "Women older than 30"),
    "older_men": pgettext_lazy("group that is counted", "Men older than 30"),
    "town": pgettext_lazy("group that is counted", "Towns"),
    "village": pgettext_lazy("group that is counted", "Villages"),
}
OF_SPLIT: dict[str, tuple[str, ...]] = {
    Split.NONE: (),
    Split.SEX: ("women", "men"),
    Split.AGE: ("young", "older"),
    Split.SEX_AGE: ("young_women", "young_men", "older_women", "older_men"),
    Split.AREA: ("town", "village"),
}
