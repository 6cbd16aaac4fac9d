"""Releases for the tests of public pages, made directly: whole numbers that add up, some of them hidden.

`planted` are the true numbers of hidden cells. They are written where a careless release would leave them (beside the
reason), and no page and no file may ever show them.
"""

import base64
import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from hamkori.kernel import crypto
from hamkori.rooms.crime.models import Category, Release, ReleaseTable
from hamkori.rooms.crime.register.actions_classification import _load_categories
from hamkori.rooms.crime.statistics import populations
from hamkori.rooms.crime.statistics.levels import Period
from hamkori.rooms.crime.statistics.outputs.published import SIGNS
from hamkori.society.places.models import Place
from tests.rooms.crime.builders import make_area

SECTIONS = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"]
PLANTED = (90_017, 90_023, 90_031, 90_053)
"""Numbers that occur nowhere else."""


@dataclass
class Made:
    release: Release
    truth: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """(region, section, month) to number, as counted."""
    hidden: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """(table, codes) of cells that show no number."""

    @property
    def total(self) -> int:
        return sum(self.truth.values())


def make_land() -> list[Place]:
    """Two regions with three districts and two; each has a tile and people, one of the five too few."""
    found = []
    country = make_area("tj")
    country.names = {"tg": "Тоҷикистон", "ru": "Таджикистан", "en": "Tajikistan"}
    country.save()
    for number, (path, tile, people) in enumerate(
        (
            ("tj.su.asht", (1, 1), 160_000),
            ("tj.su.ayni", (2, 1), 80_000),
            ("tj.su.mastchoh", (1, 2), 120_000),
            ("tj.kh.vose", (4, 3), 210_000),
            ("tj.kh.yovon", (4, 4), 1_200),
        )
    ):
        words = path.rpartition(".")[2].title()
        place = make_area(path, population=people, tile_x=tile[0], tile_y=tile[1], position=number)
        place.tile_label = {"tg": words[:3], "ru": words[:3], "en": words[:3]}
        place.names = {"tg": f"{words} тг", "ru": f"{words} ру", "en": words}
        place.save()
        found.append(place)
    for path in ("tj.su", "tj.kh"):
        region = Place.objects.get(path=path)
        region.population, region.population_on, region.population_source = (
            900_000,
            date(2025, 1, 1),
            "Agency",
        )
        region.save()
    return found


def sign(release: Release) -> None:
    release.digest = hashlib.sha256(f"{release.name}-{release.vintage}".encode()).hexdigest()
    signature = crypto.sign(release.digest.encode(), purpose=SIGNS)
    release.signature = base64.b64encode(signature).decode()


def cover(
    districts: Sequence[str], months: Sequence[str], missing: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    within: dict[str, int] = {"": len(districts)}
    for district in districts:
        region = ".".join(district.split(".")[:2])
        within[region] = within.get(region, 0) + 1
        within[district] = 1
    return {
        "areas": len(districts),
        "months": list(months),
        "said": {"records": len(districts) * len(months) - len(missing)},
        "missing": [list(pair) for pair in missing],
        "within": within,
    }


def make_release(
    name: str = "2025",
    *,
    vintage: int = 1,
    state: str = "published",
    missing: Sequence[tuple[str, str]] = (),
    with_before: bool = True,
    factor: float = 0.95,
    seed: int = 5,
    note: dict[str, str] | None = None,
    per_cell: int = 40,
    **manifest: Any,
) -> Made:
    """A release over all districts there are. Every family of the house has its table; two regions have hidden cells."""
    if not Category.objects.exists():
        _load_categories()
    chance = random.Random(seed)
    period = Period(name)
    districts = list(
        Place.objects.filter(depth=2).order_by("path").values_list("path", flat=True)
    ) or [place.path for place in make_land()]  # fmt: skip
    lonely = Place.objects.filter(depth=1, tile_x__isnull=False).exclude(
        path__in={".".join(path.split(".")[:2]) for path in districts}
    )
    regions = sorted({".".join(path.split(".")[:2]) for path in districts} | {one.path for one in lonely})
    months = list(period.months)
    weights = dict(zip(SECTIONS, (6, 30, 3, 8, 60, 14, 40, 10, 9, 2, 4), strict=True))
    truth = {
        (region, section, month): max(0, round(chance.gauss(1, 0.18) * per_cell * weights[section] / 20))
        for region in regions
        for section in SECTIONS
        for month in months
    }
    begins = date.fromisoformat(months[0] + "-01")
    last = date.fromisoformat(months[-1] + "-01")
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    release = Release(
        name=name,
        begins_on=begins,
        ends_on=date.fromordinal(after.toordinal() - 1),
        vintage=vintage,
        state=state,
        built_at=datetime(after.year, after.month, 10, tzinfo=UTC),
        published_on=date(after.year, after.month, 15) if state in ("published", "withdrawn") else None,
        folder=f"{name}-v{vintage}",
        note=note or {},
        manifest={
            "coverage": cover(districts, months, missing),
            "counting": "every offence, under its main category",
            "protection": {"bulletin": {"width": 5, "clean": True}, "query": {"bound": 0.208}},
            "populations": populations.large(populations.to_keep(date.fromordinal(after.toordinal() - 1))),
        }
        | manifest,
    )
    sign(release)
    release.save()
    made = Made(release, truth)
    _bulletin(made, regions, districts, months, missing, period)
    if with_before:
        _before(made, regions, districts, period, factor)
    _query(made, districts, months, missing, chance)
    return made


def _table(
    made: Made, name: str, levels: list[str], cells: list[list[Any]], coverage: dict[str, Any], *, lane: str = "bulletin",
    counted: str = "offence", period: str = "", family: str = "",
) -> None:  # fmt: skip
    ReleaseTable.objects.create(
        release=made.release,
        family=family or name,
        lane=lane,
        name=name,
        dimensions=levels,
        cells=cells,
        coverage=coverage
        | {"of": {"counted": counted, "period": period or made.release.name, "filters": {}}},
    )
    made.hidden += [(name, tuple(codes)) for codes, _number, why in cells if why]


def _bulletin(
    made: Made, regions: list[str], districts: list[str], months: list[str], missing: Sequence[tuple[str, str]],
    period: Period,
) -> None:  # fmt: skip
    told = cover(districts, months, missing)
    root = [] if period.is_month else [period.label]
    hide: dict[tuple[str, str], tuple[int, str]] = {}
    for month in months[:2]:
        hide["10", month] = (PLANTED[len(hide)], "hidden")
        hide["11", month] = (PLANTED[len(hide)], "hidden")

    def number(region: str, section: str, month: str) -> int:
        return sum(
            count
            for (a, b, c), count in made.truth.items()
            if region in ("all", a) and section in ("all", b) and month in (period.label, c)
        )

    by_kind: list[list[Any]] = []
    for section in ("all", *SECTIONS):
        for month in (*root, *months):
            shown, why = hide.get((section, month), (number("all", section, month), ""))
            by_kind.append([[section, month] if root else [section], shown, why])
    _table(made, "offences-section-month", ["section", "month"] if root else ["section"], by_kind, told)
    silent = {area for area, _month in missing if sum(one == area for one, _m in missing) == len(months)}
    by_region: list[list[Any]] = []
    for region in ("all", *regions):
        for month in (*root, *months):
            why = "no_report" if region in silent else ""
            shown_here = None if why else number(region, "all", month)
            by_region.append([[region, month] if root else [region], shown_here, why])
    _table(made, "offences-region-month", ["region", "month"] if root else ["region"], by_region, told)
    sections = {
        section: sum(n for (_a, b, _c), n in made.truth.items() if b == section) for section in SECTIONS
    }
    fine = [[["all"], made.total, ""]] + [[[section], number, ""] for section, number in sections.items()]
    fine += [
        [["0101"], sections["01"] - 2, "hidden"],
        [["01?"], 2, "hidden"],
        [["050211"], 60, ""],
        [["0501"], 60, ""],
    ]
    _table(made, "offences-class", ["class"], fine, told)
    cleared = {section: number * 3 // 5 for section, number in sections.items()}
    outcome = [[["all", "all"], made.total, ""], [["all", "cleared"], sum(cleared.values()), ""],
               [["all", "not"], made.total - sum(cleared.values()), ""]]  # fmt: skip
    for section, number in sections.items():
        outcome += [[[section, "all"], number, ""], [[section, "cleared"], cleared[section], ""],
                    [[section, "not"], number - cleared[section], ""]]  # fmt: skip
    _table(made, "offences-section-outcome", ["section", "outcome"], outcome, told)
    again = [[["all", "all"], made.total, ""], [["all", "yes"], 12, ""], [["all", "no"], made.total - 12, ""]]
    _table(made, "offences-outcome-reopened", ["outcome", "reopened"], again, told)
    people = [
        [["all", "all", "all"], 400, ""],
        [["all", "f", "all"], 150, ""],
        [["all", "m", "all"], 250, ""],
    ]
    people += [[["all", sex, age], number, ""] for sex, age, number in (
        ("f", "15-29", 70), ("f", "30-44", 80), ("m", "15-29", 130), ("m", "30-44", 120))]  # fmt: skip
    people += [[["all", "all", "15-29"], 200, ""], [["all", "all", "30-44"], 200, ""]]
    for counted in ("victim", "suspect"):
        _table(made, f"{counted}s-section-sex-age", ["section", "sex", "age"], people, told, counted=counted)


def _before(made: Made, regions: list[str], districts: list[str], period: Period, factor: float) -> None:
    before = period.year_before
    told = cover(districts, before.months, ())
    for level, codes in (("section", SECTIONS), ("region", regions)):
        cells: list[list[Any]] = []
        for code in ("all", *codes):
            number = sum(n for (a, b, _c), n in made.truth.items() if code in ("all", a, b))
            cells.append([[code], round(number * factor), ""])
        name = f"offences-{level}-month"
        _table(made, f"{name}-before", [level], cells, told, period=before.label, family=name)


def _query(
    made: Made,
    districts: list[str],
    months: list[str],
    missing: Sequence[tuple[str, str]],
    chance: random.Random,
) -> None:
    told = cover(districts, months, missing)
    people = dict(Place.objects.filter(path__in=districts).values_list("path", "population"))
    silent = {area for area, _month in missing if sum(one == area for one, _m in missing) == len(months)}
    plain: list[list[Any]] = []
    crossed: list[list[Any]] = []
    for path in districts:
        why = "no_report" if path in silent else "few_people" if (people.get(path) or 9_999) < 5_000 else ""
        number = max(0, round((people.get(path) or 120_000) / 400 * chance.uniform(0.6, 1.5)))
        plain.append([[path], None if why else number, why])
        for section in SECTIONS:
            part = round(number * (0.0 if section == "10" else chance.uniform(0.02, 0.2)))
            crossed.append([[path, section], None if why else 0 if part < 3 else part, why])
    _table(made, "offences-district", ["district"], plain, told, lane="query")
    _table(made, "offences-district-section", ["district", "section"], crossed, told, lane="query")
