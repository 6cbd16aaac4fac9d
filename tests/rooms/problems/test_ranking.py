"""Ways of putting problems in order: up to three, dots, two by two; the sheet for counting (R242, K16, K62)."""

from itertools import combinations
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hamkori.kernel import clock
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.problems.actions import voices
from hamkori.rooms.problems.catalogue import Group, Session
from hamkori.rooms.problems.counting_papers import counting_content, counting_pdf
from hamkori.rooms.problems.models import Pair, Ranking, VoiceIssue, VoiceSession
from hamkori.rooms.problems.queries import voices as queries
from hamkori.rooms.problems.ranking import couples, most_voices, people_behind, standings
from hamkori.rooms.problems.views import shown
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land
from tests.rooms.problems.test_voices import issues, shares, table

pytestmark = pytest.mark.django_db


def opened(land: Land, actor: Any, group: Group, ranking: str, **more: Any) -> VoiceSession:
    return voices.open_session(
        actor=actor, team=land.office("team"), place=land.jamoat, session=Session.MEETING, group=group,
        on=clock.today(), ranking=ranking, **more,
    )  # fmt: skip


def dotted(land: Land, actor: Any, group: Group, people: int, given: dict[int, int]) -> VoiceSession:
    session = opened(land, actor, group, Ranking.DOTS)
    return voices.enter_counts(
        actor=actor, team=land.office("team"), session=session, people=people, voices=given
    )


def paired(land: Land, actor: Any, group: Group, people: int, order: list[VoiceIssue]) -> VoiceSession:
    """The group prefers what stands earlier in `order`."""
    session = opened(land, actor, group, Ranking.PAIRS)
    rank = {issue.pk: number for number, issue in enumerate(order)}
    won = {
        (first, second): Pair.Won.FIRST if rank[first] < rank[second] else Pair.Won.SECOND
        for first, second in couples(rank)
    }
    return voices.enter_pairs(actor=actor, team=land.office("team"), session=session, people=people, won=won)


@pytest.mark.parametrize(
    ("voices_", "ranking", "people"),
    [(5, "three", 5), (12, "dots", 4), (13, "dots", 5), (15, "dots", 5), (1, "dots", 1), (0, "dots", 0)],
)
def test_k62_thirteen_dots_are_five_people_at_least(voices_: int, ranking: str, people: int) -> None:
    assert people_behind(voices_, ranking) == people


def test_dots_can_stand_together_and_are_shares_of_all_dots(land: Land) -> None:
    actor = builders.secretary(land)
    crossing, water, dogs = issues(land, actor, "The crossing", "Water", "Dogs")
    dotted(land, actor, Group.WOMEN, 20, {crossing.pk: 30, water.pk: 15, dogs.pk: 15})
    dotted(land, actor, Group.MEN, 20, {crossing.pk: 15, water.pk: 30, dogs.pk: 15})
    found = table(land)
    assert shares(found) == {"The crossing": (50, 25), "Water": (25, 50), "Dogs": (25, 25)}
    assert found.divided and most_voices(20, found.ranking) == 60
    words = shown.lines_of(found)
    assert words is not None and "dots" in str(words["caption"])


def test_k62_dots_of_four_people_are_hidden_with_what_gives_them_away(land: Land) -> None:
    actor = builders.secretary(land)
    crossing, water, dogs = issues(land, actor, "The crossing", "Water", "Dogs")
    dotted(land, actor, Group.WOMEN, 20, {crossing.pk: 33, water.pk: 12, dogs.pk: 15})
    dotted(land, actor, Group.MEN, 20, {crossing.pk: 20, water.pk: 20, dogs.pk: 20})
    women = {title: row[0] for title, row in shares(table(land)).items()}
    assert women["Water"] is None, "twelve dots can be four people"
    assert sum(share is None for share in women.values()) > 1


@pytest.mark.parametrize("given", [[61, 0], [31, 30]])
def test_nobody_has_more_than_three_dots(land: Land, given: list[int]) -> None:
    actor = builders.secretary(land)
    rows = issues(land, actor, "The crossing", "Water")
    with pytest.raises(BadInput, match="three for everybody"):
        dotted(land, actor, Group.MEN, 20, {row.pk: n for row, n in zip(rows, given, strict=True)})


def test_two_by_two_the_order_of_the_group_comes_out(land: Land) -> None:
    actor = builders.secretary(land)
    crossing, water, dogs = issues(land, actor, "The crossing", "Water", "Dogs")
    paired(land, actor, Group.WOMEN, 12, [crossing, dogs, water])
    paired(land, actor, Group.MEN, 9, [water, crossing, dogs])
    found = table(land)
    assert shares(found) == {"The crossing": (100, 50), "Water": (0, 100), "Dogs": (50, 0)}
    assert found.people == (12, 9) and found.divided


def test_two_by_two_both_alike_is_half_for_each() -> None:
    found = standings([(1, 2, "even"), (1, 3, "first"), (2, 3, "second")])
    assert {issue: one.share for issue, one in found.items()} == {1: 75, 2: 25, 3: 50}


def test_k62_what_four_people_preferred_is_nowhere(land: Land) -> None:
    actor = builders.secretary(land)
    crossing, water, dogs = issues(land, actor, "The crossing", "Water", "Dogs")
    four = paired(land, actor, Group.ELDERS, 4, [dogs, water, crossing])
    paired(land, actor, Group.MEN, 9, [water, crossing, dogs])
    found = table(land)
    column = found.groups.index(Group.ELDERS)
    assert found.people[column] is None and all(row.shares[column] is None for row in found.rows)
    assert queries.pairs_of(four) == []
    paired(land, actor, Group.ELDERS, 6, [crossing, water, dogs])
    assert [row.shares[column] for row in table(land).rows if row.issue == crossing] == [100], (
        "the four take no part in the sum either"
    )


def test_no_hands_are_kept_of_a_pair() -> None:
    assert {field.name for field in Pair._meta.concrete_fields} == {"id", "session", "first", "second", "won"}


def test_k16_groups_of_a_year_are_asked_alike(land: Land) -> None:
    actor = builders.secretary(land)
    rows = issues(land, actor, "The crossing", "Water", "Dogs")
    early = opened(land, actor, Group.YOUTH, Ranking.THREE)
    dotted(land, actor, Group.MEN, 20, {rows[0].pk: 20})
    for ranking in (Ranking.THREE, Ranking.PAIRS):
        with pytest.raises(BadInput, match="counts in another way") as refused:
            opened(land, actor, Group.WOMEN, ranking)
        assert refused.value.field == "ranking"
    with pytest.raises(BadInput, match="counts in another way"):
        voices.enter_counts(
            actor=actor, team=land.office("team"), session=early, people=9, voices={rows[0].pk: 5}
        )


def test_pairs_need_three_to_seven_problems_and_every_answer(land: Land) -> None:
    actor, team = builders.secretary(land), land.office("team")
    rows = issues(land, actor, "The crossing", "Water")
    with pytest.raises(BadInput, match="three to seven"):
        opened(land, actor, Group.MEN, Ranking.PAIRS)
    rows += issues(land, actor, "Dogs")
    session = opened(land, actor, Group.MEN, Ranking.PAIRS)
    keys = couples(one.pk for one in rows)
    assert keys == list(combinations(sorted(one.pk for one in rows), 2))
    for won in ({}, dict.fromkeys(keys[:2], "first"), dict.fromkeys(keys, "most")):
        with pytest.raises(BadInput):
            voices.enter_pairs(actor=actor, team=team, session=session, people=9, won=won)
    with pytest.raises(BadState):
        voices.enter_counts(actor=actor, team=team, session=session, people=9, voices={rows[0].pk: 5})
    stranger = builders.staff(builders.Role.HANDLER, land.office("precinct"))
    with pytest.raises(NotAllowed):
        voices.enter_pairs(actor=stranger, team=team, session=session, people=9, won={})
    voices.enter_pairs(actor=actor, team=team, session=session, people=9, won=dict.fromkeys(keys, "even"))
    with pytest.raises(BadState):
        voices.enter_pairs(actor=actor, team=team, session=session, people=9, won=dict.fromkeys(keys, "even"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Pair.objects.create(session=session, first=rows[1], second=rows[0], won="first")


@pytest.mark.parametrize("ranking", [Ranking.DOTS, Ranking.PAIRS])
def test_phones_take_up_to_three_and_nothing_else(land: Land, ranking: str) -> None:
    actor = builders.secretary(land)
    issues(land, actor, "The crossing", "Water", "Dogs")
    with pytest.raises(BadInput, match="On a phone"):
        opened(land, actor, Group.YOUTH, ranking, by_phone_until=clock.today())


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
@pytest.mark.parametrize("ranking", list(Ranking))
def test_the_sheet_for_counting_has_room_and_no_names(land: Land, ranking: str, language: str) -> None:
    actor = builders.secretary(land)
    rows = issues(land, actor, "The crossing", "Water", "Dogs")
    session = opened(land, actor, Group.WOMEN, ranking)
    content = counting_content(session, rows, language)
    assert content["rows"][:3] == ["The crossing", "Water", "Dogs"]
    assert (content["slips"] > 0) == (ranking != Ranking.PAIRS)
    made = counting_pdf(session, rows, language)
    assert made.startswith(b"%PDF") and made.count(b"/Type /Page\n") + made.count(b"/Type/Page\n") <= 2
