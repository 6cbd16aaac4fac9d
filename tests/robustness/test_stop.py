"""A stop that was asked for: what is being done is finished, and the next start is quick."""

import os
import signal
import sys
import time
from collections.abc import Callable

import pytest

from tests.robustness.residents import (
    Crowd,
    assert_nothing_lost_or_doubled,
    look_inside,
    prepare,
    settle,
)
from tests.robustness.test_kill import LETTERS, QUEUE
from tests.support import House

AT_REST = """
from hamkori.ground.outbox.models import Letter
from hamkori.ground.schedule.models import JobState
found = {
    "leases": list(JobState.objects.filter(leased_until__isnull=False).values_list("name", flat=True)),
    "sending": Letter.objects.filter(state="sending").count(),
    "unknown": Letter.objects.filter(state="unknown").count(),
    "sent": Letter.objects.filter(state="sent").count(),
}
"""


@pytest.mark.slow
def test_a_graceful_stop_finishes_requests_and_jobs_and_the_next_start_is_quick(
    make_house: Callable[..., House],
) -> None:
    house = make_house()
    place = prepare(house)
    house.start()
    crowd = Crowd(house, place, size=6).begin()
    try:
        time.sleep(2.0)
        look_inside(house, QUEUE, LETTERS)
        time.sleep(1.0)
        began = time.monotonic()
        house.stop(timeout=30)
        stopping = time.monotonic() - began
        at_rest = look_inside(house, AT_REST)
        began = time.monotonic()
        house.start()
        starting = time.monotonic() - began
        time.sleep(1.0)
    finally:
        crowd.end()
    found = settle(house, crowd)
    house.stop()
    assert_nothing_lost_or_doubled(found, crowd)
    assert at_rest["leases"] == [], "the worker left a job half-way"
    assert at_rest["sending"] == at_rest["unknown"] == 0
    assert stopping < 40, "it hangs"
    assert starting < 40, "it hangs: how quick it is on a quiet machine is not for a test to say"


def _ends(group: int, *, within: float = 20) -> bool:
    """Whether every process of the group has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are started, not forked")
def test_what_a_killed_supervisor_leaves_ends_by_itself_and_frees_the_port(
    make_house: Callable[..., House],
) -> None:
    house = make_house().start()
    assert house.process is not None
    group = house.process.pid
    os.kill(group, signal.SIGKILL)
    house.process.wait(10)
    assert _ends(group)
    house.start()
    house.stop()
