"""The steps with one promise: done, evidence, a new day, an explanation; confirm, open again, not kept, take back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotAllowed, NotFound
from hamkori.kernel.pages import never_kept
from hamkori.rooms.commitments import letters, queries
from hamkori.rooms.commitments.actions import closing, doing
from hamkori.rooms.commitments.actions import letters as letter_actions
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.rules import promises
from hamkori.rooms.commitments.states import Origin
from hamkori.rooms.commitments.step_forms import (
    CheckForm,
    ConfirmForm,
    DoneForm,
    EvidenceForm,
    ExplainForm,
    IncomingForm,
    MoveForm,
    NotKeptForm,
    ReopenForm,
    WithdrawForm,
)
from hamkori.rooms.commitments.views.common import bound, go, leave_notice, step
from hamkori.rooms.commitments.views.desk import SEES, WRITES
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

CHECKS = (Role.COUNCIL, Role.REVIEWER, Role.SECRETARY)
DECIDES = (Role.SECRETARY, Role.COUNCIL, Role.HEAD)


def _ways(actor: Actor, commitment: Commitment) -> list[tuple[str, Any]]:
    """Whoever promised speaks on the screen; anybody else needs a paper, witnesses or minutes."""
    if promises(actor, commitment.owner_id):
        return [(Origin.SCREEN.value, Origin.SCREEN.label)]
    return [(origin.value, origin.label) for origin in (Origin.PAPER, Origin.SPOKEN, Origin.MEETING)]


@require_http_methods(["GET", "POST"])
@with_role(*WRITES)
def done(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: DoneForm) -> str:
        pictures, proof = form.take_files("pictures"), form.proof()
        if pictures is None or proof is None:
            return ""
        data = form.cleaned_data
        doing.say_done(
            actor=actor,
            commitment=commitment,
            text=data["text"],
            photos=pictures,
            seen_on=data["seen_on"],
            proof=proof,
            names_nobody=data["names_nobody"],
        )
        return "done"

    return step(
        request,
        reference,
        verb="commitment.do",
        build=lambda request, actor, commitment: DoneForm(ways=_ways(actor, commitment), **bound(request)),
        act=act,
        title=_("It is done"),
        lead=_("This sets the first square. The second one is set by the other side."),
        button=_("Say that it is done"),
    )


@require_http_methods(["GET", "POST"])
@with_role(*WRITES)
def move(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: MoveForm) -> str:
        proof = form.proof()
        if proof is None:
            return ""
        data = form.cleaned_data
        doing.extend(
            actor=actor,
            commitment=commitment,
            due_on=data["due_on"],
            reason=data["reason"],
            proof=proof,
            names_nobody=data["names_nobody"],
        )
        return "moved"

    return step(
        request,
        reference,
        verb="commitment.do",
        build=lambda request, actor, commitment: MoveForm(ways=_ways(actor, commitment), **bound(request)),
        act=act,
        title=_("A new day"),
        lead=_("Only with a reason. The first day stays beside the new one."),
        button=_("Write the new day"),
    )


@require_http_methods(["GET", "POST"])
@with_role(*WRITES)
def explain(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: ExplainForm) -> str:
        proof = form.proof()
        if proof is None:
            return ""
        data = form.cleaned_data
        doing.explain(
            actor=actor,
            commitment=commitment,
            text=data["text"],
            proof=proof,
            names_nobody=data["names_nobody"],
        )
        return "explained"

    return step(
        request,
        reference,
        verb="commitment.do",
        build=lambda request, actor, commitment: ExplainForm(ways=_ways(actor, commitment), **bound(request)),
        act=act,
        title=_("Why it is late"),
        lead=_("An honest reason helps more than silence. It is public only if the delay becomes public."),
        button=_("Put it beside the delay"),
    )


@require_http_methods(["GET", "POST"])
@with_role(*WRITES)
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: EvidenceForm) -> str:
        pictures = form.take_files()
        if pictures is None:
            return ""
        data = form.cleaned_data
        doing.add_evidence(
            actor=actor,
            commitment=commitment,
            text=data["text"],
            photos=pictures,
            seen_on=data["seen_on"],
            names_nobody=data["names_nobody"],
        )
        return "evidence"

    return step(
        request,
        reference,
        verb="commitment.show",
        build=lambda request, actor, commitment: EvidenceForm(**bound(request)),
        act=act,
        title=_("What shows how far it is"),
        button=_("Add it"),
    )


@require_http_methods(["GET", "POST"])
@with_role(*DECIDES)
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: ConfirmForm) -> str:
        closing.confirm(actor=actor, commitment=commitment, minutes=form.minutes())
        return "confirmed"

    return step(
        request,
        reference,
        verb="commitment.confirm",
        build=lambda request, actor, commitment: ConfirmForm(**bound(request)),
        act=act,
        title=_("It is kept"),
        lead=_("You speak for those to whom it was promised. This sets the second square."),
        button=_("Confirm: it is kept"),
    )


@require_http_methods(["GET", "POST"])
@with_role(*DECIDES)
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: ReopenForm) -> str:
        data = form.cleaned_data
        closing.reopen(
            actor=actor,
            commitment=commitment,
            words=data["words"],
            new_day=data["new_day"],
            minutes=form.minutes(),
            names_nobody=data["names_nobody"],
        )
        return "reopened"

    return step(
        request,
        reference,
        verb="commitment.confirm",
        build=lambda request, actor, commitment: ReopenForm(**bound(request)),
        act=act,
        title=_("Open it again"),
        lead=_("Both squares are empty again, and the office goes on."),
        button=_("Open it again"),
    )


@require_http_methods(["GET", "POST"])
@with_role(*DECIDES)
def not_kept(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: NotKeptForm) -> str:
        data = form.cleaned_data
        closing.say_not_kept(
            actor=actor,
            commitment=commitment,
            why=data["why"],
            minutes=form.minutes(),
            names_nobody=data["names_nobody"],
        )
        return "not_kept"

    return step(
        request,
        reference,
        verb="commitment.confirm",
        build=lambda request, actor, commitment: NotKeptForm(**bound(request)),
        act=act,
        title=_("It was not kept"),
        lead=_("This ends the promise. It stays on the board, as large as the kept ones."),
        button=_("Write it down as not kept"),
    )


@require_http_methods(["GET", "POST"])
@with_role(*WRITES)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: WithdrawForm) -> str:
        data = form.cleaned_data
        found = closing.withdraw(
            actor=actor, commitment=commitment, words=data["words"], names_nobody=data["names_nobody"]
        )
        return "asked" if found.is_live else "withdrawn"

    return step(
        request,
        reference,
        verb="commitment.withdraw",
        build=lambda request, actor, commitment: WithdrawForm(**bound(request)),
        act=act,
        title=pgettext_lazy("promise", "Take it back"),
        lead=_("One side asks, the other agrees. One side alone cannot take a promise back."),
        button=pgettext_lazy("promise", "Take it back"),
    )


@require_http_methods(["GET", "POST"])
@with_role(*CHECKS)
def check(request: HttpRequest, reference: str) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: CheckForm) -> str:
        data = form.cleaned_data
        closing.check(
            actor=actor,
            commitment=commitment,
            agrees=data["agrees"] == "yes",
            words=data["words"],
            names_nobody=data["names_nobody"],
        )
        return "checked"

    return step(
        request,
        reference,
        verb="commitment.check",
        build=lambda request, actor, commitment: CheckForm(**bound(request)),
        act=act,
        title=_("Check it"),
        lead=_("The other side was silent. You are neither side: go and see, or ask."),
        button=_("Write down the check"),
    )


@require_POST
@with_role(*DECIDES)
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """Number a letter about this promise and the others on the same basis; pressed twice, it is one letter."""
    actor = actor_of(request)
    commitment = queries.for_actor(actor, reference, verb="commitment.make_letter")
    try:
        letter_actions.make_letter(actor=actor, commitment=commitment)
    except NotAllowed as error:
        raise NotFound() from error
    leave_notice(request, "letter")
    return go("one", commitment.shown_reference)


@require_GET
@with_role(*SEES)
def letter_pdf(request: HttpRequest, reference: str, year: int, number: int, language: str) -> HttpResponse:
    """The letter as PDF, in one of the languages of this installation."""
    actor = actor_of(request)
    commitment = queries.for_actor(actor, reference, verb="commitment.make_letter")
    if not translation.check_for_language(language):
        raise NotFound()
    found = queries.letter_of(actor, commitment, year, number)
    made = letters.pdf(found, queries.measures_of(found), language)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letter-{year}-{number}-{language}.pdf"'
    return never_kept(response)


@require_http_methods(["GET", "POST"])
@with_role(*DECIDES)
def incoming(request: HttpRequest, reference: str, year: int, number: int) -> HttpResponse:
    def act(actor: Actor, commitment: Commitment, form: IncomingForm) -> str:
        data = form.cleaned_data
        letter_actions.record_incoming_number(
            actor=actor,
            commitment=commitment,
            year=year,
            number=number,
            incoming_number=data["incoming_number"],
            incoming_on=data["incoming_on"],
        )
        return "received"

    return step(
        request,
        reference,
        verb="commitment.make_letter",
        build=lambda request, actor, commitment: IncomingForm(**bound(request)),
        act=act,
        title=_("The letter came in"),
        lead=_("The number that the office gave the letter: with it the promise is found again."),
        button=_("Write down the number"),
    )
