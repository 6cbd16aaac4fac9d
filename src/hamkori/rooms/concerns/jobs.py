"""What the clock does for concerns."""

from datetime import timedelta

from django.db.models import IntegerField
from django.db.models.functions import Length

from hamkori.ground.deadlines import queries as deadlines
from hamkori.ground.schedule.jobs import Job, registry
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.errors import NotFound
from hamkori.rooms.concerns.actions import closing, erasure, ladder, summaries
from hamkori.rooms.concerns.actions.common import SUBJECT
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import State
from hamkori.society.countries.queries import setting

BATCH = 200
MOST_DAYS_A_MONTH = 30
"""The notice says “at most”: a month is counted short."""


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


def forget_old() -> int:
    """What was closed longer ago than the country's setting loses its words, names and photos (K09)."""
    try:
        months = setting("retention_closed_months")
    except NotFound:  # no country is loaded yet
        return 0
    if not months:
        return 0
    last_day = clock.today() - timedelta(days=MOST_DAYS_A_MONTH * int(months))
    old = (
        Concern.objects.filter(state=State.CLOSED, done_on__lt=last_day, closed_on__lt=last_day)
        .annotate(kept=Length("text", output_field=IntegerField()))
        .filter(kept__gt=0)
        .order_by("done_on", "pk")[:BATCH]
    )
    forgotten = 0
    for concern in old:
        erasure.forget_closed(actor=SYSTEM, concern=concern)
        forgotten += 1
    return forgotten


registry.register("concerns.forget", Job(run=forget_old, every=timedelta(hours=6)))
registry.register("concerns.ladder", Job(run=climb_ladders, every=timedelta(minutes=5)))
registry.register("concerns.checks", Job(run=call_checks, every=timedelta(minutes=5)))
registry.register("concerns.figures", Job(run=summaries.refresh_stale, every=timedelta(seconds=30)))
