"""Reads of programmes. A whole framework is read in a fixed number of queries, whatever its size."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from hamkori.ground.files.models import StoredFile
from hamkori.ground.files.queries import of_subjects, stored
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.kernel.memo import for_a_while
from hamkori.rooms.programmes import counts
from hamkori.rooms.programmes.models import Actual, ActualStep, Framework, Indicator, Period, Result
from hamkori.rooms.programmes.rules import MINISTRY, in_ministry, reads_programmes
from hamkori.rooms.programmes.states import Told
from hamkori.rooms.programmes.values import Standing, standing
from hamkori.society.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class Line:
    """One period of an indicator: what was aimed at, what was reached, how that stands."""

    period: Period
    actual: Actual | None
    counted: counts.Counted | None
    standing: Standing
    targets: dict[str, Decimal]
    parts: dict[str, tuple[Decimal, int | None]]

    @property
    def value(self) -> Decimal | float | None:
        if self.counted is not None:
            return self.counted.value
        return self.actual.value if self.actual is not None else None


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator with its periods."""

    indicator: Indicator
    lines: list[Line]

    @property
    def latest(self) -> Line | None:
        """The last period with a value."""
        return next((line for line in reversed(self.lines) if line.value is not None), None)


@dataclass(frozen=True, slots=True)
class Branch:
    """A result with its figures, and the outputs below an outcome."""

    result: Result
    label: str
    figures: list[Figure]
    below: list["Branch"]


def listed(actor: Actor) -> list[Framework]:
    """Every programme for those who read them at the desk."""
    if not reads_programmes(actor):
        raise NotFound()
    return list(_counted_rows(Framework.objects.all()))


def shown() -> list[Framework]:
    return list(_counted_rows(Framework.objects.filter(shown=True)))


@for_a_while(60)
def shown_titles() -> list[tuple[str, dict[str, str]]]:
    """(uid, titles) of the programmes on public pages, for the first page: remembered for a minute."""
    return list(
        Framework.objects.filter(shown=True).order_by("-begins_on", "pk").values_list("uid", "titles")[:3]
    )


def _counted_rows(rows: Any) -> Any:
    waits = Count(
        "results__indicators__periods", filter=Q(results__indicators__periods__actual__state=Told.SENT), distinct=True
    )  # fmt: skip
    rows = rows.select_related("owner", "place").annotate(
        indicators=Count("results__indicators", distinct=True), waits=waits
    )
    return rows.order_by("-begins_on", "pk")


def public(uid: str) -> Framework:
    """Raises `NotFound` for a programme that is not shown."""
    found = Framework.objects.filter(uid=uid, shown=True).select_related("owner", "place").first()
    if found is None:
        raise NotFound()
    return found


def for_actor(actor: Actor, uid: str, verb: str = "programme.read") -> Framework:
    """The programme, if `actor` may do `verb` to it. Raises `NotFound` otherwise."""
    found = Framework.objects.filter(uid=uid).select_related("owner", "place").first()
    if found is None or not access.may(actor, verb, found):
        raise NotFound()
    return found


def result_of(framework: Framework, number: int) -> Result:
    found = Result.objects.filter(framework=framework, pk=number).select_related("serves").first()
    if found is None:
        raise NotFound()
    return found


def outcomes(framework: Framework) -> list[Result]:
    return list(Result.objects.filter(framework=framework, serves__isnull=True).order_by("number"))


def indicator_for(actor: Actor, uid: str, verb: str = "programme.read") -> Indicator:
    found = _indicators().filter(uid=uid).first()
    if found is None or not access.may(actor, verb, found.result.framework):
        raise NotFound()
    return found


def _indicators() -> QuerySet[Indicator]:
    return Indicator.objects.select_related("result__framework__place", "result__framework__owner")


def public_indicator(uid: str) -> Indicator:
    found: Indicator | None = _indicators().filter(uid=uid, result__framework__shown=True).first()
    if found is None:
        raise NotFound()
    return found


def period_for(actor: Actor, number: int, verb: str) -> Period:
    """A period, if `actor` may do `verb`: to it ("programme.enter") or to its programme."""
    found = (
        Period.objects.select_related("indicator__result__framework__place", "actual")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise NotFound()
    if not access.may(actor, verb, found if verb == "programme.enter" else found.indicator.result.framework):
        raise NotFound()
    return found


def paper_of(period: Period, token: str) -> StoredFile:
    """A paper or photo of the value of a period. Raises `NotFound`."""
    told: Actual | None = getattr(period, "actual", None)
    kept = stored(token)
    if told is None or kept is None:
        raise NotFound()
    if (kept.subject_type, kept.subject_id) != (told._meta.label_lower, str(told.pk)):
        raise NotFound()
    return kept


def actual_for(actor: Actor, number: int) -> Actual:
    """The value of a period, for somebody who may approve it or send it back."""
    found = (
        Actual.objects.select_related("period__indicator__result__framework__place")
        .filter(period_id=number)
        .first()
    )
    if found is None or not access.may(actor, "programme.approve", found):
        raise NotFound()
    return found


def waiting(actor: Actor) -> int:
    """How many values wait for approval by this office and by somebody else than who wrote them."""
    if not in_ministry(actor):
        return 0
    rows = Actual.objects.filter(
        state=Told.SENT, period__indicator__result__framework__owner_id=actor.organisation_id
    )
    return rows.exclude(entered_by=actor.user_id).count()


def returned(actor: Actor) -> int:
    """How many values of this person were sent back."""
    if not in_ministry(actor):
        return 0
    return Actual.objects.filter(state=Told.RETURNED, entered_by=actor.user_id).count()


def own_office(actor: Actor) -> Organisation:
    """The ministry that the actor acts for. Raises `NotFound`."""
    found = Organisation.objects.filter(pk=actor.office, kind=MINISTRY).select_related("place").first()
    if found is None:
        raise NotFound()
    return found


# --- the whole of it


def tree(framework: Framework, *, approved_only: bool) -> list[Branch]:
    """Outcomes with their outputs and figures. Six queries, and one for each kind of figure that the house counts."""
    results = list(
        Result.objects.filter(framework=framework)
        .order_by("number")
        .prefetch_related(
            Prefetch("indicators", Indicator.objects.order_by("number")), *_periods("indicators__", approved_only)
        )
    )  # fmt: skip
    inside: dict[int | None, list[Result]] = {}
    for result in results:
        inside.setdefault(result.serves_id, []).append(result)

    def branch(result: Result, before: str) -> Branch:
        label = f"{before}{result.number}"
        figures = [figure(one, framework) for one in result.indicators.all()]
        return Branch(result, label, figures, [branch(one, f"{label}.") for one in inside.get(result.pk, [])])

    return [branch(result, "") for result in inside.get(None, [])]


def _periods(before: str, approved_only: bool) -> "list[Prefetch[Any]]":
    told = Actual.objects.filter(state=Told.APPROVED) if approved_only else Actual.objects.all()
    return [
        Prefetch(f"{before}periods", Period.objects.order_by("begins_on")),
        Prefetch(f"{before}periods__actual", told, to_attr="told"),
        Prefetch(f"{before}periods__told__parts"),
        Prefetch(f"{before}periods__target_parts"),
    ]


def with_periods(indicator: Indicator, *, approved_only: bool) -> Figure:
    """One indicator with everything about it."""
    found = Indicator.objects.filter(pk=indicator.pk).prefetch_related(*_periods("", approved_only)).get()
    found.result = indicator.result
    return figure(found, indicator.result.framework)


def figure(indicator: Indicator, framework: Framework) -> Figure:
    """The lines of an indicator whose periods are at hand."""
    months: counts.Months = {}
    if indicator.counted_by:
        months = counts.read(indicator.counted_by, framework.path, framework.begins_on, framework.ends_on)
    since = framework.begins_on if indicator.cumulative else None
    return Figure(indicator, [_line(indicator, period, months, since) for period in indicator.periods.all()])


def _line(indicator: Indicator, period: Period, months: counts.Months, since: date | None) -> Line:
    actual: Actual | None = getattr(period, "told", None)
    live = None
    value = actual.value if actual is not None else None
    if indicator.counted_by:
        live = counts.NOTHING
        if period.begins_on <= clock.today():
            live = counts.counted(indicator.counted_by, since or period.begins_on, period.ends_on, months)
        value = None if live.value is None else Decimal(str(live.value))
    return Line(
        period=period,
        actual=actual,
        counted=live,
        standing=standing(value, period.target, indicator.direction, has_ended=period.has_ended),
        targets={part.group: part.value for part in period.target_parts.all()},
        parts={part.group: (part.value, part.base) for part in actual.parts.all()} if actual else {},
    )


def steps_and_papers(told: list[Actual]) -> dict[int, tuple[list[ActualStep], list[StoredFile]]]:
    """{value: (its steps, its papers)}. Two queries."""
    found: dict[int, tuple[list[ActualStep], list[StoredFile]]] = {one.pk: ([], []) for one in told}
    for step in ActualStep.objects.filter(actual__in=told).order_by("pk"):
        found[step.actual_id][0].append(step)
    for paper in of_subjects(Actual._meta.label_lower, [one.pk for one in told]):
        found[int(paper.subject_id or 0)][1].append(paper)
    return found
