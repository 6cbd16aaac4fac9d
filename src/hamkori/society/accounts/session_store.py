"""Django's sessions in the database, under a keyed hash of the cookie instead of the cookie itself.

Whoever holds a copy of the database or of a backup, but not the key, cannot come in as somebody who is signed in
now (K58, K64).
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.db.models.functions import Now

from hamkori.kernel import crypto
from hamkori.kernel.prepared import prepared

KEPT = 40
"""Characters of the hash: as many as Django's column holds (160 bits)."""


def kept_key(cookie: str) -> str:
    """What the database knows of a cookie."""
    return crypto.keyed_hash(cookie, purpose="accounts.session-row")[:KEPT]


@prepared
def _row(key: Any) -> "QuerySet[Any]":
    from django.contrib.sessions.models import Session

    return Session.objects.filter(session_key=key, expire_date__gt=Now())


class SessionStore(db.SessionStore):
    """`session_key` is what the browser holds; the row has its hash."""

    def _get_session_from_db(self) -> Any:
        """The living row of this cookie. Every page of the desk reads it, so it is prepared."""
        found = next(iter(_row(kept_key(self.session_key or ""))), None)
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        made = super().create_model_instance(data)
        made.session_key = kept_key(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        wanted = session_key or self.session_key
        if wanted:
            super().delete(kept_key(wanted))
