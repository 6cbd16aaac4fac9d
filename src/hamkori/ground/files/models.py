import secrets

from django.db import models


def new_token() -> str:
    """128 random bits, 32 hexadecimal characters."""
    return secrets.token_hex(16)


class StoredFile(models.Model):
    """A file that somebody handed in. Its bytes lie encrypted outside the database, under the name `blob`.

    It is pending until an action attaches it to a record. An erased file keeps its row as a tombstone.
    The name that the sender's device gave the file is never kept.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    blob = models.CharField(max_length=32, unique=True, default=new_token)
    purpose = models.SlugField(max_length=20, db_index=False)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    on = models.DateField()
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, null=True)  # noqa: DJ001 - null says: attached to nothing yet
    pending = models.BooleanField(default=True)
    erased_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="file_subject"),
            models.Index(fields=["on"], name="file_pending", condition=models.Q(pending=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(purpose=""), name="file_has_a_purpose"),
            models.CheckConstraint(
                condition=(
                    models.Q(pending=True, subject_type="", subject_id__isnull=True)
                    | (models.Q(pending=False, subject_id__isnull=False) & ~models.Q(subject_type=""))
                ),
                name="file_pending_or_attached",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_on__isnull=True) | models.Q(pending=False),
                name="file_erased_was_attached",
            ),
        ]

    def __str__(self) -> str:
        return self.token


class FileView(models.Model):
    """Somebody signed in looked at a file: one row a person, posting and day (K47)."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="views")
    posting_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "posting_id", "user_id", "on"], name="one_view_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.posting_id} {self.on}"
