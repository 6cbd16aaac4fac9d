"""Review before anything is public, screening of disputes, hiding parts of photos."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.kernel import guard
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.kernel.forms import Form
from hamkori.rooms.concerns import desk_queries, desk_queues, queries
from hamkori.rooms.concerns.actions import answering, moderation
from hamkori.rooms.concerns.actions.moderation import COLUMNS, ROWS
from hamkori.rooms.concerns.forms.desk import HideForm, ReasonForm, ShowTextForm, StepForm
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Public
from hamkori.rooms.concerns.views.desk.common import (
    bound,
    explain,
    go,
    leave_notice,
    page,
    remember_taken,
    step,
    taken_before,
)
from hamkori.rooms.concerns.views.desk.steps import reason_choices
from hamkori.society.accounts.gate import staff_only, with_role
from hamkori.society.accounts.sessions import actor_of

REVIEWERS = (Role.REVIEWER, Role.COUNCIL)


@require_GET
@with_role(*REVIEWERS)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a reader outside the police: disputes first, then texts that want to be public."""
    actor = actor_of(request)
    if actor.organisation_is_police:
        raise NotFound()
    context = {
        "screening": desk_queues.queue_of(actor, desk_queues.screening_queue(actor)),
        "publication": desk_queues.queue_of(actor, desk_queues.publication_queue(actor)),
        "reviewer": actor.has_role(Role.REVIEWER),
    }
    return page(request, "review_queue", context)


def marked(text: str) -> list[tuple[str, str]]:
    """The text in pieces: (piece, what the guard says about it or "")."""
    pieces: list[tuple[str, str]] = []
    last = 0
    for finding in guard.findings(text):
        if finding.start < last:
            continue
        pieces += [
            (text[last : finding.start], ""),
            (text[finding.start : finding.end], str(finding.sentence)),
        ]
        last = finding.end
    return [piece for piece in [*pieces, (text[last:], "")] if piece[0]]


@require_http_methods(["GET", "POST"])
@with_role(*REVIEWERS)
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the text, shortened if need be, or decline it with a listed reason."""
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go("review_queue")
    concern = queries.for_actor(actor, reference, verb="concern.review")
    if concern.public_state == Public.PRIVATE:
        raise NotFound()
    answering.record_sighting(actor=actor, concern=concern)
    deciding = request.POST.get("decision") if request.method == "POST" else None
    show = ShowTextForm(
        request.POST if deciding == "show" else None, initial={"text": concern.public_text or concern.text}
    )
    decline = ReasonForm(
        request.POST if deciding == "decline" else None, reasons=reason_choices("hide"), auto_id="d_%s"
    )
    chosen: Form = decline if deciding == "decline" else show
    status = 200
    if request.method == "POST":
        status = 422
        if chosen.is_valid():
            try:
                _decide(actor, concern, chosen)
            except HamkoriError as error:
                status = explain(chosen, error)
            else:
                remember_taken(request)
                leave_notice(request, "declined" if chosen is decline else "shown")
                return go("review_queue")
    context: dict[str, Any] = {
        "concern": concern,
        "pieces": marked(concern.text),
        "findings": sorted({str(finding.sentence) for finding in guard.findings(concern.text)}),
        "show": show,
        "decline": decline,
        "can_show": concern.public_state in (Public.ASKED, Public.DECLINED, Public.HIDDEN),
        "can_decline": concern.public_state in (Public.ASKED, Public.SHOWN),
        "photos": desk_queries.photos_of(concern),
    }
    return page(request, "review", context, status=status)


def _decide(actor: Actor, concern: Concern, form: Form) -> None:
    if isinstance(form, ShowTextForm):
        moderation.show_text(
            actor=actor,
            concern=concern,
            text=form.cleaned_data["text"],
            confirmed=form.cleaned_data["confirmed"],
        )
    else:
        moderation.decline_text(actor=actor, concern=concern, reason=form.cleaned_data["reason"])


@require_http_methods(["GET", "POST"])
@with_role(Role.REVIEWER)
def clear(request: HttpRequest, reference: str) -> HttpResponse:
    return step(
        request,
        reference,
        verb="concern.clear",
        notice="cleared",
        leaves=True,
        back="review_queue",
        build=lambda request, actor, concern: StepForm(**bound(request)),
        act=lambda actor, concern, form: moderation.clear(actor=actor, concern=concern),
        title=_("Send it to the office"),
        lead=_(
            "You have read it: nobody is in danger, and the office that answers can be trusted with it. "
            "If in doubt, pass it to a service, or move it to the protected place."
        ),
        button=_("Send it to the office"),
    )


@require_http_methods(["GET", "POST"])
@staff_only
def hide(request: HttpRequest, reference: str, token: str) -> HttpResponse:
    """Choose tiles of a photo; they are made unrecognisable for good, no script needed (K47)."""
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go("concern", reference)
    concern = queries.for_actor(actor, reference, verb="concern.hide_part")
    file = desk_queries.file_of(concern, token)
    if file.content_type != "image/jpeg":
        raise NotFound()
    answering.record_sighting(actor=actor, concern=concern)
    form = HideForm(**bound(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            tiles = [(number % COLUMNS, number // COLUMNS) for number in form.cleaned_data["tiles"]]
            try:
                moderation.hide_tiles(actor=actor, concern=concern, file=file, tiles=tiles)
            except HamkoriError as error:
                status = explain(form, error)
            else:
                remember_taken(request)
                leave_notice(request, "hidden")
                return go("concern", concern.shown_reference)
    chosen = set(request.POST.getlist("tiles"))
    grid = [
        [(row * COLUMNS + column, str(row * COLUMNS + column) in chosen) for column in range(COLUMNS)]
        for row in range(ROWS)
    ]
    return page(
        request, "hide", {"concern": concern, "file": file, "form": form, "grid": grid}, status=status
    )
