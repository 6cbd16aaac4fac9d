"""Promises for tests, in the small country of the concerns' tests."""

from datetime import date, timedelta
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.commitments.actions.promising import NewPromise, Proof, promise
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import Origin
from tests.rooms.concerns.builders import Land, build, staff

__all__ = ["Land", "build", "fresh", "in_days", "made", "minutes", "new_promise", "staff", "team"]


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def fresh(commitment: Commitment) -> Commitment:
    return Commitment.objects.select_related("owner", "place", "to_organisation", "basis").get(
        pk=commitment.pk
    )


def minutes(number: str = "2026/4", **more: Any) -> Proof:
    return Proof(Origin.MEETING, number=number, **more)


def team(land: Land) -> Actor:
    """The secretary of the team."""
    return staff(Role.SECRETARY, land.office("team"))


def new_promise(land: Land, **changes: Any) -> NewPromise:
    values: dict[str, Any] = {
        "owner": land.office("electricity"),
        "place": land.jamoat,
        "text": "Six lamps on the lower street beside the school",
        "due_on": in_days(30),
        **changes,
    }
    return NewPromise(**values)


def made(land: Land, *, actor: Actor | None = None, proof: Proof | None = None, **changes: Any) -> Commitment:
    """A promise of the electricity service to the residents, made by its own handler on the screen."""
    wish = new_promise(land, **changes)
    if actor is None:
        actor = staff(Role.SECRETARY if wish.owner.kind == "team" else Role.HANDLER, wish.owner)
    return fresh(promise(actor=actor, wish=wish, proof=proof or Proof(Origin.SCREEN)))
