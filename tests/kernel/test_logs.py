"""Logs say that something happened, never to whom, from where or with which words (K08)."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from hamkori.kernel.logs import WithoutRequest

CANARY = "canary-4417"


def fails(request: HttpRequest, name: str) -> HttpResponse:
    words = request.POST.get("text", "")
    raise ValueError(f"cannot read {words} of {name}")


urlpatterns = [path("fails/<str:name>/", fails)]
handler500 = "hamkori.kernel.views.our_error"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console would show: our filter, Django's own loggers."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutRequest())
    handler.setFormatter(logging.Formatter("{levelname} {name}: {message}", style="{"))
    logger = logging.getLogger("django")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_crash_is_logged_without_address_words_or_path(log: io.StringIO, settings: Any) -> None:
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if "whitenoise" not in name and "accounts" not in name
    ]
    client = Client(
        raise_request_exception=False, REMOTE_ADDR="203.0.113.9", headers={"user-agent": "Canary/1"}
    )
    answer = client.post(f"/fails/{CANARY}/?q={CANARY}", {"text": CANARY})
    assert answer.status_code == 500
    written = log.getvalue()
    assert "ValueError" in written
    assert "test_logs.py" in written
    for trace in (CANARY, "203.0.113.9", "Canary/1", "fails/"):
        assert trace not in written


@pytest.mark.urls(__name__)
def test_a_page_that_is_not_there_is_logged_by_its_status_only(log: io.StringIO, settings: Any) -> None:
    settings.MIDDLEWARE = []
    Client(raise_request_exception=False).get(f"/nothing/{CANARY}/")
    assert CANARY not in log.getvalue()
    assert "404" in log.getvalue()


def test_our_own_lines_stay_as_they_are() -> None:
    record = logging.LogRecord(
        "hamkori.schedule", logging.ERROR, "x.py", 1, "job %s failed", ("audit.seal",), None
    )
    assert WithoutRequest().filter(record)
    assert record.getMessage() == "job audit.seal failed"


def test_a_refused_request_is_named_by_its_kind() -> None:
    record = logging.LogRecord(
        "django.security.csrf", 30, "x.py", 1, "Forbidden (%s): %s", ("x", CANARY), None
    )
    WithoutRequest().filter(record)
    assert CANARY not in record.getMessage()


def test_the_words_of_an_error_stay_out_of_every_log() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutRequest())
    handler.addFilter(WithoutRequest())
    logger = logging.Logger("hamkori.anything")
    logger.addHandler(handler)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logger.exception("could not send %s letters", 3)
    assert stream.getvalue().startswith("could not send 3 letters: ValueError at ")
    assert stream.getvalue().count("\n") == 1
    assert CANARY not in stream.getvalue()
