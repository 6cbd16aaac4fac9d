"""What other rooms and our pages read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.prepared import prepared
from hamkori.kernel.text import fold, fold_words
from hamkori.society.accounts.models import (
    Invitation,
    Organisation,
    Passkey,
    Persona,
    Posting,
    RecoveryCode,
    StaffSession,
    Totp,
    User,
    holds_on,
)
from hamkori.society.accounts.naming import as_phone, fold_username, phone_hash
from hamkori.society.places.queries import below


def paths_upward(path: str) -> list[str]:
    """The path and those above it, nearest first: "tj.su.kh" -> ["tj.su.kh", "tj.su", "tj"]."""
    parts = path.split(".") if path else []
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


# --- organisations and postings: for the rooms above


def organisations_at(place_path: str, kinds: Iterable[str] | None = None) -> list[Organisation]:
    """Organisations that hold today at the place or above it, nearest first; of `kinds` only, in their order."""
    order = list(kinds) if kinds is not None else []
    upward = paths_upward(place_path)
    found = Organisation.objects.filter(holds_on(clock.today()), place__path__in=upward).select_related(
        "place"
    )
    if order:
        found = found.filter(kind__in=order)
    return sorted(
        found,
        key=lambda one: (
            upward.index(one.place.path),
            order.index(one.kind) if order else 0,
            one.kind,
            one.pk,
        ),
    )


def organisation_by_uid(uid: str) -> Organisation | None:
    return Organisation.objects.filter(uid=uid).select_related("place", "parent").first()


def organisations_in(place_path: str) -> QuerySet[Organisation]:
    """Organisations that hold today in the place or under it, whoever looks: offices are public."""
    return (
        Organisation.objects.filter(holds_on(clock.today()), below(place_path, "place__path"))
        .select_related("place")
        .order_by("place__path", "kind", "pk")
    )


def organisations_named(place_path: str, typed: str, *, most: int) -> list[Organisation]:
    """Those of `organisations_in` in whose name, in any language and spelling, all the typed words begin words."""
    words = fold(typed).split()
    if not words:
        return []
    found = []
    for one in organisations_in(place_path):
        names = " ".join(fold_words(str(name)) for name in one.names.values())
        if all(f" {word}" in names for word in words):
            found.append(one)
            if len(found) == most:
                break
    return found


def postings_of(organisation: Organisation | int, roles: Iterable[Role] | None = None) -> list[Posting]:
    """Postings that hold today in an organisation, in the order they began."""
    found = Posting.objects.filter(
        holds_on(clock.today()), organisation=organisation, user__is_active=True
    ).select_related("user", "organisation__place", "place")
    if roles is not None:
        found = found.filter(role__in=[role.value for role in roles])
    return list(found.order_by("from_on", "pk"))


def posting_by_uid(uid: str) -> Posting | None:
    return (
        Posting.objects.filter(uid=uid)
        .select_related("user", "organisation__place", "place", "hand_over")
        .first()
    )


def postings_of_user(user: User) -> list[Posting]:
    """What the person may act as today."""
    return list(
        Posting.objects.filter(holds_on(clock.today()), user=user)
        .select_related("organisation__place", "place")
        .order_by("from_on", "pk")
    )


def paths_of(user: User) -> list[str]:
    """Scopes of the postings that the person holds or is to hold; of the last one if none is left.

    [""] (the whole country) for somebody without any posting.
    """
    postings = list(
        Posting.objects.filter(user=user)
        .select_related("organisation__place", "place")
        .order_by("-from_on", "-pk")
    )
    today = clock.today()
    open_ones = [posting for posting in postings if posting.until_on is None or posting.until_on > today]
    return [posting.scope_path for posting in open_ones or postings[:1]] or [""]


# --- signing in


def user_for(identifier: str) -> User | None:
    """The person who signs in with this user name or telephone number, active or not."""
    if number := as_phone(identifier):
        return User.objects.filter(phone_hash=phone_hash(number)).first()
    return User.objects.filter(username=fold_username(identifier)).first()


def active_user(key: int) -> User | None:
    return User.objects.filter(pk=key, is_active=True).first()


def session_of(key: str) -> StaffSession | None:
    """The living session behind a cookie, with the person and the posting, in one query."""
    return next(iter(_session(session_hash(key))), None)


@prepared
def _session(key_hash: Any) -> QuerySet[StaffSession]:
    return StaffSession.objects.filter(key_hash=key_hash).select_related(
        "user", "posting__organisation__place", "posting__place"
    )


def session_hash(key: str) -> str:
    return crypto.keyed_hash(key, purpose="accounts.session")


@dataclass(frozen=True)
class Factors:
    """Which second steps somebody has."""

    totp: bool
    passkeys: int
    recovery_codes: int

    @property
    def any(self) -> bool:
        return self.totp or self.passkeys > 0


def factors_of(user: User) -> Factors:
    return Factors(
        totp=Totp.objects.filter(user=user, confirmed_on__isnull=False).exists(),
        passkeys=Passkey.objects.filter(user=user).count(),
        recovery_codes=RecoveryCode.objects.filter(user=user, used_on__isnull=True).count(),
    )


def unconfirmed_totp(user: User) -> Totp | None:
    """The secret that waits for its first code."""
    return Totp.objects.filter(user=user, confirmed_on__isnull=True).first()


def passkeys_of(user: User) -> list[Passkey]:
    return list(Passkey.objects.filter(user=user).order_by("pk"))


def passkey_by_credential(name: str) -> Passkey | None:
    return Passkey.objects.select_related("user").filter(credential_id=name).first()


def sessions_of(user: User) -> list[StaffSession]:
    return list(StaffSession.objects.filter(user=user).order_by("-last_seen_on", "-pk"))


def open_invitation(code: str) -> Invitation | None:
    """The invitation behind a code that still works."""
    return (
        Invitation.objects.filter(
            code_hash=invitation_hash(code), accepted_on__isnull=True, expires_on__gt=clock.today()
        )
        .select_related("organisation__place", "place")
        .first()
    )


def accepted_invitation(code: str) -> Invitation | None:
    """The invitation behind a code that was used."""
    return (
        Invitation.objects.filter(code_hash=invitation_hash(code), accepted_by__isnull=False)
        .select_related("accepted_by", "organisation__place", "place")
        .first()
    )


def invitation_hash(code: str) -> str:
    return crypto.keyed_hash(code, purpose="accounts.invitation")


def another_administrator(user_id: int | None, path: str) -> bool:
    """Whether somebody else is there who may manage people at this place."""
    found = (
        Posting.objects.filter(
            holds_on(clock.today()),
            role=Role.ADMINISTRATOR.value,
            user__is_active=True,
            from_on__lte=clock.today(),
        )
        .exclude(user_id=user_id or 0)
        .select_related("organisation__place", "place")
    )
    scopes = [one.scope_path for one in found]
    return any(scope in ("", path) or path.startswith(scope + ".") for scope in scopes)


def let_in_alone(actor: Actor, user: User) -> bool:
    """Whether this administrator invited this person, and no other administrator confirmed it."""
    return Invitation.objects.filter(
        accepted_by=user, invited_by=actor.user_id, confirmed_by__isnull=True
    ).exists()


# --- for administrators


def postings_visible_to(
    actor: Actor, search: str = "", *, ended: bool = False
) -> "QuerySet[Posting] | list[Posting]":
    """Postings in the administrator's scope; `search` looks in user names, names, posts and offices.

    Names are encrypted, so they are searched after reading: an installation has thousands of postings, not millions.
    """
    if not actor.has_role(Role.ADMINISTRATOR):
        return []
    today = clock.today()
    period = Q(until_on__lte=today) if ended else Q(until_on__isnull=True) | Q(until_on__gt=today)
    scope = (
        below(actor.place_path, "place__path")
        | (Q(place__isnull=True) & below(actor.place_path, "organisation__place__path"))
        if actor.place_path
        else Q()
    )
    found = (
        Posting.objects.filter(period, scope)
        .select_related("user", "organisation__place", "place")
        .order_by("user__username", "from_on", "pk")
    )
    if not search.strip():
        return found
    wanted = search.strip().casefold()
    return [posting for posting in found if wanted in _searchable(posting)]


def _searchable(posting: Posting) -> str:
    office = posting.organisation.names.values() if posting.organisation is not None else ()
    return " ".join(
        [posting.user.username, posting.user.display_name, *posting.titles.values(), *office]
    ).casefold()


def invitations_visible_to(actor: Actor) -> list[Invitation]:
    """Invitations that still work, in the administrator's scope."""
    found = (
        Invitation.objects.filter(accepted_on__isnull=True, expires_on__gt=clock.today())
        .select_related("organisation__place", "place")
        .order_by("expires_on", "pk")
    )
    return [one for one in found if actor.has_role(Role.ADMINISTRATOR) and actor.covers(one.scope_path)]


def posting_for(actor: Actor, uid: str) -> Posting | None:
    """A posting that this administrator may look at."""
    posting = posting_by_uid(uid)
    allowed = posting is not None and actor.has_role(Role.ADMINISTRATOR) and actor.covers(posting.scope_path)
    return posting if allowed else None


def other_postings(actor: Actor, posting: Posting) -> list[Posting]:
    """The person's other postings, past ones too, in the administrator's scope."""
    found = (
        Posting.objects.filter(user=posting.user)
        .exclude(pk=posting.pk)
        .select_related("user", "organisation__place", "place")
        .order_by("-from_on", "-pk")
    )
    return [one for one in found if actor.has_role(Role.ADMINISTRATOR) and actor.covers(one.scope_path)]


ANSWERING = (Role.HANDLER, Role.HEAD)


def carries_on(role: str) -> tuple[str, ...]:
    """Roles that can go on with the open work of a role: who types in papers cannot answer what is open."""
    return ANSWERING if role in ANSWERING else (role,)


def successors_for(posting: Posting) -> QuerySet[Posting]:
    """Who can take the open work over: the others in the same office who do the same work."""
    if posting.organisation is None:
        return Posting.objects.none()
    return (
        Posting.objects.filter(
            holds_on(clock.today()),
            organisation=posting.organisation,
            role__in=carries_on(posting.role),
            user__is_active=True,
        )
        .exclude(user=posting.user)
        .select_related("user")
        .order_by("from_on", "pk")
    )


# --- the demo


def personas() -> list[Persona]:
    return list(_playable().select_related("user").order_by("order", "code"))


def _playable() -> QuerySet[Persona]:
    return Persona.objects.filter(Q(user__is_active=True) | (Q(user__isnull=True) & ~Q(link="")))


def persona(code: str) -> Persona | None:
    return _playable().filter(code=code).select_related("user").first()


def postings_begun(path: str, roles: Iterable[Role], *, since: date, most: int = 50) -> list[Posting]:
    """Open postings of these roles at or below a place that began on or after `since`, newest first."""
    found = Posting.objects.filter(
        holds_on(clock.today()), role__in=[role.value for role in roles], from_on__gte=since
    ).select_related("organisation")
    if path:
        found = found.filter(below(path, "organisation__place__path") | below(path, "place__path"))
    return list(found.order_by("-from_on", "-pk")[:most])
