"""The first administrator, made on the command line."""

import secrets

from hamkori.kernel.actor import SYSTEM
from hamkori.society.accounts.actions.people import create_first_administrator


def first_administrator(name: str) -> int:
    """Create the administrator of a new installation with a password that must be changed; print it once."""
    password = secrets.token_urlsafe(12)
    user = create_first_administrator(actor=SYSTEM, username=name, password=password)
    print(
        f"User name: {user.username}\nPassword:  {password}\nSign in, change the password, add a second step."
    )
    return 0
