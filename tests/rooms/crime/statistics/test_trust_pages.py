"""The desk behind the figures: a number opens its records, two sets of rules, populations by form and file."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.rooms.crime.models import Crime, Population, Release
from hamkori.rooms.crime.statistics import actions
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.builders import make_area, make_article, make_cell, make_crime

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def early_2026() -> Iterator[None]:
    with clock.travel(date(2026, 2, 10)):
        yield


@pytest.fixture
def published() -> Release:
    theft = make_article("244", "0502")
    area = make_area("tj.su.asht", population=50_000)
    for _each in range(16):
        make_crime(area, theft, date(2025, 1, 3))
    make_cell(make_area("tj.kh.vose", population=60_000), date(2025, 4, 1), "05", 25)
    release = actions.audit_release(actor=SYSTEM, release=actions.build_release(actor=SYSTEM, name="2025"))
    return actions.publish_release(actor=SYSTEM, release=release)


def signed_in(role: Role) -> Client:
    return browser_of(staff(role))


def body(client: Client, name: str, *values: str, ask: str = "") -> str:
    answer = client.get(reverse(f"crime_desk:{name}", args=values) + ask, headers={"accept-language": "en"})
    assert answer.status_code == 200, name
    return answer.content.decode()


@pytest.mark.parametrize("role", [Role.STATISTICIAN, Role.INTEGRITY])
def test_a_number_opens_its_records_its_versions_and_its_protection(published: Release, role: Role) -> None:
    client = signed_in(role)
    assert published.uid in body(client, "figures")
    assert "offences-section-month" in body(client, "figures_of", published.uid)
    table = body(client, "figures_table", published.uid, "offences-section-month")
    assert "cell/?at=05%2C2025" in table or "cell/?at=05,2025" in table
    opened = body(client, "figures_cell", published.uid, "offences-section-month", ask="?at=05,2025")
    assert "41" in opened and "25" in opened and "2025, 1" in opened
    uids = list(Crime.objects.values_list("uid", flat=True))
    assert all(reverse("crime_desk:crime", args=[uid]) in opened for uid in uids)
    both = body(client, "figures_counting", published.uid, ask="?by=region")
    assert "25" in both and "16" in both


def test_who_has_a_part_of_the_country_learns_nothing_about_the_rest(published: Release) -> None:
    """K34: neither how many records lie elsewhere, nor what other districts handed in, nor both sets of rules."""
    ask = "?at=05,2025"
    here = browser_of(staff(Role.STATISTICIAN, place=make_area("tj.su.asht")))
    opened = body(here, "figures_cell", published.uid, "offences-section-month", ask=ask).split("<main")[1]
    assert ">16<" in opened and "There are more outside your area" in opened
    assert ">25<" not in opened and "From tables of districts" not in opened
    there = browser_of(staff(Role.INTEGRITY, place=make_area("tj.kh.vose")))
    opened = body(there, "figures_cell", published.uid, "offences-section-month", ask=ask).split("<main")[1]
    assert ">25<" in opened and "There are more outside your area" in opened and ">16<" not in opened
    assert "There are more" not in body(
        signed_in(Role.STATISTICIAN), "figures_cell", published.uid, "offences-section-month", ask=ask
    )
    where = reverse("crime_desk:figures_counting", args=[published.uid])
    for client in (here, there):
        assert client.get(where).status_code == 404 and where not in body(client, "figures_of", published.uid)
    assert where in body(signed_in(Role.STATISTICIAN), "figures_of", published.uid)


def test_nobody_else_opens_a_number(published: Release) -> None:
    where = reverse("crime_desk:figures_cell", args=[published.uid, "offences-section-month"]) + "?at=05,2025"
    for role in (Role.COMMANDER, Role.REGISTRAR, Role.DUTY, Role.HANDLER):
        assert signed_in(role).get(where).status_code == 404, role
    assert Client().get(where).status_code == 302
    client = signed_in(Role.STATISTICIAN)
    for at in ("", "?at=05", "?at=77,2025", "?at=05,2025,1"):
        address = reverse("crime_desk:figures_cell", args=[published.uid, "offences-section-month"]) + at
        assert client.get(address).status_code == 404, at


def test_populations_are_written_down_or_handed_in_and_areas_without_one_are_named() -> None:
    make_area("tj.su.asht")
    make_area("tj.su.ayni")
    client = signed_in(Role.STATISTICIAN)
    assert body(client, "populations").count("no rate") >= 3
    new = reverse("crime_desk:population_new")
    row = {"area": "Asht", "on": "2025-01-01", "number": "171 000", "source": "Estimate", "once": "a" * 32}
    assert (
        client.post(new, row | {"on": "soon", "once": "b" * 32}).status_code == 400
        or not Population.objects.exists()
    )
    assert not Population.objects.exists()
    assert client.post(new, row).status_code == 302
    assert client.post(new, row).status_code == 302 and Population.objects.count() == 1
    assert "171" in body(client, "populations")
    upload = reverse("crime_desk:population_file")

    def send(text: str, once: str) -> "object":
        file = SimpleUploadedFile("people.csv", text.encode())
        return client.post(upload, {"file": file, "once": once * 32})

    answer = send(
        "area,on,number,source\nTJ-SU-AYNI,2025-01-01,many,Estimate\nNowhere,2025-01-01,5,Estimate\n", "c"
    )
    said = answer.content.decode()  # type: ignore[attr-defined]
    assert "TJ-SU" not in said and Population.objects.count() == 1
    assert said.count("<li>") >= 2
    assert send("area,on,number,source\nTJ-SU-AYNI,2025-01-01,82000,Estimate\n", "d").status_code == 302  # type: ignore[attr-defined]
    assert Population.objects.count() == 2
    for role in (Role.INTEGRITY, Role.REGISTRAR):
        assert signed_in(role).get(upload).status_code == 404
