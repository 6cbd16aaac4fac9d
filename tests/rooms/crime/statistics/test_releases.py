"""Releases from the register to the public: built, attacked, signed; who may, and what is refused."""

import base64
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import ANYONE, SYSTEM, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.crime.models import ReleaseTable
from hamkori.rooms.crime.statistics import actions, releases, store
from hamkori.society.places.models import Place
from tests.rooms.crime.builders import (
    make_area,
    make_zero_report,
    staff,
)
from tests.rooms.crime.statistics.land import TODAY, kept_for_the_module, make_country, released

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def early_2026() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Place]]:
    with kept_for_the_module(django_db_blocker, tmp_path_factory.mktemp("data"), make_country) as places:
        yield places


@pytest.fixture
def country(kept: dict[str, Place], db: None) -> dict[str, Place]:
    return kept


def test_a_release_is_built_audited_and_signed(country: dict[str, Place]) -> None:
    built = actions.build_release(actor=SYSTEM, name="2025")
    assert (built.state, built.vintage, built.folder) == ("built", 1, "2025-v1")
    assert (
        built.manifest["store"]["begins"] == "2025-01-01" and built.manifest["store"]["ends"] == "2025-12-31"
    )
    with pytest.raises(BadState):
        actions.publish_release(actor=SYSTEM, release=built)
    audited = actions.audit_release(actor=SYSTEM, release=built)
    found = audited.manifest["protection"]["bulletin"]
    assert found["clean"] and found["hidden"] > 0
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


def test_a_zero_report_makes_it_zero(country: dict[str, Place]) -> None:
    make_zero_report(make_area("tj.su.mastchoh", population=20_000), date(2025, 3, 1))
    table = released().tables.get(name="offences-district")
    cells = {codes[0]: (number, why) for codes, number, why in table.cells}
    assert cells["tj.su.mastchoh"] == (0, "")


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
