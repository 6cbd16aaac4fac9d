""" "Try it as": signs a visitor of the demo in as one of its people.

Three locks (K63): the installation says it is a demo, its data folder carries the mark, and the request comes
from this very machine, not through a proxy. The address is looked at and forgotten. Otherwise there is no such page.
"""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hamkori.kernel.pages import never_kept
from hamkori.society.accounts import queries, sessions
from hamkori.society.accounts.views.common import first_page, page

_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def _is_this_machine(request: HttpRequest) -> bool:
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    if request.get_host().rsplit(":", 1)[0] not in _LOCAL_HOSTS and request.get_host() not in _LOCAL_HOSTS:
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def is_open(request: HttpRequest) -> bool:
    """Whether this request may play somebody's part."""
    return (
        settings.HAMKORI_DEMO is True
        and (settings.HAMKORI_DATA / "DEMO").exists()
        and _is_this_machine(request)
    )


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No such page, unless all three locks are open."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open(request):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@demo_only
@require_safe
def redirect_to_language(request: HttpRequest) -> HttpResponse:
    """`/demo/` leads to the page in the visitor's language."""
    return never_kept(HttpResponseRedirect(reverse("accounts:demo")))


@demo_only
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    language = str(getattr(request, "LANGUAGE_CODE", ""))
    rows = [
        {"persona": one, "name": one.name_in(language), "to_try": one.to_try_in(language)}
        for one in queries.personas()
    ]
    return page(request, "demo", {"rows": rows})


@demo_only
@require_POST
def try_as(request: HttpRequest, code: str) -> HttpResponse:
    """Sign in as a persona, with the second step taken as read; a resident signs in nowhere and goes to a page."""
    persona = queries.persona(code)
    if persona is None:
        raise Http404
    if persona.user is None:
        sessions.close(request)
        return never_kept(HttpResponseRedirect(reverse("accounts:demo").removesuffix("demo/") + persona.link))
    sessions.open_for(request, persona.user, second_factor=True)
    user = persona.user
    user.language = str(getattr(request, "LANGUAGE_CODE", ""))
    return never_kept(HttpResponseRedirect(first_page(user)))
