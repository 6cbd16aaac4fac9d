"""Assisted entry: quick, once, never with a name on a team, and not to be opened again by the helper."""

import re
from typing import Any

import pytest
from django.test import Client

from hamkori.kernel.actor import Role
from hamkori.rooms.concerns.models import Concern, Consent, Identity, Strip
from hamkori.rooms.concerns.states import Channel, Named, State
from tests.rooms.concerns import builders
from tests.rooms.concerns.builders import Land
from tests.rooms.concerns.desk.people import at, browser_of

pytestmark = pytest.mark.django_db

WORDS = "The bridge behind the school has a hole, children cross it every day."


def key_on(page: bytes) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.decode())
    assert found is not None
    return found.group(1)


def form_for(browser: Client, land: Land, **changes: Any) -> dict[str, Any]:
    return {
        "key": key_on(browser.get(at("enter")).content),
        "place": land.mahalla.code,
        "where": "Gulzor",
        "kind": "concern",
        "topic": "roads",
        "text": WORDS,
        "language": "tg",
        "named": "anonymous",
        "track": "note",
        **changes,
    }


def secretary(land: Land) -> Client:
    return browser_of(builders.staff(Role.SECRETARY, land.office("team")))


def operator(land: Land) -> Client:
    return browser_of(builders.staff(Role.OPERATOR, None, place=land.district))


def test_k01_the_form_of_a_team_has_no_field_for_a_person(land: Land) -> None:
    page = secretary(land).get(at("enter")).content.decode()
    names = set(re.findall(r'name="(\w+)"', page))
    assert names.isdisjoint({"name", "phone", "contact_note", "named", "tell_by_sms", "show_police"})
    assert "place" in names


def test_k01_a_name_slipped_into_a_teams_form_is_not_taken(land: Land) -> None:
    browser = secretary(land)
    browser.post(
        at("enter"), form_for(browser, land, named="named", name="Zarnigor Lolazoda", phone="+992000000001")
    )
    assert Concern.objects.get().named == Named.ANONYMOUS
    assert Identity.objects.count() == 0


def test_p3_many_entries_in_a_row_keep_the_place_and_give_strip_and_code(land: Land) -> None:
    browser = secretary(land)
    answer = browser.post(at("enter"), {**form_for(browser, land), "next": "1"})
    assert answer.status_code == 302
    following = browser.get(answer["Location"]).content.decode()
    strip = Strip.objects.get()
    assert f"{strip.number[:4]}-{strip.number[4:]}" in following
    assert re.search(r'class="code">\d{4} \d{4} \d{4} \d{4}<', following)
    assert f'value="{land.mahalla.code}" selected' in following
    assert WORDS not in following
    concern = Concern.objects.get()
    assert (concern.channel, concern.entered_by_posting is not None) == (Channel.HALL, True)


def test_the_receipt_loads_again_but_any_other_page_ends_it(land: Land) -> None:
    browser = operator(land)
    answer = browser.post(at("enter"), {**form_for(browser, land), "receipt": "1"})
    receipt = answer["Location"]
    code = re.search(r'class="code">([\d ]+)<', browser.get(receipt).content.decode())
    assert code is not None
    assert code.group(1) in browser.get(receipt).content.decode()
    browser.get(at("cannot_see"))
    assert browser.get(receipt)["Location"] == at("enter")
    assert code.group(1) not in browser.get(at("enter") + "?next=1").content.decode()


@pytest.mark.parametrize("who", ["operator", "clerk", "secretary"])
def test_the_helper_cannot_open_what_was_entered(land: Land, who: str) -> None:
    """After leaving the receipt there is no way back for the helper: no words, no identity, no steps."""
    helper = {
        "operator": lambda: builders.staff(Role.OPERATOR, None, place=land.district),
        "clerk": lambda: builders.staff(Role.CLERK, land.office("jamoat")),
        "secretary": lambda: builders.staff(Role.SECRETARY, land.office("team")),
    }[who]()
    browser = browser_of(helper)
    person = {} if who == "secretary" else {
        "named": "confidential", "name": "Zarnigor Lolazoda", "phone": "+992000000001", "consent": "on",
    }  # fmt: skip
    browser.post(at("enter"), {**form_for(browser, land, **person), "receipt": "1"})
    concern = Concern.objects.get()
    assert concern.organisation != helper.organisation_id
    browser.get(at("enter"))
    for name in (
        "concern",
        "answer",
        "name",
        "ask_name",
        "done",
        "pass_on",
        "seal",
        "explain",
        "review",
        "clear",
    ):
        answer = browser.get(at(name, concern.shown_reference))
        if who == "secretary" and name == "concern":
            assert WORDS not in answer.content.decode()
            assert concern.text == WORDS
        else:
            assert answer.status_code == 404, name
        assert b"Zarnigor" not in answer.content


def test_sent_twice_it_is_one_concern_and_one_receipt(land: Land) -> None:
    browser = operator(land)
    form = {**form_for(browser, land), "receipt": "1"}
    first = browser.get(browser.post(at("enter"), form)["Location"]).content.decode()
    second = browser.get(browser.post(at("enter"), form)["Location"]).content.decode()
    code = re.search(r'class="code">([\d ]+)<', first)
    assert code is not None
    assert code.group(1) in second
    assert Concern.objects.count() == 1


def test_an_operator_types_a_name_only_with_the_persons_word(land: Land) -> None:
    browser = operator(land)
    person = {"named": "confidential", "name": "Zarnigor Lolazoda", "phone": "+992 00 000 00 01"}
    refused = browser.post(at("enter"), form_for(browser, land, **person))
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    assert Concern.objects.count() == 0
    assert browser.post(at("enter"), form_for(browser, land, **person, consent="on")).status_code == 302
    concern = Concern.objects.get()
    assert (concern.channel, concern.named) == (Channel.PHONE, Named.CONFIDENTIAL)
    assert Consent.objects.get(concern=concern).organisation == concern.organisation
    assert Identity.objects.get().phone == "+992000000001"


@pytest.mark.parametrize(
    "words", ["My husband beats me every night.", "Муж бьёт меня каждую ночь.", "Шавҳарам маро мезанад."]
)
def test_before_harm_the_helper_gets_calm_guidance_and_nothing_is_stored(land: Land, words: str) -> None:
    browser = operator(land)
    form = form_for(browser, land, text=words, named="confidential", name="Zarnigor Lolazoda", consent="on")
    before = builders.row_counts({"sessions.Session", "schedule.Run"})
    page = browser.post(at("enter"), form)
    assert page.status_code == 200
    assert "Nothing was stored" in page.content.decode()
    assert words not in page.content.decode()
    assert b"Zarnigor" not in page.content
    assert page["Cache-Control"] == "no-store"
    assert builders.row_counts({"sessions.Session", "schedule.Run"}) == before


def test_a_place_that_fits_several_times_is_asked_for(land: Land) -> None:
    browser = browser_of(builders.staff(Role.OPERATOR))
    nowhere = browser.post(at("enter"), form_for(browser, land, place="", where="Qwqwqw"))
    assert nowhere.status_code == 422
    assert WORDS in nowhere.content.decode()
    found = browser.post(at("enter"), form_for(browser, land, place="", where="gulzor"))
    assert found.status_code == 302
    assert Concern.objects.get().place == land.mahalla
    several = browser.post(at("enter"), form_for(browser, land, place="", where="ch"))
    assert "Please choose the right place" in several.content.decode()
    assert WORDS in several.content.decode()


def test_the_day_on_the_sheet_is_kept_and_the_days_run_from_today(land: Land) -> None:
    browser = browser_of(builders.staff(Role.CLERK, land.office("jamoat")))
    assert browser.post(at("enter"), form_for(browser, land, raised_on="01.01.2040")).status_code == 422
    from datetime import timedelta

    from hamkori.kernel import clock

    day = clock.today() - timedelta(days=9)
    browser.post(at("enter"), form_for(browser, land, raised_on=day.strftime("%d.%m.%Y")))
    concern = Concern.objects.get()
    assert (concern.raised_on, concern.channel) == (day, Channel.PAPER)
    assert concern.due_on is not None
    assert concern.due_on > clock.today()


def test_k01_the_strip_is_typed_by_the_office_and_only_the_office_sees_it(land: Land) -> None:
    team = secretary(land)
    team.post(at("enter"), {**form_for(team, land), "receipt": "1"})
    concern, strip = Concern.objects.get(), Strip.objects.get()
    assert concern.organisation is not None
    form = {"once": "a", "number": strip.number, "name": "Zarnigor Lolazoda", "phone": "+992000000001"}
    stranger = browser_of(builders.staff(Role.CLERK, land.office("water")))
    assert concern.organisation != land.office("water")
    assert stranger.post(at("strip"), form).status_code == 422
    assert team.post(at("strip"), form).status_code == 404
    clerk = browser_of(builders.staff(Role.CLERK, concern.organisation))
    assert clerk.post(at("strip"), form).status_code == 302
    assert clerk.post(at("strip"), form).status_code == 302
    assert Identity.objects.count() == 1
    concern.refresh_from_db()
    assert concern.state == State.RECEIVED
    handler = browser_of(builders.staff(Role.HANDLER, concern.organisation))
    handler.post(at("take_up", concern.shown_reference), {"once": "t"})
    assert b"Zarnigor" in handler.post(at("name", concern.shown_reference)).content
    for page in ("list", "enter", "checks", "cannot_see"):
        assert b"Zarnigor" not in team.get(at(page)).content
    assert b"Zarnigor" not in team.get(at("concern", concern.shown_reference)).content
