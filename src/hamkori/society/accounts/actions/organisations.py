"""Organisations: rooms above add what they know about them (charters, jurisdictions)."""

from datetime import date

from hamkori.ground.audit.trail import action, note
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


@action("organisation.added", verb="organisation.manage", on="place")
def add_organisation(
    *,
    actor: Actor,
    place: Place,
    kind: str,
    names: dict[str, str],
    parent: Organisation | None = None,
    is_police: bool = False,
    level: str = "",
    from_on: date | None = None,
    signs_in: bool = False,
    source_note: str = "",
) -> Organisation:
    """Add an office, a service, a team or a council. `kind` is a code of the country pack."""
    organisation = Organisation.objects.create(
        kind=kind,
        names=names,
        place=place,
        parent=parent,
        is_police=is_police,
        level=level,
        from_on=from_on or clock.today(),
        signs_in=signs_in,
        source_note=source_note,
    )
    note(facts={"kind": kind, "place": place.pk})
    return organisation


@action("organisation.ended")
def end_organisation(*, actor: Actor, organisation: Organisation, on: date | None = None) -> Organisation:
    """The organisation exists no more from `on` (today) on. Its postings are ended one by one, with hand-over."""
    access.require(actor, "organisation.manage", organisation.place)
    organisation.until_on = max(on or clock.today(), organisation.from_on)
    organisation.save(update_fields=["until_on"])
    note(subject=organisation, changed=["until_on"], facts={"until": organisation.until_on.isoformat()})
    return organisation
