"""Reads of filings, each for what the actor may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from hamkori.ground.receipts import queries as receipts
from hamkori.ground.threads import queries as threads
from hamkori.ground.threads.models import Message
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor, Kind, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.rooms.bodies.queries import responsible_at
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.models import Filing, FilingIdentity
from hamkori.rooms.crime.register.filing.states import OPEN, FilingState
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import organisations_at, organisations_in, postings_of
from hamkori.society.places.queries import below

SUBJECT = "crime.filing"
KINDS = ("district_police", "region_police")
"""Offices that keep a journal, the nearest kind first."""
MOST = 200
LATELY = timedelta(days=90)


# --- which office


def reads_filings(office: Organisation) -> bool:
    """Whether a duty officer sits there today: a filing goes to nobody else."""
    return bool(postings_of(office, [Role.DUTY]))


def office_for(path: str) -> Organisation | None:
    """The office that takes filings of a place; None where no duty officer would read them."""
    responsible = responsible_at(path, KINDS)
    offices = [responsible[kind] for kind in KINDS if kind in responsible]
    offices += [one for one in organisations_at(path, KINDS) if one.pk not in {known.pk for known in offices}]
    return next((one for one in offices if reads_filings(one)), None)


def offices_besides(office: Organisation) -> list[Organisation]:
    """Whom a filing can be passed to."""
    found = organisations_in("").filter(is_police=True, kind__in=KINDS).exclude(pk=office.pk)
    return [one for one in found if reads_filings(one)]


# --- the desk


def of_office(actor: Actor) -> QuerySet[Filing]:
    """Filings of the own office that its duty officer may read."""
    if not actor.has_role(Role.DUTY) or actor.organisation_id is None:
        return Filing.objects.none()
    found = Filing.objects.filter(office_id=actor.organisation_id).exclude(state=FilingState.WITHDRAWN)
    return found.select_related("place", "office", "report")


def waiting(actor: Actor) -> list[Filing]:
    """What waits for the journal, the most urgent first."""
    return list(of_office(actor).filter(state__in=OPEN).order_by("due_on", "pk")[:MOST])


def closed(actor: Actor) -> list[Filing]:
    """What was decided, the newest first."""
    return list(of_office(actor).exclude(state__in=OPEN).order_by("-closed_on", "-pk")[:MOST])


@dataclass(frozen=True, slots=True)
class Counts:
    waiting: int
    late: int


def counts(actor: Actor) -> Counts:
    due = list(of_office(actor).filter(state__in=OPEN).values_list("due_on", flat=True))
    return Counts(waiting=len(due), late=sum(day < clock.today() for day in due))


def filing_for(actor: Actor, number: str, *, verb: str = "filing.read") -> Filing:
    """One filing. Raises `NotFound` for whoever may not do `verb` to it."""
    found = (
        Filing.objects.filter(number=clean_reference(number) or "")
        .select_related("place", "office__place", "report")
        .first()
    )
    if found is None or not access.may(actor, verb, found):
        raise NotFound
    return found


def name_step(actor: Actor, filing: Filing) -> str:
    """What the officer can do about the name: "none" given, "see" it, or "wait" for the resident's yes."""
    identity = FilingIdentity.objects.filter(filing=filing).first()
    if identity is None:
        return "none"
    return "see" if identity.office_id == actor.organisation_id else "wait"


# --- the resident


def held(actor: Actor) -> Filing:
    """The filing that a holder's code opened."""
    if actor.kind is not Kind.HOLDER:
        raise NotFound
    found = (
        Filing.objects.filter(pk=actor.case_id or 0)
        .select_related("place", "office", "report__office")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def by_submission(submission_key: str) -> Filing | None:
    """The filing that this submission made already."""
    receipt = receipts.by_submission(submission_key)
    if receipt is None or receipt.subject_type != SUBJECT:
        return None
    return Filing.objects.select_related("place", "office").get(pk=receipt.subject_id)


def identity_of(filing: Filing) -> FilingIdentity | None:
    return FilingIdentity.objects.filter(filing=filing).select_related("office").first()


def lines(filing: Filing) -> list[Message]:
    """What was said and done, oldest first."""
    return threads.conversation(SUBJECT, filing.pk)


def offices_of(messages: Iterable[Message]) -> dict[int, Organisation]:
    """The offices that the lines of a conversation name."""
    keys = {message.organisation for message in messages if message.organisation}
    keys |= {message.facts["to"] for message in messages if message.facts.get("to")}
    return {one.pk: one for one in Organisation.objects.filter(pk__in=keys)}


# --- numbers for those above


@dataclass(frozen=True, slots=True)
class OfficeCount:
    """What waits in one office: numbers only."""

    office: Organisation
    waiting: int
    late: int
    oldest: date | None
    taken: int
    refused: int
    passed_on: int


def by_office(actor: Actor) -> list[OfficeCount]:
    """Every office in the actor's area with filings of late, by the alphabet: never a ranking (K21)."""
    access.require(actor, "filing.oversee")
    within = Filing.objects.filter(below(actor.place_path)) if actor.place_path else Filing.objects.all()
    is_open, since = Q(state__in=OPEN), clock.today() - LATELY
    of_late = Q(closed_on__gte=since)
    rows: list[Any] = list(
        within.filter(is_open | of_late)
        .values("office_id")
        .annotate(
            waiting=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & Q(due_on__lt=clock.today())),
            oldest=Min("filed_on", filter=is_open),
            taken=Count("pk", filter=Q(state=FilingState.TAKEN)),
            refused=Count("pk", filter=Q(state=FilingState.REFUSED)),
        )
    )
    passed = _passed_on(since)
    offices = Organisation.objects.in_bulk({row["office_id"] for row in rows})
    made = [
        OfficeCount(
            office=offices[row["office_id"]],
            waiting=row["waiting"],
            late=row["late"],
            oldest=row["oldest"],
            taken=row["taken"],
            refused=row["refused"],
            passed_on=passed.get(row["office_id"], 0),
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: one.office.name_in(""))


def _passed_on(since: date) -> dict[int, int]:
    """{office: how many it passed on}: what left an office is still counted there."""
    found = Message.objects.filter(
        subject_type=SUBJECT, kind="passed_on", on__gte=since, organisation__isnull=False
    )
    rows: list[Any] = list(found.values("organisation").annotate(number=Count("pk")))
    return {row["organisation"]: row["number"] for row in rows}
