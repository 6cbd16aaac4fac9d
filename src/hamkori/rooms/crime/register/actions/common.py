"""What the actions of the register share. Not actions themselves: they run inside one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.rooms.crime.models import Article, Crime, Report, ReportStep, Step
from hamkori.rooms.crime.register import sealing
from hamkori.rooms.crime.states import AgeBand, PlaceType, Relation, ReportVerb, Sex, Verb, Weapon, Who
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

MOST_ROWS = 40
MOST_PERSONS = 5000


@dataclass(frozen=True, slots=True)
class OffenceRow:
    article: Article
    attempted: bool = False


@dataclass(frozen=True, slots=True)
class PersonsRow:
    """So many people of one sex, age band and relation."""

    who: Who
    sex: Sex = Sex.UNKNOWN
    age: AgeBand = AgeBand.UNKNOWN
    relation: Relation = Relation.UNKNOWN
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as the registrar writes it. Whom it touched are counts. No point: a desk knows the area only."""

    area: Place
    reported_on: date
    offences: tuple[OffenceRow, ...]
    persons: tuple[PersonsRow, ...] = ()
    record_number: str = ""
    """Empty: the next free number of the office."""
    place_type: PlaceType = PlaceType.UNKNOWN
    occurred_from: datetime | None = None
    occurred_until: datetime | None = None
    time_known: bool = False
    recorded_on: date = field(default_factory=clock.today)
    damage: Decimal | None = None
    weapon: Weapon | str = ""


def at_day(day: date) -> datetime:
    """The beginning of a day where the installation stands: what residents do is kept with its day only (K08)."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def local_day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def submission_of(key: str) -> str | None:
    """What is kept of a form's key, so that a second press is known. None without a key."""
    return crypto.keyed_hash(key, purpose="crime.submission") if key else None


def no_later_than_today(day: date, *, field: str) -> date:
    """Raises `BadInput` for a day that has not come yet."""
    if day > clock.today():
        raise BadInput(_("This day has not come yet."), field=field)
    return day


def lock_office(office: Organisation) -> None:
    """One writer an office at a time: numbers follow each other."""
    Organisation.objects.select_for_update().get(pk=office.pk)


def next_number(taken: Iterable[str], year: int) -> str:
    """ "2026/15": one after the highest of the year among `taken`."""
    front = f"{year}/"
    ends = [number.removeprefix(front) for number in taken if number.startswith(front)]
    return f"{front}{max((int(end) for end in ends if end.isdecimal()), default=0) + 1}"


def locked_report(report: Report) -> Report:
    """The report as it stands now, locked until the transaction ends."""
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("office__place", "area")
        .get(pk=report.pk)
    )


def locked_crime(crime: Crime) -> Crime:
    """The crime as it stands now, locked until the transaction ends."""
    return (
        Crime.objects.select_for_update(of=("self",)).select_related("office__place", "area").get(pk=crime.pk)
    )


def add_report_step(
    report: Report,
    verb: ReportVerb,
    *,
    actor: Actor,
    came_from: str,
    reason: str = "",
    on: date | None = None,
) -> ReportStep:
    """Append what happened to a report that stands as it shall stand afterwards, and seal it."""
    step = ReportStep.objects.create(
        report=report,
        verb=verb,
        on=on or clock.today(),
        at=clock.now(),
        came_from=came_from,
        led_to=report.state,
        reason=reason,
        decide_by=report.decide_by,
        to_office_id=report.to_office_id,
        posting=actor.posting_id,
    )
    trail.note(
        subject=report,
        reason=reason,
        changed=["state"] if came_from != report.state else [],
        facts={
            "step": step.pk,
            "digest": sealing.report_step_digest(step),
            "record": sealing.report_digest(report),
            "from": came_from,
            "to": str(report.state),
        },
    )
    return step


def add_step(
    crime: Crime,
    verb: Verb,
    *,
    actor: Actor,
    before: dict[str, Any],
    after: dict[str, Any],
    on: date,
    reason: str = "",
    holder_told: bool | None = None,
    submission: str = "",
) -> Step:
    """Append what happened to a crime that stands as it shall stand afterwards, and seal both."""
    step = Step.objects.create(
        crime=crime,
        verb=verb,
        on=on,
        at=clock.now(),
        before=before,
        after=after,
        reason=reason,
        posting=actor.posting_id,
        holder_told=holder_told,
        submission=submission_of(submission),
    )
    facts: dict[str, Any] = {
        "step": step.pk,
        "digest": sealing.step_digest(step),
        "record": sealing.crime_digest(crime),
    }
    if crime.source_import is not None:
        facts["earlier"] = sealing.chain(crime.steps.filter(pk__lt=step.pk))
    if before.get("state") != after.get("state"):
        facts |= {"from": str(before.get("state", "")), "to": str(after.get("state", ""))}
    trail.note(subject=crime, reason=reason, changed=sorted(after), facts=facts)
    return step
