from django.db import models


class Receipt(models.Model):
    """What opens a case: a public reference, and keyed hashes of its code and of the submission that made it.

    `noted`: the resident has the code, so the page that showed it, sent again from a shared phone, shows only
    the reference.
    """

    reference = models.CharField(max_length=8, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    submission_hash = models.CharField(max_length=64, unique=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    on = models.DateField()
    noted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id"], name="one_receipt_a_subject"),
        ]

    def __str__(self) -> str:
        return self.reference


class Guess(models.Model):
    """Wrong codes tried for one reference, real or not. Counts and minutes only: no clock time (K08).

    `cooldown` is the number of minutes that are left; a job takes one away each minute.
    """

    reference_hash = models.CharField(max_length=64, unique=True)
    wrong = models.PositiveIntegerField(default=0)
    cooldown = models.PositiveIntegerField(default=0)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.wrong} wrong"
