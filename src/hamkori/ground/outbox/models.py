from django.db import models

from hamkori.kernel.fields import EncryptedTextField


class Letter(models.Model):
    """A message to be sent: at most once, within its window, by one channel.

    `unknown` means that the gateway was asked and did not answer: it is listed, never sent again.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    address = EncryptedTextField()
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200, blank=True)
    text = EncryptedTextField()
    once = models.CharField(max_length=64, unique=True)
    on = models.DateField()
    not_before_hour = models.PositiveSmallIntegerField(default=9)
    not_after_hour = models.PositiveSmallIntegerField(default=19)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    pause = models.PositiveSmallIntegerField(default=0)
    sent_on = models.DateField(null=True)
    problem = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "on"], name="letter_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.state}"
