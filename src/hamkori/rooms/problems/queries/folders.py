"""Reads of folders. Lists go through `visible_to`, single ones through `for_actor`; everybody sees what is shown."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from hamkori.ground.measures.disclosure import protect, protect_count
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared
from hamkori.kernel.references import clean_reference
from hamkori.rooms.bodies.models import Seat
from hamkori.rooms.bodies.queries import charter_on, organisations_in, seats_of
from hamkori.rooms.concerns.models import Concern, Topic
from hamkori.rooms.concerns.states import Channel
from hamkori.rooms.concerns.states import State as ConcernState
from hamkori.rooms.problems.gates import Requirement, missing
from hamkori.rooms.problems.models import (
    Agreement,
    Analysis,
    Assessment,
    CaseStudy,
    Decision,
    Folder,
    FolderStep,
    HarmCheck,
    LinkedConcern,
    Measure,
    Option,
    Question,
    Side,
    Stake,
    StoryPiece,
    Tried,
)
from hamkori.rooms.problems.queries.facts import facts_of
from hamkori.rooms.problems.states import OPEN, STEPS, TAKEN_UP, WAYS, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place
from hamkori.society.places.queries import below, living, spans, within_spans

NEWEST, FEW, STORIES = 24, 6, 3
_WITH = ("team", "place", "public_place", "topic", "referred_to")
SPOKEN_FOR = {"women": "women", "young_people": "youth"}


def visible_to(actor: Actor) -> QuerySet[Folder]:
    """The folders that this actor may open in full. Deny by default."""
    folders = Folder.objects.select_related(*_WITH)
    if actor.has_role(Role.SECRETARY, Role.MEMBER) and actor.organisation_id:
        return folders.filter(team_id=actor.organisation_id)
    if actor.has_role(Role.COUNCIL) and not actor.organisation_is_police:
        return folders.filter(below(actor.place_path))
    return folders.none()


def shown_in(path: str) -> QuerySet[Folder]:
    """What everybody may see of a place and below: shown by the team, taken up, no sensitive topic (K33)."""
    return _shown(below(path))


def _shown(within: Q) -> QuerySet[Folder]:
    return (
        Folder.objects.select_related(*_WITH)
        .filter(within, shown=True, state__in=[*TAKEN_UP, State.UNDERSTANDING, State.CHOOSING, State.SHELVED])
        .filter(Q(topic__isnull=True) | Q(topic__public=True))
        .order_by("-stage_on", "-pk")
    )


@prepared
def _newest_shown(place: Any) -> QuerySet[Folder]:
    newest = _shown(within_spans(place)).select_related(None).values("pk")[:NEWEST]
    ends = Case(When(state__in=sorted(OPEN), then=Value(0)), default=Value(1))
    found = Folder.objects.filter(pk__in=newest).select_related("public_place")
    return found.order_by(ends, "-stage_on", "-pk")[:FEW]


@prepared
def _told_in(place: Any) -> QuerySet[CaseStudy]:
    found = CaseStudy.objects.filter(
        folder__in=_shown(within_spans(place)).order_by().values("pk"),
        published_on__isnull=False,
        withdrawn_on__isnull=True,
    )
    return found.select_related("folder__team", "folder__public_place").order_by("-published_on", "-pk")[
        :STORIES
    ]


def newest_shown(path: str) -> list[Folder]:
    """Of the folders of a place and below that moved last: the first few, those under way before the others."""
    return _newest_shown(spans(path))


def public(uid: str) -> Folder:
    """The folder as everybody may see it. Raises `NotFound` for any other, also when it exists."""
    folder = shown_in("").filter(uid=clean_reference(uid) or "").first()
    if folder is None:
        raise NotFound()
    return folder


def for_actor(actor: Actor, uid: str, *, verb: str = "problem.see") -> Folder:
    """The folder, if `actor` may do `verb` to it. Raises `NotFound` otherwise."""
    folder = Folder.objects.select_related(*_WITH).filter(uid=clean_reference(uid) or "").first()
    if folder is None or not access.may(actor, verb, folder):
        raise NotFound()
    return folder


def by_id(number: int) -> Folder | None:
    """For what stands below and keeps only the number; the caller decides who may see it."""
    return Folder.objects.filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the way of a folder: past, now or next, with its first day."""

    state: State
    place: str
    on: date | None


def way_of(folder: Folder) -> list[Stage]:
    """The stages of the folder's method, where it stands, and since when. One query."""
    way = WAYS[folder.method]
    steps = list(FolderStep.objects.filter(folder=folder, round=folder.round).order_by("pk"))
    began = {step.led_to: step.on for step in steps}
    state = State(folder.state)
    if state in way:
        here = way.index(state)
    elif state is State.CLOSED:
        here = len(way)
    else:
        last = next((step.came_from for step in reversed(steps) if step.led_to == state), "")
        here = way.index(State(last)) if last in way else 0
    return [
        Stage(
            one,
            "past" if index < here else "now" if index == here and state in way else "next",
            began.get(one),
        )
        for index, one in enumerate(way)
    ]


@dataclass(frozen=True, slots=True)
class Door:
    """A step that the table allows now, with what is still missing before it."""

    verb: str
    target: State
    missing: tuple[Requirement, ...]

    @property
    def is_open(self) -> bool:
        return not self.missing


def doors_of(folder: Folder) -> list[Door]:
    """The steps from here, those with a gate first."""
    table, facts = STEPS[folder.method], facts_of(folder)
    return [
        Door(row.verb, row.target, tuple(missing(row.verb, facts)))
        for row in table.rows
        if State(folder.state) in row.sources
    ]


@dataclass(frozen=True, slots=True)
class Sheets:
    """Everything that stands in a folder, read at once."""

    sides: dict[str, Side]
    analysis: Analysis
    tried: list[Tried]
    questions: list[Question]
    options: list[Option]
    harm: HarmCheck | None
    decisions: list[Decision]
    measures: list[Measure]
    assessment: Assessment | None
    story: CaseStudy | None
    agreement: Agreement | None
    stakes: list[Stake]
    pieces: list[StoryPiece]

    @property
    def chosen(self) -> list[Option]:
        return [one for one in self.options if one.chosen]


def sheets_of(folder: Folder) -> Sheets:
    """The worksheets of the round in which the folder is: fourteen queries, whatever the size."""
    in_round = {"folder": folder, "round": folder.round}
    return Sheets(
        sides={row.side: row for row in Side.objects.filter(folder=folder)},
        analysis=Analysis.objects.filter(folder=folder).select_related("owner").first()
        or Analysis(folder=folder),
        tried=list(Tried.objects.filter(folder=folder).order_by("-year", "pk")),
        questions=list(Question.objects.filter(folder=folder).order_by("pk")),
        options=list(
            Option.objects.filter(**in_round)
            .select_related("lead", "commitment", "cause")
            .prefetch_related("partners")
            .order_by("-chosen", "due_on", "pk")
        ),
        harm=HarmCheck.objects.filter(**in_round).first(),
        decisions=list(Decision.objects.filter(folder=folder).order_by("-on", "-pk")),
        measures=list(Measure.objects.filter(folder=folder).order_by("pk")),
        assessment=Assessment.objects.filter(**in_round).first(),
        story=CaseStudy.objects.filter(folder=folder).first(),
        agreement=Agreement.objects.filter(folder=folder).first(),
        stakes=list(Stake.objects.filter(folder=folder).order_by("-weight", "pk")),
        pieces=list(StoryPiece.objects.filter(story__folder=folder).order_by("pk")),
    )


def option_of(folder: Folder, number: int) -> Option:
    """One solution of the folder's round. Raises `NotFound`."""
    found = Option.objects.filter(folder=folder, round=folder.round, pk=number).select_related("lead").first()
    if found is None:
        raise NotFound()
    return found


def piece_of(folder: Folder, number: int) -> StoryPiece:
    found = StoryPiece.objects.filter(story__folder=folder, pk=number).select_related("story").first()
    if found is None:
        raise NotFound()
    return found


def pieces_shown(pieces: Iterable[StoryPiece]) -> list[StoryPiece]:
    """Quotes and photos whose consent holds today (K48)."""
    today = clock.today()
    return [one for one in pieces if one.withdrawn_on is None and one.until_on >= today]


def question_of(folder: Folder, number: int) -> Question:
    found = Question.objects.filter(folder=folder, pk=number).first()
    if found is None:
        raise NotFound()
    return found


def measure_of(folder: Folder, number: int) -> Measure:
    found = Measure.objects.filter(folder=folder, pk=number).first()
    if found is None:
        raise NotFound()
    return found


def linked(folder: Folder) -> list[LinkedConcern]:
    """The concerns in the folder, by their cards: no text, nobody's name (K01)."""
    return list(
        LinkedConcern.objects.filter(folder=folder)
        .select_related("concern__topic", "concern__public_place")
        .order_by("-concern__raised_on", "pk")
    )


def linked_count(folder: Folder) -> int | None:
    """How many concerns, or None when there are one to four (K62). “Me too” counts along."""
    rows = LinkedConcern.objects.filter(folder=folder).values_list("concern__me_too", flat=True)
    return protect_count(sum(1 + more for more in rows)).shown


def channels_of(folder: Folder) -> list[tuple[str, int | None]]:
    """By which ways the linked concerns came in, most first; None where a number is hidden (K62)."""
    rows = LinkedConcern.objects.filter(folder=folder).values_list("concern__channel", flat=True)
    counts = Counter(rows)
    cells = protect(dict(counts)).cells
    return [(str(Channel(code).label), cells[code].shown) for code, _number in counts.most_common()]


def linkable(folder: Folder, *, most: int = 30) -> list[Concern]:
    """Concerns of the team's area that can still be put into the folder: newest first, same topic first."""
    rows = (
        Concern.objects.filter(team_id=folder.team_id, topic__public=True)
        .exclude(state__in=(ConcernState.SEALED, ConcernState.WITHDRAWN, ConcernState.SCREENING))
        .exclude(pk__in=LinkedConcern.objects.filter(folder=folder).values("concern_id"))
        .select_related("topic", "public_place")
        .order_by("-raised_on", "-pk")[: 4 * most]
    )
    return sorted(rows, key=lambda row: row.topic_id != folder.topic_id)[:most]


def concerns_by_id(folder: Folder, ids: Iterable[int]) -> list[Concern]:
    return list(Concern.objects.filter(team_id=folder.team_id, pk__in=list(ids)).select_related("topic"))


def topics() -> list[Topic]:
    """Topics that a folder can be about: no calm pages, nothing that is never public."""
    return [
        topic
        for topic in Topic.objects.filter(retired_on__isnull=True, public=True).order_by("position", "code")
        if not topic.screen and topic.handling == "open"
    ]


def places_of(team: Organisation) -> list[Place]:
    """The team's area and the places inside, for choosing one."""
    return list(living().filter(below(team.place.path)).order_by("path")[:300])


def offices_near(path: str) -> list[Organisation]:
    """Offices that can lead a part of the plan: those seated on the way up from a place, and inside it."""
    parts = path.split(".")
    above = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    found = {one.pk: one for one in organisations_in(path).exclude(kind="team")}
    for one in Organisation.objects.filter(place__path__in=above, until_on__isnull=True).exclude(
        kind__in=("team", "ministry", "region_police")
    ):
        found[one.pk] = one
    return sorted(found.values(), key=lambda one: (one.kind, one.pk))


def seats(team: Organisation) -> list[Seat]:
    return seats_of(team)


def category_names(team: Organisation) -> dict[str, dict[str, str]]:
    """Names of the groups of seats, as the charter of the day gives them."""
    charter = charter_on("team", clock.today())
    rules = charter.rules if charter else {}
    return {row["code"]: row["names"] for row in rules.get("composition", [])}


def to_watch(team_id: int) -> list[Folder]:
    """Closed folders whose watch day has come: did it come back?"""
    return _to_watch(team_id, clock.today())


@prepared
def _to_watch(team_id: Any, today: Any) -> QuerySet[Folder]:
    return Folder.objects.filter(
        team_id=team_id, state=State.CLOSED, watch_on__lte=today, watched_on__isnull=True
    ).order_by("watch_on", "pk")


def standing_still(team_id: int, *, days: int = 60) -> list[Folder]:
    """Open folders that have not moved for so many days, the longest first."""
    return _unmoved(team_id, clock.today() - timedelta(days=days))


@prepared
def _unmoved(team_id: Any, since: Any) -> QuerySet[Folder]:
    return Folder.objects.filter(team_id=team_id, state__in=sorted(OPEN), stage_on__lte=since).order_by(
        "stage_on", "pk"
    )


def agreement_shown(agreement: Agreement | None) -> dict[str, int | None] | None:
    """What residents say, small counts and what would give them away hidden; None when nobody said anything."""
    if agreement is None or not (agreement.better + agreement.same + agreement.worse):
        return None
    counts = {"better": agreement.better, "same": agreement.same, "worse": agreement.worse}
    protected = protect(counts)
    return {name: cell.shown for name, cell in protected.cells.items()} | {"total": protected.total.shown}


def stories_in(path: str) -> list[CaseStudy]:
    """Published stories, newest first."""
    return _told_in(spans(path))


def public_story(uid: str) -> CaseStudy:
    """A published story. Raises `NotFound`."""
    folder = public(uid)
    story = CaseStudy.objects.filter(folder=folder).select_related("decision").first()
    if story is None or not story.is_public:
        raise NotFound()
    return story
