"""What the clock does for promises."""

from datetime import timedelta

from hamkori.ground.deadlines import queries as deadlines
from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.commitments import clocks
from hamkori.rooms.commitments.actions import closing, ladder
from hamkori.rooms.commitments.actions.common import SUBJECT
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import State

BATCH = 200


def climb_ladders() -> int:
    """Take every step of the ladder that is due. Each step is a transaction of its own and is taken once."""
    climbed = 0
    for deadline in deadlines.ready_for_next_step(clock.today(), SUBJECT, BATCH):
        climbed += ladder.climb(actor=SYSTEM, deadline=deadline) is not None
    return climbed


def call_checks() -> int:
    """Where the other side was silent, call somebody else's check (R165)."""
    silent = Commitment.objects.filter(
        state=State.DONE, driven=False, done_on__lt=clock.today() - clocks.SILENCE
    ).order_by("done_on", "pk")[:BATCH]
    called = 0
    for commitment in silent:
        closing.call_check(actor=SYSTEM, commitment=commitment)
        called += 1
    return called


registry.register("commitments.ladder", Job(run=climb_ladders, every=timedelta(minutes=5)))
registry.register("commitments.checks", Job(run=call_checks, every=timedelta(minutes=5)))
