"""Digests that tie the register to the sealed record: of a step, and of a whole crime as it stands after it.

The audit entry of a step holds both. Whoever edits a crime, a step or a report in the database behind the actions
changes a digest, and `checks.faults` finds it; whoever edits the audit entry breaks its chain.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from hamkori.rooms.crime.models import Crime, Report, ReportStep, Step


def _digest(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).isoformat() if value is not None else ""


def step_digest(step: Step) -> str:
    """SHA-256 over everything a step of a crime says."""
    return _digest(
        [
            step.crime_id, step.verb, step.on, _moment(step.at), step.before, step.after, step.reason, step.posting,
            step.holder_told,
        ]
    )  # fmt: skip


def chain(steps: Iterable[Step]) -> str:
    """SHA-256 over the digests of steps, the first one first."""
    ordered = sorted(steps, key=lambda one: one.pk)
    return hashlib.sha256("".join(step_digest(one) for one in ordered).encode()).hexdigest()


def report_step_digest(step: ReportStep) -> str:
    """SHA-256 over everything a step of a report says."""
    return _digest(
        [
            step.report_id, step.verb, step.on, _moment(step.at), step.came_from, step.led_to, step.reason,
            step.decide_by, step.to_office_id, step.posting,
        ]
    )  # fmt: skip


def offence_rows(crime: Crime) -> list[list[Any]]:
    """[article, attempted] in the order of the record, as steps keep them."""
    rows = crime.offences.order_by("position").values_list("article__number", "article__part", "attempted")
    return [[f"{number}/{part}" if part else number, attempted] for number, part, attempted in rows]


def person_rows(crime: Crime) -> list[list[Any]]:
    """[who, sex, age, relation, number] in a fixed order, as steps keep them."""
    columns = ("who", "sex", "age", "relation", "number")
    return [list(row) for row in crime.persons.order_by(*columns[:4]).values_list(*columns)]


def crime_digest(crime: Crime) -> str:
    """SHA-256 over the whole record: the row, its offences and the counted persons."""
    return _digest(
        [
            crime.uid, crime.record_number, crime.office_id, crime.path, crime.report_id, crime.place_type,
            _moment(crime.occurred_from), _moment(crime.occurred_until), crime.time_known, _moment(crime.reported_at),
            crime.recorded_on, _moment(crime.keyed_at), _moment(crime.changed_at), crime.state, crime.clearance,
            crime.cleared_on, crime.removed_on, crime.to_office_id, crime.taken_from_id,
            None if crime.damage is None else f"{crime.damage:.2f}", crime.weapon, crime.point_lon, crime.point_lat,
            offence_rows(crime), person_rows(crime),
        ]
    )  # fmt: skip


def report_digest(report: Report) -> str:
    """SHA-256 over the whole report."""
    return _digest(
        [
            report.number, report.journal_number, report.office_id, report.path, report.way, report.occurred_on,
            _moment(report.reported_at), _moment(report.keyed_at), _moment(report.changed_at), report.decide_by,
            report.state, report.decided_on, report.reason, report.to_office_id, report.told_on, report.extended,
            report.taken_from_id,
        ]
    )  # fmt: skip
