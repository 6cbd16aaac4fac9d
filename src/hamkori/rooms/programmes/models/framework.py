"""The results framework: what a programme wants to change, and by which figures that is seen (R495).

Every figure is about a programme or an area. There is no column that could hold a figure of a person (K21).
"""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel import clock
from hamkori.kernel.references import new_reference
from hamkori.kernel.words import pick
from hamkori.rooms.programmes.catalogue import GROUPS, OF_SPLIT, Direction, Every, Level, Split, Unit
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class Framework(models.Model):
    """A programme with its time and area. Texts are {"tg": …, "ru": …, "en": …}."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    titles = models.JSONField(default=dict)
    aims = models.JSONField(default=dict)
    begins_on = models.DateField()
    ends_on = models.DateField()
    """The last day. Both ends lie at the ends of months."""
    shown = models.BooleanField(default=False)
    opened_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("begins_on")), name="framework_ends_after_begin"
            ),
            models.CheckConstraint(condition=~Q(titles={}), name="framework_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"framework {self.uid}"

    @property
    def title(self) -> str:
        return pick(self.titles)

    @property
    def aim(self) -> str:
        return pick(self.aims)


class Result(models.Model):
    """What shall be different. An output serves an outcome; an assumption says what must hold for it."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="results")
    level = models.CharField(max_length=8, choices=Level.choices)
    serves = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="served_by")
    number = models.PositiveSmallIntegerField()
    statements = models.JSONField(default=dict)
    assumptions = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "serves", "number"], name="result_number"),
            models.UniqueConstraint(
                fields=["framework", "number"], condition=Q(serves__isnull=True), name="result_number_of_outcome"
            ),
            models.CheckConstraint(
                condition=Q(level="outcome", serves__isnull=True) | Q(level="output", serves__isnull=False),
                name="result_output_serves_outcome",
            ),
            models.CheckConstraint(condition=~Q(statements={}), name="result_says_something"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.level} {self.number}"

    @property
    def statement(self) -> str:
        return pick(self.statements)

    @property
    def assumption(self) -> str:
        return pick(self.assumptions)


class Indicator(models.Model):
    """One figure: defined, with its source, its groups and its first value. `counted_by`: the house counts it."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    definitions = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    """Where the figure comes from: a survey, a register, minutes."""
    unit = models.CharField(max_length=8, choices=Unit.choices)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    cumulative = models.BooleanField(default=False)
    """Each value says everything since the beginning; otherwise what came in its period."""
    every = models.CharField(max_length=8, choices=Every.choices)
    split = models.CharField(max_length=8, choices=Split.choices, blank=True)
    counted_by = models.CharField(max_length=30, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    baseline_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "number"], name="indicator_number"),
            models.CheckConstraint(condition=~Q(titles={}) & ~Q(definitions={}), name="indicator_is_defined"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True, baseline_on__isnull=True)
                | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="indicator_baseline_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(counted_by="") | Q(split=""), name="indicator_counted_without_groups"
            ),
        ]

    def __str__(self) -> str:
        return f"indicator {self.uid}"

    @property
    def title(self) -> str:
        return pick(self.titles)

    @property
    def definition(self) -> str:
        return pick(self.definitions)

    @property
    def source(self) -> str:
        return pick(self.sources)

    @property
    def groups(self) -> tuple[str, ...]:
        """Codes of the groups that are counted apart."""
        return OF_SPLIT[self.split]


class Period(models.Model):
    """One time of reporting with what was aimed at. `target` is empty where none was set: that is not 0."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="periods")
    begins_on = models.DateField()
    ends_on = models.DateField()
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    target_on = models.DateField(null=True)
    """When the target was set or last changed."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "begins_on"], name="period_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("begins_on")), name="period_ends_after_begin"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target_on__isnull=False), name="period_target_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins_on} to {self.ends_on}"

    @property
    def has_begun(self) -> bool:
        return self.begins_on <= clock.today()

    @property
    def has_ended(self) -> bool:
        return self.ends_on < clock.today()


class TargetPart(models.Model):
    """What was aimed at for one group."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="target_parts")
    group = models.CharField(max_length=12, choices=list(GROUPS.items()))
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "group"], name="target_part_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.value}"
