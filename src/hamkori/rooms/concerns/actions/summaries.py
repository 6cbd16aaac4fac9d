"""Keeping the figures of places ready. Figures are derived: they leave no audit entry."""

from typing import Any

from django.db.models import QuerySet

from hamkori.kernel import clock
from hamkori.kernel.prepared import prepared
from hamkori.rooms.bodies.queries import prefixes
from hamkori.rooms.concerns import figures
from hamkori.rooms.concerns.models import PlaceSummary

BATCH = 40


@prepared
def _staleness(paths: Any) -> QuerySet[PlaceSummary, tuple[str, bool]]:
    return PlaceSummary.objects.filter(path__in=paths).values_list("path", "stale")


def mark_stale(path: str) -> None:
    """Something changed at `path`: its figures and those of every place above are counted again soon."""
    paths = prefixes(path)
    kept = dict(_staleness(tuple(paths)))
    if not all(kept.values()):
        PlaceSummary.objects.filter(path__in=paths, stale=False).update(stale=True)
    if len(kept) < len(paths):
        rows = [
            PlaceSummary(path=each, as_of=clock.today(), stale=True) for each in paths if each not in kept
        ]
        PlaceSummary.objects.bulk_create(rows, ignore_conflicts=True)


def refresh(path: str) -> PlaceSummary:
    """Count one place again."""
    summary, _created = PlaceSummary.objects.update_or_create(
        path=path, defaults={"as_of": clock.today(), "figures": figures.count(path), "stale": False}
    )
    return summary


def refresh_stale() -> int:
    """Count what changed, the smallest places first; a new day makes the figures of earlier days stale."""
    PlaceSummary.objects.filter(as_of__lt=clock.today(), stale=False).update(stale=True)
    paths = list(
        PlaceSummary.objects.filter(stale=True).order_by("-path").values_list("path", flat=True)[:BATCH]
    )
    for path in paths:
        refresh(path)
    return len(paths)
