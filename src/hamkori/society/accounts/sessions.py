"""Who sits behind a request: the browser's session, our own row for it, and the actor it makes.

Django's session holds ids only. Our row (`StaffSession`) is what makes it worth anything: without the row the
session is empty, so "sign out everywhere" deletes rows. Neither keeps an address or a device.
"""

from dataclasses import dataclass

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, Actor, Kind, Role
from hamkori.kernel.words import pick
from hamkori.society.accounts import policy, queries
from hamkori.society.accounts.actions import signing_in
from hamkori.society.accounts.models import Posting, StaffSession, User

BACKEND = "hamkori.society.accounts.backend.PhoneOrUserName"
NOWHERE = "-"
"""A place path that covers nothing: for somebody signed in who may not act yet."""


@dataclass(frozen=True)
class Staff:
    """Somebody signed in. `waits_for` names what must be done before acting: "password", "enrolment" or ""."""

    user: User
    session: StaffSession
    posting: Posting | None
    waits_for: str = ""

    @property
    def second_factor(self) -> bool:
        return self.session.second_factor_at is not None


def staff_of(request: HttpRequest) -> Staff | None:
    """Who is signed in, in one query; None for everybody else. A session without our row is emptied."""
    session: SessionBase = request.session
    if SESSION_KEY not in session:
        return None
    row = queries.session_of(session.session_key or "")
    if row is None or not row.user.is_active or not _password_is_still(session, row.user):
        session.flush()
        return None
    today = clock.today()
    if row.last_seen_on != today:
        signing_in.saw_again(row)
    posting = row.posting if row.posting is not None and row.posting.holds_on(today) else None
    return Staff(user=row.user, session=row, posting=posting, waits_for=_waits_for(row, posting))


def staff_of_request(request: HttpRequest) -> Staff | None:
    """Who is signed in, or None."""
    staff = getattr(request, "staff", None)
    return staff if isinstance(staff, Staff) else None


def _password_is_still(session: SessionBase, user: User) -> bool:
    return constant_time_compare(str(session.get(HASH_SESSION_KEY, "")), user.get_session_auth_hash())


def _waits_for(row: StaffSession, posting: Posting | None) -> str:
    if row.user.must_change_password:
        return "password"
    if posting is not None and row.second_factor_at is None and policy.needs_second_factor(posting.role):
        return "enrolment"
    return ""


def actor_from(staff: Staff | None, language: str) -> Actor:
    """The actor. Without a posting, or before a needed second step, it has no role and covers no place.

    `second_factor` says that what this installation asks for was met (in a demo nothing may be asked for).
    """
    if staff is None:
        return ANYONE
    posting = staff.posting if not staff.waits_for else None
    if posting is None:
        return Actor(Kind.STAFF, user_id=staff.user.pk, place_path=NOWHERE, language=language)
    organisation = posting.organisation
    return Actor(
        Kind.STAFF,
        user_id=staff.user.pk,
        posting_id=posting.pk,
        role=Role(posting.role),
        organisation_id=posting.organisation_id,
        organisation_kind=organisation.kind if organisation is not None else "",
        organisation_is_police=organisation.is_police if organisation is not None else False,
        place_path=posting.scope_path,
        second_factor=staff.second_factor or not policy.second_factor_is_required(),
        language=language,
        name=pick(posting.titles, language),
    )


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    actor = getattr(request, "actor", None)
    return actor if isinstance(actor, Actor) else ANYONE


def open_for(request: HttpRequest, user: User, *, second_factor: bool) -> StaffSession:
    """Sign `user` in: a new session key (nobody can have planted it), our row, the first posting."""
    close(request)
    login(request, user, backend=BACKEND)
    if request.session.session_key is None:
        request.session.save()
    postings = queries.postings_of_user(user)
    row = signing_in.sign_in(
        actor=nobody_yet(user),
        user=user,
        key_hash=queries.session_hash(str(request.session.session_key)),
        posting=postings[0] if postings else None,
        second_factor=second_factor,
    )
    refresh(request)
    return row


def renew_key(request: HttpRequest, row: StaffSession) -> None:
    """Give the browser a new session key after a step that adds rights."""
    request.session.cycle_key()
    signing_in.move_session(row, key_hash=queries.session_hash(str(request.session.session_key)))
    refresh(request)


def close(request: HttpRequest) -> None:
    """Sign out in this browser."""
    key = request.session.session_key
    if key:
        signing_in.forget_session(key_hash=queries.session_hash(key))
    request.session.flush()
    refresh(request)


def refresh(request: HttpRequest) -> None:
    """Let the rest of this request see who is signed in now."""
    staff = staff_of(request)
    request.staff = staff  # type: ignore[attr-defined]
    request.actor = actor_from(staff, str(getattr(request, "LANGUAGE_CODE", "")))  # type: ignore[attr-defined]
    if staff is not None:
        request.user = staff.user


def take_second_step(request: HttpRequest) -> None:
    """The person behind this request has just proved the second factor: a new session key, more rights."""
    staff = staff_of(request)
    assert staff is not None
    signing_in.take_second_step(actor=nobody_yet(staff.user), session=staff.session)
    renew_key(request, staff.session)


def nobody_yet(user: User) -> Actor:
    """The person before any posting counts."""
    return Actor(Kind.STAFF, user_id=user.pk, place_path=NOWHERE)
