"""The only source of now. Tests and the demo travel in time through `travel`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    travelled = _travelled.get()
    return travelled if travelled is not None else datetime.now(UTC)


def today() -> date:
    """The present day where the installation stands (`settings.TIME_ZONE`)."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def midnight(day: date) -> float:
    """The beginning of a day where the installation stands, in seconds since 1970: for the times of files."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE)).timestamp()


@contextmanager
def travel(to: datetime | date) -> Iterator[None]:
    """Make `now()` answer `to` inside the block. A date means its noon, local time."""
    if not isinstance(to, datetime):
        to = datetime(to.year, to.month, to.day, 12, tzinfo=ZoneInfo(settings.TIME_ZONE))
    token = _travelled.set(to.astimezone(UTC))
    try:
        yield
    finally:
        _travelled.reset(token)
