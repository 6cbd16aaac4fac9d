"""A question to a higher office, and the way of the answer back (R259)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hamkori.ground.files import queries as file_queries
from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.problems.actions import asking, folders
from hamkori.rooms.problems.asking import ASKING, WORKING_DAYS, Asked
from hamkori.rooms.problems.models import Folder, HigherQuestion
from hamkori.rooms.problems.queries import asking as queries
from hamkori.society.countries import queries as countries
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.concerns.desk.test_steps import photo
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db


def asked(land: Land, to: str = "district_police", text: str = "we need a crossing here") -> HigherQuestion:
    folder, _measure, actor = builders.acting(land)
    folders.show(actor=actor, folder=folder, shown=True)
    return asking.ask_higher(actor=actor, folder=folder, to=land.office(to), text=text, language="en")


@pytest.mark.parametrize("state", list(Asked))
def test_only_an_open_question_ends(state: Asked) -> None:
    verbs = ASKING.verbs_from(state)
    assert verbs == (("answer", "pass", "withdraw") if state is Asked.ASKED else ())


def test_the_day_is_fifteen_working_days_away(land: Land) -> None:
    question = asked(land)
    assert countries.calendar().working_days_between(question.asked_on, question.due_on) == WORKING_DAYS == 15


def test_offices_above_reach_the_region(land: Land) -> None:
    question = asked(land)
    kinds = [one.kind for one in queries.offices_above(question.folder)]
    assert kinds == ["district_government", "district_police", "public_council", "region_police"]
    with pytest.raises(BadInput):
        asking.ask_higher(actor=builders.secretary(land), folder=question.folder, to=land.office("water"),
                          text="we need water", language="en")  # fmt: skip


def test_names_are_refused_in_question_and_answer(land: Land) -> None:
    with pytest.raises(BadInput):
        asked(land, text="call 900 11 22 33 about it")
    folder = Folder.objects.get()
    question = asking.ask_higher(actor=builders.secretary(land), folder=folder, to=land.office("district_police"),
                                 text="we need a crossing", language="en")  # fmt: skip
    head = staff(Role.COMMANDER, land.office("district_police"))
    with pytest.raises(BadInput):
        asking.answer_higher(actor=head, question=question, text="call 900 11 22 33", language="en")


def test_only_the_office_asked_answers_and_once(land: Land) -> None:
    question = asked(land)
    for actor in (staff(Role.COMMANDER, land.office("region_police")), builders.member(land)):
        with pytest.raises(NotAllowed):
            asking.answer_higher(actor=actor, question=question, text="it comes", language="en")
    head = staff(Role.COMMANDER, land.office("district_police"))
    done = asking.answer_higher(actor=head, question=question, text="it comes", language="en")
    assert done.state == Asked.ANSWERED and not done.on_paper
    with pytest.raises(BadState):
        asking.answer_higher(actor=head, question=question, text="it comes", language="en")


@pytest.mark.parametrize("paper", [asking.Paper(), asking.Paper("14", ""), asking.Paper("", "a" * 32)])
def test_k55_a_secretary_needs_number_and_photo(land: Land, paper: asking.Paper) -> None:
    question = asked(land)
    with pytest.raises(BadInput):
        asking.answer_higher(
            actor=builders.secretary(land), question=question, text="it comes", language="en", paper=paper
        )
    assert HigherQuestion.objects.get().state == Asked.ASKED


def test_passed_higher_keeps_the_chain_and_is_public_with_lateness(land: Land) -> None:
    question = asked(land)
    with clock.travel(question.due_on + timedelta(days=3)):
        passed = asking.pass_higher(actor=staff(Role.COMMANDER, land.office("district_police")), question=question,
                                    to=land.office("region_police"))  # fmt: skip
        asking.answer_higher(actor=staff(Role.COMMANDER, land.office("region_police")), question=passed,
                             text="the crossing comes in spring", language="en")  # fmt: skip
    question.refresh_from_db()
    assert question.state == Asked.PASSED and question.days_late == 3 and passed.came_from == question
    page = Client().get(reverse("problems:folder", args=[question.folder.uid])).content.decode()
    assert (
        page.count("We asked:") == 2 and "They answered:" in page and "the crossing comes in spring" in page
    )
    assert "days late: 3" in page


def test_taken_back_it_is_no_longer_public(land: Land) -> None:
    question = asked(land)
    asking.withdraw_higher(actor=builders.secretary(land), folder=question.folder, question=question)
    assert queries.public_of(question.folder) == []


def test_a_stamped_answer_is_typed_and_its_photo_is_for_those_who_may(land: Land) -> None:
    """K55: on a screen, number and photo count as the answer of an office that never signs in. K47: looks stay."""
    question = asked(land)
    folder = question.folder
    secretary = browser_of(builders.secretary(land))
    address = reverse("problems_desk:row", args=[folder.uid, "higher-paper", question.pk])
    without = secretary.post(
        address, {"text": "the crossing comes in spring", "number": "14", "once": "a" * 32}
    )
    assert "the crossing comes in spring" in without.content.decode()
    assert HigherQuestion.objects.get().state == Asked.ASKED
    unsaid = secretary.post(address, {"number": "14", "photo": photo("paper.jpg"), "once": "e" * 32})
    assert unsaid.status_code == 422 and "Files already taken: 1" in unsaid.content.decode()
    filled = {
        "text": "the crossing comes in spring",
        "number": "14",
        "photo": photo("paper.jpg"),
        "once": "b" * 32,
    }
    assert secretary.post(address, filled).status_code == 302
    question.refresh_from_db()
    assert (question.state, question.on_paper, question.number) == (Asked.ANSWERED, True, "14")
    seen = reverse("problems_desk:asked_paper", args=[question.pk])
    assert secretary.get(seen)["Content-Type"] == "image/jpeg"
    assert browser_of(staff(Role.COMMANDER, land.office("district_police"))).get(seen).status_code == 200
    assert browser_of(staff(Role.HANDLER, land.office("precinct"))).get(seen).status_code == 404
    assert file_queries.views_of(queries.paper_of(question)).count() == 2


def test_an_office_answers_on_its_desk_and_the_team_hears_of_it(land: Land) -> None:
    question = asked(land)
    commander = browser_of(staff(Role.COMMANDER, land.office("district_police")))
    listed = commander.get(reverse("problems_desk:asked")).content.decode()
    assert question.text in listed
    address = reverse("problems_desk:asked_answer", args=[question.pk])
    assert (
        commander.post(
            address, {"text": "the crossing comes in spring", "to": "", "once": "c" * 32}
        ).status_code
        == 302
    )
    assert commander.post(address, {"text": "once more", "to": "", "once": "d" * 32}).status_code == 404
    work = browser_of(builders.secretary(land)).get(reverse("desk:today")).content.decode()
    assert "A higher office has answered" in work
