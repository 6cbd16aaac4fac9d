"""The frozen evidence of a judged response: what a team of a community installation gets, as a file.

Numbers of events from one to four are hidden, and with them every figure from which they could be worked out (K34).
"""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from hamkori.rooms.crime.analysis import words
from hamkori.rooms.crime.models import ResponsePlan

LAG = 30
"""Days after an event within which it must be recorded to be counted."""
PARTS = ("treated", "control", "displacement", "displacement_control")
SMALL = range(1, 5)
FIGURES = ("expected", "detectable", "net", "place", "surroundings", "quotient", "e_test")


def canonical(body: Any) -> bytes:
    """The one way to write it as bytes."""
    return json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    ).encode()


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def shown(result: Mapping[str, Any]) -> tuple[dict[str, dict[str, int | None]], bool]:
    """The counts with small ones as None, and whether any is: then no figure made from them may stand beside."""
    counts = {
        part: {when: None if number in SMALL else number for when, number in pair.items()}
        for part, pair in result["counts"].items()
    }
    return counts, any(number is None for pair in counts.values() for number in pair.values())


def periods(result: Mapping[str, Any]) -> list[list[Any]]:
    """The periods of the series, or none: together they make the counts, so a small one hides them all."""
    found: list[list[Any]] = result["series"]["periods"]
    _counts, hidden = shown(result)
    return [] if hidden or any(number in SMALL for _first, _days, number in found) else found


def frozen(plan: ResponsePlan, result: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that is handed out, with the verdict in every language."""
    counts, hidden = shown(result)
    in_words = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            in_words[language] = words.in_words(result)
    return {
        "format": "hamkori response evidence 1",
        "plan": plan.uid,
        "titles": plan.titles,
        "registered_on": plan.registered_on.isoformat(),
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "judged_on": plan.judged_on.isoformat() if plan.judged_on else None,
        "categories": plan.category_codes,
        **{part: getattr(plan, part) for part in PARTS},
        "before_days": result["before_days"],
        "after_days": result["after_days"],
        "recorded_within_days": result["lag"],
        "plan_digest": plan.digest,
        "verdict": result["verdict"],
        "reasons": result["reasons"],
        "in_words": in_words,
        "counts": counts,
        "small_counts_hidden": hidden,
        "figures": None if hidden else {name: result[name] for name in FIGURES},
        "series_verdict": result["series"]["verdict"],
        "series_effect": None if hidden else result["series"]["effect"],
    }


def as_json(plan: ResponsePlan, public_key: str) -> bytes:
    """The evidence with its digest, signature and key."""
    body = {
        "evidence": plan.result["evidence"],
        "sha256": plan.result_digest,
        "ed25519": plan.signature,
        "public_key": public_key,
    }
    return (json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def as_csv(plan: ResponsePlan, public_key: str) -> bytes:
    """The same as lines of name and value, for a spreadsheet."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(["name", "value"])
    for name, value in _flat("", plan.result["evidence"]):
        writer.writerow([name, value])
    for name, value in (
        ("sha256", plan.result_digest),
        ("ed25519", plan.signature),
        ("public_key", public_key),
    ):
        writer.writerow([name, value])
    return b"\xef\xbb\xbf" + held.getvalue().encode()


def _flat(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [
            row for key in sorted(value) for row in _flat(f"{name}.{key}" if name else str(key), value[key])
        ]
    if isinstance(value, list):
        return [(name, " ".join(str(one) for one in value))]
    return [(name, "" if value is None else str(value))]
