"""Priorities of groups: counts, never people (K16, K62)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.references import new_reference
from hamkori.kernel.words import pick
from hamkori.rooms.problems.catalogue import Group, Session
from hamkori.rooms.problems.models.folder import Folder
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class VoiceIssue(models.Model):
    """What can be chosen in a team's counting of a year."""

    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    folder = models.ForeignKey(Folder, on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=100)

    def __str__(self) -> str:
        return f"issue {self.pk}"

    @property
    def title(self) -> str:
        return pick(self.titles)


class Ranking(models.TextChoices):
    """How a group puts things in order. In one year all groups of a team are asked alike (R242)."""

    THREE = "three", _("Everybody names up to three")
    DOTS = "dots", _("Everybody has three dots, also several on one")
    PAIRS = "pairs", _("Two by two: which of them matters more?")


class VoiceSession(models.Model):
    """One counting: a meeting, a session of women or of young people, a box of slips. Who came is not written down."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    session = models.CharField(max_length=12, choices=Session.choices)
    group = models.CharField(max_length=10, choices=Group.choices)
    way = models.CharField(max_length=5, choices=Ranking.choices, default=Ranking.THREE)
    people = models.PositiveIntegerField(default=0)
    on = models.DateField()
    by_phone_until = models.DateField(null=True)
    """While open, whoever holds the code can give three voices on a phone."""
    counted = models.BooleanField(default=False)
    peace_checked_on = models.DateField(null=True)
    review_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(group="smaller")
                | (Q(peace_checked_on__isnull=False) & Q(review_on__isnull=False)),
                name="smaller_group_checked_for_peace",
            ),
        ]
        indexes = [models.Index(fields=["team", "year"], name="voice_session_team")]

    def __str__(self) -> str:
        return f"session {self.uid}"


class Count(models.Model):
    """How many voices an issue had in a session."""

    session = models.ForeignKey(VoiceSession, on_delete=models.CASCADE, related_name="counts")
    issue = models.ForeignKey(VoiceIssue, on_delete=models.CASCADE, related_name="counts")
    voices = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "issue"], name="one_count_an_issue")]

    def __str__(self) -> str:
        return str(self.voices)


class Pair(models.Model):
    """Which of two mattered more to the group: `first`, `second` or both alike. No number of hands is kept."""

    class Won(models.TextChoices):
        FIRST = "first"
        SECOND = "second"
        EVEN = "even"

    session = models.ForeignKey(VoiceSession, on_delete=models.CASCADE, related_name="pairs")
    first = models.ForeignKey(VoiceIssue, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(VoiceIssue, on_delete=models.CASCADE, related_name="+")
    won = models.CharField(max_length=6, choices=Won.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "first", "second"], name="one_answer_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id}: {self.won}"


class Slip(models.Model):
    """That a slip was given, so that a second press counts once. Not what stood on it, nor for which session."""

    key = models.CharField(max_length=64, unique=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"slip of {self.on}"
