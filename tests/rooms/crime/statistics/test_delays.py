"""Days from the report to the record, by district: at the desk of those who count, and nowhere else."""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.rooms.crime.models import Release
from hamkori.rooms.crime.statistics import actions
from hamkori.rooms.crime.statistics.commands_trust import trust_commands
from hamkori.rooms.crime.statistics.delays import NAME
from hamkori.rooms.crime.statistics.store import folder_of
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.builders import make_area, make_article, make_crime

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Iterator[Release]:
    """Zafar: 20 records, 0 to 19 days late. Asht: 19 records, and one of the month before."""
    with clock.travel(date(2026, 2, 10)):
        theft = make_article("244", "0502")
        for name, days in (("zafar", range(20)), ("asht", range(19))):
            area = make_area(f"tj.su.{name}", population=50_000)
            for late in days:
                day = date(2025, 3, 28)
                make_crime(area, theft, day, reported_on=day - timedelta(days=late))
        make_crime(area, theft, date(2025, 2, 3))
        release = actions.build_release(actor=SYSTEM, name="2025-03")
        yield actions.publish_release(
            actor=SYSTEM, release=actions.audit_release(actor=SYSTEM, release=release)
        )


def test_half_and_nine_of_ten_by_the_alphabet_and_too_few(
    release: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    """20 records 0 to 19 days late: 10 within 9 days, 18 within 17. Of 19 nothing is told, on the page as in the file."""
    where = reverse("crime_desk:figures_delays", args=[release.uid])
    for role in (Role.STATISTICIAN, Role.INTEGRITY):
        text = browser_of(staff(role)).get(where, headers={"accept-language": "en"}).content.decode()
        asht, zafar = text.index(">Asht<"), text.index(">Zafar<")
        assert asht < zafar, "by the alphabet"
        first, second = text[asht:zafar], text[zafar : text.index("</tbody>")]
        assert ">19<" in first and first.count(">too few<") == 2
        assert ">20<" in second and ">9<" in second and ">17<" in second
    kept = (folder_of(release.folder) / NAME).read_text()
    assert kept == '{"tj.su.asht": [19, null, null], "tj.su.zafar": [20, 9, 17]}'
    assert NAME in release.manifest["store"]["files"]
    top = argparse.ArgumentParser()
    trust_commands(top.add_subparsers(dest="verb", required=True))
    arguments = top.parse_args(["delays", "2025-03"])
    assert arguments.run(arguments) == 0
    said = capsys.readouterr().out
    assert "too few" in said and "half within 9, nine of ten within 17 days" in said


def test_k21_no_chief_and_no_stranger_sees_the_days(release: Release) -> None:
    """K21: neither those whose figures they are nor the public; and only districts of the own area."""
    where = reverse("crime_desk:figures_delays", args=[release.uid])
    for role in (Role.COMMANDER, Role.REGISTRAR, Role.DUTY, Role.HANDLER):
        assert browser_of(staff(role)).get(where).status_code == 404, role
    assert Client().get(where).status_code == 302
    elsewhere = browser_of(staff(Role.STATISTICIAN, place=make_area("tj.kh.vose")))
    text = elsewhere.get(where, headers={"accept-language": "en"}).content.decode()
    assert "Zafar" not in text and "no records of your districts" in text
    package = Client().get(f"/en/crime/release/{release.uid}/all/package.zip")
    assert package.status_code == 200 and NAME.encode() not in package.content


def test_a_release_from_before_says_so(release: Release) -> None:
    (folder_of(release.folder) / NAME).unlink()
    where = reverse("crime_desk:figures_delays", args=[release.uid])
    text = browser_of(staff(Role.STATISTICIAN)).get(where, headers={"accept-language": "en"}).content.decode()
    assert "built before the days were kept" in text
