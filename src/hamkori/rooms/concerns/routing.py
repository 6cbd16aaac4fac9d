"""Who answers: the pack's table applied to a place (R155), and who else may see a card."""

from dataclasses import dataclass

from hamkori.rooms.bodies.queries import responsible_at
from hamkori.rooms.concerns.models import Topic
from hamkori.society.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Route:
    """`office` answers; `team` (or, where there is none, the mahalla committee) sees the card."""

    office: Organisation | None
    team: Organisation | None


def route_for(topic: Topic, path: str) -> Route:
    """The office and the team for a topic at a place. One query.

    A route ends with the pack's fallback: where the named services do not exist, the mahalla committee, the
    jamoat, the district (R003).
    """
    found = responsible_at(path, [*topic.route, "team", "mahalla_committee"])
    office = next((found[kind] for kind in topic.route if kind in found), None)
    team = None
    if topic.handling == "open":
        team = found.get("team") or found.get("mahalla_committee")
    return Route(office=office, team=team)
