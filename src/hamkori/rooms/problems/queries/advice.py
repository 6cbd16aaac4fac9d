"""Reads of advice: by team, by police office."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from hamkori.kernel import access
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared
from hamkori.rooms.problems.models import Advice
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.queries import below

MOST = 200


def of_actor(actor: Actor) -> list[Advice]:
    """What the actor's team was asked, or what the actor's office asked; what waits stands first."""
    side = "team_id" if actor.organisation_kind == "team" else "by_id"
    rows = Advice.objects.filter(**{side: actor.organisation_id}).select_related("team", "by")
    return sorted(rows.order_by("-asked_on", "-pk")[:MOST], key=lambda one: one.answered_on is not None)


def teams_in(actor: Actor) -> list[Organisation]:
    """Teams that work now in the actor's area, or in a place around it."""
    steps = actor.place_path.split(".")
    around = [".".join(steps[:number]) for number in range(1, len(steps))]
    near = below(actor.place_path, "place__path") | Q(place__path__in=around)
    found = Organisation.objects.filter(near, kind="team", until_on__isnull=True)
    return list(found.select_related("place").order_by("pk"))


def own_office(actor: Actor) -> Organisation:
    return Organisation.objects.get(pk=actor.office)


def for_actor(actor: Actor, number: int, verb: str) -> Advice:
    """The question, if `actor` may do `verb` to it. Raises `NotFound` otherwise."""
    found = Advice.objects.filter(pk=number).select_related("team__place", "by").first()
    if found is None or not access.may(actor, verb, found):
        raise NotFound()
    return found


@prepared
def _waiting(team_id: Any) -> QuerySet[Advice, Any]:
    found = Advice.objects.filter(team_id=team_id, answered_on__isnull=True).order_by()
    return found.values("team_id").annotate(number=Count("pk")).values_list("number", flat=True)


def waiting(team_id: int) -> int:
    """How many questions wait for the advice of a team."""
    return sum(_waiting(team_id))
