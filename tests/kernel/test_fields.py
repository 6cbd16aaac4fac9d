"""Columns that stand encrypted in the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamkori.kernel.crypto import Unreadable
from hamkori.kernel.fields import EncryptedTextField

CANARY = "Гулнора canary +992 00 000 00 01"


class Letter(models.Model):
    """A model of the tests only; its table lives as long as one test."""

    text = EncryptedTextField()
    phone = EncryptedTextField(null=True)

    class Meta:
        app_label = "kernel_tests"


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Letter)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Letter)


def stored(column: str) -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM kernel_tests_letter")
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


@pytest.mark.usefixtures("table")
def test_a_text_comes_back_as_it_was() -> None:
    letter = Letter.objects.create(text=CANARY, phone=None)
    letter.refresh_from_db()
    assert (letter.text, letter.phone) == (CANARY, None)
    Letter.objects.update(text="")
    letter.refresh_from_db()
    assert letter.text == ""
    assert stored("text") == b""
    assert stored("phone") is None


@pytest.mark.usefixtures("table")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back(text: str) -> None:
    Letter.objects.all().delete()
    Letter.objects.bulk_create([Letter(text=text)])
    assert Letter.objects.get().text == text
    assert Letter.objects.values_list("text", flat=True).get() == text


@pytest.mark.usefixtures("table")
def test_the_database_holds_nothing_in_plain_and_nothing_equal() -> None:
    Letter.objects.create(text=CANARY, phone=CANARY)
    text, phone = stored("text"), stored("phone")
    assert text is not None
    assert phone is not None
    assert text != phone
    for part in ("Гулнора", "canary", "+992"):
        assert part.encode() not in text + phone


@pytest.mark.usefixtures("table")
def test_the_text_of_one_column_does_not_open_in_another() -> None:
    Letter.objects.create(text=CANARY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_tests_letter SET phone = text")
    with pytest.raises(Unreadable):
        Letter.objects.get()


@pytest.mark.usefixtures("table")
def test_it_cannot_be_searched_but_can_be_missing() -> None:
    Letter.objects.create(text=CANARY, phone=None)
    assert Letter.objects.filter(phone__isnull=True).count() == 1
    for lookup in ("text", "text__contains", "text__gt", "text__in"):
        with pytest.raises(TypeError, match="searched"):
            Letter.objects.filter(**{lookup: "x"}).count()


@pytest.mark.django_db
def test_nothing_stands_in_plain_in_the_file_or_its_log(tmp_path: Path) -> None:
    """A real SQLite file: database, write-ahead log and queue file are searched."""
    from django.db import connections
    from django.db.backends.base.base import BaseDatabaseWrapper

    from hamkori.config.environment import database_settings
    from hamkori.kernel.sqlite.base import DatabaseWrapper

    ready = {
        **connections["default"].settings_dict,
        **database_settings(f"sqlite:///{tmp_path}/plain.sqlite3"),
    }
    database: BaseDatabaseWrapper = DatabaseWrapper(ready, alias="plain")
    try:
        field = Letter._meta.get_field("text")
        with database.cursor() as cursor:
            cursor.execute("CREATE TABLE letter (text BLOB)")
            for _ in range(50):
                cursor.execute("INSERT INTO letter VALUES (%s)", [field.get_db_prep_value(CANARY, database)])
        found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert any(len(content) > 5000 for content in found.values())
        for content in found.values():
            assert b"canary" not in content
            assert "Гулнора".encode() not in content
    finally:
        database.close()
