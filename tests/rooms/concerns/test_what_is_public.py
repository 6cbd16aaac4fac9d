"""What of a concern becomes public, and what never does: rules D16, K32, K34, K42, K62, R024."""

import pytest

from hamkori.kernel.actor import ANYONE, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.concerns import queries
from hamkori.rooms.concerns.actions import moderation, together
from hamkori.rooms.concerns.states import Public
from tests.rooms.concerns.builders import (
    Land,
    handler_of,
    holder_of,
    raised,
    staff,
)
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.concerns.resident.people import hidden
from tests.rooms.concerns.steps import fresh

pytestmark = pytest.mark.django_db


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


def test_k42_the_council_is_told_the_reason_and_publishes_no_name_unseen(land: Land) -> None:
    """D16: who decides an appeal reads what it is against; the guard looks at the text once more."""
    one = raised(
        land, publish=True, text="Behind the well it is dark. Neighbour Rustam Karimov broke the lamp."
    )
    reviewer, council = (
        staff(Role.REVIEWER, place=land.district), staff(Role.COUNCIL, land.office("public_council")),
    )  # fmt: skip
    moderation.decline_text(actor=reviewer, concern=one.concern, reason="hide.insult")
    moderation.appeal_moderation(actor=holder_of(one), concern=fresh(one.concern))
    browser = browser_of(council)
    address = f"/en/desk/concerns/{one.concern.shown_reference}/appeal/"
    page = browser.get(address).content.decode()
    reason = next(each.name for each in queries.reasons("hide") if each.code == "hide.insult")
    assert f"The reason that was given: {reason}" in page
    sent = {"show": "yes", "text": one.concern.text, "once": hidden(page, "once")}
    assert browser.post(address, sent).status_code == 422
    assert fresh(one.concern).public_state == Public.DECLINED
    browser.post(address, {**sent, "confirmed": "on"})
    assert fresh(one.concern).public_state == Public.SHOWN


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
