"""A key that makes one press count once: sealed in a form when it is shown, read when the form comes back.

It may be bound to what the form is `about`, so that the button of one page counts nothing on another.
"""

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import crypto
from hamkori.kernel.errors import NotFound


def sealed_key(key: str = "", *, purpose: str, **about: str) -> str:
    """For a hidden field: a fresh key, or the `key` of a submission that the next form speaks of."""
    return crypto.seal_state({"key": key or new_submission_key(), **about}, purpose=purpose)


def key_in(sealed: str, *, purpose: str, **about: str) -> str | None:
    """The key in a hidden field, or None when it is missing, cut or of another purpose.

    Raises `NotFound` for a key about something else: there is no such button on this page.
    """
    try:
        state = crypto.unseal_state(sealed, purpose=purpose)
    except crypto.Unreadable:
        return None
    if any(state.get(name) != value for name, value in about.items()):
        raise NotFound
    return str(state["key"]) if "key" in state else None
