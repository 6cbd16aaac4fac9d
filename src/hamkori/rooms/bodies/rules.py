"""Verbs of bodies. Who may found and change offices stands in accounts (`organisation.manage`)."""

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.bodies.models import Contact
from hamkori.society.accounts.models import Organisation


@rule("contact.verify")
def verify_contact(actor: Actor, contact: Contact) -> bool:
    """Whoever works there, the team's secretary and the operator of the area: somebody has to call the number."""
    if actor.has_role(Role.HANDLER, Role.HEAD, Role.CLERK):
        return actor.organisation_id == contact.organisation_id
    return actor.has_role(Role.SECRETARY, Role.OPERATOR, Role.ADMINISTRATOR) and actor.covers(
        contact.organisation.place.path
    )


@rule("seat.manage")
def manage_seats(actor: Actor, organisation: Organisation) -> bool:
    """The secretary keeps the list of the own team; an administrator that of any team of the area."""
    if actor.has_role(Role.SECRETARY):
        return actor.organisation_id == organisation.pk
    return actor.has_role(Role.ADMINISTRATOR) and actor.covers(organisation.place.path)


@rule("contact.change")
def change_contact(actor: Actor, organisation: Organisation) -> bool:
    """The head of an office keeps its contacts; an administrator those of every office of the area."""
    if actor.has_role(Role.HEAD):
        return actor.organisation_id == organisation.pk
    return actor.has_role(Role.ADMINISTRATOR) and actor.covers(organisation.place.path)


@rule("body.manage")
def manage_body(actor: Actor, organisation: Organisation) -> bool:
    """Names, the office above, the end: an administrator of the area."""
    return actor.has_role(Role.ADMINISTRATOR) and actor.covers(organisation.place.path)
