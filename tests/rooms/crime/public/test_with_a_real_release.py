"""A release that was really built, attacked and published, on the public pages and in every file."""

import json
import re

import pytest
from django.test import Client

from hamkori.rooms.crime.models import Release
from hamkori.society.places.models import Place
from tests.rooms.crime.statistics.conftest import own_folder
from tests.rooms.crime.statistics.test_releases import country, released

__all__ = ["country", "own_folder"]  # fixtures of the statistics wing
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


def test_every_page_and_file_of_a_published_release_opens(country: dict[str, Place]) -> None:
    release = released("2025")
    for path in whole(release):
        get(path)
    total = next(
        number for codes, number, _why in release.tables.get(name="offences-class").cells if codes == ["all"]
    )
    assert f"<dd>{total}</dd>" in get("").decode()


def test_a_hidden_cell_of_the_attacked_release_has_no_number_in_any_file(country: dict[str, Place]) -> None:
    """K34: cell by cell, in the data of the release."""
    release = released("2025")
    told = json.loads(get(f"release/{release.uid}/all/tables.json"))
    hidden = 0
    for table in told["tables"]:
        kept = {tuple(codes): why for codes, _number, why in release.tables.get(name=table["name"]).cells}
        for cell in table["cells"]:
            assert (cell["number"] is None) == bool(kept[tuple(cell["codes"])])
            assert cell.get("hidden", "") == kept[tuple(cell["codes"])]
            hidden += cell["number"] is None
    assert hidden > 10


def test_a_month_is_shown_too(country: dict[str, Place]) -> None:
    release = released("2025-03")
    for path in whole(release):
        get(path)
    assert re.search(r"<h1>Recorded crime, March 2025</h1>", get("").decode())
