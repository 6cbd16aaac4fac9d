"""A prepared insert leaves the row that saving would leave, refuses what saving refuses, and writes its SQL once."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from hamkori.ground.audit.models import Entry, Salt
from hamkori.ground.receipts.models import Receipt
from hamkori.ground.threads.models import Message
from hamkori.kernel.inserts import insert
from hamkori.society.places.models import Place

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 15)


def _message() -> Message:
    return Message(subject_type="a", subject_id=1, voice="office", text="Дар кӯча", facts={"a": [1]}, on=DAY)


def _receipt(reference: str = "22222222", code: str = "c", number: int = 1) -> Receipt:
    return Receipt(
        reference=reference,
        code_hash=code,
        submission_hash=code,
        subject_type="a",
        subject_id=number,
        on=DAY,
    )


def test_the_row_is_the_one_that_saving_leaves() -> None:
    """Defaults, days, JSON and encrypted columns; the key is set and the row can be changed and saved."""
    first, second = insert(_message()), insert(_message())
    saved = _message()
    saved.save()
    assert first.pk and second.pk and first.pk != second.pk
    names = [field.attname for field in Message._meta.concrete_fields if not field.primary_key]
    assert (
        len({str(Message.objects.filter(pk=one.pk).values_list(*names)[0]) for one in (second, saved)}) == 1
    )
    assert Message.objects.get(pk=first.pk).facts == {"a": [1]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM threads_message WHERE id = %s", [first.pk])
        assert "кӯча".encode() not in bytes(cursor.fetchone()[0])
    first.language = "tg"
    first.save()
    assert Message.objects.get(pk=first.pk).language == "tg" and Message.objects.count() == 3


def test_bytes_and_null_columns_are_kept() -> None:
    insert(Entry(uid="u", on=DAY, action="a", actor_kind="anyone", object_type="", object_id=""))
    insert(Salt(entry_uid="u", field="text", salt=b"\x00\xff"))
    assert Entry.objects.get(uid="u").actor_user is None
    assert bytes(Salt.objects.get().salt) == b"\x00\xff"


def test_a_constraint_refuses_the_row_and_spoils_the_transaction_as_saving_does() -> None:
    insert(_receipt())
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(_receipt(code="d", number=2))
    with transaction.atomic(), pytest.raises(TransactionManagementError), transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(_receipt(code="d", number=2))
        Receipt.objects.count()
    assert Receipt.objects.count() == 1


def test_a_row_that_points_to_an_unsaved_row_is_refused() -> None:
    """Otherwise a column that may be empty would lose the link without a word."""
    with pytest.raises(ValueError, match="parent"):
        insert(Place(code="x", path="x", parent=Place(code="y", path="y")))


def test_a_model_whose_key_is_not_the_databases_is_refused() -> None:
    from django.contrib.sessions.models import Session

    with pytest.raises(TypeError):
        insert(Session(session_key="a", session_data="b"))
