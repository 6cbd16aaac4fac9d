"""`hamkori audit verify`: an edited, a deleted, an inserted and a reordered row is named, and so is a checkpoint that
does not match (K58)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from hamkori.ground.audit.models import Checkpoint, Entry
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
from hamkori.ground.audit.verify import Wrong, verify
from hamkori.kernel.errors import BadInput
from tests.ground.audit_rows import leave, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def sql(statement: str, *values: Any) -> None:
    """What somebody with the database in hand would do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def findings() -> set[tuple[str, int]]:
    return {(fault.kind.value, fault.sequence) for fault in verify().faults}


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
