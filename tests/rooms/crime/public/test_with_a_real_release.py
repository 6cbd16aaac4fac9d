"""A release that was really built, attacked and published, on the public pages and in every file."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from hamkori.kernel import crypto
from hamkori.rooms.crime.models import Release, ReleaseFront
from hamkori.rooms.crime.statistics import actions
from hamkori.rooms.crime.statistics.outputs import front, published
from hamkori.rooms.crime.statistics.verifying import check_release
from hamkori.society.places.models import Place
from tests.rooms.crime.statistics.conftest import own_folder
from tests.rooms.crime.statistics.test_published import country, kept, release

__all__ = ["country", "kept", "own_folder", "release"]  # fixtures of the statistics wing
pytestmark = pytest.mark.django_db


def get(path: str) -> bytes:
    answer = Client().get(f"/en/crime/{path}")
    assert answer.status_code == 200, path
    return bytes(answer.content)


def whole(release: Release) -> list[str]:
    """Every page and file of a release that can be reached by its tables."""
    names = list(release.tables.values_list("name", flat=True))
    pages = ["", "releases/", f"release/{release.uid}/", *(f"table/{name}/" for name in names)]
    pages += [f"area/{code}/" for code in Place.objects.filter(depth__lte=2).values_list("code", flat=True)]
    pages += [f"release/{release.uid}/{name}.{kind}" for name in names for kind in ("csv", "xlsx", "json")]
    return pages + [
        f"release/{release.uid}/all/{name}"
        for name in ("tables.xlsx", "tables.json", "package.zip", "questionnaire.xlsx", "bulletin.pdf")
    ]


def test_every_page_and_file_of_a_published_release_opens(release: Release) -> None:
    for path in whole(release):
        get(path)
    total = next(
        number for codes, number, _why in release.tables.get(name="offences-class").cells if codes == ["all"]
    )
    assert f"<dd>{total}</dd>" in get("").decode()


def test_a_hidden_cell_of_the_attacked_release_has_no_number_in_any_file(release: Release) -> None:
    """K34: cell by cell, in the data of the release."""
    told = json.loads(get(f"release/{release.uid}/all/tables.json"))
    hidden = 0
    for table in told["tables"]:
        kept = {tuple(codes): why for codes, _number, why in release.tables.get(name=table["name"]).cells}
        for cell in table["cells"]:
            assert (cell["number"] is None) == bool(kept[tuple(cell["codes"])])
            assert cell.get("hidden", "") == kept[tuple(cell["codes"])]
            hidden += cell["number"] is None
    assert hidden > 10


def test_the_row_of_a_release_shows_what_its_tables_show(release: Release) -> None:
    """Pages read one row that was kept when the release was published; without it the same comes from the tables."""
    codes = Place.objects.filter(depth__lte=2).values_list("code", flat=True)
    pages = ["", f"release/{release.uid}/", *(f"area/{code}/" for code in codes)]
    by_row = {page: get(page) for page in pages}
    assert front.is_true(release, published.signed_tables(release))
    for change in ({"edition": front.EDITION + 1}, {"digest": "0" * 64}):
        ReleaseFront.objects.update(**change)
        assert front.of(Release.objects.get()) is None
        assert {page: get(page) for page in pages} == by_row
    ReleaseFront.objects.all().delete()
    assert {page: get(page) for page in pages} == by_row


def test_an_edited_row_of_a_release_is_found(release: Release) -> None:
    row = ReleaseFront.objects.get()
    table = next(one for one in row.body["tables"] if one["name"] == "offences-region-month")
    table["cells"][0] = [table["cells"][0][0], 77, ""]
    row.save()
    assert not front.is_true(release, published.signed_tables(release))
    found = check_release(release, by=crypto.public_key(actions.SIGNS))
    assert [one.where for one in found] == ["database, the row that the pages read"]


def test_a_hidden_number_is_not_in_the_row(release: Release) -> None:
    """K34: the row holds cells as they were published, and no cell that the tables do not have."""
    kept = {
        (table.name, tuple(codes)): (number, why)
        for table in published.signed_tables(release)
        for codes, number, why in table.cells
    }
    for table in ReleaseFront.objects.get().body["tables"]:
        for codes, number, why in table["cells"]:
            assert kept[table["name"], tuple(codes)] == (number, why)
            assert number is None or not why
    careless = release.tables.get(name="offences-region-month")
    careless.cells = [[codes, 90_017, "hidden"] for codes, _number, _why in careless.cells]
    taken = front.taken_from([careless], release.name)
    assert taken["tables"][0]["cells"] and "90017" not in json.dumps(taken)


def test_the_overview_asks_a_handful_of_questions(
    release: Release, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    get("")  # names of places and kinds are kept for a minute
    with django_assert_max_num_queries(6):
        get("")
