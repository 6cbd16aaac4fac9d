"""What residents filed on the portal: the day only (K08), words and name encrypted, no part of the register."""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel import clock
from hamkori.kernel.fields import EncryptedTextField
from hamkori.kernel.references import show_reference
from hamkori.rooms.crime.models.register import Report
from hamkori.rooms.crime.register.filing.states import OPEN, FilingState, Named
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


class Filing(models.Model):
    """A report as a resident filed it. Its text is read by the duty officer of one office and goes nowhere."""

    number = models.CharField(max_length=8, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    """A code of the room's own list (`data/filing.toml`)."""
    happened_from = models.DateField()
    happened_until = models.DateField()
    text = EncryptedTextField()
    landmark = EncryptedTextField()
    damage = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    """In the currency of the country, as the resident says it."""
    named = models.CharField(max_length=10, choices=Named.choices)
    language = models.CharField(max_length=5)
    filed_on = models.DateField()

    state = models.CharField(max_length=10, choices=FilingState.choices, default=FilingState.WAITING)
    due_on = models.DateField()
    """The last day for taking it into the journal. It never moves: not by a question, not by passing it on."""
    late_step = models.PositiveSmallIntegerField(default=0)
    asked_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    """Code of the listed reason of a refusal."""
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, related_name="filing")
    """The row of the journal that an officer made of it. The row itself does not know who filed."""
    forgotten_on = models.DateField(null=True)
    """When words and name were erased: taken back, or kept long enough."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "asked"]) | Q(closed_on__isnull=False),
                name="filing_closed_on",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(report__isnull=False), name="filing_taken_has_report"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="filing_refused_why"),
            models.CheckConstraint(
                condition=Q(happened_until__gte=F("happened_from")), name="filing_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(damage__isnull=True) | Q(damage__gte=0), name="filing_damage"),
        ]
        indexes = [
            models.Index(fields=["office", "state", "due_on"], name="filing_queue"),
            models.Index(fields=["path", "state"], name="filing_path"),
            models.Index(fields=["state", "closed_on"], name="filing_closed"),
        ]

    def __str__(self) -> str:
        return f"filing {self.pk}"

    @property
    def shown_number(self) -> str:
        """ "7KM4-T9XA", for people."""
        return show_reference(self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < clock.today()


class FilingIdentity(models.Model):
    """Who filed it. One office sees it, as long as the resident allows that; every look is recorded."""

    filing = models.OneToOneField(Filing, on_delete=models.CASCADE, related_name="identity")
    name = EncryptedTextField()
    phone = EncryptedTextField()
    contact_note = EncryptedTextField()
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """The office that may see it. None: nobody may, since it was passed on or the resident said no."""

    def __str__(self) -> str:
        return f"identity of filing {self.filing_id}"
