"""Events with which a team builds relations with residents (R253), and what a consultation changed (R258)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.words import pick
from hamkori.rooms.problems.models.folder import Folder
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class EventKind(models.Model):
    """A kind of event, from the country pack: an open day, sport, work done together."""

    code = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=100)
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return pick(self.names)


class Event(models.Model):
    """One event: day, place, how many came. There is no column for faith, people, names or remarks (K18, K33, K60)."""

    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(EventKind, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    women = models.PositiveIntegerField()
    """Women and girls."""
    men = models.PositiveIntegerField()
    """Men and boys."""
    youth = models.PositiveIntegerField(default=0)
    """Of all who came: aged 14 to 30."""
    police = models.BooleanField(default=False)
    """Police took part."""
    together = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """The office with which the team did it."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(women__gt=0) | Q(men__gt=0), name="event_somebody_came"),
            models.CheckConstraint(
                condition=Q(youth__lte=F("women") + F("men")), name="event_young_among_all"
            ),
        ]
        indexes = [models.Index(fields=["team", "on"], name="event_team")]

    def __str__(self) -> str:
        return f"event {self.pk}"


class Consulted(models.TextChoices):
    """What counts as a consultation: residents, or a team of residents, were asked."""

    SESSION = "session", _("Voices counted")
    MAP = "map", _("Map of worries drawn")
    WALK = "walk", _("Safety walk")
    ADVICE = "advice", _("Police asked the team for advice")


class Outcome(models.Model):
    """What changed because of a consultation, as the team tells it: a choice from a list."""

    class Change(models.TextChoices):
        FOLDER = "folder", _("The team took the problem up")
        PLAN = "plan", _("It came into the plan of the year")
        PROMISE = "promise", _("An office made a promise")
        PRACTICE = "practice", _("An office works in another way now")
        NOTHING = "nothing", _("Nothing changed so far")

    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    of = models.CharField(max_length=8, choices=Consulted.choices)
    number = models.PositiveBigIntegerField()
    """The key of the session, sheet, walk or advice."""
    held_on = models.DateField()
    change = models.CharField(max_length=8, choices=Change.choices)
    folder = models.ForeignKey(Folder, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="one_outcome_a_consultation"),
            models.CheckConstraint(condition=Q(on__gte=F("held_on")), name="outcome_after_consultation"),
        ]
        indexes = [models.Index(fields=["team", "held_on"], name="outcome_team")]

    def __str__(self) -> str:
        return f"{self.change} after {self.of} {self.number}"
