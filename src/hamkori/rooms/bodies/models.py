"""Bodies in a first part: kinds of organisations, charters as dated data, jurisdictions, teams, public contacts."""

from django.db import models
from django.db.models import F, Q

from hamkori.kernel.words import pick
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.models import Law
from hamkori.society.places.models import Place


class OrganisationKind(models.Model):
    """A kind of organisation from the country pack: jamoat, precinct, electricity service, team…"""

    code = models.CharField(max_length=40, unique=True)
    names = models.JSONField(default=dict)
    is_police = models.BooleanField(default=False)
    level = models.CharField(max_length=20, blank=True)
    parent_kind = models.CharField(max_length=40, blank=True)
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return pick(self.names)


class BodyType(models.Model):
    """A body with a charter: partnership team, public council, volunteer squad."""

    code = models.CharField(max_length=40, unique=True)
    organisation_kind = models.CharField(max_length=40, blank=True)
    names = models.JSONField(default=dict)
    aliases = models.JSONField(default=dict)
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code


class CharterVersion(models.Model):
    """The rules of a body type from a day on, with their legal source (N01-N09). The law changes, the code does not."""

    body_type = models.ForeignKey(BodyType, on_delete=models.PROTECT, related_name="charters")
    code = models.CharField(max_length=60, unique=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    rules = models.JSONField(default=dict)
    source = models.CharField(max_length=300)
    hard = models.BooleanField(default=True)
    verified_by = models.CharField(max_length=120, blank=True)
    local_fields = models.JSONField(default=list)
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="charter_period",
            ),
            models.UniqueConstraint(fields=["body_type", "valid_from"], name="one_charter_a_day"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def legal_words(self) -> str:
        """The legal source in the language of the page: the law's title and number, else as the pack says it."""
        law = Law.objects.filter(code=str(self.rules.get("law", ""))).first()
        if law is None:
            return self.source
        number = next((str(reading["number"]) for reading in law.readings if reading.get("number")), "")
        return f"{pick(law.names)}, № {number}" if number else pick(law.names)


class Jurisdiction(models.Model):
    """Where an organisation is responsible, from a day to a day. A precinct is an organisation with such rows."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="jurisdictions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="jurisdiction_period"
            ),
            models.UniqueConstraint(
                fields=["organisation", "place"],
                condition=Q(until_on__isnull=True),
                name="one_open_jurisdiction",
            ),
        ]
        indexes = [models.Index(fields=["path", "kind"], name="jurisdiction_path")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.path}"


class Contact(models.Model):
    """Who is there for residents: a post first, a person's name only with consent. Verified on a date (R163, H17)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    post = models.JSONField(default=dict)
    person = models.CharField(max_length=120, blank=True)
    person_agreed_on = models.DateField(null=True)
    phone = models.CharField(max_length=30, blank=True)
    hours = models.JSONField(default=dict)
    where = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    woman_officer = models.BooleanField(default=False)
    since_on = models.DateField(null=True)
    verified_on = models.DateField(null=True)
    verified_by_posting = models.BigIntegerField(null=True)
    until_on = models.DateField(null=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person="") | Q(person_agreed_on__isnull=False), name="name_only_with_consent"
            )
        ]

    def __str__(self) -> str:
        return f"contact of organisation {self.organisation_id}"


class Seat(models.Model):
    """A seat in a team. The member's name is shown only if the member agreed; contact details never (K01)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=40)
    posting = models.BigIntegerField(null=True)
    shown_name = models.CharField(max_length=120, blank=True)
    shown_agreed_on = models.DateField(null=True)
    term_from = models.DateField(null=True)
    term_until = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                condition=Q(left_on__isnull=True),
                name="one_sitting_member_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(shown_name="") | Q(shown_agreed_on__isnull=False),
                name="member_named_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.number}"
