"""The states of a promise, as a table that the code, the tests and the documentation read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.transitions import Transition, TransitionTable


class State(models.TextChoices):
    OPEN = "open", _("Still open")
    DONE = "done", _("Done, says the office; not confirmed yet")
    CHECKING = "checking", _("Somebody else checks")
    REOPENED = "reopened", _("Opened again")
    KEPT = "kept", _("Kept and confirmed")
    NOT_KEPT = "not_kept", _("Not kept")
    WITHDRAWN = "withdrawn", _("Taken back by both sides")


class Origin(models.TextChoices):
    SCREEN = "screen", _("On the screen")
    PAPER = "paper", _("On stamped paper")
    SPOKEN = "spoken", _("Aloud, before two witnesses")
    MEETING = "meeting", _("At a meeting")
    ANSWER = "answer", _("Answer to a concern")
    PLAN = "plan", _("Plan of a team")


class Publicity(models.TextChoices):
    PUBLIC = "public", _("On the public board at once")
    SIDES = "sides", _("First between the sides; public only at the end of the ladder")
    PRIVATE = "private", _("Never public")


class Side(models.TextChoices):
    OWNER = "owner", _("Who promised")
    OTHER = "other", _("The other side")
    CHECK = "check", _("Somebody else's check")
    HOUSE = "house", _("The clock of the house")


class Means(models.TextChoices):
    LABOUR = "labour", _("Own labour, in days")
    BUDGET = "budget", _("Local budget")
    IN_KIND = "in_kind", _("Support in kind")
    EQUIPMENT = "equipment", _("Equipment or works")


LIVE = frozenset({State.OPEN, State.REOPENED})
"""Whoever promised has to do something."""
UNCONFIRMED = frozenset({State.DONE, State.CHECKING})
"""The first square is set, the second is not."""
UNDECIDED = LIVE | UNCONFIRMED
ENDED = frozenset({State.KEPT, State.NOT_KEPT, State.WITHDRAWN})

STEPS: TransitionTable[State] = TransitionTable(
    [
        Transition("say_done", LIVE, State.DONE, _("Whoever promised says: it is done.")),
        Transition("confirm", UNCONFIRMED, State.KEPT, _("The other side confirms: it is kept.")),
        Transition(
            "reopen",
            UNCONFIRMED | {State.KEPT},
            State.REOPENED,
            _("The other side does not agree. It is open again."),
        ),
        Transition(
            "call_check",
            frozenset({State.DONE}),
            State.CHECKING,
            _("The other side was silent. Somebody else checks."),
        ),
        Transition(
            "check_agrees", frozenset({State.CHECKING}), State.KEPT, _("The check agrees: it is kept.")
        ),
        Transition(
            "check_disagrees", frozenset({State.CHECKING}), State.REOPENED, _("The check does not agree.")
        ),
        Transition(
            "say_not_kept",
            LIVE | UNCONFIRMED,
            State.NOT_KEPT,
            _("The other side says: it is not kept, and why."),
        ),
        Transition("withdraw", LIVE, State.WITHDRAWN, _("Both sides take it back.")),
    ]
)
