"""When a posting ends, its open concerns go to the successor, or back to the office (K28)."""

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.kernel.registries import handover_parts
from hamkori.rooms.concerns.actions.common import say
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import UNDECIDED


@action("concern.handed_over")
def hand_over(*, actor: Actor, from_posting: int, to_posting: int | None) -> int:
    """Move every open concern of a posting. The day of the answer stays; the resident reads about it.

    A confidential name is seen only by the one who handles the concern: with `to_posting` None nobody sees it
    until somebody of the office takes the concern up again.
    """
    moved = 0
    for concern in Concern.objects.select_for_update().filter(
        handler_posting=from_posting, state__in=UNDECIDED
    ):
        concern.handler_posting = to_posting
        concern.save(update_fields=["handler_posting"])
        say(concern, "handed_over", actor=SYSTEM)
        moved += 1
    if not moved:
        trail.nothing_happened()
    trail.note(facts={"from": from_posting, "to": to_posting, "concerns": moved})
    return moved


def _part(actor: Actor, from_posting: int, to_posting: int | None) -> int:
    return hand_over(actor=actor, from_posting=from_posting, to_posting=to_posting)


def register() -> None:
    handover_parts.register("concerns", _part)
