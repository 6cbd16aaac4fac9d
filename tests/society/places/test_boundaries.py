"""Import of borders: what matches, what does not, and why; files as strangers write them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hamkori.kernel.actor import ANYONE, SYSTEM
from hamkori.kernel.errors import BadInput, NotAllowed
from hamkori.society.countries.actions import load_pack
from hamkori.society.places import queries
from hamkori.society.places.boundaries import import_boundaries
from hamkori.society.places.models import Boundary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territory")]


def square(longitude: float, latitude: float, size: float = 0.4) -> dict[str, Any]:
    west, south, east, north = longitude - size, latitude - size, longitude + size, latitude + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def feature(longitude: float = 70.4, latitude: float = 40.7, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": square(longitude, latitude)}


def written(tmp_path: Path, *features: Any, **data: Any) -> Path:
    path = tmp_path / "borders.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **data}), "utf-8")
    return path


def imported(tmp_path: Path, *features: Any, **options: Any) -> Any:
    return import_boundaries(
        written(tmp_path, *features), actor=SYSTEM, source="Drawn for this test", licence="CC0-1.0", **options
    )


@pytest.mark.parametrize(
    "properties",
    [
        {"code": "TJ-SU-asht"},
        {"shapeISO": "tj-su-asht"},
        {"name": "Asht"},
        {"shapeName": "Asht District"},
        {"NAME_2": "ноҳияи Ашт"},
        {"name_ru": "Аштский район", "name_en": "Asht"},
        {"name": "район Ашт"},
        {"name": "ASHT", "kind": "district"},
    ],
)
def test_a_feature_finds_its_place(tmp_path: Path, properties: dict[str, str]) -> None:
    report = imported(tmp_path, feature(**properties))
    assert [match.code for match in report.matched] == ["TJ-SU-asht"]
    border = Boundary.objects.get()
    assert (border.place.code, border.source, border.licence) == (
        "TJ-SU-asht",
        "Drawn for this test",
        "CC0-1.0",
    )


def test_a_former_name_and_an_old_spelling_match(tmp_path: Path) -> None:
    report = imported(
        tmp_path, feature(shapeName="Jilikul District"), feature(shapeName="Qabodiyon District")
    )
    assert {match.code for match in report.matched} == {"TJ-KT-dusti", "TJ-KT-qubodiyon"}


def test_city_and_district_of_one_name_are_told_apart(tmp_path: Path) -> None:
    report = imported(tmp_path, feature(name="Bokhtar District"), feature(name="Bokhtar City"))
    assert {match.label: match.code for match in report.matched} == {
        "1: Bokhtar District": "TJ-KT-kushoniyon",
        "2: Bokhtar City": "TJ-KT-bokhtar",
    }


def test_what_does_not_match_is_named_with_its_reason(tmp_path: Path) -> None:
    report = imported(
        tmp_path,
        feature(name="Atlantis"),
        {"type": "Feature", "properties": {"name": "Asht"}, "geometry": None},
        {
            "type": "Feature",
            "properties": {"name": "Ayni"},
            "geometry": {"type": "Point", "coordinates": [1, 1]},
        },
        {
            "type": "Feature",
            "properties": {"name": "Isfara"},
            "geometry": {"type": "Polygon", "coordinates": [[[1], 2]]},
        },
        feature(800_000, 4_500_000, name="Spitamen"),
        "nonsense",
        {"type": "Feature", "properties": None, "geometry": square(70, 40)},
    )
    assert [(miss.label, miss.why) for miss in report.unmatched] == [
        ("2: Asht", "has no geometry"),
        ("3: Ayni", "is a Point, not an area"),
        ("4: Isfara", "has coordinates that make no shape"),
        ("5: Spitamen", "has coordinates that are not longitude and latitude"),
        ("6", "is no feature"),
        ("1: Atlantis", "no place has this code or name"),
        ("7", "no place has this code or name"),
    ]
    assert not Boundary.objects.exists()


def test_two_features_for_one_place_are_settled_by_the_known_point_or_not_at_all(tmp_path: Path) -> None:
    report = imported(tmp_path, feature(name="Asht"), feature(60.0, 30.0, name="Asht"))
    assert [match.label for match in report.matched] == ["1: Asht"]
    assert [miss.label for miss in report.ambiguous] == ["2: Asht"]
    Boundary.objects.all().delete()
    report = imported(tmp_path, feature(name="Asht"), feature(name="Asht"))
    assert report.matched == []
    assert len(report.ambiguous) == 2


def test_a_district_is_not_taken_for_the_region_of_the_same_name(tmp_path: Path) -> None:
    load_pack("kg", actor=SYSTEM)
    report = imported(tmp_path, feature(name="Leilek"), feature(name="Suzak"), feature(name="Batken"))
    assert {match.code for match in report.matched} == {"KG-B-leilek", "KG-J-suzak"}
    assert "another level" in report.ambiguous[0].why


def test_the_same_file_again_keeps_everything(tmp_path: Path) -> None:
    first = imported(tmp_path, feature(name="Asht"))
    again = imported(tmp_path, feature(name="Asht"))
    assert (len(first.matched), len(first.kept)) == (1, 0)
    assert (len(again.matched), len(again.kept)) == (0, 1)
    moved = imported(tmp_path, feature(70.5, 40.8, name="Asht"))
    assert len(moved.matched) == 1
    assert Boundary.objects.count() == 1


def test_a_trial_writes_nothing(tmp_path: Path) -> None:
    report = imported(tmp_path, feature(name="Asht"), dry_run=True)
    assert len(report.matched) == 1
    assert not Boundary.objects.exists()


def test_source_and_licence_come_from_the_file_or_nothing_is_imported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="licence"):
        import_boundaries(written(tmp_path, feature(name="Asht")), actor=SYSTEM, source="somebody")
    assert not Boundary.objects.exists()
    path = written(tmp_path, feature(name="Asht"), attribution="A mapper", license="ODbL-1.0")
    report = import_boundaries(path, actor=SYSTEM)
    assert (report.source, report.licence) == ("A mapper", "ODbL-1.0")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1"),
        (b'{"type": "FeatureCollection", "features": [', "breaks off"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[1, 2]", "collection"),
        (b'{"type": "Feature"}', "collection"),
        (b'{"type": "FeatureCollection", "features": {}}', "collection"),
        (b'{"type": "FeatureCollection", "features": []}', "no features"),
        (b"code,name\nTJ,x\n", "line 1"),
        (b"[" * 100_000, "GeoJSON"),
        (
            b'{"type": "FeatureCollection", "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}, "features": [1]}',
            "WGS 84",
        ),
    ],
)
def test_a_broken_file_gets_a_clear_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "broken.geojson"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=says):
        import_boundaries(path, actor=SYSTEM, source="x", licence="y")


def test_a_file_that_is_not_there_gets_a_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be opened"):
        import_boundaries(tmp_path / "none.geojson", actor=SYSTEM, source="x", licence="y")
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_boundaries", str(tmp_path / "none.geojson"))


def test_a_crossed_line_is_mended(tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[70, 40], [71, 41], [71, 40], [70, 41], [70, 40]]]}
    report = imported(tmp_path, {"type": "Feature", "properties": {"name": "Asht"}, "geometry": bow})
    assert len(report.matched) == 1
    assert json.loads(Boundary.objects.get().geometry)["type"] == "MultiPolygon"


def test_only_an_administrator_imports(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        import_boundaries(written(tmp_path, feature(name="Asht")), actor=ANYONE, source="x", licence="y")
    assert not Boundary.objects.exists()


def test_near_me_prefers_the_border_that_holds_the_point(tmp_path: Path) -> None:
    point = (
        69.9,
        40.35,
    )  # nearer to the city's point than to that of the district whose border is drawn around it
    before = queries.nearest(*point)
    assert before is not None
    assert before.code == "TJ-SU-guliston"
    imported(tmp_path, feature(69.9, 40.35, name="Asht"))
    after = queries.nearest(*point)
    assert after is not None
    assert after.code == "TJ-SU-asht"
