"""The gates between the steps: what must be there before the folder moves on.

Pure: a gate looks at `Facts`, which `queries.facts` reads from the folder. Each requirement has an id of its own,
a sentence that says what is missing, and the sheet on which it is filled in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.rooms.problems.catalogue import CHEERS, DISPLACED, SIDES

FEWEST_EVENTS = 2
"""One event is no problem: two similar ones are (Clarke & Eck 2003, step 14)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a gate asks, for the round in which the folder is. Counts and yes or no only."""

    cheers: dict[str, bool] = field(default_factory=dict)
    events: int = 0
    has_statement: bool = False
    sides: frozenset[str] = frozenset()
    says_tried: bool = False
    says_missing: bool = False
    has_guess: bool = False
    has_causes: bool = False
    groups_counted: int = 0
    decisions: frozenset[str] = frozenset()
    has_baseline: bool = False
    has_after: bool = False
    chosen: int = 0
    chosen_whole: int = 0
    chosen_told: int = 0
    harm_open: bool = True
    harm_reviewed: bool = False
    has_focal: bool = False
    only_punishes: bool = False
    punishes_first: bool = False
    bribes_unmeasured: bool = False
    bribes_unmeasured_after: bool = False
    displaced: frozenset[str] = frozenset()
    has_verdict: bool = False
    says_explanations: bool = False
    says_new_harm: bool = False
    says_differently: bool = False
    has_watch_day: bool = False
    referred: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that must be there. `sheet` names the page on which it is filled in."""

    code: str
    sentence: str | Promise
    sheet: str
    met: Callable[[Facts], bool]


def _all_yes(facts: Facts) -> bool:
    return all(facts.cheers.get(question) is True for question in CHEERS)


def _some_no(facts: Facts) -> bool:
    return set(facts.cheers) == set(CHEERS) and not all(facts.cheers.values())


def _decided(kind: str) -> Callable[[Facts], bool]:
    return lambda facts: kind in facts.decisions


REQUIREMENTS: dict[str, Requirement] = {
    row.code: row
    for row in (
        Requirement("cheers", _("Answer the six questions: all must be yes."), "cheers", _all_yes),
        Requirement(
            "not_a_problem",
            _("Answer the six questions. It is passed on when one of them is no."),
            "cheers",
            _some_no,
        ),
        Requirement(
            "events",
            _("Say how many similar events there were: two at least."),
            "cheers",
            lambda facts: facts.events >= FEWEST_EVENTS,
        ),
        Requirement(
            "statement",
            _("Write the problem in one sentence: place, behaviour, time."),
            "statement",
            lambda facts: facts.has_statement,
        ),
        Requirement("referred", _("Say to whom it is passed."), "refer", lambda facts: facts.referred),
        Requirement(
            "sides",
            _("Fill in the three sides: who suffers, what behaviour, what place."),
            "analysis",
            lambda facts: facts.sides == set(SIDES),
        ),
        Requirement(
            "tried", _("Say what has been tried before, or that nothing was."), "tried", lambda facts: facts.says_tried
        ),
        Requirement(
            "missing", _("Say who is not at the table."), "analysis", lambda facts: facts.says_missing
        ),
        Requirement("guess", _("Write down your guess about the cause."), "analysis", lambda facts: facts.has_guess),
        Requirement(
            "causes", _("Choose what lies behind it and what brings people together."), "analysis",
            lambda facts: facts.has_causes,
        ),
        Requirement(
            "voices",
            _("Count the voices of two groups at least, each on its own."),
            "voices",
            lambda facts: facts.groups_counted >= 2,
        ),
        Requirement(
            "baseline",
            _("Measure how it is now, before you act."),
            "measures",
            lambda facts: facts.has_baseline,
        ),
        Requirement("chosen", _("Choose at least one possible solution."), "options", lambda facts: facts.chosen > 0),
        Requirement(
            "whole",
            _("Each chosen solution needs all four checks, its technique and how it acts."),
            "options",
            lambda facts: facts.chosen_whole == facts.chosen,
        ),
        Requirement(
            "not_only_punishment",
            _("All chosen solutions only check and punish. Add one that changes the place or brings a service."),
            "options",
            lambda facts: not facts.only_punishes,
        ),
        Requirement(
            "advice_first",
            _("Before a step that checks and punishes: explain, talk or teach. Add such a step with an earlier day."),
            "options",
            lambda facts: not facts.punishes_first,
        ),
        Requirement(
            "bribes",
            _("The plan is also against bribes and favours: measure that too, before you act."),
            "measures",
            lambda facts: not facts.bribes_unmeasured,
        ),
        Requirement(
            "bribes_after",
            _("The plan is also against bribes and favours: measure that again."),
            "measures",
            lambda facts: not facts.bribes_unmeasured_after,
        ),
        Requirement(
            "focal",
            _("The team has to choose who looks at plans for women and men, girls and boys alike."),
            "focal",
            lambda facts: facts.has_focal,
        ),
        Requirement(
            "harm", _("Answer: could this harm anybody? No answer may stay open."), "harm",
            lambda facts: not facts.harm_open,
        ),
        Requirement(
            "harm_reviewed",
            _("The one whom the team chose for it must read the check for harm."),
            "harm",
            lambda facts: facts.harm_reviewed,
        ),
        Requirement(
            "told", _("Say of each chosen solution whether it was carried out."), "options",
            lambda facts: facts.chosen_told == facts.chosen,
        ),
        Requirement("after", _("Measure again, in the same way."), "measures", lambda facts: facts.has_after),
        Requirement(
            "displaced",
            _("Look whether it moved: all six ways."),
            "assessment",
            lambda facts: facts.displaced == set(DISPLACED),
        ),
        Requirement(
            "explanations",
            _("Name what else could explain the change."),
            "assessment",
            lambda facts: facts.says_explanations,
        ),
        Requirement("new_harm", _("Say whether new harm came of it."), "assessment", lambda facts: facts.says_new_harm),
        Requirement("verdict", _("Give the verdict in plain words."), "assessment", lambda facts: facts.has_verdict),
        Requirement(
            "differently", _("Say what you would do differently."), "assessment", lambda facts: facts.says_differently
        ),
        Requirement("watch", _("Set the day on which you look whether it came back."), "assessment",
                    lambda facts: facts.has_watch_day),
        *(
            Requirement(f"decided_{kind}", sentence, "decision", _decided(kind))
            for kind, sentence in (
                ("take_up", _("The team has to decide that it takes the problem up.")),
                ("response", _("The team has to decide what is done.")),
                ("close", _("The team has to decide that the folder is closed.")),
            )
        ),
    )
}  # fmt: skip

_PROBLEM = ("cheers", "events", "statement")
_PLAN = (
    "tried",
    "missing",
    "guess",
    "baseline",
    "chosen",
    "whole",
    "not_only_punishment",
    "advice_first",
    "bribes",
    "harm",
    "focal",
    "harm_reviewed",
)
_RESULT = ("after", "bribes_after", "displaced", "explanations", "new_harm", "verdict", "differently")

GATES: dict[str, tuple[str, ...]] = {
    "take_up": (*_PROBLEM, "decided_take_up"),
    "respond": ("sides", *_PLAN, "decided_response"),
    "assess": ("told",),
    "close": (*_RESULT, "watch", "decided_close"),
    "understood": ("sides", "causes", "missing"),
    "choose": (*_PROBLEM, "voices", "decided_take_up"),
    "adopt": (*_PLAN, "decided_response"),
    "check": ("told",),
    "next_round": _RESULT,
    "refer": ("not_a_problem", "referred"),
}
"""What each step asks for, in the order in which it is shown."""


def missing(verb: str, facts: Facts) -> list[Requirement]:
    """What is still missing before `verb`; empty for steps without a gate."""
    return [REQUIREMENTS[code] for code in GATES.get(verb, ()) if not REQUIREMENTS[code].met(facts)]


def guard(verb: str) -> Callable[[Facts], str | Promise | None]:
    """The guard of a step for the table of states: the first thing that is missing, or None."""

    def objection(facts: Facts) -> str | Promise | None:
        open_ones = missing(verb, facts)
        return open_ones[0].sentence if open_ones else None

    return objection
