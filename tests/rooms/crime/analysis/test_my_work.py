"""What waits for the statistician and for the integrity officer on "my work today"."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.crime.models import AuditSample, Release, ReleaseOrder, SignalRun
from hamkori.rooms.crime.statistics import actions_orders
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.analysis.test_pages import Town, things, town

pytestmark = pytest.mark.django_db
__all__ = ["town"]


def today_of(who: Any, language: str = "en") -> str:
    with translation.override(language):
        address = reverse("desk:today")
    return browser_of(who).get(address).content.decode()


def test_the_integrity_officer_sees_the_last_look_and_the_open_sample(town: Town) -> None:
    assert "Nobody has looked at the keeping of records yet." in today_of(town.integrity)
    things(town)
    run, sample = SignalRun.objects.get(), AuditSample.objects.get()
    page = today_of(town.integrity)
    assert reverse("crime_desk:signals_run", args=[run.uid]).split("/", 2)[2] in page
    assert f"/{sample.uid}/" in page and f"{sample.size} records to look at" in page
    for language in ("tg", "ru"):
        assert f"/{sample.uid}/" in today_of(town.integrity, language)
    AuditSample.objects.update(closed_on=clock.today(), found_wrong=0)
    assert f"/{sample.uid}/" not in today_of(town.integrity)


def test_k21_nobody_else_sees_that_anything_stands_out(town: Town) -> None:
    things(town)
    uid = AuditSample.objects.get().uid
    for who in (town.registrar, town.duty, town.statistician, staff(Role.COMMANDER, town.office)):
        page = today_of(who)
        assert uid not in page and "stand out" not in page


def test_the_statistician_sees_orders_until_they_are_done_and_failures_for_a_month(town: Town) -> None:
    assert "Nothing has been published yet." in today_of(town.statistician)
    actions_orders.order_release(actor=town.statistician, period="2025")
    page = today_of(town.statistician)
    assert "In work" in page and "2025" in page and "0%" in page
    ReleaseOrder.objects.update(state="failed", why={"en": "There are no records.", "tg": "-", "ru": "-"})
    assert "There are no records." in today_of(town.statistician)
    ReleaseOrder.objects.update(asked_on=clock.today() - timedelta(days=40))
    assert "There are no records." not in today_of(town.statistician)
    assert "Releases of statistics" not in today_of(town.registrar)


def test_the_commander_is_led_to_the_published_figures_and_what_stands_beside_them(town: Town) -> None:
    """P6 (5), K23: before, no page of the desk led there."""
    commander = staff(Role.COMMANDER, town.office)
    assert "#beside" not in today_of(commander)
    day = clock.today()
    Release.objects.create(
        name="2025", vintage=1, begins_on=day, ends_on=day, built_at=clock.now(), state="published", published_on=day,
        folder="2025-v1", digest="0" * 64, signature="signed", manifest={},
    )  # fmt: skip
    page = today_of(commander)
    assert "Published last: 2025" in page and 'href="/en/crime/#beside"' in page
    assert "#beside" not in today_of(town.registrar)
