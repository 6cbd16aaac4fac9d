"""Who sees what of a concern, and who never does: rules K01, K07, K32, K57, R152."""

import pytest

from hamkori.ground.audit.models import Entry, Salt
from hamkori.ground.threads.models import Message
from hamkori.kernel import access
from hamkori.kernel.actor import ANYONE, Role
from hamkori.kernel.errors import BadInput, NotAllowed
from hamkori.rooms.concerns import public_queries, queries, screening
from hamkori.rooms.concerns.actions import answering, consent, moderation
from hamkori.rooms.concerns.actions.intake import withdraw
from hamkori.rooms.concerns.models import Concern, Consent, Identity, Sighting, Strip
from hamkori.rooms.concerns.states import Channel, Named, State
from tests.rooms.concerns.builders import (
    Land,
    handler_of,
    holder_of,
    raised,
    raised_by_name,
    row_counts,
    staff,
)
from tests.rooms.concerns.steps import fresh

pytestmark = pytest.mark.django_db


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


def test_k06_a_sealed_concern_can_still_be_taken_back(land: Land) -> None:
    one = raised_by_name(land)
    moderation.seal_away(actor=handler_of(one), concern=one.concern)
    withdraw(actor=holder_of(one), concern=fresh(one.concern))
    assert fresh(one.concern).state == State.WITHDRAWN
    assert fresh(one.concern).text == ""
