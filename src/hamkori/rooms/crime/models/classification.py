"""Articles of the criminal code, categories of the international classification, and the dated way between them."""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel.words import pick


class ClassificationVersion(models.Model):
    """One state of the correspondence, so that a figure can be counted again as it was."""

    number = models.PositiveIntegerField(unique=True)
    note = models.JSONField(default=dict)
    made_on = models.DateField()

    def __str__(self) -> str:
        return f"correspondence {self.number}"


class Category(models.Model):
    """A category of the International Classification of Crime: its code, our own short label."""

    code = models.CharField(max_length=6, unique=True)
    level = models.PositiveSmallIntegerField()
    """1 section, 2 division, 3 group, 4 class."""
    parent_code = models.CharField(max_length=6, blank=True)
    labels = models.JSONField(default=dict)
    sensitive = models.BooleanField(default=False)
    """Sexual and domestic offences: never on a map of points or fine cells."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1) & Q(level__lte=4), name="category_level")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return pick(self.labels)


class Article(models.Model):
    """An article and part of the criminal code, as it stood between two days."""

    number = models.CharField(max_length=12)
    """ "139", "11^1"."""
    part = models.CharField(max_length=6, blank=True)
    titles = models.JSONField(default=dict)
    gravity = models.CharField(max_length=10)
    """minor, medium, serious, grave: by the limits in force then."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "part", "valid_from"], name="one_article_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="article_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(gravity__in=["minor", "medium", "serious", "grave"]), name="article_gravity"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """ "139/2"."""
        return f"{self.number}/{self.part}" if self.part else self.number

    @property
    def title(self) -> str:
        return pick(self.titles)


class MappingRow(models.Model):
    """From an article to a category, with the share that belongs there and what says so."""

    version = models.ForeignKey(ClassificationVersion, on_delete=models.PROTECT, related_name="rows")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="mappings")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    attempted = models.BooleanField(null=True)
    """Only for attempts, only for completed acts, or (None) for both."""
    weight = models.FloatField(default=1.0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    evidence = models.TextField(blank=True)
    legal_review = models.BooleanField(default=True)
    """Still waits for a lawyer."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weight__gt=0) & Q(weight__lte=1), name="mapping_weight"),
            models.UniqueConstraint(
                fields=["version", "article", "category", "attempted", "valid_from"],
                condition=Q(attempted__isnull=False),
                name="one_mapping_row_an_attempt",
            ),
            models.UniqueConstraint(
                fields=["version", "article", "category", "valid_from"],
                condition=Q(attempted__isnull=True),
                name="one_mapping_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} to {self.category_id}"
