"""Whether what imports brought still is what their sealed entries say: `hamkori crime imports check`.

The entry of a batch seals what its records said when they came (`contents.seal`), their keys, and every step that it
added. What a record says now must be what its row says, and what the last sealed step of its import or its desk left.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hamkori.ground.audit.models import Entry
from hamkori.rooms.crime.models import Crime, Import, ImportedRow, Offence, Persons, Step
from hamkori.rooms.crime.register import checks, sealing
from hamkori.rooms.crime.register.imports import contents
from hamkori.rooms.crime.register.imports.changes import ROW

TOGETHER = 1_000
GENERATED = "crime.rows_generated"
"""The entry of a made-up year: it tells which records are its own, and seals nothing of them."""
_CRIME = (
    "pk", "uid", "source_import", "keyed_at", "changed_at", "office__uid", "area__code", "path", "reported_at",
    "recorded_on", "state", "clearance", "cleared_on", "removed_on", "point_lon", "point_lat", "occurred_from",
    "occurred_until", "time_known", "place_type", "damage", "weapon", "record_number",
)  # fmt: skip
_GROUP = ("who", "sex", "age", "relation", "number")


@dataclass(frozen=True, slots=True)
class ImportFault:
    """`what`: steps_missing, steps_changed, records_missing, records_changed, records_added of a batch; of one record,
    whose reference is `number`: record_changed, step_missing, step_changed, step_added."""

    uid: str
    chunk: int
    what: str
    number: str = ""


@dataclass(slots=True)
class _Steps:
    """Which steps the batches added: [first, last] of keys that follow each other."""

    runs: list[tuple[int, int]] = field(default_factory=list)

    def __contains__(self, key: int) -> bool:
        at = bisect_right(self.runs, (key, 2**63)) - 1
        return at >= 0 and self.runs[at][0] <= key <= self.runs[at][1]


def faults() -> Iterator[ImportFault]:
    """Every batch and record that no longer is what was sealed. Streams; reads only."""
    uids = dict(Import.objects.values_list("pk", "uid"))
    entries = Entry.objects.filter(action__in=["crime.rows_imported", GENERATED]).order_by("pk")
    of_imports = _Steps()
    sealed: dict[int, int] = {}
    for object_id, facts in entries.values_list("object_id", "facts").iterator(chunk_size=200):
        of_imports.runs += [(first, last) for first, last in facts.get("steps", ())]
        sealed[int(object_id)] = sealed.get(int(object_id), 0) + _number(facts["crimes"])
    of_imports.runs.sort()
    batches = entries.filter(action="crime.rows_imported")
    for object_id, facts in batches.values_list("object_id", "facts").iterator(chunk_size=200):
        uid = uids.get(int(object_id), object_id)
        if what := _steps_of(facts):
            yield ImportFault(uid, facts["chunk"], what)
        for what, number in _records_of(int(object_id), facts, of_imports):
            yield ImportFault(uid, facts["chunk"], what, number)
    brought = Crime.objects.filter(source_import__isnull=False).order_by()
    for source in set(brought.values_list("source_import", flat=True).distinct()) - {None}:
        assert source is not None
        if brought.filter(source_import=source).count() > sealed.get(source, 0):
            yield ImportFault(uids.get(source, str(source)), 0, "records_added")


def _number(runs: Sequence[Sequence[int]]) -> int:
    return sum(last - first + 1 for first, last in runs)


def _steps_of(facts: dict[str, Any]) -> str:
    """What is wrong with the steps that a batch added; "" when nothing is."""
    digest, number = hashlib.sha256(), 0
    for first, last in facts["steps"]:
        steps = Step.objects.filter(pk__gte=first, pk__lte=last).order_by("pk")
        for step in steps.iterator(chunk_size=2000):
            digest.update(sealing.step_digest(step).encode())
            number += 1
    if number != _number(facts["steps"]):
        return "steps_missing"
    return "" if digest.hexdigest() == facts["digest"] else "steps_changed"


def _records_of(source: int, facts: dict[str, Any], of_imports: _Steps) -> Iterator[tuple[str, str]]:
    """(what, reference of the record or "") of the records that a batch brought."""
    uids: list[str] = []
    digests: list[bytes] = []
    moments: set[datetime] = set()
    for first, last in facts["crimes"]:
        for start in range(first, last + 1, TOGETHER):
            part = _Part(range(start, min(start + TOGETHER, last + 1)), source)
            uids += [crime.uid for crime in part.crimes]
            digests += [part.first_digest(crime.pk) for crime in part.crimes]
            moments |= {crime.keyed_at for crime in part.crimes}
            yield from part.faults(of_imports)
    if len(uids) != _number(facts["crimes"]):
        yield "records_missing", ""
    elif uids and (len(moments) > 1 or contents.seal(uids, digests, moments.pop()) != facts["records"]):
        yield "records_changed", ""


class _Part:
    """Some records of a batch, with everything that belongs to them."""

    def __init__(self, keys: range, source: int) -> None:
        found = Crime.objects.filter(pk__gte=keys[0], pk__lte=keys[-1], source_import=source).order_by("pk")
        self.crimes = list(found.values_list(*_CRIME, named=True))
        own = {"crime_id__gte": keys[0], "crime_id__lte": keys[-1]}
        self.rows = dict(ImportedRow.objects.filter(**own).values_list("crime_id", "digest"))
        self.steps: dict[int, list[Step]] = {}
        for step in Step.objects.filter(**own).order_by("pk"):
            self.steps.setdefault(step.crime_id, []).append(step)
        self.at_desk = checks.sealed(Crime, list(keys))
        self.offences: dict[int, str] = {}
        offences = Offence.objects.filter(**own).order_by("crime_id", "position")
        for crime, article, part, tried in offences.values_list(
            "crime_id", "article__number", "article__part", "attempted"
        ):
            code = f"{article}/{part}" if part else article
            self.offences[crime] = self.offences.get(crime, "") + contents.offence_text(code, tried)
        self.persons: dict[int, str] = {}
        for crime, *group in sorted(Persons.objects.filter(**own).values_list("crime_id", *_GROUP)):
            self.persons[crime] = self.persons.get(crime, "") + contents.person_text(*group)

    def first_digest(self, crime: int) -> bytes:
        """What the record said when it came, by its row, or by the first import that changed it."""
        for step in self.steps.get(crime, ()):
            if ROW in step.before:
                return bytes.fromhex(step.before[ROW])
        return bytes(self.rows.get(crime, b""))

    def faults(self, of_imports: _Steps) -> Iterator[tuple[str, str]]:
        for crime in self.crimes:
            steps, sealed = self.steps.get(crime.pk, []), self.at_desk.get(crime.pk)
            if sealed:
                for what in _of_desk(crime.pk, steps, sealed):
                    yield what, crime.uid
                continue
            if any(step.pk not in of_imports for step in steps):
                yield "step_added", crime.uid
            said = [step.after[ROW] for step in steps if ROW in step.after]
            row = bytes(self.rows.get(crime.pk, b""))
            now = contents.digest(_content(crime, self.offences, self.persons))
            if (
                row != now
                or (said and said[-1] != now.hex())
                or not steps
                and crime.changed_at != crime.keyed_at
            ):
                yield "record_changed", crime.uid


def _of_desk(key: int, steps: list[Step], sealed: dict[int, dict[str, Any]]) -> Iterator[str]:
    """A record to which a desk has added steps: each is sealed with the record, and the first with what came before."""
    first = min(sealed)
    earlier = [step for step in steps if step.pk < first]
    if sealing.chain(earlier) != sealed[first].get("earlier"):
        yield "step_changed"
    later = {step.pk: sealing.step_digest(step) for step in steps if step.pk >= first}
    record = sealing.crime_digest(Crime.objects.get(pk=key))
    yield from (one.what for one in checks.compare("crime", "", sealed, later, record))


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat()


def _content(crime: Any, offences: dict[int, str], persons: dict[int, str]) -> str:
    """What a record says now (`contents.content`), read back."""
    return contents.content(
        crime.office__uid, crime.area__code, crime.path, _moment(crime.reported_at), crime.recorded_on, crime.state,
        crime.clearance, crime.cleared_on, crime.removed_on, crime.point_lon, crime.point_lat,
        _moment(crime.occurred_from), _moment(crime.occurred_until), crime.time_known, crime.place_type,
        None if crime.damage is None else f"{crime.damage:.2f}", crime.weapon, offences.get(crime.pk, ""),
        persons.get(crime.pk, ""), crime.record_number,
    )  # fmt: skip
