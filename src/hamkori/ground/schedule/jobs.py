"""Jobs on a clock.

There is no queue of tasks: a task row would keep the minute in which a resident did something. What is to be
done stands in the rooms' own rows (a message that waits, a deadline that has passed, an unsealed audit entry);
a job looks for such rows and does them. So a job that was killed half-way simply finds them again.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from hamkori.ground.schedule.models import JobState
from hamkori.kernel import clock
from hamkori.kernel.registries import Registry

logger = logging.getLogger("hamkori.schedule")

LONGEST_PAUSE = timedelta(hours=1)
"""After failures a job waits twice as long each time, but never longer than this."""


@dataclass(frozen=True, slots=True)
class Job:
    """`run` does what is due and returns how much it did. It must be safe to run again at any moment."""

    run: Callable[[], int]
    every: timedelta
    lease: timedelta = timedelta(minutes=5)


registry: Registry[Job] = Registry("job")


def _claim(name: str, job: Job) -> bool:
    """Take the job for this worker. A lease that ran out (its worker was killed) is taken over."""
    now = clock.now()
    with transaction.atomic():
        state, _created = JobState.objects.get_or_create(name=name, defaults={"next_at": now})
        claimed = (
            JobState.objects.filter(pk=state.pk, next_at__lte=now)
            .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
            .update(leased_until=now + job.lease)
        )
    return claimed == 1


def _is_due(name: str) -> bool:
    now = clock.now()
    state = JobState.objects.filter(name=name).first()
    return state is None or (
        state.next_at <= now and (state.leased_until is None or state.leased_until < now)
    )


def _settle(name: str, job: Job, error: Exception | None) -> None:
    now = clock.now()
    state = JobState.objects.get(name=name)
    if error is None:
        state.failures, state.next_at, state.last_finished_at, state.last_error = 0, now + job.every, now, ""
    else:
        state.failures += 1
        pause = min(job.every * 2 ** min(state.failures, 12), LONGEST_PAUSE)
        where = traceback.extract_tb(error.__traceback__)[-1]
        state.next_at = now + pause
        state.last_error = f"{type(error).__name__} at {where.filename.rsplit('/', 1)[-1]}:{where.lineno}"
    state.leased_until = None
    state.save()


def run_job(name: str) -> int:
    """Run one job now if no other worker holds it; returns how much it did (0 when held or not due)."""
    job = registry[name]
    if not _is_due(name) or not _claim(name, job):
        return 0
    try:
        done = job.run()
    except Exception as error:  # noqa: BLE001 - a failing job must not stop the others
        _settle(name, job, error)
        logger.error("job %s failed: %s", name, type(error).__name__)
        return 0
    _settle(name, job, None)
    return done


def tick() -> dict[str, int]:
    """Run every job that is due. Returns {job: how much it did} for those that did something."""
    return {name: done for name, _job in registry if (done := run_job(name))}
