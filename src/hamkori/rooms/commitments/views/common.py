"""What the pages of the ledger share: notices, one step with one promise, refusals beside their fields."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound
from hamkori.kernel.forms import Form
from hamkori.kernel.pages import never_kept
from hamkori.rooms.commitments import queries
from hamkori.rooms.commitments.models import Commitment
from hamkori.society.accounts.sessions import actor_of

_NOTICE = "commitments_notice"
_TAKEN = "commitments_taken"
MOST_REMEMBERED = 20

NOTICES: dict[str, str | Promise] = {
    "made": _("Written down. It comes back until the other side agrees that it is kept."),
    "made_many": _("All are written down. They come back until the other side agrees that they are kept."),
    "done": _("The first square is set. The other side looks at it now."),
    "evidence": _("Added."),
    "moved": _("The new day stands there, and the first one beside it."),
    "explained": _("Your explanation stands beside the delay."),
    "confirmed": _("Both squares are set: kept."),
    "reopened": _("It is open again."),
    "not_kept": _("It stands on the board as not kept, with the reason."),
    "asked": _("The other side has to agree before it is taken back."),
    "withdrawn": _("Both sides have taken it back."),
    "checked": _("Your check is written down."),
    "meeting": _("What the meeting decided is written down."),
    "letter": _("The letter has its number. Print it and carry it there."),
    "received": _("The incoming number is written down."),
}


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the desk."""
    code = request.session.pop(_NOTICE, None)
    notices = [NOTICES[code]] if code in NOTICES else []
    values = {"messages": notices, **(context or {})}
    return never_kept(render(request, f"commitments/desk/{template}.html", values, status=status))


def leave_notice(request: HttpRequest, code: str) -> None:
    """Say something on the next page."""
    request.session[_NOTICE] = code


def go(name: str, *args: Any) -> HttpResponse:
    """See what came of it: a page that may be loaded again."""
    return never_kept(HttpResponseRedirect(reverse(f"commitments_desk:{name}", args=args)))


def explain(form: Form, error: HamkoriError) -> int:
    """Put an action's refusal beside its field (or that of its row); returns the status to answer with."""
    row = error.values.get("row")
    field = error.field
    for name in (f"{field}_{row}", _TWINS.get(field or "", ""), field):
        if name in form.fields:
            field = name
            break
    else:
        field = None
    form.add_error(field, str(error))
    return error.status


_TWINS = {"photo": "photos"}


def options(choices: Iterable[tuple[str, str | Promise]], chosen: str) -> SafeString:
    """The options of a filter."""
    return SafeString(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(str(words))}</option>'
            for value, words in choices
        )
    )


def taken_before(request: HttpRequest) -> bool:
    """Whether this very form was sent and done before: a second press, or a line that broke."""
    once = request.POST.get("once", "")
    return bool(once) and once in request.session.get(_TAKEN, [])


def remember_taken(request: HttpRequest) -> None:
    if once := request.POST.get("once", ""):
        request.session[_TAKEN] = [*request.session.get(_TAKEN, []), once][-MOST_REMEMBERED:]


def bound(request: HttpRequest) -> dict[str, Any]:
    """What a form is made from: what was sent, or nothing."""
    return {"data": request.POST.copy(), "files": request.FILES} if request.method == "POST" else {}


Build = Callable[[HttpRequest, Actor, Commitment], Form]
Act = Callable[[Actor, Commitment, Any], str]


def step(
    request: HttpRequest,
    reference: str,
    *,
    verb: str,
    build: Build,
    act: Act,
    title: str | Promise,
    button: str | Promise,
    lead: str | Promise = "",
) -> HttpResponse:
    """One step with one promise: a small form, one action, back to the promise.

    `act` gives the code of the notice, or "" when it has put an error into the form. Who may not do `verb` gets 404.
    """
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go("one", reference)
    commitment = queries.for_actor(actor, reference, verb=verb)
    form = build(request, actor, commitment)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            notice = act(actor, commitment, form)
        except NotAllowed as error:
            raise NotFound() from error
        except HamkoriError as error:
            status = explain(form, error)
        else:
            if notice and not form.errors:
                remember_taken(request)
                leave_notice(request, notice)
                return go("one", commitment.shown_reference)
    if form.is_bound and form.errors:
        status = status if status != 200 else 422
    values = {"commitment": commitment, "form": form, "title": title, "button": button, "lead": lead}
    return page(request, "step", values, status=status)
