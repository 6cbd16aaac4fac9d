"""Why, whose place, how it is seen; advice before punishing; bribes are measured (R239, R243, R249, R250, R252, R255, R260)."""

from datetime import timedelta
from typing import Any

import pytest

from hamkori.kernel import clock
from hamkori.kernel.errors import BadInput, BadState
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.problems.actions import aiming, measuring, promising, understanding, working
from hamkori.rooms.problems.gates import missing
from hamkori.rooms.problems.models import Cause, Folder
from hamkori.rooms.problems.queries import causes
from hamkori.rooms.problems.queries.facts import facts_of
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land

pytestmark = pytest.mark.django_db


def because(folder: Folder, actor: Any, text: str, under: Cause | None = None, **more: Any) -> Cause:
    return understanding.write_cause(
        actor=actor, folder=folder, text=text, language="en", under=under, **more
    )


def test_r250_the_deepest_because_is_the_root(land: Land) -> None:
    actor = builders.member(land)
    folder = builders.opened(land, actor=actor)
    late = because(folder, actor, "minibuses hurry")
    fine = because(folder, actor, "being late is fined", late)
    because(folder, actor, "the time table leaves no minute", fine, sure=True)
    because(folder, actor, "the crossing is not painted")
    found = causes.tree_of(folder)
    assert [(one.cause.text, one.depth, one.is_root) for one in found] == [
        ("minibuses hurry", 1, False), ("being late is fined", 2, False),
        ("the time table leaves no minute", 3, True), ("the crossing is not painted", 1, True),
    ]  # fmt: skip
    understanding.drop_cause(actor=actor, folder=folder, cause=fine)
    assert [one.cause.text for one in causes.tree_of(folder)] == [
        "minibuses hurry",
        "the crossing is not painted",
    ]


def test_r250_a_tree_stays_small_and_names_nobody(land: Land) -> None:
    actor = builders.member(land)
    folder, other = builders.opened(land, actor=actor), builders.opened(land, actor=actor)
    under: Cause | None = None
    for step in range(understanding.DEEPEST):
        under = because(folder, actor, f"reason {step}", under)
    with pytest.raises(BadInput, match="Deep enough"):
        because(folder, actor, "one more", under)
    with pytest.raises(BadState):
        because(other, actor, "in another folder", under)
    with pytest.raises(BadInput, match="name"):
        because(folder, actor, "Rahim Karimov drives too fast")
    with pytest.raises(BadInput, match="not about groups"):
        because(folder, actor, "бородатые собираются у школы")


def test_r243_r255_a_step_acts_on_a_cause_is_seen_by_all_and_the_place_has_an_owner(land: Land) -> None:
    folder, _measure, actor = builders.acting(land)
    builders.folders.take_step(actor=actor, folder=folder, verb="back_to_analysis")
    cause = because(folder, actor, "the lamps burnt out")
    option = builders.solution(land, builders.fresh(folder), actor, shown_by="six lamps burn", cause=cause)
    assert (option.cause, pick(option.shown_by)) == (cause, "six lamps burn")
    row = understanding.name_owner(actor=actor, folder=folder, owner=land.office("jamoat"))
    assert row.owner == land.office("jamoat")
    builders.decided(land, builders.fresh(folder), "response", actor)
    builders.folders.take_step(actor=actor, folder=folder, verb="respond")
    promising.promise_plan(actor=actor, folder=builders.fresh(folder))
    option.refresh_from_db()
    assert option.commitment is not None
    assert "six lamps burn" in str(Commitment.objects.filter(pk=option.commitment.pk).values().get())
    understanding.drop_cause(actor=actor, folder=builders.fresh(folder), cause=cause)
    option.refresh_from_db()
    assert option.cause is None, "the step stays"


def objections(folder: Folder) -> set[str]:
    return {one.code for one in missing("respond", facts_of(builders.fresh(folder)))}


@pytest.mark.parametrize("gentle", ["advice", "mediation", "education"])
def test_r260_talking_comes_before_punishing(land: Land, gentle: str) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    soon, late = clock.today() + timedelta(days=10), clock.today() + timedelta(days=60)
    builders.solution(land, folder, actor, kind="design", due_on=soon)
    builders.solution(land, folder, actor, kind="enforcement", due_on=soon)
    assert "advice_first" in objections(folder)
    option = builders.solution(land, folder, actor, kind=gentle, due_on=late)
    assert "advice_first" in objections(folder), "the talk would come after"
    option.due_on = soon
    option.save()
    assert "advice_first" not in objections(folder)


def test_r260_talking_that_was_tried_before_counts(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    builders.solution(land, folder, actor, kind="enforcement")
    assert {"advice_first", "not_only_punishment"} <= objections(folder)
    working.note_tried(actor=actor, folder=folder, kind="advice", year=clock.today().year, result="nothing")
    assert "advice_first" not in objections(folder)
    assert "not_only_punishment" in objections(folder), "R239: and still not punishing alone"


def test_r249_a_plan_against_bribes_measures_them_before_and_after(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    assert "bribes" not in objections(folder)
    aim = aiming.Aim("less", "every payment has a receipt", about_bribes=True)
    aiming.set_goal(actor=actor, folder=folder, aim=aim, language="en")
    builders.measure(folder, actor)
    assert "bribes" in objections(folder)
    receipts = builders.measure(
        folder, actor, kind="share", title="Payments with a receipt", about_bribes=True
    )
    assert "bribes" in objections(folder), "not yet measured"
    measuring.measure_at(
        actor=actor, folder=folder, measure=receipts, at="before", count=3, base=20, from_on=clock.today(),
        until_on=clock.today(),
    )  # fmt: skip
    assert "bribes" not in objections(folder)
    assert "bribes_after" in {one.code for one in missing("close", facts_of(builders.fresh(folder)))}


@pytest.mark.parametrize("title", ["Число радикализированных молодых людей", "Ҷавонони ифротгаро"])
def test_r252_nobody_is_measured_as_radical(land: Land, title: str) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadInput, match="not about groups"):
        builders.measure(folder, actor, title=title)
