"""Letters are sent at most once; what nobody knows about is listed, not sent again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from hamkori.ground.outbox import actions, jobs
from hamkori.ground.outbox.gateways import Refused, TryLater, gateways, sms_parts
from hamkori.ground.outbox.models import Letter

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # 12:00 in Dushanbe
NIGHT = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # 01:00


class Stub:
    """Remembers what it was asked to send; raises what it is told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.error: Exception | None = None

    def send(self, *, address: str, subject: str, text: str, language: str) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(text)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    stub = Stub()
    monkeypatch.setitem(gateways._items, "sms", (100, stub))
    yield stub


def queued(once: str = "one", **more: Any) -> Letter | None:
    values = {"kind": "news", "channel": "sms", "address": "+992000000009", "text": "News", "language": "tg"}
    return actions.queue(**{**values, **more}, once=once)


def test_the_same_occasion_is_queued_once(gateway: Stub) -> None:
    assert queued() is not None
    assert queued() is None
    assert queued("two") is not None


def test_a_letter_is_sent_once_and_its_words_are_forgotten(gateway: Stub, travel: Callable[..., Any]) -> None:
    travel(NOON)
    queued()
    assert jobs.send() == 1
    assert jobs.send() == 0
    assert gateway.sent == ["News"]
    letter = Letter.objects.get()
    assert (letter.state, letter.address, letter.text) == (Letter.State.SENT, "", "")


def test_no_letter_goes_out_at_night(gateway: Stub, travel: Callable[..., Any]) -> None:
    travel(NIGHT)
    queued()
    assert jobs.send() == 0
    travel(NOON)
    assert jobs.send() == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Refused("no such number"), Letter.State.FAILED),
        (TryLater("busy"), Letter.State.WAITING),
        (TimeoutError(), Letter.State.UNKNOWN),
    ],
)
def test_what_a_gateway_says_decides_what_becomes_of_a_letter(
    gateway: Stub, travel: Callable[..., Any], error: Exception, state: Letter.State
) -> None:
    travel(NOON)
    queued()
    gateway.error = error
    jobs.send()
    assert Letter.objects.get().state == state


def test_waiting_grows_and_is_counted_in_minutes_not_in_clock_time(
    gateway: Stub, travel: Callable[..., Any]
) -> None:
    travel(NOON)
    queued()
    gateway.error = TryLater("busy")
    pauses = []
    for _try in range(4):
        jobs.send()
        pauses.append(Letter.objects.get().pause)
        while actions.shorten_pauses():
            pass
    assert pauses == [2, 4, 8, 16]
    for _try in range(actions.MOST_ATTEMPTS):
        jobs.send()
        while actions.shorten_pauses():
            pass
    assert Letter.objects.get().state == Letter.State.FAILED


def test_a_letter_that_a_killed_worker_held_is_never_sent_again(
    gateway: Stub, travel: Callable[..., Any]
) -> None:
    travel(NOON)
    queued()
    Letter.objects.update(state=Letter.State.SENDING)
    assert jobs.send() == 0
    assert gateway.sent == []
    assert Letter.objects.get().state == Letter.State.UNKNOWN


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x" * 160, 1), ("x" * 161, 2), ("x" * 306, 2), ("x" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
        ("ӯ" * 70, 1), ("ӯ" * 71, 2), ("ӯ" * 134, 2), ("ӯ" * 135, 3), ("😀" * 35, 1), ("😀" * 36, 2), ("", 1),
    ],
)  # fmt: skip
def test_how_many_sms_a_text_needs(text: str, parts: int) -> None:
    assert sms_parts(text) == parts
