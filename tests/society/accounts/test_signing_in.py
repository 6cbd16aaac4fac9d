"""Coming in: by telephone number or user name, with a growing pause after wrong tries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from hamkori.society.accounts import actions
from hamkori.society.accounts.actions.signing_in import pause_minutes
from hamkori.society.accounts.models import SignInPause, StaffSession
from tests.society.accounts.people import PASSWORD, sign_in

URL = "/en/account/sign-in/"


def _try(client: Client, name: str, password: str = "wrong wrong"):
    return client.post(URL, {"username": name, "password": password})


def test_a_user_name_or_a_telephone_number_lets_in(world):
    actions.change_details(
        actor=_own(world.stranger),
        user=world.stranger,
        language="en",
        phone="+992 00 000 00 01",
        display_name="",
        show_name=False,
    )
    for name in ("zarina", " ZARINA ", "+992000000001", "00 000 00 01", "+992 (00) 000-00-01"):
        client = Client()
        assert _try(client, name, PASSWORD).status_code == 302, name
        assert client.get("/en/staff/").content.startswith(b"staff secretary tj.lola"), name


def _own(user):
    from hamkori.society.accounts.sessions import nobody_yet

    return nobody_yet(user)


@pytest.mark.parametrize("name", ["zarina", "nobody-here", "+992000000077"])
def test_wrong_tries_get_the_same_answer_whether_the_person_exists_or_not(world, name):
    answers = [_try(Client(), name) for _number in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "do not fit together" in answers[0].content.decode()
    assert "Too many tries. Please wait 1 min." in answers[5].content.decode()


def test_the_pause_grows_to_an_hour_and_ends(world, travel):
    assert [pause_minutes(tries) for tries in (0, 4, 5, 6, 7, 8, 11, 12, 500)] == [
        0,
        0,
        1,
        2,
        4,
        8,
        60,
        60,
        60,
    ]
    now = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
    travel(now)
    for _number in range(5):
        _try(Client(), "zarina")
    assert _try(Client(), "zarina", PASSWORD).status_code == 429, "the right password waits too"
    travel(now + timedelta(seconds=61))
    assert _try(Client(), "zarina", "wrong again").status_code == 422
    assert "wait 2 min" in _try(Client(), "zarina", PASSWORD).content.decode()
    travel(now + timedelta(minutes=4))
    assert _try(Client(), "zarina", PASSWORD).status_code == 302
    assert not SignInPause.objects.exists()


def test_tries_of_one_person_do_not_slow_down_another(world):
    for _number in range(7):
        _try(Client(), "zarina")
    assert _try(Client(), "daler", PASSWORD).status_code == 302


def test_the_pause_keeps_no_name_and_no_address(world):
    """K08: what was typed is kept as a keyed hash only; no column could hold an address."""
    _try(Client(REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Phone 7"), "zarina")
    row = SignInPause.objects.values().get()
    assert "zarina" not in str(row) and "203.0.113.7" not in str(row) and "Phone 7" not in str(row)
    assert set(row) == {"id", "subject_hash", "tries", "until", "last_on"}


def test_an_unknown_name_costs_a_password_hash_like_a_known_one(world, monkeypatch):
    from hamkori.society.accounts import backend

    hashed: list[str] = []
    monkeypatch.setattr(backend, "make_password", lambda password: hashed.append(password))
    _try(Client(), "nobody-here", "some password")
    assert hashed == ["some password"]


def test_a_planted_session_key_is_not_the_one_after_signing_in(world):
    """Session fixation: whoever planted a cookie does not share the session."""
    client = Client()
    client.post("/en/account/passkey/options/")
    planted = client.cookies["hamkori"].value
    assert _try(client, "zarina", PASSWORD).status_code == 302
    assert client.cookies["hamkori"].value != planted
    thief = Client()
    thief.cookies["hamkori"] = planted
    assert thief.get("/en/staff/").status_code == 302


def test_a_closed_account_and_a_changed_password_end_sessions_at_once(world):
    client = sign_in(world.stranger)
    assert client.get("/en/staff/").status_code == 200
    world.stranger.set_password("another long password")
    world.stranger.save()
    assert client.get("/en/staff/").status_code == 302
    other = sign_in(world.handler)
    world.handler.is_active = False
    world.handler.save()
    assert other.get("/en/handlers/").status_code == 302
    assert _try(Client(), "gulnora", PASSWORD).status_code == 422


def test_sign_out_everywhere_else_leaves_only_this_browser(world):
    here, there = sign_in(world.stranger), sign_in(world.stranger)
    assert here.post("/en/account/sign-out-elsewhere/").status_code == 302
    assert here.get("/en/staff/").status_code == 200
    assert there.get("/en/staff/").status_code == 302
    assert StaffSession.objects.filter(user=world.stranger).count() == 1


def test_signing_out_needs_a_post_and_empties_the_session(world):
    client = sign_in(world.stranger)
    assert client.get("/en/account/sign-out/").status_code == 405
    assert client.post("/en/account/sign-out/").status_code == 302
    assert client.get("/en/staff/").status_code == 302
    assert not StaffSession.objects.filter(user=world.stranger).exists()


def test_signing_in_sends_only_to_our_own_pages(world):
    for wanted, expected in (
        ("/en/staff/?a=1", "/en/staff/?a=1"),
        ("https://example.org/", "/en/account/"),
        ("//example.org/", "/en/account/"),
        ("/\\example.org", "/en/account/"),
    ):
        answer = Client().post(URL, {"username": "zarina", "password": PASSWORD, "next": wanted})
        assert answer.status_code == 302 and answer["Location"] == expected, wanted


def test_sign_in_pages_are_kept_by_nobody(world):
    answer = Client().get(URL)
    assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "same-origin"


def test_what_was_typed_comes_back_after_signing_in_again(world):
    """ "Sign in again: what you wrote is kept." Passwords are not."""
    client = sign_in(world.stranger)
    StaffSession.objects.all().delete()
    answer = client.post(
        "/en/staff/", {"text": "Чароғ фурӯзон <b>", "tick": ["a", "b"], "my_password": "geheim"}
    )
    page = answer.content.decode()
    assert answer.status_code == 401 and "what you wrote is kept" in page
    assert "Чароғ" not in page, "the text lies sealed in the page"
    kept = page.split('name="kept" value="')[1].split('"')[0]
    back = client.post(URL, {"username": "zarina", "password": PASSWORD, "kept": kept})
    shown = back.content.decode()
    assert back.status_code == 200
    assert 'name="text" value="Чароғ фурӯзон &lt;b&gt;"' in shown
    assert shown.count('name="tick"') == 2 and "geheim" not in shown
    assert 'action="/en/staff/"' in shown
    assert client.post("/en/staff/", {"text": "Чароғ"}).content.decode() == "staff secretary tj.lola Чароғ"


def test_a_kept_form_is_worth_nothing_after_an_hour_or_changed(world, travel):
    travel(datetime(2026, 3, 15, 9, 0, tzinfo=UTC))
    page = Client().post("/en/staff/", {"text": "a"}).content.decode()
    kept = page.split('name="kept" value="')[1].split('"')[0]
    changed = Client().post(URL, {"username": "zarina", "password": PASSWORD, "kept": kept[:-4] + "AAAA"})
    assert changed.status_code == 302
    travel(datetime(2026, 3, 15, 10, 1, tzinfo=UTC))
    late = Client().post(URL, {"username": "zarina", "password": PASSWORD, "kept": kept})
    assert late.status_code == 302


def test_a_new_password_must_be_chosen_before_anything_else(world):
    world.stranger.must_change_password = True
    world.stranger.save()
    client = sign_in(world.stranger)
    assert client.get("/en/staff/")["Location"].startswith("/en/account/password/")
    weak = client.post("/en/account/password/", {"old_password": PASSWORD, "new_password": "1234567890"})
    assert weak.status_code == 422 and "Do not use digits only" in weak.content.decode()
    wrong = client.post("/en/account/password/", {"old_password": "x", "new_password": "себ анор нок 18"})
    assert wrong.status_code == 422 and "not your present password" in wrong.content.decode()
    done = client.post("/en/account/password/", {"old_password": PASSWORD, "new_password": "себ анор нок 18"})
    assert done.status_code == 302
    assert client.get("/en/staff/").status_code == 200, "the browser that changed it stays signed in"


def test_no_password_is_ever_shown_again(world):
    page = _try(Client(), "zarina", "my wrong secret").content.decode()
    assert "my wrong secret" not in page


def test_audit_knows_who_signed_in_but_not_when_in_the_day(world):
    from hamkori.ground.audit.models import Entry

    sign_in(world.stranger, second_step=False)
    entry = Entry.objects.get(action="account.signed_in")
    assert entry.actor_user == world.stranger.pk
