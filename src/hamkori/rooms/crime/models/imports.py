"""What senders hand in: files, their mappings, their faults, and tables of districts that keep no records here."""

from django.db import models
from django.db.models import Q

from hamkori.rooms.crime.models.classification import Category
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class SenderMapping(models.Model):
    """How the columns and codes of one sender are read."""

    name = models.CharField(max_length=60, unique=True)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10)
    """records or table."""
    body = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["records", "table"]), name="mapping_kind")
        ]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file that was taken in, or is being taken in. Stopped, it goes on where it was."""

    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""
    file_name = models.CharField(max_length=200)
    mapping = models.ForeignKey(SenderMapping, on_delete=models.PROTECT, related_name="imports")
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, default="running")
    """running, stopped, done, refused."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_faulty = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "mapping"], name="one_import_a_file"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "stopped", "done", "refused"]), name="import_state"
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class Fault(models.Model):
    """What was wrong with one row of an import."""

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField(default=0)
    """As a spreadsheet counts; 0 is the file as a whole."""
    column = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=60)
    """Code of the edit rule; its sentences stand in the data."""
    severity = models.CharField(max_length=8)
    """error (the row is not taken) or warning."""
    value = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["source", "row"], name="fault_row")]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=["error", "warning"]), name="fault_severity")
        ]

    def __str__(self) -> str:
        return f"row {self.row}: {self.rule}"


class Aggregate(models.Model):
    """One cell of a table that a district handed in (aggregate mode)."""

    source = models.ForeignKey(Import, on_delete=models.CASCADE, null=True, related_name="cells")
    area = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    month = models.DateField()
    """The first day of the month."""
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=20)
    """recorded, cleared, victims, suspects."""
    sex = models.CharField(max_length=1, blank=True)
    age = models.CharField(max_length=6, blank=True)
    number = models.PositiveIntegerField()
    handed_in_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "month", "category", "measure", "sex", "age"], name="one_cell_a_month"
            )
        ]
        indexes = [models.Index(fields=["path", "month"], name="aggregate_path")]

    def __str__(self) -> str:
        return f"{self.measure} {self.month}: {self.number}"
