"""Releases that a statistician orders at the desk: built and audited by the worker, looked at, published by an order."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.crime.models import Release, ReleaseOrder
from hamkori.rooms.crime.statistics import actions_orders as orders
from hamkori.society.places.models import Place
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.statistics.land import TODAY, kept_for_the_module, make_country

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


def test_from_the_order_to_the_published_release(kept: dict[str, Place], db: None) -> None:
    """Nobody outside sees it before the second order; each page of the desk says where it stands."""
    client = browser_of(staff(Role.STATISTICIAN))
    page = client.get(reverse("crime_desk:release_new")).content.decode()
    assert 'value="2025-06"' in page and 'value="2026"' not in page
    sent = {"period": "2025-06", "note": "", "once": "k1" * 8}
    assert client.post(reverse("crime_desk:release_new"), sent).status_code == 302
    assert client.post(reverse("crime_desk:release_new"), sent).status_code == 302
    order = ReleaseOrder.objects.get()
    assert (order.kind, order.state) == ("build", "waiting")
    assert "Waits for the worker" in client.get(reverse("crime_desk:releases")).content.decode()

    assert orders.carry_out() == 1
    order.refresh_from_db()
    release = Release.objects.get()
    assert (order.state, order.percent, order.release_id) == ("done", 100, release.pk)
    here = reverse("crime_desk:release", args=[release.uid])
    page = client.get(here).content.decode()
    assert release.state == "audited" and "Audited, not published" in page
    assert "No hidden number could be narrowed down." in page
    table = release.tables.order_by("name").first()
    assert table is not None
    look = client.get(reverse("crime_desk:release_table", args=[release.uid, table.name]))
    assert look.status_code == 200 and b"<table>" in look.content
    assert client.get(reverse("crime:release", args=[release.uid])).status_code == 404

    assert client.post(reverse("crime_desk:release_publish", args=[release.uid])).status_code == 302
    assert orders.carry_out() == 1
    release.refresh_from_db()
    assert release.state == "published" and release.signature
    assert reverse("crime:release", args=[release.uid]) in client.get(here).content.decode()
    with pytest.raises(BadState):
        orders.order_publication(actor=staff(Role.STATISTICIAN), release=release)
    with pytest.raises(BadInput, match="needs a note"):
        orders.order_release(actor=staff(Role.STATISTICIAN), period="2025-06")


def test_what_cannot_be_done_says_why_in_every_language_and_stops_nothing(db: None, monkeypatch: Any) -> None:
    """The next order is carried out; the reason is words, kept by language."""
    from hamkori.rooms.crime.statistics import actions

    def refuse(**_wanted: Any) -> None:
        raise BadInput(actions._("%(name)s is not over yet."), name="2024")

    monkeypatch.setattr(actions, "build_release", refuse)
    actor = staff(Role.STATISTICIAN)
    for period in ("2024", "2025-03"):
        orders.order_release(actor=actor, period=period)
    assert orders.carry_out() == 2 and orders.carry_out() == 0
    first = ReleaseOrder.objects.get(period="2024")
    assert (
        first.state == "failed" and set(first.why) == {"tg", "ru", "en"} and len(set(first.why.values())) == 3
    )
    assert "2024 is not over yet." in browser_of(actor).get(reverse("crime_desk:releases")).content.decode()


@pytest.mark.parametrize("period", ["2026", "2026-12", "25", "2025-13", ""])
def test_a_period_that_is_not_over_or_none_is_refused(db: None, period: str) -> None:
    with pytest.raises(BadInput):
        orders.order_release(actor=staff(Role.STATISTICIAN), period=period)


def test_only_a_statistician_orders(db: None) -> None:
    for role in (Role.REGISTRAR, Role.INTEGRITY, Role.COMMANDER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            orders.order_release(actor=staff(role), period="2025")
