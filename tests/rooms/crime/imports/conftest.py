"""A district with its police office, the worked classification, and mappings: what imports are tried on."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction
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


@pytest.fixture(scope="module")
def kept_land(django_db_setup: None, django_db_blocker: Any) -> Iterator[Land]:
    """Written once for the module and taken back afterwards: loading the classification takes a quarter of a second."""
    with django_db_blocker.unblock(), transaction.atomic():
        with translation.override("en"), clock.travel(NOW):
            made = _land()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def land(kept_land: Land, db: None) -> Land:
    """What each test changes is taken back as usual."""
    return deepcopy(kept_land)


def _land() -> Land:
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
