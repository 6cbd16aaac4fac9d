"""K63: "Try it as" opens only in a demo, with the mark in the data folder, on this very machine."""

import pytest
from django.test import Client

from hamkori.society.accounts.models import Persona, StaffSession

PAGES = ("/demo/", "/en/demo/")


@pytest.fixture
def demo(world, settings, tmp_path):
    settings.HAMKORI_DEMO = True
    settings.HAMKORI_DATA = tmp_path
    (tmp_path / "DEMO").touch()
    Persona.objects.create(
        code="gulnora",
        user=world.handler,
        names={"en": "Gulnora, jamoat"},
        what_to_try={"en": "Answer a concern."},
    )
    return world


def _refused(client: Client) -> None:
    for page in PAGES:
        assert client.get(page).status_code == 404, page
    assert client.post("/en/demo/gulnora/").status_code == 404
    assert not StaffSession.objects.exists()


def test_one_press_plays_a_part(demo):
    client = Client(REMOTE_ADDR="127.0.0.1", HTTP_HOST="localhost:8000")
    assert client.get("/demo/")["Location"].endswith("/demo/")
    page = client.get("/en/demo/").content.decode()
    assert "Gulnora, jamoat" in page and "Answer a concern." in page
    assert client.get("/en/demo/gulnora/").status_code == 405
    assert client.post("/en/demo/gulnora/").status_code == 302
    assert client.get("/en/handlers/").status_code == 200, "the second step counts as taken"
    assert client.post("/en/demo/nobody/").status_code == 404


def test_playing_another_part_ends_the_first(demo):
    Persona.objects.create(code="zarina", user=demo.stranger, names={}, what_to_try={})
    client = Client(HTTP_HOST="localhost")
    client.post("/en/demo/gulnora/")
    client.post("/en/demo/zarina/")
    assert client.get("/en/handlers/").status_code == 404
    assert StaffSession.objects.count() == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_addresses(demo, address):
    assert Client(REMOTE_ADDR=address, HTTP_HOST="localhost").get("/en/demo/").status_code == 200


@pytest.mark.parametrize(
    "address", ["203.0.113.7", "10.0.0.2", "::ffff:10.0.0.2", "2001:db8::1", "", "unix", "128.0.0.1"]
)
def test_refused_from_another_machine(demo, address):
    _refused(Client(REMOTE_ADDR=address, HTTP_HOST="localhost"))


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"])
def test_refused_through_a_proxy(demo, header):
    _refused(Client(HTTP_HOST="localhost", **{header: "127.0.0.1"}))


def test_refused_under_a_public_name(demo, settings):
    settings.ALLOWED_HOSTS = ["*"]
    _refused(Client(HTTP_HOST="demo.example.org"))


def test_refused_without_the_mark(demo, settings):
    (settings.HAMKORI_DATA / "DEMO").unlink()
    _refused(Client(HTTP_HOST="localhost"))


def test_refused_where_the_installation_is_no_demo(demo, settings):
    settings.HAMKORI_DEMO = False
    _refused(Client(HTTP_HOST="localhost"))


def test_closed_accounts_have_no_part(demo):
    demo.handler.is_active = False
    demo.handler.save()
    client = Client(HTTP_HOST="localhost")
    assert "Gulnora" not in client.get("/en/demo/").content.decode()
    assert client.post("/en/demo/gulnora/").status_code == 404
