"""Sheets of a mapping session and of a safety walk (R240, R241, R262). A grid, no coordinates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.references import new_reference
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.concerns.models import Concern
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
    photo = models.CharField(max_length=32, blank=True)
    """The token of a photo of the sketch that was drawn by hand."""
    no_people_on_photo = models.BooleanField(default=False)
    photo_by_posting = models.BigIntegerField(null=True)
    photo_read_by_posting = models.BigIntegerField(null=True)
    photo_read_on = models.DateField(null=True)
    """Another of the team has looked at it: neither a person nor a name. From then on everybody sees it."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(people__gt=0), name="sheet_drawn_by_somebody"),
            models.CheckConstraint(
                condition=Q(photo="") | Q(no_people_on_photo=True), name="sketch_shows_no_people"
            ),
            models.CheckConstraint(
                condition=Q(photo_read_on__isnull=True)
                | (~Q(photo="") & ~Q(photo_read_by_posting=models.F("photo_by_posting"))),
                name="sketch_read_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.uid}"

    @property
    def photo_is_public(self) -> bool:
        return bool(self.photo) and self.photo_read_on is not None


class Layer(models.TextChoices):
    """Two layers of one sheet (R240)."""

    UNSAFE = "unsafe", _("Not safe")
    SAFE = "safe", _("Safe")


class MapMark(models.Model):
    """How many put a mark on a tile: not safe, with the worry, or safe; and for which part of the day."""

    sheet = models.ForeignKey(MapSheet, on_delete=models.CASCADE, related_name="marks")
    column = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField()
    layer = models.CharField(max_length=6, choices=Layer.choices, default=Layer.UNSAFE)
    worry = models.CharField(max_length=14, choices=list(WORRIES.items()), blank=True)
    part = models.CharField(max_length=10, choices=list(PARTS.items()))
    marks = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "column", "row", "layer", "worry", "part"], name="one_mark_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(column__gte=1, column__lte=COLUMNS, row__gte=1, row__lte=ROWS),
                name="mark_on_the_sheet",
            ),
            models.CheckConstraint(
                condition=(Q(layer="safe") & Q(worry="")) | (Q(layer="unsafe") & ~Q(worry="")),
                name="worry_where_not_safe",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worry or self.layer} at {self.tile}"

    @property
    def tile(self) -> str:
        return tile_name(self.column, self.row)


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


class RouteStop(models.Model):
    """A stop on the way of a walk: its place in the order, and the office that can mend what is wrong there."""

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="route")
    number = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    proposals = models.JSONField(default=dict)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, related_name="+")
    """What the owner promised, in the ledger."""
    concern = models.ForeignKey(Concern, on_delete=models.SET_NULL, null=True, related_name="+")
    """The concern that the team entered for the owner."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["walk", "number"], name="one_stop_a_number")]

    def __str__(self) -> str:
        return f"stop {self.number}"

    @property
    def title(self) -> str:
        return pick(self.titles)


class WalkStop(models.Model):
    """What was seen at a stop by day or by dark: nine ratings from 0 (bad) to 3 (good), and a photo of the place."""

    class Light(models.TextChoices):
        DAY = "day"
        DARK = "dark"

    stop = models.ForeignKey(RouteStop, on_delete=models.CASCADE, related_name="looks")
    light = models.CharField(max_length=4, choices=Light.choices)
    ratings = models.JSONField(default=dict)
    photo = models.CharField(max_length=32, blank=True)
    no_people_on_photo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stop", "light"], name="one_stop_a_light"),
            models.CheckConstraint(
                condition=Q(photo="") | Q(no_people_on_photo=True), name="photo_of_a_place_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stop_id} by {self.light}"


def tile_name(column: int, row: int) -> str:
    """ "B3"."""
    return f"{'ABCDEFGH'[column - 1]}{row}"
