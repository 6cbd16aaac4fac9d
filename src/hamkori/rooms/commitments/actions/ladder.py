"""The ladder when a promise is late: reminder, head, office above, council, and only then everybody (K59)."""

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.deadlines import actions as deadlines
from hamkori.ground.deadlines import ladder
from hamkori.ground.deadlines.models import Deadline, LadderStep
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor, Role
from hamkori.kernel.errors import BadState
from hamkori.rooms.commitments import clocks, notices
from hamkori.rooms.commitments.actions.common import locked, mark
from hamkori.rooms.commitments.councils import council_of
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import LIVE, Publicity, Side


def whom(commitment: Commitment, step: LadderStep) -> list[tuple[int, tuple[Role, ...]]]:
    """Whom a step tells: (organisation id, roles)."""
    owner = commitment.owner
    if step.to == "reminder":
        return [(owner.pk, (Role.HANDLER, Role.SECRETARY))]
    if step.to == "head":
        return [(owner.pk, (Role.HEAD,))]
    if step.to == "parent":
        return [(owner.parent_id, (Role.HEAD, Role.COMMANDER))] if owner.parent_id else []
    if step.to == "council" and commitment.publicity != Publicity.PRIVATE:
        council = council_of(commitment.path)
        return [(council.pk, (Role.COUNCIL,))] if council is not None else []
    return []


def take(commitment: Commitment, step: LadderStep, *, told: bool) -> None:
    """Remember a step. At the last one everybody can see the delay, with the explanation of the office."""
    commitment.late_step = max(commitment.late_step, step.position)
    public = step.to == "public"
    if public:
        if commitment.publicity == Publicity.PRIVATE:
            return
        commitment.shown = commitment.late_in_public = True
    if told or public:
        mark(commitment, f"late_{step.to}", actor=SYSTEM, side=Side.HOUSE)


@action("commitment.ladder_climbed")
def climb(*, actor: Actor, deadline: Deadline) -> Commitment | None:
    """Take the next step for one late promise. The clock calls this; a step is taken once."""
    if not actor.is_system:
        raise BadState()
    fresh = Deadline.objects.select_for_update().filter(pk=deadline.pk, state=Deadline.State.RUNNING).first()
    steps = ladder.steps()
    if (
        fresh is None
        or fresh.step >= len(steps)
        or fresh.next_step_on is None
        or fresh.next_step_on > clock.today()
    ):
        trail.nothing_happened()
        return None
    commitment = locked(Commitment(pk=fresh.subject_id))
    if commitment.state not in LIVE:
        deadlines.end(subject_type=fresh.subject_type, subject_id=fresh.subject_id, lifted=True)
        trail.nothing_happened()
        return None
    step = steps[fresh.step]
    told = whom(commitment, step)
    for organisation_id, roles in told:
        notices.remind(
            commitment=commitment,
            organisation_id=organisation_id,
            roles=roles,
            step=step.to,
            due_on=fresh.due_on,
        )
    deadlines.climb(deadline=fresh, next_step_on=clocks.next_step_on(fresh.due_on, fresh.step + 1))
    if fresh.due_on < clock.today():
        take(commitment, step, told=bool(told))
        commitment.save(update_fields=["late_step", "shown", "late_in_public"])
    trail.note(subject=commitment, reason=step.to, facts={"due_on": fresh.due_on.isoformat()})
    return commitment
