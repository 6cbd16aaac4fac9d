"""What came of a folder: measures with their intervals, the verdicts they allow."""

from dataclasses import dataclass

from hamkori.ground.measures.intervals import Interval
from hamkori.rooms.problems import evidence
from hamkori.rooms.problems.catalogue import Verdict
from hamkori.rooms.problems.evidence import Change, Reading
from hamkori.rooms.problems.models import Folder, Measure, Point


@dataclass(frozen=True, slots=True)
class Result:
    """One measure with its points by place and time; changes are None until both ends were measured."""

    measure: Measure
    points: dict[str, Point]
    here: Change | None
    there: Change | None
    beyond: Interval | None
    boldest: Verdict

    @property
    def is_share(self) -> bool:
        return self.measure.kind == Measure.Kind.SHARE


def _change(measure: Measure, points: dict[str, Point], before: str, after: str) -> Change | None:
    if before not in points or after not in points:
        return None
    first, second = points[before], points[after]
    return evidence.change(
        Reading(first.count, first.base),
        Reading(second.count, second.base),
        share=measure.kind == Measure.Kind.SHARE,
    )


def results_of(folder: Folder) -> list[Result]:
    """Every measure of the folder's round. Two queries."""
    measures = list(Measure.objects.filter(folder=folder).order_by("pk"))
    points: dict[int, dict[str, Point]] = {measure.pk: {} for measure in measures}
    for point in Point.objects.filter(measure__in=measures, round=folder.round).order_by("pk"):
        points[point.measure_id][point.at] = point
    found = []
    for measure in measures:
        mine = points[measure.pk]
        here = _change(measure, mine, Point.At.BEFORE, Point.At.AFTER)
        there = _change(measure, mine, Point.At.OTHER_BEFORE, Point.At.OTHER_AFTER)
        found.append(
            Result(
                measure=measure,
                points=mine,
                here=here,
                there=there,
                beyond=evidence.beyond_comparison(here, there) if here and there else None,
                boldest=evidence.verdict_of(here, there, lower_is_better=measure.lower_is_better),
            )
        )
    return found


def allowed_verdicts(folder: Folder) -> frozenset[Verdict]:
    """What the team may say; measures that were never taken again allow nothing."""
    return evidence.allowed(result.boldest for result in results_of(folder) if result.here is not None)
