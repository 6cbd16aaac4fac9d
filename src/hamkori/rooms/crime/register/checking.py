"""The edit rules asked about a record that the desk is writing. Errors refuse it; warnings ask to look once more."""

from zoneinfo import ZoneInfo

from django.conf import settings

from hamkori.rooms.crime.register.actions.common import Event, local_day
from hamkori.rooms.crime.register.edits import Found, check_record, load_context
from hamkori.rooms.crime.register.records import Record
from hamkori.rooms.crime.states import CrimeState
from hamkori.society.accounts.models import Organisation


def record_of(event: Event, office: Organisation) -> Record:
    """The event as the edit rules read it."""
    here = ZoneInfo(settings.TIME_ZONE)
    begin, end = event.occurred_from, event.occurred_until
    record: dict[str, object] = {
        "record_number": event.record_number.strip() or "new",
        "office": office.uid,
        "area": event.area.code,
        "place_type": str(event.place_type),
        "occurred_from": local_day(begin) if begin else None,
        "occurred_until": local_day(end) if end else None,
        "reported_on": event.reported_on,
        "recorded_on": event.recorded_on,
        "state": str(CrimeState.OPEN),
        "damage": float(event.damage) if event.damage is not None else None,
        "weapon": str(event.weapon) or None,
        "offences": [{"article": row.article.code, "attempted": row.attempted} for row in event.offences],
        "persons": [
            {
                "who": str(row.who), "sex": str(row.sex), "age": str(row.age), "relation": str(row.relation),
                "number": row.number,
            }
            for row in event.persons
        ],
    }  # fmt: skip
    if event.time_known:
        for name, moment in (("occurred_minute", begin), ("until_minute", end)):
            if moment is not None:
                local = moment.astimezone(here)
                record[name] = local.hour * 60 + local.minute
    return record


def speaks(event: Event, office: Organisation) -> list[Found]:
    """Every rule that speaks about the event, errors and warnings. Three queries."""
    context = load_context(areas=[event.area.code], offices=[office.uid])
    return check_record(record_of(event, office), context)
