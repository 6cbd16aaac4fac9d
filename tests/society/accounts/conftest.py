"""Our own pages for these tests; the people are in `people.py`."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def pages(settings: Any) -> None:
    """Our pages and a few of a make-believe room above; nothing here needs what higher floors add to a page."""
    settings.ROOT_URLCONF = "tests.society.accounts.urls"
    options = {"context_processors": ["django.template.context_processors.request"]}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": options}]


@pytest.fixture
def world(db: None) -> Any:
    from tests.society.accounts.people import make_world

    return make_world()
