"""The record: every deed leaves its entry in the same transaction, and is sealed into the chain (K08, K58)."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections, models, transaction
from django.utils import translation

from hamkori.ground.audit import seal, trail
from hamkori.ground.audit.models import Checkpoint, Entry, Salt
from hamkori.ground.audit.seal import (
    latest_checkpoint,
    leaf_of,
    merkle_root,
    printed,
    seal_committed,
)
from hamkori.ground.audit.trail import action, digest
from hamkori.ground.audit.verify import verify
from hamkori.ground.schedule.models import JobState
from hamkori.kernel.actor import ANYONE, SYSTEM, Actor
from tests.ground.audit_rows import HANDLER, leave, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


# --- leaving entries -------------------------------------------------------------------------------------------


@pytest.fixture
def declared() -> Iterator[Callable[..., Any]]:
    """Declare actions that are forgotten after the test."""
    before = dict(trail.actions)
    yield action
    trail.actions.clear()
    trail.actions.update(before)


def test_a_deed_and_its_entry_stand_or_fall_together(declared: Any) -> None:
    @action("test.fail")
    def fail(*, actor: Actor) -> None:
        JobState.objects.create(name="made", next_at="2026-03-01T00:00:00Z")
        trail.note(facts={"made": 1})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail(actor=SYSTEM)
    assert not Entry.objects.exists()
    assert not JobState.objects.filter(name="made").exists()


def test_an_entry_says_who_in_which_capacity_did_what_to_what(
    declared: Any, travel: Callable[..., None]
) -> None:
    travel(date(2026, 3, 15))

    @action("test.close")
    def close(*, actor: Actor) -> models.Model:
        trail.note(reason="solved", changed=["state", "state"], facts={"days": 3})
        return JobState.objects.create(name="made", next_at="2026-03-01T00:00:00Z")

    made = close(actor=HANDLER)
    entry = Entry.objects.get()
    assert (entry.action, entry.reason, entry.changed, entry.facts) == (
        "test.close",
        "solved",
        ["state"],
        {"days": 3},
    )
    assert (entry.actor_kind, entry.actor_user, entry.actor_posting) == ("staff", 7, 70)
    assert (entry.actor_role, entry.actor_organisation) == ("handler", 3)
    assert (entry.object_type, entry.object_id) == ("schedule.jobstate", str(made.pk))
    assert entry.on == date(2026, 3, 15)


def test_an_action_inside_another_leaves_its_own_entry(declared: Any) -> None:
    @action("test.inner")
    def inner(*, actor: Actor) -> None:
        trail.note(facts={"inner": 1})

    @action("test.outer")
    def outer(*, actor: Actor) -> None:
        inner(actor=actor)
        trail.note(facts={"outer": 1})

    outer(actor=ANYONE)
    assert [(entry.action, entry.facts) for entry in Entry.objects.order_by("pk")] == [
        ("test.inner", {"inner": 1}),
        ("test.outer", {"outer": 1}),
    ]


def test_what_was_done_already_leaves_nothing(declared: Any) -> None:
    @action("test.again")
    def again(*, actor: Actor) -> None:
        trail.nothing_happened()

    again(actor=SYSTEM)
    assert not Entry.objects.exists()


def test_a_note_outside_of_an_action_and_an_action_without_actor_are_mistakes(declared: Any) -> None:
    with pytest.raises(RuntimeError):
        trail.note(reason="x")
    with pytest.raises(RuntimeError):
        trail.nothing_happened()

    @action("test.nobody")
    def nobody(*, actor: Actor) -> None: ...

    with pytest.raises(TypeError):
        nobody()  # type: ignore[call-arg]
    with pytest.raises(RuntimeError, match="twice"):
        action("test.nobody")(nobody)


def test_personal_values_are_digests_whose_salt_can_be_erased_k58() -> None:
    leave(1, personal="a canary sentence")
    entry, salt = Entry.objects.get(), Salt.objects.get()
    assert entry.digests["text"] == digest(bytes(salt.salt), "a canary sentence")
    columns = [
        str(value) for row in (*Entry.objects.values(), *Salt.objects.values()) for value in row.values()
    ]
    assert not any("canary" in column for column in columns)
    seal_committed()
    Salt.objects.all().delete()
    assert verify().is_whole


def test_no_table_of_the_record_keeps_a_time_of_day_k08() -> None:
    fields = [field for model in (Entry, Salt, Checkpoint) for field in model._meta.get_fields()]
    assert not [field for field in fields if isinstance(field, models.DateTimeField | models.TimeField)]


# --- sealing ---------------------------------------------------------------------------------------------------


def test_the_merkle_root_follows_rfc_6962() -> None:
    """Three leaves: the odd one moves up."""
    import hashlib

    a, b, c = (bytes([n]) * 32 for n in (1, 2, 3))
    left = hashlib.sha256(b"\x01" + a + b).digest()
    assert merkle_root([a.hex(), b.hex(), c.hex()]) == hashlib.sha256(b"\x01" + left + c).hexdigest()
    assert merkle_root([a.hex()]) == a.hex()
    with pytest.raises(ValueError, match="no leaves"):
        merkle_root([])


def test_sealing_again_changes_nothing() -> None:
    sealed(5, 3)
    before = (list(Entry.objects.values()), list(Checkpoint.objects.values()))
    assert seal_committed() == 0
    assert (list(Entry.objects.values()), list(Checkpoint.objects.values())) == before
    assert [
        (point.first_sequence, point.last_sequence) for point in Checkpoint.objects.order_by("number")
    ] == [
        (1, 5),
        (6, 8),
    ]


def test_a_large_backlog_is_sealed_in_batches() -> None:
    leave(25)
    assert [seal_committed(limit=10) for _ in range(4)] == [10, 10, 5, 0]
    assert verify().is_whole
    assert verify().checkpoints == 3


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        threads = 1  # one connection for all threads: SQLite's own queue is tested with real files
    else:
        threads = 4
    leave(200)
    failures: list[Exception] = []

    def work() -> None:
        try:
            while seal_committed(limit=7):
                pass
        except Exception as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            connections.close_all()

    if threads == 1:
        while seal_committed(limit=7):
            pass
    else:
        workers = [threading.Thread(target=work) for _ in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert not failures
    verdict = verify()
    assert (verdict.is_whole, verdict.entries) == (True, 200)
    assert sorted(Entry.objects.values_list("sequence", flat=True)) == list(range(1, 201))


def test_sealing_keeps_the_content_of_an_entry_as_it_was() -> None:
    leave(3)
    before = [leaf_of(entry) for entry in Entry.objects.order_by("pk")]
    seal_committed()
    assert [entry.leaf for entry in Entry.objects.order_by("pk")] == before
    assert re.fullmatch(r"1:[0-9a-f]{64}", printed(latest_checkpoint()))  # type: ignore[arg-type]


def test_a_rolled_back_seal_is_done_again() -> None:
    leave(3)
    with pytest.raises(RuntimeError), transaction.atomic():
        seal.seal_committed()
        raise RuntimeError
    assert seal_committed() == 3
    assert verify().is_whole
