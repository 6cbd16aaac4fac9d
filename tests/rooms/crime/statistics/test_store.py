"""The store of a release: what the register holds, in columns, part by part."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from hamkori.rooms.crime.statistics import schema, snapshot, store
from hamkori.rooms.crime.statistics.levels import area_codes, category_codes, chain_codes
from hamkori.rooms.crime.statistics.snapshot import Span
from tests.rooms.crime.builders import (
    make_area,
    make_article,
    make_cell,
    make_crime,
    make_office,
    make_report,
    make_zero_report,
    moment,
)

pytestmark = pytest.mark.django_db
YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))


def units(folder: Path) -> list[dict[str, Any]]:
    found = ds.dataset([str(path) for path in sorted(folder.glob("units-*.parquet"))])
    assert found.schema.equals(schema.arrow_schema())
    return found.to_table().to_pylist()


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("tj.su.asht.shaydon.gulzor", ("tj.su", "tj.su.asht", "tj.su.asht.shaydon")),
        ("tj.su.asht", ("tj.su", "tj.su.asht", "tj.su.asht.?")),
        ("tj.su", ("tj.su", "tj.su.?", "tj.su.?")),
        ("tj", ("tj.?", "tj.?", "tj.?")),
        ("", ("?", "?", "?")),
    ],
)
def test_an_area_that_is_not_known_exactly_still_adds_up(path: str, codes: tuple[str, ...]) -> None:
    assert area_codes(path) == codes
    assert chain_codes("jamoat", codes[2]) == tuple(dict.fromkeys(codes))


def test_categories_nest_by_their_digits() -> None:
    assert category_codes("050111") == ("05", "0501", "05011", "050111")
    assert category_codes("0501") == ("05", "0501", "0501?", "0501?")
    assert category_codes("") == ("?", "?", "?", "?")
    assert chain_codes("class", "0501?") == ("05", "0501", "0501?")


def test_one_event_with_two_offences_and_persons(tmp_path: Path) -> None:
    """Whole counts from the main category, weights beside; the gravest offence stands for the event."""
    asht = make_area("tj.su.asht")
    theft = make_article("244", [("0502", 0.7), ("0401", 0.3)])
    murder = make_article("104", "0101", gravity="grave")
    crime = make_crime(
        asht, [theft, murder], victims=[("f", "15-29", "partner", 2)], suspects=[("m", "30-44")],
        occurred_on=date(2025, 3, 1), reported_on=date(2025, 3, 4), recorded_on=date(2025, 3, 10),
    )  # fmt: skip
    told = store.write(tmp_path / "s", YEAR)
    rows = units(tmp_path / "s")
    offences = [row for row in rows if row["counted"] == "offence"]
    assert [(row["section"], row["number"], row["principal"], row["weight"]) for row in offences] == [
        ("01", 1, 1, 1.0), ("05", 1, 0, 0.7), ("04", 0, 0, 0.3),
    ]  # fmt: skip
    persons = [row for row in rows if row["counted"] != "offence"]
    assert Counter((row["counted"], row["sex"], row["section"], row["number"]) for row in persons) == {
        ("victim", "f", "01", 1): 2, ("suspect", "m", "01", 1): 1,
    }  # fmt: skip
    first = offences[0]
    assert (first["reporting_delay"], first["recording_delay"], first["typing_delay"]) == (3, 6, 0)
    assert (first["region"], first["district"], first["jamoat"]) == ("tj.su", "tj.su.asht", "tj.su.asht.?")
    assert first["month"] == "2025-03" and first["uid"] == crime.uid
    assert (told["crimes"], told["rows"], told["unmapped_offences"]) == (1, 6, 0)


def test_record_keys_are_the_same_in_every_release(tmp_path: Path) -> None:
    """A second secret for old records would let the changes of the query lane be averaged away."""
    asht, theft = make_area("tj.su.asht"), make_article("244", "0502")
    for day in range(1, 29):
        make_crime(asht, theft, date(2025, 3, day))
    store.write(tmp_path / "a", YEAR)
    store.write(tmp_path / "b", Span(date(2025, 3, 1), date(2025, 3, 31)))
    first, second = ({row["uid"]: row["record_key"] for row in units(tmp_path / name)} for name in "ab")
    assert first == second
    assert len(set(first.values())) > 20 and all(0 <= key < 256 for key in first.values())


def test_a_stopped_run_goes_on_and_gives_the_same(tmp_path: Path) -> None:
    asht, theft = make_area("tj.su.asht"), make_article("244", "0502")
    for day in range(1, 26):
        make_crime(asht, theft, date(2025, 3, day))
    seen: list[tuple[int, int, str]] = []
    with pytest.raises(store.Stopped):
        store.write(
            tmp_path / "s", YEAR, part=5, chunk=5,
            progress=lambda *told: seen.append(told), stopping=lambda: len(seen) >= 3,
        )  # fmt: skip
    assert len(list((tmp_path / "s").glob("units-0*.parquet"))) == 3
    seen.clear()
    told = store.write(tmp_path / "s", YEAR, part=5, chunk=5, progress=lambda *step: seen.append(step))
    assert seen[0][:2] == (20, 25), "the first three parts are not read again"
    whole = store.write(tmp_path / "whole", YEAR)
    assert told["rows"] == whole["rows"] == 25
    assert units(tmp_path / "s") == units(tmp_path / "whole")
    with pytest.raises(ValueError, match="another period"):
        store.write(tmp_path / "s", Span(date(2024, 1, 1), date(2024, 12, 31)))


def test_a_handed_over_crime_counts_once(tmp_path: Path) -> None:
    """R488: handing a crime to another office does not make it vanish."""
    asht, spitamen, theft = make_area("tj.su.asht"), make_area("tj.su.spitamen"), make_article("244", "0502")
    there = make_office(spitamen)
    waiting = make_crime(asht, theft, state="transferred", to_office=there)
    taken = make_crime(asht, theft, state="transferred", to_office=there)
    make_crime(spitamen, theft, office=there, taken_from=taken)
    make_crime(asht, theft, state="removed", removed_on=date(2025, 4, 1))
    store.write(tmp_path / "s", YEAR)
    counted = [row for row in units(tmp_path / "s") if row["state"] in schema.COUNTED_STATES]
    assert Counter(row["district"] for row in counted) == {"tj.su.asht": 1, "tj.su.spitamen": 1}
    assert {row["state"] for row in counted if row["uid"] == waiting.uid} == {"untaken"}


def test_an_unmapped_article_is_said(tmp_path: Path) -> None:
    make_crime(make_area("tj.su.asht"), make_article("999"))
    told = store.write(tmp_path / "s", YEAR)
    assert told["unmapped_offences"] == 1
    assert [row["section"] for row in units(tmp_path / "s")] == ["?"]


def test_tables_of_districts_count_where_no_records_are(tmp_path: Path) -> None:
    asht, spitamen = make_area("tj.su.asht"), make_area("tj.su.spitamen")
    make_crime(asht, make_article("244", "0502"), date(2025, 3, 2))
    march = date(2025, 3, 1)
    make_cell(asht, march, "05", 40)
    make_cell(spitamen, march, "05", 10)
    make_cell(spitamen, march, "0502", 7)
    make_cell(spitamen, march, "05", 9, measure="victims")
    make_cell(spitamen, march, "05", 4, measure="victims", sex="f")
    told = store.write(tmp_path / "s", YEAR)
    tables = [row for row in units(tmp_path / "s") if row["origin"] == "aggregate"]
    assert Counter({(r["counted"], r["division"], r["sex"]): r["number"] for r in tables}) == {
        ("offence", "0502", "n"): 7, ("offence", "05?", "n"): 3, ("victim", "05?", "f"): 4, ("victim", "05?", "u"): 5,
    }  # fmt: skip
    assert told["odd_tables"] == ["tj.su.asht 2025-03: records and a table; the records count"]


def test_no_report_is_not_zero(tmp_path: Path) -> None:
    """Coverage tells apart: records, a table, "there was nothing", and no report at all."""
    for name in ("asht", "spitamen", "zafarobod", "ayni"):
        make_area(f"tj.su.{name}")
    make_crime(make_area("tj.su.asht"), make_article("244", "0502"), date(2025, 1, 2))
    make_cell(make_area("tj.su.spitamen"), date(2025, 1, 1), "05", 3)
    make_zero_report(make_area("tj.su.zafarobod"), date(2025, 1, 1))
    make_report(make_area("tj.su.asht"), date(2025, 2, 3))
    store.write(tmp_path / "s", Span(date(2025, 1, 1), date(2025, 2, 28)))
    rows = store.Store(tmp_path / "s").coverage_rows()
    assert {(row["district"].split(".")[-1], row["month"][-2:]): row["said"] for row in rows} == {
        ("asht", "01"): "records", ("asht", "02"): "records",
        ("spitamen", "01"): "table", ("spitamen", "02"): "nothing",
        ("zafarobod", "01"): "zero", ("zafarobod", "02"): "nothing",
        ("ayni", "01"): "nothing", ("ayni", "02"): "nothing",
    }  # fmt: skip


def test_an_hour_is_kept_only_where_it_is_known(tmp_path: Path) -> None:
    asht, theft = make_area("tj.su.asht"), make_article("244", "0502")
    day = date(2025, 3, 9)
    make_crime(asht, theft, time_known=True, occurred_from=moment(day, 7), occurred_until=moment(day, 7))
    make_crime(asht, theft, time_known=True, occurred_from=moment(day, 7), occurred_until=moment(day, 9))
    make_crime(asht, theft)
    store.write(tmp_path / "s", YEAR)
    assert [row["hour"] for row in units(tmp_path / "s")] == [12, None, None]


def test_the_store_names_no_person(tmp_path: Path) -> None:
    """K34: no column for a name, a text, a number of a receipt."""
    names = {name for name, _kind, _words in (*schema.COLUMNS, *schema.REPORTS, *schema.COVERAGE)}
    assert not names & {
        "name",
        "phone",
        "text",
        "note",
        "number_of_receipt",
        "journal_number",
        "record_number",
        "address",
    }
    assert snapshot.secret(2025) != snapshot.secret(2024)
