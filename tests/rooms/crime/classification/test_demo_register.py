"""The generated country in the tables of the room: sealed, and filled once."""

import pytest

from hamkori.rooms.crime.demo_country import generate


@pytest.fixture
def country(db: None) -> None:
    """The places of the pack, and nothing else."""
    from hamkori.society.countries.packs import read_pack
    from hamkori.society.places.models import Place

    rows = read_pack("tj").rows("territory", "place")
    made: dict[str, Place] = {}
    for row in rows:
        parent = made.get(row.get("parent", ""))
        path = (parent.path + "." if parent else "") + row["code"].lower().replace("-", "_")
        made[row["code"]] = Place.objects.create(
            code=row["code"], kind=row["kind"], parent=parent, path=path, names=row["names"],
            depth=parent.depth + 1 if parent else 0,
        )  # fmt: skip


def test_a_small_year_in_the_register(country: None) -> None:
    from hamkori.rooms.crime.demo_country.filling import fill_register
    from hamkori.rooms.crime.models import Aggregate, Crime, Persons, Population, Report, Step
    from hamkori.rooms.crime.register.checks import faults

    small = generate(3, records=300)
    told: list[int] = []
    filled = fill_register(small, on_progress=lambda done, _total, _what: told.append(done))
    kept = [case for case in small.cases if case.land.code not in small.table_areas]
    assert filled.crimes == Crime.objects.count() == len(kept) == told[-1]
    assert filled.steps == Step.objects.count() and filled.offices == 69
    assert Report.objects.filter(state="initiated").count() == len(kept)
    assert Aggregate.objects.filter(measure="recorded").exists() and Population.objects.count() == 69
    assert Persons.objects.filter(who="suspect").exists()
    assert list(faults()) == [], "the sealed record agrees"
    assert fill_register(small).crimes == 0, "twice changes nothing"
    assert Crime.objects.count() == len(kept)
