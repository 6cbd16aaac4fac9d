"""The release of a month on every public page."""

import re

import pytest

from hamkori.society.places.models import Place
from tests.rooms.crime.public.test_with_a_real_release import get, whole
from tests.rooms.crime.statistics.conftest import own_folder
from tests.rooms.crime.statistics.land import released
from tests.rooms.crime.statistics.test_releases import country, kept

__all__ = ["country", "kept", "own_folder"]  # fixtures of the statistics wing
pytestmark = pytest.mark.django_db


def test_a_month_is_shown_too(country: dict[str, Place]) -> None:
    release = released("2025-03")
    for path in whole(release):
        get(path)
    assert re.search(r"<h1>Recorded crime, March 2025</h1>", get("").decode())
