import pytest


@pytest.fixture
def territory(db: None) -> None:
    """The territory of Tajikistan, as the pack gives it."""
    from hamkori.kernel.actor import SYSTEM
    from hamkori.society.countries.actions import load_pack

    load_pack("tj", actor=SYSTEM)
