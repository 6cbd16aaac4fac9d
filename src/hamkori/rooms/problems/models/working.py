"""The worksheets: three sides, analysis, what was tried, open questions, solutions, the check for harm."""

from django.db import models
from django.db.models import Q

from hamkori.kernel.words import pick
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.problems.aims import GOALS, STAKEHOLDERS, STANCES
from hamkori.rooms.problems.catalogue import (
    KINDS,
    RESOURCES,
    RESULTS,
    SIDES,
    TECHNIQUES,
    Carried,
)
from hamkori.rooms.problems.models.folder import Folder
from hamkori.society.accounts.models import Organisation


class Side(models.Model):
    """One side of the triangle. Codes only: there is no column in which a person could be described (K18, K19)."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="sides")
    side = models.CharField(max_length=10, choices=list(SIDES.items()))
    chosen = models.JSONField(default=list)
    keepers = models.JSONField(default=list)
    strength = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder", "side"], name="one_row_a_side"),
            models.CheckConstraint(condition=Q(strength__lte=3), name="side_strength"),
        ]

    def __str__(self) -> str:
        return self.side


class Analysis(models.Model):
    """What lies behind it, and what the team wants to reach. The guess is always shown as a guess."""

    folder = models.OneToOneField(Folder, on_delete=models.CASCADE, related_name="analysis")
    causes = models.JSONField(default=list)
    connectors = models.JSONField(default=list)
    absent = models.JSONField(default=list)
    guesses = models.JSONField(default=dict)
    nothing_tried = models.BooleanField(default=False)
    why_there = models.JSONField(default=dict)
    why_then = models.JSONField(default=dict)
    why_so = models.JSONField(default=dict)
    """Why there, why then, why in this way: about the place and what happens, never about a person."""
    goal = models.CharField(max_length=8, choices=list(GOALS.items()), blank=True)
    goals_soon = models.JSONField(default=dict)
    goals_later = models.JSONField(default=dict)
    """What should be different in three months, and in two years."""
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Whose place it is: the office that looks after it (R255)."""

    def __str__(self) -> str:
        return f"analysis of {self.folder_id}"

    @property
    def guess(self) -> str:
        return pick(self.guesses)


class Cause(models.Model):
    """A “because …” in the tree of causes; under it, what lies behind that (R250). The deepest ones are roots."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="causes")
    under = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="behind")
    texts = models.JSONField(default=dict)
    sure = models.BooleanField(default=False)
    """We know it; else it is a guess and shown as one."""

    def __str__(self) -> str:
        return f"cause {self.pk}"

    @property
    def text(self) -> str:
        return pick(self.texts)


class Tried(models.Model):
    """What has been tried before, and what came of it."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="tried")
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    year = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=12, choices=list(RESULTS.items()))

    def __str__(self) -> str:
        return f"{self.kind} in {self.year}"


class Question(models.Model):
    """What the team does not know yet, and who could answer."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="questions")
    asked = models.JSONField(default=dict)
    who = models.CharField(max_length=12)
    answered = models.JSONField(default=dict)
    answered_on = models.DateField(null=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"question of {self.folder_id}"


class Stake(models.Model):
    """Whom it concerns, as a kind and never as a person: where they stand and how much they can change (R255)."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="stakes")
    who = models.CharField(max_length=12, choices=list(STAKEHOLDERS.items()))
    stance = models.CharField(max_length=8, choices=list(STANCES.items()))
    weight = models.PositiveSmallIntegerField()
    """0 to 3: how much they can change."""
    at_table = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder", "who"], name="one_stake_each"),
            models.CheckConstraint(condition=Q(weight__lte=3), name="stake_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.stance}"


class Option(models.Model):
    """A possible solution. Chosen ones are the plan: who leads, by when, with what."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="options")
    round = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    technique = models.CharField(max_length=2, blank=True)
    mechanisms = models.JSONField(default=dict)
    feasible = models.JSONField(default=dict)
    chosen = models.BooleanField(default=False)
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """The office that leads; empty: the team itself."""
    partners = models.ManyToManyField(Organisation, related_name="+")
    """Who works along, best from another sector (R238)."""
    hindrances = models.JSONField(default=dict)
    """What must be there first, and what could get in the way."""
    shown_by = models.JSONField(default=dict)
    """How everybody will see that it is done (R243)."""
    cause = models.ForeignKey(Cause, on_delete=models.SET_NULL, null=True, related_name="+")
    """The cause on which it acts."""
    due_on = models.DateField(null=True)
    resource = models.CharField(max_length=8, choices=list(RESOURCES.items()), default="none")
    cost = models.PositiveIntegerField(default=0)
    """Whole money of the country."""
    work_days = models.PositiveSmallIntegerField(default=0)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, related_name="+")
    """What the leading office promised, in the ledger."""
    carried = models.CharField(max_length=8, choices=Carried.choices, default=Carried.PLANNED)
    carried_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(technique="") | Q(technique__in=list(TECHNIQUES)), name="known_technique"
            ),
            models.CheckConstraint(
                condition=Q(chosen=False) | Q(due_on__isnull=False), name="chosen_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(carried="planned") | Q(carried_on__isnull=False), name="carried_out_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"option {self.pk}"

    @property
    def title(self) -> str:
        return pick(self.titles)

    @property
    def mechanism(self) -> str:
        return pick(self.mechanisms)

    @property
    def is_whole(self) -> bool:
        """Looked at from all four sides, with a technique and a way in which it acts."""
        return bool(
            self.technique and self.mechanism and len(self.feasible) == 4 and 0 not in self.feasible.values()
        )


class HarmCheck(models.Model):
    """Could this harm anybody? Filled by one, read by another of the team."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="harm_checks")
    round = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    measures = models.JSONField(default=dict)
    """What we do about it, in words."""
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()
    reviewed_by_posting = models.BigIntegerField(null=True)
    reviewed_on = models.DateField(null=True)
    reviewed_as_focal = models.BooleanField(default=False)
    """Read by the one whom the team chose to look after women and men, girls and boys alike (R237)."""
    reviewed_protocol = models.CharField(max_length=40, blank=True)
    """Read aloud at a meeting, where that person does not sign in (K55)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folder", "round"], name="one_harm_check_a_round"),
            models.CheckConstraint(
                condition=Q(reviewed_by_posting__isnull=True)
                | ~Q(reviewed_by_posting=models.F("by_posting")),
                name="harm_check_read_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"harm check of {self.folder_id}"
