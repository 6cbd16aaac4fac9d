"""What the pages of this room share."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import HamkoriError
from hamkori.kernel.forms import Form
from hamkori.kernel.pages import never_kept
from hamkori.society.accounts.models import User
from hamkori.society.accounts.sessions import Staff, staff_of_request

_NOTICE = "notice"
NOTICES: dict[str, str | Promise] = {
    "saved": _("Saved."),
    "password": _("Your password is changed. You are signed out everywhere else."),
    "elsewhere": _("You are signed out everywhere else."),
    "app": _("The app on your phone is your second step from now on."),
    "app_removed": _("The app is no longer your second step."),
    "passkey": _("The passkey is saved."),
    "passkey_removed": _("The passkey no longer works."),
    "confirmed": _("Confirmed: the code works from now on."),
    "withdrawn": _("The invitation no longer works."),
    "posting": _("The posting has begun."),
    "ended": _("The posting has ended, and the open work is handed over."),
    "no_second_step": _("The person sets up a new second step at the next sign-in."),
    "closed": _("The account is closed."),
    "switched": _("You now act in another posting."),
}


def leave_notice(request: HttpRequest, code: str) -> None:
    """Say something on the next page."""
    request.session[_NOTICE] = code


def take_notices(request: HttpRequest) -> list[str]:
    """What the last step left to say; once."""
    code = request.session.pop(_NOTICE, None) if staff_of_request(request) is not None else None
    return [str(NOTICES[code])] if code in NOTICES else []


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of this room. It leaves no trace in browsers and proxies."""
    context = {"messages": take_notices(request), **(context or {})}
    return never_kept(render(request, f"accounts/{template}.html", context, status=status))


def here(request: HttpRequest) -> Staff:
    """Who is signed in; only behind a gate."""
    staff = staff_of_request(request)
    assert staff is not None
    return staff


def explain(form: Form, error: HamkoriError) -> int:
    """Put an action's refusal into the form; returns the status to answer with."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
    return error.status


def first_page(user: User) -> str:
    """Where somebody arrives after signing in, in their language."""
    language = user.language if user.language in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        try:
            return reverse(getattr(settings, "HAMKORI_FIRST_PAGE", "desk:today"))
        except NoReverseMatch:
            return reverse("accounts:own")
