"""Signing in: sessions, and the pause that grows with wrong tries.

Tries are counted per typed name or number, known to us or not, never per address: many offices share one line,
and we keep no addresses. A try is counted before the password is looked at, so trying in parallel gains nothing.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit.trail import action, note
from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import TooManyTries
from hamkori.society.accounts.models import Posting, SignInPause, StaffSession, User

FREE_TRIES = 5
LONGEST_PAUSE_MINUTES = 60


def pause_minutes(tries: int) -> int:
    """How long to wait after so many wrong tries: 0 below five, then 1, 2, 4 … up to 60 minutes."""
    return 0 if tries < FREE_TRIES else min(2 ** min(tries - FREE_TRIES, 10), LONGEST_PAUSE_MINUTES)


def count_try(*, subject_hash: str) -> None:
    """Count one try. Raises `TooManyTries` during a pause."""
    now = clock.now()
    with transaction.atomic():
        row, _made = SignInPause.objects.select_for_update().get_or_create(
            subject_hash=subject_hash, defaults={"last_on": clock.today()}
        )
        if row.until is not None and row.until > now:
            minutes = -(-(row.until - now).total_seconds() // 60)
            raise TooManyTries(_("Too many tries. Please wait %(minutes)s min."), minutes=int(minutes))
        row.tries += 1
        pause = pause_minutes(row.tries)
        row.until = now + timedelta(minutes=pause) if pause else None
        row.last_on = clock.today()
        row.save()


def tries_are_forgiven(*, subject_hash: str) -> None:
    """After a right answer."""
    SignInPause.objects.filter(subject_hash=subject_hash).delete()


def second_step_subject(user: User) -> str:
    """The hash under which wrong codes of the second step are counted."""
    return crypto.keyed_hash(str(user.pk), purpose="accounts.pause.second-step")


@action("account.signed_in")
def sign_in(
    *, actor: Actor, user: User, key_hash: str, posting: Posting | None, second_factor: bool
) -> StaffSession:
    """Leave our row for a session that Django has just begun."""
    note(subject=user, facts={"second_factor": second_factor})
    return StaffSession.objects.create(
        key_hash=key_hash,
        user=user,
        posting=posting,
        started_on=clock.today(),
        last_seen_on=clock.today(),
        second_factor_at=clock.now() if second_factor else None,
    )


@action("account.second_step_taken")
def take_second_step(*, actor: Actor, session: StaffSession) -> StaffSession:
    """The person behind `session` has just proved the second factor."""
    session.second_factor_at = clock.now()
    session.save(update_fields=["second_factor_at"])
    note(subject=session.user)
    return session


@action("account.signed_out_elsewhere", verb="account.own", on="user")
def sign_out_elsewhere(*, actor: Actor, user: User, keep: StaffSession | None) -> int:
    """End every other session of the person; returns how many."""
    others = StaffSession.objects.filter(user=user)
    if keep is not None:
        others = others.exclude(pk=keep.pk)
    ended = others.delete()[0]
    note(subject=user, facts={"sessions": ended})
    return ended


def saw_again(row: StaffSession) -> None:
    """The session was used today."""
    row.last_seen_on = clock.today()
    StaffSession.objects.filter(pk=row.pk).update(last_seen_on=row.last_seen_on)


def move_session(row: StaffSession, *, key_hash: str) -> None:
    """The browser has got a new session key."""
    StaffSession.objects.filter(pk=row.pk).update(key_hash=key_hash)


def forget_session(*, key_hash: str) -> None:
    """Signed out."""
    StaffSession.objects.filter(key_hash=key_hash).delete()
