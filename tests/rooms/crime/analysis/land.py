"""The places of the pack and a generated year in them, for tests of the analysis wing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hamkori.rooms.crime.demo_country import Country, generate
from hamkori.rooms.crime.demo_country.filling import fill_register
from hamkori.rooms.crime.models import Article, Crime, Offence, Persons
from hamkori.society.countries.packs import read_pack
from hamkori.society.places.models import Place
from tests.rooms.crime.builders import moment, number_of_a_record, office_of


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


def many(area: Place, article: Article, days: Sequence[date], *, after: int = 1, each: Sequence[dict[str, Any]] = (),
         **more: Any) -> list[Crime]:  # fmt: skip
    """Crimes of those days, reported and recorded `after` days later, all at once; `each` has values of its own."""
    office, victims = more.pop("office", None) or office_of(area), more.pop("victims", ())
    made = Crime.objects.bulk_create(
        [
            Crime(
                **{
                    "record_number": number_of_a_record(), "office": office, "area": area, "path": area.path,
                    "place_type": "street", "occurred_from": moment(day), "occurred_until": moment(day),
                    "reported_at": moment(day), "recorded_on": day + timedelta(after),
                    "keyed_at": moment(day + timedelta(after)), "changed_at": moment(day + timedelta(after)),
                    **more, **(each[at] if each else {}),
                }
            )
            for at, day in enumerate(days)
        ]
    )  # fmt: skip
    Offence.objects.bulk_create([Offence(crime=crime, position=1, article=article) for crime in made])
    Persons.objects.bulk_create(
        [
            Persons(crime=crime, who="victim", sex=sex, age=age, relation=relation)
            for crime in made
            for sex, age, relation in victims
        ]
    )
    return made
