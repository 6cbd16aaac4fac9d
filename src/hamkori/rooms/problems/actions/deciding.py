"""Decisions of the team, written down from its protocol."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.actions.planning import adopt_plan
from hamkori.rooms.problems.models import Decision, DecisionVoice, Folder, YearPlan
from hamkori.rooms.problems.states import LAST, State
from hamkori.society.accounts.models import Organisation, Posting

FEWEST = 3
"""Different people, and different categories, police not counted (K15)."""
POLICE = frozenset({"police", "inspector"})


def _people(seats: Sequence[Seat]) -> tuple[dict[int, str], set[int]]:
    """{seat: whose it is} and the seats of police officers. Somebody on two seats is one person."""
    postings = {
        posting.pk: posting
        for posting in Posting.objects.filter(pk__in=[seat.posting for seat in seats if seat.posting])
    }
    of_police = set(
        Posting.objects.filter(
            user__in=[posting.user_id for posting in postings.values()],
            organisation__is_police=True,
            until_on__isnull=True,
        ).values_list("user_id", flat=True)
    )
    people: dict[int, str] = {}
    police: set[int] = set()
    for seat in seats:
        posting = postings.get(seat.posting or 0)
        people[seat.pk] = f"user {posting.user_id}" if posting else f"seat {seat.pk}"
        if seat.category in POLICE or (posting is not None and posting.user_id in of_police):
            police.add(seat.pk)
    return people, police


def objection(seats: Sequence[Seat]) -> str | None:
    """Why these seats cannot decide (K15), or None."""
    people, police = _people(seats)
    counted = [seat for seat in seats if seat.pk not in police]
    if len({people[seat.pk] for seat in counted}) < FEWEST:
        return str(_("A decision needs three different people. The police are not counted."))
    if len({seat.category for seat in counted}) < FEWEST:
        return str(
            _("A decision needs people of three different groups of the team. The police are not counted.")
        )
    return None


_WHEN: dict[str, frozenset[State]] = {
    Decision.Kind.TAKE_UP: frozenset({State.FINDING, State.CHOOSING}),
    Decision.Kind.RESPONSE: frozenset({State.ANALYSIS, State.PLANNING}),
    Decision.Kind.CLOSE: LAST,
    Decision.Kind.STORY: LAST | {State.CLOSED},
}


def fits(folder: Folder, kind: str) -> bool:
    """Whether this decision belongs to the step in which the folder is."""
    return State(folder.state) in _WHEN.get(kind, frozenset())


@action("problem.decided")
def decide(
    *,
    actor: Actor,
    team: Organisation,
    kind: str,
    way: str,
    seats: Sequence[Seat],
    protocol: str,
    on: date,
    folder: Folder | None = None,
    against: int = 0,
    abstained: int = 0,
    separate_opinion: bool = False,
) -> Decision:
    """Write a decision down. `seats` took part; those who were not against and did not abstain were in favour.

    Raises `BadInput` when it is no decision: fewer than three people of three categories (K15), no majority, no
    protocol, a day to come; `BadState` when it does not belong to the folder's step.
    """
    if folder is not None:
        access.require(actor, "problem.lead", folder)
        folder = locked(folder, open_only=False)
        if not fits(folder, kind):
            raise BadState(_("This decision does not belong to this step."))
    else:
        access.require(actor, "team.lead", team)
        if kind != Decision.Kind.PLAN:
            raise BadState(_("This decision does not belong to this step."))
    if way not in Decision.Way.values or not protocol.strip():
        raise BadInput(_("Please fill in this field."), field="protocol")
    if on > clock.today():
        raise BadInput(_("This day has not come yet."), field="on")
    if any(seat.organisation_id != team.pk or seat.left_on is not None for seat in seats):
        raise BadInput(_("Only members of the team decide."), field="seats")
    if (why := objection(seats)) is not None:
        raise BadInput(why, field="seats")
    people, police = _people(seats)
    in_favour = len(set(people.values())) - against - abstained
    if way == Decision.Way.CONSENT and (against or abstained):
        raise BadInput(_("By consent means that nobody was against."), field="way")
    if in_favour < FEWEST or in_favour <= against:
        raise BadInput(
            _("Three people at least, and more than half of the voices, must be in favour."), field="against"
        )
    decision = Decision.objects.create(
        team=team,
        folder=folder,
        round=folder.round if folder else 1,
        kind=kind,
        way=way,
        in_favour=in_favour,
        against=against,
        abstained=abstained,
        separate_opinion=separate_opinion,
        protocol=protocol.strip(),
        on=on,
        by_posting=actor.posting_id,
    )
    DecisionVoice.objects.bulk_create(
        [
            DecisionVoice(decision=decision, seat=seat, category=seat.category, of_police=seat.pk in police)
            for seat in sorted(seats, key=lambda seat: seat.number)
        ]
    )
    trail.note(subject=folder or decision, reason=kind, changed=["decisions"], facts={"in_favour": in_favour})
    return decision


def adopt(
    *,
    actor: Actor,
    team: Organisation,
    plan: YearPlan,
    way: str,
    seats: Sequence[Seat],
    protocol: str,
    on: date,
    against: int = 0,
    abstained: int = 0,
    separate_opinion: bool = False,
) -> YearPlan:
    """Write down that the team adopts its plan, and let it stand: both or neither."""
    with transaction.atomic():
        decision = decide(
            actor=actor,
            team=team,
            kind=Decision.Kind.PLAN,
            way=way,
            seats=seats,
            protocol=protocol,
            on=on,
            against=against,
            abstained=abstained,
            separate_opinion=separate_opinion,
        )
        return adopt_plan(actor=actor, team=team, plan=plan, decision=decision)
