"""A district police office with its duty officer and registrar, another office, and a few articles of the code."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor, Role
from hamkori.rooms.crime.models import Article, Category, ClassificationVersion, Crime, MappingRow, Report
from hamkori.rooms.crime.register.actions import reports
from hamkori.rooms.crime.register.actions.common import Event, OffenceRow, PersonsRow
from hamkori.rooms.crime.register.actions.crimes import record_crime
from hamkori.rooms.crime.register.actions_classification import load_classification
from hamkori.rooms.crime.states import AgeBand, PlaceType, Relation, Sex, Way, Who
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place
from tests.kept import Kept
from tests.rooms.concerns.builders import Land, build, staff

KEPT = Kept(Category, ClassificationVersion, Article, MappingRow)


@dataclass(frozen=True)
class Town:
    land: Land
    office: Organisation
    other: Organisation
    duty: Actor
    registrar: Actor
    other_duty: Actor
    other_registrar: Actor
    statistician: Actor
    integrity: Actor

    @property
    def area(self) -> Place:
        return self.land.jamoat


def article(code: str) -> Article:
    number, _slash, part = code.partition("/")
    return Article.objects.get(number=number, part=part, valid_from=date(1998, 9, 1))


def add_articles() -> None:
    """The product's own classification: loaded once in a run, put back for every further test."""
    if Article.objects.exists():
        return
    if not KEPT.put_back():
        load_classification(actor=SYSTEM)
        KEPT.take()


def make_town(*, with_articles: bool = True) -> Town:
    land = build()
    if with_articles:
        add_articles()
    office = Organisation.objects.select_related("place").get(pk=land.office("district_police").pk)
    elsewhere = Place.objects.filter(kind="district").exclude(pk=land.district.pk).order_by("pk")[0]
    other = Organisation.objects.create(
        kind="district_police", names={"tg": "Дигар", "ru": "Другой отдел", "en": "The other office"},
        place=elsewhere, is_police=True, from_on=date(2020, 1, 1), signs_in=True,
    )  # fmt: skip
    return Town(
        land=land,
        office=office,
        other=other,
        duty=staff(Role.DUTY, office),
        registrar=staff(Role.REGISTRAR, office),
        other_duty=staff(Role.DUTY, other),
        other_registrar=staff(Role.REGISTRAR, other),
        statistician=staff(Role.STATISTICIAN),
        integrity=staff(Role.INTEGRITY),
    )


def report(town: Town, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "actor": town.duty, "office": town.office, "area": town.area, "way": Way.IN_PERSON,
        "reported_on": clock.today(), **changes,
    }  # fmt: skip
    return reports.register_report(**values)


def event(town: Town, *articles: str, **changes: Any) -> Event:
    values: dict[str, Any] = {
        "area": town.area,
        "reported_on": clock.today(),
        "offences": tuple(OffenceRow(article(code)) for code in articles or ("244/1",)),
        "persons": (PersonsRow(Who.VICTIM, Sex.FEMALE, AgeBand.ADULT, Relation.NOT_APPLICABLE, 1),),
        "place_type": PlaceType.MARKET,
        **changes,
    }
    return Event(**values)


def crime(town: Town, *articles: str, **changes: Any) -> Crime:
    submission = changes.pop("submission", "")
    return record_crime(
        actor=town.registrar,
        office=town.office,
        event=event(town, *articles, **changes),
        submission=submission,
    )


def days_ago(days: int) -> date:
    return clock.today() - timedelta(days=days)
