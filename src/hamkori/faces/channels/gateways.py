"""Gateways for letters: into files (demo, offline offices), by SMTP, by HTTP to an SMS gateway (Kannel)."""

import os
import secrets
import shutil
import smtplib
import urllib.error
import urllib.parse
import urllib.request
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from hamkori.ground.outbox.gateways import Refused, TryLater, gateways
from hamkori.kernel import clock, crypto

PATIENCE = 15
"""Seconds to wait for a gateway."""
DAYS_KEPT = 7
"""How long a letter lies in a file for somebody to look at."""


class FileGateway:
    """Writes each letter, encrypted, into a folder of the day: for the demo and for tests; nothing leaves."""

    def __init__(self, channel: str) -> None:
        self.channel = channel

    def folder(self) -> Path:
        return Path(settings.HAMKORI_DATA) / "letters" / clock.today().isoformat() / self.channel

    def send(self, *, address: str, subject: str, text: str, language: str) -> None:
        folder = self.folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        plain = f"{address}\n{subject}\n\n{text}\n".encode()
        letter = folder / f"{secrets.token_hex(8)}.sealed"
        letter.write_bytes(crypto.seal(plain, purpose="letter"))
        today = clock.midnight(clock.today())
        for kept in (letter, folder):
            os.utime(kept, (today, today))


def tidy_letters() -> int:
    """Letters in files are forgotten after `DAYS_KEPT`: an address beside a number is kept no longer (K08, K56)."""
    last_day = clock.today() - timedelta(days=DAYS_KEPT)
    removed = 0
    for folder in (Path(settings.HAMKORI_DATA) / "letters").glob("????-??-??"):
        if folder.name < last_day.isoformat():
            shutil.rmtree(folder)
            removed += 1
    return removed


class SmtpGateway:
    """`HAMKORI_SMTP_URL=smtp://user:password@host:port` (or smtps://)."""

    def __init__(self, url: str) -> None:
        self.url = urllib.parse.urlparse(url)

    def send(self, *, address: str, subject: str, text: str, language: str) -> None:
        letter = EmailMessage()
        letter["From"] = settings.HAMKORI_SENDER
        letter["To"] = address
        letter["Subject"] = subject
        letter["Content-Language"] = language
        letter.set_content(text)
        host, port = self.url.hostname or "localhost", self.url.port or 25
        try:
            connection = (
                smtplib.SMTP_SSL(host, port, timeout=PATIENCE)
                if self.url.scheme == "smtps"
                else smtplib.SMTP(host, port, timeout=PATIENCE)
            )
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater("no connection to the mail server") from error
        with connection:
            if self.url.username:
                connection.login(
                    urllib.parse.unquote(self.url.username), urllib.parse.unquote(self.url.password or "")
                )
            try:
                connection.send_message(letter)
            except smtplib.SMTPRecipientsRefused as error:
                raise Refused("the mail server refused the address") from error
            except smtplib.SMTPSenderRefused as error:
                raise TryLater("the mail server refused the sender") from error


class SmsGateway:
    """`HAMKORI_SMS_URL`: the sendsms address of Kannel with its user and password in the query."""

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, *, address: str, subject: str, text: str, language: str) -> None:
        fields = urllib.parse.urlencode({"to": address, "text": text, "coding": "2", "charset": "UTF-8"})
        joined = f"{self.url}{'&' if '?' in self.url else '?'}{fields}"
        try:
            with urllib.request.urlopen(joined, timeout=PATIENCE) as answer:  # noqa: S310 - an administrator's address
                if answer.status not in (200, 202):
                    raise TryLater(f"the SMS gateway answered {answer.status}")
        except urllib.error.HTTPError as error:
            if 400 <= error.code < 500:
                raise Refused(f"the SMS gateway refused: {error.code}") from error
            raise TryLater(f"the SMS gateway answered {error.code}") from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, ConnectionRefusedError):
                raise TryLater("no connection to the SMS gateway") from error
            raise


def register() -> None:
    """Choose the gateways by the settings; without any, letters go into files."""
    mail = settings.HAMKORI_SMTP_URL
    gateways.register("mail", SmtpGateway(mail) if mail else FileGateway("mail"))
    gateways.register(
        "sms", SmsGateway(settings.HAMKORI_SMS_URL) if settings.HAMKORI_SMS_URL else FileGateway("sms")
    )
