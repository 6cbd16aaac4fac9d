from django.db import models


class JobState(models.Model):
    """How a job that runs on a clock is doing. One row a job; no row speaks of residents."""

    name = models.CharField(max_length=80, unique=True)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="job_has_a_name")]

    def __str__(self) -> str:
        return self.name
