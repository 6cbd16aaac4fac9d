"""A release from the register to the public: built, attacked, signed, revised, asked, traced back."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import ANYONE, SYSTEM, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed, NotFound
from hamkori.rooms.crime.models import Article, Crime, Release, ReleaseTable
from hamkori.rooms.crime.statistics import actions, lineage, queries, releases, store
from hamkori.rooms.crime.statistics.families import NoSuchFamily, fixed
from hamkori.rooms.crime.statistics.levels import EVERYTHING, Period
from hamkori.society.places.models import Place
from tests.rooms.crime.builders import (
    make_area,
    make_article,
    make_category,
    make_crime,
    make_zero_report,
    staff,
)

pytestmark = pytest.mark.django_db
DISTRICTS = {"su": ("asht", "ayni", "isfara"), "kh": ("vose", "norak"), "gb": ("rushon",)}


@pytest.fixture(autouse=True)
def early_2026() -> Iterator[None]:
    with clock.travel(date(2026, 2, 10)):
        yield


@pytest.fixture
def country() -> dict[str, Place]:
    """Six districts in three regions, articles of four sections, some 300 crimes in two years; a seventh is silent."""
    places = {
        name: make_area(f"tj.{region}.{name}", population=40_000 if name != "rushon" else 3_000)
        for region, names in DISTRICTS.items()
        for name in names
    }
    make_area("tj.gb.murghob", population=14_000)
    for code in ("0101", "0201", "0401", "050211", "0502", "0601", "0903"):
        make_category(code)
    kinds: list[tuple[Article, int]] = [
        (make_article("104", "0101", gravity="grave"), 1),
        (make_article("110", "0201"), 4),
        (make_article("244", [("0502", 0.8), ("0401", 0.2)], gravity="minor"), 12),
        (make_article("200", "0601"), 3),
    ]
    draw = Random(4)
    articles, weights = zip(*kinds, strict=True)
    for name, many in (
        ("asht", 70),
        ("ayni", 50),
        ("isfara", 60),
        ("vose", 60),
        ("norak", 40),
        ("rushon", 12),
    ):
        for _each in range(many):
            day = date.fromordinal(date(2024, 1, 1).toordinal() + draw.randrange(731))
            make_crime(
                places[name], draw.choices(articles, weights)[0], day,
                victims=[(draw.choice("fm"), draw.choice(["15-29", "30-44"]))] if draw.random() < 0.5 else (),
                cleared_on=day if draw.random() < 0.7 else None,
                place_type=draw.choice(["home", "street"]),
            )  # fmt: skip
        for month in range(24):
            make_zero_report(places[name], date(2024 + month // 12, month % 12 + 1, 1))
    return places


def released(name: str = "2025", **more: Any) -> Release:
    release = actions.build_release(actor=SYSTEM, name=name, **more)
    return actions.publish_release(actor=SYSTEM, release=actions.audit_release(actor=SYSTEM, release=release))


def test_a_release_is_built_audited_and_signed(country: dict[str, Place]) -> None:
    built = actions.build_release(actor=SYSTEM, name="2025")
    assert (built.state, built.vintage, built.folder) == ("built", 1, "2025-v1")
    assert (
        built.manifest["store"]["begins"] == "2024-01-01" and built.manifest["store"]["ends"] == "2025-12-31"
    )
    with pytest.raises(BadState):
        actions.publish_release(actor=SYSTEM, release=built)
    audited = actions.audit_release(actor=SYSTEM, release=built)
    found = audited.manifest["protection"]["bulletin"]
    assert found["clean"] and found["hidden_small"] > 0
    assert found["narrowest"][1] is None or found["narrowest"][1] - found["narrowest"][0] >= 5
    done = actions.publish_release(actor=SYSTEM, release=audited)
    key = crypto.public_key(actions.SIGNS)
    manifest = json.loads((store.folder_of(done.folder) / "manifest.json").read_text(encoding="utf-8"))
    assert actions.is_authentic(manifest, done.signature, by=key)
    assert not actions.is_authentic(manifest | {"ends_on": "2025-12-30"}, done.signature, by=key)
    assert not actions.is_authentic(manifest, done.signature, by=crypto.public_key("another"))
    assert not actions.is_authentic(manifest, base64.b64encode(b"x" * 64).decode(), by=key)
    said = list(
        Entry.objects.filter(action__startswith="crime.release")
        .order_by("pk")
        .values_list("action", flat=True)
    )
    assert said == ["crime.release_built", "crime.release_audited", "crime.release_published"]


def test_only_a_statistician_makes_releases(country: dict[str, Place]) -> None:
    """K21: those whose figures they are do not make them."""
    for actor in (ANYONE, staff(Role.REGISTRAR), staff(Role.COMMANDER), staff(Role.INTEGRITY)):
        with pytest.raises(NotAllowed):
            actions.build_release(actor=actor, name="2025")
    release = actions.build_release(actor=staff(Role.STATISTICIAN), name="2025")
    with pytest.raises(NotAllowed):
        actions.audit_release(actor=staff(Role.COMMANDER), release=release)


def test_no_small_number_of_the_bulletin_is_shown(country: dict[str, Place]) -> None:
    """K34: 1 to 4 are hidden; what is shown is true; an independent count agrees."""
    release = released()
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


def test_the_silent_district_is_not_zero(country: dict[str, Place]) -> None:
    """No report is not 0: Murghob said nothing, Rushon has too few people, both without a number."""
    table = released().tables.get(name="offences-district")
    cells = {codes[0]: (number, why) for codes, number, why in table.cells}
    assert cells["tj.gb.murghob"] == (None, "no_report")
    assert cells["tj.gb.rushon"] == (None, "few_people")
    assert cells["tj.su.asht"][1] == "" and cells["tj.su.asht"][0] not in (None, 0, 1, 2)
    assert ["tj.gb.murghob", "2025-03"] in table.coverage["missing"]


def test_a_zero_report_makes_it_zero(country: dict[str, Place]) -> None:
    make_zero_report(make_area("tj.su.mastchoh", population=20_000), date(2025, 3, 1))
    table = released().tables.get(name="offences-district")
    cells = {codes[0]: (number, why) for codes, number, why in table.cells}
    assert cells["tj.su.mastchoh"] == (0, "")


def test_the_same_cell_has_the_same_answer_everywhere(country: dict[str, Place]) -> None:
    """One cell asked in three ways and after another release gives one number; every answer is on record."""
    release = released()
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


def test_a_table_of_the_bulletin_is_never_a_query(country: dict[str, Place]) -> None:
    release = released()
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


def test_a_query_shows_no_part_of_what_the_bulletin_hides(country: dict[str, Place]) -> None:
    """The lanes together give nothing away: a hidden section, and the only district of a hidden region."""
    release = released()
    sections = queries.laid_out(release.tables.get(name="offences-section-month"), "section")
    hidden = {code for (code, _all), (number, why) in sections.cells.items() if number is None}
    assert hidden, "murders are few"
    table = release.tables.get(name="offences-district-section")
    for (_district, section), (number, why) in queries.laid_out(table, "district", "section").cells.items():
        if section in hidden:
            assert number is None and why in ("linked", "few_people", "no_report")
    regions = queries.laid_out(release.tables.get(name="offences-region-month"), "region")
    gone = {code for (code, _all), (number, _why) in regions.cells.items() if number is None}
    for codes, number, _why in release.tables.get(name="offences-district").cells:
        assert number is None or codes[0].rsplit(".", 1)[0] not in gone


def test_a_month_and_its_year_hide_the_same(country: dict[str, Place]) -> None:
    """Whatever comes first: a cell of the month that one release hides, the other does not show."""
    march, year, june = released("2025-03"), released("2025"), released("2025-06")
    for early, late in ((march, year), (june, year)):
        shown: dict[str, dict[Any, int | None]] = {"first": {}, "second": {}}
        for which, release in (("first", early), ("second", late)):
            for table in release.tables.filter(lane="bulletin"):
                for codes, number, _why in table.cells:
                    shown[which][releases.meaning_of(table.coverage["of"], table.dimensions, codes)] = number
        both = shown["first"].keys() & shown["second"].keys()
        assert len(both) > 5
        assert {cell: shown["first"][cell] for cell in both} == {cell: shown["second"][cell] for cell in both}
        names = set(early.tables.values_list("name", flat=True))
        assert "offences-class" not in names and "offences-district-section" not in names
        assert {"offences-section-month", "offences-region-month", "offences-district"} <= names


def test_a_published_release_is_frozen_and_revised_only_with_a_note(country: dict[str, Place]) -> None:
    first = released()
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


def test_two_vintages_together_give_nothing_away(country: dict[str, Place]) -> None:
    """A cell that did not change is not shown in one vintage and hidden in the other, unless it was shown first."""
    first = released()
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


def test_a_changed_file_or_table_is_not_published(country: dict[str, Place]) -> None:
    release = actions.audit_release(actor=SYSTEM, release=actions.build_release(actor=SYSTEM, name="2025"))
    table = release.tables.get(name="offences-class")
    kept = list(table.cells)
    ReleaseTable.objects.filter(pk=table.pk).update(cells=[[codes, 0, ""] for codes, _n, _why in kept])
    with pytest.raises(BadInput, match="not those that were audited"):
        actions.publish_release(actor=SYSTEM, release=release)
    ReleaseTable.objects.filter(pk=table.pk).update(cells=kept)
    part = store.folder_of(release.folder) / "units-00000.parquet"
    part.write_bytes(part.read_bytes() + b"x")
    with pytest.raises(BadInput, match="units-00000"):
        actions.publish_release(actor=SYSTEM, release=release)


def test_a_period_that_is_not_over_has_no_release(country: dict[str, Place]) -> None:
    with pytest.raises(BadInput, match="not over"):
        actions.build_release(actor=SYSTEM, name="2026")
    with pytest.raises(BadInput, match="A period is"):
        actions.build_release(actor=SYSTEM, name="last year")


def test_a_published_cell_opens_its_records(country: dict[str, Place]) -> None:
    """Lineage: the records behind a cell, the versions, the protection; only for those with the right."""
    release = released()
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
    assert list(opened.records) == wanted and wanted and opened.not_yours == 0
    assert opened.versions["correspondence"] == 1 and opened.protection["lane"] == "bulletin"
    assert opened.protection["threshold"] == 5
    total = lineage.open_cell(actor=staff(Role.STATISTICIAN), table=table, codes=[EVERYTHING, "2025"])
    assert len(total.records) == Crime.objects.filter(recorded_on__year=2025).count()
    here = lineage.open_cell(actor=staff(Role.INTEGRITY, path="tj.su.asht"), table=table, codes=codes)
    assert set(here.records) == {
        uid for uid in wanted if Crime.objects.get(uid=uid).path.startswith("tj.su.asht")
    } and here.not_yours == len(wanted) - len(here.records)
    for actor in (ANYONE, staff(Role.COMMANDER), staff(Role.HANDLER)):
        with pytest.raises(NotAllowed):
            lineage.open_cell(actor=actor, table=table, codes=codes)
    with pytest.raises(NotFound):
        lineage.open_cell(actor=SYSTEM, table=table, codes=["99", "2025-03"])


def test_lineage_shows_the_records_as_they_were_counted(country: dict[str, Place]) -> None:
    """A record that was classified anew afterwards still stands behind the cell that counted it."""
    release = released()
    table = release.tables.get(name="offences-class")
    before = lineage.open_cell(actor=SYSTEM, table=table, codes=["0502"]).records
    assert before
    for crime in Crime.objects.filter(uid__in=before):
        crime.offences.update(article=Article.objects.get(number="200"))
    assert lineage.open_cell(actor=SYSTEM, table=table, codes=["0502"]).records == before


def test_rates_changes_and_clear_ups_come_from_published_cells(country: dict[str, Place]) -> None:
    release = released()
    table = release.tables.get(name="offences-district")
    rates = queries.rates(table, date(2025, 12, 31))
    asht = rates["tj.su.asht"]
    assert asht is not None and asht.population.reference == "Census of 2020"
    assert rates["tj.gb.murghob"] is None and rates["tj.gb.rushon"] is None
    changes = queries.changes(release, "section")
    whole = changes[EVERYTHING]
    assert whole is not None
    years = {year: Crime.objects.filter(recorded_on__year=year).count() for year in (2024, 2025)}
    assert (whole.now, whole.before) == (years[2025], years[2024])
    cleared = queries.clear_ups(release)[EVERYTHING]
    assert cleared is not None and (cleared.cleared, cleared.of) == (
        Crime.objects.filter(recorded_on__year=2025, state="cleared").count(), years[2025],
    )  # fmt: skip
    assert "recorded in 2025" in cleared.text
    for code, number in queries.clear_ups(release).items():
        parts = queries.laid_out(release.tables.get(name="offences-section-outcome"), "section", "outcome")
        if None in (parts.cells[code, "cleared"][0], parts.cells[code, "not"][0]):
            assert number is None


def test_every_kept_table_has_its_coverage_and_words(country: dict[str, Place]) -> None:
    release = released()
    assert {table.lane for table in release.tables.all()} == {"bulletin", "query"}
    for table in release.tables.all():
        shown = queries.laid_out(
            table, table.dimensions[0], table.dimensions[1] if len(table.dimensions) > 1 else ""
        )
        assert shown.coverage.months and shown.coverage.missing
        assert all(queries.words(table.dimensions[0], shown.rows).values())
    assert len(release.tables.filter(lane="bulletin")) == len(fixed().of("bulletin")) + 2
    assert Period(release.name).year_before.label == "2024"
