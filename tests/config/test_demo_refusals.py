"""K63: demo data goes into an empty database or nowhere, whole or not at all."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours

from hamkori.config import demo
from hamkori.config.environment import Unsafe
from hamkori.ground.audit.models import Entry
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.society.accounts.models import User
from hamkori.society.places.models import Place

pytestmark = pytest.mark.django_db


def quiet(_done: int, _total: int, _words: str) -> None:
    pass


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.HAMKORI_DATA = tmp_path
    return tmp_path


def test_k63_production_refuses(settings: Any) -> None:
    settings.ENVIRONMENT = replace(ours.ENVIRONMENT, kind="production")
    with pytest.raises(Unsafe, match="production"):
        demo.fill(progress=quiet)
    assert not demo.mark_file().exists() and not Place.objects.exists()


def test_k63_a_database_with_data_and_without_the_mark_is_left_alone() -> None:
    User.objects.create(username="somebody")
    with pytest.raises(Unsafe, match="already holds data"):
        demo.fill(progress=quiet)
    assert not demo.mark_file().exists()
    assert User.objects.count() == 1 and not Place.objects.exists()


def test_a_marked_folder_is_not_filled_again(own_folder: Path) -> None:
    (own_folder / "DEMO").touch()
    assert demo.fill(progress=quiet) is False
    assert not Place.objects.exists()


def test_a_fill_that_dies_half_way_leaves_nothing_and_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(**_what: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(
        demo, "demo_parts", [*((n, p) for n, p in demo_parts if n == "countries"), ("last", DemoPart(dies))]
    )
    with pytest.raises(KeyboardInterrupt):
        demo.fill(progress=quiet)
    assert not demo.mark_file().exists()
    assert not Place.objects.exists() and not Entry.objects.exists()
