"""The office's steps through the pages: taken once, kept when something is wrong, never a closing without the resident."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from hamkori.ground.files.models import FileView, StoredFile
from hamkori.ground.threads.models import Message
from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.concerns.actions import answering, closing
from hamkori.rooms.concerns.models import Concern, Consent, Explanation, Sighting
from hamkori.rooms.concerns.queries import lines, reasons
from hamkori.rooms.concerns.states import Outcome, State
from hamkori.rooms.concerns.views.resident.journey import conversation
from tests.rooms.concerns import builders
from tests.rooms.concerns.builders import Land
from tests.rooms.concerns.desk.people import at, browser_of

pytestmark = pytest.mark.django_db


def photo(name: str = "street.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((600, 400)).convert("RGB").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def once_on(page: bytes) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page.decode())
    assert found is not None
    return found.group(1)


def at_the_office(land: Land, **changes: Any) -> tuple[builders.Raised, Client, str]:
    raised = builders.raised(land, **changes)
    return raised, browser_of(builders.handler_of(raised)), raised.concern.shown_reference


def test_an_answer_with_a_date_and_a_photo_reaches_the_conversation_once(land: Land) -> None:
    raised, browser, reference = at_the_office(land)
    once = once_on(browser.get(at("answer", reference)).content)
    day = clock.today() + timedelta(days=20)

    def form() -> dict[str, Any]:
        return {
            "once": once,
            "text": "We come on Friday.",
            "promised_on": day.strftime("%d.%m.%Y"),
            "photos": photo(),
        }

    first = browser.post(at("answer", reference), form())
    again = browser.post(at("answer", reference), form())
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"] == at("concern", reference)
    concern = Concern.objects.get(pk=raised.concern.pk)
    assert (concern.state, concern.promised_on) == (State.ANSWERED, day)
    assert Message.objects.filter(subject_id=concern.pk, kind="answer").count() == 1
    assert StoredFile.objects.filter(pending=False).count() == 1
    page = browser.get(at("concern", reference)).content.decode()
    assert "We come on Friday." in page
    assert "The answer is with the resident now." in page
    assert (
        "The answer is with the resident now." not in browser.get(at("concern", reference)).content.decode()
    )


def test_what_was_typed_stays_when_something_is_wrong_and_the_photo_too(land: Land) -> None:
    _raised, browser, reference = at_the_office(land)
    once = once_on(browser.get(at("answer", reference)).content)
    wrong = browser.post(
        at("answer", reference),
        {"once": once, "text": "We come on Friday.", "promised_on": "32.13.2026", "photos": photo()},
    )
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "We come on Friday." in page
    assert once in page
    bad_photo = browser.post(
        at("answer", reference),
        {
            "once": once,
            "text": "We come.",
            "photos": SimpleUploadedFile("x.jpg", b"<html>", content_type="image/jpeg"),
        },
    )
    assert bad_photo.status_code == 422
    assert "We come." in bad_photo.content.decode()
    assert Message.objects.filter(kind="answer").count() == 0


def test_a_ready_text_is_put_into_the_answer_without_a_script(land: Land) -> None:
    _raised, browser, reference = at_the_office(land)
    page = browser.post(
        at("answer", reference),
        {"once": "abc", "text": "Good day.", "ready": "will_come", "ready_language": "ru", "insert": "1"},
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert "Good day.\n\nСпасибо. Мы прочитали ваше обращение." in text
    assert "{" not in re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.S).group(1)  # type: ignore[union-attr]
    assert Message.objects.filter(kind="answer").count() == 0


def test_r022_opening_the_words_leaves_a_line_for_the_resident(land: Land) -> None:
    raised, browser, reference = at_the_office(land)
    browser.get(at("concern", reference))
    browser.get(at("concern", reference))
    assert Sighting.objects.filter(concern=raised.concern, name_seen=False).count() == 1
    browser_of(builders.staff(Role.SECRETARY, land.office("team"))).get(at("concern", reference))
    assert Sighting.objects.filter(concern=raised.concern).count() == 1


def test_r022_every_page_that_shows_the_words_leaves_that_line(land: Land) -> None:
    raised, browser, reference = at_the_office(land, publish=True)
    assert b"lower street" in browser.get(at("answer", reference)).content
    assert Sighting.objects.filter(concern=raised.concern).count() == 1
    reviewer = browser_of(builders.staff(Role.REVIEWER, None, place=land.district))
    assert b"lower street" in reviewer.get(at("review", reference)).content
    assert Sighting.objects.filter(concern=raised.concern).count() == 2


def test_the_name_needs_consent_a_press_and_the_second_step(land: Land) -> None:
    raised = builders.raised_by_name(land)
    handler = builders.handler_of(raised)
    concern = answering.take_up(actor=handler, concern=raised.concern)
    reference = concern.shown_reference
    browser = browser_of(handler)
    for address in (at("concern", reference), at("name", reference)):
        assert b"Zarnigor" not in browser.get(address).content
    assert Sighting.objects.filter(name_seen=True).count() == 0
    shown = browser.post(at("name", reference))
    assert b"Zarnigor Lolazoda" in shown.content
    assert shown["Cache-Control"] == "no-store"
    assert Sighting.objects.filter(concern=concern, name_seen=True).count() == 1
    Consent.objects.update(state=Consent.State.WITHDRAWN)
    assert browser.post(at("name", reference)).status_code == 404
    assert b"Show the name" not in browser.get(at("concern", reference)).content


def test_without_the_second_step_the_name_page_leads_to_it_and_shows_nothing(
    land: Land, settings: Any
) -> None:
    settings.HAMKORI_SECOND_FACTOR = "required"
    raised = builders.raised_by_name(land)
    assert raised.concern.organisation is not None
    handler = builders.staff(Role.HANDLER, raised.concern.organisation, second_factor=False)
    answer = browser_of(handler).post(at("name", raised.concern.shown_reference))
    assert answer.status_code == 302
    assert "/account/" in answer["Location"]
    assert Sighting.objects.filter(name_seen=True).count() == 0


def test_k07_the_police_ask_before_they_see_a_name(land: Land) -> None:
    """Routed to the precinct without the separate tick: no button, only the question."""
    raised = builders.raised_by_name(land, topic=_police_topic())
    handler = builders.handler_of(raised)
    assert handler.organisation_is_police
    browser, reference = browser_of(handler), raised.concern.shown_reference
    page = browser.get(at("concern", reference)).content
    assert b"Show the name" not in page
    assert b"Ask whether you may see the name" in page
    assert browser.post(at("name", reference)).status_code == 404
    once = once_on(browser.get(at("ask_name", reference)).content)
    assert browser.post(at("ask_name", reference), {"once": once}).status_code == 302
    assert Consent.objects.get(concern=raised.concern).state == Consent.State.ASKED


def _police_topic() -> str:
    from hamkori.rooms.concerns.models import Topic

    return next(
        topic.code
        for topic in Topic.objects.filter(police=True, handling="open").order_by("position")
        if topic.route and topic.route[0] == "precinct"
    )


def test_passing_on_takes_it_from_the_list_and_the_second_press_is_calm(land: Land) -> None:
    raised = builders.raised_by_name(land)
    browser = browser_of(builders.handler_of(raised))
    reference = raised.concern.shown_reference
    to = land.office("water")
    form = {
        "once": once_on(browser.get(at("pass_on", reference)).content),
        "to": to.uid,
        "reason": "not_our_work",
        "text": "We looked: the pipe is not ours.",
    }
    first, second = browser.post(at("pass_on", reference), form), browser.post(at("pass_on", reference), form)
    assert first["Location"] == second["Location"] == at("list")
    assert browser.get(at("concern", reference)).status_code == 404
    concern = Concern.objects.get(pk=raised.concern.pk)
    assert concern.organisation == to
    assert Message.objects.filter(subject_id=concern.pk, kind="passed_on").count() == 1
    theirs = browser_of(builders.staff(Role.HANDLER, to))
    page = theirs.get(at("concern", reference)).content.decode()
    assert "has not decided yet" in page
    assert "It is the work of another office" in page
    assert "We looked: the pipe is not ours." in page
    assert theirs.post(at("name", reference)).status_code == 404
    assert (
        Message.objects.filter(
            kind="passing_on", voice="office", organisation=raised.concern.organisation_id
        ).count()
        == 1
    )


def test_r024_the_resident_reads_why_it_was_passed_on_and_who_answers_now(land: Land) -> None:
    raised = builders.raised(land)
    answering.pass_on(
        actor=builders.handler_of(raised),
        concern=raised.concern,
        to=land.office("water"),
        reason="not_our_work",
        text="  We looked: the pipe is not ours. ",
    )
    told = [line.text for line in lines(raised.concern, language="en")]
    assert told[-2:] == ["We looked: the pipe is not ours.", "Passed on. Who answers now: Office water"]


def test_who_goes_on_with_it_is_named_on_both_sides(land: Land) -> None:
    """R165: "passed to another service" without its name would be a dead end."""
    raised, browser, reference = at_the_office(land)
    form = {
        "once": once_on(browser.get(at("done", reference)).content),
        "outcome": "referred",
        "text": "They have the pump.",
        "to": land.office("water").uid,
    }
    assert browser.post(at("done", reference), form).status_code == 302
    assert "Who goes on with it: Office water" in browser.get(at("concern", reference)).content.decode()
    (said,) = [line for line in conversation(Concern.objects.get()) if line.text == "They have the pump."]
    assert said.note == "Who goes on with it: Office water"


def test_one_confirmation_seals_it_away(land: Land) -> None:
    _raised, browser, reference = at_the_office(land)
    once = once_on(browser.get(at("seal", reference)).content)
    assert Concern.objects.get().state == State.RECEIVED
    for _press in range(2):
        assert browser.post(at("seal", reference), {"once": once})["Location"] == at("list")
    assert Concern.objects.get().state == State.SEALED
    assert browser.get(at("concern", reference)).status_code == 404


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"outcome": "refused", "text": "No."}, "refusal_reason"),
        ({"outcome": "duplicate", "text": "Again."}, "duplicate_of"),
        ({"outcome": "referred", "text": "To them."}, "to"),
        ({"outcome": "solved", "text": ""}, "text"),
        ({"text": "Done."}, "outcome"),
    ],
)
def test_an_outcome_that_lacks_something_is_not_taken(land: Land, form: dict[str, str], field: str) -> None:
    _raised, browser, reference = at_the_office(land)
    answer = browser.post(at("done", reference), {"once": "abc", **form})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Concern.objects.get().state == State.RECEIVED


def test_k22_done_is_not_closed_and_no_page_of_the_office_closes(land: Land) -> None:
    raised, browser, reference = at_the_office(land)
    browser.post(
        at("done", reference), {"once": "abc", "outcome": "solved", "text": "New lamp.", "photos": photo()}
    )
    concern = Concern.objects.get()
    assert (concern.state, concern.outcome, concern.closed_on) == (State.DONE, Outcome.SOLVED, None)
    for name in ("answer", "done", "ask", "take_up", "paper_answer", "paper_done", "check", "explain"):
        browser.post(
            at(name, reference),
            {"once": f"again-{name}", "outcome": "solved", "text": "x", "agrees": "yes", "note": "x"},
        )
    assert Concern.objects.get().state == State.DONE
    closing.confirm(actor=builders.holder_of(raised), concern=concern)
    assert Concern.objects.get().state == State.CLOSED


def test_a_refusal_shows_its_listed_reason_and_a_duplicate_only_what_one_may_see(land: Land) -> None:
    _raised, browser, reference = at_the_office(land)
    elsewhere = builders.raised(land, topic="drinking_water", text="No water for a week.")
    assert elsewhere.concern.organisation != _raised.concern.organisation
    own = reference
    for number in (elsewhere.concern.shown_reference, "2222-2222", own):
        answer = browser.post(
            at("done", reference),
            {"once": number, "outcome": "duplicate", "text": "Again.", "duplicate_of": number},
        )
        assert answer.status_code == 422
        assert "duplicate_of" in answer.context["form"].errors
    reason = reasons("refusal")[0].code
    answer = browser.post(
        at("done", reference),
        {"once": "r", "outcome": "refused", "text": "Not ours.", "refusal_reason": reason},
    )
    assert answer.status_code == 302
    concern = Concern.objects.get(pk=_raised.concern.pk)
    assert concern.refusal_reason == reason


def test_an_explanation_stands_beside_the_delay_and_names_nobody(land: Land, travel: Any) -> None:
    raised, browser, reference = at_the_office(land)
    travel(clock.today() + timedelta(days=60))
    browser = browser_of(builders.handler_of(raised))
    assert b"Explain why it is late" in browser.get(at("concern", reference)).content
    named = browser.post(at("explain", reference), {"once": "a", "text": "Ask at +992 00 000 00 01."})
    assert named.status_code == 422
    assert (
        browser.post(at("explain", reference), {"once": "b", "text": "The lamps come late."}).status_code
        == 302
    )
    assert Explanation.objects.get().text == "The lamps come late."


def test_k47_a_photo_is_served_to_who_may_read_and_the_look_is_recorded(land: Land) -> None:
    raised, browser, reference = at_the_office(land)
    browser.post(at("answer", reference), {"once": "abc", "text": "Look.", "photos": photo("Zarnigor.jpg")})
    file = StoredFile.objects.get()
    address = at("photo", reference, file.token)
    answer = browser.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'inline; filename="{reference}.jpg"'
    assert FileView.objects.count() == 1
    other = builders.raised(land)
    assert browser.get(at("photo", other.concern.shown_reference, file.token)).status_code == 404
    for role, office in ((Role.SECRETARY, "team"), (Role.HANDLER, "water"), (Role.HANDLER, "precinct")):
        assert browser_of(builders.staff(role, land.office(office))).get(address).status_code == 404
    assert FileView.objects.count() == 1
    assert raised.concern.pk
