"""Advice that police ask of a team: on how things are done, never on a case (R137)."""

from django.db import models
from django.db.models import Q

from hamkori.rooms.problems.catalogue import ADVICE
from hamkori.rooms.problems.models.answerable import Answerable
from hamkori.society.accounts.models import Organisation


class Advice(Answerable):
    """One question of a police office to a team, and the answer. Both sides read it, nobody else."""

    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The police office that asks."""
    about = models.CharField(max_length=10, choices=list(ADVICE.items()))
    asked_on = models.DateField()
    answered_on = models.DateField(null=True)
    tried_on = models.DateField(null=True)
    """The office says that it works in this way now."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(texts={}), name="advice_asks_something"),
            models.CheckConstraint(condition=Q(answers={}) | Q(answered_on__isnull=False), name="advice_has_a_day"),
            models.CheckConstraint(
                condition=Q(tried_on__isnull=True) | Q(answered_on__isnull=False), name="advice_tried_after_answer"
            ),
            models.UniqueConstraint(
                fields=["team", "by", "about"], condition=Q(answered_on__isnull=True), name="advice_asked_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"advice {self.pk}"
