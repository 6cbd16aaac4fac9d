"""Who answers: the pack's table applied to a place (R155), and who else may see a card."""

from dataclasses import dataclass

from hamkori.kernel.memo import for_a_while
from hamkori.rooms.bodies.queries import responsible_at
from hamkori.rooms.concerns.models import Topic
from hamkori.society.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Route:
    """`office` answers; `team` (or, where there is none, the mahalla committee) sees the card."""

    office: Organisation | None
    team: Organisation | None


@for_a_while(20)
def _responsible(path: str, kinds: tuple[str, ...]) -> dict[str, Organisation]:
    return responsible_at(path, kinds)


def route_for(topic: Topic, path: str) -> Route:
    """The office and the team for a topic at a place. At most one query; remembered for twenty seconds.

    A route ends with the pack's fallback: where the named services do not exist, the mahalla committee, the
    jamoat, the district (R003).
    """
    found = _responsible(path, (*topic.route, "team", "mahalla_committee"))
    office = next((found[kind] for kind in topic.route if kind in found), None)
    team = None
    if topic.handling == "open":
        team = found.get("team") or found.get("mahalla_committee")
    return Route(office=office, team=team)
