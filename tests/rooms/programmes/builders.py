"""A programme for tests: the Ministry, two people there, an outcome with an output, an indicator."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.programmes.actions import framework as writing
from hamkori.rooms.programmes.actions import reporting
from hamkori.rooms.programmes.models import Actual, Framework, Indicator, Period, Result
from hamkori.society.accounts.models import Organisation
from hamkori.society.places import queries as places
from tests.rooms.concerns.builders import Land, staff


@dataclass
class Ministry:
    """`keeper` approves, `officer` writes down."""

    land: Land
    office: Organisation
    keeper: Actor
    officer: Actor
    made: dict[str, Any] = field(default_factory=dict)


def ministry(land: Land) -> Ministry:
    office = Organisation.objects.create(
        kind="ministry", names={"en": "The Ministry"}, place=places.root(), is_police=True,
        from_on=date(clock.today().year - 3, 1, 1), signs_in=True,
    )  # fmt: skip
    return Ministry(land, office, staff(Role.COMMANDER, office), staff(Role.HANDLER, office))


def programme(of: Ministry, **changes: Any) -> Framework:
    """From January of the year before until the end of this one, in the whole country."""
    year = clock.today().year
    values = {
        "title": "Talking with residents", "aim": "residents get an answer", "begins_on": date(year - 1, 1, 20),
        "ends_on": date(year, 12, 3), "place": of.office.place, "language": "en", **changes,
    }  # fmt: skip
    return writing.open_framework(actor=of.keeper, owner=of.office, plan=writing.Plan(**values))


def result(of: Ministry, framework: Framework, serves: Result | None = None, **changes: Any) -> Result:
    values = {"statement": "residents feel safe", "assumption": "there is light", "language": "en", **changes}
    return writing.write_result(actor=of.keeper, framework=framework, serves=serves, **values)


def indicator(of: Ministry, at: Result, one: Indicator | None = None, **changes: Any) -> Indicator:
    values = {
        "title": "women who came to open days", "definition": "everybody who signed in nowhere, counted at the door",
        "source": "counting sheet", "unit": "people", "direction": "up", "cumulative": False, "every": "half",
        "split": "sex_age", "counted_by": "", "baseline": Decimal(3), "baseline_on": date(2020, 1, 1), "language": "en",
        **changes,
    }  # fmt: skip
    return writing.write_indicator(
        actor=of.keeper, framework=at.framework, result=at, wanted=writing.Wanted(**values), indicator=one
    )


def first_period(one: Indicator) -> Period:
    return one.periods.select_related("indicator__result__framework").order_by("begins_on")[0]


def entered(of: Ministry, period: Period, value: Any, actor: Actor | None = None, **more: Any) -> Actual:
    reached = reporting.Reached(value=None if value is None else Decimal(str(value)), language="en", **more)
    return reporting.enter(actor=actor or of.officer, period=period, reached=reached)


def approved(of: Ministry, period: Period, value: Any, **more: Any) -> Actual:
    actual = entered(of, period, value, **more)
    reporting.send(actor=of.officer, period=period)
    return reporting.approve(actor=of.keeper, actual=actual)
