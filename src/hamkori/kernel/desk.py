"""Pages of the desk for every floor: who may open them, what the last step left to say, a refusal in a form.

Who is signed in is known to `accounts` only. It hands its guard down here, so that rooms below it can ask.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from hamkori.kernel.actor import ANYONE, Actor, Role
from hamkori.kernel.errors import HamkoriError
from hamkori.kernel.forms import PlainFormMixin
from hamkori.kernel.pages import never_kept
from hamkori.kernel.registries import Registry

View = Callable[..., HttpResponse]
Guard = Callable[..., Callable[[View], View]]

guards: Registry[Guard] = Registry("guard")
"""`guards["staff"](*roles)` gives a decorator: only these roles, after the second step of signing in."""

_NOTICE = "notice"


def only(*roles: Role) -> Callable[[View], View]:
    """Only these roles. The signed-out are asked to sign in; for other roles there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if "staff" not in guards:
                raise Http404
            return guards["staff"](*roles)(view)(request, *args, **kwargs)

        return wrapper

    return decorate


def acting(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    actor = getattr(request, "actor", None)
    return actor if isinstance(actor, Actor) else ANYONE


def leave_notice(request: HttpRequest, code: str) -> None:
    """Say something on the next page; `code` is a key of that room's notices."""
    request.session[_NOTICE] = code


def desk_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    notices: Mapping[str, str | Promise] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the desk. It leaves no trace in browsers and proxies; its address is told to our own site only."""
    code = str(request.session.get(_NOTICE, ""))
    messages = []
    if notices and code in notices:
        del request.session[_NOTICE]
        messages = [str(notices[code])]
    response = never_kept(render(request, template, {"messages": messages, **(context or {})}, status=status))
    response["Referrer-Policy"] = "same-origin"
    return response


def go(name: str, *args: Any, query: str = "") -> HttpResponse:
    """On to another page after something was done."""
    return never_kept(HttpResponseRedirect(reverse(name, args=args) + query))


def explain(form: PlainFormMixin, error: HamkoriError) -> int:
    """Put an action's refusal into the form; returns the status to answer with."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
    return error.status


def in_languages(cleaned: Mapping[str, Any], name: str) -> dict[str, str]:
    """{language: text} of the fields `name_tg`, `name_ru`… of a form."""
    return {
        key.removeprefix(f"{name}_"): value for key, value in cleaned.items() if key.startswith(f"{name}_")
    }
