"""A district with its police office, the worked classification, and mappings: what imports are tried on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import translation

from hamkori.kernel import clock

NOW = date(2026, 3, 18)


@pytest.fixture(autouse=True)
def in_english_on_a_wednesday() -> Iterator[None]:
    with translation.override("en"), clock.travel(NOW):
        yield


@dataclass
class Land:
    """Two districts; the mapping of cards; the mapping of tables."""

    asht: object
    rasht: object
    office: object
    cards: object
    table: object


@pytest.fixture
def land(db: None) -> Land:
    import tomllib

    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.register.actions_classification import load_classification
    from hamkori.rooms.crime.register.classification import DATA
    from hamkori.rooms.crime.register.imports.actions import keep_mapping
    from tests.rooms.crime.builders import make_area, make_office

    load_classification(actor=SYSTEM)
    asht, rasht = make_area("tj.su.asht"), make_area("tj.rrp.rasht")
    office = make_office(asht)
    make_office(rasht)
    bodies = [
        tomllib.loads((DATA / "mappings" / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("office_cards", "district_table")
    ]
    cards, table = (keep_mapping(actor=SYSTEM, body=body) for body in bodies)
    return Land(asht, rasht, office, cards, table)
