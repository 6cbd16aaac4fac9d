"""Events of a team and its consultations: for the team in full, for everybody without the counts of single events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.kernel.prepared import prepared
from hamkori.kernel.registries import Activity
from hamkori.rooms.problems.models import (
    Advice,
    Consulted,
    Event,
    EventKind,
    MapSheet,
    Outcome,
    VoiceSession,
    Walk,
)
from hamkori.rooms.problems.queries.teams import team_of
from hamkori.society.accounts.models import Organisation

MOST = 200


def kinds() -> list[EventKind]:
    """The kinds that the country pack offers now."""
    return list(EventKind.objects.filter(retired_on__isnull=True).order_by("position", "code"))


def events_of(team: Organisation, year: int) -> list[Event]:
    """What the team wrote down in a year, the latest first, with its counts: for the team alone."""
    return list(
        Event.objects.filter(team=team, on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))
        .select_related("kind", "place", "together")
        .order_by("-on", "-pk")[:MOST]
    )


def event_for(actor: Actor, number: int) -> Event:
    """An event of the actor's own team. Raises `NotFound`."""
    found = Event.objects.filter(pk=number, team=team_of(actor)).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Consultation:
    """One consultation, and what the team told about it (None: nothing yet)."""

    of: Consulted
    number: int
    team_id: int
    on: date
    about: str
    """Whose voices, which place or what the police asked: words without persons."""
    outcome: Outcome | None
    practised: bool = False
    """The office has said that it works in this way now."""

    @property
    def change(self) -> str:
        """What changed, as a code; "" when nobody has told yet."""
        if self.outcome is not None:
            return self.outcome.change
        return Outcome.Change.PRACTICE if self.practised else ""


def consultations_of(team: Organisation, year: int) -> list[Consultation]:
    """The consultations of a team in a year, the latest first. Five queries.

    The session of a smaller group does not stand here: its day and place could name it (K62).
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    told = {
        (one.of, one.number): one
        for one in Outcome.objects.filter(team=team, held_on__gte=first, held_on__lte=last).select_related(
            "folder"
        )
    }
    found: list[Consultation] = []

    def add(of: Consulted, number: int, on: date, about: str, practised: bool = False) -> None:
        outcome = told.get((of.value, number))
        found.append(Consultation(of, number, team.pk, on, about, outcome, practised))

    within = {"team": team, "on__gte": first, "on__lte": last}
    for session in VoiceSession.objects.filter(**within, counted=True).exclude(group="smaller"):
        add(Consulted.SESSION, session.pk, session.on, session.get_group_display())
    for sheet in MapSheet.objects.filter(**within):
        add(Consulted.MAP, sheet.pk, sheet.on, sheet.get_group_display())
    for walk in Walk.objects.filter(**within).select_related("place"):
        add(Consulted.WALK, walk.pk, walk.on, walk.place.name)
    for one in Advice.objects.filter(team=team, answered_on__gte=first, answered_on__lte=last):
        assert one.answered_on is not None
        practised = one.tried_on is not None
        add(Consulted.ADVICE, one.pk, one.answered_on, one.get_about_display(), practised)
    return sorted(found, key=lambda one: (one.on, one.of, one.number), reverse=True)


def consultation_for(actor: Actor, of: str, number: int) -> Consultation:
    """A consultation of the actor's own team. Raises `NotFound`."""
    team = team_of(actor)
    for year in years():
        for one in consultations_of(team, year):
            if (one.of.value, one.number) == (of, number):
                return one
    raise NotFound()


def years() -> list[int]:
    """The years of which pages are offered, this one first."""
    return list(range(clock.today().year, clock.today().year - YEARS, -1))


YEARS = 5


@prepared
def _lately(team_id: Any, since: Any) -> QuerySet[Event]:
    found = Event.objects.filter(team_id=team_id, on__gte=since).select_related("kind")
    return found.order_by("-on", "-pk")[:MOST]


def activity(team: Organisation, since: date) -> Iterator[Activity]:
    """What the team's page says of its events: day and kind, no counts."""
    for event in _lately(team.pk, since):
        yield Activity(event.on, "event", _("Event: %(kind)s") % {"kind": event.kind.name})


@prepared
def _written(team_id: Any, since: Any) -> QuerySet[Event, Any]:
    return Event.objects.filter(team_id=team_id, on__gte=since).order_by().values_list("pk")


def written_since(team_id: int, since: date) -> int:
    """How many events a team has written down from that day on."""
    return len(_written(team_id, since))


@prepared
def _untold(team_id: Any, first: Any) -> QuerySet[Organisation, Any]:
    def waiting(of: Consulted, found: QuerySet[Any]) -> Any:
        told = Outcome.objects.filter(of=of, number=OuterRef("pk"))
        found = found.filter(~Exists(told), team_id=OuterRef("pk")).order_by().values("team_id")
        return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")), 0)

    sessions = VoiceSession.objects.filter(counted=True, on__gte=first).exclude(group="smaller")
    advice = Advice.objects.filter(answered_on__gte=first, tried_on__isnull=True)
    return Organisation.objects.filter(pk=team_id).values_list(
        waiting(Consulted.SESSION, sessions)
        + waiting(Consulted.MAP, MapSheet.objects.filter(on__gte=first))
        + waiting(Consulted.WALK, Walk.objects.filter(on__gte=first))
        + waiting(Consulted.ADVICE, advice),
        flat=True,
    )


def untold(team_id: int, year: int) -> int:
    """Of how many consultations since the beginning of a year nobody has said what changed. One query."""
    return int(sum(_untold(team_id, date(year, 1, 1))))
