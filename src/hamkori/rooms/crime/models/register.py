"""The journal of reports and the register of crimes."""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel.references import new_reference
from hamkori.rooms.crime import states
from hamkori.rooms.crime.models.classification import Article
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class Report(models.Model):
    """A report in the journal of an office, from registration to decision. It names no offence to the holder."""

    number = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    """The number of the receipt, in the alphabet of references."""
    journal_number = models.CharField(max_length=40)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    way = models.CharField(max_length=10, choices=states.Way.choices)
    occurred_on = models.DateField(null=True)
    reported_at = models.DateTimeField()
    """When it was reported, as the duty officer writes it."""
    keyed_at = models.DateTimeField()
    """When it was typed: by the server."""
    changed_at = models.DateTimeField()
    decide_by = models.DateField()
    state = models.CharField(
        max_length=12, choices=states.ReportState.choices, default=states.ReportState.REGISTERED
    )
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    """Code of the reason of a refusal or a transfer, from the list in the data."""
    to_office = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    told_on = models.DateField(null=True)
    """When the person who reported was told of the decision."""
    extended = models.BooleanField(default=False)
    """The clock was lengthened once; a second time is not possible."""
    taken_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_as")
    """The report of the office that handed it over: its receipt goes on to speak."""
    submission = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique if there
    """Keyed hash of the form that made it: pressed twice, it is one report."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "journal_number"], name="one_journal_number_an_office"),
            models.CheckConstraint(
                condition=Q(state="registered") | Q(decided_on__isnull=False), name="report_decided_on"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="report_refused_why"),
            models.CheckConstraint(
                condition=~Q(state="transferred") | Q(to_office__isnull=False),
                name="report_transferred_where",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "decide_by"], name="report_queue"),
            models.Index(fields=["path", "reported_at"], name="report_path"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class ReportStep(models.Model):
    """What happened to a report. Rows are added, never changed; the sealed record holds a digest of each."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=12, choices=states.ReportVerb.choices)
    on = models.DateField()
    at = models.DateTimeField()
    """When it was typed: by the server."""
    came_from = models.CharField(max_length=12, blank=True)
    led_to = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)
    decide_by = models.DateField()
    """As it stood after the step."""
    to_office = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    posting = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["report", "id"], name="report_step")]

    def __str__(self) -> str:
        return f"{self.verb} of report {self.report_id}"


class Crime(models.Model):
    """A recorded crime: one event. Whom it touched are counted attributes; who they are stands nowhere.

    Here and in the tables below no index stands twice, and few hold what most rows have not: imports write all of them.
    """

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    record_number = models.CharField(max_length=40)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    path = models.CharField(max_length=200)
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, null=True, related_name="crimes", db_index=False
    )
    point_lon = models.FloatField(null=True)
    """Degrees, snapped to a published point of the same area, and only where the rules allow a point."""
    point_lat = models.FloatField(null=True)
    place_type = models.CharField(
        max_length=10, choices=states.PlaceType.choices, default=states.PlaceType.UNKNOWN
    )
    occurred_from = models.DateTimeField(null=True)
    occurred_until = models.DateTimeField(null=True)
    time_known = models.BooleanField(default=False)
    """False: only the days of `occurred_from` and `occurred_until` are known."""
    reported_at = models.DateTimeField()
    recorded_on = models.DateField()
    keyed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=states.CrimeState.choices, default=states.CrimeState.OPEN)
    clearance = models.CharField(max_length=10, choices=states.Clearance.choices, blank=True)
    cleared_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)
    to_office = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The office it was handed to."""
    taken_from = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_as")
    """The record of the office that handed it over."""
    damage = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    """In the currency of the country."""
    weapon = models.CharField(max_length=12, blank=True, choices=states.Weapon.choices)
    source_import = models.BigIntegerField(null=True)
    """The import that brought it; None when it was typed."""
    submission = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unique if there
    """Keyed hash of the form that made it: pressed twice, it is one record."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "record_number"], name="one_record_number_an_office"),
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="one_crime_a_submission"
            ),
            models.CheckConstraint(
                condition=Q(occurred_until__isnull=True) | Q(occurred_until__gte=F("occurred_from")),
                name="crime_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state="cleared") | (Q(cleared_on__isnull=False) & ~Q(clearance="")),
                name="crime_cleared_how",
            ),
            models.CheckConstraint(
                condition=~Q(state="removed") | Q(removed_on__isnull=False), name="crime_removed_on"
            ),
            models.CheckConstraint(
                condition=~Q(state="transferred") | Q(to_office__isnull=False),
                name="crime_transferred_where",
            ),
            models.CheckConstraint(condition=Q(damage__isnull=True) | Q(damage__gte=0), name="crime_damage"),
            models.CheckConstraint(
                condition=Q(point_lon__isnull=True, point_lat__isnull=True)
                | Q(point_lon__isnull=False, point_lat__isnull=False),
                name="crime_point_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "recorded_on"], name="crime_path"),
            models.Index(fields=["recorded_on"], name="crime_recorded"),
            models.Index(fields=["office", "state"], name="crime_office"),
            models.Index(fields=["report"], condition=Q(report__isnull=False), name="crime_of_report"),
            models.Index(fields=["to_office"], condition=Q(to_office__isnull=False), name="crime_handed_to"),
        ]

    def __str__(self) -> str:
        return f"crime {self.uid}"


class Offence(models.Model):
    """One offence within a crime, by the article that the office wrote."""

    crime = models.ForeignKey(Crime, on_delete=models.CASCADE, related_name="offences", db_index=False)
    position = models.PositiveSmallIntegerField(default=1)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", db_index=False)
    attempted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["crime", "position"], name="one_offence_a_position")]

    def __str__(self) -> str:
        return f"offence {self.position} of crime {self.crime_id}"


class Persons(models.Model):
    """How many victims or suspects of one sex, age band and relation. A number, never a person."""

    crime = models.ForeignKey(Crime, on_delete=models.CASCADE, related_name="persons", db_index=False)
    who = models.CharField(max_length=8, choices=states.Who.choices)
    sex = models.CharField(max_length=1, choices=states.Sex.choices, default=states.Sex.UNKNOWN)
    age = models.CharField(max_length=6, choices=states.AgeBand.choices, default=states.AgeBand.UNKNOWN)
    relation = models.CharField(
        max_length=10, choices=states.Relation.choices, default=states.Relation.UNKNOWN
    )
    number = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["crime", "who", "sex", "age", "relation"], name="one_row_a_group"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="persons_some"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.who}"


class Step(models.Model):
    """What happened to a recorded crime. Rows are added, never changed; the sealed record holds each of them.

    A record that an import brought has none until something happens to it here: what it came with is the record itself,
    sealed with its batch (`register/first_steps`).
    """

    crime = models.ForeignKey(Crime, on_delete=models.PROTECT, related_name="steps", db_index=False)
    verb = models.CharField(max_length=12, choices=states.Verb.choices)
    on = models.DateField()
    """The day of the step, as the office writes it."""
    at = models.DateTimeField()
    """When it was typed: by the server."""
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=40, blank=True)
    posting = models.BigIntegerField(null=True)
    holder_told = models.BooleanField(null=True)
    """Whether the person who reported was told (removals, transfers)."""
    submission = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unique if there
    """Keyed hash of the form that took it: pressed twice, it is one step."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="one_step_a_submission"
            )
        ]
        indexes = [
            models.Index(fields=["crime", "at"], name="step_crime"),
            models.Index(fields=["verb", "on"], name="step_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} of crime {self.crime_id}"


class ZeroReport(models.Model):
    """An office says that a month had no crime. Without it a month without crimes is a month without report."""

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    month = models.DateField()
    """The first day of the month."""
    said_at = models.DateTimeField()
    posting = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "area", "month"], name="one_zero_report")]

    def __str__(self) -> str:
        return f"zero report {self.month}"
