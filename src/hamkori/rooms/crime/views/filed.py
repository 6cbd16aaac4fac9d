"""The page behind the code of a filing: read, reply, decide about the name, the signed receipt, take back.

There is no session: the page carries a ticket of the day in its forms. Every step answers with the page itself.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hamkori.ground.receipts.actions import open_with_code
from hamkori.ground.receipts.tickets import Expired, Ticket
from hamkori.kernel.actor import Actor, holder
from hamkori.kernel.errors import BadInput, BadState, NotFound
from hamkori.kernel.forms import tidy
from hamkori.rooms.concerns.forms.resident import CodeForm
from hamkori.rooms.concerns.views.resident.common import language, office_name, office_phone, resident_page
from hamkori.rooms.crime.models import Filing, Report
from hamkori.rooms.crime.register import papers
from hamkori.rooms.crime.register.catalogue import reason_words
from hamkori.rooms.crime.register.filing import draft, kinds, queries, telling
from hamkori.rooms.crime.register.filing.actions import holding
from hamkori.rooms.crime.register.filing.forms import AnswerForm, TakeBackForm
from hamkori.rooms.crime.register.filing.states import FilingState
from hamkori.rooms.crime.register.receipts import inline_square, key_in_groups, line_of, public_key
from hamkori.rooms.crime.views.filing import ladder_from
from hamkori.society.places import queries as places

Step = Callable[[HttpRequest, Actor, Filing, Ticket], HttpResponse]


@resident_page
def code(request: HttpRequest) -> HttpResponse:
    return _code(request, CodeForm())


def _code(
    request: HttpRequest, form: CodeForm, *, typed: str = "", expired: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "typed": typed, "expired": expired}
    return render(request, "crime/filing/code.html", context, status=422 if form.errors else status)


@resident_page
def show(request: HttpRequest) -> HttpResponse:
    """Opened by number and code, or by a ticket that is still good."""
    if request.method != "POST":
        return redirect("crime:filed")
    typed = tidy(request.POST.get("typed", ""))
    if "ticket" in request.POST:
        return _by_ticket(request, lambda request, actor, filing, _ticket: _page(request, filing))
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code(request, form, typed=typed)
    receipt = open_with_code(reference=form.cleaned_data["reference"], code=form.cleaned_data["code"])
    if receipt is None or receipt.subject_type != queries.SUBJECT:
        # The same sentence whether there is such a number or not.
        form.add_error(
            None, _("Number and code do not fit together. Please check both against your receipt.")
        )
        return _code(request, form, typed=typed)
    return _page(request, queries.held(holder(receipt.subject_id)), typed=typed)


def step(view: Step) -> Callable[[HttpRequest], HttpResponse]:
    """A step of the holder: POST only, with a ticket of today; one that came too late shows the page as it is."""

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return redirect("crime:filed")
        return _by_ticket(request, view)

    return resident_page(wrapper)


def _by_ticket(request: HttpRequest, view: Step) -> HttpResponse:
    try:
        ticket = draft.ticket_in(request.POST.get("ticket", ""))
        actor = holder(ticket.case)
        filing = queries.held(actor)
    except (Expired, NotFound):
        typed = tidy(request.POST.get("text", ""))
        return _code(request, CodeForm(), typed=typed, expired=True, status=409)
    try:
        return view(request, actor, filing, ticket)
    except BadState as error:
        return _page(request, queries.held(actor), error=str(error), status=error.status)


@step
def reply(request: HttpRequest, actor: Actor, filing: Filing, ticket: Ticket) -> HttpResponse:
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            holding.reply(actor=actor, filing=filing, text=form.cleaned_data["text"], once=ticket.once)
        except BadInput as error:
            form.add_error("text", str(error))
    if form.errors:
        return _page(request, filing, status=422, answer_form=form)
    return _page(request, queries.held(actor), notice=_("Your answer was sent."))


@step
def name(request: HttpRequest, actor: Actor, filing: Filing, _ticket: Ticket) -> HttpResponse:
    """Allow the office that has it now, or take this back. Asked of one office, it is not said to another."""
    if request.POST.get("answer") not in ("yes", "no") or request.POST.get("office") != filing.office.uid:
        raise BadState
    allow = request.POST["answer"] == "yes"
    holding.decide_name(actor=actor, filing=filing, allow=allow)
    words = (
        _("This office may see your name now: %(office)s")
        if allow
        else _("This office may not see your name: %(office)s")
    )
    return _page(request, queries.held(actor), notice=words % {"office": office_name(filing.office)})


@step
def withdraw(request: HttpRequest, actor: Actor, filing: Filing, _ticket: Ticket) -> HttpResponse:
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _page(request, filing, status=422, take_back_form=form)
    holding.withdraw(actor=actor, filing=filing)
    return _page(
        request, queries.held(actor), notice=_("Your words, your name and your telephone were deleted.")
    )


# --- the page


def _page(
    request: HttpRequest,
    filing: Filing,
    *,
    notice: str = "",
    error: str = "",
    typed: str = "",
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    identity = queries.identity_of(filing)
    context: dict[str, Any] = {
        "filing": filing,
        "ticket": draft.ticket_of(filing.pk).sealed(),
        "notice": notice,
        "error": error,
        "kind": kinds.kind_name(filing.kind),
        "place_name": places.full_name(filing.place),
        "office": office_name(filing.office),
        "office_phone": office_phone(filing.office),
        "standing": telling.standing(filing),
        "talk": telling.conversation(filing, own=True),
        "why": reason_words("filing", filing.reason) if filing.state == FilingState.REFUSED else "",
        "has_name": identity is not None,
        "name_allowed": identity is not None and identity.office_id == filing.office_id,
        "can_reply": filing.state == FilingState.ASKED,
        "gone": filing.forgotten_on is not None,
        "ladder": ladder_from(filing.due_on) if filing.is_open else [],
        "receipt": _receipt(filing.report) if filing.report is not None else None,
        "answer_form": AnswerForm(initial={"text": typed}),
        "take_back_form": TakeBackForm(),
        **forms,
    }
    return render(request, "crime/filing/mine.html", context, status=status)


def _receipt(report: Report) -> dict[str, Any]:
    """The signed receipt, as it is handed over at the counter: it names no offence, no place and no person."""
    said = papers.receipt_of(report)
    line = line_of(said)
    return {
        "number": report.number,
        "office": office_name(report.office),
        "said": said,
        "line": line,
        "qr": inline_square(papers.address_of(line, language())),
        "key": key_in_groups(public_key()),
        "address": papers.address_of(line, language()),
    }
