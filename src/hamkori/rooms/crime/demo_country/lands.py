"""The 69 areas of the generated country: districts, cities and city districts of the country pack, with people."""

import random
from dataclasses import dataclass
from datetime import date
from functools import cache

from hamkori.society.countries.packs import read_pack

KINDS = ("district", "city", "city_district")
INVENTED = "Invented for the demo"
INVENTED_ON = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Land:
    """One area. `people_source` says where the number of people comes from, or that it is invented."""

    code: str
    parent: str
    region: str
    names: tuple[tuple[str, str], ...]
    urban: bool
    people: int
    people_on: date
    people_source: str
    point: tuple[float, float]

    @property
    def name(self) -> str:
        return dict(self.names)["en"]


@cache
def lands(country: str = "tj") -> tuple[Land, ...]:
    """Every area, in the order of the pack. The same invented numbers every time."""
    rows = read_pack(country).rows("territory", "place")
    parents = {row["code"]: row.get("parent", "") for row in rows}
    kinds = {row["code"]: row["kind"] for row in rows}
    people = {row["code"]: row["population"] for row in rows if row.get("population")}
    rng = random.Random("people of the demo")  # noqa: S311
    found = []
    for row in rows:
        if row["kind"] not in KINDS:
            continue
        code, region = row["code"], row["code"]
        while kinds[region] in KINDS:
            region = parents[region]
        known = "population" in row
        if known:
            number = row["population"]
        elif row["kind"] == "city_district":
            number = round(people.get(parents[code], 400_000) / 4 * rng.uniform(0.75, 1.25), -2)
        else:
            number = round(rng.uniform(15_000, 60_000), -2)
        found.append(
            Land(
                code,
                parents[code],
                region,
                tuple(row["names"].items()),
                bool(row.get("urban")) or row["kind"] != "district",
                int(number),
                row["population_on"] if known else INVENTED_ON,
                row["population_source"] if known else INVENTED,
                (row["point"][0], row["point"][1]),
            )  # fmt: skip
        )
    return tuple(found)


def weights(areas: tuple[Land, ...], rng: random.Random) -> list[float]:
    """How much crime each area records: by people, more in towns, by chance. A city leaves most to its districts."""
    inside: dict[str, int] = {}
    for one in areas:
        inside[one.parent] = inside.get(one.parent, 0) + one.people
    found = []
    for one in areas:
        people = one.people * (0.06 if inside.get(one.code) else 1)
        found.append(max(people, 9000) ** 0.8 * (1.5 if one.urban else 1.0) * rng.lognormvariate(0, 0.22))
    return found
