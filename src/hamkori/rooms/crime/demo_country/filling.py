"""The generated year into the tables of the room, with bulk writes: about two thousand records for a demo."""

import hashlib
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction

from hamkori.ground.audit.models import Entry
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.references import new_reference
from hamkori.rooms.crime.demo_country.actions import say_generated
from hamkori.rooms.crime.demo_country.files import MAPPINGS, table_rows
from hamkori.rooms.crime.demo_country.living import Case, Country
from hamkori.rooms.crime.models import (
    Aggregate,
    Article,
    Category,
    Crime,
    Import,
    Offence,
    Persons,
    Population,
    Report,
    ReportStep,
    SenderMapping,
    Step,
    ZeroReport,
)
from hamkori.rooms.crime.register import catalogue, sealing
from hamkori.rooms.crime.register.actions_classification import load_classification
from hamkori.rooms.crime.states import ReportState, ReportVerb
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries import queries as countries
from hamkori.society.places.models import Place

POLICE = "district_police"
CHUNK = 1000
Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Filled:
    """How many rows were written."""

    crimes: int = 0
    reports: int = 0
    steps: int = 0
    zero_reports: int = 0
    cells: int = 0
    offices: int = 0


@transaction.atomic
def fill_register(country: Country, *, on_progress: Progress | None = None) -> Filled:
    """Write the year. Places must be loaded; a district without a police office gets one.

    The crimes carry the key of one import (they were not typed); reports carry their sealed steps. Areas that send
    tables get cells instead of records. Filling the same country twice changes nothing.
    """
    load_classification(actor=SYSTEM)
    digest = hashlib.sha256(
        f"generated {country.year} {country.seed} {len(country.cases)}".encode()
    ).hexdigest()
    if Import.objects.filter(digest=digest).exists():
        return Filled()
    return _Filling(country, digest, on_progress).run()


class _Filling:
    def __init__(self, country: Country, digest: str, on_progress: Progress | None) -> None:
        self.country, self.digest, self.on_progress = country, digest, on_progress
        self.rng = random.Random(f"hours {country.seed}")  # noqa: S311
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.filled = Filled()
        self.given: set[str] = {
            *Report.objects.values_list("number", flat=True), *Crime.objects.values_list("uid", flat=True),
        }  # fmt: skip
        codes = [land.code for land in country.lands]
        self.places = {place.code: place for place in Place.objects.filter(code__in=codes)}
        if missing := sorted(set(codes) - self.places.keys()):
            raise LookupError(f"load the country first: no place {', '.join(missing[:5])}")
        self.offices = self._offices()
        self.calendar = countries.calendar()
        self.articles: dict[str, Article] = {row.code: row for row in Article.objects.order_by("valid_from")}

    def run(self) -> Filled:
        self.source = self._import()
        self._populations()
        kept = [case for case in self.country.cases if case.land.code not in self.country.table_areas]
        for begin in range(0, len(kept), CHUNK):
            self._cases(kept[begin : begin + CHUNK])
            self._say(min(begin + CHUNK, len(kept)), len(kept), "crimes")
        refusals = [one for one in self.country.refusals if one.land.code not in self.country.table_areas]
        reports = [
            self._report(
                one.land.code, one.journal_number, one.way, None, one.reported_on, one.decided_on,
                ReportState.REFUSED, one.reason,
            )
            for one in refusals
        ]  # fmt: skip
        self._keep_reports(reports)
        self._zero_reports()
        self._tables()
        say_generated(actor=SYSTEM, source=self.source)
        return self.filled

    def _reference(self) -> str:
        """A reference that no year has given yet: of so many at once, two would be alike by chance."""
        while (found := new_reference()) in self.given:
            pass
        self.given.add(found)
        return found

    def _say(self, done: int, total: int, what: str) -> None:
        if self.on_progress is not None:
            self.on_progress(done, total, what)

    # --- what everything hangs on

    def _offices(self) -> dict[str, Organisation]:
        found = {
            one.place.code: one
            for one in Organisation.objects.filter(
                kind=POLICE, place__in=self.places.values(), until_on__isnull=True
            )
            .select_related("place")
            .order_by("-pk")
        }
        for code, place in self.places.items():
            if code not in found:
                names = {
                    language: f"{place.names.get(language, code)} (demo)"
                    for language, _ in settings.LANGUAGES
                }
                found[code] = Organisation.objects.create(
                    kind=POLICE, names=names, place=place, is_police=True, from_on=date(self.country.year, 1, 1),
                    source_note="demo",
                )  # fmt: skip
                self.filled.offices += 1
        return found

    def _import(self) -> Import:
        for name, (kind, body) in MAPPINGS.items():
            SenderMapping.objects.get_or_create(name=name, defaults={"kind": kind, "body": body})
        moment = self._moment(self.country.until, 18)
        return Import.objects.create(
            digest=self.digest, file_name=f"generated {self.country.year}", state="done",
            mapping=SenderMapping.objects.get(name="generated_codes"), began_at=moment, ended_at=moment,
            rows_read=len(self.country.cases), rows_new=len(self.country.cases), rows_total=len(self.country.cases),
        )  # fmt: skip

    def _populations(self) -> None:
        Population.objects.bulk_create(
            [
                Population(
                    place=self.places[one.code], on=one.people_on, number=one.people, source=one.people_source
                )
                for one in self.country.lands
            ],
            ignore_conflicts=True,
        )

    def _moment(self, day: date, hour: int | None = None) -> datetime:
        """When something was typed: in office hours."""
        at = time(hour, 0) if hour is not None else time(self.rng.randrange(8, 18), self.rng.randrange(60))
        return datetime.combine(day, at, self.zone)

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)

    # --- records

    def _cases(self, cases: Sequence[Case]) -> None:
        reports = [
            self._report(
                case.land.code, f"{self.country.year}/J{case.record['record_number'].partition('/')[2]}", case.way,
                case.record["occurred_from"], case.record["reported_on"], case.record["recorded_on"],
                ReportState.INITIATED,
            )
            for case in cases
        ]  # fmt: skip
        self._keep_reports(reports)
        crimes = Crime.objects.bulk_create(
            [self._crime(case, report) for case, report in zip(cases, reports, strict=True)]
        )
        offences, persons, steps = [], [], []
        for case, crime in zip(cases, crimes, strict=True):
            for position, one in enumerate(case.record["offences"], 1):
                offences.append(
                    Offence(crime=crime, position=position, article=self.articles[one["article"]],
                            attempted=one["attempted"])
                )  # fmt: skip
            persons += [Persons(crime=crime, **group) for group in _groups(case.record["persons"])]
            steps += self._steps(case, crime)
        _bulk(Offence, offences)
        _bulk(Persons, persons)
        _bulk(Step, steps)
        self.filled.crimes += len(crimes)
        self.filled.steps += len(steps)

    def _crime(self, case: Case, report: Report) -> Crime:
        record, place = case.record, self.places[case.land.code]
        known = record.get("occurred_minute") is not None
        damage = record.get("damage")
        return Crime(
            uid=self._reference(),
            record_number=record["record_number"], office=self.offices[case.land.code], area=place, path=place.path,
            report=report, point_lon=record.get("lon"), point_lat=record.get("lat"), place_type=record["place_type"],
            occurred_from=self._occurred(record, "occurred_from", "occurred_minute"),
            occurred_until=self._occurred(record, "occurred_until", "until_minute"), time_known=known,
            reported_at=report.reported_at, recorded_on=record["recorded_on"],
            keyed_at=self._moment(case.keyed_on), changed_at=self._moment(max(one.keyed_on for one in case.moves), 18),
            state=record["state"], clearance=record.get("clearance") or "", cleared_on=record.get("cleared_on"),
            removed_on=record.get("removed_on"), damage=None if damage is None else Decimal(str(damage)),
            weapon=record["weapon"], source_import=self.source.pk,
        )  # fmt: skip

    def _occurred(self, record: dict[str, Any], day: str, minute: str) -> datetime:
        return self._begin(record[day]) + timedelta(minutes=int(record.get(minute) or 0))

    def _steps(self, case: Case, crime: Crime) -> list[Step]:
        first = next((move.before["offences"] for move in case.moves if move.verb == "reclassified"), None)
        offences = first or [[one["article"], one["attempted"]] for one in case.record["offences"]]
        made = []
        for move in case.moves:
            after = {"state": "open", "offences": offences} if move.verb == "recorded" else move.after
            made.append(
                Step(
                    crime=crime,
                    verb=move.verb,
                    on=move.on,
                    at=crime.keyed_at if move.verb == "recorded" else self._moment(move.keyed_on),
                    before=move.before,
                    after=after,
                    reason=move.reason,
                    holder_told=move.holder_told,
                )  # fmt: skip
            )
        return made

    # --- the journal

    def _report(
        self,
        code: str,
        number: str,
        way: str,
        occurred_on: date | None,
        reported_on: date,
        decided_on: date,
        state: ReportState,
        reason: str = "",
    ) -> Report:
        place = self.places[code]
        due = catalogue.clock_on(reported_on).due(reported_on, self.calendar)
        late = decided_on > due
        if late:
            due = catalogue.clock_on(reported_on).due(reported_on, self.calendar, extended=True)
        return Report(
            number=self._reference(),
            journal_number=number, office=self.offices[code], area=place, path=place.path, way=way,
            occurred_on=occurred_on, reported_at=self._begin(reported_on), keyed_at=self._moment(reported_on),
            changed_at=self._moment(decided_on, 18), decide_by=due, state=state, decided_on=decided_on, reason=reason,
            told_on=decided_on if self.rng.random() < 0.8 else None, extended=late,
        )  # fmt: skip

    def _keep_reports(self, reports: Sequence[Report]) -> None:
        """Reports with the steps of their decision, each with its entry in the audit log."""
        Report.objects.bulk_create(reports)
        steps: list[ReportStep] = []
        for report in reports:
            verb = ReportVerb.INITIATED if report.state == ReportState.INITIATED else ReportVerb.REFUSED
            steps.append(
                ReportStep(report=report, verb=ReportVerb.REGISTERED, on=report.keyed_at.date(), at=report.keyed_at,
                           came_from="", led_to=ReportState.REGISTERED, decide_by=report.decide_by)
            )  # fmt: skip
            assert report.decided_on is not None
            steps.append(
                ReportStep(report=report, verb=verb, on=report.decided_on, at=report.changed_at,
                           came_from=ReportState.REGISTERED, led_to=report.state, reason=report.reason,
                           decide_by=report.decide_by)
            )  # fmt: skip
        ReportStep.objects.bulk_create(steps)
        Entry.objects.bulk_create(
            [
                Entry(
                    uid=secrets.token_hex(16),
                    on=step.on,
                    action=f"report.{step.led_to}",
                    actor_kind="system",
                    object_type=Report._meta.label_lower,
                    object_id=str(step.report_id),
                    reason=step.reason,
                    changed=["state"],
                    facts={
                        "step": step.pk,
                        "digest": sealing.report_step_digest(step),
                        "record": sealing.report_digest(step.report),
                        "from": str(step.came_from),
                        "to": str(step.led_to),
                    },
                )  # fmt: skip
                for step in steps
            ]
        )
        self.filled.reports += len(reports)

    # --- areas and months without records

    def _zero_reports(self) -> None:
        rows = []
        for code, month in self.country.zero_months:
            following = (month.replace(day=28) + timedelta(4)).replace(day=1)
            said = min(following + timedelta(self.rng.randrange(1, 6)), self.country.until)
            rows.append(
                ZeroReport(office=self.offices[code], area=self.places[code], path=self.places[code].path, month=month,
                           said_at=self._moment(said))
            )  # fmt: skip
        ZeroReport.objects.bulk_create(rows, ignore_conflicts=True)
        self.filled.zero_reports = len(rows)

    def _tables(self) -> None:
        categories = {row.code: row for row in Category.objects.filter(level=2)}
        rows = []
        for land in self.country.lands:
            if land.code not in self.country.table_areas:
                continue
            own = [case for case in self.country.cases if case.land.code == land.code]
            place = self.places[land.code]
            for _area, month, code, measure, number in table_rows(land, own, self.country.year):
                begins = date.fromisoformat(f"{month}-01")
                rows.append(
                    Aggregate(source=self.source, area=place, path=place.path, month=begins, category=categories[code],
                              measure=measure, number=number, handed_in_at=self._moment(self.country.until))
                )  # fmt: skip
        Aggregate.objects.bulk_create(rows, ignore_conflicts=True)
        self.filled.cells = len(rows)


def _groups(persons: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups that are alike are one row."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in persons:
        key = (one["who"], one["sex"], one["age"], one["relation"])
        if key in found:
            found[key]["number"] += one["number"]
        else:
            found[key] = dict(one)
    return list(found.values())


def _bulk(model: type[models.Model], rows: list[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=2000)
