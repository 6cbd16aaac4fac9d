"""Rows that hang beside the database in memory: taken with one statement a table, and the same as row by row."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.rooms.crime.imports.conftest import _land
from tests.rooms.crime.imports.files import AT, csv_of, rows
from tests.rooms.crime.imports.test_long_files import take

if TYPE_CHECKING:
    from tests.rooms.crime.imports.conftest import Land

alone = pytest.mark.django_db(transaction=True)
"""A database of its own: nothing hangs beside one in somebody else's transaction. Hence no test of `land` here."""


def of_many_kinds() -> list[list[str]]:
    """Twenty rows: a damage without amount, two offences, counted suspects, a cleared one, a faulty one."""
    lines = rows(20)
    lines[3][AT["Ущерб"]] = ""
    lines[4][AT["Статья 2"]] = "ст. 244 ч. 1"
    lines[5][AT["Пол подозреваемого"]], lines[5][AT["Возраст подозреваемого"]] = "м", "25"
    lines[6][AT["Потерпевших женщин"]], lines[6][AT["Потерпевших мужчин"]] = "2", "3"
    lines[7][AT["Дата сообщения"]] = "31.02.2025"
    return lines


@pytest.fixture
def apart(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> "Land":
    from hamkori.rooms.crime.register.imports import packing, texts

    if not packing.can_pack():
        pytest.skip("PostgreSQL takes rows by COPY")
    monkeypatch.setattr(texts, "BLOCK", 1500)
    return _land()


@pytest.fixture
def packed_chunks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often rows were tried to be taken from beside."""
    from hamkori.rooms.crime.register.imports import packing

    tried: list[int] = []
    whole = packing.take_beside

    def counting(first: int, now: str, source: int) -> None:
        tried.append(first)
        whole(first, now, source)

    monkeypatch.setattr(packing, "take_beside", counting)
    return tried


def said() -> dict[str, list[Any]]:
    """Everything that stands in the register, without keys, references and moments of typing."""
    from hamkori.rooms.crime.models import Crime, ImportedRow, Offence, Persons

    left_out = {"id", "uid", "keyed_at", "changed_at", "source_import"}
    names = [one.attname for one in Crime._meta.concrete_fields if one.attname not in left_out]
    number = "crime__record_number"
    return {
        "crimes": sorted(map(repr, Crime.objects.values_list(*names))),
        "offences": sorted(Offence.objects.values_list(number, "position", "article_id", "attempted")),
        "persons": sorted(Persons.objects.values_list(number, "who", "sex", "age", "relation", "number")),
        "rows": sorted(ImportedRow.objects.values_list(number, "key", "digest", "last_step")),
    }


def beside_the_database() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        return [row[1] for row in cursor.fetchall()]


@alone
def test_what_hangs_beside_becomes_the_same_as_row_by_row(apart: "Land", packed_chunks: list[int]) -> None:
    from django.db import transaction

    from hamkori.rooms.crime.register.imports.checks import faults

    data = csv_of(of_many_kinds())
    with transaction.atomic():
        by_row = take(BytesIO(data), apart.cards)
        one = said()
        transaction.set_rollback(True)
    assert not packed_chunks and by_row.chunks > 1
    source = take(BytesIO(data), apart.cards)
    assert len(packed_chunks) == source.chunks == by_row.chunks
    assert (source.state, source.rows_read, source.rows_new, source.rows_faulty) == ("done", 20, 19, 1)
    assert [one.row for one in source.faults.filter(severity="error")] == [9]
    assert said() == one
    assert list(faults()) == []
    assert beside_the_database() == ["main"]
    # the same rows in another file: the first chunk shows that they are known, and nobody tries again
    again = take(BytesIO(csv_of(of_many_kinds(), encoding="utf-16")), apart.cards)
    assert (again.rows_new, again.rows_same, again.rows_faulty) == (0, 19, 1)
    assert len(packed_chunks) == source.chunks + 1
    assert said() == one


@alone
def test_known_typed_and_doubled_rows_are_found_as_ever(apart: "Land") -> None:
    from hamkori.rooms.crime.models import Article, Crime
    from hamkori.rooms.crime.register.imports.checks import faults
    from tests.rooms.crime.builders import make_crime

    take(BytesIO(csv_of(rows(10))), apart.cards)
    known, lines = said(), rows(30)
    lines[3][AT["Ущерб"]] = "999"
    lines[20][AT["Номер дела"]] = lines[19][AT["Номер дела"]]
    theft = Article.objects.filter(number="244", part="1").first()
    make_crime(apart.asht, theft, office=apart.office, record_number=lines[25][AT["Номер дела"]])  # type: ignore[arg-type]
    source = take(BytesIO(csv_of(lines)), apart.cards)
    assert (source.rows_new, source.rows_changed, source.rows_same, source.rows_faulty) == (18, 1, 9, 2)
    found = source.faults.filter(severity="error").values_list("row", "rule")
    assert sorted(found) == [(22, "structure.twice"), (27, "import.typed")]
    assert len(said()["crimes"]) == len(known["crimes"]) + 19
    assert str(Crime.objects.get(record_number=lines[3][0]).damage) == "999.00"
    assert list(faults()) == []


@alone
def test_a_reference_that_a_record_has_is_drawn_anew(apart: "Land", monkeypatch: pytest.MonkeyPatch) -> None:
    from hamkori.rooms.crime.models import Crime
    from hamkori.rooms.crime.register.imports import packing
    from hamkori.rooms.crime.register.imports.checks import faults

    draw = packing.draw
    take(BytesIO(csv_of(rows(4))), apart.cards)
    taken = sorted(Crime.objects.values_list("uid", flat=True))
    given = [[], taken[1:3]]

    def unlucky(number: int) -> list[str]:
        first = given.pop()[:number] if given else []
        return [*first, *draw(number - len(first))]

    monkeypatch.setattr(packing, "draw", unlucky)
    source = take(BytesIO(csv_of(rows(8)[4:])), apart.cards)
    assert not given and source.rows_new == 4
    assert Crime.objects.values("uid").distinct().count() == 8
    assert list(faults()) == [], "the seal holds the references that the records have"


@alone
@pytest.mark.parametrize("at", ["crime_offence", "crime_import"])
def test_a_chunk_that_ends_in_the_middle_leaves_nothing(
    apart: "Land", monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Killed between two tables, or when all rows stand and the import is not yet counted on."""
    from django.db import connection

    from hamkori.rooms.crime.models import Crime, ImportedRow, Offence, Persons

    data, begun = csv_of(rows(30)), []

    def dying(execute: Any, statement: str, *rest: Any) -> Any:
        if statement.startswith("INSERT OR FAIL INTO main.crime_crime"):
            begun.append(statement)
        if len(begun) == 2 and (f"INTO main.{at}" in statement or f'UPDATE "{at}"' in statement):
            raise KeyboardInterrupt
        return execute(statement, *rest)

    with connection.execute_wrapper(dying), pytest.raises(KeyboardInterrupt):
        take(BytesIO(data), apart.cards)
    taken = Crime.objects.count()
    assert 0 < taken < 30
    assert {one.objects.count() for one in (Offence, Persons, ImportedRow)} == {taken}
    assert beside_the_database() == ["main"]
    ended = take(BytesIO(data), apart.cards, resume=True)
    assert (ended.state, ended.rows_new, ended.rows_faulty, Crime.objects.count()) == ("done", 30, 0, 30)


@alone
def test_sqlite_is_set_for_many_rows_only_while_a_file_comes_in(
    apart: "Land", monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection

    from hamkori.rooms.crime.register.imports import bulk, packing

    def settings() -> dict[str, int]:
        with connection.cursor() as cursor:
            return {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in bulk.MANY_ROWS}

    before, seen, whole = settings(), [], packing.take_beside

    def looking(*given: Any) -> None:
        seen.append(settings())
        whole(*given)

    monkeypatch.setattr(packing, "take_beside", looking)
    take(BytesIO(csv_of(rows(30))), apart.cards)
    assert seen and all(one == bulk.MANY_ROWS for one in seen)
    assert settings() == before != bulk.MANY_ROWS
