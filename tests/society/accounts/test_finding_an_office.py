"""An office is found by its name where a list of all would be too long for a phone."""

import pytest

from hamkori.kernel.actor import SYSTEM
from hamkori.society.accounts import actions, queries
from hamkori.society.accounts.models import Invitation, Organisation
from tests.society.accounts.people import START, sign_in


@pytest.fixture
def many_offices(world, monkeypatch):
    """An area with more offices than a list on a phone can show."""
    monkeypatch.setattr("hamkori.society.accounts.forms.MOST_OFFICES_SHOWN", 3)
    for name in ("Water of Chashma", "Water of Lola", "Light of Chashma"):
        actions.add_organisation(
            actor=SYSTEM,
            place=world.district,
            kind="service",
            names={"en": name, "tg": "Оби Чашма"},
            from_on=START,
        )
    return sign_in(world.administrator)


def invite_to(client, **values):
    answer = client.post("/en/account/people/invite/", {"role": "handler", "title": "", **values})
    return answer.status_code, answer.content.decode()


def test_in_a_large_area_an_office_is_searched_by_a_part_of_its_name(world, many_offices):
    assert (
        "<option value="
        not in many_offices.get("/en/account/people/invite/").content.decode().split("organisation")[1]
    )
    status, page = invite_to(many_offices, named="nobody knows it")
    assert (
        status == 200 and "No office of your area has this name" in page and not Invitation.objects.exists()
    )
    status, page = invite_to(many_offices, named="water")
    assert "Choose the right one" in page and "Water of Lola" in page and "Light of" not in page
    chosen = Organisation.objects.get(names__en="Water of Lola")
    invite_to(many_offices, named="water", organisation=chosen.uid)
    assert Invitation.objects.get().organisation == chosen
    invite_to(many_offices, named="LIGHT chash")
    assert Invitation.objects.latest("pk").organisation.names["en"] == "Light of Chashma", "the only one"


def test_in_a_large_area_who_sees_names_still_needs_an_office_and_only_one_of_the_area(world, many_offices):
    status, page = invite_to(many_offices, named="")
    assert "Choose the office this person works for." in page
    hidden = world.other_office.uid
    invite_to(sign_in(world.district_administrator), named="water", organisation=hidden)
    assert not Invitation.objects.exists()


def test_the_office_is_found_in_every_spelling_and_never_outside_the_area(world, many_offices):
    found = queries.organisations_named(world.district.path, "obi chashma", most=30)
    assert len(found) == 3 and queries.organisations_named(world.district.path, " ", most=30) == []
    assert queries.organisations_named(world.other_district.path, "water", most=30) == []
    assert len(queries.organisations_named("", "water", most=1)) == 1
