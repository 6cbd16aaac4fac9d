"""What a statistician asked the worker to do with a release."""

from django.db import models
from django.db.models import Q

from hamkori.kernel.references import new_reference
from hamkori.rooms.crime.models.statistics import Release

BUILD, PUBLISH = "build", "publish"
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class ReleaseOrder(models.Model):
    """One order: build and audit the release of a period, or publish one that was audited."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=7)
    """build or publish."""
    period = models.CharField(max_length=7)
    """ "2025", "2025-03"."""
    note = models.JSONField(default=dict)
    """Why it is revised, by language."""
    release = models.ForeignKey(Release, on_delete=models.SET_NULL, null=True, related_name="orders")
    """What is to be published, or what was built."""
    state = models.CharField(max_length=7, default=WAITING)
    why = models.JSONField(default=dict)
    """Why it could not be done, by language."""
    percent = models.PositiveSmallIntegerField(default=0)
    asked_on = models.DateField()
    posting = models.BigIntegerField(null=True)
    """Who asked for it."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[BUILD, PUBLISH]), name="order_kind"),
            models.CheckConstraint(
                condition=Q(state__in=[WAITING, RUNNING, DONE, FAILED]), name="order_state"
            ),
            models.UniqueConstraint(
                fields=["period"], condition=Q(state__in=[WAITING, RUNNING]), name="one_order_a_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"
