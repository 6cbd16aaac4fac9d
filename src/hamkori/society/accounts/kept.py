"""What somebody typed when their session had ended: kept in the page itself, sealed, for an hour.

Nothing is stored. Passwords and files are not kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from hamkori.kernel import clock
from hamkori.kernel.crypto import Unreadable, seal_state, unseal_state

MINUTES = 60
LONGEST = 300_000
"""Characters. Longer forms are not kept: the page would become too heavy for a weak line."""
_PURPOSE = "accounts.kept-form"


@dataclass(frozen=True)
class KeptForm:
    """Where the form was sent, and its fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def seal_form(request: HttpRequest) -> str:
    """The posted form as text for a hidden field; "" if there is nothing to keep."""
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    if not fields or sum(len(str(value)) for _name, value in fields) > LONGEST:
        return ""
    return seal_state(
        {"path": request.get_full_path(), "fields": fields, "at": clock.now().isoformat()}, purpose=_PURPOSE
    )


def unseal_form(text: str) -> KeptForm | None:
    """What `seal_form` kept, or None if it is too old or not ours."""
    if not text:
        return None
    try:
        state = unseal_state(text, purpose=_PURPOSE)
        at = datetime.fromisoformat(str(state["at"]))
        if at + timedelta(minutes=MINUTES) < clock.now():
            return None
        return KeptForm(str(state["path"]), tuple((str(name), str(value)) for name, value in state["fields"]))
    except (Unreadable, KeyError, ValueError):
        return None
