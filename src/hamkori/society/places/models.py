"""Where: the territory tree, its names in every language and time, its borders if somebody imported them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, gettext_noop

from hamkori.kernel.words import pick

REFERENCES = (
    gettext_noop("Census of 2020"),
    gettext_noop("State statistics, estimate"),
    gettext_noop("State statistics, estimate; in places only the rural part is counted"),
    gettext_noop("Invented for the demo"),
)
"""What the country packs and the demo name; any other reference stands as it was written."""


class Place(models.Model):
    """A node of the territory: country, region, district, city, jamoat, mahalla…

    `path` is the dotted way from the root ("tj.su.asht"): everything below a place begins with its path and a dot.
    `names` repeats the names in force from `PlaceName`, so that lists need no join.
    """

    class Risk(models.TextChoices):
        NORMAL = "normal"
        CAREFUL = "careful"
        """More anonymous by default, reviewers outside the police first, no publication alone (K32, R060)."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    depth = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    urban = models.BooleanField(null=True)
    border_with = models.JSONField(default=list)
    inside_code = models.CharField(max_length=80, blank=True)
    """Code of the place whose shape on open maps contains this one (a city inside its district)."""
    population = models.PositiveIntegerField(null=True)
    population_on = models.DateField(null=True)
    population_source = models.CharField(max_length=200, blank=True)
    risk_level = models.CharField(max_length=10, choices=Risk.choices, default=Risk.NORMAL)
    tile_x = models.PositiveSmallIntegerField(null=True)
    tile_y = models.PositiveSmallIntegerField(null=True)
    tile_label = models.JSONField(default=dict)
    point_lon = models.FloatField(null=True)
    """Degrees east, rounded to a tenth where it comes from a pack."""
    point_lat = models.FloatField(null=True)
    position = models.PositiveSmallIntegerField(default=1000)
    """The order of the pack; places entered here come after."""
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["parent", "position"], name="place_children")]
        constraints = [
            models.CheckConstraint(condition=~Q(path="") & ~Q(code=""), name="place_has_path_and_code"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="place_not_in_itself"
            ),
            models.CheckConstraint(
                condition=Q(tile_x__isnull=True, tile_y__isnull=True)
                | Q(tile_x__isnull=False, tile_y__isnull=False),
                name="tile_has_column_and_row",
            ),
            models.CheckConstraint(
                condition=Q(point_lon__isnull=True, point_lat__isnull=True)
                | Q(point_lon__gte=-180, point_lon__lte=180, point_lat__gte=-90, point_lat__lte=90),
                name="point_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(population__isnull=True)
                | (Q(population_on__isnull=False) & ~Q(population_source="")),
                name="population_has_date_and_source",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def population_told_by(self) -> str:
        """Who counted, for people: what packs name is translated, anything else stands as it was written."""
        return gettext(self.population_source) if self.population_source else ""

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return pick(self.names)

    @property
    def is_careful(self) -> bool:
        return self.risk_level == self.Risk.CAREFUL

    def contains(self, path: str) -> bool:
        """Whether `path` is this place or lies below it."""
        return path == self.path or path.startswith(self.path + ".")


class PlaceName(models.Model):
    """One name: in force, another spelling (`alias`), or former. `folded` begins with a space, for word search."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="all_names")
    language = models.CharField(max_length=5)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=220)
    alias = models.BooleanField(default=False)
    former = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    """The last day; a pack that knows only the year gives 31 December of the year before."""
    local = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["folded"], name="place_name_folded")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="name_ends_after_begin",
            ),
            models.UniqueConstraint(
                fields=["place", "language"],
                condition=Q(former=False, alias=False),
                name="one_name_in_force_a_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"


class Boundary(models.Model):
    """The simplified border of a place. Never shown without its source and licence."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="boundary")
    geometry = models.TextField()
    """GeoJSON Polygon or MultiPolygon, longitude and latitude in degrees."""
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200)
    imported_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(licence=""), name="border_has_source_and_licence"
            ),
            models.CheckConstraint(
                condition=Q(east__gte=F("west")) & Q(north__gte=F("south")), name="border_box"
            ),
        ]

    def __str__(self) -> str:
        return f"border of {self.place_id}"
