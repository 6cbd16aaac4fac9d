"""Assessments that were registered before the response began; integrity signals and their audit samples."""

from django.db import models
from django.db.models import Q

from hamkori.kernel.references import new_reference
from hamkori.society.places.models import Place


class ResponsePlan(models.Model):
    """How a response will be judged, written down before it starts."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    titles = models.JSONField(default=dict)
    registered_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    category_codes = models.JSONField(default=list)
    treated = models.JSONField(default=list)
    """Codes of places."""
    control = models.JSONField(default=list)
    displacement = models.JSONField(default=list)
    displacement_control = models.JSONField(default=list)
    before_days = models.PositiveIntegerField(default=365)
    folder_uid = models.CharField(max_length=8, blank=True)
    """The problem folder whose evidence it will be, if there is one."""
    result = models.JSONField(default=dict)
    judged_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(registered_on__lte=models.F("starts_on")), name="registered_before_start"
            )
        ]

    def __str__(self) -> str:
        return f"response plan {self.uid}"


class Signal(models.Model):
    """What stands out in the record keeping of an area. For the integrity role only; it enters no ranking (K21)."""

    area = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    begins_on = models.DateField()
    ends_on = models.DateField()
    kind = models.CharField(max_length=30)
    count = models.PositiveIntegerField()
    out_of = models.PositiveIntegerField()
    expected = models.FloatField()
    p_value = models.FloatField()
    q_value = models.FloatField()
    """After false-discovery control over all areas and signals of the run."""
    found_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "kind", "begins_on", "ends_on"], name="one_signal_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.area_id}"


class AuditSample(models.Model):
    """Records drawn for a look by hand because a signal stood out."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="samples")
    size = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    crimes = models.JSONField(default=list)
    """uids of the drawn records."""
    drawn_on = models.DateField()
    found_wrong = models.PositiveIntegerField(null=True)
    closed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"audit sample {self.pk}"
