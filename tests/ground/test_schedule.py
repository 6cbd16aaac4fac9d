"""Jobs on a clock: once at a time, again after a failure, taken over from the dead."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hamkori.ground.schedule import jobs
from hamkori.ground.schedule.jobs import LONGEST_PAUSE, Job, run_job, tick
from hamkori.ground.schedule.models import JobState
from hamkori.kernel import clock
from hamkori.kernel.registries import Registry

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 15, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry[Job]:
    fresh: Registry[Job] = Registry("job")
    monkeypatch.setattr(jobs, "registry", fresh)
    return fresh


class Counter:
    def __init__(self, fail: bool = False) -> None:
        self.runs = 0
        self.fail = fail

    def __call__(self) -> int:
        self.runs += 1
        if self.fail:
            raise ValueError("Gulnora wrote +992 00 000 00 01")
        return 1


def test_a_job_runs_when_it_is_due_and_not_before(
    registry: Registry[Job], travel: Callable[..., None]
) -> None:
    work = Counter()
    registry.register("work", Job(run=work, every=timedelta(minutes=10)))
    for minutes, runs in ((0, 1), (0, 1), (9, 1), (10, 2), (15, 2), (20, 3)):
        travel(START + timedelta(minutes=minutes))
        tick()
        assert work.runs == runs, minutes


def test_a_failing_job_waits_twice_as_long_each_time_and_never_beyond_the_limit(
    registry: Registry[Job], travel: Callable[..., None]
) -> None:
    work = Counter(fail=True)
    registry.register("work", Job(run=work, every=timedelta(minutes=1)))
    now, pauses = START, []
    for _ in range(9):
        travel(now)
        assert run_job("work") == 0
        following = JobState.objects.get().next_at
        pauses.append(following - now)
        now = following
    assert pauses[:5] == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16, 32)]
    assert pauses[5:] == [LONGEST_PAUSE] * 4
    work.fail = False
    travel(now)
    assert run_job("work") == 1
    state = JobState.objects.get()
    assert (state.failures, state.last_error, state.next_at - now) == (0, "", timedelta(minutes=1))


def test_a_failing_job_does_not_stop_the_others_and_tells_no_text(
    registry: Registry[Job], caplog: pytest.LogCaptureFixture
) -> None:
    good = Counter()
    registry.register("bad", Job(run=Counter(fail=True), every=timedelta(minutes=1)), order=1)
    registry.register("good", Job(run=good, every=timedelta(minutes=1)), order=2)
    with caplog.at_level(logging.DEBUG):
        assert tick() == {"good": 1}
    state = JobState.objects.get(name="bad")
    assert state.last_error.startswith("ValueError at test_schedule.py:")
    for text in (caplog.text, state.last_error):
        assert "Gulnora" not in text
        assert "+992" not in text


def test_a_job_that_another_worker_holds_is_left_alone(
    registry: Registry[Job], travel: Callable[..., None]
) -> None:
    outer = Counter()

    def run() -> int:
        outer.runs += 1
        assert run_job("work") == 0  # as a second worker would find it
        return 1

    registry.register("work", Job(run=run, every=timedelta(minutes=1)))
    travel(START)
    assert run_job("work") == 1
    assert outer.runs == 1


def test_the_job_of_a_killed_worker_is_taken_over_when_its_lease_ends(
    registry: Registry[Job], travel: Callable[..., None]
) -> None:
    work = Counter()
    job = registry.register("work", Job(run=work, every=timedelta(seconds=3), lease=timedelta(minutes=5)))
    travel(START)
    assert jobs._claim("work", job)  # and then kill -9
    for minutes, runs in ((1, 0), (4, 0), (5, 0), (6, 1)):
        travel(START + timedelta(minutes=minutes))
        run_job("work")
        assert work.runs == runs, minutes


def test_a_claim_is_given_once(registry: Registry[Job], travel: Callable[..., None]) -> None:
    job = registry.register("work", Job(run=Counter(), every=timedelta(minutes=1)))
    travel(START)
    assert [jobs._claim("work", job) for _ in range(3)] == [True, False, False]


def test_what_is_due_to_nobody_asks_the_database_once(
    registry: Registry[Job], django_assert_num_queries: Any
) -> None:
    registry.register("work", Job(run=Counter(), every=timedelta(hours=1)))
    tick()
    with django_assert_num_queries(1):
        assert tick() == {}
    assert JobState.objects.get().next_at > clock.now()
