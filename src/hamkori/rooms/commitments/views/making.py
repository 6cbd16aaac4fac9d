"""Writing promises down: ten rows on one basis, or one in full; and what a meeting decides about many."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound
from hamkori.rooms.commitments import queries
from hamkori.rooms.commitments.actions import closing, promising
from hamkori.rooms.commitments.actions.closing import Verdict
from hamkori.rooms.commitments.actions.promising import NewPromise, Proof
from hamkori.rooms.commitments.forms import ManyForm, MeetingForm, OneForm
from hamkori.rooms.commitments.states import Origin, Publicity
from hamkori.rooms.commitments.views.common import (
    bound,
    explain,
    go,
    leave_notice,
    page,
    remember_taken,
    taken_before,
)
from hamkori.rooms.commitments.views.desk import WRITES, origin_words
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

MEETING_FIRST = (Origin.MEETING, Origin.PAPER, Origin.SPOKEN, Origin.SCREEN)
SCREEN_FIRST = (Origin.SCREEN, Origin.MEETING, Origin.PAPER, Origin.SPOKEN)


def ways_of(actor: Actor) -> list[tuple[str, Any]]:
    """How this actor can have heard a promise, the usual way first."""
    if actor.has_role(Role.CLERK):
        chosen: tuple[Origin, ...] = (Origin.PAPER, Origin.MEETING, Origin.SPOKEN)
    elif actor.has_role(Role.SECRETARY, Role.COUNCIL):
        chosen = MEETING_FIRST
    else:
        chosen = SCREEN_FIRST
    return [(origin.value, origin.label) for origin in chosen]


@require_http_methods(["GET", "POST"])
@with_role(*WRITES)
def many(request: HttpRequest) -> HttpResponse:
    """Ten rows on one basis: what a meeting, a letter or a talk has brought."""
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go("board")
    form = ManyForm(
        ways=ways_of(actor),
        places=queries.places_for(actor),
        owners=queries.owners_for(actor),
        **bound(request),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            proof = form.proof()
            if proof is not None:
                _write_many(actor, form, proof)
        except NotAllowed as error:
            raise NotFound() from error
        except HamkoriError as error:
            row = error.values.get("row")
            if row is not None:
                error.values["row"] = form.row_numbers[row]
            status = explain(form, error)
        if not form.errors:
            remember_taken(request)
            leave_notice(request, "made_many")
            return go("board")
    if form.is_bound and form.errors:
        status = status if status != 200 else 422
    return page(request, "many", {"form": form}, status=status)


def _write_many(actor: Actor, form: ManyForm, proof: Proof) -> None:
    data = form.cleaned_data
    place = queries.chosen_place(data["place"])
    wishes = []
    for item, number in enumerate(form.row_numbers, start=1):
        owner = queries.chosen_office(data[f"owner_{number}"])
        if owner is None:
            raise NotFound()
        wishes.append(
            NewPromise(
                owner=owner,
                place=place,
                text=data[f"text_{number}"],
                due_on=data[f"due_on_{number}"],
                seen_by=data[f"seen_by_{number}"],
                publicity=Publicity(data["publicity"]),
                item=item,
                language=actor.language,
            )
        )
    promising.promise_many(
        actor=actor, promises=wishes, proof=proof, names_nobody=data["names_nobody"], once=data["once"]
    )


@require_http_methods(["GET", "POST"])
@with_role(*WRITES)
def full(request: HttpRequest) -> HttpResponse:
    """One promise in full: responsible post, resources, the practice that goes with equipment (K45)."""
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go("board")
    form = OneForm(
        ways=ways_of(actor),
        places=queries.places_for(actor),
        owners=queries.owners_for(actor),
        others=queries.others_for(actor),
        **bound(request),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            proof = form.proof()
            owner = queries.chosen_office(data["owner"])
            if owner is None:
                raise NotFound()
            if proof is not None:
                made = promising.promise(
                    actor=actor,
                    wish=form.promise(
                        owner=owner,
                        place=queries.chosen_place(data["place"]),
                        to=queries.chosen_office(data["to"]),
                        language=actor.language,
                    ),
                    proof=proof,
                    names_nobody=data["names_nobody"],
                    once=data["once"],
                )
        except NotAllowed as error:
            raise NotFound() from error
        except HamkoriError as error:
            error.values.pop("row", None)
            status = explain(form, error)
        if not form.errors:
            remember_taken(request)
            leave_notice(request, "made")
            return go("one", made.shown_reference)
    if form.is_bound and form.errors:
        status = status if status != 200 else 422
    return page(request, "full", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY, Role.COUNCIL, Role.HEAD)
def meeting(request: HttpRequest) -> HttpResponse:
    """What a meeting decided about the promises that came back to it: a choice a row, one press."""
    actor = actor_of(request)
    if request.method == "POST" and taken_before(request):
        return go("board")
    wanted = request.GET.get("minutes", "")
    meetings = queries.meetings_of(actor)
    chosen = next((one for one in meetings if wanted and one.basis.number == wanted), None)
    rows = queries.to_decide(actor, basis_id=chosen.basis.pk if chosen else None)
    form = MeetingForm(references=[row.reference for row in rows], **bound(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _decide(actor, form)
        except NotAllowed as error:
            raise NotFound() from error
        except HamkoriError as error:
            row = error.values.get("row")
            if row is not None:
                error.values["row"] = form.chosen[row][0]
            status = explain(form, error)
        if not form.errors:
            remember_taken(request)
            leave_notice(request, "meeting")
            return go("board")
    if form.is_bound and form.errors:
        status = status if status != 200 else 422
    cells = form.cells
    return page(
        request,
        "meeting",
        {
            "form": form,
            "meetings": meetings,
            "chosen": chosen,
            "rows": [
                (row, row.owner.name_in(actor.language), origin_words(row), *cells[row.reference])
                for row in rows
            ],
        },
        status=status,
    )


def _decide(actor: Actor, form: MeetingForm) -> None:
    data = form.cleaned_data
    found = queries.decisions(actor, [reference for reference, _outcome, _words in form.chosen])
    verdicts = []
    for reference, outcome, words in form.chosen:
        if reference not in found:
            raise NotFound()
        verdicts.append(Verdict(found[reference], outcome, words))
    closing.close_meeting(
        actor=actor,
        verdicts=verdicts,
        minutes=Proof(Origin.MEETING, data.get("dated_on"), data["number"]),
        names_nobody=data["names_nobody"],
    )
