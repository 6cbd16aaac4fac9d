"""Who may open which page, and that every page opens; the number of queries does not grow with what is entered."""

import pytest
from django.test import Client

from hamkori.kernel.actor import Role
from hamkori.rooms.bodies import office_queries
from hamkori.rooms.bodies.models import Contact
from tests.rooms.concerns.builders import Land

ADMINISTRATORS = (
    "offices/", "offices/new/", "offices/file/", "offices/file/offices.xlsx", "responsible/",
    "territory/", "territory/file/", "territory/file/places.xlsx", "holidays/", "settings/",
)  # fmt: skip


def pages_of(land: Land) -> list[str]:
    office = land.office("team").uid
    return [
        *ADMINISTRATORS,
        f"offices/new/?place={land.jamoat.code}",
        f"offices/at/{office}/edit/",
        f"offices/at/{office}/end/",
        f"offices/at/{office}/seat/",
        f"responsible/{land.jamoat.code}/",
        f"territory/at/{land.district.code}/",
        f"territory/at/{land.jamoat.code}/add/",
        f"territory/at/{land.jamoat.code}/rename/",
        f"territory/at/{land.jamoat.code}/retire/",
        "territory/?q=chinorsoya",
    ]


def test_an_administrator_opens_every_page(land, administrator):
    office = land.office("jamoat")
    mark = office_queries.mark_of(Contact.objects.get(organisation=office))
    more = ["directory/", f"offices/at/{office.uid}/", f"offices/at/{office.uid}/contact/{mark}/", ""]
    for page in [*pages_of(land), *more]:
        answer = administrator.get(f"/en/desk/{page}", follow=True)
        assert answer.status_code == 200, page
        assert answer.headers["Cache-Control"].startswith("no-store") or page == "", page


@pytest.mark.once
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_every_other_role_learns_that_there_is_no_such_page(land, staff, role):
    office = land.office("jamoat")
    client = staff(role, office)
    for page in pages_of(land):
        assert client.get(f"/en/desk/{page}").status_code == 404, page
    uid, code = office.uid, land.jamoat.code
    for page in (f"offices/at/{uid}/end/", f"offices/at/{uid}/area/", f"territory/at/{code}/careful/",
                 f"territory/at/{code}/retire/", "holidays/x/withdraw/", "settings/minor_age/"):  # fmt: skip
        assert client.post(f"/en/desk/{page}", {"place": code}).status_code == 404, page


def test_the_signed_out_are_asked_to_sign_in(land):
    for page in pages_of(land):
        answer = Client().get(f"/en/desk/{page}")
        assert answer.status_code == 302 and "/account/sign-in/" in answer["Location"], page


def test_an_administrator_of_another_district_finds_nothing_here(land, staff):
    stranger = staff(Role.ADMINISTRATOR, None, land.careful_jamoat)
    for page in (
        f"offices/at/{land.office('jamoat').uid}/",
        f"offices/new/?place={land.jamoat.code}",
        f"territory/at/{land.jamoat.code}/",
        f"responsible/{land.jamoat.code}/",
    ):
        assert stranger.get(f"/en/desk/{page}").status_code == 404, page
    assert "Office jamoat" not in stranger.get("/en/desk/offices/").content.decode()


def test_lists_take_the_same_number_of_queries_whatever_their_length(
    land, administrator, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.bodies.actions_offices import open_office
    from hamkori.society.places.actions import NewPlace, add_places

    pages = ("offices/", f"responsible/{land.district.code}/", f"territory/at/{land.district.code}/", "")

    def queries(page: str) -> int:
        administrator.get(f"/en/desk/{page}")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert administrator.get(f"/en/desk/{page}").status_code == 200
        return len(seen)

    before = {page: queries(page) for page in pages}
    rows = [
        NewPlace(land.district.code, f"{land.district.code}-more{number}", "jamoat", {"en": f"More {number}"})
        for number in range(12)
    ]
    for place in add_places(actor=SYSTEM, rows=rows):
        open_office(actor=SYSTEM, place=place, kind="jamoat", names={"en": f"Office of {place.code}"})
    assert {page: queries(page) for page in pages} == before
