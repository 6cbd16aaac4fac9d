"""The ledger: whatever an accountable side promises, and how it ended.

Words on a promise are for everybody, so they pass the publishing guard before they are kept: a post, never a
person. Names of witnesses stand in encrypted columns. Dates only.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from hamkori.kernel import clock
from hamkori.kernel.fields import EncryptedTextField
from hamkori.kernel.references import new_reference, show_reference
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.states import LIVE, Means, Origin, Publicity, Side, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class Basis(models.Model):
    """On what a promise stands: a screen, a stamped paper, two witnesses, the minutes of a meeting (K55).

    Several promises of one meeting or one letter share one row.
    """

    origin = models.CharField(max_length=10, choices=Origin.choices)
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """The team, council or office that wrote it down."""
    number = models.CharField(max_length=60, blank=True)
    dated_on = models.DateField()
    heard_at = models.CharField(max_length=120, blank=True)
    first_witness = EncryptedTextField()
    second_witness = EncryptedTextField()
    read_back = models.BooleanField(default=False)
    file = models.CharField(max_length=32, blank=True)
    typed_by_posting = models.BigIntegerField(null=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin="paper") | (~Q(number="") & ~Q(file="")),
                name="basis_paper_number_and_photo",
            ),
            models.CheckConstraint(
                condition=~Q(origin="spoken") | (Q(read_back=True) & ~Q(heard_at="")),
                name="basis_spoken_was_read_back",
            ),
            models.CheckConstraint(
                condition=~Q(origin="meeting") | ~Q(number=""), name="basis_minutes_have_a_number"
            ),
            models.CheckConstraint(condition=Q(dated_on__lte=F("on")), name="basis_not_of_tomorrow"),
        ]
        indexes = [models.Index(fields=["body", "dated_on"], name="basis_body")]

    def __str__(self) -> str:
        return f"{self.origin} {self.number}"


class Commitment(models.Model):
    """One promise: who, to whom, what, by when. Only the other side can close it as kept."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="promises")
    post = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    public_place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Empty: to the residents of the place."""
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True)
    driven = models.BooleanField(default=False)
    """The room of the subject sets both squares (a resident with a code, for a concern) and runs the clock."""

    text = models.CharField(max_length=240, blank=True)
    about = models.JSONField(default=dict)
    """{"tg": …}: what stands there where nobody wrote a text of their own."""
    seen_by = models.CharField(max_length=240, blank=True)
    """How everybody will see that it is done."""
    practice = models.CharField(max_length=240, blank=True)
    """The change of practice that goes with equipment or works (K45)."""
    needs = models.CharField(max_length=240, blank=True)
    hindrance = models.CharField(max_length=240, blank=True)
    language = models.CharField(max_length=5, blank=True)

    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, related_name="commitments")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    item = models.PositiveSmallIntegerField(default=1)
    made_on = models.DateField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    due_month = models.PositiveIntegerField()
    """Year and month of `due_on`, as 202603: what the cloth counts."""

    publicity = models.CharField(max_length=10, choices=Publicity.choices, default=Publicity.SIDES)
    shown = models.BooleanField(default=False)
    """Whether everybody can read it now."""
    late_step = models.PositiveSmallIntegerField(default=0)
    late_in_public = models.BooleanField(default=False)

    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    done_on = models.DateField(null=True)
    done_by_posting = models.BigIntegerField(null=True)
    closed_on = models.DateField(null=True)
    closed_by = models.CharField(max_length=10, choices=Side.choices, blank=True)
    kept_first_day = models.BooleanField(default=False)
    reopened = models.PositiveSmallIntegerField(default=0)
    moved = models.PositiveSmallIntegerField(default=0)
    why_not = models.CharField(max_length=300, blank=True)
    why_code = models.CharField(max_length=30, blank=True)
    withdrawal_asked_by = models.CharField(max_length=10, choices=Side.choices, blank=True)
    handler_posting = models.BigIntegerField(null=True)
    entered_by_posting = models.BigIntegerField(null=True)
    once = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique where a form sent one
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(about={}), name="promise_says_something"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("made_on")) & Q(first_due_on__gte=F("made_on")),
                name="promise_due_after_made",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "not_kept", "withdrawn"]) | Q(closed_on__isnull=False),
                name="promise_end_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept")
                | (Q(done_on__isnull=False) & ~Q(closed_by__in=["", "owner", "house"])),
                name="promise_kept_by_other_side",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_kept") | ~Q(why_not="") | ~Q(why_code=""),
                name="promise_not_kept_says_why",
            ),
            models.CheckConstraint(
                condition=Q(to_organisation__isnull=True) | ~Q(to_organisation=F("owner")),
                name="promise_to_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(publicity="private") | Q(shown=False), name="promise_private_not_shown"
            ),
            models.CheckConstraint(
                condition=Q(late_in_public=False) | Q(shown=True), name="promise_late_then_shown"
            ),
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id__isnull=True)
                | (~Q(subject_type="") & Q(subject_id__isnull=False)),
                name="promise_subject_whole",
            ),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"],
                condition=Q(driven=True) & ~Q(state__in=["kept", "not_kept", "withdrawn"]),
                name="promise_one_driven_at_a_time",
            ),
        ]
        indexes = [
            # The boards read their first rows and their sums from these alone, whatever the number of promises.
            models.Index(
                fields=["state", "due_on", "reference", "path", "publicity", "owner"], name="promise_day"
            ),
            models.Index(
                fields=["state", "closed_on", "reference", "path", "publicity", "owner"], name="promise_end"
            ),
            models.Index(
                fields=["state", "publicity", "kept_first_day", "first_due_on", "due_on", "done_on"],
                name="promise_sums",
            ),
            models.Index(fields=["owner", "state", "due_on"], name="promise_owner"),
            models.Index(
                fields=["path", "state", "publicity", "kept_first_day", "first_due_on", "due_on", "done_on"],
                name="promise_sums_place",
            ),
            models.Index(
                fields=[
                    "due_month",
                    "state",
                    "late_in_public",
                    "kept_first_day",
                    "first_due_on",
                    "path",
                    "shown",
                ],
                name="promise_cloth",
                condition=Q(shown=True),
            ),
            models.Index(
                fields=[
                    "path",
                    "due_month",
                    "state",
                    "late_in_public",
                    "kept_first_day",
                    "first_due_on",
                    "shown",
                ],
                name="promise_cloth_place",
                condition=Q(shown=True),
            ),
            models.Index(
                fields=[
                    "owner",
                    "due_month",
                    "state",
                    "late_in_public",
                    "kept_first_day",
                    "first_due_on",
                    "shown",
                ],
                name="promise_cloth_owner",
                condition=Q(shown=True),
            ),
            models.Index(
                fields=["state", "due_on", "reference", "late_in_public", "path", "shown"],
                name="promise_shown_day",
                condition=Q(shown=True),
            ),
            models.Index(
                fields=["state", "closed_on", "reference", "path", "shown"],
                name="promise_shown_end",
                condition=Q(shown=True),
            ),
            models.Index(
                fields=["due_on", "reference"], name="promise_shown_late", condition=Q(late_in_public=True)
            ),
            models.Index(
                fields=["to_organisation", "state", "due_on"],
                name="promise_to",
                condition=Q(to_organisation__isnull=False),
            ),
            models.Index(fields=["subject_type", "subject_id"], name="promise_subject"),
        ]

    def __str__(self) -> str:
        return f"promise {self.reference}"

    @property
    def shown_reference(self) -> str:
        """ "7KM4-T9XA", for people."""
        return show_reference(self.reference)

    @property
    def title(self) -> str:
        """What was promised, in the language in which it was written."""
        return self.text or pick(self.about)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_late(self) -> bool:
        """For the sides: the day has passed. Everybody learns it only at the end of the ladder (K59)."""
        return self.state in LIVE and self.due_on < clock.today()

    @property
    def days_left(self) -> int:
        """Calendar days until the day; negative when it has passed."""
        return (self.due_on - clock.today()).days

    @property
    def days_after(self) -> int:
        """Calendar days since the day; negative while it is still to come."""
        return -self.days_left

    @property
    def sign(self) -> str:
        """The shape of the state for the sides."""
        return _SIGNS.get(self.state) or ("late" if self.is_late else "again" if self.reopened else "due")

    @property
    def public_sign(self) -> str:
        """`public_sign` of this promise."""
        return public_sign(self.state, self.late_in_public)


def public_sign(state: str, late_in_public: bool) -> str:
    """The shape for everybody: late only where the ladder has ended (K59)."""
    return _SIGNS.get(state) or ("late" if late_in_public else "again" if state == State.REOPENED else "due")


_SIGNS: dict[str, str] = {
    State.DONE: "done",
    State.CHECKING: "done",
    State.KEPT: "kept",
    State.NOT_KEPT: "late",
    State.WITHDRAWN: "due",
}


def month_number(day: date) -> int:
    """202603 for any day of March 2026."""
    return day.year * 100 + day.month


class Resource(models.Model):
    """What a promise costs and who brings it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="resources")
    means = models.CharField(max_length=10, choices=Means.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    """Days for labour, money of the country for the rest."""
    budget_line = models.CharField(max_length=120, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(means="budget") | (~Q(budget_line="") & ~Q(legal_basis="")),
                name="budget_has_line_and_basis",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="resource_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.means} {self.amount or ''}"


class Evidence(models.Model):
    """What shows that it is done, from any side, with the day on which it could be seen."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="evidence")
    side = models.CharField(max_length=10, choices=Side.choices)
    text = models.CharField(max_length=300, blank=True)
    files = models.JSONField(default=list)
    photos = models.PositiveSmallIntegerField(default=0)
    """How many there are; for a concern they stay with the concern."""
    seen_on = models.DateField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | Q(photos__gt=0), name="evidence_is_something")
        ]

    def __str__(self) -> str:
        return f"evidence of {self.seen_on}"


class Extension(models.Model):
    """A new day, with the reason. The first day stays on the promise for good."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="extensions")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    reason_code = models.CharField(max_length=30, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") | ~Q(reason_code=""), name="extension_has_a_reason"
            ),
            models.CheckConstraint(condition=~Q(to_on=F("from_on")), name="extension_moves_the_day"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.to_on}"


class Mark(models.Model):
    """One step in the life of a promise: who set which square, when, and on what it stands."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=30)
    side = models.CharField(max_length=10, choices=Side.choices)
    words = models.CharField(max_length=300, blank=True)
    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    by_posting = models.BigIntegerField(null=True)
    by_user = models.BigIntegerField(null=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.kind} by {self.side}"


class Explanation(models.Model):
    """The own words of whoever promised, beside what is late; public with it (K59)."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="explanations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=600)
    language = models.CharField(max_length=5, blank=True)
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"explanation of {self.on}"


class PromiseLetter(models.Model):
    """A numbered letter on agreed measures, for the signature of whoever promised (documents 10, G2)."""

    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    commitments = models.ManyToManyField(Commitment, related_name="letters")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    incoming_number = models.CharField(max_length=60, blank=True)
    incoming_on = models.DateField(null=True)
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="promise_letter_number")
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"
