"""Fixtures of the tests of programmes."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

if TYPE_CHECKING:
    from tests.rooms.concerns.builders import Land


@pytest.fixture
def land(db: None) -> "Land":
    """The country, one jamoat and its offices."""
    from tests.rooms.concerns import builders

    return builders.build()


@pytest.fixture(autouse=True)
def files_folder(tmp_path: Path, settings: Any) -> Path:
    """A folder of its own for the encrypted files of each test."""
    settings.HAMKORI_FILES = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
