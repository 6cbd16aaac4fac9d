"""The two years of the demo: a change, a replaced vintage with its note, a broken series, coarse squares for everybody."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from hamkori.kernel import clock
from hamkori.rooms.crime.demo_country.living import generate
from hamkori.rooms.crime.demo_history import LATE, WHY_REVISED, fill_years, without_late
from hamkori.rooms.crime.models import HotSpots, Release
from hamkori.rooms.crime.statistics.outputs import published, story
from hamkori.rooms.crime.statistics.outputs.published import Book
from tests.rooms.crime.classification.test_demo_register import country

__all__ = ["country"]
TODAY = date(2026, 6, 10)


def page(path: str) -> str:
    answer = Client().get(f"/en/crime/{path}")
    assert answer.status_code == 200, path
    return bytes(answer.content).decode()


def test_the_late_cards_are_those_of_one_city_in_december() -> None:
    whole = generate(3, records=3200)
    known, late = without_late(whole)
    assert len(known.cases) + len(late.cases) == 3200 and late.cases and not late.refusals
    assert {(case.land.code, case.record["recorded_on"].month) for case in late.cases} == {(LATE, 12)}


@pytest.mark.once
@pytest.mark.slow
def test_the_demo_shows_a_change_a_revision_a_break_and_squares(country: None, tmp_path: Path) -> None:
    from hamkori.rooms.crime.analysis.demo import show_the_capital

    told: list[tuple[int, int]] = []
    fill_years(
        today=TODAY, seed=4, records=2500, history=True, tell=lambda done, total, _words: told.append((done, total))
    )  # fmt: skip
    assert all(0 <= done <= total for done, total in told)
    silent = {area for one in Release.objects.filter(name__in=["2024", "2025"]) for area, _month in
              one.manifest["coverage"]["missing"]}  # fmt: skip
    assert silent and all(area.startswith("tj.tj_gb") or ".gb." in area for area in silent), silent
    assert list(Release.objects.order_by("pk").values_list("name", "vintage", "state")) == [
        ("2024", 1, "published"), ("2025-12", 1, "withdrawn"), ("2025-12", 2, "published"), ("2025", 1, "published"),
    ]  # fmt: skip
    newest = published.newest()
    assert newest is not None and newest.name == "2025"
    book = Book.front(newest, "en")
    change = story.moved(story.change_of(book))
    assert (
        change is not None
        and change.change.before > 1000
        and change.low < change.percent < (change.high or 0)
    )
    first, second = Release.objects.filter(name="2025-12").order_by("vintage")
    totals = [Book.of(one, "en").find()[0] for one in (first, second)]
    assert totals[0] is not None and totals[1] is not None and totals[0] < totals[1]
    with clock.travel(TODAY):
        assert WHY_REVISED["en"] in page(f"release/{second.uid}/") and "replaced by a newer" in page(
            f"release/{first.uid}/"
        )
        overview = page("")
        assert "1 July 2025" in overview and ">b</abbr>" in overview and "2024" in overview
        show_the_capital(date(2025, 12, 31))
        shown = HotSpots.objects.get(shown_on__isnull=False)
        assert shown.area.code == "TJ-DU" and shown.public["minimum"] >= 5 and shown.public["side"] >= 1000
