"""The council's part, and the team's: checks, appeals, demands for data."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.kernel import access
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import HamkoriError
from hamkori.kernel.forms import Form
from hamkori.rooms.concerns import desk_queries, desk_queues, queries
from hamkori.rooms.concerns.actions import closing, demands, moderation
from hamkori.rooms.concerns.forms.desk import AppealForm, CheckForm, DemandForm
from hamkori.rooms.concerns.models import Concern
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
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

WHY_WORDS = {
    "silence": _("The resident has not answered"),
    "refusal": _("The resident does not agree with a refusal"),
}


@require_GET
@with_role(Role.COUNCIL, Role.SECRETARY)
def checks(request: HttpRequest) -> HttpResponse:
    """What waits for somebody who is not from the office, the oldest first; appeals against a review."""
    actor = actor_of(request)
    queue = desk_queues.checks_of(actor)
    context = {
        "rows": [
            (row, queue.since.get(row.reference), WHY_WORDS.get(queue.why.get(row.reference, ""), ""))
            for row in queue.rows
        ],
        "total": queue.total,
        "appeals": desk_queues.queue_of(actor, desk_queues.appeal_queue(actor)),
        "publication": desk_queues.queue_of(actor, desk_queues.publication_queue(actor))
        if actor.has_role(Role.COUNCIL)
        else None,
        "council": actor.has_role(Role.COUNCIL),
    }
    return page(request, "checks", context)


@require_http_methods(["GET", "POST"])
@with_role(Role.COUNCIL, Role.SECRETARY)
def check(request: HttpRequest, reference: str) -> HttpResponse:
    return step(
        request,
        reference,
        verb="concern.check",
        notice="checked",
        leaves=True,
        back="checks",
        build=lambda request, actor, concern: CheckForm(**bound(request)),
        act=lambda actor, concern, form: closing.check(
            actor=actor,
            concern=concern,
            agrees=form.cleaned_data["agrees"] == "yes",
            note=form.cleaned_data["note"],
        ),
        title=_("Check what was done"),
        lead=_("Go and look, or ask somebody who knows the place. The office itself cannot do this."),
        button=_("Save the check"),
        context=lambda actor, concern: {"quote": desk_queries.closing_words(concern)},
    )


@require_http_methods(["GET", "POST"])
@with_role(Role.COUNCIL)
def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide about a text that a reviewer did not show, or hid (D16)."""

    def build(request: HttpRequest, actor: Actor, concern: Concern) -> Form:
        last = queries.last_moderation(concern)
        text = (last.sealed_text if last is not None else "") or concern.text
        return AppealForm(**bound(request), initial={"text": text})

    return step(
        request,
        reference,
        verb="concern.decide_moderation_appeal",
        notice="decided",
        leaves=True,
        back="checks",
        build=build,
        act=lambda actor, concern, form: moderation.decide_appeal(
            actor=actor,
            concern=concern,
            show=form.cleaned_data["show"] == "yes",
            text=form.cleaned_data["text"],
            confirmed=form.cleaned_data["confirmed"],
        ),
        context=lambda _actor, concern: {"why": queries.hide_reason(concern)},
        title=_("The author does not agree"),
        lead=_("A reviewer decided not to show this text. Nothing was erased. You decide now."),
        button=_("Save the decision"),
    )


@require_http_methods(["GET", "POST"])
@with_role(Role.COUNCIL, Role.ADMINISTRATOR, Role.HEAD)
def demands_of(request: HttpRequest) -> HttpResponse:
    """Demands of authorities for residents' data: recorded, and shown to the council (K58)."""
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go("demands")
    form = DemandForm(**bound(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = {name: value for name, value in form.cleaned_data.items() if name != "once"}
            try:
                demands.record_demand(actor=actor, **data)
            except HamkoriError as error:
                status = explain(form, error)
            else:
                remember_taken(request)
                leave_notice(request, "demand")
                return go("demands")
    context: dict[str, Any] = {"form": form, "reads": access.may(actor, "demand.read")}
    if context["reads"]:
        context["demands"] = queries.demands(actor)
    return page(request, "demands", context, status=status)
