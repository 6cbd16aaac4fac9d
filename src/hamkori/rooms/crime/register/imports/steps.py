"""Steps of an import as texts: what the database keeps, and the digest that seals them."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

NewStep = tuple[int, str, str, datetime, str, str, str, int | None]
"""(crime, verb, on, at, before, after, reason, posting); what stood before and after as canonical JSON."""


def canonical(content: Any) -> str:
    """JSON as the sealed record writes it: sorted, without spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=50_000)
def json_text(word: str) -> str:
    """A text in JSON."""
    return json.dumps(word, ensure_ascii=False)


@lru_cache(maxsize=16)
def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def step_digest(step: NewStep) -> str:
    """What `sealing.step_digest` makes of the same step when it reads it back, without reading it."""
    crime, verb, on, at, before, after, reason, posting = step
    whose = "null" if posting is None else posting
    text = f'[{crime},"{verb}","{on}","{_moment(at)}",{before},{after},{json_text(reason)},{whose},null]'
    return hashlib.sha256(text.encode()).hexdigest()


def runs(keys: Sequence[int]) -> list[list[int]]:
    """[first, last] of keys that follow each other, as an audit entry keeps them."""
    found: list[list[int]] = []
    for key in keys:
        if found and key == found[-1][1] + 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return found
