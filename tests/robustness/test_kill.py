"""Nothing acknowledged is lost or doubled while everything is killed with -9 (issue: it must show, 3)."""

import random
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
from tests.support import House

KILLS = 10
LETTERS = 120

QUEUE = """
from django.db import transaction
from hamkori.ground.outbox.actions import queue
with transaction.atomic():
    for number in range(given):
        queue(kind="news", channel="sms", address="+992000000001", text=f"letter {number}", once=f"kill {number}",
              language="en", hours=(0, 24))
found = True
"""

LETTERS_NOW = """
from pathlib import Path
from collections import Counter
from datetime import timedelta
from django.conf import settings
from hamkori.ground.outbox.models import Letter
from hamkori.ground.schedule.jobs import tick
from hamkori.kernel import clock, crypto
with clock.travel(clock.now() + timedelta(hours=1)):
    tick()
with clock.travel(clock.now() + timedelta(hours=2)):
    tick()
with clock.travel(clock.now() + timedelta(hours=3)):
    tick()
files = Path(settings.HAMKORI_DATA).rglob("*.sealed")
texts = []
for path in files:
    if "letters" in path.parts:
        try:
            texts.append(crypto.unseal(path.read_bytes(), purpose="letter").decode().split()[-1])
        except crypto.Unreadable:
            texts.append("cut")
found = {"sent": sorted(texts), "states": dict(Counter(Letter.objects.values_list("state", flat=True)))}
"""


def durable_sqlite(house: House) -> bool:
    """FULL on SQLite (2), as an installation has it; on PostgreSQL the cluster decides."""
    level = look_inside(
        house,
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        "found = 2\n"
        "if connection.vendor == 'sqlite':\n"
        "    cursor.execute('PRAGMA synchronous'); found = cursor.fetchone()[0]",
    )
    return bool(level == 2)


@pytest.mark.slow
def test_ten_kills_lose_and_double_nothing(make_house: Callable[..., House]) -> None:
    """Clients send the same sealed form until it is acknowledged; web, worker and clock are killed ten times."""
    house = make_house()
    place = prepare(house)
    assert durable_sqlite(house)
    chance = random.Random(7)
    house.start()
    crowd = Crowd(house, place).begin()
    try:
        for kill in range(KILLS):
            if kill % 2 == 0:  # every other one may come before anybody has a receipt
                crowd.wait_for_more(10)
            time.sleep(chance.uniform(0.1, 1.5))
            house.kill()
            house.start()
        time.sleep(1.0)
    finally:
        crowd.end()
    found = settle(house, crowd)
    house.stop()
    assert_nothing_lost_or_doubled(found, crowd)
    assert len(crowd.acknowledged) >= 50
    assert crowd.sent_again >= 3, "no kill hit anybody: the test has shown nothing"


@pytest.mark.slow
def test_a_killed_worker_leaves_its_jobs_to_the_next_and_sends_no_letter_twice(
    make_house: Callable[..., House],
) -> None:
    house = make_house()
    prepare(house)
    chance = random.Random(11)
    worker = House(house.folder, kind="test")
    worker.environment = house.environment
    for _kill in range(4):
        look_inside(house, QUEUE, LETTERS)
        _start_without_waiting(worker, "work")
        time.sleep(chance.uniform(1.2, 2.5))
        worker.kill()
    found = look_inside(house, LETTERS_NOW)
    sent = [number for number in found["sent"] if number != "cut"]
    assert len(sent) == len(set(sent)), "a letter went out twice"
    states = found["states"]
    assert set(states) <= {"sent", "unknown"}, states
    assert states["sent"] <= len(found["sent"]) <= LETTERS
    assert sum(states.values()) == LETTERS


def _start_without_waiting(house: House, *words: str) -> None:
    import subprocess
    import sys

    with house.log.open("ab") as log:
        house.process = subprocess.Popen(
            [sys.executable, "-m", "hamkori.config.command", *words],
            env=house.environment,
            cwd=house.folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
