"""Events of a team and its consultations: for the team in full, for everybody as sums of a year."""

from collections.abc import Collection, Iterator
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
    found = list(_held(team, date(year, 1, 1), date(year, 12, 31)))
    return sorted(found, key=lambda one: (one.on, one.of, one.number), reverse=True)


def _held(
    team: Organisation,
    first: date,
    last: date,
    *,
    kinds: Collection[Consulted] = tuple(Consulted),
    number: int | None = None,
) -> Iterator[Consultation]:
    """Those of some kinds, or the one with a number."""
    one_only = {"pk": number} if number is not None else {}
    outcomes = Outcome.objects.filter(
        team=team,
        of__in=kinds,
        held_on__gte=first,
        held_on__lte=last,
        **({"number": number} if number is not None else {}),
    )
    told = {(one.of, one.number): one for one in outcomes.select_related("folder")}

    def row(of: Consulted, pk: int, on: date, about: str, practised: bool = False) -> Consultation:
        return Consultation(of, pk, team.pk, on, about, told.get((of.value, pk)), practised)

    within = {"team": team, "on__gte": first, "on__lte": last, **one_only}
    if Consulted.SESSION in kinds:
        for session in VoiceSession.objects.filter(**within, counted=True).exclude(group="smaller"):
            yield row(Consulted.SESSION, session.pk, session.on, session.get_group_display())
    if Consulted.MAP in kinds:
        for sheet in MapSheet.objects.filter(**within):
            yield row(Consulted.MAP, sheet.pk, sheet.on, sheet.get_group_display())
    if Consulted.WALK in kinds:
        for walk in Walk.objects.filter(**within).select_related("place"):
            yield row(Consulted.WALK, walk.pk, walk.on, walk.place.name)
    if Consulted.ADVICE in kinds:
        answered = {"answered_on__gte": first, "answered_on__lte": last, **one_only}
        for advice in Advice.objects.filter(team=team, **answered):
            assert advice.answered_on is not None
            practised = advice.tried_on is not None
            yield row(Consulted.ADVICE, advice.pk, advice.answered_on, advice.get_about_display(), practised)


def consultation_for(actor: Actor, of: str, number: int) -> Consultation:
    """A consultation of the actor's own team. One query for it, one for its outcome. Raises `NotFound`."""
    team = team_of(actor)
    if of not in Consulted.values:
        raise NotFound()
    first, last = date(years()[-1], 1, 1), date(years()[0], 12, 31)
    found = next(_held(team, first, last, kinds={Consulted(of)}, number=number), None)
    if found is None:
        raise NotFound()
    return found


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
