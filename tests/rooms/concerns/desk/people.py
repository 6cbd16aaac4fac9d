"""Signing in for tests: a real session, without the form."""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.society.accounts.models import StaffSession, User
from hamkori.society.accounts.queries import session_hash
from hamkori.society.accounts.sessions import BACKEND


def browser_of(actor: Actor) -> Client:
    """A browser in which this person is signed in and acts in this posting."""
    client = Client()
    user = User.objects.get(pk=actor.user_id)
    session = client.session
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    client.cookies["hamkori"] = session.session_key or ""
    StaffSession.objects.create(
        key_hash=session_hash(session.session_key or ""),
        user=user,
        posting_id=actor.posting_id,
        started_on=clock.today(),
        last_seen_on=clock.today(),
        second_factor_at=clock.now() if actor.second_factor else None,
    )
    return client


def at(name: str, *args: object) -> str:
    """An address of the desk, in English."""
    with translation.override("en"):
        return reverse(f"concerns_desk:{name}", args=args)
