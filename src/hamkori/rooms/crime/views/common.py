"""What the desk pages of this room share: one page for a sheet, steps taken once, errors at their fields."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound
from hamkori.kernel.forms import Form
from hamkori.kernel.pages import never_kept
from hamkori.society.accounts.sessions import actor_of

_NOTICE = "crime_notice"
_TAKEN = "crime_taken"
MOST_REMEMBERED = 20


def page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the desk; says once what was just done."""
    notice = request.session.pop(_NOTICE, "")
    values = {"messages": [notice] if notice else [], "actor": actor_of(request), **context}
    where = template if "/" in template else f"desk/{template}"
    return never_kept(render(request, f"crime/{where}.html", values, status=status))


def go(address: str) -> HttpResponse:
    return never_kept(HttpResponseRedirect(address))


def tell(request: HttpRequest, words: str | Promise) -> None:
    """Say something on the next page."""
    request.session[_NOTICE] = str(words)


@dataclass(frozen=True)
class Task:
    """One form on one page: what it does, and where it leads. `act` may return the address to go to."""

    form: Form
    act: Callable[[dict[str, Any]], str | None]
    title: str | Promise
    button: str | Promise
    back: str
    lead: str | Promise = ""
    done: str | Promise = _("Written down.")
    template: str = "sheet"
    context: dict[str, Any] | None = None


def run(request: HttpRequest, task: Task) -> HttpResponse:
    """Show the form, or do what it says and go on. What was typed stays when the action refuses."""
    form = task.form
    status = 200
    if form.is_bound:
        taken = request.session.get(_TAKEN, {})
        once = request.POST.get("once", "")
        if once and once in taken:
            return go(taken[once])
        onward = task.back
        if form.is_valid():
            try:
                onward = task.act(form.cleaned_data) or task.back
            except NotAllowed as error:
                raise NotFound() from error
            except HamkoriError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
                status = error.status
        if not form.errors:
            if once:
                kept = list(taken.items())[-MOST_REMEMBERED + 1 :]
                request.session[_TAKEN] = dict([*kept, (once, onward)])
            tell(request, task.done)
            return go(onward)
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


def bound(request: HttpRequest) -> dict[str, Any]:
    """The data of a form that was sent; nothing when it is only looked at or grows by a few rows."""
    return {"data": request.POST} if request.method == "POST" else {}


def wants_more_rows(request: HttpRequest) -> bool:
    return request.method == "POST" and "more" in request.POST
