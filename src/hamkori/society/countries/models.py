"""What a country pack says about the country itself: frame, days off, seasons, help numbers, laws.

Rows come from the pack; `local_fields` lists the fields that somebody here has set and that loading leaves alone.
"""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel.words import pick

LOCAL = "local-"
"""So begin the codes of rows that were added here."""


class PackRow(models.Model):
    """A row that the pack gives and an installation may change."""

    code = models.CharField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=100)
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return pick(self.names)


class Country(PackRow):
    """The country of this installation: exactly one row is not retired."""

    languages = models.JSONField(default=list)
    default_language = models.CharField(max_length=5)
    phone_prefix = models.CharField(max_length=5)
    weekend = models.JSONField(default=list)
    """ISO weekdays off work."""
    public_names = models.JSONField(default=dict)
    emergency_line = models.CharField(max_length=80, blank=True)
    settings = models.JSONField(default=dict)
    local_settings = models.JSONField(default=dict)
    """Settings entered here: they win over those of the pack."""


class Currency(PackRow):
    """The money of the country: `code` as in ISO 4217, `names` as people say it beside an amount."""


class Holiday(PackRow):
    """One day off. `verified` says who checked it and when; "" = nobody yet."""

    day = models.DateField()
    verified = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["day"], name="holiday_day")]


class Season(PackRow):
    """A stretch of days in which people live otherwise: harvest, Ramadan, power cuts, school."""

    kind = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="season_in_order")
        ]


class HelpLine(PackRow):
    """A kind of help and how to reach it. Without a number it is shown as "not known yet", never as a number (H16)."""

    what_for = models.JSONField(default=dict)
    number = models.CharField(max_length=40, blank=True)
    hours = models.JSONField(default=dict)
    free = models.BooleanField(null=True)
    languages = models.JSONField(default=list)
    shown_on = models.JSONField(default=list)
    """Codes of the calm pages that show it."""
    always = models.BooleanField(default=False)
    """Shown to everybody on every page of help: the same list, whatever was asked."""
    place_path = models.CharField(max_length=200, blank=True)
    """Where it answers; "" = the whole country."""
    note = models.CharField(max_length=300, blank=True)
    verified_on = models.DateField(null=True)
    verified_by_posting = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True) | ~Q(number=""), name="only_a_number_can_be_verified"
            )
        ]

    @property
    def purpose(self) -> str:
        return pick(self.what_for)

    @property
    def open_when(self) -> str:
        return pick(self.hours)

    @property
    def is_known(self) -> bool:
        return bool(self.number)

    @property
    def edited_here(self) -> bool:
        return bool(self.local_fields)

    @property
    def added_here(self) -> bool:
        return self.code.startswith(LOCAL)


class CheckList(PackRow):
    """What an official sees to, and what a person may expect (R493, R162). It is read and printed, never filled in."""

    leads = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    parts = models.JSONField(default=list)
    """[{"titles": {language: text}, "items": [{"texts": …, "rests_on": …}]}]"""
    lines = models.JSONField(default=list)
    """Codes of the help lines that stand below it."""

    @property
    def lead(self) -> str:
        return pick(self.leads)

    @property
    def note(self) -> str:
        return pick(self.notes)

    @property
    def in_words(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """[(title of a part, [(what to do, on what it rests)])] in the reader's language."""
        return [
            (pick(part["titles"]), [(pick(item["texts"]), pick(item["rests_on"])) for item in part["items"]])
            for part in self.parts
        ]


class Law(PackRow):
    """A law, order or draft. `readings` keeps every date and number with who gives it: sources differ (H3, H4)."""

    kind = models.CharField(max_length=40)
    other_titles = models.JSONField(default=dict)
    readings = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)

    @property
    def sources_differ(self) -> bool:
        return (
            len(
                {
                    (reading.get("number"), reading.get("date"), reading.get("year"))
                    for reading in self.readings
                }
            )
            > 1
        )
