"""Police ask a team how something is done, never about a case (R137)."""

import pytest
from django.test import Client
from django.urls import reverse

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.problems import panels
from hamkori.rooms.problems.actions import advice as actions
from hamkori.rooms.problems.catalogue import ADVICE
from hamkori.rooms.problems.models import Advice
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db

QUESTION = "who should speak first with the parents"


def commander(land: Land) -> Actor:
    return staff(Role.COMMANDER, land.office("district_police"))


def asked(land: Land, text: str = QUESTION, about: str = "early", by: str = "district_police") -> Advice:
    return actions.ask_advice(
        actor=commander(land),
        team=land.office("team"),
        by=land.office(by),
        about=about,
        text=text,
        language="en",
    )


def test_r137_the_team_answers_and_the_office_says_that_it_does_it_so(land: Land) -> None:
    question = asked(land)
    with pytest.raises(BadState):
        actions.follow_advice(actor=commander(land), advice=question)
    actions.give_advice(
        actor=builders.secretary(land), advice=question, text="a teacher, at the school", language="en"
    )
    for _press in range(2):
        actions.follow_advice(actor=commander(land), advice=question)
    done = Advice.objects.get()
    assert done.answer == "a teacher, at the school" and done.tried_on is not None
    with pytest.raises(BadState):
        actions.give_advice(actor=builders.secretary(land), advice=done, text="another", language="en")


@pytest.mark.parametrize(
    "text", ["call 900 11 22 33 first", "what about Karim Rahimov", "he beats his wife at home", ""]
)
def test_r137_no_case_and_no_person_enters(land: Land, text: str) -> None:
    with pytest.raises(BadInput):
        asked(land, text)
    question = asked(land)
    if text:
        with pytest.raises(BadInput):
            actions.give_advice(actor=builders.secretary(land), advice=question, text=text, language="en")
    assert Advice.objects.get().answers == {}


def test_what_it_is_about_comes_from_the_list_and_waits_once(land: Land) -> None:
    with pytest.raises(BadInput):
        asked(land, about="family of the corner house")
    asked(land)
    with pytest.raises(BadInput):
        asked(land)
    assert set(ADVICE) == {"home", "early", "women", "young", "visits", "words"}


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.HEAD, "jamoat"), (Role.HANDLER, "electricity"), (Role.SECRETARY, "team"),
        (Role.COUNCIL, "public_council"), (Role.CLERK, "precinct"),
    ],
)  # fmt: skip
def test_r137_only_police_of_the_area_ask(land: Land, role: Role, kind: str) -> None:
    with pytest.raises(NotAllowed):
        actions.ask_advice(actor=staff(role, land.office(kind)), team=land.office("team"), by=land.office(kind),
                           about="women", text=QUESTION, language="en")  # fmt: skip


def test_a_member_reads_and_the_secretary_answers(land: Land) -> None:
    question = asked(land)
    with pytest.raises(NotAllowed):
        actions.give_advice(actor=builders.member(land), advice=question, text="a teacher", language="en")
    page = browser_of(builders.member(land)).get(reverse("problems_desk:advice")).content.decode()
    assert QUESTION in page and reverse("problems_desk:advice_answer", args=[question.pk]) not in page


def test_the_two_sides_meet_on_the_desk_and_nobody_else_reads_it(land: Land) -> None:
    police = browser_of(commander(land))
    sent = {"team": land.office("team").uid, "about": "women", "text": "which room is right", "once": "1"}
    assert police.post(reverse("problems_desk:advice_new"), sent).status_code == 302
    question = Advice.objects.get()
    assert panels.my_work(builders.secretary(land))["advice"] == 1  # type: ignore[index]
    team = browser_of(builders.secretary(land))
    answer = reverse("problems_desk:advice_answer", args=[question.pk])
    assert team.post(answer, {"text": "a quiet one with a window", "once": "2"}).status_code == 302
    listing = reverse("problems_desk:advice")
    assert "a quiet one with a window" in police.get(listing).content.decode()
    assert police.post(reverse("problems_desk:advice_follow", args=[question.pk])).status_code == 302
    assert Advice.objects.get().tried_on is not None
    other = browser_of(staff(Role.HANDLER, land.office("precinct")))
    assert "which room is right" not in other.get(listing).content.decode()
    assert other.post(reverse("problems_desk:advice_follow", args=[question.pk])).status_code == 404
    for stranger in (
        staff(Role.HEAD, land.office("jamoat")),
        staff(Role.COUNCIL, land.office("public_council")),
    ):
        assert browser_of(stranger).get(listing).status_code in (403, 404)
    assert Client().get(listing).status_code == 302
