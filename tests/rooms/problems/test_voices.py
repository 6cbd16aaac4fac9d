"""Priorities of groups: side by side, counts only, nobody recognisable (K16, K17, K33, K61, K62)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hamkori.ground.audit.models import Entry
from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.problems.actions import seeing, voices
from hamkori.rooms.problems.catalogue import Group, Session
from hamkori.rooms.problems.jobs import forget_slips
from hamkori.rooms.problems.models import Count, MapSheet, Slip, VoiceIssue, VoiceSession
from hamkori.rooms.problems.queries import seeing as seeing_queries
from hamkori.rooms.problems.queries import voices as queries
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, counted_session, staff

pytestmark = pytest.mark.django_db


def issues(land: Land, actor: Any, *titles: str) -> list[VoiceIssue]:
    team, year = land.office("team"), clock.today().year
    return [
        voices.set_issue(actor=actor, team=team, year=year, title=title, language="en") for title in titles
    ]


def table(land: Land) -> queries.Table:
    found = queries.table_of(land.office("team"), clock.today().year)
    assert found is not None
    return found


def shares(found: queries.Table) -> dict[str, tuple[int | None, ...]]:
    return {row.issue.title: row.shares for row in found.rows}


def test_k16_groups_stand_side_by_side_and_are_not_averaged(land: Land) -> None:
    actor = builders.secretary(land)
    crossing, water = issues(land, actor, "The crossing", "Water by turns")
    counted_session(
        land, actor, Group.WOMEN, {crossing.pk: 21, water.pk: 10}, people=62, session=Session.WOMEN_ONLY
    )
    counted_session(land, actor, Group.MEN, {crossing.pk: 16, water.pk: 30}, people=68)
    found = table(land)
    assert found.groups == (Group.WOMEN, Group.MEN) and found.people == (62, 68)
    assert shares(found) == {"The crossing": (34, 24), "Water by turns": (16, 44)}
    assert found.divided, "women and men put different things first"
    assert not hasattr(found.rows[0], "average")


def test_k62_no_count_under_five_and_no_way_to_work_it_out(land: Land) -> None:
    actor = builders.secretary(land)
    first, second, third = issues(land, actor, "The crossing", "Water", "Dogs")
    counted_session(land, actor, Group.WOMEN, {first.pk: 20, second.pk: 3, third.pk: 12}, people=30)
    counted_session(land, actor, Group.MEN, {first.pk: 11, second.pk: 9, third.pk: 8}, people=25)
    found = table(land)
    cells = {row.issue.title: row.cells for row in found.rows}
    assert cells["Water"][0].hidden
    hidden = [cell for row in found.rows for cell in row.cells if cell.hidden]
    assert len(hidden) > 1, "one hidden cell could be worked out from the sums"
    assert all(row.shares[0] is None for row in found.rows if row.cells[0].hidden)


def test_k62_a_group_of_four_has_no_size_and_no_share(land: Land) -> None:
    actor = builders.secretary(land)
    first, second = issues(land, actor, "The crossing", "Water")
    counted_session(land, actor, Group.ELDERS, {first.pk: 4}, people=4)
    counted_session(land, actor, Group.MEN, {first.pk: 11, second.pk: 9}, people=25)
    found = table(land)
    column = found.groups.index(Group.ELDERS)
    assert found.people[column] is None
    assert all(row.shares[column] is None for row in found.rows)


def test_k62_a_smaller_group_speaks_without_being_named(land: Land) -> None:
    actor = builders.secretary(land)
    first, second = issues(land, actor, "The crossing", "Water")
    counted_session(land, actor, Group.MEN, {first.pk: 11, second.pk: 9}, people=25)
    counted_session(land, actor, Group.SMALLER, {second.pk: 9, first.pk: 5}, people=12, peace_checked=True,
                    review_on=clock.today() + timedelta(days=90))  # fmt: skip
    found = table(land)
    assert Group.SMALLER not in found.groups and len(found.people) == 1
    marked = {row.issue.title: row.heard_from_few for row in found.rows}
    assert marked == {"The crossing": False, "Water": True}


def test_k62_four_of_a_smaller_group_leave_no_mark(land: Land) -> None:
    actor = builders.secretary(land)
    (first,) = issues(land, actor, "The crossing")
    counted_session(land, actor, Group.SMALLER, {first.pk: 4}, people=6, peace_checked=True,
                    review_on=clock.today() + timedelta(days=90))  # fmt: skip
    assert not any(row.heard_from_few for row in table(land).rows)


@pytest.mark.parametrize(
    "values", [{}, {"peace_checked": True}, {"peace_checked": True, "review_on": clock.today()}]
)
def test_k17_a_smaller_group_needs_a_look_at_the_peace_and_a_day_to_look_again(
    land: Land, values: dict[str, Any]
) -> None:
    with pytest.raises(BadInput) as refused:
        voices.open_session(actor=builders.secretary(land), team=land.office("team"), place=land.jamoat,
                            session=Session.MEETING, group=Group.SMALLER, on=clock.today(), **values)  # fmt: skip
    assert refused.value.field == "review_on"


def test_k17_the_database_holds_it_too(land: Land) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        VoiceSession.objects.create(team=land.office("team"), place=land.jamoat, year=2026, session="meeting",
                                    group="smaller", on=clock.today())  # fmt: skip


def test_k33_no_group_of_the_list_is_a_people_or_a_faith() -> None:
    assert set(Group.values) == {"women", "men", "youth", "elders", "smaller"}
    assert set(dict(MapSheet._meta.get_field("group").choices or ())) == set(Group.values) - {"smaller"}


@pytest.mark.parametrize(
    ("session", "group"), [(Session.WOMEN_ONLY, Group.MEN), (Session.YOUTH_ONLY, Group.WOMEN)]
)
def test_a_session_of_one_group_counts_that_group(land: Land, session: str, group: str) -> None:
    with pytest.raises(BadInput):
        voices.open_session(actor=builders.secretary(land), team=land.office("team"), place=land.jamoat,
                            session=session, group=group, on=clock.today())  # fmt: skip


@pytest.mark.parametrize(("people", "given"), [(0, [1, 0]), (5, [6, 0]), (2, [2, 5])])
def test_more_voices_than_people_cannot_be(land: Land, people: int, given: list[int]) -> None:
    actor = builders.secretary(land)
    rows = issues(land, actor, "The crossing", "Water")
    with pytest.raises(BadInput):
        counted_session(
            land,
            actor,
            Group.MEN,
            {row.pk: number for row, number in zip(rows, given, strict=True)},
            people=people,
        )


def test_a_counted_session_stays_as_it_is(land: Land) -> None:
    actor = builders.secretary(land)
    (first,) = issues(land, actor, "The crossing")
    done = counted_session(land, actor, Group.MEN, {first.pk: 5}, people=9)
    with pytest.raises(BadState):
        voices.enter_counts(
            actor=actor, team=land.office("team"), session=done, people=3, voices={first.pk: 3}
        )


def test_nothing_is_counted_before_the_day_of_the_session(land: Land, travel: Any) -> None:
    actor, team = builders.secretary(land), land.office("team")
    (first,) = issues(land, actor, "The crossing")
    session = voices.open_session(
        actor=actor, team=team, place=land.jamoat, session=Session.MEETING, group=Group.MEN,
        on=clock.today() + timedelta(days=1), by_phone_until=clock.today() + timedelta(days=1),
    )  # fmt: skip
    voices.give_voice(actor=ANYONE, session=session, issues=[first.pk], submission_key=new_submission_key())
    with pytest.raises(BadState, match="from that day on"):
        voices.enter_counts(actor=actor, team=team, session=session, people=9, voices={first.pk: 5})
    with pytest.raises(BadState, match="from that day on"):
        voices.end_by_phone(actor=actor, team=team, session=session)
    travel(clock.today() + timedelta(days=1))
    done = voices.enter_counts(actor=actor, team=team, session=session, people=9, voices={first.pk: 5})
    assert done.counted and done.people == 10


# --- slips on a phone


def by_phone(land: Land, actor: Any) -> VoiceSession:
    return voices.open_session(actor=actor, team=land.office("team"), place=land.jamoat, session=Session.YOUTH_ONLY,
                               group=Group.YOUTH, on=clock.today(), by_phone_until=clock.today())  # fmt: skip


def test_k61_a_slip_leaves_counts_and_nothing_else(land: Land) -> None:
    actor = builders.secretary(land)
    first, second = issues(land, actor, "The crossing", "Water")
    session = by_phone(land, actor)
    entries = Entry.objects.count()
    key = new_submission_key()
    for _press in range(3):
        voices.give_voice(actor=ANYONE, session=session, issues=[first.pk, second.pk], submission_key=key)
    voices.give_voice(actor=ANYONE, session=session, issues=[first.pk], submission_key=new_submission_key())
    session.refresh_from_db()
    assert session.people == 2, "pressed three times, counted once"
    assert dict(Count.objects.values_list("issue", "voices")) == {first.pk: 2, second.pk: 1}
    assert Entry.objects.count() == entries, "an entry would keep the order"
    assert {field.name for field in Slip._meta.concrete_fields} == {"id", "key", "on"}


def test_k62_nobody_sees_counts_while_slips_come_in(land: Land) -> None:
    actor = builders.secretary(land)
    (first,) = issues(land, actor, "The crossing")
    session = by_phone(land, actor)
    voices.give_voice(actor=ANYONE, session=session, issues=[first.pk], submission_key=new_submission_key())
    assert queries.counts_of(VoiceSession.objects.get(pk=session.pk)) == {}
    assert queries.table_of(land.office("team"), clock.today().year) is None
    voices.end_by_phone(actor=actor, team=land.office("team"), session=session)
    assert queries.counts_of(VoiceSession.objects.get(pk=session.pk)) == {first.pk: 1}


@pytest.mark.parametrize("chosen", [0, 4])
def test_one_two_or_three_can_be_chosen(land: Land, chosen: int) -> None:
    actor = builders.secretary(land)
    rows = issues(land, actor, "a crossing", "some water", "stray dogs", "a dark street")
    with pytest.raises(BadInput):
        voices.give_voice(actor=ANYONE, session=by_phone(land, actor), issues=[row.pk for row in rows[:chosen]],
                          submission_key=new_submission_key())  # fmt: skip


def test_a_counting_ends_with_its_day(land: Land, travel: Any) -> None:
    actor = builders.secretary(land)
    (first,) = issues(land, actor, "The crossing")
    session = by_phone(land, actor)
    travel(clock.today() + timedelta(days=1))
    with pytest.raises(BadState, match="over"):
        voices.give_voice(
            actor=ANYONE, session=session, issues=[first.pk], submission_key=new_submission_key()
        )


def test_staff_give_no_slips(land: Land) -> None:
    actor = builders.secretary(land)
    (first,) = issues(land, actor, "The crossing")
    with pytest.raises(NotAllowed):
        voices.give_voice(actor=staff(Role.HANDLER, land.office("precinct")), session=by_phone(land, actor),
                          issues=[first.pk], submission_key=new_submission_key())  # fmt: skip


def test_slips_are_forgotten_after_three_months(land: Land, travel: Any) -> None:
    Slip.objects.create(key="x", on=clock.today())
    assert forget_slips() == 0
    travel(clock.today() + timedelta(days=91))
    assert forget_slips() == 1


# --- maps and walks


def sheet(land: Land, actor: Any, people: int = 12) -> MapSheet:
    return seeing.add_sheet(actor=actor, team=land.office("team"), place=land.jamoat, group=Group.WOMEN, people=people,
                            on=clock.today())  # fmt: skip


def put(land: Land, actor: Any, on: MapSheet, column: int, row: int, marks: int, worry: str = "dark") -> None:
    seeing.mark(actor=actor, team=land.office("team"), sheet=on, mark=seeing.Mark(column, row, worry, "evening", marks),
                landmark="the old mill", language="en")  # fmt: skip


def test_k33_a_tile_with_four_marks_is_empty_for_everybody_and_full_for_the_team(land: Land) -> None:
    actor = builders.secretary(land)
    drawn = sheet(land, actor)
    put(land, actor, drawn, 2, 3, 4)
    put(land, actor, drawn, 5, 1, 9)
    put(land, actor, drawn, 5, 1, 2, "dogs")
    own = {tile.name: tile for tile in seeing_queries.tiles(seeing_queries.marks_of(drawn), drawn.landmarks)}
    assert own["B3"].depth != "no" and dict(own["B3"].worries) == {"darkness": 4}
    shown = seeing_queries.public_map(land.office("team"))
    assert shown is not None
    everybody = {tile.name: tile for tile in shown.tiles}
    assert everybody["B3"].depth == "no" and everybody["B3"].worries == ()
    assert dict(everybody["E1"].worries) == {"darkness": None}, (
        "the two marks for dogs are hidden, numbers too"
    )


def test_no_tile_with_five_marks_no_public_map(land: Land) -> None:
    actor = builders.secretary(land)
    put(land, actor, sheet(land, actor), 2, 3, 4)
    assert seeing_queries.public_map(land.office("team")) is None


@pytest.mark.parametrize(("column", "row", "worry", "marks"), [(9, 1, "dark", 1), (1, 7, "dark", 1), (1, 1, "people", 1),
                                                               (1, 1, "dark", 13)])  # fmt: skip
def test_marks_stand_on_the_sheet_for_things(
    land: Land, column: int, row: int, worry: str, marks: int
) -> None:
    actor = builders.secretary(land)
    with pytest.raises(BadInput):
        put(land, actor, sheet(land, actor), column, row, marks, worry)
