from django.db import models

from hamkori.kernel.words import pick


class Deadline(models.Model):
    """A promise of time: something is due for a subject by a day. Met, missed or lifted, it stays on record.

    `step` is how far the ladder has gone (0: nothing was said yet); `next_step_on` is the day of the next step.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        MET = "met"
        LIFTED = "lifted"

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    owner = models.BigIntegerField(null=True)
    started_on = models.DateField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    ended_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    step = models.PositiveSmallIntegerField(default=0)
    next_step_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("started_on")), name="due_after_start"
            ),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"],
                condition=models.Q(state="running"),
                name="one_running_deadline_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["next_step_on"], name="deadline_step"),
            models.Index(fields=["owner", "due_on"], name="deadline_owner"),
            models.Index(fields=["subject_type", "subject_id"], name="deadline_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"


class LadderStep(models.Model):
    """A step of the house's ladder when something is late (K59): whom it tells, `after_days` working days late.

    The rows come from the country pack; whatever has a deadline climbs the same ladder.
    """

    code = models.CharField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=100)
    to = models.CharField(max_length=20)
    after_days = models.SmallIntegerField()
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return pick(self.names)
