"""Did it help? Verdicts, displacement, the story and its limits (K54)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE
from hamkori.kernel.errors import BadInput, BadState, NotFound
from hamkori.rooms.problems import evidence
from hamkori.rooms.problems.actions import folders, measuring, telling
from hamkori.rooms.problems.catalogue import DISPLACED, Verdict
from hamkori.rooms.problems.evidence import Reading, change
from hamkori.rooms.problems.models import Agreement, CaseStudy, Measure
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.queries.results import allowed_verdicts, results_of
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land


@pytest.mark.parametrize(
    ("here", "there", "verdict"),
    [
        (((43, 10), (18, 10)), None, Verdict.HELPED),
        (((43, 10), (18, 10)), ((39, 10), (36, 10)), Verdict.HELPED),  # less here, unclear there
        (
            ((43, 10), (18, 10)),
            ((60, 10), (25, 10)),
            Verdict.NOT_ENOUGH,
        ),  # it fell as much where nothing was done
        (((4, 10), (1, 10)), None, Verdict.NOT_ENOUGH),
        (((2, 10), (2, 10)), None, Verdict.NOT_ENOUGH),
        (((30, 10), (25, 10)), None, Verdict.NOT_ENOUGH),
        (((18, 10), (43, 10)), None, Verdict.WORSE),
        (((900, 10), (905, 10)), None, Verdict.NO_CHANGE),
        (((0, 10), (0, 10)), None, Verdict.NOT_ENOUGH),
    ],
)
def test_k54_counts_allow_no_bolder_verdict(here: Any, there: Any, verdict: Verdict) -> None:
    first = change(Reading(*here[0]), Reading(*here[1]), share=False)
    second = change(Reading(*there[0]), Reading(*there[1]), share=False) if there else None
    assert evidence.verdict_of(first, second, lower_is_better=True) == verdict


@pytest.mark.parametrize(
    ("before", "after", "lower", "verdict"),
    [
        ((48, 80), (64, 80), False, Verdict.HELPED),
        ((64, 80), (48, 80), False, Verdict.WORSE),
        ((48, 80), (50, 80), False, Verdict.NOT_ENOUGH),
        ((4000, 8000), (4010, 8000), False, Verdict.NO_CHANGE),
        ((5, 10), (8, 10), False, Verdict.NOT_ENOUGH),
    ],
)
def test_k54_shares_allow_no_bolder_verdict(before: Any, after: Any, lower: bool, verdict: Verdict) -> None:
    found = change(Reading(*before), Reading(*after), share=True)
    assert evidence.verdict_of(found, None, lower_is_better=lower) == verdict


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 60), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_k54_no_verdict_of_help_without_an_interval_on_one_side(
    before: int, after: int, days: int, later: int
) -> None:
    found = change(Reading(before, days), Reading(after, later), share=False)
    assert found.ratio is not None
    verdict = evidence.verdict_of(found, None, lower_is_better=True)
    assert (verdict is Verdict.HELPED) <= (found.ratio.high < 1)
    assert (verdict is Verdict.WORSE) <= (found.ratio.low > 1)
    mirrored = evidence.verdict_of(found, None, lower_is_better=False)
    assert (verdict is Verdict.HELPED) == (mirrored is Verdict.WORSE)


@pytest.mark.parametrize(
    ("boldest", "can"),
    [
        ([], {Verdict.NOT_ENOUGH}),
        ([Verdict.HELPED], {Verdict.HELPED, Verdict.PARTLY, Verdict.NOT_ENOUGH}),
        ([Verdict.HELPED, Verdict.NOT_ENOUGH], {Verdict.PARTLY, Verdict.NOT_ENOUGH}),
        ([Verdict.HELPED, Verdict.WORSE], {Verdict.WORSE, Verdict.NOT_ENOUGH}),
        ([Verdict.NO_CHANGE, Verdict.NOT_ENOUGH], {Verdict.NOT_ENOUGH}),
    ],
)
def test_several_measures_together(boldest: list[Verdict], can: set[Verdict]) -> None:
    assert evidence.allowed(boldest) == can


def test_k54_a_team_cannot_say_more_than_its_figures(land: Land) -> None:
    folder, _measure, actor = builders.assessing(land, after=38)
    assert allowed_verdicts(folder) == {Verdict.NOT_ENOUGH}
    with pytest.raises(BadInput) as refused:
        builders.judged(folder, actor, "helped")
    assert refused.value.field == "verdict"
    builders.judged(folder, actor, "not_enough")


def test_k54_a_team_may_be_more_careful_than_its_figures(land: Land) -> None:
    folder, _measure, actor = builders.assessing(land)
    builders.judged(folder, actor, "not_enough")


def test_before_and_after_come_with_interval_and_comparison(land: Land) -> None:
    folder, _measure, _actor = builders.assessing(land)
    (found,) = results_of(folder)
    assert found.here is not None and found.here.ratio is not None and found.there is not None
    assert found.here.ratio.estimate == pytest.approx(18 / 43)
    assert found.here.ratio.high < 1 < found.there.ratio.high  # type: ignore[union-attr]
    assert found.beyond is not None and found.beyond.estimate == pytest.approx(
        (18 / 43) / (36 / 39), rel=0.03
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"displaced": {**dict.fromkeys(list(DISPLACED)[:5], "no")}},
        {"displaced": dict.fromkeys(DISPLACED, "perhaps")},
        {"spread": ""},
        {"new_harm": True, "new_harms": ""},
        {"differently": ""},
        {"watch_on": clock.today()},
    ],
)
def test_an_assessment_leaves_nothing_out(land: Land, changes: dict[str, Any]) -> None:
    folder, _measure, actor = builders.assessing(land)
    with pytest.raises(BadInput):
        builders.judged(folder, actor, **changes)


def test_closing_needs_the_watch_day_and_the_decision(land: Land) -> None:
    folder, _measure, actor = builders.assessing(land)
    builders.judged(folder, actor, watch_on=None)
    builders.decided(land, folder, "close", actor)
    with pytest.raises(BadState, match="came back"):
        folders.take_step(actor=actor, folder=folder, verb="close")


@pytest.mark.parametrize(
    ("at", "values", "field"),
    [
        ("after", {"base": 0, "from_ago": 9, "until_ago": 1}, "base"),
        ("after", {"base": 10, "from_ago": 35, "until_ago": 1}, "from_on"),
        ("after", {"base": 10, "from_ago": 1, "until_ago": 9}, "until_on"),
    ],
)
def test_a_measurement_that_cannot_be_is_refused(
    land: Land, at: str, values: dict[str, Any], field: str
) -> None:
    folder, measure, actor = builders.assessing(land)
    with pytest.raises(BadInput) as refused:
        builders.point(folder, actor, measure, at, 5, **values)
    assert refused.value.field == field


def test_a_part_is_not_larger_than_the_whole(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    share = builders.measure(folder, actor, kind="share")
    with pytest.raises(BadInput):
        builders.point(folder, actor, share, "before", 11, 10, from_ago=20, until_ago=15)


def test_what_was_measured_keeps_its_kind(land: Land) -> None:
    folder, measure, actor = builders.assessing(land)
    with pytest.raises(BadState):
        builders.measure(folder, actor, measure=measure, kind="share")
    builders.measure(folder, actor, measure=measure, title="Dangerous moments")
    assert Measure.objects.get(pk=measure.pk).title == "Dangerous moments"


# --- the story


def write(folder: Any, actor: Any, language: str = "en", **changes: Any) -> CaseStudy:
    values = {
        "telling": "The lamps burn.",
        "limits": "We counted in one place only, and for ten days.",
        "sharing": "It became safer at the crossing.",
        **changes,
    }
    return telling.write_story(actor=actor, folder=folder, language=language, **values)


@pytest.mark.parametrize("limits", ["", "none", "We are sure."])
def test_k54_a_story_without_limits_is_not_kept(land: Land, limits: str) -> None:
    folder, actor = builders.closed(land)
    with pytest.raises(BadInput) as refused:
        write(folder, actor, limits=limits)
    assert refused.value.field == "limits"


def test_k54_all_languages_the_vote_and_a_shown_folder_come_first(land: Land) -> None:
    folder, actor = builders.closed(land, shown=False)
    write(folder, actor)
    with pytest.raises(BadState, match="every language"):
        telling.publish_story(actor=actor, folder=folder)
    for language in ("tg", "ru"):
        write(folder, actor, language)
    with pytest.raises(BadState, match="show the folder"):
        telling.publish_story(actor=actor, folder=folder)
    folders.show(actor=actor, folder=folder, shown=True)
    with pytest.raises(BadState, match="vote"):
        telling.publish_story(actor=actor, folder=folder)
    builders.decided(land, folder, "story", actor)
    assert telling.publish_story(actor=actor, folder=folder).is_public


def test_a_changed_story_is_voted_on_again(land: Land) -> None:
    folder, actor = builders.told(land)
    write(folder, actor, telling="The lamps burn, and the sign stands.")
    with pytest.raises(NotFound):
        queries.public_story(folder.uid)
    with pytest.raises(BadState, match="vote"):
        telling.publish_story(actor=actor, folder=folder)


def test_a_story_can_be_taken_back(land: Land) -> None:
    folder, actor = builders.told(land)
    telling.withdraw_story(actor=actor, folder=folder)
    with pytest.raises(NotFound):
        queries.public_story(folder.uid)


@pytest.mark.parametrize("field", ["telling", "limits", "sharing"])
def test_k48_nobody_is_named_in_a_story(land: Land, field: str) -> None:
    folder, actor = builders.closed(land)
    with pytest.raises(BadInput) as refused:
        write(folder, actor, **{field: "We thank Rustam Karimov for the lamps that he brought to us."})
    assert refused.value.field == field


def test_the_database_keeps_no_story_public_without_vote_and_limits(land: Land) -> None:
    folder, _actor = builders.closed(land)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStudy.objects.create(folder=folder, published_on=clock.today())


# --- what residents say


def test_residents_answers_are_counted_once_and_shown_from_five_on(land: Land) -> None:
    folder, _actor = builders.closed(land)
    key = new_submission_key()
    for _press in range(2):
        measuring.say_better(actor=ANYONE, folder=folder, answer="better", submission_key=key)
    assert Agreement.objects.get().better == 1
    assert queries.agreement_shown(Agreement.objects.get()) == {
        "better": None,
        "same": 0,
        "worse": 0,
        "total": None,
    }
    for _person in range(8):
        measuring.say_better(
            actor=ANYONE, folder=folder, answer="better", submission_key=new_submission_key()
        )
    for _person in range(2):
        measuring.say_better(actor=ANYONE, folder=folder, answer="worse", submission_key=new_submission_key())
    shown = queries.agreement_shown(Agreement.objects.get())
    assert shown is not None and shown["worse"] is None and shown["total"] == 11
    assert shown["better"] is None, "else the two could be worked out"
