"""The folder itself, its way so far, and the concerns it came from."""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel.references import new_reference
from hamkori.kernel.words import pick
from hamkori.rooms.concerns.models import Concern, Topic
from hamkori.rooms.problems.catalogue import (
    BEHAVIOURS,
    DAYS,
    ENVIRONMENTS,
    PARTS,
    SEASONS,
    Origin,
    Shelved,
    said,
)
from hamkori.rooms.problems.states import ENDED, OPEN, Method, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class Folder(models.Model):
    """A problem that a team works on. Texts are {"tg": …, "ru": …, "en": …} about places and behaviour."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    method = models.CharField(max_length=10, choices=Method.choices)
    state = models.CharField(max_length=14, choices=State.choices)
    round = models.PositiveSmallIntegerField(default=1)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    public_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.RESIDENTS)

    titles = models.JSONField(default=dict)
    wheres = models.JSONField(default=dict)
    whats = models.JSONField(default=dict)
    behaviour = models.CharField(max_length=14, choices=list(BEHAVIOURS.items()), blank=True)
    environment = models.CharField(max_length=12, choices=list(ENVIRONMENTS.items()), blank=True)
    days = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    seasons = models.JSONField(default=list)

    cheers = models.JSONField(default=dict)
    events = models.PositiveIntegerField(default=0)
    about_bribes = models.BooleanField(default=False)
    """The plan is also against bribes and favours (R249): then it has to be measured like every other."""
    shown = models.BooleanField(default=False)
    consented_on = models.DateField(null=True)
    """The council agreed to show it: needed in a place that needs care (K32)."""
    opened_on = models.DateField()
    stage_on = models.DateField()
    closed_on = models.DateField(null=True)
    watch_on = models.DateField(null=True)
    watched_on = models.DateField(null=True)
    """Somebody looked, and the problem had not come back."""
    referred_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    shelved_for = models.CharField(max_length=14, choices=Shelved.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="folder_number"),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_on__isnull=False) & Q(watch_on__isnull=False)),
                name="closed_folder_is_watched",
            ),
            models.CheckConstraint(
                condition=~Q(state="referred") | Q(referred_to__isnull=False), name="referred_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state="shelved") | ~Q(shelved_for=""), name="shelved_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(stage_on__gte=F("opened_on")), name="folder_days_in_order"),
        ]
        indexes = [
            models.Index(fields=["team", "state"], name="folder_team"),
            models.Index(fields=["path", "state"], name="folder_path"),
            models.Index(fields=["watch_on"], name="folder_watch", condition=Q(state="closed")),
        ]

    def __str__(self) -> str:
        return f"folder {self.uid}"

    @property
    def title(self) -> str:
        return pick(self.titles)

    @property
    def when(self) -> str:
        """“on working days in the morning, in the school term”."""
        near = " ".join([*said(DAYS, self.days), *said(PARTS, self.parts)])
        return ", ".join(part for part in [near, *said(SEASONS, self.seasons)] if part)

    @property
    def statement(self) -> str:
        """Place + behaviour + time, in the language of the page."""
        what, where = pick(self.whats), pick(self.wheres)
        parts = [part for part in (where, self.when) if part]
        return f"{what}: {', '.join(parts)}" if what else ""

    @property
    def has_statement(self) -> bool:
        return bool(pick(self.whats) and pick(self.wheres) and self.behaviour and self.when)

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # the stubs have one already
        """Django's own puts all words of the choices together for each call; lists ask it for every line."""
        return str(State(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED


class FolderStep(models.Model):
    """One step on the way, with its day. `by_posting` is somebody of the team."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=24)
    came_from = models.CharField(max_length=14)
    led_to = models.CharField(max_length=14)
    round = models.PositiveSmallIntegerField()
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.verb} on {self.on}"


class LinkedConcern(models.Model):
    """A concern that belongs to the problem. The team sees its card: topic, place, month, state (K01)."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="linked")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "concern"], name="concern_linked_once")]

    def __str__(self) -> str:
        return f"concern {self.concern_id} in folder {self.folder_id}"
