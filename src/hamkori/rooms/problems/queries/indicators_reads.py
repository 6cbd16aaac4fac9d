"""The prepared reads behind “What came of it”: one function a fact, grouped in the database, for three scopes.

Every read asks only for what everybody can look up elsewhere: shown folders, adopted plans, shown promises, counted
voices. So a figure can be checked, and it says the same to everybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.fields import CharField
from django.db.models.functions import Coalesce

from hamkori.ground.measures.disclosure import MINIMUM
from hamkori.kernel.prepared import Prepared, prepared
from hamkori.rooms.commitments.models import Basis, Commitment
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Kind
from hamkori.rooms.concerns.states import Outcome as Ended
from hamkori.rooms.concerns.states import State as ConcernState
from hamkori.rooms.problems import models as rows
from hamkori.rooms.problems.asking import Asked
from hamkori.rooms.problems.states import ENDED, OPEN, TAKEN_UP, State
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.queries import spans, within_spans

TEAM, PLACE, COUNTRY = "team", "place", "country"
SEEN_STATES = sorted({*TAKEN_UP, State.UNDERSTANDING, State.CHOOSING, State.SHELVED})
"""As `folders.shown_in`: what everybody may see once the team shows it."""
LEFT_OUT = (ConcernState.SEALED, ConcernState.WITHDRAWN, ConcernState.SCREENING)
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: one team (`team` is its id), a place with everything below, or the country."""

    kind: str
    team: int = 0
    path: str = ""

    @property
    def value(self) -> Any:
        """What the prepared reads take."""
        return self.team if self.kind == TEAM else spans(self.path) if self.kind == PLACE else 0


Build = Callable[[Callable[[str], Q], Any, Any, Any], "QuerySet[Any, Any]"]


def _read(build: Build) -> Callable[[Scope, int], Rows]:
    """A read for every scope. `build` gets the condition of the scope, the first and the last day, and the year."""

    @cache
    def of(kind: str) -> Prepared[Any]:
        def query(value: Any, first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
            def mine(team: str) -> Q:
                if kind == TEAM:
                    return Q(**{f"{team}_id" if team else "pk": value})
                if kind == PLACE:
                    return within_spans(value, f"{team}__place__path" if team else "place__path")
                return Q()

            return build(mine, first, last, year)

        return prepared(query)

    def run(scope: Scope, year: int) -> Rows:
        return of(scope.kind)(scope.value, date(year, 1, 1), date(year, 12, 31), year)

    run.__doc__ = build.__doc__
    return run


@_read
def teams(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(id, uid, names, place names, path) of the teams that existed in the year."""
    found = Organisation.objects.filter(mine(""), kind="team", from_on__lte=last)
    found = found.filter(Q(until_on__isnull=True) | Q(until_on__gt=first)).order_by("place__path", "pk")
    return found.values_list("pk", "uid", "names", "place__names", "place__path")


@_read
def plan_rows(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(team, what became of it, how many) of the rows of adopted plans."""
    found = rows.PlanRow.objects.filter(mine("plan__team"), plan__year=year, plan__decision__isnull=False)
    return found.order_by().values("plan__team_id", "done").annotate(n=Count("pk")).values_list(
        "plan__team_id", "done", "n"
    )  # fmt: skip


@_read
def steps(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(team, what became of it, how many) of the chosen solutions of shown folders whose day is in the year."""
    theirs = rows.Folder.objects.filter(mine("team"), _shown()).values("pk")
    found = rows.Option.objects.filter(folder__in=theirs, chosen=True, due_on__gte=first, due_on__lte=last)
    return found.order_by().values("folder__team_id", "carried").annotate(n=Count("pk")).values_list(
        "folder__team_id", "carried", "n"
    )  # fmt: skip


@_read
def promises(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(team, state, how many) of shown promises that a team wrote down, by the year of their first day."""
    theirs = Basis.objects.filter(mine("body"), body__kind="team").values("pk")
    found = Commitment.objects.filter(
        basis__in=theirs, shown=True, first_due_on__gte=first, first_due_on__lte=last
    )
    found = found.alias(free=Coalesce("subject_type", Value(""))).filter(free="")  # no index of all free ones
    return found.order_by().values("basis__body_id", "state").annotate(n=Count("pk")).values_list(
        "basis__body_id", "state", "n"
    )  # fmt: skip


def _shown(before: str = "") -> Q:
    public = Q(**{f"{before}topic__isnull": True}) | Q(**{f"{before}topic__public": True})
    return public & Q(**{f"{before}shown": True, f"{before}state__in": SEEN_STATES})


@_read
def folders(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(team, who raised it, state, day of that state, causes, whether a solution was chosen) of shown folders that
    were worked on in the year."""
    found = rows.Folder.objects.filter(mine("team"), _shown(), opened_on__lte=last)
    found = found.filter(Q(state__in=sorted(OPEN)) | Q(state__in=sorted(ENDED), stage_on__gte=first))
    chosen = rows.Option.objects.filter(folder=OuterRef("pk"), chosen=True)
    return found.order_by().annotate(acts=Exists(chosen)).values_list(
        "team_id", "origin", "state", "stage_on", "analysis__causes", "acts"
    )  # fmt: skip


@_read
def people(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(team, group, how many took part, how many sessions) of counted voices."""
    found = rows.VoiceSession.objects.filter(mine("team"), year=year, counted=True)
    return found.order_by().values("team_id", "group").annotate(
        taking=Sum("people"), n=Count("pk")
    ).values_list("team_id", "group", "taking", "n")  # fmt: skip


@_read
def issues(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> Any:
    """(team, group, issue, voices, whether the team took it up) of what a group gave five voices or more."""
    found: Any = rows.Count.objects.filter(mine("session__team"), session__year=year, session__counted=True)
    found = found.order_by().values("session__team_id", "session__group", "issue_id").annotate(
        given=Sum("voices"),
        # three dots can be one person's: thirteen dots are five people at least
        dotted=Sum("voices", filter=Q(session__way=rows.Ranking.DOTS), default=0),
        taken=Exists(
            rows.VoiceIssue.objects.filter(
                _shown("folder__"), pk=OuterRef("issue_id"), folder__state__in=sorted(TAKEN_UP)
            )
        ),
    )  # fmt: skip
    enough = Q(dotted=0, given__gte=MINIMUM) | Q(dotted__gte=3 * MINIMUM - 2)
    return found.filter(enough).values_list(
        "session__team_id", "session__group", "issue_id", "given", "taken"
    )


def _enough(field: str) -> Any:
    return Sum(field, filter=Q(**{f"{field}__gte": MINIMUM}), default=0)


def _few(field: str) -> Any:
    return Count("pk", filter=Q(**{f"{field}__gt": 0, f"{field}__lt": MINIMUM}))


@_read
def events(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> Any:
    """(team, kind, its names, order, events, with police, women, men, youth, and how often each was hidden).

    Fewer than five of a group at one event are not counted at all: nobody can be found by subtracting (K62).
    """
    found: Any = rows.Event.objects.filter(mine("team"), on__gte=first, on__lte=last)
    groups = ("women", "men", "youth")
    found = found.order_by().values("team_id", "kind__code", "kind__names", "kind__position").annotate(
        n=Count("pk"), with_police=Count("pk", filter=Q(police=True)),
        **{f"{name}_sum": _enough(name) for name in groups}, **{f"{name}_few": _few(name) for name in groups},
    )  # fmt: skip
    return found.values_list(
        "team_id", "kind__code", "kind__names", "kind__position", "n", "with_police",
        *(f"{name}_sum" for name in groups), *(f"{name}_few" for name in groups),
    )  # fmt: skip


def _held(model: Any, on: str = "on") -> Callable[[Scope, int], Rows]:
    def build(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
        """(team, how many) of one kind of consultation."""
        found = model.objects.filter(mine("team"), **{f"{on}__gte": first, f"{on}__lte": last})
        found = found.order_by().values("team_id").annotate(n=Count("pk"))
        return found.values_list("team_id", "n")  # type: ignore[no-any-return]

    return _read(build)


maps = _held(rows.MapSheet)
walks = _held(rows.Walk)


@_read
def advice(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> Any:
    """(team, how many, of them followed by the office without the team telling it) of answered questions of police."""
    told = rows.Outcome.objects.filter(of=rows.Consulted.ADVICE, number=OuterRef("pk"))
    found: Any = rows.Advice.objects.filter(mine("team"), answered_on__gte=first, answered_on__lte=last)
    found = found.annotate(is_told=Exists(told)).order_by().values("team_id")
    return found.annotate(
        n=Count("pk"), followed=Count("pk", filter=Q(tried_on__isnull=False, is_told=False))
    ).values_list("team_id", "n", "followed")


@_read
def sessions(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(team, how many) of counted sessions by their day, those of a smaller group aside (K62)."""
    found = rows.VoiceSession.objects.filter(
        mine("team"), counted=True, on__gte=first, on__lte=last
    ).exclude(group="smaller")  # fmt: skip
    return found.order_by().values("team_id").annotate(n=Count("pk")).values_list("team_id", "n")


@_read
def outcomes(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(team, what changed, how many) of the consultations that are counted as held, and of no others."""
    mine_too = {"pk": OuterRef("number"), "team_id": OuterRef("team_id")}
    days = {"on__gte": first, "on__lte": last}
    held = {
        rows.Consulted.SESSION: rows.VoiceSession.objects.filter(**mine_too, **days, counted=True).exclude(
            group="smaller"
        ),
        rows.Consulted.MAP: rows.MapSheet.objects.filter(**mine_too, **days),
        rows.Consulted.WALK: rows.Walk.objects.filter(**mine_too, **days),
        rows.Consulted.ADVICE: rows.Advice.objects.filter(
            **mine_too, answered_on__gte=first, answered_on__lte=last
        ),
    }
    among = Q(pk__in=[])
    for of, found in held.items():
        among |= Q(Exists(found), of=of)
    return rows.Outcome.objects.filter(mine("team"), among).order_by().values("team_id", "change").annotate(
        n=Count("pk")
    ).values_list("team_id", "change", "n")  # fmt: skip


@_read
def questions(mine: Callable[[str], Q], first: Any, last: Any, year: Any) -> QuerySet[Any, Any]:
    """(team, state, how many) of what shown folders asked of higher offices; passed on ones count where they went."""
    found = rows.HigherQuestion.objects.filter(
        mine("folder__team"), _shown("folder__"), asked_on__gte=first, asked_on__lte=last
    ).exclude(state__in=(Asked.WITHDRAWN, Asked.PASSED))
    return found.order_by().values("folder__team_id", "state").annotate(n=Count("pk")).values_list(
        "folder__team_id", "state", "n"
    )  # fmt: skip


def _bucket() -> Any:
    """As `concerns.figures.year_bucket`, in the database."""
    return Case(
        When(state=ConcernState.CLOSED, outcome__in=(Ended.SOLVED, Ended.PARTLY), then=Value("acted")),
        When(first_answered_on__isnull=False, then=Value("answered")),
        When(state=ConcernState.CLOSED, then=Value("answered")),
        default=Value("waiting"),
        output_field=CharField(),
    )


@cache
def _concerns(kind: str) -> Prepared[Any]:
    @prepared
    def query(value: Any, first: Any, last: Any) -> Any:
        found: Any = Concern.objects.filter(topic__public=True, raised_on__gte=first, raised_on__lte=last)
        found = found.exclude(kind=Kind.THANKS).exclude(state__in=LEFT_OUT)
        found = found.alias(first=Coalesce("duplicate_of_id", Value(0))).filter(
            first=0
        )  # no index of doubles
        if kind == TEAM:
            found = found.filter(team_id=value)
        elif kind == PLACE:
            found = found.filter(within_spans(value))
        found = found.annotate(bucket=_bucket()).order_by().values("bucket").annotate(n=Count("pk"))
        return found.values_list("bucket", "n")

    return query


def concerns(scope: Scope, year: int) -> Rows:
    """(waiting, answered or acted; how many) of the concerns raised in the year: of a team, or of a whole area."""
    return _concerns(scope.kind)(scope.value, date(year, 1, 1), date(year, 12, 31))
