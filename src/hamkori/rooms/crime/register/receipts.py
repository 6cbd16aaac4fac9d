"""The receipt of a report: a number and a signed line that anybody can check without us.

    HK1.7KM4T9XA.20260312.20260317.5H7M2PXA.<signature>

Version, number of the receipt, the day of the report, the day by which a decision was due when it was made, the
office; then an Ed25519 signature (base64 without padding) over everything before it. No offence, no person, no place:
who finds the paper learns that something was registered, and nothing more. Checking needs this module and the
published key alone: no database, no network, no key of ours.
"""

import base64
import binascii
import io
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hamkori.kernel import crypto
from hamkori.kernel.references import clean_reference

PURPOSE = "crime.receipt"
VERSION = "HK1"
_PIECES = 6
LONGEST = 400


class Verdict(StrEnum):
    GENUINE = "genuine"  # signed by the holder of this key, unchanged
    UNREADABLE = "unreadable"  # not a line of a receipt
    CHANGED = "changed"  # a receipt's line, but not signed by this key as it stands


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says."""

    number: str
    reported_on: date
    decide_by: date
    office: str
    """The public uid of the office."""


@dataclass(frozen=True, slots=True)
class Checked:
    verdict: Verdict
    receipt: Receipt | None = None
    """What the line says; only for a genuine one."""


def _body(receipt: Receipt) -> str:
    days = f"{receipt.reported_on:%Y%m%d}.{receipt.decide_by:%Y%m%d}"
    return f"{VERSION}.{receipt.number}.{days}.{receipt.office}"


def line_of(receipt: Receipt) -> str:
    """The signed line, with the key of this installation."""
    body = _body(receipt)
    signature = crypto.sign(body.encode(), purpose=PURPOSE)
    return f"{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def public_key() -> str:
    """The published key as text: 32 bytes in base64."""
    return base64.b64encode(crypto.public_key(PURPOSE)).decode()


def key_in_groups(key: str) -> list[str]:
    """The key as people compare it: eight groups of eight hexadecimal digits."""
    digits = base64.b64decode(key).hex()
    return [digits[start : start + 8] for start in range(0, 64, 8)]


def line_in(text: str) -> str:
    """The line inside what was scanned or typed: the line itself, or an address that carries it."""
    bare = "".join(text[:LONGEST].split())
    _before, mark, rest = bare.partition(f"{VERSION}.")
    return (mark + rest).split("&")[0].split("#")[0] if mark else ""


def read_key(key: str) -> bytes:
    """The 32 bytes of a published key, in base64 or hexadecimal with or without blanks. Raises `ValueError`."""
    bare = "".join(key.split())
    try:
        found = bytes.fromhex(bare) if len(bare) == 64 else base64.b64decode(bare, validate=True)
    except (ValueError, binascii.Error) as error:
        raise ValueError("not a key") from error
    if len(found) != 32:
        raise ValueError("not a key")
    return found


def check(text: str, key: bytes) -> Checked:
    """Whether `text` is a receipt that the holder of the published `key` signed. Works offline."""
    line = line_in(text)
    pieces = line.split(".")
    if len(pieces) != _PIECES or pieces[0] != VERSION:
        return Checked(Verdict.UNREADABLE)
    body, _dot, signature = line.rpartition(".")
    try:
        signed = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except (ValueError, binascii.Error):
        return Checked(Verdict.UNREADABLE)
    if not body.isascii() or not crypto.is_signed(body.encode(), signed, by=key):
        return Checked(Verdict.CHANGED)
    try:
        receipt = Receipt(
            number=pieces[1],
            reported_on=date.fromisoformat(pieces[2]),
            decide_by=date.fromisoformat(pieces[3]),
            office=pieces[4],
        )
    except ValueError:
        return Checked(Verdict.UNREADABLE)
    return Checked(Verdict.GENUINE, receipt)


def number_in(text: str) -> str | None:
    """The number that somebody typed or scanned, bare; None if there is none."""
    line = line_in(text)
    return clean_reference(line.split(".")[1] if line.count(".") >= 1 else text)


def square(text: str) -> str:
    """A QR code as SVG text."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def inline_square(text: str) -> str:
    """A QR code for a page: black on white in any colour scheme, with its quiet edge."""
    import segno

    drawn: str = segno.make(text, error="m").svg_inline(scale=3, border=4, light="#fff")
    return drawn
