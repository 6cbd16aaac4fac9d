"""What accounts show on composed pages."""

from datetime import timedelta
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import IDENTITY_ROLES, Actor, Role
from hamkori.kernel.registries import Panel, work_panels
from hamkori.society.accounts import queries

SHOWN_FOR = timedelta(days=60)


def new_postings(actor: Actor) -> dict[str, Any] | None:
    """For the public council: who was newly given a post that can meet residents' names (K58).

    An administrator alone could invite an invented person. So every such posting stands here for two months:
    the post, the office and the day, no names of persons.
    """
    if not actor.has_role(Role.COUNCIL) or actor.organisation_is_police:
        return None
    since = clock.today() - SHOWN_FOR
    found = queries.postings_begun(actor.place_path, IDENTITY_ROLES, since=since)
    return {"postings": found, "since": since} if found else None


def register() -> None:
    work_panels.register("accounts.new_postings", Panel("accounts/new_postings.html", new_postings), order=60)
