"""A secretary's way through a folder by forms."""

import pytest
from django.test import Client

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.problems.catalogue import CHEERS, Group
from hamkori.rooms.problems.models import Folder, MapMark, YearPlan
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.addresses import at, open_to_all
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db


def test_p3_a_secretary_opens_states_and_decides_by_forms(land: Land) -> None:
    browser = browser_of(builders.secretary(land))
    answer = browser.post(at("new"), {
        "title": "Children cross the road", "place": land.jamoat.code, "topic": "", "method": "sara", "origin": "residents",
        "once": "a" * 32,
    })  # fmt: skip
    folder = Folder.objects.get()
    assert answer.status_code == 302 and answer["Location"] == at("folder", folder.uid)
    browser.post(
        at("sheet", folder.uid, "cheers"),
        {**dict.fromkeys(CHEERS, "yes"), "how_often": "12", "once": "b" * 32},
    )
    browser.post(at("sheet", folder.uid, "statement"), {
        "title": "Children cross the road", "what": "cars drive too fast", "where": "beside the school gate",
        "days": ["work"], "parts": ["morning"], "behaviour": "endangerment", "environment": "transport", "once": "c" * 32,
    })  # fmt: skip
    page = browser.get(at("folder", folder.uid)).content.decode()
    assert "cars drive too fast: beside the school gate, on working days in the morning" in page
    assert "The team has to decide that it takes the problem up." in page
    seats = builders.seats(land)
    refused = browser.post(at("sheet", folder.uid, "decision"), {
        "kind": "take_up", "way": "hands", "seats": [str(seats[0].number)], "against": "0", "abstained": "0",
        "protocol": "2026/3", "on": clock.today().strftime("%d.%m.%Y"), "once": "d" * 32,
    })  # fmt: skip
    assert refused.status_code == 422 and "three different people" in refused.content.decode()
    taken = browser.post(at("sheet", folder.uid, "decision"), {
        "kind": "take_up", "way": "hands", "seats": [str(seat.number) for seat in seats], "against": "1",
        "abstained": "0", "protocol": "2026/3", "on": clock.today().strftime("%d.%m.%Y"), "once": "e" * 32,
    })  # fmt: skip
    assert taken.status_code == 302, taken.content.decode()
    browser.post(at("step", folder.uid, "take_up"))
    assert builders.fresh(folder).state == "analysis"


def test_a_form_pressed_twice_does_its_work_once(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    browser = browser_of(actor)
    for _press in range(2):
        browser.post(
            at("sheet", folder.uid, "tried"),
            {"kind": "design", "year": "2024", "result": "helped", "once": "x" * 32},
        )
    assert folder.tried.count() == 1


def test_what_was_typed_stays_when_it_is_refused(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    answer = browser_of(actor).post(at("sheet", folder.uid, "question"), {
        "text": "Ask Rustam Karimov about it", "who": "jamoat", "once": "x" * 32,
    })  # fmt: skip
    assert answer.status_code == 422 and "Ask Rustam Karimov about it" in answer.content.decode()


def test_a_shut_gate_says_what_is_missing_on_the_page(land: Land) -> None:
    actor = builders.secretary(land)
    folder = builders.opened(land, actor=actor)
    browser = browser_of(actor)
    answer = browser.post(at("step", folder.uid, "take_up"), follow=True)
    assert "all must be yes" in answer.content.decode()
    assert builders.fresh(folder).state == "finding"


def test_the_plan_by_forms_up_to_the_budget(land: Land) -> None:
    """P3 asks, P8 answers and publishes; everybody reads it on the team's page."""
    builders.load_plan_rows()
    builders.seats(land)
    actor, year = builders.secretary(land), clock.today().year
    browser = browser_of(actor)
    browser.post(at("plan_begin", year))
    browser.post(at("plan_row_new", year), {"month": "8", "title": "Six lamps", "folder": "", "post": "head of the jamoat",
                                            "partner": "", "resource": "budget", "cost": "7800", "shown_by": "", "origin": "residents",
                                            "once": "a" * 32})  # fmt: skip
    row = YearPlan.objects.get().rows.get(template="")
    browser.post(at("plan_adopt", year), {
        "kind": "plan", "way": "consent", "seats": ["1", "2", "3", "4"], "against": "0", "abstained": "0",
        "protocol": "2026/1", "on": clock.today().strftime("%d.%m.%Y"), "once": "b" * 32,
    })  # fmt: skip
    asks = browser.get(at("budget", year, row.pk)).content.decode()
    law = asks.split('name="law"')[1].split('value="')[1].split('"')[0]
    browser.post(at("budget", year, row.pk), {"to": land.office("jamoat").uid, "law": law, "amount": "7800", "own_days": "6",
                                              "once": "c" * 32})  # fmt: skip
    head = browser_of(staff(Role.HEAD, land.office("jamoat")))
    listed = head.get(at("requests")).content.decode()
    assert "Six lamps" in listed
    request = row.request
    head.post(
        at("request", request.pk),
        {"answer": "granted", "granted": "6000", "decision_number": "14", "once": "d" * 32},
    )
    head.post(at("request", request.pk), {"spent": "5900", "once": "e" * 32})
    page = Client().get(open_to_all("team", land.office("team").uid)).content.decode()
    assert "In the local budget" in page and "6,000" in page and "5,900" in page


def test_marks_are_put_by_form(land: Land) -> None:
    from hamkori.rooms.problems.actions import seeing

    actor = builders.member(land)
    sheet = seeing.add_sheet(
        actor=actor, team=land.office("team"), place=land.jamoat, group=Group.MEN, people=9, on=clock.today()
    )
    browser = browser_of(actor)
    answer = browser.post(at("map", sheet.uid), {"column": "2", "row": "3", "layer": "unsafe", "worry": "dark", "part": "evening", "marks": "6",
                                                 "landmark": "the old mill", "once": "x" * 32})  # fmt: skip
    assert answer.status_code == 302 and MapMark.objects.get().marks == 6
    assert "the old mill" in browser.get(at("map", sheet.uid)).content.decode()
