"""“I have this problem too” (K62), public pages of rules, and pressing at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from hamkori.kernel.actor import Role
from hamkori.rooms.concerns import clocks
from hamkori.rooms.concerns.actions import moderation
from hamkori.rooms.concerns.actions.intake import Raised
from hamkori.rooms.concerns.models import Concern, Voice
from tests.rooms.concerns import builders
from tests.rooms.concerns.builders import Land
from tests.rooms.concerns.resident.people import Resident, hidden

pytestmark = pytest.mark.django_db


def shown(land: Land, text: str = "The lower street … dark") -> Raised:
    raised = builders.raised(land, publish=True)
    moderation.show_text(actor=builders.staff(Role.REVIEWER), concern=raised.concern, text=text)
    raised.concern.refresh_from_db()
    return raised


def test_a_similar_open_concern_nearby_is_offered_first(resident: Resident) -> None:
    shown(resident.land)
    resident.at_what().say()
    assert "Somebody has raised this nearby" in resident.words and "The lower street … dark" in resident.words
    assert "Somebody has raised this nearby" not in resident.at_what().say(topic="roads").words


def test_one_press_counts_once_and_keeps_nobody(resident: Resident) -> None:
    """K62: a second press of the same form is one voice; the row says neither for what nor by whom."""
    concern = shown(resident.land).concern
    resident.get(f"open/{concern.reference}/me-too/")
    voice = hidden(resident.page, "voice")
    for _press in range(2):
        resident.post(f"open/{concern.reference}/me-too/", voice=voice)
        assert "Your voice is counted" in resident.words
    concern.refresh_from_db()
    assert concern.me_too == 1 and Voice.objects.count() == 1


def test_no_count_under_five_is_shown(resident: Resident, another: Callable[[], Resident]) -> None:
    """K62."""
    concern = shown(resident.land).concern
    for number in range(1, 6):
        somebody = another()
        somebody.get(f"open/{concern.reference}/me-too/")
        somebody.post(f"open/{concern.reference}/me-too/", voice=hidden(somebody.page, "voice"))
        assert ("“Me too”: 5" in somebody.words) == (number == 5)
        assert ("“Me too”:" in somebody.words) == (number == 5)


def test_what_is_not_public_cannot_be_joined_or_found(resident: Resident) -> None:
    private, public = builders.raised(resident.land), shown(resident.land)
    assert resident.get(f"open/{private.receipt.reference}/me-too/").answer.status_code == 404
    assert resident.get("open/ZZZZ/me-too/").answer.status_code == 404
    resident.get(f"open/{public.concern.reference}/me-too/")
    voice = hidden(resident.page, "voice")
    other = shown(resident.land)
    assert resident.post(f"open/{other.concern.reference}/me-too/", voice=voice).answer.status_code == 404
    resident.post(f"open/{public.concern.reference}/me-too/", voice=voice[:-4])
    assert resident.answer.status_code == 409 and not Voice.objects.exists()


def test_public_words_name_the_jamoat_and_the_month_only(resident: Resident) -> None:
    """K34: never the mahalla, never the day."""
    concern = shown(resident.land).concern
    page = resident.get(f"open/{concern.reference}/me-too/").page
    assert "Chinorsoya" in page and "Gulzor" not in page and concern.raised_on.isoformat() not in page


@pytest.mark.parametrize("page", ["rules/", "rules/team/", "rules/data/", "rules/access/"])
def test_pages_of_rules_say_it_plainly(resident: Resident, page: str) -> None:
    assert resident.get(page).answer.status_code == 200


def test_both_tracks_are_explained_with_their_own_days(resident: Resident) -> None:
    words = resident.get("rules/").words
    for track in ("note", "appeal"):
        rule = clocks.clock_for(track, "concern", clocks.FIRST_ANSWER)
        assert f"{rule.days} " in words and clocks.source_words(rule) in words
    assert "Ordinary concern" in words and "Formal appeal by law" in words
    assert " tip" not in words.lower()


def test_a_text_message_is_never_called_anonymous(resident: Resident) -> None:
    """K56."""
    assert "A text message is never without a name" in resident.get("rules/data/").words


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_concern(
    resident: Resident, another: Callable[[], Resident]
) -> None:
    """K22: one concern, one number, one code; in parallel where the database can, else one after the other."""
    resident.at_what().say()
    state = hidden(resident.page, "state")
    people = [another() for _press in range(4)]

    def press(person: Resident) -> None:
        try:
            person.answer = resident.answer
            person.send(state=state)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connections.close_all()

    if connection.vendor == "postgresql":
        threads = [threading.Thread(target=press, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        for person in people:
            press(person)
    concern = Concern.objects.get()
    assert all(concern.shown_reference in person.words for person in people)
    assert len({person.page.split('class="code"')[1].split("</p>")[0] for person in people}) == 1
