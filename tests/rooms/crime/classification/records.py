"""Records for the tests of edit and counting rules."""

from datetime import date
from typing import Any

from hamkori.rooms.crime.register import edits
from hamkori.rooms.crime.register.classification import Correspondence
from hamkori.rooms.crime.register.expressions import Context

TODAY = date(2025, 12, 31)


def offence(article: str = "244/1", attempted: bool = False) -> dict[str, Any]:
    return {"article": article, "attempted": attempted}


def persons(who: str = "victim", number: int | None = 1, **changes: Any) -> dict[str, Any]:
    return {"who": who, "sex": "f", "age": "30-44", "relation": "stranger", "number": number, **changes}


def record(**changes: Any) -> dict[str, Any]:
    """A theft without anything to object to."""
    return {
        "record_number": "1",
        "office": "o1",
        "area": "TJ-SU-asht",
        "place_type": "market",
        "lon": 70.4,
        "lat": 40.7,
        "occurred_from": date(2025, 3, 3),
        "occurred_minute": 615,
        "occurred_until": date(2025, 3, 3),
        "until_minute": 640,
        "reported_on": date(2025, 3, 4),
        "recorded_on": date(2025, 3, 6),
        "state": "open",
        "clearance": None,
        "cleared_on": None,
        "removed_on": None,
        "damage": 1234.5,
        "recovered": 200.0,
        "weapon": "none",
        "offences": [offence()],
        "persons": [persons()],
        **changes,
    }


CHARGED: dict[str, Any] = {
    "state": "cleared",
    "clearance": "charged",
    "cleared_on": date(2025, 4, 10),
    "persons": [persons(), persons("suspect", sex="m")],
}


def context(**changes: Any) -> Context:
    correspondence = Correspondence.from_data()
    spans = {article: [(date(1998, 9, 1), None)] for article in correspondence.articles}
    spans["252/1"] = [(date(1998, 9, 1), date(2020, 1, 1)), (date(2021, 1, 1), date(2024, 1, 1))]
    values: dict[str, Any] = {
        "today": TODAY,
        "areas": ["TJ-SU-asht", "TJ-KT-panj"],
        "offices": ["o1", "o2"],
        "articles": spans,
        "correspondence": correspondence,
        **changes,
    }
    return edits.make_context(**values)
