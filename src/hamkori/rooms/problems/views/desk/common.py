"""What the pages of the desk share: one page for every worksheet, steps that are taken once, errors at their fields."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound
from hamkori.kernel.forms import Form
from hamkori.kernel.pages import never_kept
from hamkori.rooms.problems.queries.teams import team_of
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import organisation_by_uid
from hamkori.society.accounts.sessions import actor_of

_NOTICE = "problems_notice"
_TAKEN = "problems_taken"
MOST_REMEMBERED = 20


def language() -> str:
    return translation.get_language() or "tg"


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the desk; says once what was just done."""
    values = {"messages": said(request), "actor": actor_of(request), **context}
    return never_kept(render(request, f"problems/desk/{template}.html", values, status=status))


def go(address: str) -> HttpResponse:
    return never_kept(HttpResponseRedirect(address))


def tell(request: HttpRequest, words: str | Promise) -> None:
    """Say something on the next page."""
    request.session[_NOTICE] = str(words)


def said(request: HttpRequest) -> list[str]:
    """What `tell` left to say, once; rooms above show it on pages of their own."""
    notice = request.session.pop(_NOTICE, "")
    return [notice] if notice else []


def office(uid: str) -> Organisation | None:
    return organisation_by_uid(uid) if uid else None


def bound(request: HttpRequest) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


@dataclass(frozen=True)
class Task:
    """One form on one page: how it is made, what it does, and where it leads back."""

    form: Form
    act: Callable[[Form], object]
    title: str | Promise
    button: str | Promise
    back: str
    lead: str | Promise = ""
    done: str | Promise = _("Written down.")
    context: dict[str, Any] | None = None
    template: str = "sheet"


def run(request: HttpRequest, task: Task) -> HttpResponse:
    """Show the form, or do what it says and go back. What was typed stays when the action refuses."""
    form = task.form
    status = 200
    if request.method == "POST":
        once = request.POST.get("once", "")
        if once and once in request.session.get(_TAKEN, []):
            return go(task.back)
        if form.is_valid():
            try:
                task.act(form)
            except NotAllowed as error:
                raise NotFound() from error
            except HamkoriError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
                status = error.status
        if not form.errors:
            if once:
                request.session[_TAKEN] = [*request.session.get(_TAKEN, []), once][-MOST_REMEMBERED:]
            tell(request, task.done)
            return go(task.back)
        status = status if status != 200 else 422
    values = {
        "form": form,
        "title": task.title,
        "button": task.button,
        "lead": task.lead,
        "back": task.back,
        **(task.context or {}),
    }
    return page(request, task.template, values, status=status)


def own_team(actor: Actor) -> Organisation:
    """The team that this actor acts for. Raises `NotFound` for anybody who is in none."""
    return team_of(actor)
