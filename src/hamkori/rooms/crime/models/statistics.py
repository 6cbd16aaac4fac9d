"""Releases: what was published, as it was published."""

from django.db import models
from django.db.models import Q

from hamkori.kernel.references import new_reference
from hamkori.society.places.models import Place


class Population(models.Model):
    """How many people lived somewhere on a day; rates name it with its source."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    sex = models.CharField(max_length=1, blank=True)
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "on", "sex"], name="one_population_a_day"),
            models.CheckConstraint(condition=~Q(source=""), name="population_source_named"),
        ]

    def __str__(self) -> str:
        return f"{self.number} in {self.place_id}"


class BesideFigure(models.Model):
    """What a survey or a service counted about the same life: shown beside recorded crime, never added to it (K23)."""

    code = models.CharField(max_length=60, unique=True)
    """The sender's own name of the figure: the same code again replaces it."""
    kind = models.CharField(max_length=7)
    """survey or service."""
    what = models.JSONField(default=dict)
    """Words by language."""
    unit = models.JSONField(default=dict)
    """Words by language: "per cent of adults", "calls"."""
    number = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    """The interval (95 %), in the same unit; of a survey always."""
    asked = models.PositiveIntegerField(null=True)
    """How many were asked, or how many cases were looked at."""
    begins_on = models.DateField()
    ends_on = models.DateField()
    """The last day that the figure speaks of."""
    reference = models.JSONField(default=dict)
    """Who counted, by language."""
    kept_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["survey", "service"]), name="beside_kind"),
            models.CheckConstraint(condition=Q(begins_on__lte=models.F("ends_on")), name="beside_days"),
            models.CheckConstraint(
                condition=Q(kind="service") | Q(asked__isnull=False, low__isnull=False, high__isnull=False),
                name="survey_says_how_sure",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Release(models.Model):
    """One vintage of the statistics of a period. Published, it is frozen; a revision is a new vintage with a note."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=60)
    """ "2025", "2025-03": the period."""
    begins_on = models.DateField()
    ends_on = models.DateField()
    """The last day."""
    vintage = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, default="built")
    """built, audited, published, withdrawn."""
    built_at = models.DateTimeField()
    published_on = models.DateField(null=True)
    folder = models.CharField(max_length=200)
    """Where its Parquet files and manifest lie, below the data folder."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the manifest."""
    signature = models.CharField(max_length=128, blank=True)
    """Ed25519 over the digest, base64."""
    manifest = models.JSONField(default=dict)
    """Versions of rules, correspondence and protection; coverage; results of the audit."""
    note = models.JSONField(default=dict)
    """Why it was revised, by language."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "vintage"], name="one_vintage"),
            models.CheckConstraint(
                condition=Q(state__in=["built", "audited", "published", "withdrawn"]), name="release_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (Q(published_on__isnull=False) & ~Q(signature="")),
                name="published_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, vintage {self.vintage}"


class ReleaseTable(models.Model):
    """One table of a release as it is shown: protected cells, totals, notes. Small enough for one page."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="tables")
    family = models.CharField(max_length=60)
    """Fixed family: it belongs to one lane for ever."""
    lane = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    dimensions = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    """[[codes...], shown number or None, why it is hidden or ""]."""
    coverage = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="one_table_a_release"),
            models.CheckConstraint(condition=Q(lane__in=["bulletin", "query"]), name="table_lane"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of release {self.release_id}"


class ReleaseFront(models.Model):
    """What the public pages of a release show, in one row: taken from its signed tables when it is published."""

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="front")
    edition = models.PositiveSmallIntegerField()
    """Of the way it was taken (`outputs.front`): a row of another edition is not read."""
    digest = models.CharField(max_length=64)
    """Of the release that it was taken from."""
    body = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"front of release {self.release_id}"
