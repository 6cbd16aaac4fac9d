"""The columns of the store: what every figure is counted from. Stable; a change of meaning is a new number.

One row is one counted thing: an offence under one category (`counted` = "offence"), or one person ("victim",
"suspect"), or a cell of a table that a district handed in (`origin` = "aggregate"). The figure of a group of rows is
the sum of `number`. Only the main category of an offence has `number` 1, its lesser categories have 0 and a
`weight`; so counts are whole, and the sum of `weight` gives the weighted figures.

Codes of areas are paths; a path that ends in "?" means "somewhere in there, not known more exactly", so that parts
always add up. The same holds for categories: "05?" is "section 05, division not known", "?" an article
without a category. Nothing here names a person; `uid` is the reference of a record, for lineage.
"""

from typing import Any

NUMBER = 2
"""Of this schema; it stands in every manifest."""

UNKNOWN = "?"

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("counted", "string", "offence, victim, suspect; cleared only from tables of districts"),
    ("origin", "string", "record or aggregate"),
    ("uid", "string", "reference of the recorded crime; empty for a cell of a district's table"),
    ("position", "int16", "which offence of the crime, from 1; 0 for a person"),
    ("office", "string", "uid of the office that recorded it"),
    ("region", "string", "path of the region"),
    ("district", "string", "path of the district, town or part of a city"),
    ("jamoat", "string", "path of the jamoat"),
    ("section", "string", "category, level 1 (2 digits)"),
    ("division", "string", "category, level 2 (4 digits)"),
    ("group", "string", "category, level 3 (5 digits)"),
    ("class", "string", "category, level 4 (6 digits)"),
    ("article", "string", "article and part, as the office wrote it"),
    ("attempt", "string", "yes, no; n for a person or a cell"),
    ("principal", "int8", "1 for the gravest offence of a crime: the sum counts events"),
    ("sex", "string", "f, m, u not known, n does not apply"),
    ("age", "string", "band of age; u not known, n does not apply"),
    ("relation", "string", "what the suspect is to the victim; u, n"),
    ("place_type", "string", "kind of place; u not known, n does not apply"),
    ("state", "string", "of the crime when the release was built; counted for a cell"),
    ("clearance", "string", "how it was cleared up; empty"),
    ("outcome", "string", "cleared, not; u for a cell of a district's table"),
    ("reopened", "string", "yes if it was ever opened again after it had been cleared up; no; u for a cell"),
    ("occurred_on", "date32", "first day on which it can have happened"),
    ("reported_on", "date32", ""),
    ("recorded_on", "date32", "the day that decides the period; the first of the month for a cell"),
    ("keyed_on", "date32", "day of typing, by the server"),
    ("cleared_on", "date32", ""),
    ("removed_on", "date32", ""),
    ("month", "string", "of recording: 2025-03"),
    ("hour", "int16", "hour of the day, where the time is known and the event is within it"),
    ("reporting_delay", "int32", "days from the event to the report"),
    ("recording_delay", "int32", "days from the report to the record"),
    ("typing_delay", "int32", "days from the record to typing"),
    ("lon", "float64", "degrees east, only where a point is permitted"),
    ("lat", "float64", "degrees north"),
    ("number", "int32", "how many it counts"),
    ("weight", "float64", "share of the category in the offence; as number for persons and cells"),
    ("record_key", "int16", "0 to 255: a keyed hash of the record, for the changes of the query lane; never published"),
)  # fmt: skip
"""(name, type, meaning)."""

REPORTS: tuple[tuple[str, str, str], ...] = (
    ("office", "string", "uid of the office"),
    ("region", "string", ""),
    ("district", "string", ""),
    ("jamoat", "string", ""),
    ("way", "string", "how the police heard of it"),
    ("state", "string", "registered, initiated, refused, transferred"),
    ("reason", "string", "code of the reason of a refusal or a transfer"),
    ("occurred_on", "date32", ""),
    ("reported_on", "date32", ""),
    ("keyed_on", "date32", ""),
    ("decided_on", "date32", ""),
    ("decide_by", "date32", ""),
    ("month", "string", "of the report: 2025-03"),
    ("number", "int32", "1"),
)  # fmt: skip

COVERAGE: tuple[tuple[str, str, str], ...] = (
    ("region", "string", ""),
    ("district", "string", ""),
    ("month", "string", "2025-03"),
    ("said", "string", "records, table, zero (the office says: none), or nothing (no report)"),
)

UNTAKEN = "untaken"
"""Handed to another office, which has not taken it yet: it still counts, or handing over would hide it."""

COUNTED_STATES = ("open", "suspended", "cleared", UNTAKEN, "counted")
"""Removed records are not counted, nor those handed over and taken: the other office counts them."""


def arrow_schema(columns: tuple[tuple[str, str, str], ...] = COLUMNS) -> Any:
    """The same as a pyarrow schema."""
    import pyarrow as pa

    types = {
        "string": pa.string(), "int8": pa.int8(), "int16": pa.int16(), "int32": pa.int32(),
        "date32": pa.date32(), "float64": pa.float64(),
    }  # fmt: skip
    return pa.schema([pa.field(name, types[kind]) for name, kind, _words in columns])
