"""The record: left with the deed, sealed, and any bending of it is found (K58)."""

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
    START,
    checkpoint_hash,
    latest_checkpoint,
    leaf_of,
    link,
    merkle_root,
    printed,
    seal_committed,
)
from hamkori.ground.audit.trail import _leave_entry, action, digest
from hamkori.ground.audit.verify import Wrong, verify
from hamkori.ground.schedule.models import JobState
from hamkori.kernel.actor import ANYONE, SYSTEM, Actor, Kind, Role
from hamkori.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
HANDLER = Actor(Kind.STAFF, user_id=7, posting_id=70, role=Role.HANDLER, organisation_id=3)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def leave(count: int, *, personal: str = "") -> None:
    for number in range(count):
        note = trail.Trail()
        note.facts = {"number": number}
        note.personal = {"text": personal} if personal else {}
        _leave_entry("test.done", HANDLER, note, None)


def sealed(*batches: int) -> None:
    for count in batches:
        leave(count)
        assert seal_committed() == count


def sql(statement: str, *values: Any) -> None:
    """What somebody with the database in hand would do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def findings() -> set[tuple[str, int]]:
    return {(fault.kind.value, fault.sequence) for fault in verify().faults}


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


# --- verifying -------------------------------------------------------------------------------------------------


def test_an_untouched_record_is_whole() -> None:
    assert verify().is_whole
    sealed(10, 1, 7)
    leave(2)  # not sealed yet
    verdict = verify()
    assert (verdict.faults, verdict.entries, verdict.checkpoints) == ([], 18, 3)


SHIFT_UP = "UPDATE audit_entry SET sequence = -sequence WHERE sequence >= %s"
BACK_UP = "UPDATE audit_entry SET sequence = 1 - sequence WHERE sequence < 0"
SHIFT_DOWN = "UPDATE audit_entry SET sequence = -sequence WHERE sequence > %s"
BACK_DOWN = "UPDATE audit_entry SET sequence = -sequence - 1 WHERE sequence < 0"


def put_in(sequence: int, *, with_chain: bool) -> None:
    leave(1)
    entry = Entry.objects.get(sequence__isnull=True)
    before = Entry.objects.filter(sequence=sequence - 1).values_list("chain", flat=True).first() or START
    leaf = leaf_of(entry)
    sql(
        "UPDATE audit_entry SET sequence = %s, leaf = %s, chain = %s WHERE id = %s",
        sequence,
        leaf,
        link(before, leaf) if with_chain else "ab" * 32,
        entry.pk,
    )


def swap(one: int, other: int) -> None:
    sql("UPDATE audit_entry SET sequence = -1 WHERE sequence = %s", one)
    sql("UPDATE audit_entry SET sequence = %s WHERE sequence = %s", one, other)
    sql("UPDATE audit_entry SET sequence = %s WHERE sequence = -1", other)


def edit(sequence: int, *, leaf: bool = False, chain: bool = False) -> None:
    """Change an entry; a thorough hand also refreshes its hashes."""
    sql("UPDATE audit_entry SET reason = 'bent' WHERE sequence = %s", sequence)
    entry = Entry.objects.get(sequence=sequence)
    if leaf:
        sql("UPDATE audit_entry SET leaf = %s WHERE sequence = %s", leaf_of(entry), sequence)
    if chain:
        before = Entry.objects.get(sequence=sequence - 1).chain
        sql("UPDATE audit_entry SET chain = %s WHERE sequence = %s", link(before, leaf_of(entry)), sequence)


def delete(sequence: int, *, renumber: bool = False) -> None:
    sql("DELETE FROM audit_entry WHERE sequence = %s", sequence)
    if renumber:
        sql(SHIFT_DOWN, sequence)
        sql(BACK_DOWN)


def insert(sequence: int, *, with_chain: bool) -> None:
    sql(SHIFT_UP, sequence)
    sql(BACK_UP)
    put_in(sequence, with_chain=with_chain)


@pytest.mark.parametrize("place", [1, 4, 10, 11, 15, 20, 21, 30])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "'bent'"),
        ("action", "'test.other'"),
        ("actor_user", "8"),
        ("actor_posting", "NULL"),
        ("object_id", "'9'"),
        ("facts", "'{}'"),
        ("uid", "'0123'"),
        ("leaf", "'" + "ab" * 32 + "'"),
    ],
)
def test_an_edited_entry_is_named_k58(column: str, value: str, place: int) -> None:
    sealed(10, 10, 10)
    sql(f"UPDATE audit_entry SET {column} = {value} WHERE sequence = %s", place)
    assert findings() == {("edited", place)}


@pytest.mark.parametrize("place", [1, 4, 10, 11, 30])
def test_an_edited_day_is_named_k58(place: int) -> None:
    sealed(10, 10, 10)
    sql("UPDATE audit_entry SET \"on\" = '2020-01-01' WHERE sequence = %s", place)
    assert findings() == {("edited", place)}


@pytest.mark.parametrize("place", [2, 4, 10, 11, 30])
def test_an_edited_entry_with_a_refreshed_leaf_is_named(place: int) -> None:
    sealed(10, 10, 10)
    edit(place, leaf=True)
    assert findings() == {("edited", place)}


@pytest.mark.parametrize("place", [2, 4, 9, 15])
def test_refreshing_the_chain_as_well_is_found_at_the_next_entry(place: int) -> None:
    sealed(10, 10, 10)
    edit(place, leaf=True, chain=True)
    assert findings() == {("edited", place + 1)}


@pytest.mark.parametrize("place", [4, 10, 30])
def test_a_changed_chain_hash_is_found(place: int) -> None:
    sealed(10, 10, 10)
    sql("UPDATE audit_entry SET chain = %s WHERE sequence = %s", "cd" * 32, place)
    found = findings()
    assert ("edited", place) in found
    assert found <= {("edited", place), ("edited", place + 1)}


@pytest.mark.parametrize("place", [4, 30])
def test_rubbish_in_the_hash_columns_is_found_and_does_not_crash(place: int) -> None:
    sealed(10, 10, 10)
    sql("UPDATE audit_entry SET chain = 'rubbish', leaf = 'x' WHERE sequence = %s", place)
    assert ("edited", place) in findings()


@pytest.mark.parametrize("place", [1, 2, 5, 10, 11, 20, 21, 30])
def test_a_deleted_entry_is_named_k58(place: int) -> None:
    sealed(10, 10, 10)
    delete(place)
    assert findings() == {("deleted", place)}


@pytest.mark.parametrize("place", [1, 2, 5, 11, 21, 29])
def test_a_deleted_entry_is_found_when_the_rest_was_renumbered(place: int) -> None:
    sealed(10, 10, 10)
    delete(place, renumber=True)
    assert findings() == {("deleted", place)}


@pytest.mark.parametrize("place", [10, 20, 30])
def test_the_last_of_a_batch_deleted_and_the_rest_renumbered_is_found(place: int) -> None:
    sealed(10, 10, 10)
    delete(place, renumber=True)
    found = findings()
    assert {kind for kind, _sequence in found} == {"deleted"}
    assert all(abs(sequence - place) <= 1 for _kind, sequence in found)


def test_a_whole_batch_deleted_is_found() -> None:
    sealed(10, 10, 10)
    sql("DELETE FROM audit_entry WHERE sequence BETWEEN 11 AND 20")
    assert [fault.message for fault in verify().faults] == ["Entries 11 to 20 are missing."]


@pytest.mark.parametrize("with_chain", [True, False])
@pytest.mark.parametrize("place", [1, 2, 5, 10, 11, 15, 21, 30])
def test_an_inserted_entry_is_named_k58(place: int, with_chain: bool) -> None:
    sealed(10, 10, 10)
    insert(place, with_chain=with_chain)
    assert findings() == {("inserted", place)}


@pytest.mark.parametrize("place", [31, 40])
def test_an_entry_put_behind_the_end_is_named(place: int) -> None:
    sealed(10, 10, 10)
    put_in(place, with_chain=False)
    assert findings() == {("inserted", place)}


@pytest.mark.parametrize("place", [0, -3])
def test_an_entry_put_before_the_beginning_is_named(place: int) -> None:
    sealed(10, 10)
    put_in(place, with_chain=False)
    assert findings() == {("inserted", place)}


@pytest.mark.parametrize(("one", "other"), [(3, 7), (1, 10), (1, 2), (4, 5), (12, 19), (21, 30)])
def test_reordered_entries_are_named_k58(one: int, other: int) -> None:
    sealed(10, 10, 10)
    swap(one, other)
    found = findings()
    assert found
    assert found <= {("reordered", one), ("reordered", other)}


@pytest.mark.parametrize(("one", "other"), [(3, 17), (10, 11), (2, 29)])
def test_entries_swapped_between_batches_are_found(one: int, other: int) -> None:
    sealed(10, 10, 10)
    swap(one, other)
    places = {sequence for _kind, sequence in findings()}
    assert {one, other} & places
    assert all(min(abs(place - one), abs(place - other)) <= 1 for place in places)


def test_several_things_at_once_are_all_named() -> None:
    sealed(10, 10, 10)
    edit(3)
    delete(15)
    swap(22, 27)
    assert findings() >= {("edited", 3), ("deleted", 15)}
    assert "reordered" in {kind for kind, _sequence in findings()}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("merkle_root", "'" + "ab" * 32 + "'"),
        ("chain", "'" + "ab" * 32 + "'"),
        ("previous", "'" + "ab" * 32 + "'"),
        ("hash", "'" + "ab" * 32 + "'"),
        ("last_sequence", "last_sequence - 1"),
        ("last_sequence", "last_sequence + 400"),
        ("first_sequence", "first_sequence + 2"),
    ],
)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_changed_checkpoint_is_named(number: int, column: str, value: str) -> None:
    sealed(10, 10, 10)
    sql(f"UPDATE audit_checkpoint SET {column} = {value} WHERE number = %s", number)
    found = findings()
    assert ("checkpoint", number) in found
    assert {kind for kind, _sequence in found} <= {"checkpoint", "inserted"}


def test_a_missing_checkpoint_is_named_and_its_entries_are_still_checked() -> None:
    sealed(10, 10, 10)
    sql("DELETE FROM audit_checkpoint WHERE number = 2")
    assert findings() == {("checkpoint", 2)}
    edit(15, leaf=True)
    assert findings() == {("checkpoint", 2), ("edited", 15)}


def rewrite_everything() -> None:
    """What somebody with the code and the database can do: bend an entry and recompute all that follows."""
    edit(15)
    chain, last = START, START
    for point in Checkpoint.objects.order_by("number"):
        leaves = []
        for entry in Entry.objects.filter(
            sequence__range=(point.first_sequence, point.last_sequence)
        ).order_by("sequence"):
            leaves.append(leaf_of(entry))
            chain = link(chain, leaves[-1])
            sql("UPDATE audit_entry SET leaf = %s, chain = %s WHERE id = %s", leaves[-1], chain, entry.pk)
        values = (point.number, point.first_sequence, point.last_sequence, merkle_root(leaves), chain, last)
        sql(
            "UPDATE audit_checkpoint SET merkle_root = %s, chain = %s, previous = %s, hash = %s WHERE number = %s",
            *values[3:],
            checkpoint_hash(*values),
            point.number,
        )
        last = checkpoint_hash(*values)


def test_a_whole_rewrite_is_found_only_by_the_printed_checkpoint_k58() -> None:
    sealed(10, 10, 10)
    points = list(Checkpoint.objects.order_by("number"))
    rewrite_everything()
    assert verify().is_whole
    assert verify(checkpoint=printed(points[0])).is_whole
    for point in points[1:]:
        verdict = verify(checkpoint=printed(point))
        assert [(fault.kind, fault.sequence) for fault in verdict.faults] == [(Wrong.PRINTED, point.number)]


def test_a_printed_checkpoint_may_be_shortened_to_sixteen_digits() -> None:
    sealed(10, 10)
    point = latest_checkpoint()
    assert point is not None
    for line in (printed(point), f"2:{point.hash[:16]}", f" 2 : {point.hash[:20].upper()}… "):
        assert verify(checkpoint=line).is_whole
    wrong = "0" if point.hash[0] != "0" else "1"
    assert not verify(checkpoint=f"2:{wrong}{point.hash[1:]}").is_whole


def test_a_truncated_record_is_found_by_the_printed_checkpoint() -> None:
    sealed(10, 10)
    point = latest_checkpoint()
    assert point is not None
    line = printed(point)
    sql("DELETE FROM audit_entry WHERE sequence > 10")
    sql("DELETE FROM audit_checkpoint WHERE number = 2")
    assert verify().is_whole
    assert [fault.kind for fault in verify(checkpoint=line).faults] == [Wrong.PRINTED]


@pytest.mark.parametrize("line", ["", "12", "12:", "12:9f86", "x:9f86d081884c7d65", "12:9f86d081884c7dzz"])
def test_a_line_that_is_no_checkpoint_is_refused_with_a_sentence(line: str) -> None:
    with pytest.raises(BadInput, match="looks like"):
        verify(checkpoint=line)


def test_a_wrecked_record_gives_a_bounded_report() -> None:
    leave(1500)
    seal_committed()
    sql("UPDATE audit_entry SET reason = 'bent'")
    assert len(verify().faults) == 1000


def test_progress_is_told() -> None:
    sealed(5, 5)
    told: list[int] = []
    verify(progress=told.append)
    assert told == [5, 10, 10]


def test_the_entries_are_read_in_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    sealed(*[1] * 20)
    with django_assert_max_num_queries(6):
        assert verify().is_whole


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
