"""Who has reported lately: seen before a release is built, by those who may call an office (R485, K21)."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import NotAllowed
from hamkori.rooms.crime.models import ZeroReport
from hamkori.rooms.crime.statistics import reporting
from hamkori.society.accounts.models import Organisation
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.builders import (
    make_area,
    make_article,
    make_cell,
    make_crime,
    make_office,
    make_report,
)

pytestmark = pytest.mark.django_db
MONTHS = tuple(date(2025, month, 1) for month in range(8, 13)) + (date(2026, 1, 1),)


@pytest.fixture(autouse=True)
def february() -> Iterator[None]:
    with clock.travel(date(2026, 2, 10)), translation.override("en"):
        yield


@pytest.fixture
def country() -> None:
    """Asht sends cards, Vose tables, Varzob said once that there was nothing, Rasht nothing at all."""
    asht, vose = make_area("tj.su.asht"), make_area("tj.kh.vose")
    varzob, _rasht = make_area("tj.ra.varzob"), make_area("tj.ra.rasht")
    theft = make_article("244", "0502")
    for month in MONTHS[:5]:
        make_crime(asht, theft, month.replace(day=9))
    make_report(asht, date(2026, 1, 31))
    for month in MONTHS:
        make_cell(vose, month, "05", 0)
    ZeroReport.objects.create(
        office=make_office(varzob), area=varzob, path=varzob.path, month=MONTHS[5], said_at=clock.now()
    )


def told(role: Role = Role.STATISTICIAN, where: str = "") -> dict[str, tuple[str, ...]]:
    actor = staff(role, make_office(make_area(where))) if where else staff(role)
    found = reporting.of_area(actor=actor)
    return {one.code: one.said for region in found.regions for one in region.districts}


def test_each_month_says_what_came_and_nothing_is_not_nought(country: None) -> None:
    found = reporting.of_area(actor=staff(Role.STATISTICIAN))
    assert found.months == MONTHS and (found.areas, found.silent) == (4, 1)
    assert told() == {
        "tj.su.asht": ("records",) * 6,
        "tj.kh.vose": ("table",) * 6,
        "tj.ra.varzob": ("nothing",) * 5 + ("zero",),
        "tj.ra.rasht": ("nothing",) * 6,
    }
    names = [one.name for region in found.regions for one in region.districts]
    assert [region.name for region in found.regions] == ["Kh", "Ra", "Su"], "by the alphabet"
    assert names == ["Vose", "Rasht", "Varzob", "Asht"]


def test_a_month_that_is_not_over_is_not_missing(country: None) -> None:
    with clock.travel(date(2026, 1, 31)):
        assert reporting.finished_months()[-1] == date(2025, 12, 1)
    with clock.travel(date(2026, 2, 1)):
        assert reporting.finished_months()[-1] == date(2026, 1, 1)


def test_a_commander_sees_the_own_district_only_and_a_registrar_none(country: None) -> None:
    assert set(told(Role.COMMANDER, "tj.ra.rasht")) == {"tj.ra.rasht"}
    assert set(told(Role.INTEGRITY, "tj.ra")) == {"tj.ra.rasht", "tj.ra.varzob"}
    with pytest.raises(NotAllowed):
        told(Role.REGISTRAR, "tj.ra.rasht")


def test_it_says_the_same_as_the_release_that_is_built_from_it(country: None) -> None:
    """What is missing here is what the release prints as missing: one table, two moments."""
    from hamkori.kernel.actor import SYSTEM
    from hamkori.rooms.crime.statistics import actions

    release = actions.build_release(actor=SYSTEM, name="2026-01")
    silent = {code for code, said in told().items() if said[-1] == "nothing"}
    assert {area for area, _month in release.manifest["coverage"]["missing"]} == silent == {"tj.ra.rasht"}


@pytest.mark.parametrize("language", ["en", "tg", "ru"])
def test_the_page_has_a_sign_and_a_word_for_every_month(country: None, language: str) -> None:
    """Reads without colour and aloud; K21: no number of crimes and no order but the alphabet."""
    with translation.override(language):
        page = browser_of(staff(Role.STATISTICIAN)).get(reverse("crime_desk:reported")).content.decode()
    table = page[page.index("<table") : page.index("</table>")]
    assert (
        len(re.findall(r'<td class="n"><svg[^>]*>.*?</svg><span class="vh">[^<]+</span></td>', table)) == 24
    )
    assert not re.search(r">\s*\d+\s*<", table), "whether something came, never how much"
    assert "g late" in table and "g done" in table and "g advice" in table and "g due" in table


def test_the_statistician_is_told_on_the_first_page(country: None) -> None:
    def today(client: Client) -> str:
        return client.get(reverse("desk:today")).content.decode()

    where = reverse("crime_desk:reported")
    page = today(browser_of(staff(Role.STATISTICIAN)))
    assert "Nothing came yet about January 2026 from 1 of 4 districts and cities." in page and where in page
    rasht = make_area("tj.ra.rasht")
    ZeroReport.objects.create(
        office=make_office(rasht), area=rasht, path=rasht.path, month=MONTHS[5], said_at=clock.now()
    )
    assert "Every district and city reported about January 2026." in today(
        browser_of(staff(Role.STATISTICIAN))
    )


def test_an_office_is_told_that_its_own_month_is_missing_until_it_says_so(country: None) -> None:
    rasht, asht = make_office(make_area("tj.ra.rasht")), make_office(make_area("tj.su.asht"))
    said = "Nothing came yet about January 2026 from your area."

    def first_page(office: Organisation) -> str:
        return browser_of(staff(Role.REGISTRAR, office)).get(reverse("desk:today")).content.decode()

    assert said in first_page(rasht) and said not in first_page(asht)
    area = make_area("tj.ra.rasht")
    ZeroReport.objects.create(office=rasht, area=area, path=area.path, month=MONTHS[5], said_at=clock.now())
    assert said not in first_page(rasht)
