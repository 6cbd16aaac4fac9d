"""R496, R609: a department assesses itself, the council answers; both scores stand, nothing is added up (K21)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed, NotFound
from hamkori.rooms.programmes import elements
from hamkori.rooms.programmes.actions import selfcheck as actions
from hamkori.rooms.programmes.elements import DIMENSIONS, ELEMENTS
from hamkori.rooms.programmes.models import SelfCheck, SelfScore
from hamkori.rooms.programmes.queries import selfcheck as queries
from hamkori.rooms.programmes.selfcheck_shown import trend
from hamkori.society.accounts.models import Organisation
from tests.rooms.concerns.builders import Land, staff

pytestmark = pytest.mark.django_db


def commander(land: Land) -> Actor:
    return staff(Role.COMMANDER, land.office("district_police"))


def council(land: Land) -> Actor:
    return staff(Role.COUNCIL, land.office("public_council"))


def scored(land: Land, actor: Actor, number: int = 2, year: int | None = None) -> SelfCheck:
    check = actions.begin(actor=actor, office=land.office("district_police"), year=year or clock.today().year)
    scores = dict.fromkeys(ELEMENTS, (number, "minutes of the meetings"))
    return actions.score(actor=actor, check=check, scores=scores, language="en")


def test_r609_twelve_elements_in_four_dimensions_named_after_cordner() -> None:
    """H6: the author is Gary Cordner."""
    assert len(ELEMENTS) == 12 and [len(one.elements) for one in DIMENSIONS.values()] == [3, 3, 3, 3]
    assert [code for one in DIMENSIONS.values() for code in one.elements] == list(ELEMENTS)
    assert elements.CREDIT == "Gary Cordner"


def test_r609_every_element_needs_a_score_and_words(land: Land) -> None:
    actor = commander(land)
    check = actions.begin(actor=actor, office=land.office("district_police"), year=clock.today().year)
    with pytest.raises(BadState):
        actions.send(actor=actor, check=check)
    for wrong in (
        {"input": (5, "x")},
        {"nothing": (2, "x")},
        {"input": (2, " ")},
        {"input": (2, "Karim Rahimov")},
    ):
        with pytest.raises(BadInput):
            actions.score(actor=actor, check=check, scores=wrong, language="en")
    with pytest.raises(BadInput):
        actions.score(
            actor=actor, check=check, scores={"solving": (4, "twelve criminal cases")}, language="en"
        )
    scored(land, actor)
    assert actions.send(actor=actor, check=check).state == "sent"
    with pytest.raises(BadState):
        actions.score(actor=actor, check=check, scores={"input": (4, "x")}, language="en")


def test_r609_differing_scores_stand_beside_each_other(land: Land) -> None:
    actor, other = commander(land), council(land)
    check = actions.send(actor=actor, check=scored(land, actor, 3))
    actions.council_score(
        actor=other, check=check, scores={"input": (1, "nobody was asked in the far villages")}, language="en"
    )
    with pytest.raises(BadState):
        actions.countersign(actor=other, check=check)
    done = actions.answer(actor=other, check=check)
    both = queries.both_sides(done)
    assert both["input"].office and both["input"].council and both["input"].differ
    assert (both["input"].office.score, both["input"].council.score) == (3, 1)
    assert both["broad"].agreed and both["broad"].council is None
    assert done.council == land.office("public_council")


def test_r609_the_council_countersigns_without_scores_of_its_own(land: Land) -> None:
    actor, other = commander(land), council(land)
    check = actions.send(actor=actor, check=scored(land, actor))
    with pytest.raises(BadState):
        actions.answer(actor=other, check=check)
    assert actions.countersign(actor=other, check=check).state == "countersigned"
    with pytest.raises(BadState):
        actions.council_score(actor=other, check=check, scores={"input": (1, "x")}, language="en")
    assert not SelfScore.objects.filter(side="council").exists()


def test_nobody_answers_for_the_other_side(land: Land) -> None:
    actor, other = commander(land), council(land)
    check = actions.send(actor=actor, check=scored(land, actor))
    with pytest.raises(NotAllowed):
        actions.countersign(actor=actor, check=check)
    with pytest.raises(NotAllowed):
        actions.score(actor=other, check=check, scores={"input": (0, "x")}, language="en")
    with pytest.raises(NotAllowed):
        actions.begin(actor=staff(Role.COMMANDER, land.office("region_police")), office=land.office("district_police"), year=clock.today().year)  # fmt: skip
    elsewhere = staff(Role.COUNCIL, land.office("public_council"), place=land.careful_jamoat)
    with pytest.raises(NotAllowed):
        actions.countersign(actor=elsewhere, check=check)
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfCheck.objects.filter(pk=check.pk).update(state="answered")


def test_a_draft_is_read_by_its_own_department_only(land: Land) -> None:
    actor, other = commander(land), council(land)
    check = scored(land, actor)
    with pytest.raises(NotFound):
        queries.for_actor(other, check.uid)
    assert queries.listed(other) == [] and len(queries.listed(actor)) == 1
    with pytest.raises(NotFound):
        queries.listed(staff(Role.HEAD, land.office("jamoat")))


def test_k21_departments_stand_by_the_alphabet_and_have_no_sum(land: Land) -> None:
    first = land.office("district_police")
    Organisation.objects.filter(pk=first.pk).update(names={"en": "Zarafshon"})
    second = Organisation.objects.create(
        kind="district_police",
        names={"en": "Asht"},
        place=land.other_jamoat,
        is_police=True,
        from_on=clock.today(),
    )
    for office, number in ((first, 4), (second, 0)):
        who = staff(Role.COMMANDER, office)
        check = actions.begin(actor=who, office=office, year=clock.today().year)
        actions.score(
            actor=who, check=check, scores=dict.fromkeys(ELEMENTS, (number, "minutes")), language="en"
        )
        actions.send(actor=who, check=check)
    assert [one.office.names["en"] for one in queries.listed(council(land))] == ["Asht", "Zarafshon"]
    fields = {field.name for field in SelfCheck._meta.get_fields()}
    assert not fields & {"total", "sum", "mean", "average", "rank", "score"}


def test_r609_years_are_a_trend_of_both_sides(land: Land) -> None:
    actor, other = commander(land), council(land)
    this_year = clock.today().year
    for year, number in ((this_year - 1, 1), (this_year, 3)):
        check = actions.send(actor=actor, check=scored(land, actor, number, year))
        actions.council_score(actor=other, check=check, scores={"input": (0, "not seen")}, language="en")
        actions.answer(actor=other, check=check)
    found: Any = trend(queries.years_of(check.office_id, this_year))
    assert [(one.office, one.council) for one in found["input"].years] == [(1, 0), (3, 0)]
    assert [one.agreed for one in found["solving"].years] == [True, True]
    assert found["input"].years[0].office_y > found["input"].years[1].office_y
    assert trend(queries.years_of(check.office_id, this_year - 1)) == {}
