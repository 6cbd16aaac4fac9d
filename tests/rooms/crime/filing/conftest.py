"""Fixtures of the tests of filing: a town with duty officers, and somebody without an account."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from hamkori.kernel import clock

if TYPE_CHECKING:
    from tests.rooms.crime.filing.people import Resident
    from tests.rooms.crime.register.cast import Town

NOW = date(2026, 3, 11)
"""A Wednesday without days off near."""


@pytest.fixture(autouse=True)
def in_english_on_a_wednesday() -> Iterator[None]:
    with translation.override("en"), clock.travel(NOW):
        yield


@pytest.fixture
def town(db: None) -> "Town":
    from tests.rooms.crime.register import cast

    return cast.make_town(with_articles=False)


@pytest.fixture
def resident(town: "Town") -> "Resident":
    from tests.rooms.crime.filing.people import Resident

    return Resident(town)
