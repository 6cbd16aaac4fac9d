"""The page behind the code of a filing: read, reply, decide about the name, the signed receipt, take back.

There is no session: the page carries a ticket of the day in its forms. Every step answers with the page itself.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hamkori.ground.receipts.behind_code import BehindCode, Step
from hamkori.ground.receipts.forms import CodeForm
from hamkori.ground.receipts.tickets import Ticket
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.concerns.views.resident.common import language, office_name, office_phone, resident_page
from hamkori.rooms.crime.models import Filing, Report
from hamkori.rooms.crime.register import papers
from hamkori.rooms.crime.register.catalogue import reason_words
from hamkori.rooms.crime.register.filing import kinds, queries, telling
from hamkori.rooms.crime.register.filing.actions import holding
from hamkori.rooms.crime.register.filing.forms import AnswerForm, TakeBackForm
from hamkori.rooms.crime.register.filing.states import FilingState
from hamkori.rooms.crime.register.receipts import inline_square, key_in_groups, line_of, public_key
from hamkori.rooms.crime.views.filing import ladder_from
from hamkori.society.places import queries as places


@resident_page
def code(request: HttpRequest) -> HttpResponse:
    return _code(request, CodeForm())


def _code(
    request: HttpRequest, form: CodeForm, *, typed: str = "", expired: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "typed": typed, "expired": expired}
    return render(request, "crime/filing/code.html", context, status=422 if form.errors else status)


class _Filed(BehindCode[Filing]):
    subject = queries.SUBJECT
    purpose = "crime.filing.holder"
    closed = "crime:filed"

    def held(self, actor: Actor) -> Filing:
        return queries.held(actor)

    def ask(self, request: HttpRequest, form: CodeForm, **shown: Any) -> HttpResponse:
        return _code(request, form, **shown)

    def page(self, request: HttpRequest, case: Filing, **shown: Any) -> HttpResponse:
        return _page(request, case, **shown)


filed = _Filed()
show = resident_page(filed.show)


def step(view: Step[Filing]) -> Callable[[HttpRequest], HttpResponse]:
    return resident_page(filed.step(view))


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
        "ticket": filed.ticket(filing.pk),
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
