"""From the plan to the ledger: what an office leads becomes its promise."""

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadState
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.actions.promising import NewPromise, NewResource, Proof, promise_many
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import Means
from hamkori.rooms.commitments.states import Origin as Basis
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.models import Decision, Folder, Option
from hamkori.rooms.problems.states import UNDER_WAY, State

SUBJECT = "problems.folder"
LONGEST = 240


@action("problem.promised", verb="problem.lead", on="folder")
def promise_plan(*, actor: Actor, folder: Folder) -> list[Commitment]:
    """Write the chosen solutions that offices lead into the ledger, on the protocol of the team's decision.

    Those that stand there already are left alone. Raises `BadState` when there is none, or no decision yet.
    """
    folder = locked(folder)
    decision = (
        Decision.objects.filter(
            folder=folder, round=folder.round, kind=Decision.Kind.RESPONSE, void_on__isnull=True
        )
        .order_by("-pk")
        .first()
    )
    if decision is None or State(folder.state) not in UNDER_WAY:
        raise BadState(_("The team has to decide what is done."))
    options = list(
        Option.objects.select_for_update(of=("self",))
        .filter(folder=folder, round=folder.round, chosen=True, lead__isnull=False, commitment__isnull=True)
        .select_related("lead")
        .order_by("pk")
    )
    if not options:
        raise BadState(_("Everything that an office leads stands in the ledger already."))
    made = promise_many(
        actor=actor,
        promises=[_promise_of(folder, option, item) for item, option in enumerate(options, start=1)],
        proof=Proof(origin=Basis.MEETING, dated_on=decision.on, number=decision.protocol),
        names_nobody=True,
    )
    for option, commitment in zip(options, made, strict=True):
        option.commitment = commitment
    Option.objects.bulk_update(options, ["commitment"])
    trail.note(subject=folder, changed=["options"], facts={"promises": len(made)})
    return made


def _promise_of(folder: Folder, option: Option, item: int) -> NewPromise:
    assert option.lead is not None and option.due_on is not None
    resources = {
        "labour": (NewResource(Means.LABOUR, amount=None, words=""),),
        "kind": (NewResource(Means.IN_KIND, words=""),),
    }
    return NewPromise(
        owner=option.lead,
        place=folder.place,
        text=pick(option.titles)[:LONGEST],
        due_on=option.due_on,
        to=folder.team if option.lead_id != folder.team_id else None,
        seen_by=pick(option.shown_by)[:LONGEST],
        resources=resources.get(option.resource, ()),
        item=item,
        subject=(SUBJECT, folder.pk),
    )
