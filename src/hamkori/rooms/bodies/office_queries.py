"""Reads of the pages on which an administrator sets up a district."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Window

from hamkori.kernel import clock, crypto
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.text import fold
from hamkori.rooms.bodies.models import (
    BodyType,
    CharterVersion,
    Contact,
    Jurisdiction,
    OrganisationKind,
    Seat,
)
from hamkori.rooms.bodies.queries import below, charter_on, prefixes
from hamkori.society.accounts.models import Organisation, Posting, holds_on
from hamkori.society.places.models import Place
from hamkori.society.places.naming import name_key
from hamkori.society.places.queries import below as places_below

CHECK_EVERY_DAYS = 90
"""After so many days a number counts as unchecked again (K52)."""

TEAMS = ("team", "lcpc")
"""Kinds of organisation that are the team of a place."""

TwinKey = tuple[int, str, str]
ContactKey = tuple[str, str]


# --- one office


def office(uid: str) -> Organisation | None:
    return Organisation.objects.filter(uid=uid).select_related("place", "parent").first()


def office_for(actor: Actor, uid: str) -> Organisation | None:
    """The office, if this administrator covers it or this head leads it."""
    found = office(uid)
    if found is None:
        return None
    if actor.has_role(Role.HEAD):
        return found if actor.organisation_id == found.pk else None
    return found if actor.has_role(Role.ADMINISTRATOR) and actor.covers(found.place.path) else None


def own_office(actor: Actor) -> Organisation | None:
    return Organisation.objects.filter(pk=actor.office).first()


def all_below(organisation: Organisation) -> list[int]:
    """The ids of an office and of everything under it."""
    return below(organisation.pk, most=20)


def has_postings(organisation: Organisation) -> bool:
    return Posting.objects.filter(holds_on(clock.today()), organisation=organisation).exists()


def areas_of(organisation: Organisation) -> list[Jurisdiction]:
    """Every place that it is or was responsible for, open ones first. One query."""
    rows = Jurisdiction.objects.filter(organisation=organisation).select_related("place")
    return sorted(rows, key=lambda row: (row.until_on is not None, row.path, row.from_on))


def contacts_of(organisation: Organisation) -> list[Contact]:
    return list(
        Contact.objects.filter(organisation=organisation, until_on__isnull=True).order_by("position", "pk")
    )


def mark_of(contact: Contact) -> str:
    """What stands for a contact in an address: never its number in the table."""
    return crypto.keyed_hash(str(contact.pk), purpose="bodies.contact")[:12]


def contact_with(organisation: Organisation, mark: str) -> Contact | None:
    found = next((one for one in contacts_of(organisation) if mark_of(one) == mark), None)
    if found is not None:
        found.organisation = organisation
    return found


def is_checked(contact: Contact, day: date | None = None) -> bool:
    """Whether somebody called the number in the last 90 days (K52)."""
    return contact.verified_on is not None and contact.verified_on > (day or clock.today()) - timedelta(
        days=CHECK_EVERY_DAYS
    )


def open_seat(organisation: Organisation, number: int) -> Seat | None:
    return Seat.objects.filter(organisation=organisation, number=number, left_on__isnull=True).first()


# --- lists


def offices_of(
    actor: Actor, *, place: Place | None = None, kind: str = "", search: str = "", ended: bool = False
) -> "QuerySet[Organisation] | list[Organisation]":
    """Offices of the administrator's area, by place; `search` looks in their names in every spelling.

    Names stand in JSON, so they are searched after reading: an installation has thousands of offices, not millions.
    """
    if not actor.has_role(Role.ADMINISTRATOR):
        return []
    today = clock.today()
    found = (
        Organisation.objects.filter(
            Q(until_on__lte=today) if ended else Q(until_on__isnull=True) | Q(until_on__gt=today)
        )
        .filter(places_below(actor.place_path, "place__path"))
        .select_related("place", "parent")
        .order_by("place__path", "kind", "pk")
    )
    if place is not None:
        found = found.filter(places_below(place.path, "place__path"))
    if kind:
        found = found.filter(kind=kind)
    wanted = fold(search)
    if not wanted:
        return found
    return [one for one in found if any(wanted in fold(name) for name in one.names.values())]


def unchecked_numbers(offices: Sequence[Organisation]) -> dict[int, tuple[int, int]]:
    """{office: (contacts, of these with a number that nobody called in 90 days)}. One query."""
    counted: dict[int, tuple[int, int]] = {}
    for contact in Contact.objects.filter(organisation__in=offices, until_on__isnull=True):
        total, late = counted.get(contact.organisation_id, (0, 0))
        due = bool(contact.phone) and not is_checked(contact)
        counted[contact.organisation_id] = (total + 1, late + due)
    return counted


def numbers_to_check(actor: Actor, *, most: int = 20) -> tuple[list[Contact], int]:
    """Numbers that nobody called in 90 days, of the area or of the head's own office: the oldest, and how many."""
    if not actor.has_role(Role.ADMINISTRATOR, Role.HEAD):
        return [], 0
    late = Contact.objects.filter(until_on__isnull=True).exclude(phone="")
    late = late.filter(
        Q(verified_on__isnull=True) | Q(verified_on__lte=clock.today() - timedelta(days=CHECK_EVERY_DAYS))
    )
    late = late.filter(holding_organisation(clock.today()))
    if actor.has_role(Role.ADMINISTRATOR):
        late = late.filter(places_below(actor.place_path, "organisation__place__path"))
    else:
        late = late.filter(organisation=actor.office)
    found = late.select_related("organisation__place").annotate(in_all=Window(Count("pk")))
    rows: list[Any] = list(found.order_by("verified_on", "organisation", "pk")[:most])
    return rows, rows[0].in_all if rows else 0


def holding_organisation(day: date) -> Q:
    return Q(organisation__until_on__isnull=True) | Q(organisation__until_on__gt=day)


def possible_parents(place: Place) -> list[Organisation]:
    """Offices that can be above an office of `place`: those of the place itself and of every place above. One query."""
    return list(
        Organisation.objects.filter(holds_on(clock.today()), place__path__in=prefixes(place.path))
        .select_related("place")
        .order_by("-place__depth", "kind", "pk")
    )


# --- the same thing entered twice


def twin_key(place_id: int, kind: str, names: Mapping[str, str]) -> TwinKey:
    """Two offices with this key are one: same place, same kind, same first name whatever the spelling."""
    first = next((names[language] for language in ("tg", "ru", "en") if names.get(language)), "")
    return place_id, kind, name_key(first or next(iter(names.values()), ""))


def open_twin(*, place: Place, kind: str, names: Mapping[str, str]) -> Organisation | None:
    return open_twins({place.pk}).get(twin_key(place.pk, kind, names))


def open_twins(place_ids: Iterable[int]) -> dict[TwinKey, Organisation]:
    """Offices that hold today at these places, by their key. One query for every 500 places."""
    ids = sorted(place_ids)
    found: dict[TwinKey, Organisation] = {}
    for start in range(0, len(ids), 500):
        rows = Organisation.objects.filter(holds_on(clock.today()), place__in=ids[start : start + 500])
        for one in rows.order_by("pk"):
            found.setdefault(twin_key(one.place_id, one.kind, one.names), one)
    return found


def contact_key(post: Mapping[str, str], phone: str) -> ContactKey:
    first = next((post[language] for language in ("tg", "ru", "en") if post.get(language)), "")
    return name_key(first), "".join(sign for sign in phone if sign.isdigit())


def open_contacts_of(office_ids: Iterable[int]) -> dict[int, set[ContactKey]]:
    """What contacts these offices have. One query for every 500 offices."""
    ids = sorted(office_ids)
    found: dict[int, set[ContactKey]] = {}
    for start in range(0, len(ids), 500):
        rows = Contact.objects.filter(organisation__in=ids[start : start + 500], until_on__isnull=True)
        for one in rows:
            found.setdefault(one.organisation_id, set()).add(contact_key(one.post, one.phone))
    return found


def open_contact_like(organisation: Organisation, *, post: Mapping[str, str], phone: str) -> Contact | None:
    wanted = contact_key(post, phone)
    return next(
        (one for one in contacts_of(organisation) if contact_key(one.post, one.phone) == wanted), None
    )


# --- charters


def body_type_of(organisation: Organisation) -> BodyType | None:
    """The kind of body that this organisation is, if it has a charter."""
    return BodyType.objects.filter(organisation_kind=organisation.kind, retired_on__isnull=True).first()


def charter_of(organisation: Organisation, day: date | None = None) -> CharterVersion | None:
    body_type = body_type_of(organisation)
    return charter_on(body_type.code, day or clock.today()) if body_type is not None else None


def longest_term(organisation: Organisation, begins: date) -> date | None:
    """The last day of a term that begins on `begins`, by that day's charter; None where it sets none (N02, N07)."""
    charter = charter_of(organisation, begins) or charter_of(organisation)
    years = charter.rules.get("term_years") if charter is not None else None
    if not isinstance(years, int):
        return None
    try:
        return begins.replace(year=begins.year + years)
    except ValueError:  # 29 February
        return begins.replace(year=begins.year + years, day=28)


# --- who is responsible where, and where nobody is


@dataclass(frozen=True)
class Gap:
    """A place of the lowest level with offices, and what it lacks."""

    place: Place
    lacks: list[str]
    stands_in: Organisation | None = None
    """Who takes concerns for the missing team: the mahalla committee or the jamoat (R003)."""


@dataclass(frozen=True)
class Coverage:
    """`rows`: (kind, office, the place that it is responsible for), the nearest first."""

    rows: list[tuple[OrganisationKind | None, Organisation, Place]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    looked_at: int = 0


def coverage(place: Place, kinds: Mapping[str, OrganisationKind]) -> Coverage:
    """Who is responsible for `place`, and what the places directly under a district lack. Four queries.

    A place should have every kind of office of its own level that answers to a level above (a jamoat, a precinct),
    and a team where the charter of teams may work (N04, R003).
    """
    day = clock.today()
    held = (
        Jurisdiction.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day)
        .filter(Q(path__in=prefixes(place.path)) | places_below(place.path))
        .select_related("organisation", "place")
    )
    living = [row for row in held if row.organisation.holds_on(day)]
    here = [row for row in living if place.path == row.path or place.path.startswith(row.path + ".")]
    here.sort(key=lambda row: (-row.path.count("."), row.kind, row.organisation_id))
    rows = [(kinds.get(row.kind), row.organisation, row.place) for row in here]
    needed = expected_kinds(kinds.values())
    places = Place.objects.filter(places_below(place.path), retired_on__isnull=True, kind__in=list(needed))
    if place.depth < 2:
        return Coverage(rows=rows)
    by_path: dict[str, list[Jurisdiction]] = {}
    for row in living:
        by_path.setdefault(row.path, []).append(row)
    gaps, looked_at = [], 0
    for one in places.order_by("path"):
        looked_at += 1
        covering = {row.kind: row for path in prefixes(one.path) for row in by_path.get(path, ())}
        lacks = [kind for kind in needed[one.kind] if kind not in covering]
        if lacks:
            instead = next(
                (covering[kind].organisation for kind in ("mahalla_committee", "jamoat") if kind in covering),
                None,
            )
            gaps.append(Gap(one, lacks, instead if "team" in lacks else None))
    return Coverage(rows, gaps, looked_at)


def expected_kinds(kinds: Iterable[OrganisationKind]) -> dict[str, list[str]]:
    """{kind of place: kinds of office that every such place needs}: local government, the inspector, the team."""
    found: dict[str, list[str]] = {}
    known = list(kinds)
    teams = [kind.code for kind in known if kind.code in TEAMS]
    for kind in known:
        if kind.code in ("jamoat", "ayil_okmotu", "precinct") and kind.level:
            found.setdefault(kind.level, []).append(kind.code)
    return {level: sorted(codes) + teams for level, codes in found.items()}
