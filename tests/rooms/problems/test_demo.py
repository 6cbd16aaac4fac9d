"""The demo's folders: every state, both methods complete, nothing that the pages would refuse."""

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.problems.demo import fill
from hamkori.rooms.problems.models import (
    Advice,
    BudgetRequest,
    CaseStudy,
    Folder,
    LinkedConcern,
    MapMark,
    MapSheet,
    PaperSheet,
    RouteStop,
    Scorecard,
    VoiceSession,
    Walk,
    YearPlan,
)
from hamkori.rooms.problems.states import WAYS, Method, State
from hamkori.society.accounts.models import Organisation
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land


@pytest.fixture
def filled(land: Land) -> Land:
    builders.load_plan_rows()
    builders.seats(land)
    second = Organisation.objects.create(
        kind="team", names={"tg": "Гурӯҳи Сангоб", "en": "Team of Sangob"}, place=land.other_jamoat,
        from_on=clock.today().replace(day=1, month=1),
    )  # fmt: skip
    for number, category in enumerate(builders.CATEGORIES, start=1):
        Seat.objects.create(organisation=second, number=number, category=category)
    fill(today=clock.today(), seed=7)
    return land


@pytest.mark.once
def test_forty_folders_in_every_state_and_a_story_for_each_method(filled: Land) -> None:
    """One filling for all that is looked at: it takes its time."""
    states = Counter(Folder.objects.values_list("method", "state"))
    assert sum(states.values()) == 40
    for method in Method:
        for state in (*WAYS[method], State.CLOSED, State.SHELVED, State.REFERRED):
            assert states[method, state], (method, state)
    stories = CaseStudy.objects.filter(published_on__isnull=False).select_related("folder")
    assert {story.folder.method for story in stories} == set(Method)
    assert all(set(story.limits) == {"tg", "ru", "en"} for story in stories)

    assert VoiceSession.objects.filter(counted=True).count() > 5
    assert MapSheet.objects.exists() and Walk.objects.exists()
    assert RouteStop.objects.filter(commitment__isnull=False).exists() and PaperSheet.objects.count() == 1
    assert [bool(card.met_on) for card in Scorecard.objects.order_by("pk")] == [True, False]
    assert YearPlan.objects.filter(decision__isnull=False).count() >= 2
    assert BudgetRequest.objects.count() == 1
    assert Advice.objects.count() == 2 and Advice.objects.filter(tried_on__isnull=True).count() == 1

    folders = list(Folder.objects.filter(shown=True).exclude(state=State.REFERRED))
    assert len(folders) > 15
    for language in ("tg", "ru"):
        with translation.override(language):
            for folder in folders:
                page = Client().get(reverse("problems:folder", args=[folder.uid]))
                assert page.status_code == 200 and len(page.content) < 30 * 1024, len(page.content)
            team = Client().get(reverse("problems:team", args=[filled.office("team").uid]))
        assert team.status_code == 200 and len(team.content) < 40 * 1024, len(team.content)

    for linked in LinkedConcern.objects.select_related("folder__topic", "concern__topic"):
        assert linked.folder.topic_id == linked.concern.topic_id, "a folder holds concerns of its own topic"
    assert (
        MapSheet.objects.filter(photo_read_on__isnull=False).exists()
        and MapMark.objects.filter(layer="safe").exists()
    )
