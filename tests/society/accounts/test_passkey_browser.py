"""Passkeys in a real browser with a virtual authenticator: set one up, sign in with it, use it as the second step."""

from typing import Any

import pytest

from hamkori.society.accounts.models import Passkey, StaffSession
from tests.society.accounts.people import PASSWORD, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server: Any, settings: Any, pages: None) -> str:
    settings.HAMKORI_ORIGIN = live_server.url
    return str(live_server.url)


def _with_authenticator(page: Any) -> tuple[Any, str]:
    """A phone that confirms with a finger; returns the control channel and its number."""
    channel = page.context.new_cdp_session(page)
    channel.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = channel.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return channel, number


def _sign_in(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}/en/account/sign-in/")
    page.get_by_label("Phone number or user name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_set_up_and_signs_in_alone(address, open_browser, transactional_db):
    world = make_world()
    page = open_browser(language="en")
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    channel, number = _with_authenticator(page)
    _sign_in(page, address, "gulnora")
    page.wait_for_url(f"{address}/en/account/")
    page.goto(f"{address}/en/handlers/")
    page.wait_for_url("**/second-steps/**")
    page.get_by_label("Name of the passkey").fill("Phone")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("The passkey is saved.").wait_for()
    assert Passkey.objects.get(user=world.handler).label == "Phone"
    assert "handler tj.chashma" in page.goto(f"{address}/en/handlers/").text()

    page.context.clear_cookies()
    page.goto(f"{address}/en/account/sign-in/?next=/en/handlers/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{address}/en/handlers/")
    assert "handler tj.chashma" in page.content()
    assert StaffSession.objects.filter(user=world.handler, second_factor_at__isnull=False).exists()

    page.context.clear_cookies()
    _sign_in(page, address, "gulnora")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(f"{address}/en/account/")
    assert Passkey.objects.get().sign_count > 0
    assert not [one for one in problems if "Content Security Policy" in one], problems

    channel.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    page.context.clear_cookies()
    page.goto(f"{address}/en/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey did not work.").wait_for()


def test_without_scripts_the_app_and_codes_remain(address, open_browser, transactional_db):
    make_world()
    page = open_browser(language="en", javascript=False)
    _sign_in(page, address, "gulnora")
    page.goto(f"{address}/en/account/second-steps/")
    assert page.get_by_role("button", name="Set up the app").is_visible()
    assert not page.get_by_role("button", name="Add a passkey").is_visible()
    page.get_by_role("button", name="Set up the app").click()
    assert page.locator("svg.segno").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
