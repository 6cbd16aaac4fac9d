"""What every page's template can rely on."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from hamkori.kernel.actor import ANYONE
from hamkori.kernel.errors import HamkoriError
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.registries import desk_menu
from hamkori.society.countries import queries as countries
from hamkori.society.countries.models import HelpLine

NAME = "Hamkori"
SHORT = {"tg": "Тоҷ", "ru": "Рус", "en": "Eng"}


@for_a_while(60)
def _pack_name(language: str | None) -> str:
    return countries.public_name(language)


def _site_name(language: str | None) -> str:
    """Also for pages that explain a fault, when no country is loaded or no database answers."""
    if settings.HAMKORI_SITE_NAME:
        return str(settings.HAMKORI_SITE_NAME)
    try:
        return _pack_name(language) or NAME
    except (HamkoriError, DatabaseError):
        return NAME


@for_a_while(60)
def _help_lines() -> list[HelpLine]:
    return countries.help_lines(only_known=True)


@for_a_while(60)
def _emergency() -> HelpLine | None:
    return countries.emergency_line()


def _exit_url() -> str:
    try:
        return countries.quick_exit_address()
    except (HamkoriError, DatabaseError):
        return ""


def _languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """(code, short name, address) of the same page in every language; after a form was sent, its first screen."""
    path = request.get_full_path() if request.method == "GET" else request.path
    parts = path.split("/", 2)
    rest = f"/{parts[2]}" if len(parts) == 3 and parts[1] in dict(settings.LANGUAGES) else "/"
    return [(code, SHORT.get(code, code), f"/{code}{rest}") for code, _name in settings.LANGUAGES]


@for_a_while(60)
def _public_lines(_language: str | None) -> list[tuple[str, str]]:
    """(address, label) of the public menu, in the language of the page: words short enough for one line on a phone."""
    entries = [
        ("portal:places", _("My place")),
        ("concerns:raise", _("Tell us")),
        ("commitments:board", _("Promises")),
        ("concerns:code", _("My code")),
        ("concerns:info", _("Help")),
    ]
    if settings.HAMKORI_PROFILE == "statistics":
        entries = [
            ("crime:overview", _("Statistics")),
            ("crime:releases", _("Releases")),
            ("crime:receipt", _("My receipt")),
        ]
    return _addressed(entries)


def _addressed(entries: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    lines = []
    for url_name, label in entries:
        if address := _address(url_name, translation.get_language()):
            lines.append((address, label))
    return lines


@lru_cache(maxsize=500)
def _address(url_name: str, _language: str | None) -> str:
    """ "" for a page of a room that this installation does not serve."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The lines of the menu: the desk's for those who are signed in and at the desk, else the public ones."""
    actor = getattr(request, "actor", ANYONE)
    if actor.signed_in and ("/desk/" in request.path or "/account/" in request.path):
        lines = _addressed([(item.url_name, item.label) for _name, item in desk_menu if item.shown(actor)])
    else:
        lines = _public_lines(translation.get_language())
    return [{"url": url, "label": label, "current": request.path == url} for url, label in lines]


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page. Nothing here asks the database unless a template uses it."""
    language = translation.get_language()
    return {
        "site_name": SimpleLazyObject(lambda: _site_name(language)),
        "home_url": f"/{language}/",
        "demo": settings.HAMKORI_DEMO,
        "languages": SimpleLazyObject(lambda: _languages(request)),
        "help_lines": SimpleLazyObject(_help_lines),
        "emergency": SimpleLazyObject(_emergency),
        "actor": getattr(request, "actor", ANYONE),
        "exit_url": SimpleLazyObject(_exit_url),
        "menu": SimpleLazyObject(lambda: _menu(request)),
    }
