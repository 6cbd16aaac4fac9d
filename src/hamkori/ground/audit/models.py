from django.db import models


class Entry(models.Model):
    """One action of one actor. Ids without foreign keys; dates without times (K08); no personal value in plain."""

    uid = models.CharField(max_length=32, unique=True)
    on = models.DateField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10)
    actor_user = models.BigIntegerField(null=True)
    actor_posting = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=20, blank=True)
    actor_organisation = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=120, blank=True)
    changed = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    digests = models.JSONField(default=dict)
    sequence = models.BigIntegerField(null=True, unique=True)
    leaf = models.CharField(max_length=64, blank=True)
    chain = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
            models.Index(fields=["on"], name="audit_on"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(sequence__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class Salt(models.Model):
    """The salt of one digest. Erasing it makes the digest meaningless, the chain stays whole."""

    entry_uid = models.CharField(max_length=32)
    field = models.CharField(max_length=60)
    salt = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry_uid", "field"], name="one_salt_a_digest")]

    def __str__(self) -> str:
        return f"{self.entry_uid} {self.field}"


class Checkpoint(models.Model):
    """What a batch of sealed entries adds up to. Its hash is anchored outside the database."""

    number = models.BigIntegerField(unique=True)
    on = models.DateField()
    first_sequence = models.BigIntegerField()
    last_sequence = models.BigIntegerField()
    merkle_root = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_sequence__gte=models.F("first_sequence")), name="checkpoint_not_empty"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}:{self.hash[:16]}"
