"""When a posting ends, its open promises go to the successor: they follow the post, not the person (K28)."""

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel.actor import Actor
from hamkori.kernel.registries import handover_parts
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.states import UNDECIDED


@action("commitment.handed_over")
def hand_over(*, actor: Actor, from_posting: int, to_posting: int | None) -> int:
    """Move every open promise of a posting. Days and first days stay."""
    moved = Commitment.objects.filter(handler_posting=from_posting, state__in=UNDECIDED).update(
        handler_posting=to_posting
    )
    if not moved:
        trail.nothing_happened()
    trail.note(facts={"from": from_posting, "to": to_posting, "promises": moved})
    return moved


def _part(actor: Actor, from_posting: int, to_posting: int | None) -> int:
    return hand_over(actor=actor, from_posting=from_posting, to_posting=to_posting)


def register() -> None:
    handover_parts.register("commitments", _part)
