"""Letters go out once, through the gateway that the settings choose; nothing readable lies on the disk (K56)."""

import http.server
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hamkori.faces.channels import jobs
from hamkori.faces.channels.gateways import FileGateway, SmsGateway, SmtpGateway, tidy_letters
from hamkori.ground.audit.models import Checkpoint
from hamkori.ground.outbox.gateways import Refused, TryLater
from hamkori.ground.outbox.models import Letter
from hamkori.kernel import crypto

NUMBER = "+992000000009"


def test_k56_the_file_gateway_writes_nothing_that_can_be_read(settings: Any, tmp_path: Path) -> None:
    settings.HAMKORI_DATA = tmp_path
    FileGateway("sms").send(address=NUMBER, subject="", text="News on 7KM4-T9XA", language="tg")
    [file] = list(tmp_path.rglob("*.sealed"))
    assert NUMBER.encode() not in file.read_bytes()
    assert b"7KM4" not in file.read_bytes()
    assert NUMBER in crypto.unseal(file.read_bytes(), purpose="letter").decode()


def test_k56_a_letter_in_a_file_is_forgotten_after_a_week(
    settings: Any, tmp_path: Path, travel: Callable[[date], None]
) -> None:
    """An address beside a number would stay after its resident has taken everything back."""
    settings.HAMKORI_DATA = tmp_path
    begun = date(2026, 3, 2)
    travel(begun)
    FileGateway("sms").send(address=NUMBER, subject="", text="News", language="tg")
    travel(begun + timedelta(days=7))
    assert tidy_letters() == 0
    FileGateway("sms").send(address=NUMBER, subject="", text="News again", language="tg")
    travel(begun + timedelta(days=8))
    assert tidy_letters() == 1
    assert len(list(tmp_path.rglob("*.sealed"))) == 1


class Gateway(http.server.BaseHTTPRequestHandler):
    """A stand-in for Kannel's sendsms."""

    answer = 202
    asked: list[dict[str, list[str]]] = []

    def do_GET(self) -> None:
        type(self).asked.append(urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query))
        self.send_response(type(self).answer)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        return None


@pytest.fixture
def kannel() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Gateway.answer, Gateway.asked = 202, []
    yield f"http://127.0.0.1:{server.server_port}/cgi-bin/sendsms?username=u&password=p"
    server.shutdown()
    server.server_close()


def test_an_sms_goes_to_the_gateway_in_tajik_letters(kannel: str) -> None:
    SmsGateway(kannel).send(
        address=NUMBER, subject="", text="Оид ба рақами 7KM4-T9XA хабар ҳаст", language="tg"
    )
    [asked] = Gateway.asked
    assert asked["to"] == [NUMBER]
    assert asked["text"] == ["Оид ба рақами 7KM4-T9XA хабар ҳаст"]
    assert asked["username"] == ["u"]


@pytest.mark.parametrize(("status", "error"), [(403, Refused), (503, TryLater)])
def test_a_refusal_is_final_and_a_busy_gateway_is_asked_again(
    kannel: str, status: int, error: type[Exception]
) -> None:
    Gateway.answer = status
    with pytest.raises(error):
        SmsGateway(kannel).send(address=NUMBER, subject="", text="x", language="tg")


def test_no_connection_is_tried_later() -> None:
    with pytest.raises(TryLater):
        SmsGateway("http://127.0.0.1:9/sendsms").send(address=NUMBER, subject="", text="x", language="tg")
    with pytest.raises(TryLater):
        SmtpGateway("smtp://127.0.0.1:9").send(address="a@example.org", subject="s", text="x", language="tg")


@pytest.mark.django_db
def test_the_seal_is_mailed_once_a_day_to_an_anchor_outside(settings: Any) -> None:
    settings.HAMKORI_ANCHOR_TO = "council@example.org"
    assert jobs.mail_checkpoint() == 0
    Checkpoint.objects.create(
        number=1,
        on="2026-11-21",
        first_sequence=1,
        last_sequence=7,
        merkle_root="a" * 64,
        chain="b" * 64,
        previous="0" * 64,
        hash="c" * 64,
    )
    assert jobs.mail_checkpoint() == 1
    assert jobs.mail_checkpoint() == 0
    letter = Letter.objects.get()
    assert letter.address == "council@example.org"
    assert "1:" + "c" * 64 in letter.text
