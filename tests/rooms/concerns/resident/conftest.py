"""Fixtures of the residents' pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.rooms.concerns.builders import Land
    from tests.rooms.concerns.resident.people import Resident


@pytest.fixture(autouse=True)
def public_addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.rooms.concerns.resident.addresses"


@pytest.fixture
def resident(land: "Land") -> "Resident":
    """Somebody without an account, at the site."""
    from tests.rooms.concerns.resident.people import Resident

    return Resident(land)


@pytest.fixture
def another(land: "Land") -> "Callable[[], Resident]":
    """`another()` is one more person, with a browser of their own."""
    from tests.rooms.concerns.resident.people import Resident

    return lambda: Resident(land)
