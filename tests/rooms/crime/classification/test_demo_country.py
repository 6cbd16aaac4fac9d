"""The generated country: the size and mix of a real year, books that are bent where they were planted."""

import calendar
import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from hamkori.rooms.crime.demo_country import Country, generate
from hamkori.rooms.crime.demo_country.files import MAPPINGS, layout_of, write_files
from hamkori.rooms.crime.demo_country.lands import INVENTED, lands
from hamkori.rooms.crime.demo_country.living import Case
from hamkori.rooms.crime.demo_country.mix import MIX, NATIONAL, PLANTED, PRESS
from hamkori.rooms.crime.register import edits
from hamkori.rooms.crime.register.batches import batch_of, check_batch
from hamkori.rooms.crime.register.classification import Correspondence

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def year() -> Country:
    return generate(7)


def test_the_year_has_the_size_of_the_nation(year: Country) -> None:
    assert len(year.cases) == 23_500 and len(year.lands) == 69
    sizes = sorted(Counter(case.land.code for case in year.cases).values())
    assert 200 <= sizes[34] <= 400 and len(sizes) == 69
    assert all(date(2025, 1, 1) <= case.record["recorded_on"] <= date(2025, 12, 31) for case in year.cases)


def test_the_kinds_that_the_press_names_have_its_numbers() -> None:
    press = Counter[str]()
    for kind in MIX:
        if kind.origin == PRESS:
            press[kind.article.partition("/")[0]] += kind.number
    assert press["104"] == 74 and press["249"] == 32 and press["248"] == 107 and press["138"] == 49
    assert press["110"] == 119 and press["237"] == 1559 and press["130"] == 9 and press["195"] == 26
    assert press["200"] + press["201"] == 905 and press["247"] == 3857 and press["244"] == 3902
    assert press["319"] + press["314"] + press["320"] == 56
    assert sum(kind.number for kind in MIX) == NATIONAL


def test_the_mix_is_kept_at_any_size() -> None:
    small = generate(1, records=2000)
    assert len(small.cases) == 2000
    fraud = sum(case.record["offences"][0]["article"].startswith("247") for case in small.cases)
    assert abs(fraud - 3857 * 2000 / NATIONAL) < 25


def test_the_same_seed_lives_the_same_year() -> None:
    first, again, other = (generate(seed, records=1500) for seed in (7, 7, 8))
    assert again.records == first.records and again.planted == first.planted
    assert other.planted != first.planted and other.records != first.records


def test_clear_up_is_near_the_press_figure(year: Country) -> None:
    counted = [one for one in year.records if one["state"] != "removed"]
    assert 0.74 < sum(one["state"] == "cleared" for one in counted) / len(counted) < 0.81


def test_every_record_is_without_errors(year: Country) -> None:
    mapping = Correspondence.from_data()
    codes = [land.code for land in year.lands]
    context = edits.make_context(
        today=year.until, areas=codes, offices=codes, correspondence=mapping,
        articles={article: [(date(1998, 9, 1), None)] for article in mapping.articles},
    )  # fmt: skip
    faults = check_batch(batch_of(year.records), context)
    errors = {
        code: count for code, count in faults.by_rule().items() if edits.rule(code).severity == edits.ERROR
    }
    assert errors == {}
    assert not faults.refused().any()


def test_histories_run_forward_and_nothing_says_who(year: Country) -> None:
    for case in year.cases[::7]:
        days = [move.on for move in case.moves]
        assert case.moves[0].verb == "recorded" and min(days) == days[0]
        assert all(move.keyed_on >= move.on or move.keyed_on == year.until for move in case.moves)
        assert "_relation" not in case.record
        assert {name for group in case.record["persons"] for name in group} <= {
            "who",
            "sex",
            "age",
            "relation",
            "number",
        }
        if case.record.get("lon") is not None:
            assert "partner" not in {group["relation"] for group in case.record["persons"]}


def share_of(year: Country, what: str) -> tuple[float, float]:
    """(mean of the areas where `what` was planted, mean of the honest ones)."""
    cases: dict[str, list[Case]] = {}
    for case in year.cases:
        cases.setdefault(case.land.code, []).append(case)

    def measure(code: str) -> float:
        own = cases[code]
        moves = [move for case in own for move in case.moves]
        if what == "last_days":
            days = [move.on for move in moves if move.verb == "cleared"]
            return sum(calendar.monthrange(day.year, day.month)[1] - day.day < 3 for day in days) / max(
                len(days), 1
            )
        if what in ("removals", "downgrades"):
            verb = "removed" if what == "removals" else "reclassified"
            return sum(move.verb == verb for move in moves) / len(own)
        if what == "refusals":
            return sum(one.land.code == code for one in year.refusals) / len(own)
        if what == "delay":
            return sum(
                (case.record["recorded_on"] - case.record["reported_on"]).days > 13 for case in own
            ) / len(own)
        return max(Counter(case.keyed_on for case in own).values()) / len(own)

    bent = [measure(code) for code, one in year.planted.items() if one == what]
    honest = [measure(land.code) for land in year.lands[::3] if land.code not in year.planted]
    return sum(bent) / len(bent), sum(honest) / len(honest)


@pytest.mark.parametrize("what", sorted(set(PLANTED)))
def test_seven_areas_bend_their_books(year: Country, what: str) -> None:
    assert Counter(year.planted.values()) == Counter(PLANTED)
    bent, honest = share_of(year, what)
    assert bent > honest + 0.02, (bent, honest)


def test_populations_name_their_source_or_say_that_they_are_invented() -> None:
    areas = lands()
    assert all(one.people > 0 and one.people_source for one in areas)
    invented = [one for one in areas if one.people_source == INVENTED]
    assert 0 < len(invented) < 15


# --- files


def test_files_of_two_layouts_and_tables(year: Country, tmp_path: Path) -> None:
    written = write_files(year, tmp_path)
    assert Counter(layout for _path, layout in written)["generated_table"] == 4
    assert len(written) == 69 and {layout for _path, layout in written} == set(MAPPINGS)
    rows = 0
    for path, layout in written:
        encoding, between = ("cp1251", ";") if layout == "generated_words" else ("utf-8", ",")
        with path.open(encoding=encoding, newline="") as file:
            lines = list(csv.reader(file, delimiter=between))
        assert len({len(line) for line in lines}) == 1, path.name
        if layout != "generated_table":
            rows += len(lines) - 1
    assert rows == sum(case.land.code not in year.table_areas for case in year.cases)
    with (tmp_path / "planted.csv").open(encoding="utf-8") as file:
        assert dict(list(csv.reader(file))[1:]) == year.planted


@pytest.mark.parametrize("name", MAPPINGS)
def test_the_mappings_are_ones_that_an_import_reads(name: str) -> None:
    from hamkori.rooms.crime.register.imports.layouts import read_layout

    kind, body = MAPPINGS[name]
    assert read_layout(kind, body).kind == kind


def test_every_third_area_writes_words(year: Country) -> None:
    layouts = Counter(layout_of(land, year) for land in year.lands)
    assert layouts["generated_words"] >= 20 and layouts["generated_codes"] >= 40
