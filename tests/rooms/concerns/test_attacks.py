"""What somebody would try who wants more than their role gives: K01, K03, K07, K09, K22, K33, K34, K42, K56, K57, R147."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hamkori.ground.outbox.models import Letter
from hamkori.ground.threads.models import Message
from hamkori.kernel import access, clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.kernel.errors import BadState, NotFound
from hamkori.rooms.concerns import desk_queues, jobs, place_panels, public_queries, queries, screening
from hamkori.rooms.concerns.actions import answering, closing, consent, ladder, moderation, summaries
from hamkori.rooms.concerns.actions.intake import withdraw
from hamkori.rooms.concerns.models import Concern, Identity, PaperAnswer, Screen
from hamkori.rooms.concerns.states import Channel, Outcome, State
from tests.rooms.concerns.builders import (
    Land,
    handler_of,
    holder_of,
    raised,
    raised_by_name,
    row_counts,
    staff,
)
from tests.rooms.concerns.desk.people import at, browser_of

pytestmark = pytest.mark.django_db


def fresh(concern: Concern) -> Concern:
    return Concern.objects.select_related("place", "topic", "organisation", "team").get(pk=concern.pk)


def spoken_done(one: Any, secretary: Any) -> None:
    """The team's secretary types that the office says, before two witnesses, that it is done."""
    assert one.concern.organisation is not None
    closing.type_paper_done(
        actor=secretary,
        concern=one.concern,
        organisation=one.concern.organisation,
        way=PaperAnswer.Way.SPOKEN,
        dated_on=clock.today(),
        outcome=Outcome.SOLVED,
        text="It is done.",
        witnesses=("One", "Another"),
    )


# --- closing without the resident


def test_k22_who_typed_what_was_done_cannot_check_it_as_well(land: Land) -> None:
    one = raised(land)
    secretary = staff(Role.SECRETARY, land.office("team"))
    spoken_done(one, secretary)
    closing.call_check(actor=SYSTEM, concern=one.concern)
    with pytest.raises(BadState, match="typed"):
        closing.check(actor=secretary, concern=fresh(one.concern), agrees=True, note="I went there.")
    assert fresh(one.concern).state == State.CHECKING
    assert not desk_queues.check_queue(secretary).exists()
    another = staff(Role.SECRETARY, land.office("team"))
    assert desk_queues.check_queue(another).exists()
    closing.check(actor=another, concern=fresh(one.concern), agrees=True, note="I went there.")
    assert fresh(one.concern).state == State.CLOSED


# --- what becomes public


def closed_in_public(land: Land, words: str) -> Concern:
    one = raised(land, publish=True)
    reviewer = staff(Role.REVIEWER, None, place=land.district)
    moderation.show_text(actor=reviewer, concern=one.concern, text="The lamps have been dark.")
    closing.propose_close(actor=handler_of(one), concern=one.concern, outcome=Outcome.SOLVED, text=words)
    closing.confirm(actor=holder_of(one), concern=fresh(one.concern))
    return fresh(one.concern)


def test_k42_an_offices_closing_words_name_nobody_in_public(land: Land) -> None:
    closed_in_public(land, "Dear Zarnigor Lolazoda, call +992 00 000 00 01: six lamps were mounted.")
    panel = place_panels.said_and_done(land.jamoat, SYSTEM, "en")
    assert panel is not None
    said = str(panel["rows"])
    assert "six lamps were mounted" in said
    assert "Lolazoda" not in said and "+992" not in said


def late_in_public(one: Any) -> Concern:
    Concern.objects.filter(pk=one.concern.pk).update(
        late_step=5, due_on=clock.today() - timedelta(days=40), raised_on=clock.today() - timedelta(days=70)
    )
    return fresh(one.concern)


def test_k42_an_offices_explanation_names_nobody_in_public(land: Land) -> None:
    one = raised(land)
    late_in_public(one)
    ladder.explain(
        actor=handler_of(one),
        concern=fresh(one.concern),
        text="We wait for Zarnigor Lolazoda.",
        new_date=None,
    )
    panel = place_panels.said_and_done(land.jamoat, SYSTEM, "en")
    assert panel is not None and panel["late"]
    assert "We wait for" in str(panel["late"]) and "Lolazoda" not in str(panel["late"])


def test_r147_what_waits_for_a_trained_reviewer_is_never_late_in_public(land: Land) -> None:
    one = raised(land)
    late_in_public(one)
    assert public_queries.publicly_late(land.jamoat.path)
    Concern.objects.filter(pk=one.concern.pk).update(state=State.SCREENING)
    assert public_queries.publicly_late(land.jamoat.path) == []


def test_r147_what_waits_for_a_trained_reviewer_is_not_offered_for_me_too(land: Land) -> None:
    one = raised(land, publish=True)
    reviewer = staff(Role.REVIEWER, None, place=land.district)
    moderation.show_text(actor=reviewer, concern=one.concern, text="The lamps have been dark.")
    assert queries.similar_open("street_lighting", land.jamoat.path)
    Concern.objects.filter(pk=one.concern.pk).update(state=State.SCREENING)
    assert queries.similar_open("street_lighting", land.jamoat.path) == []


def test_k34_a_public_delay_shows_the_month_of_its_day_and_never_the_day(land: Land) -> None:
    """From the exact last day of a clock everybody could count back to the day of the raising."""
    one = raised(land)
    concern = late_in_public(one)
    assert concern.due_on is not None
    panel = place_panels.said_and_done(land.jamoat, SYSTEM, "en")
    assert panel is not None
    assert [row["due_in"] for row in panel["late"]] == [concern.due_on.replace(day=1)]
    assert all("due_on" not in row for row in panel["late"])


def test_k34_where_few_have_raised_something_not_even_the_month_is_shown(land: Land) -> None:
    raised(land)
    summaries.refresh_stale()
    for place in (land.jamoat, land.district):  # the larger place must not tell what the smaller one hides
        panel = place_panels.latest(place, SYSTEM, "en")
        assert panel is not None
        assert [row["month"] for row in panel["rows"]] == [None]
    for _more in range(4):
        raised(land)
    summaries.refresh_stale()
    panel = place_panels.latest(land.jamoat, SYSTEM, "en")
    assert panel is not None
    assert {row["month"] for row in panel["rows"]} == {clock.today().replace(day=1)}


# --- the council and the texts of others


def test_d16_the_council_reads_a_declined_text_only_after_its_author_has_appealed(land: Land) -> None:
    one = raised(land, publish=True)
    reviewer = staff(Role.REVIEWER, None, place=land.district)
    council = staff(Role.COUNCIL, land.office("public_council"))
    reason = queries.reasons("hide")[0].code
    moderation.decline_text(actor=reviewer, concern=one.concern, reason=reason)
    for verb in ("concern.read", "concern.decide_moderation_appeal", "concern.seal", "concern.hide_part"):
        assert not access.may(council, verb, fresh(one.concern)), verb
    assert browser_of(council).get(at("appeal", one.concern.shown_reference)).status_code == 404
    with pytest.raises(NotFound):
        queries.for_actor(council, one.concern.reference or "", verb="concern.read")

    moderation.appeal_moderation(actor=holder_of(one), concern=fresh(one.concern))
    assert access.may(council, "concern.read", fresh(one.concern))
    moderation.decide_appeal(actor=council, concern=fresh(one.concern), show=False)
    assert not access.may(council, "concern.read", fresh(one.concern))


# --- messages to a shared telephone


def strip_of(land: Land) -> Any:
    return raised(land, channel=Channel.HALL, actor=staff(Role.SECRETARY, land.office("team")))


def test_k56_a_strip_asks_for_no_text_messages_unless_it_says_so(land: Land) -> None:
    one = strip_of(land)
    clerk = staff(Role.CLERK, one.concern.organisation)
    consent.type_strip(
        actor=clerk, number=one.strip_number, name="Zarnigor Lolazoda", phone="+992000000001",
        contact_note="After six, never on Friday",
    )  # fmt: skip
    identity = Identity.objects.get(concern=one.concern)
    assert not identity.tell_by_sms
    assert identity.contact_note == "After six, never on Friday"
    answering.answer(actor=handler_of(one), concern=fresh(one.concern), text="We come on Monday.")
    assert not Letter.objects.filter(kind="news").exists()

    wished = strip_of(land)
    page = browser_of(staff(Role.CLERK, wished.concern.organisation)).post(
        at("strip"),
        {"number": wished.strip_number, "phone": "+992 00 000 00 01", "tell_by_sms": "on", "once": "a"},
    )
    assert page.status_code == 302
    assert Identity.objects.get(concern=wished.concern).tell_by_sms


@pytest.mark.parametrize("gone", ["sealed", "withdrawn"])
def test_k03_a_message_that_waits_does_not_go_out_once_the_concern_is_gone(land: Land, gone: str) -> None:
    one = raised_by_name(land, tell_by_sms=True)
    office = handler_of(one)
    answering.answer(actor=office, concern=one.concern, text="We come on Monday.")
    assert Letter.objects.filter(kind="news", state=Letter.State.WAITING).count() == 1
    if gone == "sealed":
        moderation.seal_away(actor=office, concern=fresh(one.concern))
    else:
        withdraw(actor=holder_of(one), concern=fresh(one.concern))
    assert not Letter.objects.filter(kind="news").exists()


# --- nothing is stored of what belongs on a calm page


def test_k57_a_helper_cannot_talk_the_form_past_a_calm_page(land: Land) -> None:
    """The hidden field of the desk's form is plain: it may only open what the pack lets go on."""
    hard = next(
        one for one in queries.topics() if one.screen and not Screen.objects.get(code=one.screen).may_continue
    )
    operator = staff(Role.OPERATOR, None, place=land.district)
    before = row_counts()
    with pytest.raises(screening.Screened):
        raised(land, topic=hard.code, screen_read=hard.screen, channel=Channel.PHONE, actor=operator)
    assert row_counts() == before


def test_k57_the_note_about_calling_is_read_by_the_screens_on_every_way_in(land: Land) -> None:
    words = "call when my husband does not beat me"
    assert screening.look(words) is not None
    operator = staff(Role.OPERATOR, None, place=land.district)
    with pytest.raises(screening.Screened):
        raised_by_name(land, contact_note=words, channel=Channel.PHONE, actor=operator)
    one = strip_of(land)
    with pytest.raises(screening.Screened):
        consent.type_strip(
            actor=staff(Role.CLERK, one.concern.organisation), number=one.strip_number,
            name="Zarnigor Lolazoda", phone="", contact_note=words,
        )  # fmt: skip
    assert not Identity.objects.exists()


# --- what is kept no longer than we say


def test_k09_what_was_closed_long_ago_loses_its_words_names_and_photos(
    land: Land, travel: Callable[..., Any]
) -> None:
    one = raised_by_name(land)
    answering.reply(actor=holder_of(one), concern=one.concern, text="It is still dark.")
    closing.propose_close(actor=handler_of(one), concern=one.concern, outcome=Outcome.SOLVED, text="Done.")
    closing.confirm(actor=holder_of(one), concern=fresh(one.concern))
    still_open = raised_by_name(land)
    begun = clock.today()
    travel(begun + timedelta(days=23 * 30))
    assert jobs.forget_old() == 0
    travel(begun + timedelta(days=25 * 31))
    assert jobs.forget_old() == 1
    assert jobs.forget_old() == 0
    concern = fresh(one.concern)
    assert (concern.state, concern.text, concern.landmark, concern.public_text) == (State.CLOSED, "", "", "")
    assert not Identity.objects.filter(concern=concern).exists()
    assert not any(
        message.text for message in Message.objects.filter(subject_id=concern.pk, voice="resident")
    )
    assert Identity.objects.filter(concern=still_open.concern).exists()
    assert fresh(still_open.concern).text
