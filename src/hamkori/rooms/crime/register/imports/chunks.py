"""One chunk of a file goes into the register, whole or not at all, with one audit entry that seals its steps."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadState
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Crime, Fault, Import, ImportedRow, Offence, Persons, Step
from hamkori.rooms.crime.register.imports import changes, contents, packing
from hamkori.rooms.crime.register.imports.bulk import (
    draw_keys,
    in_parts,
    insert,
    matching,
    moment_text,
    new_references,
    next_key,
)
from hamkori.rooms.crime.register.imports.faults import ERROR, RowFault
from hamkori.rooms.crime.register.imports.packing import Packed
from hamkori.rooms.crime.register.imports.rows import Row, Rows
from hamkori.rooms.crime.register.imports.steps import NewStep, runs, step_digest

MOST_FAULTS = 50_000
"""Findings that are kept of one file; what is beyond is counted only."""


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
    listed = sorted(faults, key=lambda one: one.row)[:room]
    insert(
        Fault,
        {
            "source_id": kept.pk, "row": [one.row for one in listed], "column": [one.column[:80] for one in listed],
            "rule": [one.rule for one in listed], "severity": [one.severity for one in listed],
            "value": [one.value for one in listed],
        },
    )  # fmt: skip
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
    *,
    actor: Actor,
    source: Import,
    rows: Rows | Packed,
    faults: Sequence[RowFault],
    read: int,
    position: int,
    end: int,
    look: bool = True,
) -> Import:
    """Take the good rows of one chunk: new ones in bulk, changed ones as steps, known ones not at all.

    `position` is where the chunk begins, `end` where the next one does. Returns the import as it stands then. Without
    `look` a number that the register has from elsewhere raises `IntegrityError`, and nothing of the chunk is taken.
    Packed rows hang beside the database; of these a row that is known, or twice in the chunk, raises it too.
    """
    kept = lock_at(source, position)
    if isinstance(rows, Packed):
        _take_packed(kept, rows, faults, end=end, read=read)
        return kept
    now = clock.now()
    found = _found(rows.keys)
    listed = list(faults)
    fresh: list[int] = []
    changed: list[tuple[Row, ImportedRow]] = []
    same: list[int] = []
    for place, key in enumerate(rows.keys):
        known = found.get(key)
        if known is None:
            fresh.append(place)
        elif known.source_id == kept.pk:
            listed.append(
                RowFault(rows.numbers[place], "", "structure.twice", rows.columns["record_number"][place])
            )
        elif bytes(known.digest) == rows.digests[place]:
            same.append(known.id)
        else:
            changed.append((rows.row(place), ImportedRow(**known._asdict())))
    fresh = _once(rows, fresh, listed)
    if look:
        fresh = _without_typed(rows, fresh, listed)
    crimes, uids = _insert(kept, rows, fresh, now)
    mended, steps = changes.apply(changed, now, actor, listed)
    for part in in_parts([*same, *mended]):
        ImportedRow.objects.filter(pk__in=part).update(source=kept)
    seal = hashlib.sha256("".join([one.digest for one in steps]).encode())
    taken = Taken(len(fresh), len(mended), len(same), _faulty(listed))
    facts: dict[str, Any] = {
        "crimes": runs(crimes), "records": contents.seal(uids, [rows.digests[place] for place in fresh], now),
        "steps": runs([one.pk for one in steps]), "digest": seal.hexdigest(),
    }  # fmt: skip
    move_on(kept, end=end, read=read, taken=taken, faults=listed, facts=facts)
    return kept


def _take_packed(kept: Import, packed: Packed, faults: Sequence[RowFault], *, end: int, read: int) -> None:
    """A chunk of which no row is known, packed: the same in the end as row by row, but the database does it."""
    now, number, first = clock.now(), len(packed), next_key(Crime)
    uids = packing.free_references(packed)
    packing.take_beside(first, moment_text(now), kept.pk)
    facts: dict[str, Any] = {
        "crimes": [[first, first + number - 1]] if number else [],
        "records": contents.seal([uids], [packed.digests], now), "steps": [], "digest": hashlib.sha256().hexdigest(),
    }  # fmt: skip
    move_on(kept, end=end, read=read, taken=Taken(number, 0, 0, _faulty(faults)), faults=faults, facts=facts)


def _faulty(faults: Sequence[RowFault]) -> int:
    return len({one.row for one in faults if one.severity == ERROR and one.row})


class Known(NamedTuple):
    """A row that was taken before."""

    id: int
    key: str
    crime_id: int
    digest: bytes
    source_id: int
    last_step: int


def _found(keys: Sequence[str]) -> dict[str, Known]:
    if not keys or not ImportedRow.objects.exists():
        return {}
    return {row[1]: Known(*row) for row in matching(ImportedRow, Known._fields, "key", keys)}


def _once(rows: Rows, fresh: list[int], faults: list[RowFault]) -> list[int]:
    """The rows whose number and key come for the first time in this chunk."""
    offices, numbers = rows.columns["office_id"], rows.columns["record_number"]
    if len(set(zip(offices, numbers, strict=True))) == len(set(rows.keys)) == len(rows):
        return fresh
    kept: list[int] = []
    seen: set[tuple[int, str] | str] = set()
    for place in fresh:
        number = (offices[place], numbers[place])
        if number in seen or rows.keys[place] in seen:
            faults.append(RowFault(rows.numbers[place], "", "structure.twice", number[1]))
        else:
            seen |= {number, rows.keys[place]}
            kept.append(place)
    return kept


def _without_typed(rows: Rows, fresh: list[int], faults: list[RowFault]) -> list[int]:
    """Numbers that the register has from elsewhere are not touched."""
    offices, numbers = rows.columns["office_id"], rows.columns["record_number"]
    by_office: dict[int, list[str]] = {}
    for place in fresh:
        by_office.setdefault(offices[place], []).append(numbers[place])
    taken: set[tuple[int, str]] = set()
    for office, named in by_office.items():
        held = matching(Crime, ("record_number",), "record_number", named, office_id=office)
        taken.update((office, number) for (number,) in held)
    free = [place for place in fresh if (offices[place], numbers[place]) not in taken]
    for place in set(fresh).difference(free):
        faults.append(RowFault(rows.numbers[place], "", "import.typed", numbers[place]))
    return free


# --- new rows


def draw_references(number: int) -> list[str]:
    """So many references that no crime has: among many records a random one is taken now and then.

    In the order of the alphabet, so that their index is written from one end to the other.
    """
    free: set[str] = set()
    while len(free) < number:
        drawn = set(new_references(number - len(free))) - free
        free |= drawn - {uid for (uid,) in matching(Crime, ("uid",), "uid", sorted(drawn))}
    return sorted(free)


def _insert(kept: Import, rows: Rows, fresh: list[int], now: datetime) -> tuple[list[int], list[str]]:
    """Insert new records with everything that belongs to them; returns their keys and references."""
    if not fresh:
        return [], []
    keys, uids, at = draw_keys(Crime, len(fresh)), draw_references(len(fresh)), moment_text(now)

    def of_new(values: list[Any]) -> list[Any]:
        return values if len(fresh) == len(rows) else [values[place] for place in fresh]

    insert(
        Crime,
        {
            "id": keys, "uid": uids, **{name: of_new(rows.columns[name]) for name in packing.CRIME}, "keyed_at": at,
            "changed_at": at, "source_import": kept.pk,
        },
    )  # fmt: skip
    key_at: list[int] = [0] * len(rows)
    for place, key in zip(fresh, keys, strict=True):
        key_at[place] = key
    for model, parts, names in (
        (Offence, rows.offences, packing.OFFENCE),
        (Persons, rows.persons, packing.PERSONS),
    ):
        owners = [key_at[place] for place in parts.rows]
        columns = {name: parts.columns[name] for name in names}
        if len(fresh) < len(rows):
            columns = {name: list(compress(values, owners)) for name, values in columns.items()}
            owners = list(filter(None, owners))
        insert(model, {"crime_id": owners, **columns})
    insert(
        ImportedRow,
        {
            "key": of_new(rows.keys), "crime_id": keys, "digest": of_new(rows.digests), "source_id": kept.pk,
            "last_step": 0,
        },
    )  # fmt: skip
    return keys, uids


def insert_steps(steps: Sequence[NewStep]) -> list[KeptStep]:
    """Insert steps and return them sealed, in their order."""
    if not steps:
        return []
    keys, moments = draw_keys(Step, len(steps)), _Moments()
    names = ("crime_id", "verb", "on", "at", "before", "after", "reason", "posting")
    columns = dict(zip(names, map(list, zip(*steps, strict=True)), strict=True))
    insert(Step, {"id": keys, **columns, "at": [moments[step[3]] for step in steps]})
    return [KeptStep(key, step[0], step_digest(step)) for key, step in zip(keys, steps, strict=True)]


class _Moments(dict[datetime, str]):
    def __missing__(self, moment: datetime) -> str:
        text = self[moment] = moment_text(moment)
        return text
