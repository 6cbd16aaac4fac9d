"""What a view asks of who comes: signed in, in a role, with the second step taken.

    @with_role(Role.HANDLER, Role.HEAD)
    def answer(request, ...): ...

The signed-out are asked to sign in, and what they had typed comes back afterwards. A stranger gets 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from hamkori.kernel.actor import Role
from hamkori.society.accounts import kept
from hamkori.society.accounts.sessions import actor_of, staff_of_request
from hamkori.society.accounts.views.again import sign_in_again

View = Callable[..., HttpResponse]

ONLY_IN = "only_in:"
"""A value of a session under `ONLY_IN + <namespace>` lives as long as its person stays on those pages."""
_WHERE_TO = {"password": "accounts:password", "enrolment": "accounts:second_steps"}


def safe_next(request: HttpRequest, wanted: str) -> str:
    """`wanted` if it is a page of ours, else ""."""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""


def _forget_what_was_left(request: HttpRequest) -> None:
    here = request.resolver_match.namespace if request.resolver_match else ""
    for name in tuple(request.session.keys()):
        if name.startswith(ONLY_IN) and name != ONLY_IN + here:
            del request.session[name]


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return sign_in_again(request, kept.seal_form(request))
    return _send_to(request, "accounts:sign_in")


def _send_to(request: HttpRequest, name: str) -> HttpResponse:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    query = "?" + urlencode({"next": back}) if back else ""
    return HttpResponseRedirect(reverse(name) + query)


def signed_in(view: View) -> View:
    """Anybody signed in, posted somewhere or not, also before the second step: for pages of one's own account."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if staff_of_request(request) is None:
            return _ask_to_sign_in(request)
        _forget_what_was_left(request)
        return view(request, *args, **kwargs)

    return wrapper


def staff_only(view: View) -> View:
    """Anybody who acts through a posting. Whoever has none is told so on the page of postings."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        staff = staff_of_request(request)
        if staff is None:
            return _ask_to_sign_in(request)
        _forget_what_was_left(request)
        if staff.waits_for:
            return _send_to(request, _WHERE_TO[staff.waits_for])
        if staff.posting is None:
            return _send_to(request, "accounts:posting")
        return view(request, *args, **kwargs)

    return wrapper


def with_role(*roles: Role) -> Callable[[View], View]:
    """Only these roles; everybody else who is signed in learns no more than that there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not actor_of(request).has_role(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        guarded = staff_only(inner)

        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            staff = staff_of_request(request)
            if staff is not None and (staff.posting is None or Role(staff.posting.role) not in roles):
                raise Http404
            return guarded(request, *args, **kwargs)

        return wrapper

    return decorate


def needs_second_factor(view: View) -> View:
    """Only after the second step of signing in, where this installation asks for it. Goes back afterwards."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if actor.signed_in and not actor.second_factor:
            return _send_to(request, "accounts:step_up")
        return view(request, *args, **kwargs)

    return wrapper


def desk_guard(*roles: Role) -> Callable[[View], View]:
    """The guard that rooms below this one ask for (`kernel.desk.only`)."""
    return lambda view: with_role(*roles)(needs_second_factor(view))
