"""Pictures of hot spots: a planted one is found, sensitive offences never are, the public sees bands only."""

import io
from contextlib import redirect_stdout
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest

from hamkori.config.command import main
from hamkori.ground.measures.grids import Grid
from hamkori.kernel.actor import SYSTEM, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.crime.analysis import hot_spots
from hamkori.rooms.crime.analysis.actions import pictures
from hamkori.rooms.crime.analysis.foretelling import foretold
from hamkori.rooms.crime.analysis.hot_spots import Effort
from hamkori.rooms.crime.analysis.jobs import count_what_waits
from hamkori.rooms.crime.analysis.projection import Projection
from hamkori.rooms.crime.models import Article, HotSpots
from hamkori.society.places.models import Place
from tests.rooms.crime.analysis.land import many
from tests.rooms.crime.builders import make_area, make_article, make_category, make_crime, moment, staff

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
QUICK = Effort(pairs=99, rank=50)
LON, LAT = 69.6, 40.6


@pytest.fixture
def asht() -> Place:
    return make_area("tj.su.asht", point_lon=LON, point_lat=LAT)


@pytest.fixture
def theft() -> Article:
    return make_article("244", "0502", part="1")


def scattered(area: Place, article: Article, number: int, *, seed: int = 1, **more: Any) -> None:
    """Events all over some twenty kilometres."""
    random = Random(seed)
    days, places = [], []
    for _one in range(number):
        days.append(FIRST + timedelta(random.randrange(300)))
        places.append(
            {"point_lon": LON + random.uniform(-0.1, 0.1), "point_lat": LAT + random.uniform(-0.1, 0.1)}
        )
    many(area, article, days, after=2, each=places, **more)


def heaped(area: Place, article: Article, number: int, **more: Any) -> None:
    """Events round one corner."""
    random = Random(2)
    days, places = [], []
    for at in range(number):
        days.append(FIRST + timedelta(at * 5 % 300))
        places.append(
            {
                "point_lon": LON + 0.05 + random.uniform(-0.012, 0.012),
                "point_lat": LAT + 0.05 + random.uniform(-0.012, 0.012),
            }
        )
    many(area, article, days, after=2, each=places, **more)


def counted(area: Place, **more: Any) -> HotSpots:
    picture = pictures.ask_hot_spots(actor=SYSTEM, area=area, begins=FIRST, ends=LAST, **more)
    return pictures.count_hot_spots(actor=SYSTEM, picture=picture, effort=QUICK)


def test_a_square_kilometre_stays_one_and_the_way_leads_back() -> None:
    projection = Projection(39)
    x, y = projection.metres(LON, LAT)
    assert projection.degrees(x, y) == pytest.approx((LON, LAT))
    east, north = projection.metres(LON + 0.001, LAT + 0.001)
    plane = (east - x) * (north - y)
    ground = 0.001 * 111_194.9 * 0.001 * 111_194.9 * 0.75926  # cos 40.6 degrees
    assert plane == pytest.approx(ground, rel=1e-3)


def test_the_planted_corner_stands_out_and_nothing_far_from_it(asht: Place, theft: Article) -> None:
    scattered(asht, theft, 80)
    heaped(asht, theft, 40)
    result = counted(asht).result
    assert result["kind"] == "grid" and result["events"] == result["placed"] == 120
    grid = result["grid"]
    hot = [cell for cell in result["cells"] if cell[7]]
    x, y = Projection(result["parallel"]).metres(LON + 0.05, LAT + 0.05)
    column, row = (x - grid["left"]) / grid["side"], (y - grid["bottom"]) / grid["side"]
    assert hot
    assert all(abs(cell[1] + 0.5 - column) <= 2.6 and abs(cell[0] + 0.5 - row) <= 2.6 for cell in hot)
    assert all(cell[3] <= cell[2] <= cell[4] and cell[6] <= 0.05 for cell in hot), (
        "interval and bound stand by"
    )
    assert sum(sum(day) for day in result["week"]["hours"]) + sum(
        result["week"]["hour_unknown"]
    ) == pytest.approx(120, abs=1)


def test_a_corner_whose_neighbours_are_empty_is_seen_by_its_own_count(asht: Place, theft: Article) -> None:
    """Gi* asks about neighbours; forty events at one gate are marked as what they are: a full square."""
    scattered(asht, theft, 80)
    for at in range(40):
        make_crime(asht, theft, FIRST + timedelta(at), point_lon=LON + 0.05, point_lat=LAT + 0.05)
    cells = counted(asht).result["cells"]
    full = [cell for cell in cells if cell[11]]
    assert [cell[2] for cell in full] == [max(cell[2] for cell in cells)]


def test_sexual_and_domestic_offences_are_in_no_cell(asht: Place, theft: Article) -> None:
    """K33: neither by category nor between relatives; not in the sums, not for the desk, not for everybody."""
    make_category("0301", sensitive=True)
    rape = make_article("138", "0301", part="1")
    scattered(asht, theft, 60)
    before = counted(asht)
    was = (before.result["events"], before.result["cells"], before.public)
    heaped(asht, rape, 30)
    heaped(asht, theft, 30, victims=[("f", "30-44", "partner")])
    after = counted(asht)
    assert after.result["events"] == was[0] == 60
    assert [cell[:3] for cell in after.result["cells"]] == [cell[:3] for cell in was[1]]
    assert after.public == was[2]
    make_category("03").__class__.objects.filter(code="03").update(sensitive=True)
    with pytest.raises(BadInput, match="never shown"):
        pictures.ask_hot_spots(actor=SYSTEM, area=asht, begins=FIRST, ends=LAST, section="03")


def test_without_points_areas_are_counted(asht: Place, theft: Article) -> None:
    first, second = make_area("tj.su.asht.shaydon"), make_area("tj.su.asht.oshoba")
    for area, number in ((first, 7), (second, 2), (asht, 1)):
        for _one in range(number):
            make_crime(area, theft)
    make_crime(first, theft, state="removed", removed_on=date(2025, 4, 1))
    picture = counted(asht)
    assert picture.result["kind"] == "areas" and picture.public == {}
    rows = {code: number for code, number, _low, _high in picture.result["areas"]}
    assert rows == {first.code: 7, second.code: 2, "": 1}, "removed ones do not count"
    with pytest.raises(BadState):
        pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=True)


def test_the_public_sees_bands_from_five_on_and_no_total(asht: Place, theft: Article) -> None:
    """K33, K34: no cell under five, no exact count, a square of a kilometre at least."""
    scattered(asht, theft, 40)
    heaped(asht, theft, 33)
    picture = counted(asht)
    public = picture.public
    assert public["side"] >= 1000 and public["minimum"] == 5
    assert public["cells"] and {cell[2] for cell in public["cells"]} <= {5, 10, 20, 50, 100}
    assert set(public) == {"minimum", "side", "grid", "cells", "coverage", "marks"}


def test_two_pictures_that_could_be_subtracted_are_not_both_shown(asht: Place, theft: Article) -> None:
    """K34."""
    heaped(asht, theft, 40)
    picture = counted(asht)
    pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=True)
    with pytest.raises(BadState, match="Take it back"):
        counted(asht)
    half = pictures.ask_hot_spots(actor=SYSTEM, area=asht, begins=FIRST, ends=date(2025, 6, 30))
    half = pictures.count_hot_spots(actor=SYSTEM, picture=half, effort=QUICK)
    with pytest.raises(BadState, match="Another picture"):
        pictures.show_hot_spots(actor=SYSTEM, picture=half, shown=True)
    pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=False)
    half.refresh_from_db()
    with pytest.raises(BadState, match="or was once"):
        pictures.show_hot_spots(actor=SYSTEM, picture=half, shown=True)
    pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=True)
    odd = pictures.ask_hot_spots(actor=SYSTEM, area=asht, begins=date(2025, 1, 2), ends=LAST)
    odd = pictures.count_hot_spots(actor=SYSTEM, picture=odd, effort=QUICK)
    with pytest.raises(BadState, match="whole months"):
        pictures.show_hot_spots(actor=SYSTEM, picture=odd, shown=True)


def test_squares_that_were_shown_once_stay_as_they_were_after_a_new_count(
    asht: Place, theft: Article
) -> None:
    """K34: whoever kept the first ones would see in the second which events came in late."""
    heaped(asht, theft, 40)
    picture = counted(asht)
    first, events = picture.public, picture.result["events"]
    pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=True)
    pictures.show_hot_spots(actor=SYSTEM, picture=picture, shown=False)
    heaped(asht, theft, 40)
    again = counted(asht)
    assert again.pk == picture.pk and again.result["events"] > events and again.public == first
    again = pictures.show_hot_spots(actor=SYSTEM, picture=again, shown=True)
    again.refresh_from_db()
    assert again.public == first


def test_a_commander_asks_only_for_the_own_area_and_publishes_nothing(asht: Place, theft: Article) -> None:
    elsewhere = make_area("tj.kt.vakhsh")
    heaped(asht, theft, 40)
    commander = staff(Role.COMMANDER, path=asht.path)
    picture = pictures.ask_hot_spots(actor=commander, area=asht, begins=FIRST, ends=LAST)
    with pytest.raises(NotAllowed):
        pictures.ask_hot_spots(actor=commander, area=elsewhere, begins=FIRST, ends=LAST)
    picture = pictures.count_hot_spots(actor=SYSTEM, picture=picture, effort=QUICK)
    with pytest.raises(NotAllowed):
        pictures.show_hot_spots(actor=commander, picture=picture, shown=True)


def test_the_worker_counts_what_waits_and_one_failure_stops_nothing(
    asht: Place, theft: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    heaped(asht, theft, 40)
    bad = pictures.ask_hot_spots(actor=SYSTEM, area=make_area("tj.kt.vakhsh"), begins=FIRST, ends=LAST)
    good = pictures.ask_hot_spots(actor=SYSTEM, area=asht, begins=FIRST, ends=LAST)
    real = hot_spots.count

    def count(area: Place, *args: Any, **more: Any) -> Any:
        if area.path == "tj.kt.vakhsh":
            raise ValueError("planted")
        return real(area, *args, **{**more, "effort": QUICK})

    monkeypatch.setattr(hot_spots, "count", count)
    assert count_what_waits() == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == ("failed", "done")
    assert count_what_waits() == 0


def test_the_command_counts_and_says_what_it_found(asht: Place, theft: Article) -> None:
    heaped(asht, theft, 40)
    said = io.StringIO()
    with redirect_stdout(said):
        done = main(
            ["crime", "hotspots", "--area", asht.code, "--from", "2025-01-01", "--until", "2025-12-31", "--show"]
        )  # fmt: skip
    assert done == 0 and "40 events" in said.getvalue()
    assert HotSpots.objects.get().shown_on is not None


def test_the_map_of_the_earlier_days_is_tried_on_the_later_ones(asht: Place, theft: Article) -> None:
    """PAI, PEI and RRI: a corner that stays full is foretold; squares that were full by chance are not."""
    heaped(asht, theft, 90)
    scattered(asht, theft, 60)
    told = counted(asht).result["foretold"]
    assert told["since"] == "2025-09-01" and told["events"] > 20
    squares, area, hits, pai, low, high, pei, rri = told["lines"][0]
    assert area == pytest.approx(0.05, abs=0.01) and pai == pytest.approx(
        hits / told["events"] / area, rel=0.01
    )
    assert 1 < low < pai < high and 0.3 < pei <= 1 and rri > 0 and squares > 1
    assert [line[0] for line in told["lines"]] == sorted(line[0] for line in told["lines"])


def test_a_map_of_chance_foretells_nothing_and_few_events_say_nothing() -> None:
    grid = Grid(0, 0, 1000, 12, 12)
    random = np.random.default_rng(4)
    x, y = random.uniform(0, 12_000, (2, 600))
    days = FIRST.toordinal() + random.integers(0, 365, 600)
    inside = np.ones((12, 12), dtype=bool)
    told = foretold(grid, inside, 3000, x, y, days, FIRST, LAST)
    assert told is not None
    for _squares, _area, _hits, _pai, low, high, pei, _rri in told["lines"]:
        assert low <= 1 <= high and pei < 0.7
    assert foretold(grid, inside, 3000, x[:40], y[:40], days[:40], FIRST, LAST) is None


def test_events_are_counted_by_the_day_they_happened(asht: Place, theft: Article) -> None:
    make_crime(asht, theft, date(2026, 1, 3), occurred_on=date(2025, 12, 31))
    make_crime(asht, theft, date(2025, 1, 2), occurred_on=date(2024, 12, 30))
    make_crime(asht, theft, date(2025, 5, 2), occurred_from=None, occurred_until=None, reported_at=moment(date(2025, 5, 1)))  # fmt: skip
    assert counted(asht).result["events"] == 2
