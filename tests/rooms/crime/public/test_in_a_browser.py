"""Public statistics in a real browser with the real territory: narrow, light, without a script, for a screen reader."""

from collections.abc import Callable
from datetime import date
from gzip import compress
from typing import Any

import pytest

from hamkori.kernel.actor import SYSTEM
from hamkori.society.countries.actions import load_pack
from hamkori.society.places.models import Place
from tests.rooms.crime.public.making import make_release
from tests.support import SOURCE, axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
LIMIT = 30_000


@pytest.fixture
def country(db: None) -> str:
    """The pack of Tajikistan with a release of a year; the uid of the release."""
    load_pack("tj", actor=SYSTEM)
    Place.objects.filter(depth=2, population__isnull=True).update(
        population=70_000, population_on=date(2024, 1, 1), population_source="Agency"
    )
    districts = list(Place.objects.filter(depth=2).order_by("path"))
    Place.objects.filter(pk=districts[7].pk).update(population=3_000)
    months = [f"2025-{number:02}" for number in range(1, 13)]
    missing = [(districts[10].path, month) for month in months] + [(districts[33].path, "2025-06")]
    return make_release(missing=missing, per_cell=60).release.uid


def paths(uid: str) -> list[str]:
    district = Place.objects.filter(depth=2).order_by("path").first()
    assert district is not None and district.parent is not None
    return [
        "", "releases/", f"release/{uid}/offences-section-month/", "table/offences-class/", "table/offences-district-section/",
        f"area/{district.parent.code}/", f"area/{district.code}/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["tg", "ru"])
def test_pages_fit_are_light_and_can_be_read_by_everybody(
    live_server: Any, country: str, open_browser: Open, language: str
) -> None:
    """320 px, 30 KB with style and script, no serious finding of axe, in the light and in the dark."""
    static = SOURCE / "kernel" / "static" / "hamkori"
    style = sum(len(compress((static / name).read_bytes())) for name in ("hamkori.css", "small.js"))
    for path in paths(country):
        page = open_browser(language=language, width=320, base_url=live_server.url)
        page.goto(f"/{language}/crime/{path}")
        sent = len(compress(page.content().encode())) + style
        assert sent <= LIMIT, (path, sent)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, path
        assert axe_findings(page) == [], path
        page.context.close()
    dark = open_browser(language=language, width=1280, dark=True, base_url=live_server.url)
    for path in ("", "table/offences-section-month/?part=2025-01"):
        dark.goto(f"/{language}/crime/{path}")
        assert axe_findings(dark) == [], path


def test_without_a_script_a_visitor_goes_from_the_map_to_a_district_and_to_a_file(
    live_server: Any, country: str, open_browser: Open
) -> None:
    page = open_browser(language="ru", width=360, javascript=False, base_url=live_server.url)
    page.goto("/ru/crime/")
    page.click("details > summary")
    page.click("details table a >> nth=0")
    assert page.url.split("/crime/")[1].startswith("area/TJ-")
    page.go_back()
    with page.expect_download() as downloading:
        page.click(f'a[href$="release/{country}/offences-district.csv"] >> nth=0')
    assert downloading.value.suggested_filename == "2025-v1-offences-district.csv"
    page.click('a[href$="/offences-section-month/"]')
    assert page.locator("td.hid").count() == 4
