"""The page behind the code: read, reply, decide about the name, agree or open again, take back.

There is no session: the page carries a ticket of the day in its forms. Every step answers with the page itself.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hamkori.ground.files import queries as file_queries
from hamkori.ground.receipts.behind_code import BehindCode, Step
from hamkori.ground.receipts.forms import CodeForm
from hamkori.ground.receipts.tickets import Expired, Ticket
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, holder
from hamkori.kernel.crypto import Unreadable
from hamkori.kernel.errors import BadInput, BadState, NotFound
from hamkori.rooms.concerns import queries
from hamkori.rooms.concerns.actions import answering, closing, intake, moderation
from hamkori.rooms.concerns.actions import consent as consents
from hamkori.rooms.concerns.actions.closing import reopen_until
from hamkori.rooms.concerns.actions.common import SUBJECT
from hamkori.rooms.concerns.forms.resident import OpinionForm, ReopenForm, ReplyForm, WithdrawForm
from hamkori.rooms.concerns.models import Concern, Consent
from hamkori.rooms.concerns.states import OPEN, UNDECIDED, Kind, Named, Outcome, Public, State
from hamkori.rooms.concerns.views.resident import journey
from hamkori.rooms.concerns.views.resident.calm import sealed_page
from hamkori.rooms.concerns.views.resident.common import office_name, office_phone, resident_page
from hamkori.rooms.concerns.views.resident.opening import code_page
from hamkori.rooms.concerns.views.resident.receipt import confirm_days, ladder_from, seen_by
from hamkori.rooms.concerns.views.resident.ticket import photo_in
from hamkori.society.places import queries as places


class _Mine(BehindCode[Concern]):
    subject = SUBJECT
    purpose = "holder"
    closed = "concerns:code"

    def held(self, actor: Actor) -> Concern:
        return queries.held(actor)

    def ask(self, request: HttpRequest, form: CodeForm, **shown: Any) -> HttpResponse:
        return code_page(request, form, **shown)

    def page(self, request: HttpRequest, case: Concern, **shown: Any) -> HttpResponse:
        return _page(request, case, **shown)


mine = _Mine()
show = resident_page(mine.show)


def step(view: Step[Concern]) -> Callable[[HttpRequest], HttpResponse]:
    return resident_page(mine.step(view))


@step
def reply(request: HttpRequest, actor: Actor, concern: Concern, held_ticket: Ticket) -> HttpResponse:
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            answering.reply(
                actor=actor, concern=concern, text=form.cleaned_data["text"], once=held_ticket.once
            )
        except BadInput as error:
            form.add_error("text", str(error))
    if form.errors:
        return _page(request, concern, status=422, reply_form=form)
    return _page(request, queries.held(actor), notice=_("Your reply was sent."))


@step
def confirm(request: HttpRequest, actor: Actor, concern: Concern, _ticket: Ticket) -> HttpResponse:
    closing.confirm(actor=actor, concern=concern)
    return _page(request, queries.held(actor), notice=_("Thank you. You agreed, and it is closed."))


@step
def reopen(request: HttpRequest, actor: Actor, concern: Concern, _ticket: Ticket) -> HttpResponse:
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, concern, status=422, reopen_form=form)
    after = closing.reopen(actor=actor, concern=concern, text=form.cleaned_data["text"])
    if after.state == State.CHECKING:
        notice = _("Somebody who is not from this office will check the refusal.")
    else:
        notice = _("It is open again. The office has a new day.")
    return _page(request, queries.held(actor), notice=notice)


@step
def consent(request: HttpRequest, actor: Actor, concern: Concern, _ticket: Ticket) -> HttpResponse:
    """Allow, refuse or take back: the office is named by its public number."""
    wanted = request.POST.get("office", "")
    found = next((one for one in queries.consents(concern) if one.organisation.uid == wanted), None)
    if found is None or request.POST.get("answer") not in ("yes", "no"):
        raise BadState()
    allow = request.POST["answer"] == "yes"
    consents.decide(actor=actor, concern=concern, organisation=found.organisation, allow=allow)
    office = office_name(found.organisation)
    words = (
        _("This office may see your name now: %(office)s")
        if allow
        else _("This office may not see your name: %(office)s")
    )
    return _page(request, queries.held(actor), notice=words % {"office": office})


@step
def opinion(request: HttpRequest, actor: Actor, concern: Concern, _ticket: Ticket) -> HttpResponse:
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _page(request, concern, status=422, opinion_form=form)
    useful, respectful = form.cleaned_data["useful"], form.cleaned_data["respectful"]
    closing.give_opinion(
        actor=actor,
        concern=concern,
        useful=int(useful) if useful else None,
        respectful=int(respectful) if respectful else None,
    )
    return _page(request, queries.held(actor), notice=_("Thank you. Your opinion was kept without a name."))


@step
def appeal(request: HttpRequest, actor: Actor, concern: Concern, _ticket: Ticket) -> HttpResponse:
    """The author does not agree with the decision about the public text (D16)."""
    moderation.appeal_moderation(actor=actor, concern=concern)
    return _page(request, queries.held(actor), notice=_("The public council will decide about the text."))


@step
def unpublish(request: HttpRequest, actor: Actor, concern: Concern, _ticket: Ticket) -> HttpResponse:
    """The author takes back the yes to a public text (R024)."""
    moderation.take_back_publication(actor=actor, concern=concern)
    return _page(request, queries.held(actor), notice=_("Your text is not public any more."))


@step
def withdraw(request: HttpRequest, actor: Actor, concern: Concern, _ticket: Ticket) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, concern, status=422, withdraw_form=form)
    if concern.state != State.WITHDRAWN:
        intake.withdraw(actor=actor, concern=concern)
    return _page(request, queries.held(actor), notice=_("Your words, contacts and photos were deleted."))


@resident_page
def photo(request: HttpRequest, ticket: str) -> HttpResponse:
    """One photo of one case, for half an hour, to whoever was shown the page."""
    try:
        case, token = photo_in(ticket)
        concern = queries.held(holder(case))
    except Expired as error:
        raise NotFound from error
    attached = {file.token: file for file in file_queries.of_subject(concern)}
    if token not in attached or concern.state in (State.SEALED, State.WITHDRAWN):
        raise NotFound
    try:
        data = file_queries.read(token)
    except Unreadable as error:
        raise NotFound from error
    answer = HttpResponse(data, content_type=attached[token].content_type)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


# --- the page --------------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    concern: Concern,
    *,
    notice: str = "",
    error: str = "",
    typed: str = "",
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    if concern.state == State.SEALED:
        form = forms.get("withdraw_form", WithdrawForm())
        return sealed_page(request, ticket=mine.ticket(concern.pk), withdraw_form=form)
    state = State(concern.state)
    context: dict[str, Any] = {
        "concern": concern,
        "ticket": mine.ticket(concern.pk),
        "notice": notice,
        "error": error,
        "standing": journey.standing(concern),
        "steps": journey.steps(concern),
        "place_name": places.full_name(concern.place),
        "talk": journey.conversation(concern),
        "opened_by": journey.opened_by(concern),
        "office_phone": office_phone(concern.organisation),
        "withdrawn": state == State.WITHDRAWN,
        "asked": _consents(concern, Consent.State.ASKED) if state in UNDECIDED else [],
        "given": _consents(concern, Consent.State.GIVEN),
        "other_consents": _consents(concern, Consent.State.REFUSED, Consent.State.WITHDRAWN),
        "has_name": concern.named != Named.ANONYMOUS,
        "ladder": ladder_from(concern.due_on) if concern.due_on and state in OPEN else [],
        "explanations": queries.explanations(concern),
        "confirm_days": confirm_days(concern),
        **_what_can_be_done(concern, state),
        **_public_text(concern),
        **seen_by(concern),
        "reply_form": ReplyForm(initial={"text": typed}),
        "reopen_form": ReopenForm(),
        "opinion_form": OpinionForm(),
        "withdraw_form": WithdrawForm(),
        **forms,
    }
    return render(request, "concerns/resident/mine.html", context, status=status)


def _what_can_be_done(concern: Concern, state: State) -> dict[str, Any]:
    last_day = reopen_until(concern)
    still = state == State.CLOSED and last_day is not None and clock.today() <= last_day
    return {
        "can_reply": state not in (State.CLOSED, State.WITHDRAWN) and concern.kind != Kind.THANKS,
        "can_confirm": state in (State.DONE, State.CHECKING),
        "can_reopen": state == State.DONE
        or still
        or (state == State.CHECKING and concern.outcome != Outcome.REFUSED),
        "reopen_until": last_day if still else None,
        "refused": concern.outcome == Outcome.REFUSED,
        "can_give_opinion": state == State.CLOSED and concern.useful is None and concern.respectful is None,
        "reason": _reason("refusal", concern.refusal_reason),
    }


def _public_text(concern: Concern) -> dict[str, Any]:
    last = queries.last_moderation(concern)
    hidden = concern.public_state in (Public.DECLINED, Public.HIDDEN)
    return {
        "public_state": Public(concern.public_state).label,
        "public_reason": _reason("hide", concern.public_reason),
        "can_unpublish": concern.public_state in (Public.ASKED, Public.SHOWN),
        "can_appeal": hidden
        and last is not None
        and last.appealed_on is None
        and last.decision != last.Decision.UPHELD,
        "appealed": last is not None and last.appealed_on is not None and hidden,
    }


def _reason(kind: str, code: str) -> str:
    """The words of a listed reason, or ""."""
    return next((reason.name for reason in queries.reasons(kind) if reason.code == code), "") if code else ""


def _consents(concern: Concern, *wanted: Consent.State) -> list[tuple[str, str, Consent]]:
    """(office, its public number, consent) in these states."""
    return [
        (office_name(one.organisation), one.organisation.uid, one)
        for one in queries.consents(concern)
        if one.state in wanted
    ]
