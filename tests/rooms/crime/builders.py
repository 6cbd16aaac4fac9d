"""Rows of the crime room for tests, made directly: areas, offices, articles, crimes, tables, zero reports."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.rooms.crime.models import (
    Aggregate,
    Article,
    Category,
    ClassificationVersion,
    Crime,
    MappingRow,
    Offence,
    Persons,
    Report,
    ZeroReport,
)
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

_numbers = count(1)


def number_of_a_record() -> str:
    """One that no other record of this run has."""
    return f"K-{next(_numbers)}"


def moment(day: date, hour: int = 7) -> datetime:
    """A moment of a day, in UTC (five hours later in Dushanbe)."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def names(word: str) -> dict[str, str]:
    return {"tg": word, "ru": word, "en": word}


def make_area(path: str, *, population: int | None = None, kind: str = "", **more: Any) -> Place:
    """A place with everything above it. "tj.su.asht" makes the country, a region and a district where missing."""
    found: Place | None = None
    parts = path.split(".")
    for depth in range(len(parts)):
        here = ".".join(parts[: depth + 1])
        found = Place.objects.filter(path=here).first() or Place.objects.create(
            parent=found,
            path=here,
            code=here.replace(".", "-").upper(),
            kind=("country", "region", "district", "jamoat", "mahalla")[depth],
            depth=depth,
            names=names(parts[depth].title()),
        )
    assert found is not None
    changes = dict(more) | ({"kind": kind} if kind else {})
    if population is not None:
        changes |= {
            "population": population,
            "population_on": date(2020, 10, 1),
            "population_source": "Census of 2020",
        }
    for name, value in changes.items():
        setattr(found, name, value)
    if changes:
        found.save()
    return found


def make_office(area: Place, **more: Any) -> Organisation:
    """A police office that is responsible for an area."""
    return Organisation.objects.create(
        **{
            "kind": "district_police",
            "names": names(f"Police of {area.code}"),
            "place": area,
            "is_police": True,
            "from_on": date(2010, 1, 1),
            "signs_in": True,
            **more,
        }
    )


def office_of(area: Place) -> Organisation:
    return Organisation.objects.filter(place=area, kind="district_police").first() or make_office(area)


def make_category(code: str, *, sensitive: bool = False) -> Category:
    """A category with those above it."""
    level = {2: 1, 4: 2, 5: 3, 6: 4}[len(code)]
    above = "" if level == 1 else code[: (2, 4, 5)[level - 2]]
    if above:
        make_category(above)
    return Category.objects.get_or_create(
        code=code,
        defaults={
            "level": level,
            "parent_code": above,
            "labels": names(f"Category {code}"),
            "sensitive": sensitive,
        },
    )[0]


def make_article(number: str, code: str | Sequence[tuple[str, float]] = "", *, part: str = "", gravity: str = "medium",
                 attempted: bool | None = None, valid_from: date = date(1998, 9, 1)) -> Article:  # fmt: skip
    """An article, mapped (in the newest correspondence, which is made if there is none) to one or more categories."""
    article = Article.objects.create(
        number=number, part=part, titles=names(f"Article {number}"), gravity=gravity, valid_from=valid_from
    )
    version = ClassificationVersion.objects.order_by(
        "-number"
    ).first() or ClassificationVersion.objects.create(number=1, made_on=date(2025, 1, 1))
    for category, weight in [(code, 1.0)] if isinstance(code, str) and code else code or ():
        MappingRow.objects.create(
            version=version,
            article=article,
            category=make_category(category),
            attempted=attempted,
            weight=weight,
            valid_from=valid_from,
            evidence="for the test",
        )
    return article


def make_crime(
    area: Place,
    article: Article | Sequence[Article],
    recorded_on: date = date(2025, 3, 10),
    *,
    office: Organisation | None = None,
    occurred_on: date | None = None,
    reported_on: date | None = None,
    attempted: bool = False,
    victims: Iterable[tuple[Any, ...]] = (),
    suspects: Iterable[tuple[Any, ...]] = (),
    cleared_on: date | None = None,
    **more: Any,
) -> Crime:
    """A recorded crime. `victims` and `suspects` are (sex, age[, relation[, number]]), as in the lists of states."""
    reported_on = reported_on or recorded_on - timedelta(days=1)
    occurred_on = occurred_on or reported_on
    values: dict[str, Any] = {
        "record_number": number_of_a_record(),
        "office": office or office_of(area),
        "area": area,
        "path": area.path,
        "place_type": "street",
        "occurred_from": moment(occurred_on),
        "occurred_until": moment(occurred_on),
        "reported_at": moment(reported_on),
        "recorded_on": recorded_on,
        "keyed_at": moment(recorded_on),
        "changed_at": moment(recorded_on),
        **more,
    }
    if cleared_on is not None:
        values |= {
            "state": "cleared",
            "cleared_on": cleared_on,
            "clearance": values.get("clearance", "charged"),
        }
    crime = Crime.objects.create(**values)
    articles = [article] if isinstance(article, Article) else article
    for position, each in enumerate(articles, start=1):
        Offence.objects.create(crime=crime, position=position, article=each, attempted=attempted)
    for who, groups in (("victim", victims), ("suspect", suspects)):
        for group in groups:
            sex, age, relation, number = (*group, *("u", 1)[len(group) - 2 :]) if len(group) < 4 else group
            Persons.objects.create(crime=crime, who=who, sex=sex, age=age, relation=relation, number=number)
    return crime


def make_report(area: Place, day: date = date(2025, 3, 9), **more: Any) -> Report:
    """A report in the journal, not decided unless `state` says so."""
    return Report.objects.create(
        **{
            "journal_number": f"J-{next(_numbers)}",
            "office": office_of(area),
            "area": area,
            "path": area.path,
            "way": "call",
            "reported_at": moment(day),
            "keyed_at": moment(day),
            "changed_at": moment(day),
            "decide_by": day + timedelta(days=3),
            **more,
        }
    )


def make_cell(
    area: Place, month: date, code: str, number: int, *, measure: str = "recorded", **more: Any
) -> Aggregate:
    """A cell of a table that a district handed in."""
    return Aggregate.objects.create(
        area=area,
        path=area.path,
        month=month,
        category=make_category(code),
        measure=measure,
        number=number,
        handed_in_at=clock.now(),
        **more,
    )


def make_zero_report(area: Place, month: date) -> ZeroReport:
    return ZeroReport.objects.create(
        office=office_of(area), area=area, path=area.path, month=month, said_at=moment(month)
    )


def staff(role: Role, *, office: Organisation | None = None, path: str = "") -> Actor:
    """Somebody signed in, in one role."""
    return Actor(
        Kind.STAFF,
        user_id=1,
        posting_id=1,
        role=role,
        organisation_id=office.pk if office else None,
        place_path=path,
        second_factor=True,
    )
