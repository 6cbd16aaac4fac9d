"""Who reads the checks for harm in a team, and what the round before has taught."""

from hamkori.kernel.actor import Actor
from hamkori.rooms.problems.models import Assessment, FocalPoint, Folder, HarmCheck


def focal_of(team_id: int) -> FocalPoint | None:
    """Whom the team chose; None before it chose anybody, and after that person left."""
    return (
        FocalPoint.objects.filter(team_id=team_id, until_on__isnull=True, seat__left_on__isnull=True)
        .select_related("seat")
        .first()
    )


def may_read(actor: Actor, focal: FocalPoint | None, check: HarmCheck | None) -> bool:
    """Whether the button is for this actor: the chosen one; where that one does not sign in, the secretary."""
    if focal is None or check is None:
        return False
    if focal.seat.posting:
        return actor.posting_id == focal.seat.posting and check.by_posting != actor.posting_id
    return True


def lessons_of(folder: Folder) -> list[Assessment]:
    """What the rounds before came to, the latest first: a new round begins with it (R232)."""
    found = Assessment.objects.filter(folder=folder, round__lt=folder.round)
    return list(found.order_by("-round"))
