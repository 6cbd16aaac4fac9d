"""What came of a year's work of a team, a district or the country (R253, R256-R258).

No figure is about a person, no team is put before another (K21), and what nobody told is `None`, never 0.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hamkori.ground.measures.disclosure import MINIMUM
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.words import pick
from hamkori.rooms.commitments.states import State as Promised
from hamkori.rooms.concerns import figures
from hamkori.rooms.problems.asking import Asked
from hamkori.rooms.problems.catalogue import Group, Origin
from hamkori.rooms.problems.models import Consulted, Outcome
from hamkori.rooms.problems.queries import indicators_reads as reads
from hamkori.rooms.problems.queries import teams as team_queries
from hamkori.rooms.problems.queries.events import years
from hamkori.rooms.problems.queries.indicators_reads import COUNTRY, PLACE, TEAM, Rows, Scope
from hamkori.rooms.problems.states import State
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

ENOUGH_FOR_A_SHARE = 10
"""Under so many a share says more than is known."""
SUBGROUPS = (Group.WOMEN, Group.MEN, Group.YOUTH, Group.ELDERS)


@dataclass(frozen=True, slots=True)
class Part:
    """`n` of `of`; both None where nobody told anything. `teams` is on how many teams it rests."""

    n: int | None
    of: int | None
    teams: int = 0

    @property
    def share(self) -> float | None:
        """Per cent, or None where there is nothing to divide or too little of it."""
        if self.n is None or self.of is None or self.of < ENOUGH_FOR_A_SHARE:
            return None
        return 100 * self.n / self.of


NOTHING_TOLD = Part(None, None)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A count of people: `shown` is None where only groups of one to four were counted, or nobody told."""

    shown: int | None
    few: bool


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of residents: who took part, what it raised (five voices or more), what the teams took up of it."""

    group: Group
    people: Hidden
    raised: Part


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with what it told, in the order of places. No sums by which somebody could be put first (K21)."""

    pk: int
    uid: str
    names: dict[str, str]
    place_names: dict[str, str]
    planned: Part
    folders: int
    consultations: int
    events: int
    told: bool

    @property
    def name(self) -> str:
        return pick(self.names)

    @property
    def place(self) -> str:
        return pick(self.place_names)


@dataclass(frozen=True, slots=True)
class Came:
    """Everything on the page of a scope and a year."""

    scope: Scope
    year: int
    teams: list[TeamLine]
    plan: Part
    steps: Part
    promises: Part
    initiatives: Part
    to_come: int
    closed: Part
    origins: list[tuple[Origin, int]]
    by_residents: Part
    causes_known: Part
    acted_on: Part
    causes: list[tuple[str, int]]
    groups: list[GroupLine]
    concerns: int | None
    answered: Part
    acted: Part
    few_concerns: bool
    counted_on: date | None
    """When a job counted the concerns of an area; None where they are counted now."""
    questions: Part
    held: list[tuple[Consulted, int]]
    told: Part
    changed: Part
    changes: list[tuple[Outcome.Change, int]]
    events: list[tuple[dict[str, str], int]]
    with_police: Part
    came: dict[str, Hidden]

    @property
    def reported(self) -> int:
        return sum(team.told for team in self.teams)

    @property
    def silent(self) -> list[TeamLine]:
        return [team for team in self.teams if not team.told]

    @property
    def consultations(self) -> int | None:
        """How many were held; None where none was written down."""
        return sum(number for _kind, number in self.held) or None

    @property
    def events_held(self) -> int | None:
        return sum(number for _names, number in self.events) or None


def came_of(scope: Scope, year: int) -> Came:
    """The figures of a scope and a year. Constant number of queries."""
    plan, steps, promises = (
        reads.plan_rows(scope, year),
        reads.steps(scope, year),
        reads.promises(scope, year),
    )
    folders, people = reads.folders(scope, year), reads.people(scope, year)
    events, outcomes = reads.events(scope, year), reads.outcomes(scope, year)
    held = {
        Consulted.SESSION: reads.sessions(scope, year),
        Consulted.MAP: reads.maps(scope, year),
        Consulted.WALK: reads.walks(scope, year),
        Consulted.ADVICE: reads.advice(scope, year),
    }
    given = [row for row in promises if row[1] != Promised.WITHDRAWN]
    parts = (
        _part(plan, done={"done"}),
        _part(steps, done={"done"}),
        _part(given, done={Promised.KEPT}),
    )
    told, changed, changes = _outcomes(outcomes, held)
    return Came(
        scope=scope,
        year=year,
        teams=_teams(scope, year, [*plan, *steps, *given], folders, held, events, people, outcomes),
        plan=parts[0],
        steps=parts[1],
        promises=parts[2],
        initiatives=_together(parts, [*plan, *steps, *given]),
        to_come=_to_come(plan, steps, given),
        questions=_part(reads.questions(scope, year), done={Asked.ANSWERED}),
        groups=_groups(people, reads.issues(scope, year)),
        held=[(kind, sum(row[1] for row in found)) for kind, found in held.items()],
        told=told,
        changed=changed,
        changes=changes,
        **_priorities(folders, date(year, 12, 31)),
        **_concerns(scope, year),
        **_events(events),
    )


def _part(found: Rows, *, done: set[Any]) -> Part:
    """Of rows (team, state, how many): how many are done."""
    total = sum(row[2] for row in found)
    if not total:
        return NOTHING_TOLD
    teams = len({row[0] for row in found})
    return Part(sum(row[2] for row in found if row[1] in done), total, teams)


def _together(parts: Iterable[Part], found: Rows) -> Part:
    known = [part for part in parts if part.of is not None]
    if not known:
        return NOTHING_TOLD
    teams = len({row[0] for row in found})
    return Part(sum(part.n or 0 for part in known), sum(part.of or 0 for part in known), teams)


def _to_come(plan: Rows, steps: Rows, promises: Rows) -> int:
    """What is neither done nor given up yet."""
    ended = {Promised.KEPT, Promised.NOT_KEPT}
    waiting: list[int] = [row[2] for row in plan if row[1] == "open"]
    waiting += [row[2] for row in steps if row[1] == "planned"]
    waiting += [row[2] for row in promises if row[1] not in ended]
    return sum(waiting)


def _priorities(folders: Rows, last: date) -> dict[str, Any]:
    """Of shown folders that were worked on: who raised them, whether causes are known, whether something is done.

    A folder that was closed after the year counts in it as worked on, not as closed.
    """
    if not folders:
        none = NOTHING_TOLD
        return {
            "closed": none, "origins": [], "by_residents": none, "causes_known": none, "acted_on": none, "causes": [],
        }  # fmt: skip
    teams = len({row[0] for row in folders})
    origins = Counter(row[1] for row in folders)
    causes: Counter[str] = Counter(cause for row in folders for cause in row[4] or ())

    def part(number: int) -> Part:
        return Part(number, len(folders), teams)

    return {
        "closed": part(sum(row[2] == State.CLOSED and row[3] <= last for row in folders)),
        "origins": [(origin, origins[origin]) for origin in Origin],
        "by_residents": part(origins[Origin.RESIDENTS]),
        "causes_known": part(sum(bool(row[4]) for row in folders)),
        "acted_on": part(sum(bool(row[5]) for row in folders)),
        "causes": sorted(causes.items(), key=lambda pair: (-pair[1], pair[0])),
    }


def _groups(people: Rows, issues: Rows) -> list[GroupLine]:
    """A group of fewer than five people in a team's year counts nowhere, not even in the sum of a district."""
    heard = {(team, group) for team, group, number, _n in people if number >= MINIMUM}
    found = []
    for group in SUBGROUPS:
        rows = [row for row in people if row[1] == group]
        large = [row[2] for row in rows if row[2] >= MINIMUM]
        raised = [row for row in issues if row[1] == group and (row[0], group) in heard]
        found.append(
            GroupLine(
                group,
                Hidden(sum(large) if large else None, bool(rows) and not large),
                Part(sum(bool(row[4]) for row in raised), len(raised), len(large)) if large else NOTHING_TOLD,
            )
        )
    return found


def _concerns(scope: Scope, year: int) -> dict[str, Any]:
    """Rounded to fives; under five nothing is shown. Of an area a job has counted them, a team's are counted now."""
    kept = None
    if scope.kind != TEAM:
        kept = figures.of_year(scope.path or places.root().path, year)
    found = kept or figures.OfYear.rounded(Counter(dict(reads.concerns(scope, year))))
    if not found.concerns:
        return {
            "concerns": None, "answered": NOTHING_TOLD, "acted": NOTHING_TOLD,
            "few_concerns": found.concerns is None, "counted_on": found.on,
        }  # fmt: skip
    return {
        "concerns": found.concerns,
        "answered": Part(found.answered, found.concerns),
        "acted": Part(found.acted, found.concerns),
        "few_concerns": False,
        "counted_on": found.on,
    }


def _outcomes(
    outcomes: Rows, held: dict[Consulted, Rows]
) -> tuple[Part, Part, list[tuple[Outcome.Change, int]]]:
    """Of the consultations: of how many it is told what changed, and in how many something did."""
    counts: Counter[str] = Counter()
    for _team, change, number in outcomes:
        counts[change] += number
    counts[Outcome.Change.PRACTICE] += sum(row[2] for row in held[Consulted.ADVICE])
    total = sum(row[1] for found in held.values() for row in found)
    if not total:
        return NOTHING_TOLD, NOTHING_TOLD, []
    told = counts.total()
    teams = len({row[0] for found in held.values() for row in found})
    tellers = {row[0] for row in outcomes} | {row[0] for row in held[Consulted.ADVICE] if row[2]}
    changed = told - counts[Outcome.Change.NOTHING]
    return (
        Part(told, total, teams),
        Part(changed, told, len(tellers)) if told else NOTHING_TOLD,
        [(change, counts[change]) for change in Outcome.Change if counts[change]],
    )


def _events(events: Rows) -> dict[str, Any]:
    kinds: dict[str, tuple[int, dict[str, str]]] = {}
    numbers: Counter[str] = Counter()
    for _team, code, names, position, number, *_rest in events:
        kinds[code] = (position, names)
        numbers[code] += number
    came = {}
    for index, name in enumerate(("women", "men", "youth")):
        total, few = sum(row[6 + index] for row in events), sum(row[9 + index] for row in events)
        came[name] = Hidden(total if events and (total or not few) else None, bool(few) and not total)
    with_police = Part(sum(row[5] for row in events), numbers.total(), len({row[0] for row in events}))
    return {
        "events": [
            (kinds[code][1], numbers[code]) for code in sorted(kinds, key=lambda code: (kinds[code][0], code))
        ],
        "with_police": with_police if events else NOTHING_TOLD,
        "came": came,
    }


def _teams(
    scope: Scope,
    year: int,
    initiatives: Rows,
    folders: Rows,
    held: dict[Consulted, Rows],
    events: Rows,
    people: Rows,
    outcomes: Rows,
) -> list[TeamLine]:
    planned, done, consulted, met = (defaultdict[int, int](int) for _ in range(4))
    for team, state, number in initiatives:
        planned[team] += number
        done[team] += number if state in ("done", Promised.KEPT) else 0
    worked = Counter(row[0] for row in folders)
    for found in held.values():
        for row in found:
            consulted[row[0]] += row[1]
    for row in events:
        met[row[0]] += row[4]
    told = {*planned, *worked, *consulted, *met, *(row[0] for row in people), *(row[0] for row in outcomes)}
    return [
        TeamLine(
            pk, uid, names, place_names,
            Part(done[pk], planned[pk], 1) if pk in planned else NOTHING_TOLD,
            worked[pk], consulted[pk], met[pk], pk in told,
        )
        for pk, uid, names, place_names, _path in reads.teams(scope, year)
    ]  # fmt: skip


# --- whose figures


def of_country() -> Scope:
    return Scope(COUNTRY)


def of_place(code: str) -> tuple[Scope, Place]:
    """A district, a region or the country; what lies inside a district stands with its district (K34)."""
    place = places.get(code)
    if place.depth > DISTRICT:
        place = next(above for above in places.ancestors(place) if above.depth == DISTRICT)
    return (Scope(PLACE, path=place.path) if place.depth else of_country()), place


DISTRICT = 2
"""Depth of districts and cities in the tree of places."""


def of_team(uid: str) -> tuple[Scope, Any]:
    team = team_queries.public_team(uid)
    return Scope(TEAM, team=team.pk), team


def of_actor(actor: Actor) -> Scope:
    """What somebody of the desk looks after: one's own team, else the place of the posting, a jamoat with its district.

    Raises `NotFound`.
    """
    if actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.organisation_kind == "team":
        return Scope(TEAM, team=actor.office)
    if not actor.has_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL):
        raise NotFound()
    district = ".".join(actor.place_path.split(".")[: DISTRICT + 1])
    return Scope(PLACE, path=district) if district.count(".") else of_country()


def year_of(text: str) -> int:
    """The year that was asked for, if its page is offered; else this one."""
    offered = years()
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in offered else offered[0]
