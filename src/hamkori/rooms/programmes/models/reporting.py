"""What was reached: a value of a period, by groups as far as they were counted, its way to approval (R495)."""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel.words import pick
from hamkori.rooms.programmes.catalogue import GROUPS
from hamkori.rooms.programmes.models.framework import Period
from hamkori.rooms.programmes.states import Told


class Actual(models.Model):
    """The value of a period. It stands on its own: without any group it is kept and shown all the same."""

    period = models.OneToOneField(Period, on_delete=models.CASCADE, related_name="actual")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    base = models.PositiveIntegerField(null=True)
    """Of a share: of how many."""
    remarks = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=Told.choices, default=Told.DRAFT)
    reasons = models.JSONField(default=dict)
    """Why it was sent back."""
    entered_by = models.BigIntegerField(null=True)
    """The account that wrote it down last. Ids without foreign keys, as in the audit."""
    entered_on = models.DateField()
    approved_by = models.BigIntegerField(null=True)
    approved_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (
                    Q(approved_on__isnull=False, approved_by__isnull=False, entered_by__isnull=False)
                    & ~Q(approved_by=F("entered_by"))
                ),
                name="actual_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reasons={}), name="actual_returned_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.state})"

    @property
    def remark(self) -> str:
        return pick(self.remarks)

    @property
    def reason(self) -> str:
        return pick(self.reasons)


class ActualPart(models.Model):
    """What was reached for one group. Groups that were not counted have no row."""

    actual = models.ForeignKey(Actual, on_delete=models.CASCADE, related_name="parts")
    group = models.CharField(max_length=12, choices=list(GROUPS.items()))
    value = models.DecimalField(max_digits=14, decimal_places=2)
    base = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actual", "group"], name="actual_part_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.value}"


class ActualStep(models.Model):
    """One step of a value with its day: entered, sent, sent back, approved."""

    actual = models.ForeignKey(Actual, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    reasons = models.JSONField(default=dict)
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.verb} on {self.on}"

    @property
    def reason(self) -> str:
        return pick(self.reasons)
