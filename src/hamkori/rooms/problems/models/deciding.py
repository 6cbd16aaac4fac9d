"""Decisions of a team: by three different people of three categories, police not counted (K15)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.problems.models.folder import Folder
from hamkori.society.accounts.models import Organisation


class Decision(models.Model):
    """What the team decided, how, and with how many voices. Who voted for what is kept nowhere (K61)."""

    class Kind(models.TextChoices):
        TAKE_UP = "take_up", _("We take the problem up")
        RESPONSE = "response", _("We do what is in the plan")
        CLOSE = "close", _("We close the folder")
        STORY = "story", _("We publish the story")
        PLAN = "plan", _("We adopt the plan of the year")

    class Way(models.TextChoices):
        CONSENT = "consent", _("By consent")
        HANDS = "hands", _("By show of hands")
        PAPER = "paper", _("By secret paper")

    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, null=True, related_name="decisions")
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField(default=0)
    abstained = models.PositiveSmallIntegerField(default=0)
    separate_opinion = models.BooleanField(default=False)
    protocol = models.CharField(max_length=40)
    on = models.DateField()
    by_posting = models.BigIntegerField(null=True)
    void_on = models.DateField(null=True)
    """The team went back or changed the plan: this decision no longer opens a gate."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(in_favour__gte=3) & Q(in_favour__gt=F("against")),
                name="decided_by_three_and_most",
            ),
            models.CheckConstraint(condition=~Q(protocol=""), name="decision_has_a_protocol"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"


class DecisionVoice(models.Model):
    """A seat that took part: which category, and whether it is a police seat. Not how it voted."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="voices")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40)
    of_police = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "seat"], name="one_voice_a_seat")]

    def __str__(self) -> str:
        return self.category
