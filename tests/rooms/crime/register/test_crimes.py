"""The register of crimes: states, steps that are only added, counts instead of people, handing over."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from hamkori.ground.audit.models import Entry
from hamkori.kernel import clock
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.crime.models import Crime, Step, ZeroReport
from hamkori.rooms.crime.register import queries
from hamkori.rooms.crime.register.actions import crimes
from hamkori.rooms.crime.register.actions.common import OffenceRow, PersonsRow
from hamkori.rooms.crime.register.actions.zero import zero_report
from hamkori.rooms.crime.register.sealing import offence_rows, person_rows
from hamkori.rooms.crime.states import (
    CRIMES,
    AgeBand,
    Clearance,
    CrimeState,
    PlaceType,
    Relation,
    Sex,
    Verb,
    Who,
)
from tests.rooms.crime.register import cast
from tests.rooms.crime.register.cast import Town

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Dushanbe")
CHARGED = PersonsRow(Who.SUSPECT, Sex.MALE, AgeBand.YOUNG, Relation.STRANGER, 2)

WAYS = {
    ("open", "clear"): "cleared",
    ("suspended", "clear"): "cleared",
    ("open", "suspend"): "suspended",
    ("suspended", "reopen"): "open",
    ("cleared", "reopen"): "open",
    ("open", "remove"): "removed",
    ("suspended", "remove"): "removed",
    ("cleared", "remove"): "removed",
    ("removed", "restore"): "open",
    ("open", "transfer"): "transferred",
    ("suspended", "transfer"): "transferred",
    ("cleared", "transfer"): "transferred",
}


@pytest.mark.parametrize("state", list(CrimeState))
@pytest.mark.parametrize("verb", ["clear", "suspend", "reopen", "remove", "restore", "transfer"])
def test_a_crime_moves_only_along_its_table(state: CrimeState, verb: str) -> None:
    wanted = WAYS.get((state.value, verb))
    if wanted is None:
        with pytest.raises(BadState):
            CRIMES.target(verb, state)
    else:
        assert CRIMES.target(verb, state) == wanted


# --- recording


def test_one_event_holds_several_offences_and_people_as_counts(town: Town) -> None:
    made = cast.crime(
        town,
        "244/2",
        "110/1",
        persons=(
            PersonsRow(Who.VICTIM, Sex.FEMALE, AgeBand.ADULT),
            PersonsRow(Who.VICTIM, Sex.FEMALE, AgeBand.ADULT, number=2),
            CHARGED,
        ),
        damage=Decimal("1250.50"),
    )
    assert offence_rows(made) == [["244/2", False], ["110/1", False]]
    assert person_rows(made) == [["suspect", "m", "15-29", "stranger", 2], ["victim", "f", "30-44", "u", 3]]
    step = queries.history(made)[0]
    assert step.verb == Verb.RECORDED and step.after["offences"] == offence_rows(made)
    assert step.after["damage"] == "1250.50"


def test_the_server_says_when_it_was_keyed_and_changed(town: Town) -> None:
    made = cast.crime(town, reported_on=cast.days_ago(9), recorded_on=cast.days_ago(8))
    assert made.keyed_at == made.changed_at == clock.now()
    assert made.recorded_on == cast.days_ago(8)
    with clock.travel(clock.now() + timedelta(days=2)):
        later = crimes.suspend(actor=town.registrar, crime=made, reason="not_found", on=clock.today())
        assert later.changed_at == clock.now() and later.keyed_at == made.keyed_at


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=HERE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"offences": ()}, "article_1"),
        ({"recorded_on": "yesterday"}, "recorded_on"),
        ({"occurred_until": _at(17, 3)}, "occurred_from"),
        ({"occurred_from": _at(17, 3), "occurred_until": _at(16, 3)}, "occurred_until"),
        ({"occurred_from": _at(19, 3)}, "occurred_from"),
        ({"damage": Decimal(-1)}, "damage"),
        ({"persons": (replace(CHARGED, number=0),)}, None),
        ({"area": "elsewhere"}, "area"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(town: Town, changes: dict[str, Any], field: str) -> None:
    if changes.get("recorded_on"):
        changes = {"recorded_on": cast.days_ago(1)}
    if changes.get("area"):
        changes = {"area": town.other.place}
    with pytest.raises(BadInput) as refused:
        cast.crime(town, **changes)
    assert refused.value.field == field and not Crime.objects.exists()


def test_an_article_counts_only_while_it_is_in_force(town: Town) -> None:
    old = cast.article("247/1")
    old.valid_until = cast.days_ago(100)
    old.save()
    with pytest.raises(BadInput, match="247/1"):
        cast.crime(town, "244/1", "247/1")
    assert queries.article_by_code("247/1", clock.today()) is None
    assert queries.article_by_code("244 ч. 2", clock.today()) == cast.article("244/2")
    assert queries.article_by_code("244/2 · Theft", clock.today()) == cast.article("244/2")
    assert "247/1" not in [one.code for one in queries.articles_on(clock.today())]


def test_pressed_twice_it_is_one_record_and_one_step(town: Town) -> None:
    first = cast.crime(town, submission="s")
    assert cast.crime(town, submission="s").pk == first.pk
    for _press in range(2):
        crimes.suspend(
            actor=town.registrar, crime=first, reason="not_found", on=clock.today(), submission="t"
        )
    assert Crime.objects.count() == 1
    assert [step.verb for step in queries.history(first)] == ["recorded", "suspended"]
    assert Entry.objects.filter(action__in=["crime.recorded", "crime.suspended"]).count() == 2


def test_a_record_number_stands_once_in_an_office(town: Town) -> None:
    cast.crime(town, record_number="7/26")
    with pytest.raises(BadInput) as refused:
        cast.crime(town, record_number="7/26")
    assert refused.value.field == "record_number"


# --- steps


def test_a_full_life_is_a_row_for_each_step_with_before_and_after(town: Town) -> None:
    registrar, today = town.registrar, clock.today()
    made = cast.crime(town, "110/1")
    crimes.reclassify(
        actor=registrar, crime=made, offences=(OffenceRow(cast.article("244/1"), attempted=True),),
        reason="expert", on=today,
    )  # fmt: skip
    crimes.clear(
        actor=registrar, crime=made, clearance=Clearance.SUSPECT_CHARGED, on=today, charged=(CHARGED,)
    )
    crimes.reopen(actor=registrar, crime=made, reason="court", on=today)
    crimes.remove(actor=registrar, crime=made, reason="no_crime", holder_told=False, on=today)
    crimes.restore(actor=registrar, crime=made, reason="check", on=today)
    made.refresh_from_db()
    assert (made.state, made.clearance, made.cleared_on, made.removed_on) == ("open", "", None, None)
    history = queries.history(made)
    assert [step.verb for step in history] == [
        "recorded", "reclassified", "cleared", "reopened", "removed", "restored"
    ]  # fmt: skip
    assert history[1].before == {"offences": [["110/1", False]]}
    assert history[1].after == {"offences": [["244/1", True]]}
    assert (
        history[2].after["clearance"] == "charged"
        and history[2].before["persons"] != history[2].after["persons"]
    )
    assert history[3].before["cleared_on"] == today.isoformat()
    assert history[4].holder_told is False and history[4].reason == "no_crime"
    assert all(step.posting == registrar.posting_id for step in history)


def test_a_case_in_court_has_somebody_charged(town: Town) -> None:
    made = cast.crime(town)
    with pytest.raises(BadInput):
        crimes.clear(actor=town.registrar, crime=made, clearance=Clearance.SUSPECT_CHARGED, on=clock.today())
    made.refresh_from_db()
    assert made.state == "open" and made.steps.count() == 1
    ended = crimes.clear(actor=town.registrar, crime=made, clearance=Clearance.AMNESTY, on=clock.today())
    assert ended.state == "cleared"


def test_steps_stand_in_the_order_of_their_days(town: Town) -> None:
    made = cast.crime(town, reported_on=cast.days_ago(10), recorded_on=cast.days_ago(9))
    for day in (cast.days_ago(10), clock.today() + timedelta(days=1)):
        with pytest.raises(BadInput) as refused:
            crimes.suspend(actor=town.registrar, crime=made, reason="not_found", on=day)
        assert refused.value.field == "on"
    crimes.suspend(actor=town.registrar, crime=made, reason="not_found", on=cast.days_ago(3))
    with pytest.raises(BadInput):
        crimes.reopen(actor=town.registrar, crime=made, reason="new_facts", on=cast.days_ago(4))


@pytest.mark.parametrize(
    "step", ["reclassify", "remove", "restore", "suspend", "reopen", "transfer", "correct"]
)
def test_no_step_without_a_listed_reason(town: Town, step: str) -> None:
    made = cast.crime(town)
    more: dict[str, Any] = {
        "reclassify": {"offences": (OffenceRow(cast.article("247/1")),)},
        "remove": {"holder_told": True},
        "transfer": {"holder_told": True, "to": town.other},
        "correct": {"correction": _correction(made)},
    }.get(step, {})
    with pytest.raises(BadInput) as refused:
        getattr(crimes, step)(actor=town.registrar, crime=made, reason="other", on=clock.today(), **more)
    assert refused.value.field == "reason"


def _correction(made: Crime, **changes: Any) -> crimes.Correction:
    values: dict[str, Any] = {
        "area": made.area, "place_type": PlaceType(made.place_type), "occurred_from": made.occurred_from,
        "occurred_until": made.occurred_until, "time_known": made.time_known, "damage": made.damage,
        "weapon": made.weapon, "persons": (PersonsRow(Who.VICTIM, Sex.FEMALE, AgeBand.ADULT, Relation.NOT_APPLICABLE),),
        **changes,
    }  # fmt: skip
    return crimes.Correction(**values)


def test_a_correction_keeps_what_stood_there(town: Town) -> None:
    made = cast.crime(town, damage=Decimal(100))
    with pytest.raises(BadInput, match="Nothing was changed"):
        crimes.correct(
            actor=town.registrar, crime=made, correction=_correction(made), reason="typing", on=clock.today()
        )
    fixed = crimes.correct(
        actor=town.registrar, crime=made, correction=_correction(made, damage=Decimal(1000)), reason="typing",
        on=clock.today(),
    )  # fmt: skip
    step = queries.history(fixed)[-1]
    assert (step.before, step.after) == ({"damage": "100.00"}, {"damage": "1000.00"})


def test_a_crime_handed_over_is_taken_over_and_counts_once(town: Town) -> None:
    made = cast.crime(town, "244/2", "247/1")
    crimes.transfer(
        actor=town.registrar,
        crime=made,
        to=town.other,
        reason="other_place",
        holder_told=True,
        on=clock.today(),
    )
    made.refresh_from_db()
    assert [one.pk for one in queries.crimes_handed_to(town.other_registrar)] == [made.pk]
    with pytest.raises(NotAllowed):
        crimes.take_over(actor=town.other_duty, crime=made, office=town.other)
    taken = crimes.take_over(actor=town.other_registrar, crime=made, office=town.other)
    assert crimes.take_over(actor=town.other_registrar, crime=made, office=town.other).pk == taken.pk
    assert offence_rows(taken) == offence_rows(made) and person_rows(taken) == person_rows(made)
    assert taken.taken_from_id == made.pk and taken.office_id == town.other.pk
    assert not queries.crimes_handed_to(town.other_registrar)
    assert Crime.objects.exclude(state="transferred").count() == 1


def test_only_the_registrar_of_the_office_touches_a_record(town: Town) -> None:
    made = cast.crime(town)
    for stranger in (town.duty, town.other_registrar, town.statistician, town.integrity):
        with pytest.raises(NotAllowed):
            crimes.suspend(actor=stranger, crime=made, reason="not_found", on=clock.today())
        with pytest.raises(NotAllowed):
            crimes.remove(actor=stranger, crime=made, reason="twice", holder_told=True, on=clock.today())
    with pytest.raises(NotAllowed):
        crimes.record_crime(actor=town.duty, office=town.office, event=cast.event(town))


def test_the_database_itself_refuses_a_state_without_its_facts(town: Town) -> None:
    made = cast.crime(town)
    for values in ({"state": "cleared"}, {"state": "removed"}, {"state": "transferred"}, {"damage": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Crime.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(
            crime=made, verb="suspended", on=clock.today(), at=clock.now(), submission="x"
        ) and Step.objects.create(
            crime=made, verb="suspended", on=clock.today(), at=clock.now(), submission="x"
        )


# --- a month without crimes


def test_a_month_without_crimes_is_said_once_and_only_when_it_is_true(town: Town) -> None:
    february = clock.today().replace(month=2, day=1)
    said = zero_report(actor=town.duty, office=town.office, area=town.area, month=february)
    again = zero_report(actor=town.duty, office=town.office, area=town.area, month=february.replace(day=9))
    assert said.pk == again.pk and ZeroReport.objects.count() == 1
    with pytest.raises(BadInput):
        zero_report(actor=town.duty, office=town.office, area=town.area, month=clock.today())
    cast.crime(town, reported_on=february.replace(month=1), recorded_on=february.replace(month=1, day=20))
    with pytest.raises(BadState):
        zero_report(
            actor=town.duty, office=town.office, area=town.office.place, month=february.replace(month=1)
        )
    with pytest.raises(BadInput):
        zero_report(actor=town.duty, office=town.office, area=town.other.place, month=february)
    with pytest.raises(NotAllowed):
        zero_report(actor=town.statistician, office=town.office, area=town.area, month=february)
