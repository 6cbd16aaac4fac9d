"""What every page for residents shares.

These pages know no session and no cookie: nothing that a browser would send by itself gives a right to do
anything. A foreign site that makes a browser post here can do no more than the stranger could do alone, so a
cross-site token would protect nothing, and its cookie would be a trace on a shared phone. What gives a right is
the sealed field in the form: each view that changes something demands it. Hence `csrf_exempt`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from hamkori.kernel.errors import HamkoriError, TooManyTries
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.pages import never_kept
from hamkori.kernel.words import pick
from hamkori.rooms.bodies.queries import contacts_of
from hamkori.rooms.concerns.queries import screens
from hamkori.rooms.concerns.screening import Screened
from hamkori.society.accounts.models import Organisation

View = Callable[..., HttpResponse]


def resident_page(view: View) -> View:
    """Never kept by a browser or a proxy; errors of ours become pages; words for a calm page lead there (K57)."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Screened as hit:
            response = to_calm_page(hit)
        except HamkoriError as error:
            response = problem(request, error)
        return never_kept(response)

    return csrf_exempt(wrapper)


def problem(request: HttpRequest, error: HamkoriError) -> HttpResponse:
    """A page with the sentence of the error; the code that was tried too often has one of its own."""
    template = "kernel/429.html" if isinstance(error, TooManyTries) else "kernel/problem.html"
    return render(request, template, {"message": str(error)}, status=error.status)


def to_calm_page(hit: Screened) -> HttpResponse:
    """Away from the form, to a page with a neutral address. Nothing of what was typed goes along (K57)."""
    response = (
        redirect("concerns:calm", number=number_of(hit.screen)) if hit.screen else redirect("concerns:info")
    )
    response.status_code = 303
    return response


def number_of(code: str) -> int:
    """The position of a calm page: what its address says instead of a word."""
    codes = [screen.code for screen in screens()]
    return codes.index(code) + 1 if code in codes else 0


def office_name(office: Organisation | None) -> str:
    """The name of an office in the language of the page, or who answers as long as none is known."""
    return pick(office.names) if office is not None else _("the office that is found for this place")


@for_a_while(60)
def _phone(office: Organisation) -> str:
    return next((contact.phone for contact in contacts_of(office) if contact.phone), "")


def office_phone(office: Organisation | None) -> str:
    """A telephone of the office that is open to everybody, or ""."""
    return _phone(office) if office is not None else ""


def language() -> str:
    return translation.get_language() or "en"
