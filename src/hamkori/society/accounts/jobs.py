"""What tidies up after signing in, every hour: nothing of it is needed longer than a day or its own term."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q

from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel import clock
from hamkori.society.accounts.models import Invitation, SignInPause, StaffSession

SESSION_DAYS = 2
"""A session lives for twelve hours; our row may be deleted when it was last seen before yesterday."""
INVITATION_DAYS_AFTER = 30
"""How long the list remembers an invitation that nobody used."""


def tidy_up() -> int:
    """Delete old sessions, pauses that are over, and old invitations. Returns how many rows."""
    today, now = clock.today(), clock.now()
    expired = (
        Session.objects.filter(expire_date__lt=now),
        StaffSession.objects.filter(last_seen_on__lt=today - timedelta(days=SESSION_DAYS)),
        SignInPause.objects.filter(Q(until__isnull=True) | Q(until__lt=now), last_on__lt=today),
        Invitation.objects.filter(
            accepted_on__isnull=True, expires_on__lt=today - timedelta(days=INVITATION_DAYS_AFTER)
        ),
    )
    return sum(rows.delete()[0] for rows in expired)


registry.register("accounts.tidy_up", Job(run=tidy_up, every=timedelta(hours=1)), order=80)
