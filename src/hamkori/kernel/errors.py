"""Errors are types with a sentence that a person can act on, in that person's language."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class HamkoriError(Exception):
    """Base of every error that a person may read.

    `message` is lazily translated; `field` names the form field it belongs to, if any;
    `status` is the HTTP status a page answers with.
    """

    message: str | Promise = _("Something went wrong on our side. Please try again a little later.")
    status = 400

    def __init__(
        self, message: str | Promise | None = None, *, field: str | None = None, **values: Any
    ) -> None:
        self.values = values
        self.field = field
        if message is not None:
            self.message = message
        super().__init__()

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.values if self.values else text


class NotAllowed(HamkoriError):
    """The actor's role does not have this verb on this object. Shown to strangers as 404."""

    message = _("Your role does not allow this.")
    status = 403


class SecondFactorNeeded(NotAllowed):
    """The actor may do this, but only after the second step of signing in."""

    message = _("Confirm that it is you with the second step of signing in, then try again.")


class NotFound(HamkoriError):
    """There is no such thing, or the actor must not learn that it exists."""

    message = _("There is no such page, or you cannot open it.")
    status = 404


class BadInput(HamkoriError):
    """What the person typed cannot be used; the sentence says what to do."""

    message = _("Please check what you wrote.")
    status = 422


class BadState(HamkoriError):
    """The thing is no longer in a state that allows this step."""

    message = _("This step is no longer possible: somebody has moved it on. Please look at it again.")
    status = 409


class TooManyTries(HamkoriError):
    """Guessing is slowed down. `minutes` says for how long."""

    message = _("Too many tries. Please wait %(minutes)s min.")
    status = 429
