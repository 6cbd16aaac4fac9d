"""Making promises and moving their days: rules K34, K45, K55, K59."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from hamkori.ground.audit.models import Entry
from hamkori.ground.deadlines.models import Deadline
from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import BadInput, BadState, NotAllowed
from hamkori.rooms.commitments.actions import doing, handover
from hamkori.rooms.commitments.actions.promising import NewResource, Proof, promise, promise_many
from hamkori.rooms.commitments.models import Basis, Commitment
from hamkori.rooms.commitments.states import Means, Origin, Publicity
from tests.rooms.commitments.builders import Land, fresh, in_days, made, minutes, new_promise, staff, team

pytestmark = pytest.mark.django_db


def spoken(**more: Any) -> Proof:
    values: dict[str, Any] = {
        "heard_at": "Meeting of the mahalla",
        "witnesses": ("Lola", "Parvina"),
        "read_back": True,
        **more,
    }
    return Proof(Origin.SPOKEN, **values)


def test_an_office_promises_on_the_screen(land: Land) -> None:
    commitment = made(land, place=land.mahalla, post="Chief engineer")
    assert commitment.origin == Origin.SCREEN
    assert commitment.public_place == land.jamoat, "a mahalla is too small to be named in public (K34)"
    assert commitment.due_on == commitment.first_due_on
    assert not commitment.shown, "first between the sides"
    deadline = Deadline.objects.get(subject_type="commitments.commitment", subject_id=commitment.pk)
    assert (deadline.due_on, deadline.owner) == (commitment.due_on, land.office("electricity").pk)


@pytest.mark.parametrize(
    ("proof", "field"),
    [
        (Proof(Origin.SCREEN), "origin"),
        (Proof(Origin.PAPER, number="17"), "photo"),
        (Proof(Origin.PAPER, photo="x"), "number"),
        (Proof(Origin.MEETING), "number"),
        (spoken(witnesses=("Lola", "")), "first_witness"),
        (spoken(witnesses=("Lola", " lola ")), "first_witness"),
        (spoken(heard_at=""), "heard_at"),
        (spoken(read_back=False), "read_back"),
    ],
)
def test_k55_for_another_office_the_word_needs_a_whole_proof(land: Land, proof: Proof, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        promise(actor=team(land), wish=new_promise(land), proof=proof)
    assert refused.value.field == field
    assert not Commitment.objects.exists() and not Basis.objects.exists()


def test_k55_a_spoken_promise_counts_like_a_click_and_hides_its_witnesses(land: Land) -> None:
    commitment = made(land, actor=team(land), proof=spoken())
    assert commitment.origin == Origin.SPOKEN
    assert commitment.basis.first_witness == "Lola"
    raw = Basis.objects.filter(pk=commitment.basis_id).values_list("heard_at", flat=True).get()
    assert raw == "Meeting of the mahalla"
    assert "Lola" not in str(list(Entry.objects.values()))


def test_k55_an_office_that_never_signs_in_can_promise(land: Land) -> None:
    office = land.office("water")
    type(office).objects.filter(pk=office.pk).update(signs_in=False)
    assert made(land, owner=office, actor=team(land), proof=minutes()).owner == office


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.HANDLER, "water"),
        (Role.MEMBER, "team"),
        (Role.COMMANDER, "district_police"),
        (Role.OPERATOR, "jamoat"),
    ],
)
def test_others_cannot_write_a_promise_for_an_office(land: Land, role: Role, kind: str) -> None:
    with pytest.raises(NotAllowed):
        promise(actor=staff(role, land.office(kind)), wish=new_promise(land), proof=minutes())


@pytest.mark.parametrize(
    "text",
    [
        "Call +992 00 000 00 01 for the lamps",
        "Lamps for the house of Karimov Rustam",
        "Write to office@example.org",
    ],
)
def test_k34_public_words_pass_the_guard(land: Land, text: str) -> None:
    with pytest.raises(BadInput):
        made(land, text=text)


def test_k34_a_name_can_be_confirmed_to_be_a_place_but_a_number_never(land: Land) -> None:
    actor = staff(Role.HANDLER, land.office("electricity"))
    wish = new_promise(land, text="Lamps at the school Rustam Navoev")
    with pytest.raises(BadInput):
        promise(actor=actor, wish=wish, proof=Proof(Origin.SCREEN))
    promise(actor=actor, wish=wish, proof=Proof(Origin.SCREEN), names_nobody=True)
    with pytest.raises(BadInput):
        promise(
            actor=actor,
            wish=new_promise(land, text="Call +992 00 000 00 01"),
            proof=Proof(Origin.SCREEN),
            names_nobody=True,
        )


def test_money_of_the_budget_needs_line_and_basis(land: Land) -> None:
    with pytest.raises(BadInput) as refused:
        made(land, resources=(NewResource(Means.BUDGET, Decimal(1200), "Line 12"),))
    assert refused.value.field == "budget_line"
    paid = made(land, resources=(NewResource(Means.BUDGET, Decimal(1200), "Line 12", "Law 1000, article 5"),))
    assert paid.resources.get().amount == 1200


def test_k45_equipment_needs_the_practice_that_goes_with_it(land: Land) -> None:
    car = (NewResource(Means.EQUIPMENT, words="A bicycle"),)
    with pytest.raises(BadInput) as refused:
        made(land, owner=land.office("precinct"), resources=car)
    assert refused.value.field == "practice"
    made(land, owner=land.office("precinct"), resources=car, practice="Reception in two villages every week")


@pytest.mark.parametrize("days", [-1, 4 * 366])
def test_a_day_that_cannot_be_is_refused(land: Land, days: int) -> None:
    with pytest.raises(BadInput):
        made(land, due_on=in_days(days))


def test_ten_promises_of_a_meeting_are_written_once_however_often_the_button_is_pressed(land: Land) -> None:
    wishes = [
        new_promise(land, text=f"Lamp number {number} is repaired", item=number) for number in range(1, 11)
    ]
    secretary = team(land)
    first = promise_many(actor=secretary, promises=wishes, proof=minutes(), once="press")
    again = promise_many(actor=secretary, promises=wishes, proof=minutes(), once="press")
    assert [one.pk for one in first] == [one.pk for one in again]
    assert (Commitment.objects.count(), Basis.objects.count()) == (10, 1)
    assert Entry.objects.filter(action="commitment.made").count() == 1


def test_one_wrong_row_writes_none_and_says_which(land: Land) -> None:
    wishes = [new_promise(land), new_promise(land, text="Call +992 00 000 00 01")]
    with pytest.raises(BadInput) as refused:
        promise_many(actor=team(land), promises=wishes, proof=minutes(), once="press")
    assert refused.value.values["row"] == 1
    assert not Commitment.objects.exists()


def test_k59_a_new_day_needs_a_reason_and_never_erases_the_first(land: Land) -> None:
    commitment = made(land)
    owner = staff(Role.HANDLER, land.office("electricity"))
    first = commitment.first_due_on
    with pytest.raises(BadInput) as refused:
        doing.extend(actor=owner, commitment=commitment, due_on=in_days(60), reason="  ")
    assert refused.value.field == "reason"
    with pytest.raises(BadInput):
        doing.extend(actor=owner, commitment=commitment, due_on=in_days(5), reason="Earlier is not later.")
    doing.extend(actor=owner, commitment=commitment, due_on=in_days(60), reason="The cable comes in May.")
    doing.extend(actor=owner, commitment=fresh(commitment), due_on=in_days(90), reason="The cable came late.")
    moved = fresh(commitment)
    assert (moved.first_due_on, moved.due_on, moved.moved) == (first, in_days(90), 2)
    assert [row.reason for row in moved.extensions.order_by("pk")] == [
        "The cable comes in May.",
        "The cable came late.",
    ]


def test_k55_a_secretary_moves_the_day_only_with_a_proof(land: Land) -> None:
    commitment = made(land)
    secretary = team(land)
    with pytest.raises(BadInput):
        doing.extend(actor=secretary, commitment=commitment, due_on=in_days(60), reason="They said so.")
    doing.extend(
        actor=secretary, commitment=commitment, due_on=in_days(60), reason="They said so.", proof=minutes("9")
    )
    assert fresh(commitment).marks.get(kind="moved").basis.number == "9"


def test_pressing_twice_says_done_once(land: Land) -> None:
    commitment = made(land)
    owner = staff(Role.HANDLER, land.office("electricity"))
    for _press in range(2):
        doing.say_done(actor=owner, commitment=commitment, text="The lamps burn.")
    assert commitment.evidence.count() == 1
    assert commitment.marks.filter(kind="done").count() == 1


def test_an_explanation_only_beside_a_delay(land: Land, travel: Any) -> None:
    commitment = made(land)
    owner = staff(Role.HEAD, land.office("electricity"))
    with pytest.raises(BadState):
        doing.explain(actor=owner, commitment=commitment, text="We wait for the cable.")
    travel(clock.today() + timedelta(days=31))
    doing.explain(actor=owner, commitment=commitment, text="We wait for the cable.")
    assert commitment.explanations.get().text == "We wait for the cable."


def test_k28_open_promises_follow_the_post(land: Land) -> None:
    owner, successor = (staff(Role.HANDLER, land.office("electricity")) for _one in range(2))
    commitment = made(land, actor=owner)
    assert owner.posting_id is not None
    assert (
        handover.hand_over(actor=owner, from_posting=owner.posting_id, to_posting=successor.posting_id) == 1
    )
    moved = fresh(commitment)
    assert moved.handler_posting == successor.posting_id
    assert moved.due_on == commitment.due_on


def test_public_at_once_if_both_sides_wish(land: Land) -> None:
    assert made(land, publicity=Publicity.PUBLIC).shown
