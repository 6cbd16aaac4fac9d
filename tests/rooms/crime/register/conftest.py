"""Fixtures of the tests of the register."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from hamkori.kernel import clock

if TYPE_CHECKING:
    from tests.rooms.crime.register.cast import Town

NOW = date(2026, 3, 18)
"""A Wednesday; the holidays of Navruz begin on 21 March."""


@pytest.fixture(autouse=True)
def in_english_on_a_wednesday(request: pytest.FixtureRequest) -> Iterator[None]:
    """A server in its own thread does not travel: tests in a browser live today."""
    in_a_browser = request.node.get_closest_marker("browser") is not None
    with translation.override("en"), nullcontext() if in_a_browser else clock.travel(NOW):
        yield


@pytest.fixture
def town(db: None) -> "Town":
    """A district with its police office, the people of its journal, another office, and a few articles."""
    from tests.rooms.crime.register import cast

    return cast.make_town()
