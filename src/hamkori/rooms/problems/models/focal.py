"""Whom the team chose to look at every plan with the eyes of women and men, girls and boys (R237)."""

from django.db import models
from django.db.models import Q

from hamkori.rooms.bodies.models import Seat
from hamkori.society.accounts.models import Organisation


class FocalPoint(models.Model):
    """A seat of the team that reads every check for harm before the team acts. No name stands here."""

    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=40)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(until_on__isnull=True), name="one_focal_point_a_team"
            ),
            models.CheckConstraint(condition=~Q(protocol=""), name="focal_point_has_a_protocol"),
        ]

    def __str__(self) -> str:
        return f"focal point of {self.team_id}"
