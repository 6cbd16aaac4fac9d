"""The state table of a promise and who may take which step: rules K22, K55, as tables."""

import pytest

from hamkori.kernel import access
from hamkori.kernel.actor import ANYONE, Actor, Role, holder
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.commitments.actions import closing, doing
from hamkori.rooms.commitments.actions.promising import Proof
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.queries import visible_to
from hamkori.rooms.commitments.states import ENDED, STEPS, Origin, Publicity, State
from tests.rooms.commitments.builders import Land, fresh, in_days, made, minutes, staff, team

pytestmark = pytest.mark.django_db

TABLE = {
    "say_done": ({"open", "reopened"}, "done"),
    "confirm": ({"done", "checking"}, "kept"),
    "reopen": ({"done", "checking", "kept"}, "reopened"),
    "call_check": ({"done"}, "checking"),
    "check_agrees": ({"checking"}, "kept"),
    "check_disagrees": ({"checking"}, "reopened"),
    "say_not_kept": ({"open", "reopened", "done", "checking"}, "not_kept"),
    "withdraw": ({"open", "reopened"}, "withdrawn"),
}


@pytest.mark.parametrize("verb", sorted(TABLE))
@pytest.mark.parametrize("state", State.values)
def test_k22_every_step_leaves_only_from_its_states(verb: str, state: str) -> None:
    sources, target = TABLE[verb]
    if state in sources:
        assert STEPS.target(verb, State(state)) == target
    else:
        with pytest.raises(BadState):
            STEPS.target(verb, State(state))


def test_the_table_of_the_test_is_the_table_of_the_code() -> None:
    assert {row.verb for row in STEPS.rows} == set(TABLE)


def test_k22_no_step_of_the_owner_leads_to_kept() -> None:
    """Every way to `kept` is a verb of the other side or of a check."""
    to_kept = {row.verb for row in STEPS.rows if row.target == State.KEPT}
    assert to_kept == {"confirm", "check_agrees"}
    assert not any(row.sources & {State.NOT_KEPT, State.WITHDRAWN} for row in STEPS.rows)


PEOPLE: dict[str, tuple[Role, str]] = {
    "handler": (Role.HANDLER, "electricity"),
    "head": (Role.HEAD, "electricity"),
    "clerk": (Role.CLERK, "electricity"),
    "secretary": (Role.SECRETARY, "team"),
    "member": (Role.MEMBER, "team"),
    "council": (Role.COUNCIL, "public_council"),
    "other_office": (Role.HANDLER, "water"),
    "police": (Role.HEAD, "district_police"),
    "commander": (Role.COMMANDER, "district_police"),
    "operator": (Role.OPERATOR, "electricity"),
    "administrator": (Role.ADMINISTRATOR, "electricity"),
}
MAY = {
    "commitment.read": {"handler", "head", "clerk", "secretary", "member", "council"},
    "commitment.do": {"handler", "head", "clerk", "secretary", "council"},
    "commitment.show": {"handler", "head", "clerk", "secretary", "council"},
    "commitment.confirm": {"secretary", "council"},
    "commitment.check": {"council"},
    "commitment.withdraw": {"handler", "head", "secretary", "council"},
    "commitment.make_letter": {"secretary", "council"},
}


@pytest.mark.parametrize("verb", sorted(MAY))
def test_k22_who_may_do_what_with_a_promise_to_residents(land: Land, verb: str) -> None:
    commitment = made(land)
    allowed = {
        name
        for name, (role, kind) in PEOPLE.items()
        if access.may(staff(role, land.office(kind)), verb, commitment)
    }
    assert allowed == MAY[verb]
    assert not access.may(ANYONE, verb, commitment)
    assert not access.may(holder(commitment.pk), verb, commitment)


def test_the_list_and_the_rule_say_the_same(land: Land) -> None:
    promises = [
        made(land),
        made(land, publicity=Publicity.PRIVATE),
        made(land, owner=land.office("precinct")),
        made(land, owner=land.office("team"), to=land.office("public_council")),
    ]
    for role, kind in PEOPLE.values():
        actor = staff(role, land.office(kind))
        listed = set(visible_to(actor).values_list("pk", flat=True))
        read = {one.pk for one in promises if access.may(actor, "commitment.read", one)}
        assert listed == read, (role, kind)


def test_k22_nobody_confirms_a_promise_of_the_own_side(land: Land) -> None:
    """A team does not confirm its own promise; police do not confirm the promise of police."""
    own = made(land, owner=land.office("team"))
    doing.say_done(actor=team(land), commitment=own, text="The evening was held.")
    with pytest.raises(NotAllowed):
        closing.confirm(actor=team(land), commitment=own)
    police = made(land, owner=land.office("precinct"), to=land.office("district_police"))
    doing.say_done(
        actor=staff(Role.HANDLER, land.office("precinct")), commitment=police, text="Reception on Fridays."
    )
    with pytest.raises(NotAllowed):
        closing.confirm(actor=staff(Role.HEAD, land.office("district_police")), commitment=police)
    closing.confirm(actor=staff(Role.COUNCIL, land.office("public_council")), commitment=own)
    assert fresh(own).state == State.KEPT


def test_a_promise_to_an_organisation_is_confirmed_by_that_one_only(land: Land) -> None:
    commitment = made(land, to=land.office("jamoat"))
    doing.say_done(
        actor=staff(Role.HANDLER, land.office("electricity")),
        commitment=commitment,
        text="The meters are in.",
    )
    with pytest.raises(NotAllowed):
        closing.confirm(actor=team(land), commitment=commitment)
    closing.confirm(actor=staff(Role.HEAD, land.office("jamoat")), commitment=commitment)
    assert fresh(commitment).state == State.KEPT


def test_k22_k55_who_typed_the_first_square_needs_minutes_for_the_second(land: Land) -> None:
    secretary = team(land)
    commitment = made(land, actor=secretary, proof=minutes())
    doing.say_done(
        actor=secretary,
        commitment=commitment,
        text="The lamps burn.",
        proof=Proof(Origin.SPOKEN, heard_at="Reception", witnesses=("Lola", "Parvina"), read_back=True),
    )
    with pytest.raises(BadInput) as refused:
        closing.confirm(actor=secretary, commitment=commitment)
    assert refused.value.field == "number"
    closing.confirm(actor=secretary, commitment=commitment, minutes=minutes("2026/5"))
    kept = fresh(commitment)
    assert (kept.state, kept.closed_by) == (State.KEPT, "other")
    assert kept.marks.get(kind="confirmed").basis.number == "2026/5"


def test_confirming_twice_is_one_confirmation(land: Land) -> None:
    commitment = made(land)
    doing.say_done(actor=_owner(land), commitment=commitment, text="The lamps burn.")
    for _press in range(2):
        closing.confirm(actor=team(land), commitment=commitment)
    assert commitment.marks.filter(kind="confirmed").count() == 1


def test_nothing_is_confirmed_before_it_is_done(land: Land) -> None:
    with pytest.raises(BadState):
        closing.confirm(actor=team(land), commitment=made(land))


def test_k22_done_needs_something_that_shows_it(land: Land) -> None:
    with pytest.raises(BadInput):
        doing.say_done(actor=_owner(land), commitment=made(land))


def test_reopening_empties_both_squares_and_keeps_the_first_day(land: Land) -> None:
    commitment = made(land)
    first = commitment.first_due_on
    doing.say_done(actor=_owner(land), commitment=commitment, text="The lamps burn.")
    closing.confirm(actor=team(land), commitment=commitment)
    assert fresh(commitment).kept_first_day
    closing.reopen(actor=team(land), commitment=commitment, words="Two lamps are dark again.")
    again = fresh(commitment)
    assert (again.state, again.reopened, again.first_due_on) == (State.REOPENED, 1, first)
    assert again.done_on is None and again.closed_on is None and not again.kept_first_day
    doing.say_done(actor=_owner(land), commitment=again, text="All six burn.")
    closing.confirm(actor=team(land), commitment=again)
    assert not fresh(commitment).kept_first_day, "what was opened again was not kept at the first go"


def test_withdrawing_needs_both_sides(land: Land) -> None:
    commitment = made(land)
    closing.withdraw(actor=_owner(land), commitment=commitment, words="The street gets a new line first.")
    assert fresh(commitment).state == State.OPEN
    closing.withdraw(actor=_owner(land), commitment=commitment, words="Again.")
    assert fresh(commitment).state == State.OPEN, "the same side asked twice"
    closing.withdraw(actor=team(land), commitment=commitment, words="")
    assert fresh(commitment).state == State.WITHDRAWN


def test_not_kept_is_said_by_the_other_side_after_the_day_with_the_reason(land: Land, travel) -> None:  # type: ignore[no-untyped-def]
    commitment = made(land, due_on=in_days(5))
    with pytest.raises(BadState):
        closing.say_not_kept(actor=team(land), commitment=commitment, why="It will not come.")
    travel(in_days(6))
    with pytest.raises(NotAllowed):
        closing.say_not_kept(actor=_owner(land), commitment=commitment, why="No money.")
    with pytest.raises(BadInput):
        closing.say_not_kept(actor=team(land), commitment=commitment, why=" ")
    closing.say_not_kept(actor=team(land), commitment=commitment, why="The line was never ordered.")
    ended = fresh(commitment)
    assert ended.state == State.NOT_KEPT and ended.why_not


def test_k22_silence_leads_to_somebody_elses_check(land: Land, travel) -> None:  # type: ignore[no-untyped-def]
    from hamkori.rooms.commitments import jobs

    commitment = made(land)
    doing.say_done(actor=_owner(land), commitment=commitment, text="The lamps burn.")
    travel(in_days(14))
    jobs.call_checks()
    assert fresh(commitment).state == State.DONE
    travel(in_days(1))
    jobs.call_checks()
    assert fresh(commitment).state == State.CHECKING
    with pytest.raises(NotAllowed):
        closing.check(actor=_owner(land), commitment=commitment, agrees=True, words="We saw it.")
    council = staff(Role.COUNCIL, land.office("public_council"))
    closing.check(actor=council, commitment=commitment, agrees=False, words="Three of six lamps are dark.")
    assert fresh(commitment).state == State.REOPENED


def _owner(land: Land) -> Actor:
    return staff(Role.HANDLER, land.office("electricity"))


def test_the_database_refuses_a_promise_kept_by_its_owner(land: Land) -> None:
    from django.db import IntegrityError, transaction

    commitment = made(land)
    for wrong in (
        {"state": "kept", "closed_on": in_days(0), "closed_by": "owner", "done_on": in_days(0)},
        {"state": "kept", "closed_on": in_days(0), "closed_by": "other", "done_on": None},
        {"state": "not_kept", "closed_on": in_days(0)},
        {"publicity": "private", "shown": True},
        {"late_in_public": True, "shown": False},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.filter(pk=commitment.pk).update(**wrong)
    assert not set(ENDED) & {State(fresh(commitment).state)}
