"""What an import brought is sealed with its batch, record by record: whatever is bent behind the actions is found."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from tests.rooms.crime.imports.files import AT, csv_of, rows

if TYPE_CHECKING:
    from hamkori.rooms.crime.models import Crime, Import
    from tests.rooms.crime.imports.conftest import Land

pytestmark = pytest.mark.django_db


def take(data: bytes, mapping: object) -> "Import":
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.register.imports import running

    file = BytesIO(data)
    source, found = running.open_file(file, file_name="f.csv", mapping=mapping, actor=SYSTEM)  # type: ignore[arg-type]
    return source if found is None else running.run(source, file, found, actor=SYSTEM)


def lines_cleared() -> list[list[str]]:
    """Twelve rows, one of them cleared when it comes."""
    lines = rows()
    lines[6][AT["Состояние"]], lines[6][AT["Как раскрыто"]] = "раскрыто", "примирение"
    lines[6][AT["Дата раскрытия"]] = "20.03.2025"
    return lines


def found() -> set[str]:
    from hamkori.rooms.crime.register.imports.checks import faults

    return {fault.what for fault in faults()}


def record(number: int) -> "Crime":
    from hamkori.rooms.crime.models import Crime

    return Crime.objects.get(record_number=f"К-{number}")


def change(number: int, **values: Any) -> None:
    from hamkori.rooms.crime.models import Crime

    Crime.objects.filter(record_number=f"К-{number}").update(**values)


def parts(number: int) -> tuple[Any, Any]:
    return record(number).offences.all(), record(number).persons.all()


def forget(number: int) -> None:
    """The record and everything that belongs to it is gone."""
    from hamkori.rooms.crime.models import Crime, ImportedRow

    ImportedRow.objects.filter(crime=record(number)).delete()
    Crime.objects.filter(record_number=f"К-{number}").delete()


def one_more() -> None:
    """A record that claims to have come with the file."""
    crime = record(2)
    crime.pk, crime.uid, crime.record_number = None, "ABCDEFGH", "К-99"
    crime.save(force_insert=True)


def changed_places() -> None:
    """Two records give each other what they say, in both tables, so that each fits its row."""
    from hamkori.rooms.crime.models import ImportedRow

    one, other = record(2), record(3)
    change(2, record_number="К-x")
    change(3, record_number="К-2", damage=one.damage, recorded_on=one.recorded_on, reported_at=one.reported_at,
           occurred_from=one.occurred_from, occurred_until=one.occurred_until)  # fmt: skip
    values = {name: getattr(other, name) for name in (
        "damage", "recorded_on", "reported_at", "occurred_from", "occurred_until")}  # fmt: skip
    from hamkori.rooms.crime.models import Crime

    Crime.objects.filter(pk=one.pk).update(record_number="К-3", **values)
    first, second = (ImportedRow.objects.get(crime_id=key) for key in (one.pk, other.pk))
    ImportedRow.objects.filter(pk=first.pk).update(digest=second.digest)
    ImportedRow.objects.filter(pk=second.pk).update(digest=first.digest)


def with_its_row() -> None:
    """Somebody who knows how digests are made changes the record and its row."""
    from hamkori.rooms.crime.models import ImportedRow
    from hamkori.rooms.crime.register.imports import checks, contents

    change(2, damage="1.00")
    crime = record(2)
    part = checks._Part(range(crime.pk, crime.pk + 1), crime.source_import)  # type: ignore[arg-type]
    new = contents.digest(checks._content(part.crimes[0], part.offences, part.persons))
    assert new != bytes(ImportedRow.objects.get(crime=crime).digest)
    ImportedRow.objects.filter(crime=crime).update(digest=new)


def added_step() -> None:
    from hamkori.kernel import clock
    from hamkori.rooms.crime.models import Step

    Step.objects.create(crime=record(2), verb="cleared", on=clock.today(), at=clock.now())


BENDS: list[tuple[str, Callable[[], Any], set[str]]] = [
    ("a day", lambda: change(2, recorded_on="2025-01-05"), {"record_changed"}),
    ("an area", lambda: change(2, path="tj.rrp.rasht"), {"record_changed"}),
    ("a state", lambda: change(7, state="open", cleared_on=None, clearance=""), {"record_changed"}),
    ("a damage", lambda: change(2, damage="1.00"), {"record_changed"}),
    ("a point", lambda: change(2, point_lon=69.5, point_lat=40.5), {"record_changed"}),
    ("when it was typed", lambda: change(2, keyed_at=record(2).keyed_at - timedelta(days=3)),
     {"records_changed", "record_changed"}),
    ("all moments", lambda: [change(n, keyed_at=record(1).keyed_at - timedelta(days=3),
                                    changed_at=record(1).keyed_at - timedelta(days=3)) for n in range(12, 0, -1)],
     {"records_changed"}),
    ("a reference", lambda: change(2, uid="ABCDEFGH"), {"records_changed"}),
    ("an attempt", lambda: parts(2)[0].update(attempted=True), {"record_changed"}),
    ("an offence gone", lambda: parts(2)[0].delete(), {"record_changed"}),
    ("a count", lambda: parts(2)[1].update(number=9), {"record_changed"}),
    ("persons gone", lambda: parts(2)[1].delete(), {"record_changed"}),
    ("a record gone", lambda: forget(2), {"records_missing"}),
    ("the last one gone", lambda: forget(12), {"records_missing"}),
    ("one more", one_more, {"records_added"}),
    ("two changed places", changed_places, {"records_changed"}),
    ("with its row", with_its_row, {"records_changed"}),
    ("no longer of the file", lambda: change(2, source_import=None), {"records_missing"}),
    ("a step more", added_step, {"step_added"}),
]  # fmt: skip


@pytest.mark.parametrize(("bend", "what"), [row[1:] for row in BENDS], ids=[row[0] for row in BENDS])
def test_a_bent_record_of_an_import_is_found(land: "Land", bend: Callable[[], Any], what: set[str]) -> None:
    """A changed, removed, added or moved record is found by `hamkori crime imports check`."""
    take(csv_of(lines_cleared()), land.cards)
    assert found() == set()
    bend()
    assert found() == what


def test_records_of_an_import_that_nobody_handed_in_are_found(land: "Land") -> None:
    take(csv_of(rows()), land.cards)
    one_more()
    change(99, source_import=10**6)
    assert found() == {"records_added"}


def test_what_a_second_import_changed_is_sealed_anew(land: "Land") -> None:
    from hamkori.rooms.crime.models import ImportedRow, Step

    take(csv_of(lines_cleared()), land.cards)
    former = bytes(ImportedRow.objects.get(crime=record(3)).digest)
    for damage in ("777", "778"):
        lines = lines_cleared()
        lines[2][AT["Ущерб"]] = damage
        assert take(csv_of(lines), land.cards).rows_changed == 1
    assert found() == set()
    last = ImportedRow.objects.get(crime=record(3))
    change(3, damage="103.50")
    assert found() == {"record_changed"}
    ImportedRow.objects.filter(pk=last.pk).update(digest=former)
    assert found() == {"record_changed"}, "the record as it first came is no longer what it says"
    ImportedRow.objects.filter(pk=last.pk).update(digest=last.digest)
    change(3, damage="778.00")
    step = Step.objects.filter(verb="corrected").latest("pk")
    Step.objects.filter(pk=step.pk).update(after=step.after | {"damage": "7.00"})
    assert found() == {"steps_changed"}
    Step.objects.filter(pk=step.pk).delete()
    assert found() == {"steps_missing", "record_changed"}


def test_what_the_desk_did_to_an_imported_record_is_sealed_too(land: "Land") -> None:
    from hamkori.kernel import clock
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.models import Step
    from hamkori.rooms.crime.register.actions import crimes

    take(csv_of(lines_cleared()), land.cards)
    crime = record(7)
    crimes.reopen(actor=SYSTEM, crime=crime, reason="new_facts", on=clock.today())
    crimes.suspend(actor=SYSTEM, crime=record(7), reason="not_found", on=clock.today())
    assert found() == set()
    steps = list(Step.objects.filter(crime=crime).order_by("pk"))
    assert [step.verb for step in steps] == ["recorded", "cleared", "reopened", "suspended"]
    for step, what in zip(
        steps, ("step_changed", "step_changed", "step_changed", "step_changed"), strict=True
    ):
        Step.objects.filter(pk=step.pk).update(reason="x")
        assert found() == {what}
        Step.objects.filter(pk=step.pk).update(reason=step.reason)
    assert found() == set()
    change(7, damage="1.00")
    assert found() == {"record_changed"}
    change(7, damage=crime.damage)
    Step.objects.filter(pk=steps[-1].pk).delete()
    assert found() == {"step_missing"}


def test_the_history_of_an_imported_record_is_the_same_before_and_after_its_first_change(
    land: "Land",
) -> None:
    """Issue 4: clearance and reopening are steps with day and reason. What a file brought is read off the record first."""
    from hamkori.kernel import clock
    from hamkori.kernel.actor import SYSTEM
    from hamkori.kernel.errors import BadInput
    from hamkori.rooms.crime.models import Step
    from hamkori.rooms.crime.register.actions import crimes
    from hamkori.rooms.crime.register.queries import history
    from hamkori.rooms.crime.register.sealing import step_digest

    take(csv_of(lines_cleared()), land.cards)
    crime = record(7)
    told = history(crime)
    assert [(step.verb, f"{step.on}", step.reason) for step in told] == [
        ("recorded", "2025-02-09", "import"), ("cleared", "2025-03-20", "reconciled"),
    ]  # fmt: skip
    assert told[0].after["offences"] == [["244/1", False]] and told[0].after["area"] == "tj.su.asht"
    assert not Step.objects.exists()
    with pytest.raises(BadInput):
        crimes.reopen(actor=SYSTEM, crime=crime, reason="new_facts", on=crime.recorded_on)
    crimes.reopen(actor=SYSTEM, crime=crime, reason="new_facts", on=clock.today())
    kept = history(record(7))
    assert [step.verb for step in kept] == ["recorded", "cleared", "reopened"]
    assert [step_digest(step) for step in kept[:2]] == [step_digest(step) for step in told]


def test_clearances_that_a_file_brought_are_in_the_books(land: "Land") -> None:
    """Signals of integrity count them as those of a desk; after a reopening each is there once."""
    from datetime import date

    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.analysis.bookkeeping import PERIOD_END, REMOVALS, read
    from hamkori.rooms.crime.register.actions import crimes

    lines = lines_cleared()
    lines[6][AT["Дата раскрытия"]] = "31.03.2025"
    lines[3][AT["Состояние"]], lines[3][AT["Дата исключения"]] = "исключено", "02.03.2025"
    take(csv_of(lines), land.cards)

    def book() -> tuple[int, int, int, int, int]:
        one = read(date(2025, 1, 1), date(2025, 12, 31))["tj.su.asht"]
        return (
            one.whole[PERIOD_END],
            one.part(PERIOD_END),
            one.part(REMOVALS),
            one.cleared_last,
            one.reopened_last,
        )

    assert book() == (1, 1, 1, 1, 0)
    crimes.reopen(actor=SYSTEM, crime=record(7), reason="new_facts", on=date(2025, 4, 10))
    assert book() == (1, 1, 1, 1, 1)


def test_what_a_record_says_keeps_its_form() -> None:
    """Digests of records that came years ago must still be found right: the text may never change."""
    from datetime import date

    from hamkori.rooms.crime.register.imports.contents import content, offence_text, person_text

    offences = offence_text("139/2", True) + offence_text("244", False)
    first = ("8HKXATE4", "TJ-SU", "tj.su", "2025-07-18T19:00:00")
    last = ("street", "100.50", "none", offences, person_text("victim", "f", "15-29", "known", 2), "Б|1")
    for recorded in ("2025-07-21", date(2025, 7, 21)):
        said = content(
            *first,
            recorded,
            "open",
            "",
            None,
            recorded,
            69.5,
            None,
            None,
            "2025-07-18T19:00:00",
            False,
            *last,
        )
        assert said == (
            "8HKXATE4|TJ-SU|tj.su|2025-07-18T19:00:00|2025-07-21|open||None|2025-07-21|69.5|None|None|2025-07-18T19:00:00|"
            "False|street|100.50|none|139/2,True;244,False;|victim,f,15-29,known,2;|Б|1"
        )
