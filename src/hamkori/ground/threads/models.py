from django.db import models

from hamkori.kernel.fields import EncryptedTextField


class Message(models.Model):
    """One message in the conversation about a subject. Dates without times; residents' words encrypted.

    `voice` says who speaks; an office speaks with its posting. `files` holds tokens of stored files.
    `system` messages hold a `kind` and `facts` instead of a text: they are put into words when shown.
    """

    class Voice(models.TextChoices):
        RESIDENT = "resident"
        OFFICE = "office"
        SYSTEM = "system"

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    voice = models.CharField(max_length=10, choices=Voice.choices)
    kind = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    text = EncryptedTextField()
    language = models.CharField(max_length=5, blank=True)
    organisation = models.BigIntegerField(null=True)
    posting = models.BigIntegerField(null=True)
    files = models.JSONField(default=list)
    on = models.DateField()
    internal = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"], name="message_subject")]

    def __str__(self) -> str:
        return f"{self.voice} {self.kind}"
