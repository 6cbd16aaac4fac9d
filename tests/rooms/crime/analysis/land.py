"""The places of the pack and a generated year in them, for tests of the analysis wing."""

from hamkori.rooms.crime.demo_country import Country, generate
from hamkori.rooms.crime.demo_country.filling import fill_register
from hamkori.society.countries.packs import read_pack
from hamkori.society.places.models import Place


def make_places() -> None:
    """Every place of the Tajik pack, with its point."""
    made: dict[str, Place] = {}
    for row in read_pack("tj").rows("territory", "place"):
        parent = made.get(row.get("parent", ""))
        path = (parent.path + "." if parent else "") + row["code"].lower().replace("-", "_")
        lon, lat = row.get("point") or (None, None)
        made[row["code"]] = Place.objects.create(
            code=row["code"], kind=row["kind"], parent=parent, path=path, names=row["names"],
            depth=parent.depth + 1 if parent else 0, point_lon=lon, point_lat=lat,
        )  # fmt: skip


def make_year(*, seed: int = 7, year: int = 2025, records: int = 23_500) -> Country:
    """A generated year in the register."""
    make_places()
    country = generate(seed, year=year, records=records)
    fill_register(country)
    return country
