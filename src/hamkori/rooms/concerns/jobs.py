"""What the clock does for concerns."""

from datetime import timedelta

from hamkori.ground.deadlines import queries as deadlines
from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.rooms.concerns.actions import closing, ladder, summaries
from hamkori.rooms.concerns.actions.common import SUBJECT
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import State

BATCH = 200


def climb_ladders() -> int:
    """Take every step of the ladder that is due. Each step is a transaction of its own and is taken once."""
    climbed = 0
    for deadline in deadlines.ready_for_next_step(clock.today(), SUBJECT, BATCH):
        climbed += ladder.climb(actor=SYSTEM, deadline=deadline) is not None
    return climbed


def call_checks() -> int:
    """Where the resident stayed silent for the days of the clock, call somebody else's check (R165)."""
    silent = Concern.objects.filter(state=State.DONE, due_on__lt=clock.today()).order_by("due_on", "pk")[
        :BATCH
    ]
    called = 0
    for concern in silent:
        closing.call_check(actor=SYSTEM, concern=concern)
        called += 1
    return called


registry.register("concerns.ladder", Job(run=climb_ladders, every=timedelta(minutes=5)))
registry.register("concerns.checks", Job(run=call_checks, every=timedelta(minutes=5)))
registry.register("concerns.figures", Job(run=summaries.refresh_stale, every=timedelta(seconds=30)))
