"""What this room holds about people: no address, no device, no time of day beyond what staff sessions need."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.test import Client

from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.errors import BadState, NotAllowed
from hamkori.kernel.fields import EncryptedTextField
from hamkori.kernel.registries import personal_data
from hamkori.society.accounts import actions
from hamkori.society.accounts.models import StaffSession, User
from hamkori.society.accounts.personal_data import erase, export
from hamkori.society.accounts.session_store import SessionStore
from hamkori.society.accounts.sessions import nobody_yet
from tests.society.accounts.people import sign_in

TIMES_THAT_SECURITY_NEEDS = {("StaffSession", "second_factor_at"), ("SignInPause", "until")}


def _fields():
    for model in apps.get_app_config("accounts").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.Field):
                yield model, field


def test_times_of_day_stand_only_where_security_needs_them():
    """K08"""
    timed = {
        (model.__name__, field.name)
        for model, field in _fields()
        if isinstance(field, models.DateTimeField | models.TimeField)
    }
    assert timed == TIMES_THAT_SECURITY_NEEDS


def test_no_column_could_hold_an_address_or_a_device():
    """K08"""
    for model, field in _fields():
        assert not isinstance(field, models.GenericIPAddressField), (model, field)
        words = set(field.name.split("_"))
        assert not words & {"ip", "agent", "device", "host", "browser", "fingerprint"}, (model, field)


def test_names_numbers_and_secrets_are_encrypted_columns():
    encrypted = {
        (model.__name__, field.name) for model, field in _fields() if isinstance(field, EncryptedTextField)
    }
    assert encrypted == {
        ("User", "phone"),
        ("User", "display_name"),
        ("Invitation", "for_whom"),
        ("Totp", "secret"),
    }


def test_a_session_keeps_neither_address_nor_device_nor_its_own_key(world):
    """K08, down to the rows of every table."""
    client = Client(REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Kino 3000", HTTP_ACCEPT_LANGUAGE="xx-unique")
    sign_in(world.stranger, client=client)
    client.get("/en/staff/")
    assert client.cookies["hamkori"].value not in str(list(StaffSession.objects.values()))
    for model in apps.get_models():
        rows = str(list(model.objects.values())) if hasattr(model, "objects") else ""
        if model._meta.label == "sessions.Session":
            rows += str([row.get_decoded() for row in model.objects.all()])
        for trace in ("203.0.113.7", "Kino 3000", "xx-unique"):
            assert trace not in rows, (model, trace)


def test_a_session_ends_with_its_hours_and_the_database_knows_no_cookie(world):
    store = SessionStore()
    store["who"] = "the keeper of the lamps"
    store.save()
    cookie = store.session_key
    assert SessionStore(cookie).load() == {"who": "the keeper of the lamps"}
    assert not Session.objects.filter(session_key=cookie).exists()
    for row in Session.objects.all():
        row.expire_date -= timedelta(hours=12, seconds=5)
        row.save()
    late = SessionStore(cookie)
    assert late.load() == {} and late.session_key is None


def test_the_name_and_number_are_nowhere_in_plain(world):
    actions.change_details(
        actor=nobody_yet(world.stranger),
        user=world.stranger,
        language="en",
        phone="+992 00 000 00 01",
        display_name="Zarina Canary",
        show_name=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_user")
        lying = b" ".join(
            bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode()
            for row in cursor
            for one in row
        )
    assert b"Zarina Canary" not in lying and b"992000000001" not in lying and b"zarina" in lying


def test_everything_about_a_person_can_be_taken_out(world):
    sign_in(world.stranger)
    told = json.loads(json.dumps(export(world.stranger)))
    assert told["username"] == "zarina" and told["postings"][0]["role"] == "secretary"
    assert len(told["sessions"]) == 1 and "password" not in told


def test_a_person_who_left_can_be_erased_and_the_office_keeps_its_history(world):
    with pytest.raises(BadState):
        erase(actor=SYSTEM, user=world.stranger)
    with pytest.raises(NotAllowed):
        erase(actor=nobody_yet(world.stranger), user=world.stranger)
    actions.deactivate(actor=SYSTEM, user=world.stranger)
    erase(actor=SYSTEM, user=world.stranger)
    user = User.objects.get(pk=world.stranger.pk)
    assert (user.phone, user.phone_hash, user.display_name) == ("", None, "")
    assert "zarina" not in user.username and user.postings.count() == 1


def test_every_personal_column_is_in_the_register():
    registered = {
        (item.model, field)
        for name, item in personal_data
        if name.startswith("accounts.")
        for field in item.fields
    }
    for model, field in _fields():
        if isinstance(field, EncryptedTextField):
            assert (model._meta.label_lower, field.name) in registered
