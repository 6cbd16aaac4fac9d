"""Queueing and sending letters."""

import hashlib
import logging
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F

from hamkori.ground.outbox.gateways import Refused, TryLater, gateways
from hamkori.ground.outbox.models import Letter
from hamkori.kernel import clock

logger = logging.getLogger("hamkori.outbox")
MOST_ATTEMPTS = 8


def queue(
    *,
    kind: str,
    channel: str,
    address: str,
    text: str,
    once: str,
    language: str,
    subject: str = "",
    hours: tuple[int, int] = (9, 19),
) -> Letter | None:
    """Put a letter into the outbox, inside the caller's transaction.

    `once` names the occasion: a second letter for the same occasion is not queued (None is returned).
    `hours` is the window of local hours in which it may be sent.
    """
    key = _occasion(kind, channel, once)
    letter, created = Letter.objects.get_or_create(
        once=key,
        defaults={
            "kind": kind,
            "channel": channel,
            "address": address,
            "language": language,
            "subject": subject,
            "text": text,
            "on": clock.today(),
            "not_before_hour": hours[0],
            "not_after_hour": hours[1],
        },
    )
    return letter if created else None


def _occasion(kind: str, channel: str, once: str) -> str:
    return hashlib.sha256(f"{kind}|{channel}|{once}".encode()).hexdigest()


def take_back(*, kind: str, channel: str, occasions: Iterable[str]) -> int:
    """Letters of these occasions (`once` of `queue`) that still wait are never sent. Returns how many."""
    keys = [_occasion(kind, channel, once) for once in occasions]
    return Letter.objects.filter(once__in=keys, state=Letter.State.WAITING).delete()[0]


def _claim(letter: Letter) -> bool:
    with transaction.atomic():
        return (
            Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING).update(
                state=Letter.State.SENDING, attempts=F("attempts") + 1
            )
            == 1
        )


def _settle(letter: Letter, state: Letter.State, *, problem: str = "", pause: int = 0) -> None:
    done = state in (Letter.State.SENT, Letter.State.FAILED, Letter.State.UNKNOWN)
    with transaction.atomic():
        fresh = Letter.objects.get(pk=letter.pk)
        fresh.state, fresh.problem, fresh.pause = state, problem[:80], pause
        if state == Letter.State.SENT:
            fresh.sent_on = clock.today()
        if done:
            fresh.address = fresh.text = ""
        fresh.save()


def send_waiting(limit: int = 100) -> int:
    """Send what waits and may be sent at this hour. Returns how many were sent.

    A letter is claimed before the gateway is asked. If the worker dies in between, it stays `sending` and
    `settle_lost` marks it unknown: it is never sent twice.
    """
    hour = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).hour
    waiting = Letter.objects.filter(
        state=Letter.State.WAITING, pause=0, not_before_hour__lte=hour, not_after_hour__gt=hour
    ).order_by("pk")[:limit]
    sent = 0
    for letter in waiting:
        if not _claim(letter):
            continue
        try:
            gateways[letter.channel].send(
                address=letter.address, subject=letter.subject, text=letter.text, language=letter.language
            )
        except Refused as refused:
            _settle(letter, Letter.State.FAILED, problem=str(refused))
        except TryLater as later:
            attempts = letter.attempts + 1
            if attempts >= MOST_ATTEMPTS:
                _settle(letter, Letter.State.FAILED, problem=f"given up after {attempts}: {later}")
            else:
                _settle(letter, Letter.State.WAITING, problem=str(later), pause=2**attempts)
        except Exception as error:  # noqa: BLE001 - whatever else happens, it is unknown whether it was sent
            _settle(letter, Letter.State.UNKNOWN, problem=type(error).__name__)
        else:
            _settle(letter, Letter.State.SENT)
            sent += 1
    return sent


def shorten_pauses() -> int:
    """One minute has passed for letters that wait for another try."""
    return Letter.objects.filter(pause__gt=0).update(pause=F("pause") - 1)


def settle_lost() -> int:
    """Letters that a killed worker left behind: nobody knows whether they went out, so they are not sent again."""
    lost = 0
    for letter in Letter.objects.filter(state=Letter.State.SENDING):
        _settle(letter, Letter.State.UNKNOWN, problem="worker stopped while sending")
        lost += 1
    return lost
