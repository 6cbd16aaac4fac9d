"""Stores of tests lie in a folder that is gone afterwards."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> None:
    settings.HAMKORI_DATA = tmp_path / "data"  # type: ignore[attr-defined]
