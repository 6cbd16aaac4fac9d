"""A copy of the database, or a backup, without the key: nobody comes in with it (K58, K64)."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from hamkori.kernel.actor import Role
from hamkori.society.accounts.models import StaffSession, User
from tests.rooms.concerns import builders
from tests.rooms.concerns.desk.people import at, browser_of

pytestmark = pytest.mark.django_db


def test_k64_no_row_of_the_database_is_a_cookie_of_somebody_who_is_signed_in() -> None:
    land = builders.build()
    browser = browser_of(builders.staff(Role.HANDLER, land.office("water")))
    cookie = browser.cookies["hamkori"].value
    assert browser.get(at("list")).status_code == 200

    rows = [row.session_key for row in Session.objects.all()]
    assert len(rows) == 1 and cookie not in rows
    kept = [
        str(value)
        for row in (*Session.objects.values(), *StaffSession.objects.values())
        for value in row.values()
    ]
    assert cookie not in kept
    for stolen in (*rows, *StaffSession.objects.values_list("key_hash", flat=True)):
        thief = Client()
        thief.cookies["hamkori"] = stolen
        assert thief.get(at("list")).status_code == 302


def test_signing_out_takes_the_row_away() -> None:
    land = builders.build()
    browser = browser_of(builders.staff(Role.HANDLER, land.office("water")))
    assert Session.objects.exists() and User.objects.exists()
    browser.post("/en/account/sign-out/")
    assert browser.get(at("list")).status_code == 302
    assert not StaffSession.objects.exists()
