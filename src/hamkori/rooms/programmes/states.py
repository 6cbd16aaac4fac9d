"""The way of a reported value, and the way of a self-assessment."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.kernel.transitions import Transition, TransitionTable


class Told(models.TextChoices):
    """How far a value has come. Where there is no row, nobody has reported: that is never 0."""

    DRAFT = "draft", pgettext_lazy("state of a reported value", "Draft")
    SENT = "sent", pgettext_lazy("state of a reported value", "Waits for approval")
    RETURNED = "returned", pgettext_lazy("state of a reported value", "Sent back for revision")
    APPROVED = "approved", pgettext_lazy("state of a reported value", "Approved")


OPEN = frozenset({Told.DRAFT, Told.RETURNED})
"""Can still be written anew."""

REPORTING: TransitionTable[Told] = TransitionTable(
    [
        Transition("enter", OPEN, Told.DRAFT, _("The value was written down.")),
        Transition(
            "send", frozenset({Told.DRAFT}), Told.SENT, _("The value waits for approval by somebody else.")
        ),
        Transition("approve", frozenset({Told.SENT}), Told.APPROVED, _("The value is approved.")),
        Transition(
            "send_back",
            frozenset({Told.SENT, Told.APPROVED}),
            Told.RETURNED,
            _("The value was sent back, with a reason."),
        ),
    ]
)


class Checked(models.TextChoices):
    """How far a self-assessment has come: two sides, each with its own scores."""

    DRAFT = "draft", pgettext_lazy("state of a self-assessment", "Being written")
    SENT = "sent", pgettext_lazy("state of a self-assessment", "Waits for the council")
    COUNTERSIGNED = (
        "countersigned",
        pgettext_lazy("state of a self-assessment", "Countersigned by the council"),
    )
    ANSWERED = (
        "answered",
        pgettext_lazy("state of a self-assessment", "Answered by the council with scores of its own"),
    )


SELF_CHECK: TransitionTable[Checked] = TransitionTable(
    [
        Transition("send", frozenset({Checked.DRAFT}), Checked.SENT, _("The self-assessment waits for the council.")),
        Transition("countersign", frozenset({Checked.SENT}), Checked.COUNTERSIGNED, _("The council agrees with it.")),
        Transition(
            "answer", frozenset({Checked.SENT}), Checked.ANSWERED, _("The council has answered with its own scores.")
        ),
    ]
)  # fmt: skip
ENDED = frozenset({Checked.COUNTERSIGNED, Checked.ANSWERED})
