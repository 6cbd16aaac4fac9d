"""A police department looks at itself; the council answers. Two sides, never one number out of both (R496, R609)."""

from django.db import models
from django.db.models import Q

from hamkori.kernel.references import new_reference
from hamkori.kernel.words import pick
from hamkori.rooms.programmes.elements import ELEMENTS
from hamkori.rooms.programmes.states import Checked
from hamkori.society.accounts.models import Organisation


class SelfCheck(models.Model):
    """The self-assessment of one department in one year."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=14, choices=Checked.choices, default=Checked.DRAFT)
    council = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    begun_on = models.DateField()
    sent_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "year"], name="selfcheck_once_a_year"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(sent_on__isnull=False), name="selfcheck_sent_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["countersigned", "answered"])
                | Q(ended_on__isnull=False, council__isnull=False),
                name="selfcheck_answered_by_a_council",
            ),
        ]

    def __str__(self) -> str:
        return f"self-assessment {self.uid}"


class SelfScore(models.Model):
    """What one side says about one element: 0 to 4, and why in words."""

    class Side(models.TextChoices):
        OFFICE = "office"
        COUNCIL = "council"

    of = models.ForeignKey(SelfCheck, on_delete=models.CASCADE, related_name="scores")
    element = models.CharField(max_length=14, choices=[(code, code) for code in ELEMENTS])
    side = models.CharField(max_length=8, choices=Side.choices)
    score = models.PositiveSmallIntegerField()
    grounds = models.JSONField(default=dict)
    """{"tg": …}: what shows it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "element", "side"], name="selfscore_once"),
            models.CheckConstraint(condition=Q(score__lte=4), name="selfscore_nought_to_four"),
            models.CheckConstraint(condition=~Q(grounds={}), name="selfscore_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.score}"

    @property
    def ground(self) -> str:
        return pick(self.grounds)
