"""What the job keeps ready for “What came of it”: the same as the rows say, rounded, and the page says from when."""

import pytest
from django.core.cache import cache
from django.test import Client

from hamkori.kernel import clock
from hamkori.rooms.concerns import figures
from hamkori.rooms.concerns.actions import summaries
from hamkori.rooms.concerns.models import Concern, PlaceSummary
from hamkori.rooms.problems.queries.indicators import came_of, of_country
from hamkori.rooms.problems.queries.indicators_reads import Scope
from hamkori.society.places import queries as places
from tests.rooms.concerns.builders import raised
from tests.rooms.problems.builders import Land
from tests.rooms.problems.test_indicators import _concerns, year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("counts", [(1, 2, 1), (9, 13, 7), (20, 2, 1)])
def test_r258_the_kept_counts_are_those_of_the_rows(land: Land, counts: tuple[int, int, int]) -> None:
    _concerns(land, answered=counts[0], acted=counts[1], waiting=counts[2])
    first = Concern.objects.earliest("pk")
    doubles = [raised(land).concern.pk for _one in range(3)]
    Concern.objects.filter(pk__in=doubles).update(duplicate_of=first)
    for scope, path in (
        (Scope("place", path=land.district.path), land.district.path),
        (of_country(), places.root().path),
    ):
        PlaceSummary.objects.all().delete()
        counted = came_of(scope, year())
        summaries.refresh(path)
        kept = came_of(scope, year())
        assert counted.counted_on is None and kept.counted_on == clock.today()
        for name in ("concerns", "answered", "acted", "few_concerns"):
            assert getattr(kept, name) == getattr(counted, name), name
        assert came_of(scope, year() - 1).counted_on is None
    cache.clear()
    page = Client().get(f"/en/results/place/{land.district.code}/").content.decode()
    assert "Concerns counted on" not in page  # of this place nothing is kept now
    summaries.refresh(land.district.path)
    cache.clear()
    page = Client().get(f"/en/results/place/{land.district.code}/").content.decode()
    assert "Concerns counted on" in page


def test_k62_what_is_kept_is_rounded_already(land: Land) -> None:
    _concerns(land, answered=3, acted=13, waiting=0)
    kept = summaries.refresh(land.district.path).figures["year"]
    assert kept == [year(), 15, 15, 15]  # 16, 16 and 13
    assert figures.OfYear.rounded({"waiting": 3}).concerns is None
    assert figures.OfYear.rounded({}).concerns == 0
