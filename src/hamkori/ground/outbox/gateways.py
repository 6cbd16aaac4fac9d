"""Gateways that the face `channels` registers: file, SMTP, SMS."""

from typing import Protocol

from hamkori.kernel.registries import Registry


class Refused(Exception):
    """The gateway said no for good (a wrong address). The letter is marked failed."""


class TryLater(Exception):
    """The gateway said for certain that nothing was sent; it may be tried again."""


class Gateway(Protocol):
    """Sends one letter. Any other exception than the two above means: unknown whether it was sent."""

    def send(self, *, address: str, subject: str, text: str, language: str) -> None: ...


gateways: Registry[Gateway] = Registry("gateway")

PART = 70
LONG_PART = 67
LATIN_PART = 160
LONG_LATIN_PART = 153
_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = set("^{}\\[~]|€")


def sms_parts(text: str) -> int:
    """How many SMS a text needs (3GPP TS 23.038): 160/153 characters of GSM-7, else 70/67 of UCS-2."""
    if all(ch in _GSM or ch in _GSM_TWO for ch in text):
        length = sum(2 if ch in _GSM_TWO else 1 for ch in text)
        one, many = LATIN_PART, LONG_LATIN_PART
    else:
        length = len(text.encode("utf-16-le")) // 2
        one, many = PART, LONG_PART
    return 1 if length <= one else -(-length // many)
