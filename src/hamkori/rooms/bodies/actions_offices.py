"""Writes of the pages on which an administrator sets up a district, one at a time and from a spreadsheet.

Sent twice, each of these leaves one row: what is there already in the same words is given back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.bodies import office_queries as queries
from hamkori.rooms.bodies.actions import (
    NewContact,
    NewOrganisation,
    found_organisation,
    found_organisations,
    set_jurisdiction,
    set_seat,
)
from hamkori.rooms.bodies.models import Contact, Jurisdiction, Seat
from hamkori.rooms.bodies.office_queries import ContactKey, TwinKey
from hamkori.society.accounts.actions import end_organisation
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

_NAME_WITHOUT_CONSENT = _("A name is shown only if this person agreed. Tick the box and give the day.")


def clean_words(words: Mapping[str, str] | None) -> dict[str, str]:
    """{language: text} without empty texts and outer blanks."""
    return {language: text.strip() for language, text in (words or {}).items() if text and text.strip()}


@action("organisation.opened", verb="organisation.manage", on="place")
def open_office(
    *,
    actor: Actor,
    place: Place,
    kind: str,
    names: Mapping[str, str],
    parent: Organisation | None = None,
    areas: Sequence[Place] = (),
    from_on: date | None = None,
    signs_in: bool = False,
    source_note: str = "",
) -> Organisation:
    """An office, a service, a team or a council, and where it is responsible: its own place, and `areas` (H1).

    Raises `BadInput` for an unknown kind, no name, or an area that the actor does not cover.
    """
    wanted = clean_words(names)
    if not wanted:
        raise BadInput(_("Give a name in at least one language."), field="names")
    same = queries.open_twin(place=place, kind=kind, names=wanted)
    if same is not None:
        trail.nothing_happened()
        return same
    new = NewOrganisation(
        kind=kind,
        names=wanted,
        place=place,
        parent=parent,
        signs_in=signs_in,
        source_note=source_note.strip(),
    )
    organisation = found_organisation(actor=actor, within=place, row=new, from_on=from_on)
    for area in areas:
        set_jurisdiction(actor=actor, organisation=organisation, place=area, from_on=from_on)
    return organisation


@action("organisation.changed", verb="body.manage", on="organisation")
def change_organisation(
    *,
    actor: Actor,
    organisation: Organisation,
    names: Mapping[str, str],
    parent: Organisation | None,
    signs_in: bool,
    source_note: str = "",
) -> Organisation:
    """What an office is called, which office is above it (None: none), whether anybody there signs in.

    Raises `BadInput` without a name, and for an office above that would close a circle.
    """
    wanted = clean_words(names)
    if not wanted:
        raise BadInput(_("Give a name in at least one language."), field="names")
    if parent is not None and parent.pk in queries.all_below(organisation):
        raise BadInput(_("An office cannot be above itself."), field="parent")
    values: dict[str, Any] = {
        "names": wanted,
        "parent_id": parent.pk if parent is not None else None,
        "signs_in": signs_in,
        "source_note": source_note.strip(),
    }
    changed = [name for name, value in values.items() if getattr(organisation, name) != value]
    if not changed:
        trail.nothing_happened()
        return organisation
    for name in changed:
        setattr(organisation, name, values[name])
    trail.note(changed=changed)
    organisation.save(update_fields=["names", "parent", "signs_in", "source_note"])
    return organisation


@action("organisation.closed", verb="body.manage", on="organisation")
def close_organisation(*, actor: Actor, organisation: Organisation) -> Organisation:
    """The organisation exists no more from today on; neither do its areas, contacts and seats.

    Raises `BadState` while somebody is posted there: open work is handed over first.
    """
    if not organisation.holds_on(clock.today()):
        trail.nothing_happened()
        return organisation
    if queries.has_postings(organisation):
        raise BadState(
            _("Somebody is still posted here. End the postings first, so that the open work is handed over.")
        )
    end_organisation(actor=actor, organisation=organisation)
    day = organisation.until_on
    Jurisdiction.objects.filter(organisation=organisation, until_on__isnull=True, from_on__lte=day).update(
        until_on=day
    )
    Contact.objects.filter(organisation=organisation, until_on__isnull=True).update(
        until_on=day, person="", person_agreed_on=None
    )
    Seat.objects.filter(organisation=organisation, left_on__isnull=True).update(
        left_on=day, shown_name="", shown_agreed_on=None
    )
    return organisation


@action("jurisdiction.added", verb="body.manage", on="organisation")
def add_area(
    *, actor: Actor, organisation: Organisation, place: Place, from_on: date | None = None
) -> Jurisdiction:
    """A further place that the organisation is responsible for, never before it existed (H1)."""
    day = max(from_on or clock.today(), organisation.from_on)
    return set_jurisdiction(actor=actor, organisation=organisation, place=place, from_on=day)


# --- contacts


def _values(new: NewContact) -> dict[str, Any]:
    if not clean_words(new.post):
        raise BadInput(_("Say which post or desk this is, in at least one language."), field="post")
    if new.person.strip() and new.person_agreed_on is None:
        raise BadInput(_NAME_WITHOUT_CONSENT, field="person_agreed_on")
    return {
        "post": clean_words(new.post),
        "phone": new.phone.strip(),
        "hours": clean_words(new.hours),
        "where": clean_words(new.where),
        "languages": list(new.languages),
        "person": new.person.strip(),
        "person_agreed_on": new.person_agreed_on if new.person.strip() else None,
        "woman_officer": new.woman_officer,
    }


@action("contact.added", verb="contact.change", on="organisation")
def add_contact(*, actor: Actor, organisation: Organisation, new: NewContact) -> Contact:
    """A further desk or telephone of an office. A number is unchecked until somebody has called it."""
    values = _values(new)
    same = queries.open_contact_like(organisation, post=clean_words(new.post), phone=new.phone.strip())
    if same is not None:
        trail.nothing_happened()
        return same
    trail.note(changed=sorted(name for name, value in values.items() if value))
    return Contact.objects.create(
        organisation=organisation, since_on=new.since_on or clock.today(), position=new.position, **values
    )


@action("contact.changed", verb="contact.change", on="organisation")
def change_contact(*, actor: Actor, organisation: Organisation, contact: Contact, new: NewContact) -> Contact:
    """Correct a contact. A new number is unchecked until somebody has called it (K52); a name needs consent (K48)."""
    if contact.organisation_id != organisation.pk or contact.until_on is not None:
        raise BadState()
    values = _values(new)
    changed = [name for name, value in values.items() if getattr(contact, name) != value]
    if not changed:
        trail.nothing_happened()
        return contact
    for name in changed:
        setattr(contact, name, values[name])
    if "phone" in changed:
        contact.verified_on = contact.verified_by_posting = None
    trail.note(subject=organisation, changed=changed)
    contact.save()
    return contact


@action("contact.removed", verb="contact.change", on="organisation")
def remove_contact(*, actor: Actor, organisation: Organisation, contact: Contact) -> Contact:
    """The contact is no longer shown from today on, and the person's name in it is forgotten."""
    if contact.organisation_id != organisation.pk:
        raise BadState()
    if contact.until_on is not None:
        trail.nothing_happened()
        return contact
    contact.until_on = clock.today()
    contact.person, contact.person_agreed_on = "", None
    trail.note(subject=organisation, changed=["until_on"])
    contact.save(update_fields=["until_on", "person", "person_agreed_on"])
    return contact


# --- seats


def _term(organisation: Organisation, begins: date, ends: date | None) -> date | None:
    longest = queries.longest_term(organisation, begins)
    until = ends or longest
    if until is not None and until <= begins:
        raise BadInput(_("The term ends before it begins."), field="term_until")
    if longest is not None and until is not None and until > longest:
        raise BadInput(
            _("The charter allows a term until %(day)s."),
            field="term_until",
            day=longest.strftime("%d.%m.%Y"),
        )
    return until


@action("seat.given", verb="seat.manage", on="organisation")
def give_seat(
    *,
    actor: Actor,
    organisation: Organisation,
    number: int,
    category: str,
    term_from: date,
    term_until: date | None = None,
    shown_name: str = "",
    shown_agreed_on: date | None = None,
    seat: Seat | None = None,
) -> Seat:
    """Who sits on seat `number`, or (with `seat`) a correction of what is written about it.

    The charter's term is the longest one, and the one that is taken without `term_until` (N02, N07). Raises
    `BadInput` for a longer term and for a name without the day of consent; `BadState` for a seat that is taken.
    """
    if shown_name.strip() and shown_agreed_on is None:
        raise BadInput(_NAME_WITHOUT_CONSENT, field="shown_agreed_on")
    values: dict[str, Any] = {
        "category": category,
        "term_from": term_from,
        "term_until": _term(organisation, term_from, term_until),
        "shown_name": shown_name.strip(),
        "shown_agreed_on": shown_agreed_on if shown_name.strip() else None,
    }
    taken = seat or queries.open_seat(organisation, number)
    if taken is None:
        trail.note(facts={"number": number})
        return set_seat(actor=actor, organisation=organisation, number=number, **values)
    changed = [name for name, value in values.items() if getattr(taken, name) != value]
    if not changed:
        trail.nothing_happened()
        return taken
    if seat is None:
        raise BadState(_("This seat is taken. Choose another number."), field="number")
    for name in changed:
        setattr(taken, name, values[name])
    trail.note(changed=changed)
    taken.save()
    return taken


@action("seat.emptied", verb="seat.manage", on="organisation")
def empty_seat(*, actor: Actor, organisation: Organisation, seat: Seat) -> Seat:
    """The member has left: the seat is vacant from today on, and the name is forgotten."""
    if seat.organisation_id != organisation.pk:
        raise BadState()
    if seat.left_on is not None:
        trail.nothing_happened()
        return seat
    seat.left_on = clock.today()
    seat.shown_name, seat.shown_agreed_on = "", None
    trail.note(subject=organisation, changed=["left_on"], facts={"number": seat.number})
    seat.save(update_fields=["left_on", "shown_name", "shown_agreed_on"])
    return seat


# --- many from a spreadsheet


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A line of the file of offices. `parent` is an office that is there, or the number of an earlier line."""

    place: Place
    kind: str
    names: dict[str, str]
    parent: Organisation | int | None = None
    contact: NewContact | None = None


@action("organisations.imported", verb="organisation.manage", on="within")
def import_offices(*, actor: Actor, within: Place, rows: Sequence[OfficeRow]) -> tuple[int, int]:
    """Everything of a file or nothing; (offices, contacts) that are new. The same file again changes nothing.

    `within` is the place that all of them lie in. Two lines with the same office are one office with two contacts.
    """
    twins = queries.open_twins({row.place.pk for row in rows})
    known = queries.open_contacts_of({office.pk for office in twins.values()})
    keys = [queries.twin_key(row.place.pk, row.kind, row.names) for row in rows]
    new: dict[TwinKey, OfficeRow] = {}
    contacts: dict[TwinKey, dict[ContactKey, NewContact]] = {}
    for key, row in zip(keys, rows, strict=True):
        if key not in twins:
            new.setdefault(key, row)
        if row.contact is not None:
            mark = queries.contact_key(row.contact.post, row.contact.phone)
            if key not in twins or mark not in known.get(twins[key].pk, ()):
                contacts.setdefault(key, {})[mark] = row.contact
    more = [
        Contact(organisation=twins[key], since_on=clock.today(), **_values(contact))
        for key, found in contacts.items()
        if key in twins
        for contact in found.values()
    ]
    Contact.objects.bulk_create(more, batch_size=200)
    waiting = dict(new)
    while waiting:
        layer = {
            key: row
            for key, row in waiting.items()
            if not isinstance(row.parent, int) or keys[row.parent] in twins
        }
        if not layer:
            raise BadInput(_("An office cannot be above itself."))
        made = found_organisations(
            actor=actor,
            within=within,
            rows=[
                NewOrganisation(
                    kind=row.kind,
                    names=row.names,
                    place=row.place,
                    parent=twins[keys[row.parent]] if isinstance(row.parent, int) else row.parent,
                    contacts=tuple(contacts.get(key, {}).values()),
                )
                for key, row in layer.items()
            ],
        )
        twins |= dict(zip(layer, made, strict=True))
        waiting = {key: row for key, row in waiting.items() if key not in layer}
    added = sum(len(found) for found in contacts.values())
    if not new and not added:
        trail.nothing_happened()
    trail.note(subject=within, facts={"offices": len(new), "contacts": added})
    return len(new), added
