"""Goal, the three whys, whom it concerns, partners of a step; quotes and photos with consent (R238, R249, R255, K48)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hamkori.ground.files import store
from hamkori.ground.files.queries import stored
from hamkori.kernel import clock
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems import papers
from hamkori.rooms.problems.actions import aiming, telling, working
from hamkori.rooms.problems.aims import STAKEHOLDERS
from hamkori.rooms.problems.jobs import forget_pieces
from hamkori.rooms.problems.models import Analysis, Folder, Option, Stake, StoryPiece
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.views import shown
from tests.rooms.concerns.desk.test_steps import browser_of, photo
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land

pytestmark = pytest.mark.django_db


def test_a_goal_has_a_kind_and_words_for_three_months(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    aim = aiming.Aim("less", "half as many cars stop in the way", about_bribes=True)
    aiming.set_goal(actor=actor, folder=folder, aim=aim, language="en")
    row = Analysis.objects.get()
    assert (row.goal, row.goals_soon) == ("less", {"en": "half as many cars stop in the way"})
    assert Folder.objects.get().about_bribes
    for wrong in (aiming.Aim("win", "x"), aiming.Aim("less", "")):
        with pytest.raises(BadInput):
            aiming.set_goal(actor=actor, folder=folder, aim=wrong, language="en")


@pytest.mark.parametrize("name", ["there", "then", "so"])
def test_k18_no_name_stands_in_the_three_whys(land: Land, name: str) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    with pytest.raises(BadInput) as refused:
        aiming.write_whys(
            actor=actor, folder=folder, whys=aiming.Whys(**{name: "call +992 00 000 00 01"}), language="en"
        )
    assert refused.value.field == name


def test_r255_whom_it_concerns_is_kinds_once_each_and_for_the_team_only(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    for stance in ("against", "divided"):
        aiming.note_stake(actor=actor, folder=folder, who="drivers", stance=stance, weight=2, at_table=False)
    assert Stake.objects.get().stance == "divided"
    with pytest.raises(BadInput):
        aiming.note_stake(
            actor=actor, folder=folder, who="a neighbour", stance="for", weight=1, at_table=False
        )
    page = browser_of(actor).get(reverse("problems_desk:folder", args=[folder.uid])).content.decode()
    assert "are divided" in page
    Folder.objects.update(shown=True)
    assert "are divided" not in Client().get(reverse("problems:folder", args=[folder.uid])).content.decode()


def test_k33_stakeholders_are_no_people_and_no_faith() -> None:
    assert not {"imam", "tajik", "uzbek", "kyrgyz", "muslim"} & set(STAKEHOLDERS)


def test_r238_a_step_has_partners_of_another_side(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    lead, beside = land.office("jamoat"), land.office("precinct")
    solution = working.Solution(
        title="a crossing", kind="design", chosen=True, lead=lead, due_on=clock.today() + timedelta(days=30),
        partners=(lead, beside, land.office("team")), hindrance="the road service has to agree",
    )  # fmt: skip
    option = working.write_solution(actor=actor, folder=folder, solution=solution, language="en")
    assert list(option.partners.all()) == [beside], "who leads and the team itself are no partners"
    (row,) = shown.texts(folder, queries.sheets_of(folder))["chosen"]
    assert len(row["partners"]) == 1 and row["hindrance"] == "the road service has to agree"
    assert Option.objects.get().hindrances == {"en": "the road service has to agree"}


# --- the story


def piece(folder: Folder, actor: Any, **changes: Any) -> StoryPiece:
    values: dict[str, Any] = {
        "kind": "quote", "words": "Now my son walks alone.", "agreed_on": clock.today(),
        "until_on": clock.today() + timedelta(days=200), **changes,
    }  # fmt: skip
    return telling.add_piece(actor=actor, folder=folder, piece=telling.Piece(**values), language="en")


def published(land: Land) -> tuple[Folder, Any]:
    folder, actor = builders.told(land)
    piece(folder, actor)
    builders.decided(land, folder, "story", actor)
    telling.publish_story(actor=actor, folder=builders.fresh(folder))
    return builders.fresh(folder), actor


def page_of(folder: Folder) -> str:
    return Client().get(reverse("problems:story", args=[folder.uid])).content.decode()


def test_k48_a_quote_leaves_the_story_on_the_day_its_consent_ends(land: Land, travel: Any) -> None:
    folder, _actor = published(land)
    assert "walks alone" in page_of(folder)
    rows = dict(papers.summary_content(folder, "en")["rows"])
    assert "walks alone" in rows["Photos and quotes"] and "until" in rows["Photos and quotes"]
    travel(clock.today() + timedelta(days=201))
    assert not queries.pieces_shown(queries.sheets_of(folder).pieces)
    assert "Photos and quotes" not in dict(papers.summary_content(folder, "en")["rows"])


def test_k48_a_consent_taken_back_takes_the_words_away(land: Land) -> None:
    folder, actor = published(land)
    row = StoryPiece.objects.get()
    telling.withdraw_piece(actor=actor, folder=folder, piece=queries.piece_of(folder, row.pk))
    row.refresh_from_db()
    assert row.words == {} and row.withdrawn_on == clock.today()
    assert not queries.pieces_shown([row])


def test_k48_words_and_photo_are_erased_after_the_consent_has_ended(land: Land, travel: Any) -> None:
    folder, actor = builders.told(land)
    piece(folder, actor)
    upload = store.take_in(photo("crossing.jpg"), purpose="story")
    piece(folder, actor, kind="photo", words="the crossing", file=upload.token, no_people_on_photo=True)
    later = piece(folder, actor, words="It is quiet.", until_on=clock.today() + timedelta(days=300))
    travel(clock.today() + timedelta(days=200))
    assert forget_pieces() == 0, "the last day still holds"
    travel(clock.today() + timedelta(days=1))
    assert forget_pieces() == 2 and forget_pieces() == 0
    assert [row.words for row in StoryPiece.objects.order_by("pk")] == [{}, {}, later.words]
    assert stored(upload.token) is None
    with pytest.raises(BadState):
        telling.forget_piece(actor=actor, piece=StoryPiece.objects.earliest("pk"))


def test_a_new_quote_takes_a_published_story_back_to_the_team(land: Land) -> None:
    """The team voted on a story without it (K43)."""
    folder, actor = published(land)
    piece(folder, actor, words="It is quiet in the evening.")
    story = queries.sheets_of(builders.fresh(folder)).story
    assert story is not None and not story.is_public


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until_on": clock.today()}, "until_on"),
        ({"until_on": clock.today() + timedelta(days=4000)}, "until_on"),
        ({"agreed_on": clock.today() + timedelta(days=1)}, "agreed_on"),
        ({"kind": "photo"}, "photo"),
        ({"kind": "photo", "file": "x"}, "photo"),
        ({"words": "call +992 00 000 00 01"}, "words"),
    ],
)
def test_k48_what_a_piece_needs(land: Land, changes: dict[str, Any], field: str) -> None:
    folder, actor = builders.told(land)
    with pytest.raises(BadInput) as refused:
        piece(folder, actor, **changes)
    assert refused.value.field == field


def test_a_photo_of_a_story_is_public_with_the_story_only(land: Land) -> None:
    folder, actor = builders.told(land)
    today = clock.today()
    answer = browser_of(actor).post(
        reverse("problems_desk:sheet", args=[folder.uid, "piece"]),
        {
            "kind": "photo", "words": "the crossing", "photo": photo("crossing.jpg"), "no_people_on_photo": "on",
            "agreed_on": f"{today:%d.%m.%Y}", "until_on": f"{today + timedelta(days=90):%d.%m.%Y}", "once": "d" * 32,
        },
    )  # fmt: skip
    assert answer.status_code == 302
    row = StoryPiece.objects.get()
    address = reverse("problems:story_photo", args=[folder.uid, row.pk])
    assert Client().get(address).status_code == 404, "not voted on yet"
    builders.decided(land, folder, "story", actor)
    telling.publish_story(actor=actor, folder=builders.fresh(folder))
    assert Client().get(address)["Content-Type"] == "image/jpeg"
    telling.withdraw_piece(actor=actor, folder=folder, piece=queries.piece_of(folder, row.pk))
    assert Client().get(address).status_code == 404
