"""Founding offices and teams; where they are responsible, how they are reached, who sits in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.kernel.references import new_reference
from hamkori.rooms.bodies import rules as rules  # registers the verbs
from hamkori.rooms.bodies.models import Contact, Jurisdiction, OrganisationKind, Seat
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

BATCH = 200


@dataclass(frozen=True, slots=True)
class NewContact:
    """How residents reach an office: a post first; `person` only with the day on which that person agreed."""

    post: dict[str, str]
    phone: str = ""
    hours: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    person: str = ""
    person_agreed_on: date | None = None
    woman_officer: bool = False
    since_on: date | None = None
    verified_on: date | None = None
    position: int = 100


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An office, a service, a team or a council to be founded. Police or not, and its level, follow from the kind.

    `responsible_for` are the places of its jurisdiction: any set of places, the own one by default (H1).
    """

    kind: str
    names: dict[str, str]
    place: Place
    parent: Organisation | None = None
    responsible_for: tuple[Place, ...] = ()
    contacts: tuple[NewContact, ...] = ()
    signs_in: bool = False
    source_note: str = ""


def _free_uids(number: int) -> list[str]:
    """So many references that no organisation has: among thousands two random ones are equal now and then."""
    free: dict[str, None] = {}
    while len(free) < number:
        drawn = {new_reference() for _one in range(number - len(free))} - free.keys()
        drawn -= set(Organisation.objects.filter(uid__in=drawn).values_list("uid", flat=True))
        free |= dict.fromkeys(drawn)
    return list(free)


@action("organisations.founded", verb="organisation.manage", on="within")
def found_organisations(
    *, actor: Actor, within: Place, rows: Sequence[NewOrganisation], from_on: date | None = None
) -> list[Organisation]:
    """Found many at once, in the order of `rows`, with jurisdictions and contacts. A parent must be there already.

    Raises `BadInput` for a kind that the country does not have, a place outside `within`, and a missing name.
    """
    day = from_on or clock.today()
    kinds = {kind.code: kind for kind in OrganisationKind.objects.filter(retired_on__isnull=True)}
    for row in rows:
        if row.kind not in kinds:
            raise BadInput(_("The country has no such kind of organisation: %(kind)s"), kind=row.kind)
        if not any(row.names.values()):
            raise BadInput(_("An organisation needs a name."), field="names")
        if any(not within.contains(place.path) for place in (row.place, *row.responsible_for)):
            raise BadInput(_("Choose a place of your own area."), field="place")
    made = Organisation.objects.bulk_create(
        [
            Organisation(
                uid=uid,
                kind=row.kind,
                names=row.names,
                place=row.place,
                parent=row.parent,
                is_police=kinds[row.kind].is_police,
                level=kinds[row.kind].level,
                from_on=day,
                signs_in=row.signs_in,
                source_note=row.source_note,
            )
            for uid, row in zip(_free_uids(len(rows)), rows, strict=True)
        ],
        batch_size=BATCH,
    )
    Jurisdiction.objects.bulk_create(
        [
            Jurisdiction(organisation=organisation, place=place, path=place.path, kind=row.kind, from_on=day)
            for organisation, row in zip(made, rows, strict=True)
            for place in row.responsible_for or (row.place,)
        ],
        batch_size=BATCH,
    )
    Contact.objects.bulk_create(
        [
            _contact(organisation, new)
            for organisation, row in zip(made, rows, strict=True)
            for new in row.contacts
        ],
        batch_size=BATCH,
    )
    trail.note(subject=within, facts={"count": len(made), "kinds": sorted({row.kind for row in rows})})
    return made


def found_organisation(
    *, actor: Actor, within: Place, row: NewOrganisation, from_on: date | None = None
) -> Organisation:
    """Found one. Raises `BadInput` like `found_organisations`."""
    return found_organisations(actor=actor, within=within, rows=[row], from_on=from_on)[0]


@action("jurisdiction.set", verb="organisation.manage", on="place")
def set_jurisdiction(
    *, actor: Actor, organisation: Organisation, place: Place, from_on: date | None = None
) -> Jurisdiction:
    """The organisation is responsible for `place` from a day on. Asked twice, it finds the open row."""
    same = Jurisdiction.objects.filter(organisation=organisation, place=place, until_on__isnull=True).first()
    if same is not None:
        trail.nothing_happened()
        return same
    trail.note(subject=organisation, changed=["jurisdiction"], facts={"place": place.pk})
    return Jurisdiction.objects.create(
        organisation=organisation,
        place=place,
        path=place.path,
        kind=organisation.kind,
        from_on=from_on or clock.today(),
    )


@action("jurisdiction.ended", verb="organisation.manage", on="place")
def end_jurisdiction(*, actor: Actor, organisation: Organisation, place: Place) -> int:
    """From today on the organisation is no longer responsible for `place`; what it answered stays with it."""
    ended = Jurisdiction.objects.filter(
        organisation=organisation, place=place, until_on__isnull=True, from_on__lte=clock.today()
    ).update(until_on=clock.today())
    if not ended:
        trail.nothing_happened()
    trail.note(subject=organisation, changed=["jurisdiction"], facts={"place": place.pk})
    return ended


def _contact(organisation: Organisation, new: NewContact) -> Contact:
    if new.person and new.person_agreed_on is None:
        raise BadInput(
            _("A name is shown only when the person has agreed. Write the date."), field="person_agreed_on"
        )
    return Contact(
        organisation=organisation,
        post=new.post,
        person=new.person.strip(),
        person_agreed_on=new.person_agreed_on if new.person else None,
        phone=new.phone.strip(),
        hours=new.hours,
        where=new.where,
        languages=list(new.languages),
        woman_officer=new.woman_officer,
        since_on=new.since_on,
        verified_on=new.verified_on,
        position=new.position,
    )


@action("contact.set")
def set_contact(
    *, actor: Actor, organisation: Organisation, contact: NewContact, instead_of: Contact | None = None
) -> Contact:
    """Say how residents reach an office; the contact that it replaces ends today. A new number is not verified yet."""
    access.require(actor, "organisation.manage", organisation.place)
    if instead_of is not None:
        if instead_of.organisation_id != organisation.pk:
            raise BadInput(_("This contact belongs to another office."), field="instead_of")
        Contact.objects.filter(pk=instead_of.pk, until_on__isnull=True).update(until_on=clock.today())
    row = _contact(organisation, contact)
    row.since_on = row.since_on or clock.today()
    row.verified_on = None
    row.save(force_insert=True)
    trail.note(subject=organisation, changed=["contact"], facts={"replaced": instead_of is not None})
    return row


@action("contact.ended")
def end_contact(*, actor: Actor, contact: Contact) -> Contact:
    """The contact is no longer shown from today on."""
    access.require(actor, "organisation.manage", contact.organisation.place)
    if contact.until_on is not None:
        trail.nothing_happened()
        return contact
    contact.until_on = clock.today()
    contact.save(update_fields=["until_on"])
    trail.note(subject=contact.organisation, changed=["contact"])
    return contact


@action("contact.verified", verb="contact.verify", on="contact")
def verify_contact(*, actor: Actor, contact: Contact) -> Contact:
    """Note that somebody called the number today and heard the right office (R163)."""
    if not contact.phone:
        raise BadInput(_("Enter the number first."), field="phone")
    contact.verified_on = clock.today()
    contact.verified_by_posting = actor.posting_id
    contact.save(update_fields=["verified_on", "verified_by_posting"])
    trail.note(subject=contact.organisation, changed=["verified_on"])
    return contact


@action("seat.taken", verb="seat.manage", on="organisation")
def set_seat(
    *,
    actor: Actor,
    organisation: Organisation,
    number: int,
    category: str,
    posting: int | None = None,
    shown_name: str = "",
    shown_agreed_on: date | None = None,
    term_from: date | None = None,
    term_until: date | None = None,
) -> Seat:
    """Somebody sits down on a seat; whoever sat there leaves it today. The name is shown only by consent (K01)."""
    if shown_name and shown_agreed_on is None:
        raise BadInput(
            _("A name is shown only when the person has agreed. Write the date."), field="shown_agreed_on"
        )
    Seat.objects.filter(organisation=organisation, number=number, left_on__isnull=True).update(
        left_on=clock.today()
    )
    trail.note(subject=organisation, changed=["seats"], facts={"number": number, "category": category})
    return Seat.objects.create(
        organisation=organisation,
        number=number,
        category=category,
        posting=posting,
        shown_name=shown_name.strip(),
        shown_agreed_on=shown_agreed_on if shown_name else None,
        term_from=term_from or clock.today(),
        term_until=term_until,
    )


@action("seat.left", verb="seat.manage", on="organisation")
def leave_seat(*, actor: Actor, organisation: Organisation, number: int) -> int:
    """The seat is empty from today on."""
    left = Seat.objects.filter(organisation=organisation, number=number, left_on__isnull=True).update(
        left_on=clock.today()
    )
    if not left:
        trail.nothing_happened()
    trail.note(subject=organisation, changed=["seats"], facts={"number": number})
    return left
