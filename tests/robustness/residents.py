"""Residents who do not give up, and looking into a house from outside its processes."""

import http.client
import json
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.support import House

STATE = re.compile(r'name="state" value="([^"]+)"><input type="hidden" name="screen"')
REFERENCE = re.compile(r'<p class="ref">([^<]+)</p>')
CODE = re.compile(r'<p class="code">(.*?)</p>', re.S)
Fields = dict[str, str]


@dataclass(frozen=True)
class Acknowledged:
    """What a resident was shown, and what had been written."""

    reference: str
    code: str
    text: str


def look_inside(house: House, script: str, given: Any = None, *, warnings: str = "ignore") -> Any:
    """Run Python in the house's environment, with Django set up and `given`; what it assigned to `found`."""
    whole = (
        "import django, json, sys\ndjango.setup()\ngiven = json.load(sys.stdin)\n"
        + script
        + "\nprint('\\n' + json.dumps(found))"
    )
    done = subprocess.run(
        [sys.executable, "-W", warnings, "-c", whole],
        env=house.environment,
        cwd=house.folder,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def prepare(house: House) -> str:
    """The country pack; returns the code of a district where concerns can be raised."""
    house.run("country", "load", "tj")
    code = look_inside(
        house,
        "from hamkori.society.places.models import Place\n"
        "found = Place.objects.filter(kind='district', risk_level='normal').order_by('path').first().code",
    )
    return str(code)


class Visit:
    """One browser: a connection, and headers that a careful house forgets at once."""

    def __init__(self, house: House, headers: Fields | None = None) -> None:
        self.house = house
        self.headers = {"Host": f"localhost:{house.port}", **(headers or {})}

    def page(self, method: str, path: str, fields: Fields | None = None) -> tuple[int, str]:
        """Status and text; raises `OSError` or `HTTPException` when nobody answers to the end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=20)
        try:
            headers = dict(self.headers)
            body = urlencode(fields).encode() if fields is not None else None
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def state(self, method: str, path: str, fields: Fields | None = None) -> str:
        """The sealed field of the form that the page shows."""
        status, text = self.page(method, path, fields)
        found = STATE.search(text)
        assert status == 200 and found, (status, text[:2000])
        return found.group(1)

    def last_form(self, place: str, text: str, **who: str) -> Fields:
        """Through the first two screens; the filled third one, not sent yet."""
        state = self.state("GET", "/en/raise/")
        state = self.state("POST", "/en/raise/what/", {"state": state, "screen": "where", "place": place})
        what = {
            "kind": "concern",
            "topic": "street_lighting",
            "text": text,
            "landmark": who.pop("landmark", ""),
        }
        state = self.state("POST", "/en/raise/who/", {"state": state, "screen": "what", **what})
        return {
            "state": state,
            "screen": "who",
            "track": "note",
            "named": "anonymous",
            "publish": "no",
            **who,
        }

    def send(self, form: Fields, text: str) -> Acknowledged | None:
        """Send the last screen; None when no whole receipt came back."""
        try:
            status, page = self.page("POST", "/en/raise/who/", form)
        except (OSError, http.client.HTTPException):
            return None
        reference, code = REFERENCE.search(page), CODE.search(page)
        if status != 200 or reference is None or code is None or not page.rstrip().endswith("</html>"):
            return None
        return Acknowledged(reference.group(1), "".join(re.findall(r"\d+", code.group(1))), text)


@dataclass
class Crowd:
    """Residents side by side: each goes through the screens and sends the same form until a receipt comes."""

    house: House
    place: str
    size: int = 8
    acknowledged: list[Acknowledged] = field(default_factory=list)
    sent_again: int = 0
    failures: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    started: int = 0
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> "Crowd":
        self.threads = [threading.Thread(target=self._live, args=(number,)) for number in range(self.size)]
        for thread in self.threads:
            thread.start()
        return self

    def end(self, timeout: float = 60) -> None:
        """Nobody begins anew; everybody waits for the receipt of what was sent."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout)
        assert not any(thread.is_alive() for thread in self.threads), "somebody never got a receipt"

    def wait_for_more(self, receipts: int, timeout: float = 180) -> None:
        """Until so many more have come: a slow machine takes longer, and shows as much."""
        wanted, until = len(self.acknowledged) + receipts, time.monotonic() + timeout
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until and not self.failures, f"no receipts: {self.failures}"
            time.sleep(0.05)

    def _live(self, number: int) -> None:
        count = 0
        while not self.stopping.is_set():
            count += 1
            text = f"The lamps by house {number * 100_000 + count} are dark."
            try:
                form = Visit(self.house).last_form(self.place, text)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            except AssertionError as error:
                self.failures.append(str(error)[:300])
                return
            self.started += 1
            self._send_until_acknowledged(form, text)

    def _send_until_acknowledged(self, form: Fields, text: str) -> None:
        until = time.monotonic() + 90
        first = True
        while time.monotonic() < until:
            receipt = Visit(self.house).send(form, text)
            if receipt is not None:
                self.acknowledged.append(receipt)
                return
            self.sent_again += first
            first = False
            time.sleep(0.05)


LEDGER = """
from collections import Counter
from datetime import timedelta
from hamkori.ground.audit.models import Entry
from hamkori.ground.audit.seal import seal_committed
from hamkori.ground.audit.verify import verify
from hamkori.ground.receipts import actions as receipts
from hamkori.ground.receipts.models import Receipt
from hamkori.ground.schedule.jobs import registry, tick
from hamkori.ground.schedule.models import JobState
from hamkori.kernel import clock
from hamkori.kernel.references import clean_reference
from hamkori.rooms.concerns.models import Assignment, Concern
from hamkori.ground.deadlines.models import Deadline

texts = Counter(Concern.objects.values_list("reference", "text"))
by_reference = {reference: text for reference, text in texts}
open_now = {}
for reference, code, text in given:
    receipt = receipts.open_with_code(reference=clean_reference(reference), code=code)
    open_now[reference] = receipt is not None and by_reference.get(receipt.reference) == text
with clock.travel(clock.now() + timedelta(minutes=20)):
    for _round in range(3):
        tick()
    states = list(JobState.objects.values_list("name", "leased_until", "failures"))
while seal_committed():
    pass
verdict = verify()
found = {
    "acknowledged_but_not_there": [one for one, there in open_now.items() if not there],
    "texts_twice": [text for text, count in Counter(Concern.objects.values_list("text", flat=True)).items() if count > 1],
    "concerns": Concern.objects.count(),
    "receipts": Receipt.objects.count(),
    "without_receipt": Concern.objects.exclude(reference__in=Receipt.objects.values("reference")).count(),
    "entries": Entry.objects.filter(action="concern.raised").count(),
    "deadlines": Deadline.objects.filter(subject_type="concerns.concern").count(),
    "faults": [str(fault) for fault in verdict.faults],
    "unsealed": Entry.objects.filter(sequence__isnull=True).count(),
    "jobs": sorted(name for name, _lease, _failures in states) == sorted(name for name, _job in registry),
    "stuck": [name for name, lease, _failures in states if lease is not None],
    "failing": [name for name, _lease, failures in states if failures],
}
"""


def settle(house: House, crowd: Crowd) -> dict[str, Any]:
    """What the database says about everything that was acknowledged, after the jobs have run again."""
    assert not crowd.failures, crowd.failures
    told = [[one.reference, one.code, one.text] for one in crowd.acknowledged]
    found: dict[str, Any] = look_inside(house, LEDGER, told)
    return found


def assert_nothing_lost_or_doubled(found: dict[str, Any], crowd: Crowd) -> None:
    references = [one.reference for one in crowd.acknowledged]
    assert len(references) == len(set(references)) == crowd.started
    assert found["acknowledged_but_not_there"] == []
    assert found["texts_twice"] == []
    assert found["concerns"] == found["receipts"] == found["entries"] == found["deadlines"] == len(references)
    assert found["without_receipt"] == 0
    assert found["faults"] == [] and found["unsealed"] == 0
    assert found["jobs"] and found["stuck"] == [] and found["failing"] == []
