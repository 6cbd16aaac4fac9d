"""Sheets of a mapping session and of a safety walk (R240, R241, R262). A grid, no coordinates."""

from django.db import models
from django.db.models import Q

from hamkori.kernel.references import new_reference
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import PARTS, WORRIES, Group
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

COLUMNS, ROWS = 8, 6
"""Tiles of a sheet: A to H across, 1 to 6 down."""


class MapSheet(models.Model):
    """One session's sheet. Drawn by one group on its own (K16)."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=10, choices=[row for row in Group.choices if row[0] != Group.SMALLER])
    people = models.PositiveIntegerField()
    on = models.DateField()
    landmarks = models.JSONField(default=dict)
    """{"B3": {"tg": "the school", …}}: what stands on a tile, so that people find it."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(people__gt=0), name="sheet_drawn_by_somebody")]

    def __str__(self) -> str:
        return f"sheet {self.uid}"


class MapMark(models.Model):
    """How many put a mark for a worry on a tile, and for which part of the day."""

    sheet = models.ForeignKey(MapSheet, on_delete=models.CASCADE, related_name="marks")
    column = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField()
    worry = models.CharField(max_length=14, choices=list(WORRIES.items()))
    part = models.CharField(max_length=10, choices=list(PARTS.items()))
    marks = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "column", "row", "worry", "part"], name="one_mark_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(column__gte=1, column__lte=COLUMNS, row__gte=1, row__lte=ROWS),
                name="mark_on_the_sheet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worry} at {tile_name(self.column, self.row)}"


class Walk(models.Model):
    """A safety walk: the same way by day and by dark."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    women = models.PositiveSmallIntegerField()
    men = models.PositiveSmallIntegerField()
    officials = models.BooleanField(default=False)
    on = models.DateField()

    def __str__(self) -> str:
        return f"walk {self.uid}"


class WalkStop(models.Model):
    """One stop with nine ratings from 0 (bad) to 3 (good), by day or by dark, and a photo of the place."""

    class Light(models.TextChoices):
        DAY = "day"
        DARK = "dark"

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="stops")
    number = models.PositiveSmallIntegerField()
    light = models.CharField(max_length=4, choices=Light.choices)
    titles = models.JSONField(default=dict)
    ratings = models.JSONField(default=dict)
    proposals = models.JSONField(default=dict)
    photo = models.CharField(max_length=32, blank=True)
    no_people_on_photo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["walk", "number", "light"], name="one_stop_a_light"),
            models.CheckConstraint(
                condition=Q(photo="") | Q(no_people_on_photo=True), name="photo_of_a_place_only"
            ),
        ]

    def __str__(self) -> str:
        return f"stop {self.number}"

    @property
    def title(self) -> str:
        return pick(self.titles)


def tile_name(column: int, row: int) -> str:
    """ "B3"."""
    return f"{'ABCDEFGH'[column - 1]}{row}"
