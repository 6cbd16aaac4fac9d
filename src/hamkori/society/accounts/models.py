"""Who acts: organisations, people, postings, and what signing in needs.

Dates only, no times of day, except where a second counts for security (a session's second step, a pause after
wrong tries): those rows speak of staff, never of residents, and are deleted by a job. No address, no device.

Every `until_on` here is the first day on which the row no longer holds: ending something today ends it at once.
"""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.fields import EncryptedTextField
from hamkori.kernel.references import new_reference
from hamkori.kernel.words import pick

ROLE_CHOICES = [(role.value, role.value) for role in Role]


def holds_on(day: date) -> Q:
    """What holds on `day`: begun, and not yet ended."""
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gt=day))


class Organisation(models.Model):
    """An office, a service, a team or a council: whoever answers, promises or decides."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=40)
    """Code of `organisation_kind` in the country pack."""
    names = models.JSONField(default=dict)
    """{"tg": ..., "ru": ..., "en": ...}"""
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="organisations")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    """The office above."""
    is_police = models.BooleanField(default=False)
    level = models.CharField(max_length=20, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    signs_in = models.BooleanField(default=False)
    """Whether anybody there uses the system; if not, paper and telephone do (K55)."""
    source_note = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "kind"], name="organisation_place_kind")]
        constraints = [
            models.CheckConstraint(condition=~Q(kind=""), name="organisation_has_a_kind"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="organisation_ends_after_begin",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organisation_not_above_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    def name_in(self, language: str) -> str:
        return pick(self.names, language)

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or self.until_on > day)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """Somebody who signs in. No e-mail is needed; a name is shown to others only with consent."""

    last_login = None
    """Django's column is left out: it would keep a time of day."""

    username = models.CharField(max_length=60, unique=True)
    """Folded (`naming.fold_username`)."""
    phone_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique if there
    phone = EncryptedTextField()
    display_name = EncryptedTextField()
    show_name = models.BooleanField(default=False)
    language = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    joined_on = models.DateField(default=clock.today)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(username=""), name="user_has_a_user_name")]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def shown_name(self) -> str:
        """The person's name if they agreed to show it, else empty: then show the post."""
        return self.display_name if self.show_name else ""


class Posting(models.Model):
    """What a person does where, from when to when. Rights come from here only, and end with it."""

    uid = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="postings")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="postings"
    )
    """Empty for a role in the whole installation (administrator, reviewer)."""
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="postings"
    )
    """Scope; empty means the place of the organisation, or the whole country without one."""
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    titles = models.JSONField(default=dict, blank=True)
    """The post in words: {"tg": ..., "ru": ..., "en": ...}"""

    class Meta:
        indexes = [models.Index(fields=["organisation", "role"], name="posting_organisation_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="posting_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="posting_ends_after_begin",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "place"],
                condition=Q(until_on__isnull=True),
                name="one_open_posting_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.uid}"

    def title_in(self, language: str) -> str:
        return pick(self.titles, language)

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or self.until_on > day)

    @property
    def scope_path(self) -> str:
        """The dotted path of the place this posting covers; "" is the whole country."""
        if self.place is not None:
            return str(self.place.path)
        return str(self.organisation.place.path) if self.organisation is not None else ""


class HandOver(models.Model):
    """What happened to the open work when a posting ended."""

    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="hand_over")
    successor = models.ForeignKey(Posting, on_delete=models.PROTECT, null=True, related_name="taken_over")
    """Empty: the office took it."""
    on = models.DateField()
    pieces = models.JSONField(default=dict)
    """{part: how many pieces of open work}"""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("posting")),
                name="hand_over_to_somebody_else",
            )
        ]

    def __str__(self) -> str:
        return f"hand-over of {self.posting_id}"


class Invitation(models.Model):
    """A code that lets one person in, once, within seven days."""

    code_hash = models.CharField(max_length=64, unique=True)
    for_whom = EncryptedTextField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    place = models.ForeignKey("places.Place", on_delete=models.CASCADE, null=True, related_name="invitations")
    titles = models.JSONField(default=dict, blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="invited")
    invited_on = models.DateField()
    expires_on = models.DateField()
    """The first day on which the code no longer works."""
    waits = models.BooleanField(default=False)
    """For a role that can see residents' names: another administrator has to confirm it first (K58)."""
    confirmed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="confirmed")
    accepted_on = models.DateField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="accepted")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="invitation_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("invited_on")), name="invitation_expires_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def scope_path(self) -> str:
        if self.place is not None:
            return str(self.place.path)
        return str(self.organisation.place.path) if self.organisation is not None else ""


class StaffSession(models.Model):
    """One place where somebody is signed in: no address, no device. Without this row a session is worth nothing."""

    key_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_sessions")
    posting = models.ForeignKey(Posting, on_delete=models.SET_NULL, null=True, related_name="+")
    started_on = models.DateField()
    last_seen_on = models.DateField()
    second_factor_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"session {self.pk}"


class SignInPause(models.Model):
    """Wrong tries for one typed name or number, existing or not; the name itself is not kept."""

    subject_hash = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)
    last_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.tries} tries"


class Totp(models.Model):
    """The secret shared with an authenticator app."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="totp")
    secret = EncryptedTextField()
    confirmed_on = models.DateField(null=True)
    last_step = models.BigIntegerField(default=0)
    """The last 30-second step whose code was used: no code works twice (RFC 6238, 5.2)."""

    def __str__(self) -> str:
        return f"authenticator of {self.user_id}"


class Passkey(models.Model):
    """A passkey: the public half only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=1400, unique=True)
    """base64url"""
    public_key = models.BinaryField(max_length=2000)
    sign_count = models.BigIntegerField(default=0)
    label = models.CharField(max_length=60, blank=True)
    added_on = models.DateField()
    last_used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class RecoveryCode(models.Model):
    """One of ten codes for the day the phone is lost. Each works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class Persona(models.Model):
    """Somebody whose part a visitor of the demo can play. No rows outside a demo.

    Staff sign in as `user`; a resident has no account and starts on the public page `link` ("code/").
    """

    code = models.CharField(max_length=40, unique=True)
    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, related_name="persona")
    link = models.CharField(max_length=100, blank=True)
    names = models.JSONField(default=dict)
    what_to_try = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        return pick(self.names, language)

    def to_try_in(self, language: str) -> str:
        return pick(self.what_to_try, language)
