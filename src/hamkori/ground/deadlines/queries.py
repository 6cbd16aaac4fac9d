"""Reads of deadlines."""

from datetime import date

from django.db.models import QuerySet

from hamkori.ground.deadlines.models import Deadline


def running() -> QuerySet[Deadline]:
    return Deadline.objects.filter(state=Deadline.State.RUNNING)


def of_subject(subject_type: str, subject_id: int) -> list[Deadline]:
    """Every deadline of a subject, oldest first."""
    return list(Deadline.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("pk"))


def ready_for_next_step(day: date, subject_type: str, limit: int = 500) -> list[Deadline]:
    """Running deadlines whose next step of the ladder is due by `day`."""
    return list(
        running()
        .filter(subject_type=subject_type, next_step_on__lte=day)
        .order_by("next_step_on", "pk")[:limit]
    )
