"""The second step: an authenticator app whose codes work once, recovery codes, and stepping up."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.test import Client

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.society.accounts import actions, queries
from hamkori.society.accounts.models import Passkey, RecoveryCode, StaffSession, Totp, User
from hamkori.society.accounts.rules import Wish
from tests.society.accounts.people import PASSWORD, sign_in

NOW = datetime(2026, 3, 15, 9, 0, 5, tzinfo=UTC)
BASE = "/en/account/second-steps/"


def _code(user, at: datetime | None = None) -> str:
    return pyotp.TOTP(Totp.objects.get(user=user).secret).at(at or clock.now())


def _enrol(client: Client, user) -> list[str]:
    """By the pages; returns the recovery codes that were shown."""
    assert client.post(BASE + "app/begin/").status_code == 302
    page = client.get(BASE + "app/").content.decode()
    assert "<svg" in page and "style=" not in page, (
        "the square is drawn in the page, for a strict content policy"
    )
    done = client.post(BASE + "app/", {"code": _code(user)})
    assert done.status_code == 200, done.content.decode()
    shown = done.content.decode().split('<li class="ref">')[1:]
    return [part.split("</li>")[0].replace(" ", "") for part in shown]


@pytest.fixture
def enrolled(world, travel):
    """The handler with an app, signed out; the clock stands a minute after the first code."""
    travel(NOW)
    client = sign_in(world.handler, second_step=False)
    world.codes = _enrol(client, world.handler)
    assert client.get("/en/handlers/").status_code == 200, "setting up counts as taking the step"
    travel(NOW + timedelta(minutes=1))
    return world


def _first_step(user) -> Client:
    client = Client()
    page = client.post("/en/account/sign-in/", {"username": user.username, "password": PASSWORD})
    assert page.status_code == 200 and "Six digits" in page.content.decode()
    return client


def test_the_password_alone_opens_nothing_once_an_app_is_set_up(enrolled):
    client = _first_step(enrolled.handler)
    for page in ("/en/handlers/", "/en/staff/", "/en/account/", BASE):
        assert client.get(page)["Location"].startswith("/en/account/sign-in/"), page
    assert client.get("/en/open/").content == b"anyone None  "
    done = client.post("/en/account/second-step/", {"code": _code(enrolled.handler), "next": "/en/handlers/"})
    assert done.status_code == 302 and done["Location"] == "/en/handlers/"
    assert client.get("/en/handlers/").status_code == 200


def test_a_used_code_cannot_be_replayed(enrolled):
    """RFC 6238, 5.2: the same code, and an older one, are refused within their minute."""
    code, older = _code(enrolled.handler), _code(enrolled.handler, clock.now() - timedelta(seconds=30))
    assert _first_step(enrolled.handler).post("/en/account/second-step/", {"code": code}).status_code == 302
    for replayed in (code, older):
        again = _first_step(enrolled.handler).post("/en/account/second-step/", {"code": replayed})
        assert again.status_code == 422


@pytest.mark.parametrize(
    ("seconds", "works"), [(-90, False), (-30, True), (0, True), (30, True), (90, False)]
)
def test_clocks_of_phones_may_be_half_a_minute_wrong(enrolled, seconds, works):
    Totp.objects.update(last_step=0)
    code = _code(enrolled.handler, clock.now() + timedelta(seconds=seconds))
    answer = _first_step(enrolled.handler).post("/en/account/second-step/", {"code": code})
    assert (answer.status_code == 302) is works


def test_guessing_codes_is_slowed_down_across_browsers(enrolled):
    wrong = f"{(int(_code(enrolled.handler)) + 1) % 10**6:06d}"
    for _number in range(5):
        client = _first_step(enrolled.handler)
        assert client.post("/en/account/second-step/", {"code": wrong}).status_code == 422
    right = _first_step(enrolled.handler).post("/en/account/second-step/", {"code": _code(enrolled.handler)})
    assert right.status_code == 429


def test_each_recovery_code_works_once(enrolled):
    assert len(set(enrolled.codes)) == 10 and all(len(code) == 12 for code in enrolled.codes)
    assert not any(code in str(list(RecoveryCode.objects.values())) for code in enrolled.codes)
    code = enrolled.codes[3]
    typed = f"{code[:4]} {code[4:8]} {code[8:]}"
    assert _first_step(enrolled.handler).post("/en/account/second-step/", {"code": typed}).status_code == 302
    assert _first_step(enrolled.handler).post("/en/account/second-step/", {"code": typed}).status_code == 422
    assert queries.factors_of(enrolled.handler).recovery_codes == 9


def test_a_recovery_code_of_somebody_else_is_refused(enrolled):
    theirs = actions.make_recovery_codes(actor=SYSTEM, user=enrolled.colleague)
    answer = _first_step(enrolled.handler).post("/en/account/second-step/", {"code": theirs[0]})
    assert answer.status_code == 422


def test_new_recovery_codes_replace_the_old_ones(enrolled):
    client = _first_step(enrolled.handler)
    client.post("/en/account/second-step/", {"code": enrolled.codes[0]})
    page = client.post(BASE + "codes/").content.decode()
    assert page.count('<li class="ref">') == 10 and enrolled.codes[1] not in page
    old = _first_step(enrolled.handler).post("/en/account/second-step/", {"code": enrolled.codes[1]})
    assert old.status_code == 422


def test_the_step_between_ends_after_ten_minutes(enrolled, travel):
    client = _first_step(enrolled.handler)
    travel(NOW + timedelta(minutes=12))
    answer = client.post("/en/account/second-step/", {"code": _code(enrolled.handler)})
    assert answer.status_code == 302 and answer["Location"] == "/en/account/sign-in/"
    assert client.get("/en/handlers/").status_code == 302


def test_an_older_session_must_prove_itself_before_changing_second_steps(world, travel):
    """A browser left open from before cannot take the app away."""
    travel(NOW)
    old = sign_in(world.stranger, second_step=False)
    _enrol(sign_in(world.stranger, second_step=False), world.stranger)
    for page in (
        "app/remove/",
        "codes/",
        "app/begin/",
        "passkey/options/",
        "passkey/remove/",
        "passkey/add/",
    ):
        assert old.post(BASE + page)["Location"] == "/en/account/confirm/", page
    assert Totp.objects.filter(user=world.stranger).exists()
    travel(NOW + timedelta(minutes=2))
    key = old.cookies["hamkori"].value
    done = old.post("/en/account/confirm/", {"code": _code(world.stranger), "next": "/en/names/"})
    assert done["Location"] == "/en/names/" and old.get("/en/names/").status_code == 200
    assert old.cookies["hamkori"].value != key, "more rights, a new key"
    assert old.post(BASE + "app/remove/").status_code == 302
    assert not Totp.objects.filter(user=world.stranger).exists()


def test_stepping_up_without_any_second_step_leads_to_setting_one_up(world):
    client = sign_in(world.stranger, second_step=False)
    assert client.get("/en/names/")["Location"] == "/en/account/confirm/?next=%2Fen%2Fnames%2F"
    answer = client.get("/en/account/confirm/?next=%2Fen%2Fnames%2F")
    assert answer["Location"] == "/en/account/second-steps/?next=%2Fen%2Fnames%2F"


def test_a_wrong_code_does_not_set_the_app_up(world, travel):
    travel(NOW)
    client = sign_in(world.handler, second_step=False)
    client.post(BASE + "app/begin/")
    wrong = f"{(int(_code(world.handler)) + 1) % 10**6:06d}"
    assert client.post(BASE + "app/", {"code": wrong}).status_code == 422
    assert not queries.factors_of(world.handler).any
    assert client.get("/en/handlers/").status_code == 302


def test_the_secret_is_encrypted_where_it_lies(enrolled):
    from django.db import connection

    secret = Totp.objects.get(user=enrolled.handler).secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_totp")
        lying = bytes(cursor.fetchone()[0])
    assert secret.encode() not in lying and len(lying) > 40


def test_a_passkey_answer_without_a_challenge_is_refused(world):
    client = Client()
    answer = client.post("/en/account/passkey/sign-in/", {"answer": '{"id": "abc"}'})
    assert answer.status_code == 422 and "not accepted" in answer.content.decode()
    client.post("/en/account/passkey/options/")
    for nonsense in ("", "[]", "null", '{"id": "abc"}', '{"id": 7}', "{"):
        client.post("/en/account/passkey/options/")
        assert client.post("/en/account/passkey/sign-in/", {"answer": nonsense}).status_code == 422, nonsense


def test_the_challenge_says_nothing_about_who_has_a_passkey(world):
    Passkey.objects.create(user=world.handler, credential_id="abc", public_key=b"k", added_on=clock.today())
    options = Client().post("/en/account/passkey/options/").json()
    assert options["allowCredentials"] == [] and options["userVerification"] == "required"


def test_somebody_elses_passkey_cannot_be_removed(world):
    theirs = Passkey.objects.create(
        user=world.colleague, credential_id="abc", public_key=b"k", added_on=clock.today()
    )
    client = sign_in(world.handler)
    assert client.post(BASE + "passkey/remove/", {"passkey": "abc"}).status_code == 404
    assert Passkey.objects.filter(pk=theirs.pk).exists()
    assert StaffSession.objects.filter(user=world.handler).count() == 1


def test_an_invitation_form_sent_again_later_does_not_go_round_the_second_step(world, travel):
    travel(NOW)
    wish = Wish(role=Role.MEMBER, organisation=world.office)
    _invitation, code = actions.invite(actor=SYSTEM, wish=wish)
    form = {"code": code, "username": "lola", "password": PASSWORD, "language": "en"}
    client = Client()
    assert client.post("/en/account/invitation/", form).status_code == 302
    assert client.get("/en/staff/").status_code == 200
    _enrol(client, User.objects.get(username="lola"))
    later = Client()
    assert later.post("/en/account/invitation/", form)["Location"] == "/en/account/sign-in/"
    assert later.get("/en/staff/").status_code == 302
