"""Starting, moving and ending deadlines. Called inside the rooms' own actions."""

from datetime import date

from hamkori.ground.deadlines.models import Deadline
from hamkori.kernel import clock
from hamkori.kernel.inserts import insert


def start(
    *,
    subject_type: str,
    subject_id: int,
    kind: str,
    due_on: date,
    owner: int | None,
    next_step_on: date | None,
) -> Deadline:
    """Start a deadline; if one of this kind runs already it is moved instead and keeps its first day."""
    running = Deadline.objects.filter(
        subject_type=subject_type, subject_id=subject_id, kind=kind, state=Deadline.State.RUNNING
    ).first()
    if running is not None:
        running.due_on, running.owner, running.next_step_on, running.step = due_on, owner, next_step_on, 0
        running.save(update_fields=["due_on", "owner", "next_step_on", "step"])
        return running
    return start_first(
        subject_type=subject_type,
        subject_id=subject_id,
        kind=kind,
        due_on=due_on,
        owner=owner,
        next_step_on=next_step_on,
    )


def start_first(
    *,
    subject_type: str,
    subject_id: int,
    kind: str,
    due_on: date,
    owner: int | None,
    next_step_on: date | None,
) -> Deadline:
    """Start a deadline of a subject that has none of this kind yet (the database refuses a second one)."""
    return insert(
        Deadline(
            subject_type=subject_type,
            subject_id=subject_id,
            kind=kind,
            owner=owner,
            started_on=clock.today(),
            due_on=due_on,
            first_due_on=due_on,
            next_step_on=next_step_on,
        )
    )


def end(*, subject_type: str, subject_id: int, kinds: tuple[str, ...] = (), lifted: bool = False) -> int:
    """End the running deadlines of a subject (all kinds, or the given ones); returns how many."""
    running = Deadline.objects.filter(
        subject_type=subject_type, subject_id=subject_id, state=Deadline.State.RUNNING
    )
    if kinds:
        running = running.filter(kind__in=kinds)
    state = Deadline.State.LIFTED if lifted else Deadline.State.MET
    return running.update(state=state, ended_on=clock.today(), next_step_on=None)


def give_to(*, subject_type: str, subject_id: int, owner: int | None) -> int:
    """Another office answers now: the running deadlines keep their days."""
    return Deadline.objects.filter(
        subject_type=subject_type, subject_id=subject_id, state=Deadline.State.RUNNING
    ).update(owner=owner)


def climb(*, deadline: Deadline, next_step_on: date | None) -> None:
    """Record that the next step of the ladder was taken."""
    deadline.step += 1
    deadline.next_step_on = next_step_on
    deadline.save(update_fields=["step", "next_step_on"])
