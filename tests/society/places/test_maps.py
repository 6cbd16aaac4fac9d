"""Tile maps need no geometry; maps with borders always show source and licence."""

import json
import re
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from pytest_django.fixtures import DjangoAssertNumQueries

from hamkori.society.places import queries
from hamkori.society.places.maps import Value, border_map, tile_map
from hamkori.society.places.models import Boundary, Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]


def bordered(code: str, licence: str = "CC0-1.0") -> Boundary:
    ring = [[70, 40], [71, 40], [71, 41], [70, 41], [70, 40]]
    return Boundary.objects.create(
        place=queries.get(code), geometry=json.dumps({"type": "Polygon", "coordinates": [ring]}),
        west=70, south=40, east=71, north=41, source="Drawn for this test", licence=licence,
        imported_on=date(2026, 1, 1),
    )  # fmt: skip


def test_every_district_and_city_has_a_tile_of_its_own() -> None:
    drawn = tile_map(queries.with_tiles(), {}, language="tg")
    assert len(drawn.shapes) == 65
    assert len({shape.path for shape in drawn.shapes}) == 65
    assert sum(len(shapes) for _region, shapes in drawn.groups) == 65
    assert drawn.credit == ""


def test_a_tile_without_a_value_says_no_report_and_never_a_number() -> None:
    asht = queries.get("TJ-SU-asht")
    drawn = tile_map(queries.with_tiles(), {asht.pk: Value("k3", "7 of 9", "/place/")}, language="en")
    steps = dict(drawn.steps())
    assert [shape.title for shape in steps["k3"]] == ["Asht: 7 of 9"]
    assert len(steps["no"]) == 64
    assert not any(re.search(r"\d", shape.title) for shape in steps["no"])


def test_city_districts_have_a_map_of_their_own() -> None:
    drawn = tile_map(queries.with_tiles(queries.get("TJ-DU-dushanbe")), {}, language="ru")
    assert {shape.label for shape in drawn.shapes} == {"Сом", "Син", "Фир", "Шох"}


def test_a_region_shows_only_its_own_tiles() -> None:
    assert len(tile_map(queries.with_tiles(queries.get("TJ-GB")), {}).shapes) == 8


def test_an_unknown_step_and_two_equal_tiles_are_refused() -> None:
    with pytest.raises(ValueError, match="k9"):
        Value("k9")
    Place.objects.filter(code="TJ-SU-ayni").update(tile_x=5, tile_y=0)
    with pytest.raises(ValueError, match="same tile"):
        tile_map(queries.with_tiles(), {})


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_drawing_is_light_titled_and_strict(language: str) -> None:
    with translation.override(language):
        page = render_to_string(
            "places/_tiles.html", {"map": tile_map(queries.with_tiles(), {}, summary="Summary")}
        )
        names = render_to_string("places/_names.html", {"map": tile_map(queries.with_tiles(), {})})
    assert page.count("<title>") == 65
    assert 'aria-label="Summary"' in page
    assert "style=" not in page
    assert "<script" not in page
    assert len(page.encode()) < 12_000
    assert names.count("<span>") == 65


def test_a_map_takes_the_same_number_of_queries_whatever_its_size(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for code in ("TJ-GB", "TJ-KT"):
        region = queries.get(code)
        with django_assert_num_queries(2):
            tile_map(queries.with_tiles(region), {})


def test_source_and_licence_stand_under_a_map_with_borders() -> None:
    bordered("TJ-SU-asht")
    boundaries, missing = queries.borders(queries.get("TJ-SU"))
    drawn = border_map(boundaries, {}, language="tg", missing=missing)
    assert drawn.credit == "Drawn for this test (CC0-1.0)"
    page = render_to_string("places/_tiles.html", {"map": drawn})
    assert "Drawn for this test (CC0-1.0)" in page
    assert "Хуҷанд" in page  # a city without a border of its own is named


def test_a_map_with_borders_but_without_licence_is_not_drawn() -> None:
    border = bordered("TJ-SU-asht")
    border.licence = ""
    with pytest.raises(ValueError, match="licence"):
        border_map([border], {})
    with pytest.raises(ValueError, match="needs borders"):
        border_map([], {})
