"""The page of a crime prints a day once."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from hamkori.kernel.actor import Role
from hamkori.rooms.crime.models import Crime
from tests.rooms.concerns.builders import staff
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.crime.builders import make_area, make_article, make_crime, moment

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 9)


def told(**change: Any) -> str:
    crime = Crime.objects.first() or make_crime(make_area("tj.su.asht"), make_article("244", "0502"), DAY)
    Crime.objects.filter(pk=crime.pk).update(**change)
    where = reverse("crime_desk:crime", args=[crime.uid])
    page = browser_of(staff(Role.STATISTICIAN)).get(where, headers={"accept-language": "en"}).content.decode()
    found = re.search(r"<dt>It happened</dt><dd>(.*?)</dd>", page, re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def test_an_event_of_one_day_names_it_once() -> None:
    begins = moment(DAY)
    at = {"occurred_from": begins, "occurred_until": begins + timedelta(hours=2)}
    assert told(**at, time_known=True) == "9 March 2025, 12:00–14:00"
    assert told(**at, time_known=False) == "9 March 2025"
    assert told(occurred_from=begins, occurred_until=begins, time_known=True) == "9 March 2025, 12:00"


def test_an_event_of_two_days_names_both() -> None:
    at = {"occurred_from": moment(DAY), "occurred_until": moment(DAY + timedelta(days=1))}
    assert told(**at, time_known=True) == "9 March 2025, 12:00 – 10 March 2025, 12:00"
    assert told(**at, time_known=False) == "9 March 2025 – 10 March 2025"
