"""Reads of bodies: who is responsible where."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from hamkori.kernel import clock
from hamkori.kernel.memo import for_a_while
from hamkori.kernel.prepared import prepared, several
from hamkori.rooms.bodies.models import CharterVersion, Contact, Jurisdiction, OrganisationKind, Seat
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.queries import below as below_place


def prefixes(path: str) -> list[str]:
    """A dotted path and every path above it, the nearest first."""
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _holding(day: Any) -> Q:
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gt=day))


@prepared
def _covering(day: Any, paths: Any, kinds: Any) -> QuerySet[Jurisdiction]:
    return (
        Jurisdiction.objects.filter(_holding(day), path__in=paths, kind__in=kinds)
        .select_related("organisation")
        .order_by("pk")
    )


@prepared
def _open_contacts(offices: Any) -> QuerySet[Contact]:
    return Contact.objects.filter(organisation__pk__in=offices, until_on__isnull=True).order_by(
        "position", "pk"
    )


def responsible_at(path: str, kinds: Sequence[str]) -> dict[str, Organisation]:
    """The nearest organisation of each kind whose dated jurisdiction covers `path`. One query."""
    day = clock.today()
    rows = _covering(day, tuple(prefixes(path)), tuple(kinds))
    best: dict[str, tuple[int, Organisation]] = {}
    for row in rows:
        if not row.organisation.holds_on(day):
            continue
        depth = row.path.count(".")
        if row.kind not in best or depth > best[row.kind][0]:
            best[row.kind] = (depth, row.organisation)
    return {kind: organisation for kind, (_depth, organisation) in best.items()}


def office_for(path: str, kinds: Sequence[str]) -> Organisation | None:
    """The first kind in `kinds` that has an organisation responsible for `path`."""
    found = responsible_at(path, kinds)
    return next((found[kind] for kind in kinds if kind in found), None)


def team_for(path: str) -> Organisation | None:
    """The partnership team of a place, if there is one."""
    return office_for(path, ["team"])


def council_for(path: str) -> Organisation | None:
    """The public council whose jurisdiction covers a place."""
    return office_for(path, ["public_council"])


def above(organisation: Organisation, *, most: int = 4) -> list[Organisation]:
    """The offices above, the nearest first: precinct, district, region, ministry."""
    chain: list[Organisation] = []
    current = organisation
    while current.parent_id is not None and len(chain) < most:
        current = Organisation.objects.get(pk=current.parent_id)
        chain.append(current)
    return chain


def below(organisation_id: int, *, most: int = 4) -> list[int]:
    """The ids of an office and of every office under it."""
    found = [organisation_id]
    layer = [organisation_id]
    for _level in range(most):
        layer = list(Organisation.objects.filter(parent_id__in=layer).values_list("pk", flat=True))
        if not layer:
            break
        found.extend(layer)
    return found


def contacts_at(path: str, kinds: Sequence[str]) -> list[tuple[Organisation, list[Contact]]]:
    """Who is there for residents of `path`: the responsible organisations with their open contacts. Two queries."""
    found = responsible_at(path, kinds)
    ordered = [found[kind] for kind in kinds if kind in found]
    contacts: dict[int, list[Contact]] = {}
    for contact in _open_contacts(several([one.pk for one in ordered], len(kinds))):
        contacts.setdefault(contact.organisation_id, []).append(contact)
    return [(organisation, contacts.get(organisation.pk, [])) for organisation in ordered]


def contacts_of(organisation: Organisation) -> list[Contact]:
    """The open contacts of one organisation. One query."""
    return list(
        Contact.objects.filter(organisation=organisation, until_on__isnull=True).order_by("position", "pk")
    )


@for_a_while(60)
def kinds() -> dict[str, OrganisationKind]:
    """Every kind of organisation by its code; remembered for a minute."""
    return {kind.code: kind for kind in OrganisationKind.objects.filter(retired_on__isnull=True)}


def organisations_in(path: str, kinds: Sequence[str] = ()) -> QuerySet[Organisation]:
    """Organisations seated at or below a place, for choosing one."""
    day = clock.today()
    found = Organisation.objects.filter(
        below_place(path, "place__path"),
        Q(until_on__isnull=True) | Q(until_on__gt=day),
    )
    return found.filter(kind__in=kinds) if kinds else found


def charter_on(body_type: str, day: date) -> CharterVersion | None:
    """The charter that was in force on a day."""
    return (
        CharterVersion.objects.filter(body_type__code=body_type, valid_from__lte=day, retired_on__isnull=True)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))
        .order_by("-valid_from")
        .first()
    )


def seats_of(team: Organisation) -> list[Seat]:
    """The seats that are taken now."""
    return list(Seat.objects.filter(organisation=team, left_on__isnull=True).order_by("number"))
