"""Whether the register still is what its sealed steps say: `hamkori crime register check`.

Each step of a typed crime or report left an audit entry with the digest of the step and of the record after it. A row
that was edited, deleted or added behind the actions no longer fits. (Imported rows are sealed by their import.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from hamkori.ground.audit.models import Entry
from hamkori.rooms.crime.models import Crime, Report, ReportStep, Step
from hamkori.rooms.crime.register import sealing

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """`what`: step_changed, step_missing, step_added, record_changed."""

    kind: str
    number: str
    what: str


def faults() -> Iterator[Fault]:
    """Every place where the register and the sealed record differ. Streams; reads only."""
    yield from _of_crimes()
    yield from _of_reports()


def sealed(model: type[models.Model], keys: list[int]) -> dict[int, dict[int, dict[str, Any]]]:
    """{key of the record: {step: facts}} of the audit entries, in the order they were left."""
    found: dict[int, dict[int, dict[str, Any]]] = {key: {} for key in keys}
    entries = Entry.objects.filter(
        object_type=model._meta.label_lower, object_id__in=[str(key) for key in keys]
    ).order_by("pk")
    for object_id, facts in entries.values_list("object_id", "facts"):
        if "step" in facts and "record" in facts:
            found[int(object_id)][facts["step"]] = facts
    return found


def _of_crimes() -> Iterator[Fault]:
    last = 0
    while chunk := list(Crime.objects.filter(pk__gt=last, source_import__isnull=True).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        keys = [crime.pk for crime in chunk]
        entries = sealed(Crime, keys)
        steps: dict[int, dict[int, str]] = {key: {} for key in keys}
        for step in Step.objects.filter(crime_id__in=keys):
            steps[step.crime_id][step.pk] = sealing.step_digest(step)
        for crime in chunk:
            yield from compare(
                "crime", crime.uid, entries[crime.pk], steps[crime.pk], sealing.crime_digest(crime)
            )


def _of_reports() -> Iterator[Fault]:
    last = 0
    while chunk := list(Report.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        keys = [report.pk for report in chunk]
        entries = sealed(Report, keys)
        steps: dict[int, dict[int, str]] = {key: {} for key in keys}
        for step in ReportStep.objects.filter(report_id__in=keys):
            steps[step.report_id][step.pk] = sealing.report_step_digest(step)
        for report in chunk:
            yield from compare(
                "report", report.number, entries[report.pk], steps[report.pk], sealing.report_digest(report)
            )


def compare(
    kind: str, number: str, sealed: dict[int, dict[str, Any]], steps: dict[int, str], record: str
) -> Iterator[Fault]:
    """One record with its sealed steps. `record` is the digest of the record now."""
    for key, facts in sealed.items():
        if key not in steps:
            yield Fault(kind, number, "step_missing")
        elif steps[key] != facts["digest"]:
            yield Fault(kind, number, "step_changed")
    if steps.keys() - sealed.keys():
        yield Fault(kind, number, "step_added")
    if sealed and list(sealed.values())[-1]["record"] != record:
        yield Fault(kind, number, "record_changed")
    if not sealed and not steps:
        yield Fault(kind, number, "record_changed")
