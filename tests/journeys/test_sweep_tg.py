"""Every page of every persona in Tajik."""

import pytest

from tests.journeys.sweeping import (
    STAFF,
    test_every_page_of_the_desk,
    test_every_public_page,
    test_first_load_of_home_place_and_the_three_screens_is_light,
    test_the_pages_of_signing_in_and_of_the_demo,
    test_the_three_screens_and_the_pages_behind_a_code,
    test_when_all_have_been_through_no_page_was_left_out,
)

pytestmark = pytest.mark.browser
__all__ = [
    "test_every_page_of_the_desk",
    "test_every_public_page",
    "test_first_load_of_home_place_and_the_three_screens_is_light",
    "test_when_all_have_been_through_no_page_was_left_out",
    "test_the_pages_of_signing_in_and_of_the_demo",
    "test_the_three_screens_and_the_pages_behind_a_code",
]


@pytest.fixture
def language() -> str:
    return "tg"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "part" in metafunc.fixturenames:
        metafunc.parametrize("part", STAFF)
