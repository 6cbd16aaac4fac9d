"""A start brings the database and the static files up to date, and waits for nothing that is up to date already."""

from typing import Any

import pytest

from hamkori.config import preparing


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    monkeypatch.setattr("django.core.management.call_command", lambda name, **_options: seen.append(name))
    return seen


@pytest.mark.django_db
def test_a_database_at_the_newest_migration_is_left_alone(called: list[str]) -> None:
    assert preparing.main(["migrate", "collectstatic"]) == 0
    assert called == ["collectstatic"]


@pytest.mark.django_db
def test_a_migration_that_waits_is_applied(called: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="schedule").delete()
    applied: dict[str, Any] = dict(MigrationRecorder.Migration.objects.values_list("app", "name"))
    assert "schedule" not in applied
    preparing.main(["migrate"])
    assert called == ["migrate"]
