"""A scorecard: residents by groups, and the service itself, score the same statements; then they meet. Counts only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.references import new_reference
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.problems.catalogue import Group
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

STATEMENTS = {
    "reach": _("The office can be reached without losing a day"),
    "open": _("It is open at the hours that are written on the door"),
    "polite": _("Everybody is received politely"),
    "explains": _("They explain what happens next"),
    "answer": _("The answer comes in the time that was promised"),
    "same": _("Everybody is treated alike, without gifts and favours"),
    "women": _("Women and girls can come without fear"),
    "young": _("Young people are listened to"),
    "lasts": _("What has been repaired stays repaired"),
}
"""About a service and never about one person who works there (K21)."""
FEWEST_STATEMENTS, MOST_STATEMENTS = 3, 6
LEVELS = (1, 2, 3, 4, 5)
SCORING = {code: words for code, words in Group.choices if code != Group.SMALLER}
"""The groups that score, each on its own."""


class Scorecard(models.Model):
    """What is scored, of which service. From the meeting on everybody sees it."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    statements = models.JSONField(default=list)
    """Codes of STATEMENTS, in their order."""
    opened_on = models.DateField()
    met_on = models.DateField(null=True)
    protocol = models.CharField(max_length=40, blank=True)
    again_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(met_on__isnull=True, protocol="", again_on__isnull=True)
                | (Q(met_on__isnull=False, again_on__gt=models.F("met_on")) & ~Q(protocol="")),
                name="scorecard_met_with_protocol",
            ),
            models.CheckConstraint(condition=~Q(service=models.F("team")), name="team_scores_a_service"),
        ]
        indexes = [
            models.Index(fields=["team"], name="scorecard_team"),
            models.Index(fields=["service"], name="scorecard_open", condition=Q(met_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"scorecard {self.uid}"


class GroupScores(models.Model):
    """What one group said: {statement: [how many gave 1, 2, 3, 4, 5]}. Entered anew, it replaces the former."""

    card = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="groups")
    group = models.CharField(max_length=10, choices=list(SCORING.items()))
    people = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "group"], name="one_scoring_a_group"),
            models.CheckConstraint(condition=Q(people__gt=0), name="scored_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.group} on {self.card_id}"


class OwnScores(models.Model):
    """What the service says of itself: one score a statement, before it sees those of the residents."""

    card = models.OneToOneField(Scorecard, on_delete=models.CASCADE, related_name="own")
    scores = models.JSONField(default=dict)
    paper_number = models.CharField(max_length=40, blank=True)
    """The number of the stamped sheet when the team's secretary typed it in (K55)."""
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"own scores on {self.card_id}"


class CardStep(models.Model):
    """What the meeting agreed on about a statement: a promise in the ledger."""

    card = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="agreed")
    statement = models.CharField(max_length=10, choices=list(STATEMENTS.items()))
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.statement} of {self.card_id}"
