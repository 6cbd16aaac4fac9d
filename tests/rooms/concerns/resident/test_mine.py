"""The page behind the code: read, reply, decide, agree or open again, take back; by a ticket of the day."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hamkori.ground.files.store import take_in
from hamkori.ground.receipts import actions as receipts
from hamkori.ground.threads.models import Message
from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import SYSTEM, Actor, Role
from hamkori.kernel.references import new_reference
from hamkori.rooms.concerns.actions import answering, closing, moderation
from hamkori.rooms.concerns.actions.intake import Raised
from hamkori.rooms.concerns.models import Concern, Consent, Identity, PaperAnswer
from hamkori.rooms.concerns.queries import reasons
from hamkori.rooms.concerns.states import Outcome, State
from tests.rooms.concerns import builders
from tests.rooms.concerns.resident.people import Resident, hidden

pytestmark = pytest.mark.django_db
WRONG = "Number and code do not fit together"


def opened(resident: Resident, raised: Raised) -> Resident:
    return resident.open(raised.receipt.reference, raised.code)


def handler(raised: Raised) -> Actor:
    return builders.handler_of(raised)


def done(raised: Raised, outcome: Outcome = Outcome.SOLVED, **more: Any) -> None:
    closing.propose_close(
        actor=handler(raised), concern=raised.concern, outcome=outcome, text="The lamps were changed.", **more
    )


def photo_token() -> str:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return take_in(SimpleUploadedFile("a.jpg", out.getvalue()), purpose="concern").token


# --- opening -----------------------------------------------------------------------------------------------------


def test_number_and_code_open_the_page(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    opened(resident, raised)
    assert resident.answer.status_code == 200
    assert "dark for two weeks" in resident.words and "Office electricity" in resident.words
    assert raised.code not in resident.page.replace(" ", "")


def test_number_and_code_are_read_as_people_write_them(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    reference = raised.receipt.reference.lower().translate(str.maketrans("aceh", "асен"))
    code = " ".join(raised.code[start : start + 4] for start in range(0, 16, 4))
    resident.open(f"{reference[:4]} - {reference[4:]}", code)
    assert "dark for two weeks" in resident.words


def test_the_address_never_carries_number_or_code(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    resident.get("mine/", reference=raised.receipt.reference, code=raised.code)
    assert resident.answer.status_code == 302 and resident.answer["Location"] == "/en/code/"


def test_a_wrong_code_gets_the_same_answer_for_a_real_and_an_unreal_number(resident: Resident) -> None:
    real, unreal = builders.raised(resident.land).receipt.reference, new_reference()
    pages = []
    for reference in (real, unreal):
        resident.open(reference, "1" * 16)
        assert resident.answer.status_code == 422 and WRONG in resident.words
        pages.append(resident.page.replace(reference, "NUMBER"))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("exists", [True, False])
def test_guessing_is_slowed_per_number_real_or_not(resident: Resident, exists: bool) -> None:
    """Never by address: another number can be opened meanwhile; the right code waits too."""
    raised, other = builders.raised(resident.land), builders.raised(resident.land)
    reference = raised.receipt.reference if exists else new_reference()
    for _attempt in range(receipts.FREE_TRIES):
        resident.open(reference, "1" * 16)
    resident.open(reference, raised.code)
    assert resident.answer.status_code == 429 and "Please wait 1 min." in resident.words
    assert opened(resident, other).answer.status_code == 200
    receipts.cool_down()
    resident.open(reference, raised.code)
    assert resident.answer.status_code == (200 if exists else 422)


def test_what_cannot_be_a_number_or_a_code_is_explained(resident: Resident) -> None:
    resident.open("ABC", "12")
    assert "cannot be one of our numbers" in resident.words and "sixteen digits" in resident.words


def test_a_code_opens_one_concern_only(resident: Resident) -> None:
    mine, other = builders.raised(resident.land), builders.raised(resident.land)
    resident.open(other.receipt.reference, mine.code)
    assert WRONG in resident.words


# --- the ticket --------------------------------------------------------------------------------------------------

STEPS = ("reply", "confirm", "reopen", "consent", "opinion", "appeal", "withdraw")


@pytest.mark.parametrize("step", STEPS)
def test_no_step_without_a_ticket_of_today(
    resident: Resident, step: str, travel: Callable[[object], None]
) -> None:
    """Missing, cut, of another purpose, of yesterday: the code is asked again, the typed words stay."""
    raised = builders.raised_by_name(resident.land)
    opened(resident, raised)
    good = hidden(resident.page, "ticket")
    forged = crypto.seal_state({"case": raised.concern.pk, "day": clock.today().isoformat()}, purpose="raise")
    travel(clock.now() + timedelta(days=1))
    before = builders.row_counts()
    for bad in ("", good[:-5], forged, good):
        resident.post(f"mine/{step}/", ticket=bad, text="My words", sure="on", answer="yes")
        assert (
            resident.answer.status_code == 409 and "Please enter number and code once more" in resident.words
        )
        assert "My words" in resident.page
    assert builders.row_counts() == before
    assert resident.get(f"mine/{step}/").answer.status_code == 302


def test_a_reply_that_was_typed_survives_the_code(
    resident: Resident, travel: Callable[[object], None]
) -> None:
    raised = builders.raised(resident.land)
    opened(resident, raised)
    old = hidden(resident.page, "ticket")
    travel(clock.now() + timedelta(days=1))
    resident.post("mine/reply/", ticket=old, text="It is still dark")
    opened_again = resident.open(raised.receipt.reference, raised.code, typed="It is still dark")
    assert "It is still dark</textarea>" in opened_again.page.replace("\n", "")


# --- the conversation --------------------------------------------------------------------------------------------


def test_the_anonymous_reply_once_however_often_they_press(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    answering.ask_resident(actor=handler(raised), concern=raised.concern, text="Which lamp?")
    opened(resident, raised)
    assert "Which lamp?" in resident.words and "A question to you" in resident.words
    ticket = hidden(resident.page, "ticket")
    for _press in range(2):
        resident.post("mine/reply/", ticket=ticket, text="The third one")
    assert "The third one" in resident.words and "Your reply was sent" in resident.words
    assert Message.objects.filter(voice="resident").count() == 1
    raised.concern.refresh_from_db()
    assert raised.concern.state == State.IN_WORK


def test_dangerous_words_in_a_reply_lead_to_the_calm_page(resident: Resident) -> None:
    """K57: also here nothing of it is stored."""
    raised = builders.raised(resident.land)
    opened(resident, raised)
    before = builders.row_counts()
    resident.step("reply", text="My husband beats me")
    assert resident.answer.status_code == 303 and "/info/" in resident.answer["Location"]
    assert builders.row_counts() == before


def test_markup_of_an_office_is_shown_as_words(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    answering.answer(actor=handler(raised), concern=raised.concern, text="<b>On Monday</b>\nwe come")
    opened(resident, raised)
    assert "&lt;b&gt;On Monday&lt;/b&gt;<br>we come" in resident.page


def test_an_answer_on_paper_counts_with_its_own_date(resident: Resident) -> None:
    """K55: the number, the date of the paper and its photo."""
    raised = builders.raised(resident.land)
    raised.concern.refresh_from_db()
    token = photo_token()
    answering.type_paper_answer(
        actor=builders.staff(Role.CLERK, raised.concern.organisation),
        concern=raised.concern,
        organisation=resident.land.office("electricity"),
        way=PaperAnswer.Way.PAPER,
        dated_on=clock.today(),
        text="We will come on Monday.",
        number="17/4",
        photo=token,
    )
    opened(resident, raised)
    assert "On paper, No. 17/4 of" in resident.words and "We will come on Monday." in resident.words
    assert "Photo 1" in resident.words


def test_who_opened_it_stands_there_with_the_day(resident: Resident) -> None:
    """R022."""
    raised = builders.raised_by_name(resident.land)
    somebody = handler(raised)
    answering.record_sighting(actor=somebody, concern=raised.concern)
    concern = answering.take_up(actor=somebody, concern=raised.concern)
    answering.see_identity(actor=somebody, concern=concern)
    opened(resident, raised)
    assert "somebody who answers concerns" in resident.words and "saw your name" in resident.words


def test_taking_it_up_counts_as_opening(resident: Resident) -> None:
    """R022: the page never says "the office has opened it" and "nobody" at once."""
    raised = builders.raised(resident.land)
    opened(resident, raised)
    assert "Nobody yet." in resident.words
    answering.take_up(actor=handler(raised), concern=raised.concern)
    opened(resident, raised)
    assert "Nobody yet." not in resident.words


# --- photos ------------------------------------------------------------------------------------------------------


def test_photos_open_only_from_the_page_and_for_half_an_hour(
    resident: Resident, travel: Callable[[object], None]
) -> None:
    """K47."""
    raised = builders.raised(resident.land, photos=(photo_token(),))
    opened(resident, raised)
    address = re.search(r'href="/en/(mine/photo/[^"]+)"', resident.page)
    assert address is not None
    resident.get(address[1])
    assert resident.answer["Content-Type"] == "image/jpeg" and resident.answer.content.startswith(b"\xff\xd8")
    assert resident.answer["X-Content-Type-Options"] == "nosniff"
    assert resident.get("mine/photo/abc/").answer.status_code == 404
    assert resident.get(address[1][:-8] + "/").answer.status_code == 404
    travel(clock.now() + timedelta(minutes=31))
    assert resident.get(address[1]).answer.status_code == 404


# --- the name ----------------------------------------------------------------------------------------------------


def test_the_name_does_not_travel_without_a_new_yes(resident: Resident) -> None:
    """R024, K01: passed on, asked, refused, allowed, taken back."""
    raised = builders.raised_by_name(resident.land)
    water = resident.land.office("water")
    answering.pass_on(actor=handler(raised), concern=raised.concern, to=water, reason="")
    opened(resident, raised)
    assert "May they see your name?" in resident.words
    for answer, state in (("no", "refused"), ("yes", "given"), ("no", "withdrawn")):
        resident.step("consent", office=water.uid, answer=answer)
        assert Consent.objects.get(organisation=water).state == state


def test_a_consent_for_an_office_that_never_asked_is_refused(resident: Resident) -> None:
    raised = builders.raised_by_name(resident.land)
    opened(resident, raised)
    before = builders.row_counts()
    resident.step("consent", office=resident.land.office("precinct").uid, answer="yes")
    assert resident.answer.status_code == 409 and builders.row_counts() == before


# --- closing -----------------------------------------------------------------------------------------------------


def test_the_resident_agrees_once(resident: Resident) -> None:
    """K22, R165: not closed before; after it the two questions."""
    raised = builders.raised(resident.land)
    done(raised)
    opened(resident, raised)
    assert "Waiting for you to check" in resident.words and "Closed" not in resident.words
    ticket = hidden(resident.page, "ticket")
    for _press in range(2):
        resident.post("mine/confirm/", ticket=ticket)
    assert "Closed: Solved" in resident.words and "Two questions" in resident.words
    resident.step("opinion", useful="5")
    concern = Concern.objects.get()
    assert (concern.useful, concern.respectful) == (5, None) and "Two questions" not in resident.words


@pytest.mark.parametrize("outcome", [Outcome.PARTLY, Outcome.NOT_SOLVED])
def test_closed_is_never_said_as_solved(resident: Resident, outcome: Outcome) -> None:
    raised = builders.raised(resident.land)
    done(raised, outcome)
    opened(resident, raised).step("confirm")
    standing = resident.page.split("<h1>")[1].split("Who answers")[0]
    assert f"Closed: {outcome.label}" in standing and 'class="st kept"' not in standing


def test_opening_again_is_one_step_and_needs_no_words(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    done(raised)
    opened(resident, raised)
    ticket = hidden(resident.page, "ticket")
    for _press in range(2):
        resident.post("mine/reopen/", ticket=ticket)
    concern = Concern.objects.get()
    assert concern.state == State.IN_WORK and concern.reopened == 1
    assert "It is open again" in resident.words


def test_a_refusal_that_is_not_accepted_goes_to_somebody_else(resident: Resident) -> None:
    """K22: the listed reason is shown; a second press does not skip the check."""
    raised = builders.raised(resident.land)
    reason = reasons("refusal")[0]
    done(raised, Outcome.REFUSED, refusal_reason=reason.code)
    opened(resident, raised)
    assert reason.name in resident.words
    ticket = hidden(resident.page, "ticket")
    for _press in range(2):
        resident.post("mine/reopen/", ticket=ticket, text="I do not agree")
    assert Concern.objects.get().state == State.CHECKING
    assert Message.objects.filter(voice="resident").count() == 1


def test_agreeing_during_the_check_ends_the_check(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    done(raised)
    closing.call_check(actor=SYSTEM, concern=raised.concern)
    opened(resident, raised).step("confirm")
    concern = Concern.objects.get()
    assert concern.state == State.CLOSED and not concern.checks.filter(on__isnull=True).exists()


def test_a_step_that_comes_too_late_shows_the_page_as_it_is(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    opened(resident, raised).step("confirm")
    assert resident.answer.status_code == 409 and "no longer possible" in resident.words
    assert raised.concern.shown_reference in resident.words


def test_the_time_for_opening_again_ends(resident: Resident, travel: Callable[[object], None]) -> None:
    raised = builders.raised(resident.land)
    done(raised)
    opened(resident, raised).step("confirm")
    assert "The last day to open it again" in resident.words
    travel(clock.now() + timedelta(days=closing.REOPEN_DAYS + 1))
    opened(resident, raised)
    assert "open it again" not in resident.words
    resident.step("reopen")
    assert resident.answer.status_code == 409


# --- the public text ---------------------------------------------------------------------------------------------


def test_a_hidden_text_comes_with_a_reason_and_can_be_appealed(resident: Resident) -> None:
    """D16."""
    raised = builders.raised(resident.land, publish=True)
    reviewer = builders.staff(Role.REVIEWER)
    moderation.decline_text(actor=reviewer, concern=raised.concern, reason=reasons("hide")[0].code)
    opened(resident, raised)
    assert reasons("hide")[0].name in resident.words
    resident.step("appeal")
    assert "The public council decides" in resident.words and 'action="/en/mine/appeal/"' not in resident.page


# --- taking back, sealing ----------------------------------------------------------------------------------------


def test_taking_back_needs_a_yes_and_leaves_a_tombstone(resident: Resident) -> None:
    """K08, K22: words, contacts and photos go; number, place, month and state stay."""
    raised = builders.raised_by_name(resident.land, photos=(photo_token(),))
    opened(resident, raised).step("withdraw")
    assert resident.answer.status_code == 422 and Identity.objects.exists()
    ticket = hidden(resident.page, "ticket")
    resident.post("mine/withdraw/", ticket=ticket, sure="on")
    assert "Your words, contacts and photos were deleted" in resident.words
    concern = Concern.objects.get()
    assert (concern.text, concern.state) == ("", State.WITHDRAWN) and not Identity.objects.exists()
    opened(resident, raised)
    assert "dark for two weeks" not in resident.page and "mine/photo/" not in resident.page
    resident.post("mine/withdraw/", ticket=ticket, sure="on")
    assert resident.answer.status_code == 200


def test_a_sealed_concern_shows_only_the_calm_page(resident: Resident) -> None:
    raised = builders.raised(resident.land)
    moderation.seal_away(actor=handler(raised), concern=raised.concern)
    opened(resident, raised)
    assert "moved to a protected place" in resident.words and "112" in resident.words
    assert "dark for two weeks" not in resident.page and raised.concern.shown_reference not in resident.page


def test_a_member_of_staff_gains_nothing_by_being_signed_in(resident: Resident) -> None:
    """A holder is whoever has the code, nobody else: the pages never look at a session."""
    raised = builders.raised(resident.land)
    opened(resident, raised)
    assert resident.answer.wsgi_request.COOKIES == {}
