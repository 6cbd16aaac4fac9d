"""Scorecards: groups and the service side by side. A mean is shown from five scores on, to the nearest half (K33)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from hamkori.ground.measures.disclosure import MINIMUM
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared
from hamkori.kernel.references import clean_reference
from hamkori.rooms.problems.catalogue import Group
from hamkori.rooms.problems.models import CardStep, GroupScores, OwnScores, Scorecard
from hamkori.rooms.problems.models.scorecard import LEVELS, SCORING, STATEMENTS
from hamkori.society.accounts.models import Organisation

APART = 1.5
"""From this difference on a row is marked: the service sees itself otherwise than a group does."""


@dataclass(frozen=True, slots=True)
class Row:
    """A statement: what the service gave itself, what each group gave; None where it is hidden or not given."""

    code: str
    words: str
    own: int | None
    means: tuple[float | None, ...]
    groups: tuple[Group, ...]

    @property
    def cells(self) -> list[tuple[str, float | None]]:
        return [(str(group.label), mean) for group, mean in zip(self.groups, self.means, strict=True)]

    @property
    def apart(self) -> bool:
        return self.own is not None and any(
            mean is not None and abs(self.own - mean) >= APART for mean in self.means
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Groups that scored, how many people (None under five), a row a statement. No sum over groups is told."""

    groups: tuple[Group, ...]
    people: tuple[int | None, ...]
    rows: tuple[Row, ...]
    has_own: bool

    @property
    def sizes(self) -> list[tuple[str, int | None]]:
        return [(str(group.label), people) for group, people in zip(self.groups, self.people, strict=True)]


def mean(counts: list[int]) -> float | None:
    """The mean score to the nearest half, or None when fewer than five gave one."""
    given = sum(counts)
    if given < MINIMUM:
        return None
    exact = sum(level * number for level, number in zip(LEVELS, counts, strict=True)) / given
    return int(2 * exact + 0.5) / 2


def table_of(card: Scorecard) -> Table:
    """Two queries."""
    scored = {row.group: row for row in GroupScores.objects.filter(card=card)}
    own = OwnScores.objects.filter(card=card).first()
    groups = tuple(Group(code) for code in SCORING if code in scored)
    rows = tuple(
        Row(
            code, str(STATEMENTS[code]), own.scores.get(code) if own else None,
            tuple(mean(scored[group].counts.get(code, [0] * len(LEVELS))) for group in groups), groups,
        )
        for code in card.statements
    )  # fmt: skip
    people = tuple(scored[group].people if scored[group].people >= MINIMUM else None for group in groups)
    return Table(groups, people, rows, has_own=own is not None)


def scores_of(card: Scorecard, group: str) -> GroupScores | None:
    return GroupScores.objects.filter(card=card, group=group).first()


def own_of(card: Scorecard) -> OwnScores | None:
    return OwnScores.objects.filter(card=card).first()


def agreed_on(card: Scorecard) -> list[CardStep]:
    """What the meeting agreed on, as it stands in the ledger."""
    return list(CardStep.objects.filter(card=card).select_related("commitment__owner").order_by("pk"))


def _cards() -> list[str]:
    return ["team__place", "place", "service"]


def cards_of(team: Organisation) -> list[Scorecard]:
    return list(Scorecard.objects.filter(team=team).select_related(*_cards()).order_by("-opened_on", "-pk"))


def _find(uid: str) -> Scorecard:
    found = Scorecard.objects.filter(uid=clean_reference(uid) or "").select_related(*_cards()).first()
    if found is None:
        raise NotFound()
    return found


def card_for(actor: Actor, uid: str) -> Scorecard:
    """For the team whose card it is. Raises `NotFound`."""
    found = _find(uid)
    if not actor.has_role(Role.SECRETARY, Role.MEMBER) or actor.organisation_id != found.team_id:
        raise NotFound()
    return found


def any_card(uid: str) -> Scorecard:
    """Whichever card; the page asks the rule who may."""
    return _find(uid)


def public_card(uid: str) -> Scorecard:
    """A card that everybody sees: after the meeting, of a living team, not in a place that needs care (K32)."""
    found = _find(uid)
    if found.met_on is None or found.team.until_on is not None or found.place.is_careful:
        raise NotFound()
    return found


def shown_of(team: Organisation) -> list[Scorecard]:
    """The cards of a team that everybody sees, the latest first."""
    found = (
        Scorecard.objects.filter(team=team, met_on__isnull=False)
        .select_related(*_cards())
        .order_by("-met_on", "-pk")
    )
    return [one for one in found[:10] if not one.place.is_careful]


def waiting_for(office_id: int | None) -> list[Scorecard]:
    """Cards on which this office has not scored itself yet."""
    return _waiting_for(office_id) if office_id is not None else []


@prepared
def _waiting_for(office: Any) -> QuerySet[Scorecard]:
    found = Scorecard.objects.filter(service_id=office, met_on__isnull=True, own__isnull=True)
    return found.select_related("team", "place", "service").order_by("pk")[:10]


def by_id(number: int) -> Scorecard | None:
    return Scorecard.objects.filter(pk=number).select_related("team__place", "place").first()
