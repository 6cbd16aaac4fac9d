"""What senders hand in: files, their mappings, their faults, and tables of districts that keep no records here."""

from django.db import models
from django.db.models import Q

from hamkori.ground.files.models import StoredFile
from hamkori.kernel.references import new_reference
from hamkori.kernel.words import pick
from hamkori.rooms.crime.models.classification import Category
from hamkori.rooms.crime.models.register import Crime
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

    @property
    def title(self) -> str:
        """What the pages call it, in the language of the page; without words of its own, its name."""
        return pick(self.body.get("title")) or self.name


class Import(models.Model):
    """One file that was taken in, or is being taken in. Stopped or killed, it goes on at its last whole chunk."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""
    file_name = models.CharField(max_length=200)
    mapping = models.ForeignKey(SenderMapping, on_delete=models.PROTECT, related_name="imports")
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Rows of another office are faulty; None: offices of any kind below `path`."""
    path = models.CharField(max_length=200, blank=True)
    """Rows of places outside are faulty; empty: the whole country."""
    upload = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    """The kept file, when it came through the desk and the worker takes it in."""
    posting = models.BigIntegerField(null=True)
    """Who asked for it; None: the command line."""
    state = models.CharField(max_length=10, default="running")
    """waiting (for the worker), running, stopped, done, refused."""
    stop_wanted = models.BooleanField(default=False)
    layout_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the mapping as it was read: with a changed mapping the same file is read again."""
    reading = models.JSONField(default=dict)
    """What was found out about the file: kind, encoding, delimiter."""
    position = models.BigIntegerField(default=0)
    """Where the next chunk begins: bytes of a text file, rows of a workbook."""
    size = models.BigIntegerField(default=0)
    """What `position` runs up to."""
    chunks = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    rows_faulty = models.PositiveIntegerField(default=0)
    """Rows that were not taken; rows with warnings only are taken and not counted here."""
    rows_total = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "mapping", "layout_digest"], name="one_import_a_file"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "stopped", "done", "refused"]),
                name="import_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "refused"]) | Q(ended_at__isnull=False), name="import_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.uid}"

    @property
    def percent(self) -> int:
        """How much of the file was read, by its bytes (of a workbook: by its rows)."""
        if self.state == "done":
            return 100
        return min(100 * self.position // self.size, 100) if self.size else 0


class ImportedRow(models.Model):
    """The key of a sender's row and what it said when it was last taken. The same row again changes nothing."""

    key = models.CharField(max_length=80, unique=True)
    crime = models.ForeignKey(Crime, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.BinaryField(max_length=32)
    """BLAKE2b of what the record says, so that another layout of the same content is the same row."""
    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The last file that held the row."""
    last_step = models.BigIntegerField(default=0)
    """The last step that an import added, 0 without one; a record with a later one was changed at the desk."""

    def __str__(self) -> str:
        return f"row of {self.crime_id}"


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


class AggregateChange(models.Model):
    """A cell came again with another number. Both stay; rows are only added."""

    cell = models.ForeignKey(Aggregate, on_delete=models.PROTECT, related_name="changes")
    source = models.ForeignKey(Import, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.before} became {self.after}"
