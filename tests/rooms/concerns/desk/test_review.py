"""Review, screening, the council: nothing public without a reader, everything can be appealed (D16)."""

from typing import Any

import pytest

from hamkori.ground.files import queries as files
from hamkori.ground.files.models import StoredFile
from hamkori.kernel.actor import Role
from hamkori.rooms.concerns.actions import moderation
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.queries import reasons
from hamkori.rooms.concerns.states import Public, State
from tests.rooms.concerns import builders
from tests.rooms.concerns.builders import Land
from tests.rooms.concerns.desk.people import at, browser_of
from tests.rooms.concerns.desk.test_steps import photo

pytestmark = pytest.mark.django_db

TEXT = "The lamp is dark. Ask Sattor Karimov at 900 00 00 01."


def reviewer(land: Land) -> Any:
    return browser_of(builders.staff(Role.REVIEWER, None, place=land.district))


def council(land: Land) -> Any:
    return browser_of(builders.staff(Role.COUNCIL, land.office("public_council")))


def test_k42_the_guard_marks_names_and_numbers_and_a_number_cannot_be_confirmed_away(land: Land) -> None:
    raised = builders.raised(land, text=TEXT, publish=True)
    browser, reference = reviewer(land), raised.concern.shown_reference
    assert reference in browser.get(at("review_queue")).content.decode()
    page = browser.get(at("review", reference)).content.decode()
    assert "900 00 00 01</mark>" in page
    assert "Karimov</mark>" in page
    for text, confirmed, status in (
        (TEXT, "on", 422),
        ("The lamp is dark. Ask Sattor Karimov.", "", 422),
        ("The lamp is dark.", "", 302),
    ):
        answer = browser.post(
            at("review", reference),
            {"once": f"{text}{confirmed}"[:60], "decision": "show", "text": text, "confirmed": confirmed},
        )
        assert answer.status_code == status
        if status == 422:
            assert Concern.objects.get().public_state == Public.ASKED
            assert "Sattor" in answer.content.decode()
    assert Concern.objects.get().public_text == "The lamp is dark."


def test_d16_declined_with_a_listed_reason_appealed_and_decided_by_the_council(land: Land) -> None:
    raised = builders.raised(land, text="The lamp beside the mill is dark.", publish=True)
    reference = raised.concern.shown_reference
    browser, others = reviewer(land), council(land)
    assert others.get(at("review", reference)).status_code == 404
    answer = browser.post(at("review", reference), {"once": "a", "decision": "decline", "reason": "made up"})
    assert answer.status_code == 422
    browser.post(
        at("review", reference), {"once": "b", "decision": "decline", "reason": reasons("hide")[0].code}
    )
    concern = Concern.objects.get()
    assert (concern.public_state, concern.text != "") == (Public.DECLINED, True)
    moderation.appeal_moderation(actor=builders.holder_of(raised), concern=concern)
    assert reference in others.get(at("checks")).content.decode()
    assert "beside the mill" in others.get(at("appeal", reference)).content.decode()
    assert browser.post(at("appeal", reference), {"once": "c", "show": "yes"}).status_code == 404
    form = {"once": "d", "show": "yes", "text": "The lamp beside the mill is dark."}
    assert others.post(at("appeal", reference), form).status_code == 302
    assert others.post(at("appeal", reference), form).status_code == 302
    assert Concern.objects.get().public_state == Public.SHOWN
    assert reference not in others.get(at("checks")).content.decode()


def test_k32_in_a_careful_place_the_council_decides_about_texts(land: Land) -> None:
    raised = builders.raised(land, place=land.careful_jamoat, publish=True)
    reference = raised.concern.shown_reference
    readers = browser_of(builders.staff(Role.REVIEWER, None))
    assert reference not in readers.get(at("review_queue")).content.decode()
    assert readers.get(at("review", reference)).status_code == 404
    deciders = browser_of(builders.staff(Role.COUNCIL, None, place=land.careful_jamoat))
    assert reference in deciders.get(at("review_queue")).content.decode()
    answer = deciders.post(
        at("review", reference), {"once": "a", "decision": "show", "text": "The lower street … dark."}
    )
    assert answer.status_code == 302
    assert Concern.objects.get().public_state == Public.SHOWN


def test_a_cleared_concern_goes_to_its_office(land: Land) -> None:
    raised = builders.raised(
        land, topic="neighbour_dispute", text="They shut the water off every evening.", screen_read="quarrel"
    )
    browser, reference = reviewer(land), raised.concern.shown_reference
    assert reference in browser.get(at("review_queue")).content.decode()
    answer = browser.post(at("clear", reference), {"once": "a"})
    assert answer["Location"] == at("review_queue")
    assert browser.post(at("clear", reference), {"once": "a"})["Location"] == at("review_queue")
    assert Concern.objects.get().state == State.RECEIVED
    assert (
        b"Do not reconcile" in browser_of(builders.handler_of(raised)).get(at("concern", reference)).content
    )
    assert browser.get(at("concern", reference)).status_code == 404


def test_k47_a_reviewer_hides_parts_of_a_photo_for_good(land: Land) -> None:
    raised = builders.raised(land, publish=True)
    office = browser_of(builders.handler_of(raised))
    reference = raised.concern.shown_reference
    office.post(at("answer", reference), {"once": "abc", "text": "Look.", "photos": photo()})
    file = StoredFile.objects.get()
    before, blob = files.read(file.token), file.blob
    address = at("hide", reference, file.token)
    assert office.get(address).status_code == 404
    browser = reviewer(land)
    assert browser.get(address).content.decode().count('type="checkbox"') == 24
    assert browser.post(address, {"once": "n"}).status_code == 422
    assert browser.post(address, {"once": "w", "tiles": ["99"]}).status_code == 422
    assert browser.post(address, {"once": "t", "tiles": ["0", "23"]}).status_code == 302
    file.refresh_from_db()
    assert file.blob != blob
    assert files.read(file.token) != before
