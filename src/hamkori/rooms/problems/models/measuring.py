"""Measures before and after, the assessment, what residents say, the story."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import Spread, Verdict
from hamkori.rooms.problems.models.deciding import Decision
from hamkori.rooms.problems.models.folder import Folder


class Measure(models.Model):
    """What is counted, and how. A count goes with the time it was counted in, a share with how many were asked."""

    class Kind(models.TextChoices):
        COUNT = "count", _("How often in so many days")
        SHARE = "share", _("How many of so many")

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    titles = models.JSONField(default=dict)
    how = models.JSONField(default=dict)
    lower_is_better = models.BooleanField(default=True)
    about_bribes = models.BooleanField(default=False)
    """Says whether bribes and favours became fewer (R249)."""

    def __str__(self) -> str:
        return f"measure {self.pk}"

    @property
    def title(self) -> str:
        return pick(self.titles)


class Point(models.Model):
    """One measurement: `count` in `base` days, or `count` of `base` people or things."""

    class At(models.TextChoices):
        BEFORE = "before", _("Here, before")
        AFTER = "after", _("Here, after")
        OTHER_BEFORE = "other_before", _("Comparison place, before")
        OTHER_AFTER = "other_after", _("Comparison place, after")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="points")
    round = models.PositiveSmallIntegerField()
    at = models.CharField(max_length=12, choices=At.choices)
    count = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "round", "at"], name="one_point_of_a_kind"),
            models.CheckConstraint(condition=Q(base__gt=0), name="measured_in_something"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="point_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.base}"


class Assessment(models.Model):
    """Did it help? The verdict can be more careful than the figures, never bolder (K54)."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="assessments")
    round = models.PositiveSmallIntegerField()
    explanations = models.JSONField(default=list)
    displaced = models.JSONField(default=dict)
    spread = models.CharField(max_length=8, choices=Spread.choices, blank=True)
    new_harm = models.BooleanField(null=True)
    new_harms = models.JSONField(default=dict)
    differently = models.JSONField(default=dict)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "round"], name="one_assessment_a_round")]

    def __str__(self) -> str:
        return f"assessment of {self.folder_id}"


class Agreement(models.Model):
    """What residents say on the public page: counts only, one per form."""

    folder = models.OneToOneField(Folder, on_delete=models.CASCADE, related_name="agreement")
    better = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    worse = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"agreement about {self.folder_id}"


class CaseStudy(models.Model):
    """The story of a folder, in every language, with its limits (K54). Public only after the team's vote."""

    folder = models.OneToOneField(Folder, on_delete=models.CASCADE, related_name="story")
    tellings = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    sharings = models.JSONField(default=dict)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    published_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | (Q(decision__isnull=False) & ~Q(limits={})),
                name="story_published_with_vote_and_limits",
            ),
        ]

    def __str__(self) -> str:
        return f"story of {self.folder_id}"

    @property
    def is_public(self) -> bool:
        return self.published_on is not None and self.withdrawn_on is None


class StoryPiece(models.Model):
    """A quote or a photo in a story with its consent: until a day, and it can be taken back (K48)."""

    class Kind(models.TextChoices):
        QUOTE = "quote", _("Words of somebody, without a name")
        PHOTO = "photo", _("Photo of the place")

    story = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    words = models.JSONField(default=dict)
    """The quote, or what is to be seen on the photo."""
    file = models.CharField(max_length=32, blank=True)
    agreed_on = models.DateField()
    until_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("agreed_on")), name="consent_has_an_end"),
            models.CheckConstraint(
                condition=Q(kind="quote", file="") | (Q(kind="photo") & ~Q(file="")), name="photo_has_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.until_on}"

    @property
    def text(self) -> str:
        return pick(self.words)
