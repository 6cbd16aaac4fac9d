"""Issue 4, "bad input": each broken file gives its list of faults, and nothing of it is half-imported."""

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from tests.rooms.crime.imports.files import Broken, broken_files, csv_of, rows, xlsx_of

if TYPE_CHECKING:
    from hamkori.rooms.crime.models import Import
    from tests.rooms.crime.imports.conftest import Land

FILES = broken_files()
pytestmark = pytest.mark.django_db


def take(data: bytes, mapping: object, name: str = "file.csv") -> "Import":
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.register.imports import running

    file = BytesIO(data)
    source, found = running.open_file(file, file_name=name, mapping=mapping, actor=SYSTEM)  # type: ignore[arg-type]
    return source if found is None else running.run(source, file, found, actor=SYSTEM)


def test_there_are_two_hundred() -> None:
    assert len(FILES) >= 200
    assert len({one.name for one in FILES}) == len(FILES)
    assert len({one.data for one in FILES}) == len(FILES)


@pytest.mark.parametrize("data", [csv_of(rows()), xlsx_of(rows()), csv_of(rows(), encoding="cp1251"),
                                  csv_of(rows(), encoding="utf-16"), csv_of(rows(), encoding="utf-8-sig"),
                                  csv_of(rows(), between=","), csv_of(rows(), between="\t")],
                         ids=["csv", "xlsx", "cp1251", "utf-16", "mark", "comma", "tab"])  # fmt: skip
def test_the_whole_file_is_taken(land: "Land", data: bytes) -> None:
    """What the broken ones are broken from has no fault, in every encoding."""
    from hamkori.rooms.crime.models import Crime

    source = take(data, land.cards)
    assert [(one.row, one.rule) for one in source.faults.exclude(severity="warning")] == []
    assert (source.state, source.rows_read, source.rows_new) == ("done", 12, 12)
    crime = Crime.objects.get(record_number="К-3")
    assert (crime.path, str(crime.damage), crime.place_type) == ("tj.su.asht", "103.50", "street")
    assert crime.occurred_from is not None and crime.occurred_from.hour == 9 and crime.time_known
    assert [one.article.code for one in crime.offences.all()] == ["244/1"]
    assert [(one.who, one.sex, one.number) for one in crime.persons.all()] == [("victim", "f", 1)]


@pytest.mark.parametrize("broken", FILES, ids=[one.name for one in FILES])
def test_a_broken_file_gives_its_faults_and_nothing_is_half_imported(land: "Land", broken: Broken) -> None:
    from hamkori.rooms.crime.models import Aggregate, Crime, ImportedRow, Offence, Step
    from hamkori.rooms.crime.register.imports.faults import sentence

    source = take(broken.data, getattr(land, broken.mapping))
    errors = [one for one in source.faults.order_by("row") if one.severity == "error"]
    found = [(one.row, one.rule, one.column, one.value) for one in errors]
    assert broken.rule in [one.rule for one in errors], found
    assert all(sentence(one.rule) != one.rule for one in errors), "every fault has a sentence"
    if broken.mapping == "table":
        assert {one.row for one in errors} == (
            set() if broken.refused else set(broken.rows)
        ) or broken.refused, found
        assert set(Aggregate.objects.values_list("month__month", flat=True)) == (
            set() if broken.refused else {row - 1 for row in range(2, 14) if row not in broken.rows}
        )
        assert not broken.column or broken.column in [one.column for one in errors], found
        return
    numbers = set(Crime.objects.values_list("record_number", flat=True))
    if broken.refused:
        assert (source.state, numbers) == ("refused", set()), found
        assert not Step.objects.exists() and not Offence.objects.exists() and not ImportedRow.objects.exists()
        return
    assert source.state == "done"
    assert {one.row for one in errors} == set(broken.rows), found
    if broken.column:
        assert broken.column in [one.column for one in errors], found
    assert numbers == {f"К-{row - 1}" for row in range(2, 14) if row not in broken.rows}
    assert (source.rows_new, source.rows_faulty) == (12 - len(broken.rows), len(broken.rows))
    assert ImportedRow.objects.count() == len(numbers)


@pytest.mark.slow
def test_many_zeros_behind_the_rows_are_refused_in_little_memory(land: "Land", tmp_path: "object") -> None:
    import resource
    from pathlib import Path

    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.models import Crime
    from hamkori.rooms.crime.register.imports import running

    path = Path(str(tmp_path)) / "large.csv"
    path.write_bytes(csv_of(rows(500)))
    with path.open("r+b") as file:
        file.truncate(400 * 1024**2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as file:
        source, found = running.open_file(file, file_name="large.csv", mapping=land.cards, actor=SYSTEM)  # type: ignore[arg-type]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert found is None and source.state == "refused"
    assert [one.rule for one in source.faults.all()] == ["structure.nul"]
    assert not Crime.objects.exists()
    assert grown < 100_000, f"{grown} KB more"
