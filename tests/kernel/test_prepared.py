"""Prepared reads give what the queryset gives, for every call, and write their SQL once."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from hamkori.kernel import clock
from hamkori.kernel.prepared import prepared, several
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place
from tests.rooms.concerns.builders import Land, build

pytestmark = pytest.mark.django_db
asked: list[str] = []


@prepared
def _below(parent: Any) -> QuerySet[Place]:
    asked.append("built")
    return Place.objects.filter(parent_id=parent).select_related("parent").order_by("path")


@prepared
def _these(numbers: Any) -> QuerySet[Place, tuple[int, str]]:
    return Place.objects.filter(pk__in=numbers).order_by("path").values_list("pk", "code")


@prepared
def _since(kind: Any, day: Any, offices: Any) -> QuerySet[Organisation]:
    return (
        Organisation.objects.filter(kind=kind, from_on__lte=day, pk__in=offices)
        .prefetch_related("jurisdictions")
        .order_by("pk")
    )


@pytest.fixture
def land() -> Land:
    return build()


def test_the_same_rows_as_the_queryset_and_one_query(land: Land) -> None:
    asked.clear()
    for parent in (land.district, land.jamoat, land.mahalla):
        with CaptureQueriesContext(connection) as captured:
            rows = _below(parent.pk)
        expected = list(Place.objects.filter(parent=parent).order_by("path"))
        assert rows == expected and [row.names for row in rows] == [row.names for row in expected]
        assert all(row.parent == parent for row in rows)
        assert len(captured) == 1
    assert len(asked) <= 1


def test_lists_of_ids_are_filled_up(land: Land) -> None:
    wanted = [land.jamoat.pk, land.district.pk]
    assert _these(several(wanted, 6)) == [
        (land.district.pk, land.district.code),
        (land.jamoat.pk, land.jamoat.code),
    ]
    assert _these(several([], 6)) == []
    assert _these(several([land.jamoat.pk], 2)) == [(land.jamoat.pk, land.jamoat.code)]
    with pytest.raises(ValueError):
        several([1, 2, 3], 2)


def test_days_are_compared_as_days_and_prefetched(land: Land) -> None:
    team = land.office("team")
    ids = several([team.pk], 3)
    found = _since("team", clock.today(), ids)
    assert found == [team]
    with CaptureQueriesContext(connection) as captured:
        assert list(found[0].jurisdictions.all())
    assert len(captured) == 0
    assert _since("team", team.from_on - timedelta(days=1), ids) == []
    assert isinstance(found[0].from_on, date)


def test_none_is_refused(land: Land) -> None:
    with pytest.raises(TypeError):
        _below(None)


@pytest.mark.django_db(transaction=True)
def test_every_thread_has_its_own(land: Land) -> None:
    found: list[list[Place]] = []

    def read() -> None:
        found.append(_below(land.district.pk))
        connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [_below(land.district.pk)] * 3


def test_names_are_read_once_but_every_row_has_its_own(land: Land) -> None:
    (first,) = [row for row in _below(land.district.pk) if row.pk == land.jamoat.pk]
    first.names["tg"] = "changed in one place only"
    (again,) = [row for row in _below(land.district.pk) if row.pk == land.jamoat.pk]
    assert again.names == Place.objects.get(pk=land.jamoat.pk).names != first.names
    Place.objects.filter(pk=land.jamoat.pk).update(names={"tg": "Тоза"}, tile_label={"tg": ["a list"]})
    (renamed,) = [row for row in _below(land.district.pk) if row.pk == land.jamoat.pk]
    assert renamed.names == {"tg": "Тоза"} and renamed.tile_label == {"tg": ["a list"]}
