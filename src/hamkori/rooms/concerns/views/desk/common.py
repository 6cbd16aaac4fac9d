"""What the pages of the desk share: notices, steps that are taken once, errors beside their fields."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import access
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound, SecondFactorNeeded
from hamkori.kernel.forms import Form
from hamkori.kernel.pages import never_kept
from hamkori.rooms.concerns import queries
from hamkori.rooms.concerns.actions import answering
from hamkori.rooms.concerns.models import Concern
from hamkori.society.accounts.gate import ONLY_IN
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.accounts.sessions import actor_of

_NOTICE = "concerns_notice"
_TAKEN = "concerns_taken"
ENTERED = ONLY_IN + "concerns_desk"
MOST_REMEMBERED = 20

NOTICES: dict[str, str | Promise] = {
    "taken_up": _("You have taken it up. The resident can see that the office has opened it."),
    "answered": _("The answer is with the resident now."),
    "asked": _("Your question is with the resident now."),
    "done": _("The resident checks it now. It is closed when the resident agrees."),
    "passed_on": _("Passed on. It is no longer in your list."),
    "sealed": _("It is moved to a protected place. Nobody of the office can open it any more."),
    "name_asked": _("The resident was asked. You will see the answer here."),
    "explained": _("Your explanation stands beside the delay."),
    "paper": _("Typed in. It counts like an answer on the screen."),
    "received": _("The incoming number is written down."),
    "strip": _("The contact is with the concern now. Destroy the paper strip."),
    "shown": _("The text is public now."),
    "declined": _("The text is not public. The author reads the reason."),
    "cleared": _("It is with the office now."),
    "hidden": _("The parts are hidden for good."),
    "checked": _("Your check is written down."),
    "decided": _("The decision is written down."),
    "demand": _("The demand is recorded. The council sees it."),
}


def leave_notice(request: HttpRequest, code: str) -> None:
    """Say something on the next page."""
    request.session[_NOTICE] = code


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    keep_entry: bool = False,
) -> HttpResponse:
    """A page of the desk. Whatever page comes next, the receipt of an assisted entry is gone."""
    if not keep_entry:
        request.session.pop(ENTERED, None)
    code = request.session.pop(_NOTICE, None)
    notices = [NOTICES[code]] if code in NOTICES else []
    values = {"messages": notices, **(context or {})}
    return never_kept(render(request, f"concerns/desk/{template}.html", values, status=status))


def go(name: str, *args: Any, query: dict[str, str] | None = None) -> HttpResponse:
    """See what came of it: a page that may be loaded again."""
    address = reverse(f"concerns_desk:{name}", args=args)
    return never_kept(HttpResponseRedirect(address + ("?" + urlencode(query) if query else "")))


def explain(form: Form, error: HamkoriError) -> int:
    """Put an action's refusal beside its field; returns the status to answer with."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
    return error.status


def taken_before(request: HttpRequest) -> bool:
    """Whether this very form was sent and done before: a second press, or a line that broke."""
    once = request.POST.get("once", "")
    return bool(once) and once in request.session.get(_TAKEN, [])


def remember_taken(request: HttpRequest) -> None:
    if once := request.POST.get("once", ""):
        request.session[_TAKEN] = [*request.session.get(_TAKEN, []), once][-MOST_REMEMBERED:]


def step_up(request: HttpRequest, back: str) -> HttpResponse:
    """Ask for the second step of signing in, then come back."""
    return never_kept(HttpResponseRedirect(reverse("accounts:step_up") + "?" + urlencode({"next": back})))


Build = Callable[[HttpRequest, Actor, Concern], Form]
Act = Callable[[Actor, Concern, Form], object]


def bound(request: HttpRequest) -> dict[str, Any]:
    """What a form is made from: what was sent, or nothing."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def step(
    request: HttpRequest,
    reference: str,
    *,
    verb: str,
    notice: str,
    build: Build,
    act: Act,
    title: str | Promise,
    button: str | Promise,
    lead: str | Promise = "",
    template: str = "step",
    leaves: bool = False,
    back: str = "list",
    context: Callable[[Actor, Concern], dict[str, Any]] | None = None,
) -> HttpResponse:
    """One step with one concern: a small form, one action, back to the concern (or to the page `back` if it `leaves`).

    Who may not do `verb` gets 404. What was typed stays when the action refuses.
    """
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go(back) if leaves else go("concern", reference)
    concern = queries.for_actor(actor, reference, verb=verb)
    if request.method == "GET" and access.may(actor, "concern.read", concern):
        answering.record_sighting(actor=actor, concern=concern)
    form = build(request, actor, concern)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act(actor, concern, form)
        except SecondFactorNeeded:
            return step_up(request, request.path)
        except NotAllowed as error:
            raise NotFound() from error
        except HamkoriError as error:
            status = explain(form, error)
        else:
            if not form.errors:
                remember_taken(request)
                leave_notice(request, notice)
                return go(back) if leaves else go("concern", concern.shown_reference)
    if form.is_bound and form.errors:
        status = status if status != 200 else 422
    values = {
        "concern": concern,
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        **(context(actor, concern) if context else {}),
    }
    return page(request, template, values, status=status)


def language_choices() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def chosen_office(uid: str) -> Organisation | None:
    """The office behind a choice; the field itself refuses what was not offered."""
    return organisation_by_uid(uid) if uid else None
