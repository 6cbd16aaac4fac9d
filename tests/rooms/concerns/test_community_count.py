"""The one sum that leaves for official statistics (K23, K34, K62)."""

from datetime import date

import pytest

from hamkori.kernel import clock
from hamkori.rooms.concerns.community_count import raised_between
from hamkori.rooms.concerns.models import Concern
from tests.rooms.concerns.builders import Land, build, raised

pytestmark = pytest.mark.django_db


@pytest.fixture
def land() -> Land:
    return build()


def test_k62_the_sum_is_rounded_to_fives_and_doubles_count_once(land: Land) -> None:
    year = clock.today().year

    def number() -> int | None:
        found = raised_between(date(year, 1, 1), date(year, 12, 31))
        return found.number if found is not None else None

    first = raised(land).concern
    Concern.objects.filter(pk=first.pk).update(state="in_work")
    fields = {
        field.attname: getattr(first, field.attname) for field in Concern._meta.fields if not field.unique
    }
    fields |= {"state": "in_work"}
    Concern.objects.bulk_create(Concern(**fields) for _more in range(7))
    assert number() == 10, "eight"
    doubles = Concern.objects.exclude(pk=first.pk).order_by("pk").values_list("pk", flat=True)[:1]
    Concern.objects.filter(pk__in=list(doubles)).update(duplicate_of=first)
    assert number() == 5, "seven"
    Concern.objects.exclude(pk__in=[first.pk, *doubles]).update(state="withdrawn")
    assert number() is None
