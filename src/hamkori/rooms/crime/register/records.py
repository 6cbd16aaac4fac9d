"""What a record is, wherever it comes from: the desk form, a CSV file, the generated country.

A record is a dictionary with typed values (a missing one is None or absent) and two lists of parts, "offences" and
"persons". Days are `date`, times of day are minutes after midnight, amounts are in the currency of the country.
No field says who anybody is.
"""

from collections.abc import Mapping
from typing import Any, Literal

Kind = Literal["text", "day", "number", "flag"]
Record = Mapping[str, Any]

RECORD: dict[str, Kind] = {
    "record_number": "text",
    "office": "text",
    "area": "text",
    "place_type": "text",
    "lon": "number",
    "lat": "number",
    "occurred_from": "day",
    "occurred_minute": "number",
    "occurred_until": "day",
    "until_minute": "number",
    "reported_on": "day",
    "recorded_on": "day",
    "state": "text",
    "clearance": "text",
    "cleared_on": "day",
    "removed_on": "day",
    "damage": "number",
    "recovered": "number",
    "weapon": "text",
}
OFFENCE: dict[str, Kind] = {"article": "text", "attempted": "flag"}
PERSON: dict[str, Kind] = {
    "who": "text",
    "sex": "text",
    "age": "text",
    "relation": "text",
    "number": "number",
}
PARTS: dict[str, tuple[str, dict[str, Kind]]] = {
    "offence": ("offences", OFFENCE),
    "person": ("persons", PERSON),
}
"""{level: (name of the list in a record, fields of a part)}"""


def persons_number(record: Record, who: str) -> int:
    """How many victims or suspects a record counts."""
    return sum(int(part.get("number") or 0) for part in record.get("persons") or () if part.get("who") == who)
