"""A question to a higher office: its states, and the day by which an answer is asked (R259)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.kernel.transitions import Transition, TransitionTable
from hamkori.society.countries import queries as countries

WORKING_DAYS = 15
"""Working days within which a higher office is asked to answer. A rule of the house, not of a law."""
KINDS = ("district_government", "district_police", "public_council")
"""The first offices above a team; each may be followed by its own parents, up to a ministry."""


class Asked(models.TextChoices):
    ASKED = "asked", pgettext_lazy("a question to a higher office", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("a question to a higher office", "Answered")
    PASSED = "passed", pgettext_lazy("a question to a higher office", "Passed to a higher office")
    WITHDRAWN = "withdrawn", pgettext_lazy("a question to a higher office", "Taken back by the team")


ASKING: TransitionTable[Asked] = TransitionTable(
    [
        Transition("answer", frozenset({Asked.ASKED}), Asked.ANSWERED, _("The higher office has answered.")),
        Transition("pass", frozenset({Asked.ASKED}), Asked.PASSED, _("The question went one office higher.")),
        Transition(
            "withdraw", frozenset({Asked.ASKED}), Asked.WITHDRAWN, _("The team has taken the question back.")
        ),
    ]
)


def answer_by(start: date) -> date:
    """The day by which an answer is asked for a question of `start`."""
    return countries.calendar().add_working_days(start, WORKING_DAYS)
