"""The states of a folder: two methods, each a table of steps over the same folder.

SARA finds, analyses, acts and checks. The community security cycle understands, chooses, plans, does and checks,
and can begin another round. The gates between the steps stand in `gates.py`.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.kernel.transitions import Transition, TransitionTable
from hamkori.rooms.problems.gates import guard


class Method(models.TextChoices):
    SARA = "sara", _("SARA: find, analyse, act, check")
    CYCLE = "cycle", _("Community security cycle")


class State(models.TextChoices):
    FINDING = "finding", _("Finding the problem")
    ANALYSIS = "analysis", _("Analysis")
    ACTION = "action", pgettext_lazy("a step of SARA", "Action")
    ASSESSMENT = "assessment", pgettext_lazy("a step of SARA", "Assessment")
    UNDERSTANDING = "understanding", _("Understand the place")
    CHOOSING = "choosing", _("Choose the main problems together")
    PLANNING = "planning", _("Make a plan")
    DOING = "doing", _("Carry out the plan")
    CHECKING = "checking", _("Check and improve")
    CLOSED = "closed", pgettext_lazy("state of a problem folder", "Closed")
    SHELVED = "shelved", _("Set aside for now")
    REFERRED = "referred", _("Passed on: it is no problem for a folder")


SARA_WAY = (State.FINDING, State.ANALYSIS, State.ACTION, State.ASSESSMENT)
CYCLE_WAY = (State.UNDERSTANDING, State.CHOOSING, State.PLANNING, State.DOING, State.CHECKING)
WAYS: dict[str, tuple[State, ...]] = {Method.SARA: SARA_WAY, Method.CYCLE: CYCLE_WAY}
OPEN = frozenset(SARA_WAY + CYCLE_WAY)
ENDED = frozenset({State.CLOSED, State.SHELVED, State.REFERRED})
TAKEN_UP = frozenset(
    {
        State.ANALYSIS,
        State.ACTION,
        State.ASSESSMENT,
        State.PLANNING,
        State.DOING,
        State.CHECKING,
        State.CLOSED,
    }
)
"""The team has decided that this is its problem: from here on the folder can be public."""
UNDER_WAY = frozenset({State.ACTION, State.DOING})
LAST = frozenset({State.ASSESSMENT, State.CHECKING})


def _row(
    verb: str, sources: set[State], target: State, sentence: str | Promise, gated: bool = False
) -> Transition[State]:
    return Transition(verb, frozenset(sources), target, sentence, guard(verb) if gated else None)


def _ends(way: tuple[State, ...]) -> list[Transition[State]]:
    """What both methods share: passing on, setting aside, taking back, opening again."""
    return [
        _row("refer", set(way[:2]), State.REFERRED, _("It was passed to somebody else."), gated=True),
        _row("shelve", set(way), State.SHELVED, _("The team has set it aside for now.")),
        _row("take_back", {State.SHELVED, State.REFERRED}, way[0], _("The team has taken it up again.")),
        _row("close", {way[-1]}, State.CLOSED, _("The team has closed the folder."), gated=True),
        _row("reopen", {State.CLOSED}, way[1], _("The problem came back: the folder is open again.")),
    ]


SARA: TransitionTable[State] = TransitionTable(
    [
        _row("take_up", {State.FINDING}, State.ANALYSIS, _("The team has taken the problem up."), gated=True),
        _row("respond", {State.ANALYSIS}, State.ACTION, _("The team has decided what to do."), gated=True),
        _row(
            "assess",
            {State.ACTION},
            State.ASSESSMENT,
            _("The team is checking whether it helped."),
            gated=True,
        ),
        _row("back_to_finding", {State.ANALYSIS}, State.FINDING, _("One step back: what is the problem?")),
        _row("back_to_analysis", {State.ACTION}, State.ANALYSIS, _("One step back: why does it happen?")),
        _row("back_to_action", {State.ASSESSMENT}, State.ACTION, _("One step back: more has to be done.")),
        *_ends(SARA_WAY),
    ]
)

CYCLE: TransitionTable[State] = TransitionTable(
    [
        _row("understood", {State.UNDERSTANDING}, State.CHOOSING, _("The team has looked at the place."), gated=True),
        _row("choose", {State.CHOOSING}, State.PLANNING, _("The problem was chosen together."), gated=True),
        _row("adopt", {State.PLANNING}, State.DOING, _("The plan is agreed."), gated=True),
        _row("check", {State.DOING}, State.CHECKING, _("The team is checking what came of the plan."), gated=True),
        _row("back_to_understanding", {State.CHOOSING}, State.UNDERSTANDING, _("One step back: look again.")),
        _row("back_to_choosing", {State.PLANNING}, State.CHOOSING, _("One step back: choose again.")),
        _row("back_to_planning", {State.DOING}, State.PLANNING, _("One step back: change the plan.")),
        _row("back_to_doing", {State.CHECKING}, State.DOING, _("One step back: more has to be done.")),
        _row(
            "next_round", {State.CHECKING}, State.UNDERSTANDING, _("A new round begins with what was learnt."),
            gated=True,
        ),
        *_ends(CYCLE_WAY),
    ]
)  # fmt: skip

STEPS: dict[str, TransitionTable[State]] = {Method.SARA: SARA, Method.CYCLE: CYCLE}
NEW_ROUND = frozenset({"reopen", "next_round"})
"""After these the old decisions and measures stay in the folder but no longer open a gate."""
