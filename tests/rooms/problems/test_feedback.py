"""What residents said in a quarter, for the police (R263); planned work beside answers (R261)."""

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import NotAllowed, NotFound
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.problems.catalogue import Group
from hamkori.rooms.problems.feedback_papers import quarter_content, quarter_pdf
from hamkori.rooms.problems.models import Folder
from hamkori.rooms.problems.queries.feedback import Quarter, current, ended, feedback
from hamkori.rooms.problems.queries.indicators import NOTHING_TOLD, Part
from hamkori.rooms.problems.queries.proactive import planned_share
from hamkori.rooms.problems.views.feedback import parts
from tests.rooms.concerns.builders import raised
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, counted_session, staff
from tests.rooms.problems.test_voices import issues

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("quarter", "first", "last", "before"),
    [
        (Quarter(2026, 1), date(2026, 1, 1), date(2026, 3, 31), Quarter(2025, 4)),
        (Quarter(2024, 4), date(2024, 10, 1), date(2024, 12, 31), Quarter(2024, 3)),
    ],
)
def test_a_quarter_has_three_months(quarter: Quarter, first: date, last: date, before: Quarter) -> None:
    assert (quarter.first, quarter.last, quarter.before) == (first, last, before)
    assert quarter.next.before == quarter


def some(land: Land, number: int) -> list[Concern]:
    return [raised(land, place=land.jamoat).concern for _one in range(number)]


def test_r263_the_police_read_what_was_said_and_what_became_of_it(land: Land) -> None:
    commander = staff(Role.COMMANDER, land.office("district_police"))
    first, *more = some(land, 12)
    precinct = land.office("precinct")
    Concern.objects.filter(pk__in=[one.pk for one in more]).update(
        organisation=precinct, first_answered_on=clock.today(), state="closed", outcome="solved",
        closed_on=clock.today(), respectful=5,
    )  # fmt: skip
    Concern.objects.filter(pk=first.pk).update(organisation=precinct, reopened=1)
    found = feedback(commander, current())
    assert (found.police.raised, found.police.answered, found.police.solved) == (10, 10, 10), (
        "rounded to five"
    )
    assert found.police.again is None, "one is not told"
    assert (found.police.rated, found.police.respected) == (10, 10)
    assert found.others.raised == 0
    assert [(str(channel), number) for channel, number in found.channels] == [("web", 10)]
    words = {part.code: dict(part.rows) for part in parts(found)}
    assert words["police"]["Sent back: the resident did not agree"] == "fewer than 5"
    before = feedback(commander, ended())
    assert before.police.raised == 0 and before.channels == []


def test_r263_what_works_and_what_groups_put_first(land: Land) -> None:
    folder, actor = builders.closed(land)
    builders.folders.show(actor=actor, folder=folder, shown=True)
    rows = issues(land, actor, "The crossing", "Water")
    counted_session(land, actor, Group.WOMEN, {rows[0].pk: 20, rows[1].pk: 9}, people=25)
    counted_session(land, actor, Group.ELDERS, {rows[1].pk: 4}, people=4)
    found = feedback(staff(Role.COUNCIL, land.office("public_council")), current())
    mine = [one.pk for one in (*found.worked, *found.did_not, *found.not_clear)]
    assert mine == [folder.pk]
    assert [(group, title) for _team, tops in found.first for group, title in tops] == [
        (Group.WOMEN, "The crossing")
    ], "K62: four of the older people are not heard apart"
    Folder.objects.update(shown=False)
    hidden = feedback(staff(Role.COUNCIL, land.office("public_council")), current())
    assert not (hidden.worked or hidden.did_not or hidden.not_clear)


def test_r263_teams_and_handlers_do_not_oversee_and_no_quarter_lies_ahead(land: Land) -> None:
    for role, kind in ((Role.SECRETARY, "team"), (Role.HANDLER, "precinct")):
        with pytest.raises(NotAllowed):
            feedback(staff(role, land.office(kind)), ended())
    commander = staff(Role.COMMANDER, land.office("district_police"))
    for quarter in (current().next, Quarter(1990, 1), Quarter(clock.today().year, 5)):
        with pytest.raises(NotFound):
            feedback(commander, quarter)


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_r263_on_one_page_with_room_for_the_answer(land: Land, language: str) -> None:
    some(land, 6)
    found = feedback(staff(Role.COMMANDER, land.office("district_police")), current())
    content = quarter_content(found, "Asht", language)
    assert all(content["sides"]) and content["answer"]
    made = quarter_pdf(found, "Asht", language)
    assert made.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", made)) == 1, "one page"


def came(plan: int | None, steps: int | None, acted: int | None) -> Any:
    def part(number: int | None) -> Part:
        return NOTHING_TOLD if number is None else Part(number, number + 3, 2)

    return SimpleNamespace(plan=part(plan), steps=part(steps), acted=part(acted))


@pytest.mark.parametrize(
    ("done", "share"),
    [
        ((8, 4, 20), (12, 32)),
        ((8, None, None), (8, 8)),
        ((None, None, 15), (0, 15)),
        ((0, 0, 0), (None, None)),
    ],
)
def test_r261_planned_work_beside_answers(done: tuple[Any, Any, Any], share: tuple[Any, Any]) -> None:
    found = planned_share(came(*done))
    assert (found.n, found.of) == share


def test_r261_nobody_told_is_no_nought() -> None:
    assert planned_share(came(None, None, None)) == NOTHING_TOLD


def test_r263_what_is_few_stands_in_one_line(land: Land) -> None:
    some(land, 6)
    found = feedback(staff(Role.COMMANDER, land.office("district_police")), current())
    few = replace(found, topics=[("Lighting", 5), ("Dogs", None), ("Water", None)])
    (topics,) = [part for part in parts(few) if part.code == "topics"]
    assert topics.rows == [("Lighting", "about 5"), ("Others, each", "fewer than 5")]
