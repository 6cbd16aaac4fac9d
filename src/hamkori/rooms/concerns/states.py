"""The states of a concern, as a table that the code, the tests and the documentation read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.transitions import Transition, TransitionTable


class Kind(models.TextChoices):
    CONCERN = "concern", _("Concern")
    IDEA = "idea", _("Idea")
    THANKS = "thanks", _("Thanks")


class Track(models.TextChoices):
    NOTE = "note", _("Ordinary concern")
    APPEAL = "appeal", _("Formal appeal by law")


class Channel(models.TextChoices):
    WEB = "web", _("On the site")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By telephone")
    HALL = "hall", _("At a meeting")


class Named(models.TextChoices):
    NAMED = "named", _("With my name")
    CONFIDENTIAL = "confidential", _("Confidential")
    ANONYMOUS = "anonymous", _("Without a name")


class State(models.TextChoices):
    SCREENING = "screening", _("With a trained reviewer")
    RECEIVED = "received", _("Received")
    IN_WORK = "in_work", _("Being worked on")
    WAITING = "waiting", _("Waiting for the resident's reply")
    ANSWERED = "answered", _("Answered")
    DONE = "done", _("Waiting for the resident to check")
    CHECKING = "checking", _("Independent check")
    CLOSED = "closed", _("Closed")
    SEALED = "sealed", _("Moved to a protected place")
    WITHDRAWN = "withdrawn", _("Taken back by the resident")


class Outcome(models.TextChoices):
    SOLVED = "solved", _("Solved")
    PARTLY = "partly", _("Partly solved")
    NOT_SOLVED = "not_solved", _("Not solved")
    REFERRED = "referred", _("Passed to another service")
    DUPLICATE = "duplicate", _("Already raised")
    REFUSED = "refused", _("Refused, with the reason")


class Public(models.TextChoices):
    PRIVATE = "private", _("The text is not public")
    ASKED = "asked", _("Waiting for review before it becomes public")
    SHOWN = "shown", _("The text is public")
    DECLINED = "declined", _("The text was not made public")
    HIDDEN = "hidden", _("The text was hidden")


OPEN = frozenset({State.SCREENING, State.RECEIVED, State.IN_WORK, State.WAITING, State.ANSWERED})
"""The office has to do something."""
UNDECIDED = OPEN | {State.DONE, State.CHECKING}
"""Not closed yet."""
WORKABLE = frozenset({State.RECEIVED, State.IN_WORK, State.WAITING, State.ANSWERED})

STEPS: TransitionTable[State] = TransitionTable(
    [
        Transition(
            "clear", frozenset({State.SCREENING}), State.RECEIVED, _("A trained reviewer has read it.")
        ),
        Transition("take_up", frozenset({State.RECEIVED}), State.IN_WORK, _("The office has opened it.")),
        Transition(
            "pass_on", WORKABLE | {State.SCREENING}, State.RECEIVED, _("It was passed to another office.")
        ),
        Transition(
            "ask",
            frozenset({State.RECEIVED, State.IN_WORK, State.ANSWERED}),
            State.WAITING,
            _("The office has a question."),
        ),
        Transition("reply", frozenset({State.WAITING}), State.IN_WORK, _("The resident has replied.")),
        Transition("answer", WORKABLE, State.ANSWERED, _("The office has answered.")),
        Transition("propose", WORKABLE, State.DONE, _("The office says what was done; the resident checks.")),
        Transition(
            "confirm", frozenset({State.DONE, State.CHECKING}), State.CLOSED, _("The resident agrees.")
        ),
        Transition(
            "reopen",
            frozenset({State.DONE, State.CHECKING, State.CLOSED}),
            State.IN_WORK,
            _("The resident has opened it again."),
        ),
        Transition(
            "call_check", frozenset({State.DONE}), State.CHECKING, _("Somebody else checks what was done.")
        ),
        Transition("check_agrees", frozenset({State.CHECKING}), State.CLOSED, _("The check agrees.")),
        Transition(
            "check_disagrees", frozenset({State.CHECKING}), State.IN_WORK, _("The check does not agree.")
        ),
        Transition("seal", UNDECIDED | {State.CLOSED}, State.SEALED, _("It was moved to a protected place.")),
        Transition(
            "withdraw",
            UNDECIDED | {State.CLOSED, State.SEALED},
            State.WITHDRAWN,
            _("The resident has taken it back."),
        ),
    ]
)
