"""Raising a concern by HTTP: three screens, one receipt, nothing in a session."""

import pytest

from hamkori.rooms.concerns.models import Concern, Identity
from tests.rooms.concerns.resident.people import Resident

pytestmark = pytest.mark.django_db


def test_three_screens_lead_to_a_receipt_at_once(resident: Resident) -> None:
    """K22: the receipt is made by the system at once, with number, code and real days."""
    resident.at_what()
    assert resident.answer.status_code == 200, resident.words
    resident.say()
    assert resident.answer.status_code == 200, resident.words
    resident.send()
    concern = Concern.objects.get()
    assert concern.shown_reference in resident.words
    assert "We have received it" in resident.words
    assert concern.text.startswith("The lamps") and concern.landmark == "from the shop to the bridge"
    assert not Identity.objects.exists()
