"""Ideas for steps by kind, and what other teams did (R239)."""

from collections import Counter

import pytest

from hamkori.rooms.problems import library
from hamkori.rooms.problems.catalogue import BEHAVIOURS, TECHNIQUES
from hamkori.rooms.problems.kinds import GENTLE, KINDS
from hamkori.rooms.problems.models import CaseStudy, Folder
from hamkori.rooms.problems.queries.library import examples
from hamkori.rooms.problems.village_papers import village_content, village_pdf
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.addresses import at
from tests.rooms.problems.builders import Land


def test_every_idea_stands_in_three_languages_and_in_the_lists() -> None:
    found = library.ideas()
    assert len({one.code for one in found}) == len(found) > 15
    for one in found:
        assert one.kind in KINDS and one.technique in TECHNIQUES and one.behaviours <= set(BEHAVIOURS), (
            one.code
        )
        assert all(set(words) >= {"tg", "ru", "en"} for words in (one.titles, one.mechanisms)), one.code


def test_every_kind_has_ideas_and_punishing_is_the_rarest_and_last() -> None:
    counts = Counter(one.kind for one in library.ideas())
    assert set(counts) == set(KINDS)
    assert counts["enforcement"] == min(counts.values())
    assert library.ideas()[-1].kind == "enforcement"


@pytest.mark.parametrize("behaviour", list(BEHAVIOURS))
def test_against_every_behaviour_something_gentle_is_known(behaviour: str) -> None:
    near, others = library.fitting(behaviour)
    assert {one.kind for one in near} & GENTLE
    assert len(near) + len(others) == len(library.ideas())


@pytest.mark.django_db
def test_an_idea_is_taken_into_the_form(land: Land) -> None:
    actor = builders.member(land)
    folder = builders.stated(builders.opened(land, actor=actor), actor)
    browser = browser_of(actor)
    page = browser.get(at("library", folder.uid)).content.decode()
    assert page.index("A bump and a sign") < page.index("Other ideas"), (
        "driving too fast puts others in danger"
    )
    one_kind = browser.get(at("library", folder.uid) + "?kind=advice").content.decode()
    assert "without a record or a fine" in one_kind and "A bump and a sign" not in one_kind
    form = browser.get(at("sheet", folder.uid, "option") + "?idea=bumps").context["form"]
    assert form.initial["kind"] == "design" and form.initial["technique"] == "1"
    assert browser.get(at("sheet", folder.uid, "option") + "?idea=nothing").status_code == 200


@pytest.mark.django_db
def test_stories_of_others_about_the_same_behaviour_stand_beside(land: Land) -> None:
    told, actor = builders.closed(land)
    builders.folders.show(actor=actor, folder=told, shown=True)
    decision = told.decisions.order_by("-pk").first()
    CaseStudy.objects.update_or_create(
        folder=told,
        defaults={"limits": {"en": "few days"}, "decision": decision, "published_on": told.closed_on},
    )
    mine = builders.stated(builders.opened(land, actor=actor), actor)
    (example,) = examples(mine)
    assert (example.folder, example.verdict) == (told, "It helped") and example.steps
    assert examples(told) == [], "not its own"
    Folder.objects.filter(pk=told.pk).update(shown=False)
    assert examples(mine) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_r248_a_village_begins_with_paper_and_a_telephone(land: Land, language: str) -> None:
    content = village_content(land.office("team"), language)
    assert len(content["steps"]) == 8 and all(all(step) for step in content["steps"])
    assert (content["columns"], content["rows"]) == (8, 6), "the tiles of the sheet on the screen"
    assert village_pdf(land.office("team"), language).startswith(b"%PDF")
    page = browser_of(builders.member(land)).get(at("village")).content.decode()
    assert page.count("/paper/") == 2, "both worksheets can be printed empty"
