"""Reads of the register, each for what the actor may read."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Article, Crime, Report, ReportStep, Step, ZeroReport
from hamkori.rooms.crime.register import catalogue, first_steps
from hamkori.rooms.crime.states import CrimeState, ReportState
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import organisations_in
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

PAGE = 50
OPEN_CRIMES = (CrimeState.OPEN, CrimeState.SUSPENDED)
FINEST_AREA = 3
"""Depth of a jamoat: an area of the register is never finer than what may be named in public."""


def own_office(actor: Actor) -> Organisation:
    """The office for which the actor keeps the journal. Raises `NotFound` for anybody else."""
    if not actor.has_role(Role.DUTY, Role.REGISTRAR) or actor.organisation_id is None:
        raise NotFound
    return Organisation.objects.select_related("place").get(pk=actor.organisation_id)


def _within(actor: Actor) -> Q:
    """What of the register the actor may read, as `crime.read` says."""
    if actor.has_role(Role.DUTY, Role.REGISTRAR) and actor.organisation_id is not None:
        return Q(office_id=actor.organisation_id) | Q(to_office_id=actor.organisation_id)
    if actor.has_role(Role.STATISTICIAN, Role.INTEGRITY):
        return places.below(actor.place_path)
    return Q(pk__in=[])


def reports(actor: Actor) -> QuerySet[Report]:
    """Every report that the actor may read."""
    return Report.objects.filter(_within(actor)).select_related("office", "area", "to_office")


def crimes(actor: Actor) -> QuerySet[Crime]:
    """Every crime that the actor may read."""
    return Crime.objects.filter(_within(actor)).select_related("office", "area", "to_office", "report")


# --- the journal


def waiting(actor: Actor) -> QuerySet[Report]:
    """Reports of the own office that wait for a decision, the most urgent first."""
    return (
        reports(actor)
        .filter(office_id=actor.office, state=ReportState.REGISTERED)
        .order_by("decide_by", "pk")
    )


def overdue(actor: Actor) -> QuerySet[Report]:
    """Undecided reports whose day has passed: of the own office, or (for lineage roles) of the area."""
    late = reports(actor).filter(state=ReportState.REGISTERED, decide_by__lt=clock.today())
    if actor.has_role(Role.DUTY, Role.REGISTRAR):
        late = late.filter(office_id=actor.office)
    return late.order_by("decide_by", "pk")


def decided(actor: Actor, *, before: int = 0) -> list[Report]:
    """A page of decided reports of the own office, the newest first; `before` is the last key of the page above."""
    found = reports(actor).filter(office_id=actor.office).exclude(state=ReportState.REGISTERED)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[:PAGE])


def handed_to(actor: Actor) -> QuerySet[Report]:
    """Reports that other offices handed to this one and that nobody has taken in yet."""
    taken = Report.objects.filter(taken_from=OuterRef("pk"))
    return (
        reports(actor)
        .filter(~Exists(taken), state=ReportState.TRANSFERRED, to_office_id=actor.office)
        .order_by("decided_on", "pk")
    )


def untold(actor: Actor) -> QuerySet[Report]:
    """Decided reports of the own office whose person was not told yet."""
    return (
        reports(actor)
        .filter(office_id=actor.office, told_on__isnull=True)
        .exclude(state=ReportState.REGISTERED)
        .order_by("decided_on", "pk")
    )


def find(actor: Actor, typed: str) -> Report | None:
    """The report with this number of a receipt or of the own journal."""
    from hamkori.rooms.crime.register.receipts import number_in

    found = reports(actor)
    number = number_in(typed)
    if number and (report := found.filter(number=number).first()):
        return report
    return found.filter(office_id=actor.office, journal_number=typed.strip()[:40]).first()


def report_for(actor: Actor, number: str, *, verb: str = "crime.read") -> Report:
    """One report. Raises `NotFound` for whoever may not do `verb` to it."""
    report = (
        Report.objects.filter(number=number)
        .select_related("office__place", "area", "to_office", "taken_from__office", "taken_as")
        .first()
    )
    if report is None or not access.may(actor, verb, report):
        raise NotFound
    return report


def steps_of_report(report: Report) -> list[ReportStep]:
    return list(report.steps.select_related("to_office").order_by("pk"))


def crimes_of_report(report: Report) -> list[Crime]:
    return list(report.crimes.order_by("pk"))


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures on top of the journal."""

    waiting: int
    late: int
    today: int
    handed: int
    untold: int


def counts(actor: Actor) -> Counts:
    due = list(waiting(actor).values_list("decide_by", flat=True))
    today = clock.today()
    return Counts(
        waiting=len(due),
        late=sum(day < today for day in due),
        today=sum(day == today for day in due),
        handed=handed_to(actor).count(),
        untold=untold(actor).count(),
    )


# --- the register of crimes


def crime_for(actor: Actor, uid: str, *, verb: str = "crime.read") -> Crime:
    """One crime. Raises `NotFound` for whoever may not do `verb` to it."""
    crime = (
        Crime.objects.filter(uid=uid)
        .select_related("office__place", "area", "to_office", "report", "taken_from__office", "taken_as")
        .first()
    )
    if crime is None or not access.may(actor, verb, crime):
        raise NotFound
    return crime


def own_crimes(actor: Actor, *, state: str = "", before: int = 0) -> list[Crime]:
    """A page of the own register, the newest first."""
    found = crimes(actor).filter(office_id=actor.office)
    if state in CrimeState.values:
        found = found.filter(state=state)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.prefetch_related("offences__article").order_by("-pk")[:PAGE])


def crimes_handed_to(actor: Actor) -> list[Crime]:
    """Crimes that other offices handed to this one and that nobody has taken over yet."""
    taken = Crime.objects.filter(taken_from=OuterRef("pk"))
    return list(
        crimes(actor)
        .filter(~Exists(taken), state=CrimeState.TRANSFERRED, to_office_id=actor.office)
        .prefetch_related("offences__article")
        .order_by("pk")
    )


def find_crime(actor: Actor, typed: str) -> Crime | None:
    """The crime of the own office with this record number."""
    return crimes(actor).filter(office_id=actor.office, record_number=typed.strip()[:40]).first()


def history(crime: Crime) -> list[Step]:
    """Every step, the first one first."""
    return list(crime.steps.order_by("pk")) or first_steps.of(crime)


def articles_on(day: date) -> list[Article]:
    """Articles in force on `day`, in the order of the code."""
    held = Article.objects.filter(valid_from__lte=day).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    )
    return sorted(held, key=_article_order)


def _article_order(article: Article) -> tuple[int, str, str]:
    digits = "".join(ch for ch in article.number.split("^")[0] if ch.isdecimal())
    return int(digits or 0), article.number, article.part


def article_by_code(typed: str, day: date) -> Article | None:
    """The article in force on `day` that somebody typed ("139/2", "139 2", "139 ч. 2") or chose from the list."""
    code = typed.strip().split(" · ")[0]
    number, _mark, part = code.replace("ч.", " ").replace("қ.", " ").replace("/", " ").partition(" ")
    held = Article.objects.filter(number=number.strip(), valid_from__lte=day)
    held = held.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    return held.filter(part=part.strip()).first()


# --- places and offices of the forms


def areas_of(office: Organisation) -> list[Place]:
    """The places that a record of this office can name: its own and those below, down to jamoats."""
    found = places.living().filter(places.below(office.place.path), depth__lte=FINEST_AREA)
    return [
        one for one in sorted(found, key=lambda place: place.path) if one.kind not in places.TOO_FINE
    ] or [office.place]


def all_districts() -> list[Place]:
    """Regions and districts of the country, for reports about another place."""
    return sorted(places.living().filter(depth__lte=2, depth__gte=1), key=lambda place: place.path)


def police_offices(*, besides: Organisation | None = None) -> list[Organisation]:
    """Offices of the police that hold today: whom something can be handed to."""
    found = organisations_in("").filter(is_police=True)
    return [one for one in found if besides is None or one.pk != besides.pk]


def zero_reports(office: Organisation) -> list[ZeroReport]:
    return list(ZeroReport.objects.filter(office=office).select_related("area").order_by("-month", "pk")[:36])


# --- what the holder of a receipt reads


@dataclass(frozen=True, slots=True)
class Standing:
    """One office's part of the way of a report, as its holder reads it: nothing about what happened."""

    office: str
    on: date
    decide_by: date
    state: str
    late: bool
    decided_on: date | None = None
    why: str = ""
    to: str = ""
    steps: list[tuple[date, str]] = field(default_factory=list)


def way_of_receipt(number: str) -> list[Standing]:
    """Where the report with this number stands, office by office; empty when there is no such number.

    A receipt goes on to speak after the report was handed over: the decision of the other office belongs to its holder.
    """
    way: list[Standing] = []
    report = Report.objects.filter(number=number).select_related("office", "to_office").first()
    while report is not None and len(way) < 20:
        way.append(_standing(report))
        report = Report.objects.filter(taken_from=report).select_related("office", "to_office").first()
    return way


def _standing(report: Report) -> Standing:
    language = translation.get_language() or "tg"
    step = {ReportState.REFUSED: "refuse", ReportState.TRANSFERRED: "transfer"}.get(ReportState(report.state))
    return Standing(
        office=report.office.name_in(language),
        on=_day(report.keyed_at if report.taken_from_id else report.reported_at),
        decide_by=report.decide_by,
        state=report.state,
        late=report.state == ReportState.REGISTERED and report.decide_by < clock.today(),
        decided_on=report.decided_on,
        why=catalogue.reason_words(step, report.reason) if step else "",
        to=report.to_office.name_in(language) if report.to_office is not None else "",
        steps=[(one.on, one.get_verb_display()) for one in steps_of_report(report)],
    )


def _day(moment: Any) -> date:
    from hamkori.rooms.crime.register.actions.common import local_day

    return local_day(moment)
