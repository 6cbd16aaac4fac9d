"""Facts about concerns.

Everything a resident does is kept with its date only. Words and contacts of residents stand in encrypted
columns. Who raised a concern stands in a table of its own (`Identity`), which no list, export or page of a
team ever touches (K01).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.fields import EncryptedTextField
from hamkori.kernel.references import show_reference
from hamkori.kernel.words import pick
from hamkori.rooms.concerns.states import OPEN, Channel, Kind, Named, Outcome, Public, State, Track
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class PackRow(models.Model):
    """A row that the country pack gives and an installation may change."""

    code = models.CharField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=100)
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return pick(self.names)


class Topic(PackRow):
    """What a concern is about, in plain words. `handling` decides whether it may be stored at all."""

    group = models.CharField(max_length=40)
    group_names = models.JSONField(default=dict)
    hints = models.JSONField(default=dict)
    handling = models.CharField(max_length=60, default="open")
    police = models.BooleanField(default=False)
    public = models.BooleanField(default=True)
    kinds = models.JSONField(default=list)
    route = models.JSONField(default=list)

    @property
    def hint(self) -> str:
        return pick(self.hints)

    @property
    def screen(self) -> str:
        """The code of the calm page that this topic leads to, or ""."""
        return self.handling.removeprefix("screen:") if self.handling.startswith("screen:") else ""


class Clock(PackRow):
    """How long a step may take, per track and kind, with its legal source. `unit` is "working" or "calendar" days."""

    track = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    step = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, default="working")
    source = models.CharField(max_length=300, blank=True)


class Reason(PackRow):
    """A listed reason: for refusing (`refusal`) or for hiding a text (`hide`)."""

    kind = models.CharField(max_length=10)


class AnswerTemplate(PackRow):
    """A ready polite text in several languages."""

    bodies = models.JSONField(default=dict)
    for_step = models.CharField(max_length=20, blank=True)


class Screen(PackRow):
    """A calm page before harm: what it says, which help lines it shows, which words lead to it."""

    leads = models.JSONField(default=dict)
    ways = models.JSONField(default=dict)
    help_lines = models.JSONField(default=list)
    triggers = models.JSONField(default=dict)
    may_continue = models.BooleanField(default=False)
    review = models.BooleanField(default=False)

    @property
    def lead(self) -> str:
        return pick(self.leads)

    @property
    def steps(self) -> list[str]:
        """The safe ways to get help, in the language of the page."""
        language = translation.get_language() or settings.LANGUAGE_CODE
        found: list[str] = self.ways.get(language) or next(iter(self.ways.values()), [])
        return list(found)


class Concern(models.Model):
    """A concern, an idea or thanks about a place."""

    reference = models.CharField(max_length=8, unique=True, null=True)  # noqa: DJ001 - set once the receipt exists
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    public_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=10, choices=Track.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    named = models.CharField(max_length=12, choices=Named.choices)
    language = models.CharField(max_length=5)
    raised_on = models.DateField()
    text = EncryptedTextField()
    landmark = EncryptedTextField()

    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    handler_posting = models.BigIntegerField(null=True)
    entered_by_posting = models.BigIntegerField(null=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")
    needs_guidance = models.BooleanField(default=False)

    due_on = models.DateField(null=True)
    late_step = models.PositiveSmallIntegerField(default=0)
    promised_on = models.DateField(null=True)
    first_answered_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=10, blank=True)
    refusal_reason = models.CharField(max_length=60, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    me_too = models.PositiveIntegerField(default=0)
    useful = models.PositiveSmallIntegerField(null=True)
    respectful = models.PositiveSmallIntegerField(null=True)

    public_state = models.CharField(max_length=10, choices=Public.choices, default=Public.PRIVATE)
    public_text = models.TextField(blank=True)
    public_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(refusal_reason=""), name="refused_has_listed_reason"
            ),
            models.CheckConstraint(
                condition=~Q(track="appeal") | ~Q(named="anonymous"), name="appeal_needs_a_name"
            ),
            models.CheckConstraint(
                condition=Q(public_text="") | Q(public_state="shown"), name="public_text_only_when_shown"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="duplicate") | Q(duplicate_of__isnull=False),
                name="duplicate_of_something",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("raised_on")), name="done_after_raised"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="concern_queue"),
            models.Index(fields=["team", "state"], name="concern_team"),
            models.Index(fields=["organisation", "raised_on"], name="concern_office_list"),
            models.Index(fields=["team", "raised_on"], name="concern_team_list"),
            models.Index(fields=["path", "raised_on"], name="concern_path"),
            models.Index(fields=["public_place", "raised_on"], name="concern_public_place"),
            models.Index(fields=["state", "done_on"], name="concern_silence"),
            models.Index(fields=["late_step"], name="concern_late"),
            models.Index(fields=["public_state", "closed_on", "path"], name="concern_review"),
        ]

    def __str__(self) -> str:
        return f"concern {self.pk}"

    @property
    def shown_reference(self) -> str:
        """ "7KM4-T9XA", for people."""
        return show_reference(self.reference or "")

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # the stubs have one already
        """Django's own puts all words of the choices together for each call; lists ask it for every line."""
        return str(State(self.state).label)

    def get_outcome_display(self) -> str:  # type: ignore[no-redef]
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < clock.today()

    @property
    def days_left(self) -> int | None:
        """Calendar days until the office's day; negative when it has passed."""
        return (self.due_on - clock.today()).days if self.due_on else None


class Identity(models.Model):
    """Who raised a concern. Seen only by offices with a consent that still stands, and each look is recorded."""

    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="identity")
    name = EncryptedTextField()
    phone = EncryptedTextField()
    contact_note = EncryptedTextField()
    tell_by_sms = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"identity of concern {self.concern_id}"


class Consent(models.Model):
    """The resident's word that one office may see the name. Asked, given, refused or taken back."""

    class State(models.TextChoices):
        ASKED = "asked"
        GIVEN = "given"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="consents")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern", "organisation"], name="one_consent_an_office"),
        ]

    def __str__(self) -> str:
        return f"{self.state} for organisation {self.organisation_id}"


class Strip(models.Model):
    """The number on a tear-off strip: the office types the contact later, the team never sees it (K01)."""

    number = models.CharField(max_length=8, unique=True)
    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="strip")
    used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.number


class Sighting(models.Model):
    """Somebody opened the concern or saw the name. The resident can read this list (R022)."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="sightings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    posting = models.BigIntegerField()
    role = models.CharField(max_length=20)
    name_seen = models.BooleanField(default=False)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "posting", "name_seen", "on"], name="one_sighting_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} on {self.on}"


class Assignment(models.Model):
    """Which office answered from when, and why it moved."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by_posting = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=60, blank=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"organisation {self.organisation_id} from {self.on}"


class PaperAnswer(models.Model):
    """An answer on stamped paper or spoken before two witnesses, typed by a secretary. It counts (K55)."""

    class Way(models.TextChoices):
        PAPER = "paper"
        SPOKEN = "spoken"

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="paper_answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way.choices)
    number = models.CharField(max_length=60, blank=True)
    dated_on = models.DateField()
    first_witness = EncryptedTextField()
    second_witness = EncryptedTextField()
    file = models.CharField(max_length=32, blank=True)
    typed_by_posting = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="paper") | (~Q(number="") & ~Q(file="")), name="paper_has_number_and_photo"
            )
        ]

    def __str__(self) -> str:
        return f"{self.way} of {self.dated_on}"


class OfficeLetter(models.Model):
    """A numbered outgoing letter of a team to an office that does not sign in; the chain holds on paper."""

    team = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="letters")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    incoming_number = models.CharField(max_length=60, blank=True)
    incoming_on = models.DateField(null=True)
    by_posting = models.BigIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "year", "number"], name="letter_number")]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


class Moderation(models.Model):
    """A decision about the public text, with its reason; sealed texts are never erased; it can be appealed (D16)."""

    class Decision(models.TextChoices):
        SHOWN = "shown"
        DECLINED = "declined"
        HIDDEN = "hidden"
        RESTORED = "restored"
        UPHELD = "upheld"

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="moderations")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=60, blank=True)
    sealed_text = EncryptedTextField()
    by_posting = models.BigIntegerField()
    appealed_on = models.DateField(null=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=["shown", "restored"]) | ~Q(reason=""),
                name="moderation_gives_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision} {self.reason}"


class Check(models.Model):
    """Somebody else's check when the resident stays silent, or when a refusal is not accepted (R165, K22)."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="checks")
    why = models.CharField(max_length=20)
    asked_on = models.DateField()
    by_posting = models.BigIntegerField(null=True)
    agreed = models.BooleanField(null=True)
    note = EncryptedTextField()
    on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern"], condition=Q(on__isnull=True), name="one_open_check")
        ]

    def __str__(self) -> str:
        return f"check of concern {self.concern_id}"


class Explanation(models.Model):
    """The office's own words beside what is late, public with it (K59)."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="explanations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    language = models.CharField(max_length=5)
    new_date = models.DateField(null=True)
    by_posting = models.BigIntegerField()
    on = models.DateField()

    def __str__(self) -> str:
        return f"explanation of {self.on}"


class Voice(models.Model):
    """One “me too”, so that a second press counts once. It does not say for which concern or by whom (K62)."""

    key = models.CharField(max_length=64, unique=True)
    on = models.DateField()

    def __str__(self) -> str:
        return "a voice"


class DataDemand(models.Model):
    """A demand by an authority for residents' data: recorded, and shown to the council (K58)."""

    authority = models.CharField(max_length=200)
    asked_for = models.TextField()
    legal_basis = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True)
    given = models.BooleanField(default=False)
    recorded_by_posting = models.BigIntegerField()
    asked_on = models.DateField()
    on = models.DateField()

    def __str__(self) -> str:
        return f"demand of {self.asked_on}"


class PlaceSummary(models.Model):
    """Figures of a place and everything below it, kept ready by a job. Protected counts only."""

    path = models.CharField(max_length=200, unique=True)
    as_of = models.DateField()
    figures = models.JSONField(default=dict)
    stale = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["stale"], name="summary_stale", condition=Q(stale=True))]

    def __str__(self) -> str:
        return self.path
