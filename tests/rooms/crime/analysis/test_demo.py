"""The analysis wing's part of the demo: a picture, a verdict, a look at record keeping, in a few seconds."""

from datetime import date

import pytest

from hamkori.rooms.crime.analysis.demo import fill_analysis
from hamkori.rooms.crime.models import HotSpots, ResponsePlan, SignalRun
from hamkori.society.places.models import Place
from tests.rooms.crime.analysis.land import make_places, make_year

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 20)


def test_the_demo_has_a_picture_a_verdict_and_a_look() -> None:
    make_year(seed=3, records=1500)
    area = Place.objects.get(code="TJ-KT-vakhsh")
    fill_analysis(today=TODAY, area=area)
    pictures = list(HotSpots.objects.order_by("path"))
    assert [one.state for one in pictures] == ["done"] * 3 and pictures[0].result["kind"] == "grid"
    plan = ResponsePlan.objects.get()
    assert plan.registered_on < plan.starts_on < plan.judged_on
    assert plan.result["verdict"] == "not_enough_to_tell"
    assert SignalRun.objects.get().state == "done"


def test_without_an_invented_year_nothing_is_made() -> None:
    make_places()
    fill_analysis(today=TODAY, area=Place.objects.get(code="TJ-KT-vakhsh"))
    assert not HotSpots.objects.exists() and not ResponsePlan.objects.exists()
