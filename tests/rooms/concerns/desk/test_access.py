"""Who gets which page of the desk: everybody else learns no more than that there is no such page."""

import pytest
from django.test import Client

from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.concerns import desk_queries
from hamkori.rooms.concerns.actions import answering, closing, moderation
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Outcome
from tests.rooms.concerns import builders
from tests.rooms.concerns.builders import Land
from tests.rooms.concerns.desk.people import at, browser_of

pytestmark = pytest.mark.django_db

PEOPLE = {
    "handler": lambda land, office: builders.staff(Role.HANDLER, office),
    "head": lambda land, office: builders.staff(Role.HEAD, office),
    "clerk": lambda land, office: builders.staff(Role.CLERK, office),
    "operator": lambda land, office: builders.staff(Role.OPERATOR, None, place=land.district),
    "secretary": lambda land, office: builders.staff(Role.SECRETARY, land.office("team")),
    "member": lambda land, office: builders.staff(Role.MEMBER, land.office("team")),
    "reviewer": lambda land, office: builders.staff(Role.REVIEWER, None, place=land.district),
    "council": lambda land, office: builders.staff(Role.COUNCIL, land.office("public_council")),
    "commander": lambda land, office: builders.staff(Role.COMMANDER, land.office("district_police")),
    "administrator": lambda land, office: builders.staff(Role.ADMINISTRATOR, None),
    "other_handler": lambda land, office: builders.staff(Role.HANDLER, land.office("water")),
    "inspector": lambda land, office: builders.staff(Role.HANDLER, land.office("precinct")),
    "police_reviewer": lambda land, office: builders.staff(Role.REVIEWER, land.office("district_police")),
    "team_handler": lambda land, office: builders.staff(Role.HANDLER, land.office("team")),
}

OFFICE = {"handler", "head"}
EVERY_HANDLER = {"handler", "head", "other_handler", "inspector", "team_handler"}

PAGES: dict[str, set[str]] = {
    "list": {*EVERY_HANDLER, "secretary", "member", "reviewer", "police_reviewer", "council"},
    "enter": {"operator", "clerk", "secretary"},
    "strip": {"clerk", *EVERY_HANDLER},
    "came_in": {"clerk", "secretary"},
    "review_queue": {"reviewer", "council"},
    "checks": {"secretary", "council"},
    "late": {"head", "council", "commander"},
    "demands": {"head", "council", "administrator"},
    "checkpoint": {"council"},
    "cannot_see": set(PEOPLE),
    "blank_form": set(PEOPLE),
}

OF_A_CONCERN: dict[str, set[str]] = {
    "concern": {*OFFICE, "secretary", "member"},
    "take_up": OFFICE,
    "answer": OFFICE,
    "ask": OFFICE,
    "done": OFFICE,
    "pass_on": OFFICE,
    "explain": OFFICE,
    "seal": {*OFFICE, "reviewer"},
    "name": OFFICE,
    "ask_name": OFFICE,
    "paper_answer": {*OFFICE, "clerk", "secretary"},
    "paper_done": {*OFFICE, "clerk", "secretary"},
    "letter": {"secretary"},
    "review": set(),
    "clear": set(),
    "check": set(),
    "appeal": set(),
}


def everybody(land: Land, concern: Concern) -> dict[str, Client]:
    assert concern.organisation is not None
    return {name: browser_of(make(land, concern.organisation)) for name, make in PEOPLE.items()}


def test_pages_without_a_concern_open_for_their_roles_only(land: Land) -> None:
    browsers = everybody(land, builders.raised(land).concern)
    found = {
        page: {name for name, browser in browsers.items() if browser.get(at(page)).status_code == 200}
        for page in PAGES
    }
    assert found == PAGES


def test_k07_pages_of_a_concern_open_for_the_office_that_answers_only(land: Land) -> None:
    """A named concern at the jamoat: no other office, no police, no administrator opens anything of it."""
    raised = builders.raised_by_name(land)
    handler = builders.handler_of(raised)
    concern = answering.take_up(actor=handler, concern=raised.concern)
    browsers = everybody(land, concern)
    browsers["handler"] = browser_of(handler)
    found: dict[str, set[str]] = {}
    for page in OF_A_CONCERN:
        answers = {
            name: browser.get(at(page, concern.shown_reference)).status_code
            for name, browser in browsers.items()
        }
        assert set(answers.values()) <= {200, 404}
        found[page] = {name for name, status in answers.items() if status == 200}
    assert found == {**OF_A_CONCERN, "name": {"handler"}}


def test_the_signed_out_are_asked_to_sign_in(land: Land) -> None:
    reference = builders.raised(land).concern.shown_reference
    for page in PAGES:
        assert Client().get(at(page)).status_code == 302, page
    for page in OF_A_CONCERN:
        assert "sign-in" in Client().get(at(page, reference))["Location"], page


def test_posting_what_a_page_does_not_offer_is_refused_too(land: Land) -> None:
    """The form is not the lock: strangers who post get 404 and nothing changes."""
    concern = builders.raised(land).concern
    for make in (PEOPLE["secretary"], PEOPLE["inspector"], PEOPLE["council"], PEOPLE["administrator"]):
        browser = browser_of(make(land, concern.organisation))  # type: ignore[arg-type]
        for page in ("take_up", "answer", "ask", "done", "pass_on", "explain", "name", "ask_name", "clear"):
            answer = browser.post(at(page, concern.shown_reference), {"once": "x", "text": "hello"})
            assert answer.status_code == 404, page
    concern.refresh_from_db()
    assert concern.state == "received"


def reviewers_see(land: Land, actor: Actor, reference: str) -> set[str]:
    browser = browser_of(actor)
    return {
        page
        for page in ("concern", "clear", "pass_on", "seal", "review", "answer", "name")
        if browser.get(at(page, reference)).status_code == 200
    }


def test_k18_r152_a_dispute_is_read_by_a_trained_reader_before_anybody_else(land: Land) -> None:
    raised = builders.raised(
        land, topic="neighbour_dispute", text="They shut the water off every evening.", screen_read="quarrel"
    )
    reference = raised.concern.shown_reference
    reviewer = builders.staff(Role.REVIEWER, None, place=land.district)
    assert reviewers_see(land, reviewer, reference) == {"concern", "clear", "pass_on", "seal"}
    assert raised.concern.organisation is not None
    for actor in (
        builders.staff(Role.HANDLER, raised.concern.organisation),
        builders.staff(Role.SECRETARY, land.office("team")),
        builders.staff(Role.HANDLER, land.office("mahalla_committee")),
        builders.staff(Role.REVIEWER, land.office("district_police")),
    ):
        assert reviewers_see(land, actor, reference) == set()
    page = browser_of(reviewer).get(at("pass_on", reference)).content.decode()
    assert land.office("team").uid not in page
    assert land.office("mahalla_committee").uid not in page
    assert desk_queries.care_of(raised.concern) == ["dispute"]


def test_the_council_reads_only_what_waits_for_it(land: Land) -> None:
    raised = builders.raised(land, text="The lamp beside the well is dark.")
    council = builders.staff(Role.COUNCIL, land.office("public_council"))
    browser, reference = browser_of(council), raised.concern.shown_reference
    assert browser.get(at("concern", reference)).status_code == 404
    handler = builders.handler_of(raised)
    closing.propose_close(
        actor=handler, concern=raised.concern, outcome=Outcome.REFUSED, text="No money.",
        refusal_reason=_reason("refusal"),
    )  # fmt: skip
    closing.reopen(actor=builders.holder_of(raised), concern=raised.concern)
    assert "beside the well" in browser.get(at("concern", reference)).content.decode()
    assert reference in browser.get(at("checks")).content.decode()


def _reason(kind: str) -> str:
    from hamkori.rooms.concerns.queries import reasons

    return reasons(kind)[0].code


def test_a_sealed_concern_is_gone_for_everybody(land: Land) -> None:
    raised = builders.raised(land)
    handler = builders.handler_of(raised)
    moderation.seal_away(actor=handler, concern=raised.concern)
    for name, browser in everybody(land, raised.concern).items():
        for page in OF_A_CONCERN:
            assert browser.get(at(page, raised.concern.shown_reference)).status_code == 404, (name, page)
