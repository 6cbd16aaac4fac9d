"""One published release, looked at from all sides: what is hidden, asked, revised, traced back, shown."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, SYSTEM, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed, NotFound
from hamkori.rooms.crime import states
from hamkori.rooms.crime.models import Article, Crime, Release, Step
from hamkori.rooms.crime.statistics import actions, lineage, queries, releases, store
from hamkori.rooms.crime.statistics.families import NoSuchFamily, fixed
from hamkori.rooms.crime.statistics.levels import EVERYTHING, Period
from hamkori.rooms.crime.statistics.outputs import bulletin, story
from hamkori.rooms.crime.statistics.outputs.published import Book
from hamkori.society.places.models import Place
from tests.rooms.crime.builders import make_crime, staff
from tests.rooms.crime.statistics.land import TODAY, kept_for_the_module, make_country, released

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def early_2026() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[dict[str, Place], Path]]:
    """The country and the folder of its release of 2025, made once."""
    folder = tmp_path_factory.mktemp("data")

    def make() -> dict[str, Place]:
        places = make_country()
        released()
        return places

    with kept_for_the_module(django_db_blocker, folder, make) as places:
        yield places, folder


@pytest.fixture
def country(kept: tuple[dict[str, Place], Path], db: None, tmp_path: Path) -> dict[str, Place]:
    places, folder = kept
    shutil.copytree(folder, tmp_path / "data")
    return places


@pytest.fixture
def release(country: dict[str, Place]) -> Release:
    """As it lies in the database of this test."""
    return Release.objects.get()


def test_no_small_number_of_the_bulletin_is_shown(release: Release) -> None:
    """K34: 1 to 4 are hidden; what is shown is true; an independent count agrees."""
    section = {"104": "01", "110": "02", "244": "05", "200": "06"}
    true: Counter[tuple[str, str]] = Counter()
    for article, day in Crime.objects.filter(recorded_on__year=2025).values_list(
        "offences__article__number", "recorded_on"
    ):
        for code in (section[article], EVERYTHING):
            true.update([(code, "2025"), (code, f"{day:%Y-%m}")])
    shown = queries.laid_out(release.tables.get(name="offences-section-month"), "section", "month")
    numbers = {cell: number for cell, (number, _why) in shown.cells.items() if number}
    assert len(numbers) > 10 and all(number >= 5 and number == true[cell] for cell, number in numbers.items())
    for each in release.tables.filter(lane="bulletin"):
        assert all(number is None or number == 0 or number >= 5 for _codes, number, _why in each.cells)


def test_the_silent_district_is_not_zero(release: Release) -> None:
    """No report is not 0: Murghob said nothing, Rushon has too few people, both without a number."""
    table = release.tables.get(name="offences-district")
    cells = {codes[0]: (number, why) for codes, number, why in table.cells}
    assert cells["tj.gb.murghob"] == (None, "no_report")
    assert cells["tj.gb.rushon"] == (None, "few_people")
    assert cells["tj.su.asht"][1] == "" and cells["tj.su.asht"][0] not in (None, 0, 1, 2)
    assert ["tj.gb.murghob", "2025-03"] in table.coverage["missing"]


def test_the_same_cell_has_the_same_answer_everywhere(release: Release) -> None:
    """One cell asked in three ways and after another release gives one number; every answer is on record."""
    by_month = actions.answer_query(
        actor=ANYONE, release=release, counted="offence", levels=["district", "month"]
    )
    one = actions.answer_query(
        actor=ANYONE, release=release, counted="offence", levels=["district"], period="2025-03"
    )
    again = actions.answer_query(
        actor=ANYONE, release=release, counted="offence", levels=["district"], period="2025-03"
    )
    assert again.pk == one.pk
    march = {codes[0]: number for codes, number, _why in by_month.cells if codes[1] == "2025-03"}
    assert march == {codes[0]: number for codes, number, _why in one.cells}
    later = released("2025-03")
    fresh = queries.laid_out(later.tables.get(name="offences-district"), "district")
    assert {code: fresh.cells[code, EVERYTHING][0] for code in fresh.rows} == march
    assert Entry.objects.filter(action="crime.query_answered").count() == 2
    assert not {number for number in march.values() if number in (1, 2)}


def test_a_table_of_the_bulletin_is_never_a_query(release: Release) -> None:
    for levels in (["region", "section"], ["section"], ["region"]):
        with pytest.raises(NoSuchFamily):
            actions.answer_query(actor=SYSTEM, release=release, counted="offence", levels=levels)
    for period in ("2024", "2024-05", "2025-13"):
        with pytest.raises((BadInput, ValueError)):
            actions.answer_query(
                actor=SYSTEM, release=release, counted="offence", levels=["district"], period=period
            )
    built = actions.build_release(actor=SYSTEM, name="2024")
    with pytest.raises(BadState):
        actions.answer_query(actor=SYSTEM, release=built, counted="offence", levels=["district"])


def test_a_query_shows_no_part_of_what_the_bulletin_hides(release: Release) -> None:
    """The lanes together give nothing away: a hidden section, and the only district of a hidden region."""
    sections = queries.laid_out(release.tables.get(name="offences-section-month"), "section")
    hidden = {code for (code, _all), (number, why) in sections.cells.items() if number is None}
    assert hidden, "murders are few"
    table = release.tables.get(name="offences-district-section")
    for (_district, section), (number, why) in queries.laid_out(table, "district", "section").cells.items():
        if section in hidden:
            assert number is None and why in ("hidden", "few_people", "no_report")
    regions = queries.laid_out(release.tables.get(name="offences-region-month"), "region")
    gone = {code for (code, _all), (number, _why) in regions.cells.items() if number is None}
    for codes, number, _why in release.tables.get(name="offences-district").cells:
        assert number is None or codes[0].rsplit(".", 1)[0] not in gone


def test_a_published_release_is_frozen_and_revised_only_with_a_note(
    release: Release, country: dict[str, Place]
) -> None:
    first = release
    before = {path.name: path.read_bytes() for path in store.folder_of(first.folder).iterdir()}
    for act in (actions.audit_release, actions.publish_release):
        with pytest.raises(BadState):
            act(actor=SYSTEM, release=first)  # type: ignore[operator]
    make_crime(country["asht"], Article.objects.get(number="244"), date(2025, 5, 5))
    with pytest.raises(BadInput, match="note"):
        actions.build_release(actor=SYSTEM, name="2025")
    second = released(note={"en": "Late records of May"})
    assert (second.vintage, second.note["en"]) == (2, "Late records of May")
    first.refresh_from_db()
    assert first.state == "withdrawn" and first.signature
    assert before == {path.name: path.read_bytes() for path in store.folder_of(first.folder).iterdir()}
    assert [release.vintage for release in queries.vintages("2025")] == [2, 1]
    assert second.manifest["protection"]["bulletin"]["fixed_before"] > 0


def test_two_vintages_together_give_nothing_away(release: Release, country: dict[str, Place]) -> None:
    """A cell that did not change is not shown in one vintage and hidden in the other, unless it was shown first."""
    first = release
    make_crime(country["asht"], Article.objects.get(number="244"), date(2025, 5, 5))
    second = released(note={"en": "Late records"})
    shown = releases.shown_before(second)
    table = second.tables.get(name="offences-section-month")
    true = {
        releases.meaning_of(table.coverage["of"], table.dimensions, codes): number
        for codes, number, _why in first.tables.get(name=table.name).cells
        if number is not None
    }
    assert true and all(shown[meaning] == number for meaning, number in true.items())


def test_a_published_cell_opens_its_records(release: Release) -> None:
    """Lineage: the records behind a cell, the versions, the protection; only for those with the right."""
    table = release.tables.get(name="offences-section-month")
    codes = ["05", "2025-03"]
    wanted = sorted(
        Crime.objects.filter(
            recorded_on__year=2025,
            recorded_on__month=3,
            offences__article__number="244",
        ).values_list("uid", flat=True)
    )
    opened = lineage.open_cell(actor=staff(Role.STATISTICIAN), table=table, codes=codes)
    assert list(opened.records) == wanted and wanted and not opened.not_yours
    assert opened.versions["correspondence"] == 1 and opened.protection["lane"] == "bulletin"
    assert opened.protection["threshold"] == 5
    total = lineage.open_cell(actor=staff(Role.STATISTICIAN), table=table, codes=[EVERYTHING, "2025"])
    assert len(total.records) == Crime.objects.filter(recorded_on__year=2025).count()
    here = lineage.open_cell(actor=staff(Role.INTEGRITY, path="tj.su.asht"), table=table, codes=codes)
    assert (
        set(here.records)
        == {uid for uid in wanted if Crime.objects.get(uid=uid).path.startswith("tj.su.asht")}
        and here.not_yours
    )
    for actor in (ANYONE, staff(Role.COMMANDER), staff(Role.HANDLER)):
        with pytest.raises(NotAllowed):
            lineage.open_cell(actor=actor, table=table, codes=codes)
    with pytest.raises(NotFound):
        lineage.open_cell(actor=SYSTEM, table=table, codes=["99", "2025-03"])


def test_lineage_shows_the_records_as_they_were_counted(release: Release) -> None:
    """A record that was classified anew afterwards still stands behind the cell that counted it."""
    table = release.tables.get(name="offences-class")
    before = lineage.open_cell(actor=SYSTEM, table=table, codes=["0502"]).records
    assert before
    for crime in Crime.objects.filter(uid__in=before):
        crime.offences.update(article=Article.objects.get(number="200"))
    assert lineage.open_cell(actor=SYSTEM, table=table, codes=["0502"]).records == before


def test_rates_changes_and_clear_ups_come_from_published_cells(release: Release) -> None:
    book = Book.of(release, "en")
    shown = queries.laid_out(release.tables.get(name="offences-district"), "district")
    rates = story.rates(book, {area: number for (area, _across), (number, _why) in shown.cells.items()})
    assert {"tj.gb.murghob", "tj.gb.rushon"}.isdisjoint(rates)
    assert rates["tj.su.asht"].population.reference == "Census of 2020"
    assert story.change_of(book) is None  # 2024 was not released here
    cleared = story.clear_up_of(book)
    assert cleared is not None and (cleared.cleared, cleared.of) == (
        Crime.objects.filter(recorded_on__year=2025, state="cleared").count(),
        Crime.objects.filter(recorded_on__year=2025).count(),
    )
    assert cleared.cohort == "crimes recorded in 2025" and "districts that keep records" in cleared.scope


def test_reopenings_stand_beside_the_clear_ups_of_their_cohort(country: dict[str, Place]) -> None:
    """Cleared up and opened again: of the cohort, whatever became of the crime since; the number opens its records."""
    cleared = list(Crime.objects.filter(recorded_on__year=2025, state="cleared").order_by("pk")[:9])
    for number, crime in enumerate(cleared):
        Step.objects.create(
            crime=crime, verb="reopened", on=crime.recorded_on, at=crime.keyed_at, reason="prosecutor",
            before={"state": "cleared" if number < 7 else "suspended"}, after={"state": "open"},
        )  # fmt: skip
    release = released(note={"en": "Cases were opened again"})
    found = story.clear_up_of(Book.of(release, "en"))
    assert found is not None and (found.reopened, found.why) == (7, "")
    assert "Opened again" in bulletin.content(Book.of(release, "en"))["cleared"]
    table = release.tables.get(name="offences-outcome-reopened")
    opened = lineage.open_cell(actor=SYSTEM, table=table, codes=[EVERYTHING, "yes"])
    assert set(opened.records) == {crime.uid for crime in cleared[:7]}
    for language in ("tg", "ru", "en"):
        with translation.override(language):
            book = Book.of(release, language)
            labels = {
                book.sheet("victims-section-relation").label(1, code) for code in states.Relation.values
            }
        assert len(labels) == len(states.Relation.values) and "partner" not in labels


def test_every_kept_table_has_its_coverage_and_words(release: Release) -> None:
    assert {table.lane for table in release.tables.all()} == {"bulletin", "query"}
    for table in release.tables.all():
        shown = queries.laid_out(
            table, table.dimensions[0], table.dimensions[1] if len(table.dimensions) > 1 else ""
        )
        assert shown.coverage.months and shown.coverage.missing
        assert all(queries.words(table.dimensions[0], shown.rows).values())
    assert len(release.tables.filter(lane="bulletin")) == len(fixed().of("bulletin"))
    assert Period(release.name).year_before.label == "2024"
