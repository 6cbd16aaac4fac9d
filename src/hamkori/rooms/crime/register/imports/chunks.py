"""One chunk of a file goes into the register, whole or not at all, with one audit entry that seals its steps."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadState
from hamkori.kernel.references import new_reference
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Crime, Fault, Import, ImportedRow, Offence, Persons, Step
from hamkori.rooms.crime.register import sealing
from hamkori.rooms.crime.register.imports import changes
from hamkori.rooms.crime.register.imports.bulk import draw_keys, in_parts, insert, moment_text
from hamkori.rooms.crime.register.imports.faults import ERROR, RowFault
from hamkori.rooms.crime.register.imports.rows import Row
from hamkori.rooms.crime.states import Verb

MOST_FAULTS = 50_000
"""Findings that are kept of one file; what is beyond is counted only."""


class StepRow(NamedTuple):
    """A step before it is kept; `sealing.step_digest` reads it like one."""

    pk: int
    crime_id: int
    verb: str
    on: date
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    posting: int | None
    holder_told: bool | None = None


class KeptStep(NamedTuple):
    """A step that was inserted, and its digest."""

    pk: int
    crime_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a chunk."""

    new: int
    changed: int
    same: int
    faulty: int


def lock_at(source: Import, position: int) -> Import:
    """The import, locked, if it still stands at `position`. Two programs cannot take the same chunk."""
    kept = Import.objects.select_for_update().get(pk=source.pk)
    if kept.position != position or kept.state != "running":
        raise BadState(_("Another program is reading this file, or it was stopped."))
    return kept


def move_on(
    kept: Import, *, end: int, read: int, taken: Taken, faults: Sequence[RowFault], facts: dict[str, Any]
) -> None:
    """Count the chunk, keep its faults, note the audit entry."""
    room = max(MOST_FAULTS - Fault.objects.filter(source=kept).count(), 0) if faults else 0
    first_row = kept.rows_read + 1
    insert(
        Fault,
        ("source_id", "row", "column", "rule", "severity", "value"),
        (
            (kept.pk, one.row, one.column[:80], one.rule, one.severity, one.value)
            for one in sorted(faults, key=lambda one: one.row)[:room]
        ),
    )
    kept.position = end
    kept.chunks += 1
    kept.rows_read += read
    kept.rows_new += taken.new
    kept.rows_changed += taken.changed
    kept.rows_same += taken.same
    kept.rows_faulty += taken.faulty
    kept.save()
    trail.note(
        subject=kept,
        facts={
            "chunk": kept.chunks, "first": first_row, "read": read, "new": taken.new, "changed": taken.changed,
            "same": taken.same, "faulty": taken.faulty, **facts,
        },
    )  # fmt: skip


@action("crime.rows_imported", verb="crime.import", on="source")
def take_rows(
    *, actor: Actor, source: Import, rows: Sequence[Row], faults: Sequence[RowFault], read: int, position: int,
    end: int,
) -> Import:  # fmt: skip
    """Take the good rows of one chunk: new ones in bulk, changed ones as steps, known ones not at all.

    `position` is where the chunk begins, `end` where the next one does. Returns the import as it stands then.
    """
    kept = lock_at(source, position)
    now = clock.now()
    found = _found(rows)
    listed = list(faults)
    fresh, changed, same = [], [], []
    for row in rows:
        known = found.get(row.key)
        if known is None:
            fresh.append(row)
        elif known.source_id == kept.pk:
            listed.append(RowFault(row.number, "", "structure.twice", row.record_number))
        elif bytes(known.digest) == row.digest:
            same.append(known.pk)
        else:
            changed.append((row, known))
    fresh = _without_typed(fresh, listed)
    steps = _insert(kept, fresh, now, actor)
    mended, more = changes.apply(changed, now, actor, listed)
    steps += more
    for part in in_parts([*same, *mended]):
        ImportedRow.objects.filter(pk__in=part).update(source=kept)
    seal = hashlib.sha256()
    for one in steps:
        seal.update(one.digest.encode())
    faulty = len({one.row for one in listed if one.severity == ERROR and one.row})
    taken = Taken(len(fresh), len(mended), len(same), faulty)
    facts: dict[str, Any] = {"steps": runs([one.pk for one in steps]), "digest": seal.hexdigest()}
    move_on(kept, end=end, read=read, taken=taken, faults=listed, facts=facts)
    return kept


def _found(rows: Sequence[Row]) -> dict[str, ImportedRow]:
    if not rows or not ImportedRow.objects.exists():
        return {}
    found = {}
    for part in in_parts([row.key for row in rows]):
        for one in ImportedRow.objects.filter(key__in=part):
            found[one.key] = one
    return found


def _without_typed(rows: list[Row], faults: list[RowFault]) -> list[Row]:
    """Numbers that the register has from elsewhere are not touched."""
    by_office: dict[int, list[str]] = {}
    for row in rows:
        by_office.setdefault(row.office_id, []).append(row.record_number)
    taken: set[tuple[int, str]] = set()
    for office, numbers in by_office.items():
        for part in in_parts(numbers):
            held = Crime.objects.filter(office_id=office, record_number__in=part)
            taken.update((office, number) for number in held.values_list("record_number", flat=True))
    kept, seen = [], set()
    for row in rows:
        number = (row.office_id, row.record_number)
        if number in taken:
            faults.append(RowFault(row.number, "", "import.typed", row.record_number))
        elif number in seen or row.key in seen:
            faults.append(RowFault(row.number, "", "structure.twice", row.record_number))
        else:
            seen |= {number, row.key}
            kept.append(row)
    return kept


# --- new rows

_CRIME = (
    "id", "uid", "record_number", "office_id", "area_id", "path", "point_lon", "point_lat", "place_type",
    "occurred_from", "occurred_until", "time_known", "reported_at", "recorded_on", "keyed_at", "changed_at", "state",
    "clearance", "cleared_on", "removed_on", "damage", "weapon", "source_import", "source_key",
)  # fmt: skip
_STEP = ("id", "crime_id", "verb", "on", "at", "before", "after", "reason", "posting", "holder_told")


def attributes(row: Row) -> dict[str, Any]:
    """What a correction may change, in the words in which steps keep it."""
    return {
        "area": row.path,
        "place_type": row.place_type,
        "occurred_from": row.occurred_from.isoformat() if row.occurred_from else None,
        "occurred_until": row.occurred_until.isoformat() if row.occurred_until else None,
        "time_known": row.time_known,
        "damage": None if row.damage is None else f"{row.damage:.2f}",
        "weapon": row.weapon,
    }


def first_steps(row: Row, key: int, now: datetime, posting: int | None) -> Iterable[tuple[Any, ...]]:
    """(crime, verb, on, at, before, after, reason, posting): recorded, and what it came with beyond that."""
    after = {
        "state": "open",
        "offences": [[article, attempted] for article, _key, attempted in row.offences],
        "persons": [list(group) for group in row.persons],
        **attributes(row),
    }
    yield key, Verb.RECORDED.value, row.recorded_on, now, {}, after, "import", posting
    if row.state == "cleared":
        before, after = {"state": "open", "clearance": ""}, {"state": "cleared", "clearance": row.clearance}
        yield key, Verb.CLEARED.value, row.cleared_on, now, before, after, row.clearance, posting
    elif row.state == "removed":
        yield (
            key,
            Verb.REMOVED.value,
            row.removed_on,
            now,
            {"state": "open"},
            {"state": "removed"},
            "import",
            posting,
        )
    elif row.state == "suspended":
        on = row.recorded_on
        yield key, Verb.SUSPENDED.value, on, now, {"state": "open"}, {"state": "suspended"}, "import", posting


def runs(keys: Sequence[int]) -> list[list[int]]:
    """[first, last] of keys that follow each other, as an audit entry keeps them."""
    found: list[list[int]] = []
    for key in keys:
        if found and key == found[-1][1] + 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return found


def draw_references(number: int) -> list[str]:
    """So many references that no crime has: among many records a random one is taken now and then."""
    free: dict[str, None] = {}
    while len(free) < number:
        drawn = {new_reference() for _one in range(number - len(free))} - free.keys()
        for part in in_parts(sorted(drawn)):
            drawn -= set(Crime.objects.filter(uid__in=part).values_list("uid", flat=True))
        free |= dict.fromkeys(drawn)
    return list(free)


def _insert(kept: Import, rows: list[Row], now: datetime, actor: Actor) -> list[KeptStep]:
    """Insert new records with everything that belongs to them; returns their steps."""
    if not rows:
        return []
    keys = draw_keys(Crime, len(rows))
    at, moments = moment_text(now), _Moments()
    insert(
        Crime,
        _CRIME,
        (
            (
                key, uid, row.record_number, row.office_id, row.area_id, row.path,
                *(row.point or (None, None)), row.place_type, moments[row.occurred_from], moments[row.occurred_until],
                row.time_known, moments[row.reported_at], row.recorded_on.isoformat(), at, at, row.state,
                row.clearance, row.cleared_on and row.cleared_on.isoformat(),
                row.removed_on and row.removed_on.isoformat(), row.damage and str(row.damage), row.weapon, kept.pk,
                row.key,
            )
            for key, uid, row in zip(keys, draw_references(len(rows)), rows, strict=True)
        ),
    )  # fmt: skip
    insert(
        Offence,
        ("crime_id", "position", "article_id", "attempted"),
        (
            (key, position, article, attempted)
            for key, row in zip(keys, rows, strict=True)
            for position, (_code, article, attempted) in enumerate(row.offences, 1)
        ),
    )
    insert(
        Persons,
        ("crime_id", "who", "sex", "age", "relation", "number"),
        ((key, *group) for key, row in zip(keys, rows, strict=True) for group in row.persons),
    )
    steps = insert_steps(
        [
            step
            for key, row in zip(keys, rows, strict=True)
            for step in first_steps(row, key, now, actor.posting_id)
        ]
    )
    last = {step.crime_id: step.pk for step in steps}
    insert(
        ImportedRow,
        ("key", "crime_id", "digest", "source_id", "last_step"),
        ((row.key, key, row.digest, kept.pk, last[key]) for key, row in zip(keys, rows, strict=True)),
    )
    return steps


def insert_steps(steps: Sequence[tuple[Any, ...]]) -> list[KeptStep]:
    """Insert steps and return them sealed, in their order."""
    if not steps:
        return []
    made = [StepRow(pk, *step) for pk, step in zip(draw_keys(Step, len(steps)), steps, strict=True)]
    at = moment_text(made[0].at)
    insert(
        Step,
        _STEP,
        (
            (
                step.pk, step.crime_id, step.verb, step.on.isoformat(), at, _json(step.before), _json(step.after),
                step.reason, step.posting, step.holder_told,
            )
            for step in made
        ),
    )  # fmt: skip
    return [KeptStep(step.pk, step.crime_id, sealing.step_digest(cast("Step", step))) for step in made]


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) if content else "{}"


class _Moments(dict[datetime | None, str | None]):
    def __missing__(self, moment: datetime | None) -> str | None:
        text = self[moment] = None if moment is None else moment_text(moment)
        return text
