"""A row that came before and says something else now: steps are added to its record, nothing is lost silently."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.rooms.crime.models import Crime, ImportedRow, Offence, Persons, Step
from hamkori.rooms.crime.register import first_steps
from hamkori.rooms.crime.register.imports.bulk import in_parts
from hamkori.rooms.crime.register.imports.faults import RowFault
from hamkori.rooms.crime.register.imports.rows import Row
from hamkori.rooms.crime.register.imports.steps import canonical
from hamkori.rooms.crime.states import CRIMES, CrimeState, Verb

if TYPE_CHECKING:
    from hamkori.rooms.crime.register.imports.chunks import KeptStep

ROW = "row"
_VERBS = {
    "open": (("reopen", Verb.REOPENED), ("restore", Verb.RESTORED)),
    "suspended": (("suspend", Verb.SUSPENDED),),
    "cleared": (("clear", Verb.CLEARED),),
    "removed": (("remove", Verb.REMOVED),),
}


def apply(
    changed: Sequence[tuple[Row, ImportedRow]], now: datetime, actor: Actor, faults: list[RowFault]
) -> tuple[list[int], "list[KeptStep]"]:
    """Add what changed as steps. Returns the keys of the taken rows and the steps; adds to `faults`.

    One of the steps of a record holds the digest of the row before and after: so what the record says is sealed again.
    """
    from hamkori.rooms.crime.register.imports.chunks import insert_steps

    crimes, last = _crimes([known.crime_id for _row, known in changed])
    mended: list[ImportedRow] = []
    steps: list[tuple[Any, ...]] = []
    for row, known in changed:
        crime = crimes[known.crime_id]
        before = last.get(crime.pk)
        if known.last_step != (before.pk if before else 0):
            faults.append(RowFault(row.number, "", "import.desk", row.record_number))
            continue
        if crime.record_number != row.record_number and _is_taken(row):
            faults.append(RowFault(row.number, "", "import.typed", row.record_number))
            continue
        made, fault = _steps(row, crime, before.on if before else first_steps.last_day(crime), now, actor)
        if fault:
            faults.append(RowFault(row.number, "", fault, row.record_number))
            continue
        if before is None:
            steps += map(_told, first_steps.of(crime))
        _write(row, crime, now)
        steps += _with_digests(made, bytes(known.digest), row.digest, (crime.pk, now, actor))
        mended.append(known)
        known.digest = row.digest
    kept = insert_steps(
        [
            (crime, verb, on.isoformat(), at, canonical(before), canonical(after), reason, posting)
            for crime, verb, on, at, before, after, reason, posting in steps
        ]
    )
    newest = {step.crime_id: step.pk for step in kept}
    for known in mended:
        known.last_step = newest.get(known.crime_id, known.last_step)
    ImportedRow.objects.bulk_update(mended, ["digest", "last_step"], batch_size=300)
    return [known.pk for known in mended], kept


def _told(step: Step) -> tuple[Any, ...]:
    return step.crime_id, str(step.verb), step.on, step.at, step.before, step.after, step.reason, step.posting


def _with_digests(
    made: list[tuple[Any, ...]], before: bytes, after: bytes, whose: tuple[int, datetime, Actor]
) -> list[tuple[Any, ...]]:
    crime, now, actor = whose
    if not made:
        made = [
            (crime, Verb.CORRECTED.value, clock.today(), now, {}, {}, first_steps.IMPORT, actor.posting_id)
        ]
    made[0][4][ROW], made[0][5][ROW] = before.hex(), after.hex()
    return made


def _crimes(keys: Sequence[int]) -> tuple[dict[int, Crime], dict[int, Step]]:
    """The records with their parts, and the last step of each."""
    crimes: dict[int, Crime] = {}
    last: dict[int, Step] = {}
    for part in in_parts(keys, 900):
        found = Crime.objects.select_for_update(of=("self",)).filter(pk__in=part)
        for crime in found.prefetch_related("offences__article", "persons"):
            crimes[crime.pk] = crime
        for step in Step.objects.filter(crime_id__in=part).order_by("pk"):
            last[step.crime_id] = step
    return crimes, last


def _is_taken(row: Row) -> bool:
    return Crime.objects.filter(office_id=row.office_id, record_number=row.record_number).exists()


def _stood(crime: Crime) -> dict[str, Any]:
    return {
        "area": crime.path,
        "place_type": str(crime.place_type),
        "occurred_from": crime.occurred_from.isoformat() if crime.occurred_from else None,
        "occurred_until": crime.occurred_until.isoformat() if crime.occurred_until else None,
        "time_known": crime.time_known,
        "damage": None if crime.damage is None else f"{crime.damage:.2f}",
        "weapon": str(crime.weapon),
        "persons": [
            list(group)
            for group in sorted((p.who, p.sex, p.age, p.relation, p.number) for p in crime.persons.all())
        ],
        "record_number": crime.record_number,
        "reported_at": crime.reported_at.isoformat(),
        "recorded_on": crime.recorded_on.isoformat(),
        "point": None if crime.point_lon is None else [crime.point_lon, crime.point_lat],
    }


def _stands(row: Row) -> dict[str, Any]:
    return {
        "area": row.path,
        "place_type": row.place_type,
        "occurred_from": row.occurred_from.isoformat() if row.occurred_from else None,
        "occurred_until": row.occurred_until.isoformat() if row.occurred_until else None,
        "time_known": row.time_known,
        "damage": None if row.damage is None else f"{row.damage:.2f}",
        "weapon": row.weapon,
        "persons": [list(group) for group in row.persons],
        "record_number": row.record_number,
        "reported_at": row.reported_at.isoformat(),
        "recorded_on": row.recorded_on.isoformat(),
        "point": None if row.point is None else list(row.point),
    }


def _steps(
    row: Row, crime: Crime, last: date, now: datetime, actor: Actor
) -> tuple[list[tuple[Any, ...]], str]:
    """The steps from what stood there to what the row says, or the code of what stands against them."""
    today, posting = clock.today(), actor.posting_id
    made: list[tuple[Any, ...]] = []
    stood, stands = _stood(crime), _stands(row)
    if crime.state == "cleared" and row.state == "cleared":
        stood |= {"clearance": crime.clearance, "cleared_on": str(crime.cleared_on)}
        stands |= {"clearance": row.clearance, "cleared_on": str(row.cleared_on)}
    if crime.state == "removed" and row.state == "removed":
        stood["removed_on"], stands["removed_on"] = str(crime.removed_on), str(row.removed_on)
    names = sorted(name for name in stands if stands[name] != stood[name])
    if names:
        before, after = {name: stood[name] for name in names}, {name: stands[name] for name in names}
        made.append((crime.pk, Verb.CORRECTED.value, today, now, before, after, "import", posting))
    offences = [
        [one.article.code, one.attempted] for one in sorted(crime.offences.all(), key=lambda o: o.position)
    ]
    wanted = [[article, attempted] for article, _key, attempted in row.offences]
    if offences != wanted:
        before, after = {"offences": offences}, {"offences": wanted}
        made.append((crime.pk, Verb.RECLASSIFIED.value, today, now, before, after, "import", posting))
    if crime.state == row.state:
        return made, ""
    ways = [step for verb, step in _VERBS.get(row.state, ()) if CRIMES.allows(verb, CrimeState(crime.state))]
    if not ways:
        return [], "import.state"
    on = {"cleared": row.cleared_on, "removed": row.removed_on}.get(row.state) or today
    if on < last:
        return [], "import.order"
    before = {"state": str(crime.state), "clearance": str(crime.clearance)}
    after = {"state": row.state, "clearance": row.clearance}
    made.append((crime.pk, ways[0].value, on, now, before, after, row.clearance or "import", posting))
    return made, ""


def _write(row: Row, crime: Crime, now: datetime) -> None:
    for name in (
        "record_number", "area_id", "path", "place_type", "occurred_from", "occurred_until", "time_known",
        "reported_at", "recorded_on", "state", "clearance", "cleared_on", "removed_on", "damage", "weapon",
    ):  # fmt: skip
        setattr(crime, name, getattr(row, name))
    crime.point_lon, crime.point_lat = row.point or (None, None)
    crime.changed_at = now
    crime.save()
    crime.offences.all().delete()
    Offence.objects.bulk_create(
        Offence(crime=crime, position=place, article_id=article, attempted=attempted)
        for place, (_code, article, attempted) in enumerate(row.offences, 1)
    )
    crime.persons.all().delete()
    Persons.objects.bulk_create(
        Persons(crime=crime, who=who, sex=sex, age=age, relation=relation, number=number)
        for who, sex, age, relation, number in row.persons
    )
