"""Pictures of places, assessments that were registered before the response began, integrity signals, audit samples."""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel.references import new_reference
from hamkori.society.places.models import Place

WAITING, DONE, FAILED = "waiting", "done", "failed"
STATES = [WAITING, DONE, FAILED]


class HotSpots(models.Model):
    """Where and when recorded events of an area came, as it was counted on one day. About places, never persons."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    area = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    begins_on = models.DateField()
    ends_on = models.DateField()
    """The last day."""
    section = models.CharField(max_length=2, blank=True)
    """Code of a section of the classification; empty: all that may be shown by places."""
    side = models.PositiveIntegerField(null=True)
    """Metres of a cell that somebody asked for; None: chosen by the size of the area."""
    state = models.CharField(max_length=10, default=WAITING)
    asked_on = models.DateField()
    made_on = models.DateField(null=True)
    posting = models.BigIntegerField(null=True)
    """Who asked for it; None: the command line."""
    result = models.JSONField(default=dict)
    """For the desk: cells with counts, z, chances, density; pairs; days by hours; coverage."""
    public = models.JSONField(default=dict)
    """For everybody: coarse cells in bands, nothing below the threshold."""
    shown_on = models.DateField(null=True)
    """Since when everybody sees the public picture."""
    first_shown_on = models.DateField(null=True)
    """Stays when it is taken back: what was once shown may have been kept."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "begins_on", "ends_on", "section"], name="one_picture_a_period"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="hot_spots_state"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="hot_spots_days"),
            models.CheckConstraint(
                condition=Q(shown_on__isnull=True) | (Q(section="") & Q(state=DONE)),
                name="hot_spots_shown_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"hot spots {self.uid}"


class ResponsePlan(models.Model):
    """How a response will be judged, written down before it starts."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    titles = models.JSONField(default=dict)
    path = models.CharField(max_length=200)
    """The smallest place that holds all treated ones."""
    registered_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    """The last day that is counted as "after"."""
    category_codes = models.JSONField(default=list)
    """Codes of the classification, each with all below it; none: every category."""
    treated = models.JSONField(default=list)
    """Codes of places."""
    control = models.JSONField(default=list)
    displacement = models.JSONField(default=list)
    displacement_control = models.JSONField(default=list)
    before_days = models.PositiveIntegerField(default=365)
    worthwhile = models.PositiveSmallIntegerField(default=20)
    """Per cent of the events: taking away less is not worth repeating."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the plan as it was registered; the sealed record holds it, too."""
    folder_uid = models.CharField(max_length=8, blank=True)
    """The problem folder whose evidence it will be, if there is one."""
    posting = models.BigIntegerField(null=True)
    judge_asked_on = models.DateField(null=True)
    result = models.JSONField(default=dict)
    """Counts, differences, verdict and reasons as codes; frozen once judged."""
    judged_on = models.DateField(null=True)
    result_digest = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=128, blank=True)
    """Ed25519 over the digest of the result, hexadecimal."""
    told_on = models.DateField(null=True)
    """When the folder got the verdict as a text."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(registered_on__lt=F("starts_on")), name="registered_before_start"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="response_ends_later"),
            models.CheckConstraint(
                condition=Q(worthwhile__gt=0) & Q(worthwhile__lt=100), name="response_worthwhile"
            ),
            models.CheckConstraint(
                condition=Q(judged_on__isnull=True) | (~Q(result_digest="") & ~Q(signature="")),
                name="judged_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"response plan {self.uid}"


class SignalRun(models.Model):
    """One look at the record keeping of all areas in a period. For the integrity role only."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    begins_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, default=WAITING)
    asked_on = models.DateField()
    made_on = models.DateField(null=True)
    posting = models.BigIntegerField(null=True)
    result = models.JSONField(default=dict)
    """By kind: count, whole and chance of every area, and the lines of the funnel."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["begins_on", "ends_on"], name="one_run_a_period"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="signal_run_state"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("begins_on")), name="signal_run_days"),
        ]

    def __str__(self) -> str:
        return f"run of signals {self.uid}"


class Signal(models.Model):
    """What stands out in the record keeping of an area. For the integrity role only; it enters no ranking (K21)."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    run = models.ForeignKey(SignalRun, on_delete=models.CASCADE, related_name="signals")
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
    """Of the areas named up to this signal, the share that chance would explain (all areas and signals of the run)."""
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

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="samples")
    of = models.CharField(max_length=10, default="crime")
    """crime or report."""
    margin = models.PositiveSmallIntegerField(default=5)
    """The share of wrong records will be known to so many points, at 95 %."""
    size = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    seed = models.CharField(max_length=64)
    """With it and the register anybody draws the same sample again."""
    crimes = models.JSONField(default=list)
    """uids of the drawn records, or numbers of the drawn reports."""
    drawn_on = models.DateField()
    found_wrong = models.PositiveIntegerField(null=True)
    findings = models.JSONField(default=dict)
    """{code of what was found: number of records}. Codes, never texts."""
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(of__in=["crime", "report"]), name="sample_of"),
            models.CheckConstraint(
                condition=Q(size__lte=F("population")), name="sample_within_the_population"
            ),
            models.CheckConstraint(
                condition=Q(found_wrong__isnull=True) | Q(found_wrong__lte=F("size")), name="sample_wrong"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(found_wrong__isnull=False), name="sample_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"audit sample {self.uid}"
