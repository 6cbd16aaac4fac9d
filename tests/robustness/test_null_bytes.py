"""A zero byte in an address or a form is a clear sentence, never a failure (PostgreSQL refuses it in a text)."""

import pytest
from django.test import Client

from hamkori.kernel.actor import Role
from tests.rooms.concerns import builders
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.concerns.resident.people import hidden

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_zero_byte_is_never_a_failure_of_ours() -> None:
    land = builders.build()
    visitor = Client(raise_request_exception=False)
    office = browser_of(builders.staff(Role.HANDLER, land.office("jamoat")))
    office.raise_request_exception = False
    state = hidden(visitor.get("/en/raise/").content.decode(), "state")
    answers = {
        "place of a link": visitor.get("/en/raise/?place=a%00b"),
        "page of a place": visitor.get("/en/place/a%00b/"),
        "search": visitor.get("/en/place/?q=a%00b"),
        "me too": visitor.get("/en/open/7KM%00/me-too/"),
        "chosen place": visitor.post(
            "/en/raise/what/", {"state": state, "screen": "where", "place": "a\x00b"}
        ),
        "step in the list": visitor.post("/en/raise/", {"state": state, "at": "a\x00b"}),
        "nowhere near": visitor.post("/en/raise/", {"state": state, "lon": "nan", "lat": "inf"}),
        "code": visitor.post("/en/mine/", {"ticket": "\x00", "reference": "\x00", "code": "\x00"}),
        "filter by topic": office.get("/en/desk/concerns/?topic=a%00b"),
        "filter by place": office.get("/en/desk/concerns/?place=a%00b"),
        "key of the next page": office.get("/en/desk/concerns/?after=a%00b"),
    }
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code >= 500} == {}
