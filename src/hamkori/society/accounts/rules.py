"""Verbs of this room. Only an administrator manages people, inside the scope of the posting.

Four eyes: nobody gives a posting to themselves, and nobody alone lets in a person who can see residents' names, as
long as another administrator is there (K58). An administrator who is also to answer concerns gets that role
from another administrator.
"""

from dataclasses import dataclass

from hamkori.kernel.access import rule
from hamkori.kernel.actor import Actor, Role
from hamkori.society.accounts import queries
from hamkori.society.accounts.models import Invitation, Organisation, Posting, User
from hamkori.society.places.models import Place


@dataclass(frozen=True)
class Wish:
    """A posting that somebody wants to give. `user` is None for an invitation."""

    role: Role
    organisation: Organisation | None = None
    place: Place | None = None
    user: User | None = None

    @property
    def scope_path(self) -> str:
        if self.place is not None:
            return str(self.place.path)
        return str(self.organisation.place.path) if self.organisation is not None else ""


def _manages(actor: Actor, path: str) -> bool:
    return actor.has_role(Role.ADMINISTRATOR) and actor.covers(path)


@rule("account.list")
def _list(actor: Actor, _obj: None) -> bool:
    return actor.has_role(Role.ADMINISTRATOR)


@rule("account.invite")
def _invite(actor: Actor, wish: Wish) -> bool:
    return _manages(actor, wish.scope_path) and _organisation_is_in_scope(actor, wish.organisation)


@rule("account.withdraw_invitation")
def _withdraw(actor: Actor, invitation: Invitation) -> bool:
    return _manages(actor, invitation.scope_path)


@rule("account.confirm_invitation")
def _confirm(actor: Actor, invitation: Invitation) -> bool:
    """Four eyes: whoever invited does not confirm."""
    return _manages(actor, invitation.scope_path) and invitation.invited_by_id != actor.user_id


@rule("posting.start")
def _start(actor: Actor, wish: Wish) -> bool:
    return (
        _manages(actor, wish.scope_path)
        and _organisation_is_in_scope(actor, wish.organisation)
        and wish.user is not None
        and wish.user.pk != actor.user_id
        and any(actor.covers(path) for path in queries.paths_of(wish.user))
    )


@rule("posting.end")
def _end(actor: Actor, posting: Posting) -> bool:
    return _manages(actor, posting.scope_path)


@rule("account.manage")
def _manage(actor: Actor, user: User) -> bool:
    """Every posting that the person holds lies in the administrator's scope."""
    return actor.has_role(Role.ADMINISTRATOR) and all(actor.covers(path) for path in queries.paths_of(user))


@rule("organisation.manage")
def _organisation(actor: Actor, place: Place) -> bool:
    return _manages(actor, place.path)


@rule("account.own")
def _own(actor: Actor, user: User) -> bool:
    return actor.signed_in and actor.user_id == user.pk


def _organisation_is_in_scope(actor: Actor, organisation: Organisation | None) -> bool:
    return organisation is None or actor.covers(organisation.place.path)
