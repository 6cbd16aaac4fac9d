"""Nobody has to know an address: from the figures to filing a report, and to the receipt of one."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_public_figures_lead_to_reporting_and_to_the_receipt(language: str) -> None:
    """P1: who comes to the installation of the statistics with a report finds the way, also before any release."""
    page = Client().get(f"/{language}/crime/").content.decode()
    for path in ("where", "receipt"):
        assert f'href="/{language}/crime/{path}/"' in page
    where = Client().get(f"/{language}/crime/where/").content.decode()
    assert f'href="/{language}/crime/file/"' in where
