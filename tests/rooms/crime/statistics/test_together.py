"""Releases side by side: the year before, months against their year, a cell that a removal empties; read from outside."""

import json
from datetime import date

import pytest

from hamkori.rooms.crime.models import Crime, Release, ReleaseTable
from hamkori.rooms.crime.statistics import releases, store
from hamkori.rooms.crime.statistics.levels import DIMENSION, EVERYTHING, chain_codes
from hamkori.rooms.crime.statistics.outputs import story
from hamkori.rooms.crime.statistics.outputs.published import Book
from hamkori.rooms.crime.statistics.outputs.sentences import change_sentence
from hamkori.society.places.models import Place
from tests.ground.measures import independent
from tests.rooms.crime.statistics.conftest import own_folder
from tests.rooms.crime.statistics.land import released
from tests.rooms.crime.statistics.test_published import country, early_2026, kept, release

__all__ = ["country", "early_2026", "kept", "own_folder", "release"]  # fixtures of the published release
pytestmark = pytest.mark.django_db


def years_before() -> list[str]:
    return sorted(ReleaseTable.objects.filter(name__endswith="-before").values_list("name", flat=True))


def test_nothing_of_a_period_stands_in_releases_of_another(release: Release) -> None:
    """Months of 2025 would print months of 2024, and the year 2025 their sum: no attack sees all of them together."""
    for month in ("2025-03", "2025-04"):
        released(month)
    assert years_before() == []
    for table in ReleaseTable.objects.filter(lane="bulletin"):
        assert table.coverage["of"]["period"] == table.release.name
    book = Book.of(release, "en")
    assert story.change_of(book) is None
    assert change_sentence(book, None) == "No comparison with 2024: that period was not released here."


def test_the_year_before_is_what_its_own_release_shows(release: Release) -> None:
    """Copied cell by cell, hidden ones too; then the change is told, and from these cells only."""
    before = released("2024")
    late = released(note={"en": "Now with the year before"})
    assert years_before() == ["offences-region-month-before", "offences-section-month-before"]
    hidden = 0
    for name in ("offences-section-month", "offences-region-month"):
        own = {tuple(codes): (n, why) for codes, n, why in before.tables.get(name=name).cells}
        copied = late.tables.get(name=f"{name}-before")
        assert copied.coverage["of"]["period"] == "2024" and copied.dimensions == [name.split("-")[1]]
        assert len(copied.cells) == sum(month == "2024" for _code, month in own)
        for codes, number, why in copied.cells:
            assert (number, why) == own[codes[0], "2024"]
            hidden += number is None
    assert hidden
    years = {year: Crime.objects.filter(recorded_on__year=year).count() for year in (2024, 2025)}
    told = story.change_of(Book.of(late, "en"))
    assert (
        told is not None and told.left_out
    )  # some areas were silent: only those complete in both are compared
    assert 0 < told.now <= years[2025] and 0 < told.before <= years[2024]


def test_a_removal_that_empties_a_hidden_cell_can_be_released(
    release: Release, country: dict[str, Place]
) -> None:
    """It was hidden and is zero now: it stays hidden, and the attack counts on a zero there."""
    table = release.tables.get(name="offences-section-month")
    hidden = next(codes for codes, number, _w in table.cells if number is None and "2025-" in codes[1]
                  and codes[0] == "01")  # fmt: skip
    year, month = map(int, hidden[1].split("-"))
    gone = Crime.objects.filter(
        recorded_on__year=year, recorded_on__month=month, offences__article__number="104"
    )
    assert gone
    for crime in gone:
        crime.offences.all().delete()
        Crime.objects.filter(pk=crime.pk).delete()
    second = released(note={"en": "A record was struck out"})
    cells = {tuple(codes): (n, why) for codes, n, why in second.tables.get(name=table.name).cells}
    assert cells[tuple(hidden)] == (None, "hidden")
    assert second.manifest["protection"]["bulletin"]["clean"]
    assert releases.hidden_before(second) <= releases.hidden_before(second, itself=True)


def test_a_reader_of_the_published_file_finds_no_small_number(release: Release) -> None:
    """K34: the tests' own solver reads `tables.json` as it leaves the house. All it knows of a hidden cell is its reason."""
    body = json.loads((store.folder_of(release.folder) / "tables.json").read_text(encoding="utf-8"))
    names: dict[str, list[tuple[str, independent.Parents]]] = {}
    shown: dict[tuple[str, tuple[str, ...]], int | None] = {}
    reasons: set[str] = set()
    for table in body:
        name, levels = table["name"], table["dimensions"]
        if name not in ("offences-section-month", "offences-region-month"):
            continue
        trees: list[tuple[str, independent.Parents]] = []
        for at, level in enumerate(levels):
            codes = dict.fromkeys(codes[at] for codes, _n, _why in table["cells"])
            root = "2025" if level == "month" else EVERYTHING
            assert all(len(chain_codes(level, code)) == 1 for code in codes if code != root)
            trees.append((DIMENSION[level], {code: None if code == root else root for code in codes}))
        names[name] = trees
        for codes, number, why in table["cells"]:
            shown[name, tuple(codes)] = 0 if why == "no_report" else number
            reasons |= {why} if number is None else set()
    assert reasons <= {"hidden", "no_report"}  # one reason for all: so each hidden cell is only "1 or more"
    true = _counted()
    small: set[tuple[str, tuple[str, ...]]] = {
        ("offences-section-month", codes) for codes, number in true.items() if 0 < number < 5
    }
    assert len(small) > 10 and all(shown[place] is None for place in small)
    ends = independent.bounds(names, shown, small, lowest=1)
    assert not [(place, end) for place, end in ends.items() if end[1] - end[0] < 5 - 1e-6]


def _counted() -> dict[tuple[str, str], int]:
    """Sections by month, counted here and not by the room."""
    section = {"104": "01", "110": "02", "244": "05", "200": "06"}
    found: dict[tuple[str, str], int] = {}
    for article, day in Crime.objects.filter(recorded_on__year=2025).values_list(
        "offences__article__number", "recorded_on"
    ):
        assert isinstance(day, date)
        for month in ("2025", f"{day:%Y-%m}"):
            cell = section[article], month
            found[cell] = found.get(cell, 0) + 1
    return found
