"""The first steps of a record that an import brought: recorded, and cleared, removed or suspended if it came so.

They say nothing that the record does not say itself, and an import brings many thousands. So none is written until
something happens to the record here: until then they are read off the record, and then they are kept, before the
step that changes it. Either way its history is the same.
"""

from datetime import date
from typing import Any

from hamkori.rooms.crime.models import Crime, Import, Step
from hamkori.rooms.crime.register.sealing import offence_rows, person_rows
from hamkori.rooms.crime.states import CrimeState, Verb

IMPORT = "import"
"""The reason of a step that an import brought."""


def attributes(crime: Crime) -> dict[str, Any]:
    """What may be corrected, as steps keep it."""
    return {
        "area": crime.path,
        "place_type": str(crime.place_type),
        "occurred_from": crime.occurred_from.isoformat() if crime.occurred_from else None,
        "occurred_until": crime.occurred_until.isoformat() if crime.occurred_until else None,
        "time_known": crime.time_known,
        "damage": None if crime.damage is None else f"{crime.damage:.2f}",
        "weapon": str(crime.weapon),
    }


def of(crime: Crime) -> list[Step]:
    """What an untouched record came with, as steps that are not kept. Nothing for one that was typed."""
    if crime.source_import is None:
        return []
    posting = Import.objects.filter(pk=crime.source_import).values_list("posting", flat=True).first()
    after = {
        "state": str(CrimeState.OPEN),
        "offences": offence_rows(crime),
        "persons": person_rows(crime),
        **attributes(crime),
    }

    def step(verb: Verb, on: date, before: dict[str, Any], after: dict[str, Any], reason: str) -> Step:
        return Step(
            crime=crime, verb=verb, on=on, at=crime.keyed_at, before=before, after=after, reason=reason,
            posting=posting,
        )  # fmt: skip

    made = [step(Verb.RECORDED, crime.recorded_on, {}, after, IMPORT)]
    state = str(crime.state)
    before: dict[str, Any] = {"state": str(CrimeState.OPEN)}
    if state == CrimeState.CLEARED:
        after = {"state": state, "clearance": str(crime.clearance)}
        made.append(
            step(Verb.CLEARED, last_day(crime), before | {"clearance": ""}, after, str(crime.clearance))
        )
    elif state in (CrimeState.REMOVED, CrimeState.SUSPENDED):
        verb = Verb.REMOVED if state == CrimeState.REMOVED else Verb.SUSPENDED
        made.append(step(verb, last_day(crime), before, {"state": state}, IMPORT))
    return made


def last_day(crime: Crime) -> date:
    """The day of the last of them."""
    ended = {CrimeState.CLEARED: crime.cleared_on, CrimeState.REMOVED: crime.removed_on}
    return ended.get(CrimeState(crime.state)) or crime.recorded_on
