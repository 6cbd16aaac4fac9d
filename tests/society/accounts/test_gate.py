"""Who may open what: the signed-out are asked to sign in, a stranger gets 404, an ended posting opens nothing."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.society.accounts import actions, queries
from hamkori.society.accounts.models import Posting, StaffSession
from hamkori.society.accounts.rules import Wish
from tests.society.accounts.people import START, sign_in

SIGN_IN = "to sign in"
PEOPLE = ("nobody", "handler", "stranger", "administrator", "district_administrator")

PAGES: dict[str, tuple[int | str, ...]] = {
    # page: (nobody, handler, stranger, administrator, district administrator); people's pages: of the handler
    "account/sign-in/": (200, 302, 302, 302, 302),
    "account/signed-out/": (200, 200, 200, 200, 200),
    "account/invitation/": (200, 200, 200, 200, 200),
    "account/second-step/": (302, 302, 302, 302, 302),
    "account/": (SIGN_IN, 200, 200, 200, 200),
    "account/password/": (SIGN_IN, 200, 200, 200, 200),
    "account/posting/": (SIGN_IN, 200, 200, 200, 200),
    "account/second-steps/": (SIGN_IN, 200, 200, 200, 200),
    "account/people/": (SIGN_IN, 404, 404, 200, 200),
    "account/people/invite/": (SIGN_IN, 404, 404, 200, 200),
    "account/people/{handler}/": (SIGN_IN, 404, 404, 200, 200),
    "account/people/{handler}/end/": (SIGN_IN, 404, 404, 200, 200),
    "account/people/{handler}/posting/": (SIGN_IN, 404, 404, 200, 200),
    "account/people/{handler}/close/": (SIGN_IN, 404, 404, 200, 200),
    "account/people/{stranger}/": (SIGN_IN, 404, 404, 200, 404),
    "account/people/{stranger}/end/": (SIGN_IN, 404, 404, 200, 404),
    "account/people/NOBODY99/": (SIGN_IN, 404, 404, 404, 404),
    "demo/": (404, 404, 404, 404, 404),
    "staff/": (SIGN_IN, 200, 200, 200, 200),
    "handlers/": (SIGN_IN, 200, 404, 404, 404),
    "names/": (SIGN_IN, 200, 200, 404, 404),
}


def _address(page: str, world) -> str:
    return "/en/" + page.format(
        handler=world.posting(world.handler).uid, stranger=world.posting(world.stranger).uid
    )


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_each_person_as_the_table_says(world, page):
    for who, expected in zip(PEOPLE, PAGES[page], strict=True):
        client = Client() if who == "nobody" else sign_in(getattr(world, who))
        answer = client.get(_address(page, world))
        if expected == SIGN_IN:
            assert answer.status_code == 302, (page, who)
            assert answer["Location"].startswith("/en/account/sign-in/?next=%2Fen%2F"), (page, who)
        else:
            assert answer.status_code == expected, (page, who)


POSTS = {
    "account/people/confirm/": (404, 404),
    "account/people/withdraw/": (404, 404),
    "account/people/{handler}/end/": (404, 404),
    "account/people/{handler}/password/": (404, 404),
    "account/people/{handler}/second-steps/remove/": (404, 404),
    "account/people/{handler}/close/": (404, 404),
    "account/people/{handler}/posting/": (404, 404),
    "account/people/invite/": (404, 404),
}


@pytest.mark.parametrize("page", POSTS)
def test_nobody_but_administrators_can_change_people(world, page):
    assert Client().post(_address(page, world), {}).status_code == 403, (
        "no form to keep: simply not signed in"
    )
    for who, expected in zip(("handler", "stranger"), POSTS[page], strict=True):
        assert sign_in(getattr(world, who)).post(_address(page, world)).status_code == expected
    assert world.posting(world.handler).until_on is None


def test_every_address_of_this_room_is_in_a_table(world):
    """An address that nobody listed fails here."""
    from hamkori.society.accounts.urls import urlpatterns

    elsewhere = {  # tested in their own files: they answer POST only
        "step_up", "sign_out", "passkey_options", "passkey_sign_in", "sign_out_elsewhere", "begin_app", "app",
        "remove_app", "recovery_codes", "new_passkey_options", "add_passkey", "remove_passkey", "try_as",
    }  # fmt: skip
    listed = {page.replace("{handler}", "<slug:uid>") for page in (*PAGES, *POSTS)}
    missing = {str(one.pattern) for one in urlpatterns if one.name not in elsewhere} - listed
    assert not missing


def test_an_ended_posting_ends_rights_at_once(world):
    """Transfer: the next click after the end finds no rights (the posting's last day is the day before)."""
    client = sign_in(world.handler)
    assert client.get("/en/handlers/").status_code == 200
    actions.end_posting(actor=SYSTEM, posting=world.posting(world.handler))
    assert client.get("/en/handlers/").status_code == 404
    assert client.get("/en/staff/")["Location"].startswith("/en/account/posting/")
    assert "You have no posting now" in client.get("/en/account/posting/").content.decode()


@pytest.mark.parametrize(
    ("from_on", "until_on", "works"),
    [
        (date(2026, 3, 15), None, True),
        (date(2026, 3, 16), None, False),
        (date(2026, 1, 1), date(2026, 3, 15), False),
        (date(2026, 1, 1), date(2026, 3, 16), True),
    ],
)
def test_a_posting_holds_from_its_first_day_until_the_day_it_ends(world, travel, from_on, until_on, works):
    travel(date(2026, 3, 15))
    Posting.objects.filter(user=world.handler).update(from_on=from_on, until_on=until_on)
    client = sign_in(world.handler)
    assert client.get("/en/handlers/").status_code == (200 if works else 404)
    assert bool(queries.postings_of(world.office, [Role.HANDLER])[1:]) == works


def test_a_person_acts_through_exactly_one_posting(world):
    second = actions.start_posting(
        actor=SYSTEM,
        wish=Wish(role=Role.MEMBER, organisation=world.other_office, user=world.handler),
        from_on=START,
    )
    client = sign_in(world.handler)
    assert client.get("/en/staff/").content == b"staff handler tj.chashma "
    assert client.post("/en/account/posting/", {"posting": second.uid}).status_code == 302
    assert client.get("/en/staff/").content == b"staff member tj.lola "
    assert client.get("/en/handlers/").status_code == 404
    theirs = world.posting(world.colleague)
    assert client.post("/en/account/posting/", {"posting": theirs.uid}).status_code == 404
    assert client.get("/en/staff/").content == b"staff member tj.lola "


def test_a_role_that_meets_residents_waits_for_the_second_step(world):
    """R022: without it the person has no role at all, whatever a room forgets to ask."""
    client = sign_in(world.handler, second_step=False)
    assert client.get("/en/handlers/")["Location"].startswith("/en/account/second-steps/")
    assert client.get("/en/staff/")["Location"].startswith("/en/account/second-steps/")
    assert client.get("/en/open/").content == b"staff None - "
    assert client.get("/en/account/second-steps/").status_code == 200


def test_other_roles_work_without_but_are_asked_before_names(world):
    client = sign_in(world.stranger, second_step=False)
    assert client.get("/en/staff/").status_code == 200
    assert client.get("/en/names/")["Location"] == "/en/account/confirm/?next=%2Fen%2Fnames%2F"


def test_where_it_is_only_offered_nobody_waits(world, settings):
    settings.HAMKORI_SECOND_FACTOR = "offered"
    client = sign_in(world.handler, second_step=False)
    assert client.get("/en/handlers/").status_code == 200
    assert client.get("/en/staff/").status_code == 200


def test_a_visitor_without_cookie_costs_no_query_and_staff_two(world):
    """Django's own for the session, and one for person, session, posting, office and place together."""
    from django.db import connection

    with CaptureQueriesContext(
        connection,
    ) as counted:
        Client().get("/en/open/")
    assert len(counted) == 0
    client = sign_in(world.handler)
    with CaptureQueriesContext(connection) as counted:
        assert client.get("/en/handlers/").status_code == 200
    assert len(counted) == 2, [one["sql"] for one in counted]


def test_the_list_of_people_costs_the_same_for_few_and_many(world):
    from django.db import connection

    client = sign_in(world.administrator)

    def count() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/en/account/people/").status_code == 200
        return len(counted)

    few = count()
    for number in range(20):
        user = actions.create_account(
            actor=SYSTEM, username=f"many{number}", password="анор себ нок 17", must_change_password=False
        )
        actions.start_posting(actor=SYSTEM, wish=Wish(role=Role.MEMBER, organisation=world.office, user=user))
    assert count() == few


def test_last_seen_is_a_day_and_written_once_a_day(world, travel):
    travel(date(2026, 3, 15))
    client = sign_in(world.stranger)
    travel(date(2026, 3, 15).replace(day=15))
    StaffSession.objects.update(last_seen_on=clock.today() - timedelta(days=1))
    client.get("/en/staff/")
    assert StaffSession.objects.get(user=world.stranger).last_seen_on == clock.today()
