"""What an imported record says, as one text: its digest is kept with the row and sealed with the batch that brought it.

An import makes the text from the columns of a file (`rows`), the check of the register from the tables (`checks`):
the same record gives the same text on every database.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

SIZE = 32
"""Bytes of a digest."""


def content(
    office: str, area: str, path: str, reported: Any, recorded: Any, state: str, clearance: str, cleared: Any,
    removed: Any, lon: float | None, lat: float | None, began: str | None, ended: str | None, known: bool,
    place_type: str, damage: str | None, weapon: str, offences: str, persons: str, number: str,
) -> str:  # fmt: skip
    """Moments in UTC as 2025-03-31T09:05:00, days as 2025-03-31. Only the number, the last, may hold any letters.

    With `!s` what is no text is written twice as quickly, and the same.
    """
    return (
        f"{office}|{area}|{path}|{reported}|{recorded!s}|{state}|{clearance}|{cleared!s}|{removed!s}|{lon!s}|{lat!s}|"
        f"{began!s}|{ended!s}|{known!s}|{place_type}|{damage!s}|{weapon}|{offences}|{persons}|{number}"
    )


def offence_text(code: str, attempted: bool) -> str:
    return f"{code},{attempted!s};"


def person_text(who: str, sex: str, age: str, relation: str, number: int) -> str:
    return f"{who},{sex},{age},{relation},{number!s};"


def digest(said: str) -> bytes:
    """BLAKE2b of the text."""
    return hashlib.blake2b(said.encode(), digest_size=SIZE).digest()


def seal(uids: Sequence[str], digests: Sequence[bytes], at: datetime) -> str:
    """SHA-256 over the records of a batch in their order, with the moment when they came.

    A record more, less, changed or moved gives another seal.
    """
    when = at.astimezone(UTC).isoformat()
    return hashlib.sha256(f"{when}{''.join(uids)}".encode() + b"".join(digests)).hexdigest()
