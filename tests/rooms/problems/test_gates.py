"""The tables of states and their gates, row by row (K15, K19, K20, K43, K50, K54)."""

from dataclasses import replace

import pytest

from hamkori.kernel.errors import BadState
from hamkori.rooms.problems.catalogue import CHEERS, DISPLACED, SIDES
from hamkori.rooms.problems.gates import GATES, REQUIREMENTS, Facts, missing
from hamkori.rooms.problems.states import CYCLE, CYCLE_WAY, ENDED, OPEN, SARA, SARA_WAY, STEPS, WAYS, State

READY = Facts(
    cheers=dict.fromkeys(CHEERS, True),
    events=12,
    has_statement=True,
    sides=frozenset(SIDES),
    says_tried=True,
    says_missing=True,
    has_guess=True,
    has_causes=True,
    groups_counted=2,
    decisions=frozenset({"take_up", "response", "close"}),
    has_baseline=True,
    has_after=True,
    chosen=2,
    chosen_whole=2,
    chosen_told=2,
    harm_open=False,
    harm_reviewed=True,
    has_focal=True,
    only_punishes=False,
    displaced=frozenset(DISPLACED),
    has_verdict=True,
    says_explanations=True,
    says_new_harm=True,
    says_differently=True,
    has_watch_day=True,
    referred=True,
)
NOT_A_PROBLEM = replace(READY, cheers={**READY.cheers, "recurring": False})

BREAKS: dict[str, dict[str, object]] = {
    "cheers": {"cheers": {**READY.cheers, "similar": False}},
    "not_a_problem": {"cheers": READY.cheers},
    "events": {"events": 1},
    "statement": {"has_statement": False},
    "referred": {"referred": False},
    "sides": {"sides": frozenset({"harmed", "place"})},
    "tried": {"says_tried": False},
    "missing": {"says_missing": False},
    "guess": {"has_guess": False},
    "causes": {"has_causes": False},
    "voices": {"groups_counted": 1},
    "baseline": {"has_baseline": False},
    "chosen": {"chosen": 0, "chosen_whole": 0, "chosen_told": 0},
    "whole": {"chosen_whole": 1},
    "not_only_punishment": {"only_punishes": True},
    "harm": {"harm_open": True},
    "harm_reviewed": {"harm_reviewed": False},
    "focal": {"has_focal": False},
    "advice_first": {"punishes_first": True},
    "bribes": {"bribes_unmeasured": True},
    "bribes_after": {"bribes_unmeasured_after": True},
    "told": {"chosen_told": 1},
    "after": {"has_after": False},
    "displaced": {"displaced": frozenset({"place", "time"})},
    "explanations": {"says_explanations": False},
    "new_harm": {"says_new_harm": False},
    "verdict": {"has_verdict": False},
    "differently": {"says_differently": False},
    "watch": {"has_watch_day": False},
    "decided_take_up": {"decisions": frozenset({"response", "close"})},
    "decided_response": {"decisions": frozenset({"take_up", "close"})},
    "decided_close": {"decisions": frozenset({"take_up", "response"})},
}
"""What has to be missing for each requirement to object."""

ASKED = [(verb, code) for verb, codes in GATES.items() for code in codes]
PATHS = {
    "sara": ["take_up", "respond", "assess", "close"],
    "cycle": ["understood", "choose", "adopt", "check", "close"],
}


def ready_for(verb: str) -> Facts:
    return NOT_A_PROBLEM if verb == "refer" else READY


@pytest.mark.parametrize(("verb", "code"), ASKED)
def test_each_requirement_alone_shuts_its_gate(verb: str, code: str) -> None:
    """Baseline before response; assessment and the look at displacement before closing; K15, K50, K54."""
    facts = ready_for(verb)
    assert missing(verb, facts) == []
    broken = replace(facts, **BREAKS[code])  # type: ignore[arg-type]
    assert code in [one.code for one in missing(verb, broken)]


def test_every_requirement_is_asked_somewhere_and_broken_here() -> None:
    asked = {code for codes in GATES.values() for code in codes}
    assert asked == set(REQUIREMENTS) == set(BREAKS)


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("respond", "baseline"), ("adopt", "baseline"), ("respond", "harm"), ("adopt", "harm_reviewed"),
        ("close", "after"), ("close", "displaced"), ("close", "watch"), ("take_up", "decided_take_up"),
        ("choose", "decided_take_up"), ("choose", "voices"), ("respond", "not_only_punishment"),
        ("respond", "focal"), ("adopt", "focal"), ("respond", "harm_reviewed"), ("respond", "advice_first"),
        ("adopt", "advice_first"), ("respond", "bribes"), ("adopt", "bribes"), ("close", "bribes_after"),
        ("next_round", "bribes_after"),
    ],
)  # fmt: skip
def test_the_gates_that_must_never_be_dropped(verb: str, code: str) -> None:
    assert code in GATES[verb]


@pytest.mark.parametrize("method", ["sara", "cycle"])
def test_a_ready_folder_walks_to_the_end(method: str) -> None:
    state = WAYS[method][0]
    walked = [state]
    for verb in PATHS[method]:
        state = STEPS[method].target(verb, state, READY)
        walked.append(state)
    assert walked == [*WAYS[method], State.CLOSED]


@pytest.mark.parametrize("method", ["sara", "cycle"])
def test_an_empty_folder_passes_no_gate(method: str) -> None:
    for row in STEPS[method].rows:
        if row.verb in GATES and GATES[row.verb] != ("told",):
            with pytest.raises(BadState):
                STEPS[method].target(row.verb, next(iter(row.sources)), Facts())


@pytest.mark.parametrize("method", ["sara", "cycle"])
def test_the_table_allows_what_it_says_and_nothing_else(method: str) -> None:
    table = STEPS[method]
    for row in table.rows:
        for state in State:
            if state in row.sources:
                assert table.target(row.verb, state, ready_for(row.verb)) == row.target
            else:
                with pytest.raises(BadState):
                    table.target(row.verb, state, ready_for(row.verb))


@pytest.mark.parametrize("method", ["sara", "cycle"])
def test_one_can_always_go_back_one_step(method: str) -> None:
    way = WAYS[method]
    for earlier, later in zip(way, way[1:], strict=False):
        assert any(
            row.verb.startswith("back_to_")
            and later in row.sources
            and row.target == earlier
            and row.guard is None
            for row in STEPS[method].rows
        )


def test_methods_share_no_stage_and_every_state_is_open_or_ended() -> None:
    assert not set(SARA_WAY) & set(CYCLE_WAY)
    assert set(State) == OPEN | ENDED and not OPEN & ENDED


def test_every_step_has_a_sentence_of_its_own() -> None:
    for table in (SARA, CYCLE):
        sentences = [str(row.sentence) for row in table.rows]
        assert all(sentences) and len(set(sentences)) == len(sentences)


def test_one_no_of_six_makes_a_referral_and_no_problem() -> None:
    assert missing("refer", NOT_A_PROBLEM) == []
    assert "cheers" in [one.code for one in missing("take_up", NOT_A_PROBLEM)]
    half = replace(READY, cheers={"community": False})
    assert "not_a_problem" in [one.code for one in missing("refer", half)], "six answers, not one"
