"""The states of a filing, as a table that the code, the tests and the documentation read."""

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.kernel.transitions import Transition, TransitionTable


class FilingState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("filing", "Waits at the office")
    ASKED = "asked", pgettext_lazy("filing", "The office has asked a question")
    TAKEN = "taken", pgettext_lazy("filing", "In the journal")
    REFUSED = "refused", pgettext_lazy("filing", "Not registered, with the reason")
    WITHDRAWN = "withdrawn", pgettext_lazy("filing", "Taken back")


class Named(models.TextChoices):
    """A statement has a name by law; a notice has none."""

    STATEMENT = "statement", _("A statement, with my name")
    NOTICE = "notice", _("A notice, without a name")


OPEN = frozenset({FilingState.WAITING, FilingState.ASKED})
"""The office has to do something: a question does not stop its clock."""


def _asked_before(filing: Any) -> str | Promise | None:
    return (
        _("One question was asked already. Register the report, or say why not.") if filing.asked_on else None
    )


FILINGS: TransitionTable[FilingState] = TransitionTable(
    [
        Transition(
            "ask",
            frozenset({FilingState.WAITING}),
            FilingState.ASKED,
            _("The office has a question."),
            _asked_before,
        ),
        Transition("reply", frozenset({FilingState.ASKED}), FilingState.WAITING, _("You have replied.")),
        Transition("pass_on", OPEN, FilingState.WAITING, _("It was passed to another office.")),
        Transition(
            "take",
            OPEN | {FilingState.REFUSED},
            FilingState.TAKEN,
            _("It is registered in the journal."),
        ),
        Transition("refuse", OPEN, FilingState.REFUSED, _("The office does not register it.")),
        Transition(
            "withdraw",
            OPEN | {FilingState.REFUSED},
            FilingState.WITHDRAWN,
            _("You have taken it back."),
        ),
        Transition(
            "forget",
            frozenset({FilingState.TAKEN}),
            FilingState.TAKEN,
            _("Your words and your name were deleted."),
        ),
    ]
)
"""Nothing leads out of the journal, and only the holder of the code can make the words go."""
