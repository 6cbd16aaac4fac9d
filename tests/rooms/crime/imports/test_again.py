"""The same file twice, changed rows, stops and kills: nothing is taken twice, nothing is overwritten silently."""

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.rooms.crime.imports.files import AT, TABLE_HEAD, csv_of, rows, table_rows, xlsx_of

if TYPE_CHECKING:
    from tests.rooms.crime.imports.conftest import Land

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    from hamkori.rooms.crime.models import Crime, Fault, Import, ImportedRow, Offence, Persons, Step

    return tuple(
        model.objects.count() for model in (Import, Crime, Offence, Persons, Step, ImportedRow, Fault)
    )


def take(data: bytes, mapping: object, **more: object):  # type: ignore[no-untyped-def]
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.register.imports import running

    file = BytesIO(data)
    resume = bool(more.pop("resume", False))
    source, found = running.open_file(file, file_name="f.csv", mapping=mapping, actor=SYSTEM, resume=resume)  # type: ignore[arg-type]
    return source if found is None else running.run(source, file, found, actor=SYSTEM, **more)  # type: ignore[arg-type]


def test_the_same_file_twice_changes_nothing(land: "Land") -> None:
    from hamkori.ground.audit.models import Entry

    data = csv_of(rows())
    take(data, land.cards)
    before, entries = counts(), Entry.objects.count()
    again = take(data, land.cards)
    assert again.state == "done" and again.rows_new == 12
    assert (counts(), Entry.objects.count()) == (before, entries)


def test_the_same_rows_in_another_file_change_nothing(land: "Land") -> None:
    take(csv_of(rows()), land.cards)
    before = counts()
    again = take(xlsx_of(rows()), land.cards)
    assert (again.rows_new, again.rows_changed, again.rows_same, again.rows_faulty) == (0, 0, 12, 0)
    assert counts()[1:6] == before[1:6]


def test_a_changed_row_becomes_steps_and_the_history_keeps_what_stood_there(land: "Land") -> None:
    from hamkori.rooms.crime.models import Crime

    take(csv_of(rows()), land.cards)
    lines = rows()
    lines[2][AT["Ущерб"]] = "777"
    lines[4][AT["Статья"]] = "ст. 244 ч. 2"
    lines[6][AT["Состояние"]], lines[6][AT["Как раскрыто"]] = "раскрыто", "примирение"
    lines[6][AT["Дата раскрытия"]] = "01.04.2025"
    again = take(csv_of(lines), land.cards)
    assert (again.rows_changed, again.rows_same, again.rows_faulty) == (3, 9, 0)
    steps = {
        crime.record_number: [
            (one.verb, one.before | {"row": ""}, one.after | {"row": ""})
            for one in crime.steps.order_by("pk")
        ][1:]
        for crime in Crime.objects.all()
    }
    empty = {"row": ""}
    assert steps["К-3"] == [("corrected", {"damage": "103.50"} | empty, {"damage": "777.00"} | empty)]
    assert steps["К-5"] == [
        ("reclassified", {"offences": [["244/1", False]]} | empty, {"offences": [["244/2", False]]} | empty)
    ]
    assert [verb for verb, _before, _after in steps["К-7"]] == ["cleared"]
    assert Crime.objects.get(record_number="К-7").state == "cleared"
    assert steps["К-1"] == [] == list(Crime.objects.get(record_number="К-1").steps.all())


def test_what_the_desk_changed_is_not_overwritten(land: "Land") -> None:
    from hamkori.kernel import clock
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.models import Crime
    from hamkori.rooms.crime.register.actions import crimes

    take(csv_of(rows()), land.cards)
    crime = Crime.objects.get(record_number="К-3")
    crimes.suspend(actor=SYSTEM, crime=crime, reason="not_found", on=clock.today())
    lines = rows()
    lines[2][AT["Ущерб"]] = "777"
    again = take(csv_of(lines), land.cards)
    crime.refresh_from_db()
    assert (crime.state, str(crime.damage)) == ("suspended", "103.50")
    assert [(one.row, one.rule) for one in again.faults.filter(severity="error")] == [(4, "import.desk")]


def test_a_typed_record_is_never_touched(land: "Land") -> None:
    from hamkori.rooms.crime.models import Article, Crime
    from tests.rooms.crime.builders import make_crime

    make_crime(
        land.asht, Article.objects.get(number="244", part="1"), record_number="К-3", office=land.office
    )  # type: ignore[arg-type]
    source = take(csv_of(rows()), land.cards)
    assert [(one.row, one.rule) for one in source.faults.filter(severity="error")] == [(4, "import.typed")]
    assert Crime.objects.get(record_number="К-3").source_import is None and source.rows_new == 11


def test_stopped_at_a_border_and_resumed(land: "Land", monkeypatch: pytest.MonkeyPatch) -> None:
    """Each chunk is whole: after the stop exactly its rows are there; after the rest, every row once."""
    from hamkori.rooms.crime.models import Crime, ImportedRow
    from hamkori.rooms.crime.register.imports import running, texts

    monkeypatch.setattr(texts, "BLOCK", 2000)
    data = csv_of(rows(100))
    stopped = take(data, land.cards, stopping=lambda: True)
    assert stopped.state == "stopped" and 0 < stopped.rows_read < 100
    assert Crime.objects.count() == stopped.rows_new == stopped.rows_read
    assert 0 < stopped.percent < 100
    with pytest.raises(running.MustResume):
        take(data, land.cards)
    seen = []
    ended = take(data, land.cards, resume=True, progress=lambda source: seen.append(source.percent))
    assert (ended.state, ended.rows_read, ended.rows_new, ended.rows_faulty) == ("done", 100, 100, 0)
    assert Crime.objects.count() == ImportedRow.objects.count() == 100
    assert seen == sorted(seen) and seen[-1] == 100


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_killed_in_the_middle_of_a_chunk_and_resumed(
    land: "Land", monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The chunk that was being written is gone as a whole; the file goes on at its border."""
    from hamkori.rooms.crime.models import Crime, ImportedRow, Offence
    from hamkori.rooms.crime.register.imports import chunks, texts, workbooks

    monkeypatch.setattr(texts, "BLOCK", 2000)
    monkeypatch.setattr(workbooks, "ROWS_OF_WORKBOOK", 15)
    data = csv_of(rows(100)) if kind == "csv" else xlsx_of(rows(100))
    whole, calls = chunks.insert, []

    def dying(model, columns):  # type: ignore[no-untyped-def]
        if model is Offence:
            calls.append(len(columns["crime_id"]))
            if len(calls) == 3:
                half = calls[-1] // 2
                whole(
                    model,
                    {name: one[:half] if isinstance(one, list) else one for name, one in columns.items()},
                )
                raise KeyboardInterrupt
        whole(model, columns)

    monkeypatch.setattr(chunks, "insert", dying)
    with pytest.raises(KeyboardInterrupt):
        take(data, land.cards)
    taken = Crime.objects.count()
    assert taken == sum(calls[:2]) == Offence.objects.count() == ImportedRow.objects.count(), (
        "of the third: nothing"
    )
    monkeypatch.setattr(chunks, "insert", whole)
    ended = take(data, land.cards, resume=True)
    assert (ended.state, ended.rows_new, ended.rows_faulty) == ("done", 100, 0)
    assert Crime.objects.count() == 100


def test_two_programs_cannot_take_the_same_chunk(land: "Land") -> None:
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.errors import BadState
    from hamkori.rooms.crime.models import Import
    from hamkori.rooms.crime.register.imports.chunks import take_rows

    source = take(csv_of(rows()), land.cards)
    Import.objects.update(state="running")
    with pytest.raises(BadState):
        take_rows(actor=SYSTEM, source=source, rows=[], faults=[], read=0, position=0, end=10)


def test_one_audit_entry_a_chunk(land: "Land", monkeypatch: pytest.MonkeyPatch) -> None:
    from hamkori.ground.audit.models import Entry
    from hamkori.rooms.crime.register.imports import texts

    monkeypatch.setattr(texts, "BLOCK", 4000)
    source = take(csv_of(rows(60)), land.cards)
    assert Entry.objects.filter(action="crime.rows_imported").count() == source.chunks > 1
    assert sum(one.facts["new"] for one in Entry.objects.filter(action="crime.rows_imported")) == 60


def test_tables_of_counts(land: "Land") -> None:
    """Empty is no report, zero is zero; another number for a known cell is kept beside the former one."""
    from hamkori.rooms.crime.models import Aggregate, AggregateChange

    lines = [*table_rows(), ["Итого", "", "0", "198", "", "36"]]
    source = take(csv_of(lines, head=TABLE_HEAD), land.table)
    assert (source.state, source.rows_new, source.rows_faulty) == ("done", 12, 0)
    assert Aggregate.objects.count() == 36, "three of four columns are filled"
    assert Aggregate.objects.filter(number=0, category__code="0101").count() == 12
    lines[3][3] = "99"
    again = take(csv_of(lines, head=TABLE_HEAD), land.table)
    assert (again.rows_changed, again.rows_same) == (1, 11)
    assert [(one.before, one.after) for one in AggregateChange.objects.all()] == [(14, 99)]
    assert Aggregate.objects.count() == 36


def test_a_registrar_brings_in_rows_of_the_own_office_only(land: "Land") -> None:
    from hamkori.kernel.actor import Role
    from hamkori.rooms.crime.models import Crime
    from hamkori.rooms.crime.register.imports import running
    from tests.rooms.crime.builders import staff

    lines = rows()
    lines[1][AT["Район"]] = "Rasht"
    actor = staff(Role.REGISTRAR, office=land.office)  # type: ignore[arg-type]
    file = BytesIO(csv_of(lines))
    source, found = running.open_file(file, file_name="f.csv", mapping=land.cards, actor=actor)  # type: ignore[arg-type]
    assert found is not None
    source = running.run(source, file, found, actor=actor)
    assert [(one.row, one.rule) for one in source.faults.filter(severity="error")] == [
        (3, "mandatory.office")
    ]
    assert not Crime.objects.exclude(office=land.office).exists()
