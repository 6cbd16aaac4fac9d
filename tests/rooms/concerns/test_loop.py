"""The loop from raising to closing, through the actions: rules K01, K07, K22, K24, K28, K55, K59, R165, D16."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hamkori.ground.audit.models import Entry, Salt
from hamkori.ground.deadlines.models import Deadline
from hamkori.ground.outbox.models import Letter
from hamkori.ground.threads.models import Message
from hamkori.kernel import access, clock
from hamkori.kernel.actor import ANYONE, SYSTEM, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.concerns import jobs, public_queries, queries, screening
from hamkori.rooms.concerns.actions import answering, closing, consent, handover, ladder, moderation, together
from hamkori.rooms.concerns.actions.intake import withdraw
from hamkori.rooms.concerns.models import Check, Concern, Consent, Identity, PaperAnswer, Sighting, Strip
from hamkori.rooms.concerns.states import OPEN, STEPS, Channel, Kind, Named, Outcome, Public, State
from tests.rooms.concerns.builders import (
    Land,
    build,
    handler_of,
    holder_of,
    intake,
    raised,
    raised_by_name,
    row_counts,
    staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def land() -> Land:
    return build()


def fresh(concern: Concern) -> Concern:
    return Concern.objects.select_related("place", "topic", "organisation", "team").get(pk=concern.pk)


def done(one: Any, actor: Any, outcome: Outcome = Outcome.SOLVED, **more: Any) -> Concern:
    return closing.propose_close(
        actor=actor, concern=one.concern, outcome=outcome, text="Six lamps were mounted on Monday.", **more
    )


def test_a_concern_reaches_its_office_with_a_day_to_answer(land: Land) -> None:
    one = raised(land)
    assert one.concern.organisation == land.office("electricity")
    assert one.concern.state == State.RECEIVED
    deadline = Deadline.objects.get(subject_id=one.concern.pk)
    assert deadline.kind == "first_answer"
    assert deadline.due_on == one.concern.due_on > clock.today()
    assert deadline.owner == land.office("electricity").pk


def test_r003_without_a_team_the_mahalla_committee_sees_the_card(land: Land) -> None:
    land.office("team").jurisdictions.update(until_on=clock.today())
    one = raised(land)
    assert one.concern.team == land.office("mahalla_committee")


def test_r003_without_a_service_the_jamoat_answers(land: Land) -> None:
    for kind in ("electricity", "mahalla_committee"):
        land.office(kind).jurisdictions.update(until_on=clock.today())
    assert raised(land).concern.organisation == land.office("jamoat")


def test_k22_the_same_submission_makes_one_record_and_shows_the_same_code(land: Land) -> None:
    first = raised(land, key="one-key")
    counts = row_counts()
    again = raised(land, key="one-key", text="Another text on the second press.")
    assert again.repeated
    assert (again.code, again.receipt.reference) == (first.code, first.receipt.reference)
    assert row_counts() == counts


def test_k22_nobody_can_delete_a_concern_and_no_desk_can_close_it(land: Land) -> None:
    one = raised(land)
    office = handler_of(one)
    done(one, office)
    for actor in (office, SYSTEM, staff(Role.COMMANDER, land.office("district_police")), ANYONE):
        if not actor.is_system:
            with pytest.raises(NotAllowed):
                closing.confirm(actor=actor, concern=one.concern)
    assert fresh(one.concern).state == State.DONE
    assert not [verb for verb in access.verbs() if "delete" in verb]


def test_r165_closed_only_when_the_resident_agrees(land: Land) -> None:
    one = raised(land)
    done(one, handler_of(one))
    closing.confirm(actor=holder_of(one), concern=one.concern)
    closing.confirm(actor=holder_of(one), concern=one.concern)
    concern = fresh(one.concern)
    assert (concern.state, concern.closed_by, concern.outcome) == (State.CLOSED, "resident", Outcome.SOLVED)
    assert Entry.objects.filter(action="concern.confirmed").count() == 1


def test_r165_reopened_in_one_step_without_words_and_the_clock_runs_again(land: Land) -> None:
    one = raised(land)
    done(one, handler_of(one))
    closing.reopen(actor=holder_of(one), concern=one.concern)
    concern = fresh(one.concern)
    assert (concern.state, concern.outcome, concern.reopened) == (State.IN_WORK, "", 1)
    assert concern.due_on is not None and concern.due_on > clock.today()
    assert Deadline.objects.filter(subject_id=concern.pk, state="running").count() == 1


def test_r165_reopening_is_over_after_its_days(land: Land, travel: Callable[..., Any]) -> None:
    one = raised(land)
    done(one, handler_of(one))
    closing.confirm(actor=holder_of(one), concern=one.concern)
    travel(clock.today() + timedelta(days=closing.REOPEN_DAYS + 1))
    with pytest.raises(BadState, match="new concern"):
        closing.reopen(actor=holder_of(one), concern=one.concern)


def test_r165_silence_goes_to_somebody_elses_check(land: Land, travel: Callable[..., Any]) -> None:
    one = raised(land)
    office = handler_of(one)
    done(one, office)
    assert jobs.call_checks() == 0
    due = fresh(one.concern).due_on
    assert due is not None
    travel(due + timedelta(days=1))
    assert jobs.call_checks() == 1
    assert jobs.call_checks() == 0
    assert fresh(one.concern).state == State.CHECKING
    with pytest.raises(NotAllowed):
        closing.check(actor=office, concern=fresh(one.concern), agrees=True, note="I went there.")
    council = staff(Role.COUNCIL, land.office("public_council"))
    closing.check(actor=council, concern=fresh(one.concern), agrees=False, note="Two lamps are still dark.")
    assert fresh(one.concern).state == State.IN_WORK
    assert Check.objects.get(concern=one.concern).agreed is False


def test_k22_a_refusal_needs_a_listed_reason_and_a_sentence(land: Land) -> None:
    one = raised(land)
    office = handler_of(one)
    for reason, text in (("", "No."), ("no_time", "No time."), ("refusal.in_court", " ")):
        with pytest.raises(BadInput):
            closing.propose_close(
                actor=office, concern=one.concern, outcome=Outcome.REFUSED, text=text, refusal_reason=reason
            )
    done(one, office, Outcome.REFUSED, refusal_reason="refusal.in_court")
    closing.reopen(actor=holder_of(one), concern=one.concern, text="It is not in court.")
    assert fresh(one.concern).state == State.CHECKING


def test_states_every_step_of_the_table_leads_somewhere_and_gone_is_gone() -> None:
    for state in State:
        leaving = STEPS.verbs_from(state)
        assert bool(leaving) == (state != State.WITHDRAWN), state
    assert STEPS.verbs_from(State.SEALED) == ("withdraw",)
    assert not STEPS.allows("check_agrees", State.DONE)
    with pytest.raises(BadState):
        STEPS.target("confirm", State.IN_WORK)


def test_k01_the_team_sees_cards_without_text_and_never_a_name(land: Land) -> None:
    one = raised_by_name(land)
    for role in (Role.SECRETARY, Role.MEMBER):
        actor = staff(role, land.office("team"))
        assert one.concern in queries.visible_to(actor)
        assert access.may(actor, "concern.see_card", one.concern)
        assert not access.may(actor, "concern.read", one.concern)
        with pytest.raises(NotAllowed):
            answering.see_identity(actor=actor, concern=one.concern)


def test_k01_on_a_teams_entry_no_name_is_accepted_but_a_strip_is_made(land: Land) -> None:
    secretary = staff(Role.SECRETARY, land.office("team"))
    with pytest.raises(NotAllowed):
        raised_by_name(land, actor=secretary, channel=Channel.HALL)
    assert not Identity.objects.exists()
    one = raised(land, actor=secretary, channel=Channel.HALL)
    assert Strip.objects.get(concern=one.concern).number == one.strip_number
    with pytest.raises(NotAllowed):
        consent.type_strip(actor=secretary, number=one.strip_number, name="Zarnigor Lolazoda", phone="")
    stranger = staff(Role.CLERK, land.office("water"))
    with pytest.raises(BadInput):
        consent.type_strip(actor=stranger, number=one.strip_number, name="Zarnigor Lolazoda", phone="")
    clerk = staff(Role.CLERK, land.office("electricity"))
    consent.type_strip(actor=clerk, number=one.strip_number, name="Zarnigor Lolazoda", phone="")
    assert fresh(one.concern).named == Named.CONFIDENTIAL
    with pytest.raises(BadInput):
        consent.type_strip(actor=clerk, number=one.strip_number, name="Somebody else", phone="")


def test_the_helper_cannot_open_what_they_entered(land: Land) -> None:
    for actor, channel in (
        (staff(Role.OPERATOR), Channel.PHONE),
        (staff(Role.CLERK, land.office("jamoat")), Channel.PAPER),
    ):
        one = raised(land, actor=actor, channel=channel)
        assert not access.may(actor, "concern.see_card", one.concern)
        assert not access.may(actor, "concern.hold", one.concern)
        assert one.concern not in queries.visible_to(actor)


def test_k07_the_police_see_no_name_without_a_separate_tick(land: Land) -> None:
    for ticked in (False, True):
        one = raised_by_name(land, topic="theft", show_police=ticked)
        officer = handler_of(one)
        assert officer.organisation_is_police
        answering.take_up(actor=officer, concern=one.concern)
        if ticked:
            seen = answering.see_identity(actor=officer, concern=fresh(one.concern))
            assert seen.name == "Zarnigor Lolazoda"
        else:
            with pytest.raises(NotAllowed):
                answering.see_identity(actor=officer, concern=fresh(one.concern))


def test_k07_the_name_needs_a_second_factor_and_the_resident_sees_who_looked(land: Land) -> None:
    from hamkori.kernel.errors import SecondFactorNeeded

    one = raised_by_name(land)
    without = staff(Role.HANDLER, land.office("electricity"), second_factor=False)
    answering.take_up(actor=without, concern=one.concern)
    with pytest.raises(SecondFactorNeeded):
        answering.see_identity(actor=without, concern=fresh(one.concern))
    colleague = staff(Role.HANDLER, land.office("electricity"))
    with pytest.raises(NotAllowed):
        answering.see_identity(actor=colleague, concern=fresh(one.concern))
    Concern.objects.filter(pk=one.concern.pk).update(handler_posting=colleague.posting_id)
    answering.see_identity(actor=colleague, concern=fresh(one.concern))
    answering.see_identity(actor=colleague, concern=fresh(one.concern))
    assert [(row.posting, row.name_seen) for row in queries.sightings(one.concern)] == [
        (without.posting_id, False),  # took it up, never saw the name
        (colleague.posting_id, True),
    ]


def test_re_routing_carries_the_name_only_with_a_new_consent(land: Land) -> None:
    one = raised_by_name(land, named=Named.NAMED)
    answering.pass_on(actor=handler_of(one), concern=one.concern, to=land.office("jamoat"), reason="not_ours")
    clerk = staff(Role.HANDLER, land.office("jamoat"))
    with pytest.raises(NotAllowed):
        answering.see_identity(actor=clerk, concern=fresh(one.concern))
    consent.decide(actor=holder_of(one), concern=one.concern, organisation=land.office("jamoat"), allow=True)
    assert answering.see_identity(actor=clerk, concern=fresh(one.concern)).name
    consent.decide(actor=holder_of(one), concern=one.concern, organisation=land.office("jamoat"), allow=False)
    with pytest.raises(NotAllowed):
        answering.see_identity(actor=clerk, concern=fresh(one.concern))
    assert Consent.objects.get(organisation=land.office("jamoat")).state == Consent.State.WITHDRAWN


def test_passing_on_keeps_the_day(land: Land) -> None:
    one = raised(land)
    before = fresh(one.concern).due_on
    answering.pass_on(actor=handler_of(one), concern=one.concern, to=land.office("jamoat"), reason="not_ours")
    assert fresh(one.concern).due_on == before
    assert Deadline.objects.get(subject_id=one.concern.pk, state="running").owner == land.office("jamoat").pk


def test_r152_a_dispute_reaches_no_team_and_no_elder_before_screening(land: Land) -> None:
    one = raised(land, topic="neighbour_dispute", text="The wall between two yards is moved every spring.")
    assert (one.concern.state, one.concern.team) == (State.SCREENING, None)
    for actor in (
        staff(Role.SECRETARY, land.office("team")),
        staff(Role.HANDLER, land.office("mahalla_committee")),
        handler_of(one),
        staff(Role.REVIEWER, land.office("district_police"), place=land.district),
    ):
        assert not access.may(actor, "concern.see_card", one.concern)
        assert one.concern not in queries.visible_to(actor)
    reviewer = staff(Role.REVIEWER, place=land.district)
    with pytest.raises(BadInput):
        answering.pass_on(actor=reviewer, concern=one.concern, to=land.office("team"), reason="other")
    moderation.clear(actor=reviewer, concern=one.concern)
    assert fresh(one.concern).state == State.RECEIVED


def test_k18_words_that_label_people_go_to_a_reviewer_first(land: Land) -> None:
    one = raised(land, text="Бородатые люди собираются у арыка и шумят.", language="ru")
    assert one.concern.needs_guidance
    assert one.concern.state == State.SCREENING


def test_k32_in_a_careful_place_a_police_matter_is_read_by_a_reviewer_first(land: Land) -> None:
    one = raised(land, place=land.careful_jamoat, topic="theft", text="Bicycles are stolen near the bridge.")
    assert one.concern.state == State.SCREENING


@pytest.mark.parametrize(
    ("text", "screen"),
    [
        ("Муж бьёт жену каждый вечер", "violence_at_home"),
        ("Не хочу жить", "suicide"),
    ],
)
def test_k57_nothing_is_stored_when_a_screen_is_hit(land: Land, text: str, screen: str) -> None:
    counts = row_counts()
    with pytest.raises(screening.Screened) as hit:
        raised(land, text=text, language="ru")
    assert hit.value.screen == screen
    assert row_counts() == counts


def test_k57_a_sensitive_topic_is_never_stored_whatever_the_words(land: Land) -> None:
    counts = row_counts()
    for code in ("family_violence", "early_marriage", "trafficking", "officer_conduct", "asked_to_pay"):
        with pytest.raises(screening.Screened):
            raised(land, topic=code, text="Please advise.")
    assert row_counts() == counts


def test_k55_an_office_that_never_signs_in_answers_on_stamped_paper(land: Land) -> None:
    one = raised(land)
    secretary = staff(Role.SECRETARY, land.office("team"))
    common: dict[str, Any] = {
        "actor": secretary,
        "concern": one.concern,
        "organisation": land.office("electricity"),
        "dated_on": clock.today(),
        "text": "We mount lamps by the first of the month.",
        "promised_on": clock.today() + timedelta(days=20),
    }
    with pytest.raises(BadInput):
        answering.type_paper_answer(**common, way=PaperAnswer.Way.PAPER, number="12/4")
    with pytest.raises(BadInput):
        answering.type_paper_answer(**common, way=PaperAnswer.Way.SPOKEN, witnesses=("Teacher", "teacher "))
    answering.type_paper_answer(
        **common, way=PaperAnswer.Way.SPOKEN, witnesses=("Teacher Lola", "Nurse Gul"), once="a"
    )
    answering.type_paper_answer(
        **common, way=PaperAnswer.Way.SPOKEN, witnesses=("Teacher Lola", "Nurse Gul"), once="a"
    )
    concern = fresh(one.concern)
    assert concern.state == State.ANSWERED
    assert concern.first_answered_on == clock.today()
    assert concern.promised_on == clock.today() + timedelta(days=20)
    assert PaperAnswer.objects.count() == 1


def test_k59_the_ladder_reminder_head_office_above_council_and_only_then_the_public(
    land: Land, travel: Callable[..., Any]
) -> None:
    land.office("electricity").parent = land.office("district_government")
    land.office("electricity").save()
    one = raised(land)
    due = fresh(one.concern).due_on
    assert due is not None
    assert jobs.climb_ladders() == 0
    said: list[str] = []
    for later in range(1, 60):
        travel(due + timedelta(days=later))
        jobs.climb_ladders()
        concern = fresh(one.concern)
        lines = Message.objects.filter(subject_id=concern.pk, kind__startswith="late_").order_by("pk")
        kinds = [line.kind.removeprefix("late_") for line in lines]
        if kinds != said:
            said = kinds
            is_public = bool(public_queries.publicly_late(land.district.path))
            assert is_public == ("public" in said)
    assert said == ["reminder", "head", "parent", "council", "public"]


def test_k59_the_explanation_stands_beside_what_is_late_in_public(
    land: Land, travel: Callable[..., Any]
) -> None:
    one = raised(land)
    Concern.objects.filter(pk=one.concern.pk).update(late_step=5, due_on=clock.today() - timedelta(days=40))
    head = staff(Role.HEAD, land.office("electricity"))
    with pytest.raises(BadInput):
        ladder.explain(actor=head, concern=one.concern, text=" ", new_date=None)
    ladder.explain(actor=head, concern=one.concern, text="The wire comes in spring.", new_date=None)
    [(shown, words)] = public_queries.publicly_late(land.jamoat.path)
    assert shown == one.concern
    assert words is not None and words.text == "The wire comes in spring."


def test_k59_a_step_is_taken_once_and_letters_name_nothing(land: Land, travel: Callable[..., Any]) -> None:
    one = raised(land)
    actor = handler_of(one)
    from hamkori.society.accounts.models import User

    user = User.objects.get(pk=actor.user_id)
    user.phone = "+992000000009"
    user.save()
    due = fresh(one.concern).due_on
    assert due is not None
    travel(due + timedelta(days=4))
    deadline = Deadline.objects.get(subject_id=one.concern.pk)
    assert ladder.climb(actor=SYSTEM, deadline=deadline) is not None
    assert (
        ladder.climb(actor=SYSTEM, deadline=deadline) is None
        or Deadline.objects.get(pk=deadline.pk).step <= 2
    )
    letters = list(Letter.objects.filter(kind="late.reminder"))
    assert len(letters) == 1
    assert one.concern.topic.name not in letters[0].text
    assert land.jamoat.name not in letters[0].text


def test_k28_open_concerns_follow_the_post(land: Land) -> None:
    one = raised(land)
    officer = handler_of(one)
    answering.take_up(actor=officer, concern=one.concern)
    successor = staff(Role.HANDLER, land.office("electricity"))
    assert officer.posting_id is not None
    moved = handover.hand_over(actor=SYSTEM, from_posting=officer.posting_id, to_posting=successor.posting_id)
    assert moved == 1
    assert fresh(one.concern).handler_posting == successor.posting_id


def test_d16_hiding_gives_a_listed_reason_erases_nothing_and_can_be_appealed(land: Land) -> None:
    one = raised(land, publish=True)
    reviewer = staff(Role.REVIEWER, place=land.district)
    moderation.show_text(actor=reviewer, concern=one.concern, text="The lamps have been dark.")
    with pytest.raises(BadInput):
        moderation.decline_text(actor=reviewer, concern=one.concern, reason="because")
    moderation.decline_text(actor=reviewer, concern=one.concern, reason="hide.insult")
    concern = fresh(one.concern)
    assert (concern.public_state, concern.public_text) == (Public.HIDDEN, "")
    moderation.appeal_moderation(actor=holder_of(one), concern=concern)
    with pytest.raises(NotAllowed):
        moderation.decide_appeal(actor=reviewer, concern=concern, show=True)
    council = staff(Role.COUNCIL, land.office("public_council"))
    moderation.decide_appeal(actor=council, concern=fresh(concern), show=True)
    assert fresh(concern).public_text == "The lamps have been dark."


@pytest.mark.parametrize(
    "text", ["Call me: +992 00 000 00 07", "Write to me@example.org", "Passport AB1234567"]
)
def test_k34_k42_no_number_and_no_address_becomes_public_even_if_confirmed(land: Land, text: str) -> None:
    one = raised(land, publish=True)
    reviewer = staff(Role.REVIEWER, place=land.district)
    with pytest.raises(BadInput):
        moderation.show_text(actor=reviewer, concern=one.concern, text=text, confirmed=True)
    assert fresh(one.concern).public_text == ""


@pytest.mark.parametrize(
    "text", ["The lamps are dark.", "dark lamps", "The lamps have been dark for three weeks."]
)
def test_k42_a_reviewer_may_shorten_and_cover_but_never_add(land: Land, text: str) -> None:
    one = raised(land, publish=True)
    reviewer = staff(Role.REVIEWER, place=land.district)
    with pytest.raises(BadInput):
        moderation.show_text(actor=reviewer, concern=one.concern, text=text, confirmed=True)
    moderation.show_text(actor=reviewer, concern=one.concern, text="The lamps … dark ▒▒▒ weeks!")
    assert fresh(one.concern).public_text == "The lamps … dark ▒▒▒ weeks!"


def test_k32_in_a_careful_place_only_the_council_publishes(land: Land) -> None:
    one = raised(land, place=land.careful_jamoat, publish=True)
    district = land.careful_jamoat.parent
    with pytest.raises(NotAllowed):
        moderation.show_text(
            actor=staff(Role.REVIEWER, place=district), concern=fresh(one.concern), text="The lamps … dark."
        )
    council = staff(Role.COUNCIL, place=district)
    moderation.show_text(actor=council, concern=fresh(one.concern), text="The lamps … dark.")


def test_sealing_takes_one_step_and_leaves_every_list(land: Land) -> None:
    one = raised_by_name(land)
    office = handler_of(one)
    moderation.seal_away(actor=office, concern=one.concern)
    concern = fresh(one.concern)
    assert concern.state == State.SEALED
    assert concern.text
    actors = [office, staff(Role.SECRETARY, land.office("team")), staff(Role.REVIEWER, place=land.district)]
    actors.append(staff(Role.COUNCIL, land.office("public_council")))
    for actor in actors:
        assert concern not in queries.visible_to(actor)
        assert not access.may(actor, "concern.read", concern)
    assert concern not in public_queries.latest_public(land.district.path)


def test_k08_taking_back_erases_words_names_and_salts_and_leaves_a_tombstone(land: Land) -> None:
    one = raised_by_name(land)
    answering.reply(actor=holder_of(one), concern=one.concern, text="It is worse at the bridge.")
    reference = one.receipt.reference
    withdraw(actor=holder_of(one), concern=one.concern)
    concern = fresh(one.concern)
    assert (concern.state, concern.text, concern.landmark) == (State.WITHDRAWN, "", "")
    assert not Identity.objects.filter(concern=concern).exists()
    assert all(not line.text for line in Message.objects.filter(subject_id=concern.pk, voice="resident"))
    uids = Entry.objects.filter(object_id=str(concern.pk)).values_list("uid", flat=True)
    assert not Salt.objects.filter(entry_uid__in=list(uids)).exists()
    assert concern.reference == reference


def test_k62_me_too_is_not_counted_in_public_under_five_and_a_second_press_counts_once(land: Land) -> None:
    one = raised(land, publish=True)
    moderation.show_text(
        actor=staff(Role.REVIEWER, place=land.district), concern=one.concern, text="The lamps … dark."
    )
    for number in range(4):
        together.me_too(actor=ANYONE, concern=one.concern, submission_key=f"key{number}")
        together.me_too(actor=ANYONE, concern=one.concern, submission_key=f"key{number}")
    assert fresh(one.concern).me_too == 4
    assert queries.shown_voices(fresh(one.concern)) is None
    together.me_too(actor=ANYONE, concern=one.concern, submission_key="key5")
    assert queries.shown_voices(fresh(one.concern)) == 5


def test_k24_an_answer_without_a_word_is_refused_and_a_past_promise_too(land: Land) -> None:
    one = raised(land)
    office = handler_of(one)
    with pytest.raises(BadInput):
        answering.answer(actor=office, concern=one.concern, text="  ")
    with pytest.raises(BadInput):
        answering.answer(
            actor=office, concern=one.concern, text="Done.", promised_on=clock.today() - timedelta(days=1)
        )
    answering.answer(actor=office, concern=one.concern, text="We come on Monday.", once="x")
    answering.answer(actor=office, concern=one.concern, text="We come on Monday.", once="x")
    assert Message.objects.filter(subject_id=one.concern.pk, kind="answer").count() == 1


def test_thanks_have_no_clock_and_are_no_case(land: Land) -> None:
    one = raised(land, kind=Kind.THANKS, text="Thank you for the new lamps.")
    assert one.concern.due_on is None
    assert not Deadline.objects.exists()


def test_an_appeal_needs_a_name(land: Land) -> None:
    from hamkori.rooms.concerns.states import Track

    with pytest.raises(BadInput) as wrong:
        raised(land, track=Track.APPEAL)
    assert wrong.value.field == "named"
    one = raised_by_name(land, track=Track.APPEAL)
    assert one.concern.track == Track.APPEAL


def test_a_stranger_sees_nothing(land: Land) -> None:
    raised(land)
    for actor in (ANYONE, staff(Role.ADMINISTRATOR), staff(Role.OPERATOR), staff(Role.COMMANDER)):
        assert not queries.visible_to(actor).exists()


def test_sightings_are_dates_once_a_day(land: Land) -> None:
    one = raised(land)
    officer = handler_of(one)
    answering.record_sighting(actor=officer, concern=one.concern)
    answering.record_sighting(actor=officer, concern=one.concern)
    assert Sighting.objects.count() == 1


def test_open_states_all_have_a_running_day(land: Land) -> None:
    one = raised(land)
    office = handler_of(one)
    steps: list[Callable[[], Any]] = [
        lambda: answering.take_up(actor=office, concern=one.concern),
        lambda: answering.ask_resident(actor=office, concern=one.concern, text="Which street?"),
        lambda: answering.reply(actor=holder_of(one), concern=one.concern, text="The lower one."),
        lambda: answering.answer(actor=office, concern=one.concern, text="We come on Monday."),
    ]
    for step in steps:
        step()
        concern = fresh(one.concern)
        assert concern.state in OPEN
        assert Deadline.objects.filter(subject_id=concern.pk, state="running").count() == 1


def test_intake_values_are_checked_again_in_the_action(land: Land) -> None:
    with pytest.raises(BadInput):
        raised(land, text="x" * 4001)
    with pytest.raises(BadInput):
        raised(land, named=Named.NAMED, name=" ")
    assert intake(land).topic.code == "street_lighting"


def test_k59_nobody_is_said_to_be_told_where_there_is_nobody_to_tell(
    land: Land, travel: Callable[..., Any]
) -> None:
    land.office("electricity").signs_in = False
    land.office("electricity").save()
    one = raised(land)
    due = fresh(one.concern).due_on
    assert due is not None
    for later in range(1, 60):
        travel(due + timedelta(days=later))
        jobs.climb_ladders()
    kinds = Message.objects.filter(subject_id=one.concern.pk, kind__startswith="late_").order_by("pk")
    assert [line.kind for line in kinds] == ["late_paper", "late_council", "late_public"]


def test_k06_a_sealed_concern_can_still_be_taken_back(land: Land) -> None:
    one = raised_by_name(land)
    moderation.seal_away(actor=handler_of(one), concern=one.concern)
    withdraw(actor=holder_of(one), concern=fresh(one.concern))
    assert fresh(one.concern).state == State.WITHDRAWN
    assert fresh(one.concern).text == ""


def test_r024_the_author_takes_back_the_yes_to_a_public_text(land: Land) -> None:
    one = raised(land, publish=True)
    moderation.show_text(
        actor=staff(Role.REVIEWER, place=land.district), concern=one.concern, text="The lamps … dark."
    )
    moderation.take_back_publication(actor=holder_of(one), concern=one.concern)
    moderation.take_back_publication(actor=holder_of(one), concern=one.concern)
    concern = fresh(one.concern)
    assert (concern.public_state, concern.public_text) == (Public.PRIVATE, "")
    with pytest.raises(BadState):
        moderation.show_text(
            actor=staff(Role.REVIEWER, place=land.district), concern=concern, text="The lamps … dark."
        )
    with pytest.raises(NotAllowed):
        moderation.take_back_publication(actor=handler_of(one), concern=concern)


def test_k34_a_place_is_hidden_along_where_its_numbers_would_give_away_a_small_neighbour(land: Land) -> None:
    from hamkori.rooms.concerns import figures
    from hamkori.rooms.concerns.actions import summaries

    for _number in range(6):
        raised(land, place=land.jamoat)
    raised(land, place=land.other_jamoat)
    for place in (land.jamoat, land.other_jamoat, land.district):
        summaries.refresh(place.path)
    assert figures.of(land.district.path).figures["total"] == 7
    assert figures.of(land.other_jamoat.path).figures["total"] is None
    assert figures.with_neighbours(land.jamoat)[1]
    assert not figures.with_neighbours(land.district)[1]
    for _number in range(4):
        raised(land, place=land.other_jamoat)
    summaries.refresh(land.other_jamoat.path)
    assert not figures.with_neighbours(land.jamoat)[1]
