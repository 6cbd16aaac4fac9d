"""What several actions of problems share. Not actions themselves: they run inside one."""

from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadState
from hamkori.rooms.problems.models import Decision, Folder
from hamkori.rooms.problems.states import OPEN, State


def locked(folder: Folder, *, open_only: bool = True) -> Folder:
    """The folder as it stands now, locked until the transaction ends. Raises `BadState` if it is not worked on."""
    fresh = (
        Folder.objects.select_for_update(of=("self",))
        .select_related("place", "public_place", "team", "topic")
        .get(pk=folder.pk)
    )
    if open_only and State(fresh.state) not in OPEN:
        raise BadState(_("This folder is not being worked on. Take it up again first."))
    return fresh


def void(folder: Folder, *kinds: str) -> int:
    """The team's earlier decisions of these kinds no longer open a gate: what they were about has changed."""
    return Decision.objects.filter(
        folder=folder, round=folder.round, kind__in=kinds, void_on__isnull=True
    ).update(void_on=clock.today())


def posting(actor: Actor) -> int | None:
    return actor.posting_id
