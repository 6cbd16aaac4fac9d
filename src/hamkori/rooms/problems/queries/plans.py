"""The plan of a year, and what stands before the local budgets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared
from hamkori.rooms.problems.catalogue import Origin
from hamkori.rooms.problems.models import BudgetRequest, Decision, Folder, PlanRow, PlanTemplate, YearPlan
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.models import Law, Season


def plan_of(team: Organisation, year: int) -> YearPlan | None:
    return YearPlan.objects.filter(team=team, year=year).select_related("decision", "team").first()


def rows_of(plan: YearPlan) -> list[PlanRow]:
    """The rows in the order of the year, each with what it asked of a budget."""
    rows = list(PlanRow.objects.filter(plan=plan).select_related("folder", "partner").order_by("month", "pk"))
    asked = {
        one.row_id: one for one in BudgetRequest.objects.filter(row__in=rows).select_related("to", "law")
    }
    for row in rows:
        row.asked = asked.get(row.pk)  # type: ignore[attr-defined]
    return rows


def row_of(plan: YearPlan, number: int) -> PlanRow:
    found = (
        PlanRow.objects.filter(plan=plan, pk=number).select_related("plan__team", "folder", "partner").first()
    )
    if found is None:
        raise NotFound()
    return found


def request_of(row: PlanRow) -> BudgetRequest | None:
    return BudgetRequest.objects.filter(row=row).select_related("to", "law", "row__plan__team").first()


def request_for(actor: Actor, number: int) -> BudgetRequest:
    """A request that this actor may answer. Raises `NotFound`."""
    found = (
        BudgetRequest.objects.filter(pk=number)
        .select_related("to", "law", "row__plan__team", "row__folder")
        .first()
    )
    if found is None or not actor.has_role(Role.HEAD) or found.to_id != actor.organisation_id:
        raise NotFound()
    return found


def requests_to(organisation_id: int) -> list[BudgetRequest]:
    """What teams ask of this local government, what waits first."""
    return list(
        BudgetRequest.objects.filter(to_id=organisation_id)
        .select_related("law", "row__plan__team", "row__folder")
        .order_by("state", "on", "pk")
    )


@prepared
def _unanswered(organisation_id: Any) -> QuerySet[BudgetRequest, Any]:
    found = BudgetRequest.objects.filter(to_id=organisation_id, state="asked").order_by()
    return found.values("to_id").annotate(number=Count("pk")).values_list("number", flat=True)


def unanswered(organisation_id: int) -> int:
    """How many requests wait for this local government."""
    return sum(_unanswered(organisation_id))


def decisions_about(team: Organisation, year: int) -> list[Decision]:
    """Decisions about plans that belong to a year: taken in it or in the three months before."""
    found = Decision.objects.filter(team=team, kind=Decision.Kind.PLAN, void_on__isnull=True).order_by(
        "-on", "-pk"
    )
    return [one for one in found if one.on.year == year or (one.on.year == year - 1 and one.on.month >= 10)]


def priorities(rows: list[PlanRow]) -> list[Folder]:
    """The problems that the plan serves, each once."""
    found: dict[int, Folder] = {}
    for row in rows:
        if row.folder is not None:
            found.setdefault(row.folder.pk, row.folder)
    return list(found.values())


def sources(rows: Sequence[PlanRow]) -> list[tuple[Origin, int]]:
    """Who wants what stands in the plan, most first; rows that every team has are left out (R264)."""
    counts = Counter(row.wanted_by for row in rows if row.wanted_by)
    return [(Origin(code), number) for code, number in counts.most_common()]


def is_from_outside(rows: Sequence[PlanRow]) -> bool:
    """More than half of what is the team's own comes from authorities or donors (R251, R264, K44)."""
    counts = dict(sources(rows))
    outside = counts.get(Origin.AUTHORITY, 0) + counts.get(Origin.PARTNER, 0)
    return 2 * outside > sum(counts.values())


def templates() -> dict[str, PlanTemplate]:
    return {one.code: one for one in PlanTemplate.objects.all()}


def laws() -> list[Law]:
    return list(Law.objects.filter(retired_on__isnull=True).order_by("position", "code"))


def seasons_of(year: int) -> list[Season]:
    """Dates to mind, as the country pack gives them (harvest, Ramadan, power cuts, school)."""
    return list(
        Season.objects.filter(
            retired_on__isnull=True, starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1)
        ).order_by("starts_on", "code")
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a plan has come."""

    rows: int
    done: int
    partly: int
    missed: int
    late: int


@prepared
def _months(team_id: Any, year: Any) -> QuerySet[PlanRow, Any]:
    return PlanRow.objects.filter(plan__team_id=team_id, plan__year=year).values_list(
        "done", "month", named=True
    )


def tally_of(team_id: int, *, year: int) -> Tally:
    """How far the plan of a team's year is; a year without a plan has no rows."""
    return tally(_months(team_id, year), year=year)


def tally(rows: Sequence[Any], *, year: int) -> Tally:
    today = clock.today()
    counts = Counter(row.done for row in rows)
    late = sum(
        row.done == PlanRow.Done.OPEN and (year, row.month) < (today.year, today.month) for row in rows
    )
    return Tally(len(rows), counts["done"], counts["partly"], counts["not"], late)
