"""What offices above and beside a team see: the digest of an area, what one's own office leads, the team's activity."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from hamkori.ground.measures.disclosure import protect
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.prepared import prepared
from hamkori.kernel.registries import Activity
from hamkori.rooms.bodies.queries import below as offices_below
from hamkori.rooms.concerns.models import Concern
from hamkori.rooms.concerns.states import Kind
from hamkori.rooms.concerns.states import State as ConcernState
from hamkori.rooms.problems.models import (
    CaseStudy,
    Decision,
    Folder,
    FolderStep,
    MapSheet,
    Option,
    VoiceSession,
    Walk,
)
from hamkori.rooms.problems.queries.folders import shown_in
from hamkori.rooms.problems.states import OPEN, STEPS, UNDER_WAY
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.queries import below

QUARTER = timedelta(days=91)
MOST_LED = 20


@dataclass(frozen=True, slots=True)
class Digest:
    """Three months of an area: counts and public facts only."""

    since: date
    topics: list[tuple[str, int | None]]
    concerns: int | None
    folders: list[Folder]
    ours: list[Option]
    others: list[Option]


def digest(actor: Actor) -> Digest:
    """What was raised, what the teams work on, and what one's own office leads (P6). No text of residents, no names."""
    access.require(actor, "problem.oversee")
    since = clock.today() - QUARTER
    raised = (
        Concern.objects.filter(below(actor.place_path), raised_on__gte=since, topic__public=True)
        .exclude(kind=Kind.THANKS)
        .exclude(state__in=(ConcernState.SEALED, ConcernState.WITHDRAWN, ConcernState.SCREENING))
        .select_related("topic")
    )
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for concern in raised.only("topic__code", "topic__names").iterator(chunk_size=2000):
        counts[concern.topic.code] += 1
        names[concern.topic.code] = concern.topic.name
    protected = protect(dict(counts))
    folders = list(shown_in(actor.place_path)[:60])
    options = list(
        Option.objects.filter(chosen=True, folder__in=[one.pk for one in folders if one.state in UNDER_WAY])
        .select_related("folder__team", "folder__public_place", "lead", "commitment", "cause")
        .order_by("due_on", "pk")
    )
    mine = set(offices_below(actor.organisation_id)) if actor.organisation_id else set()
    return Digest(
        since=since,
        topics=[(names[code], protected.cells[code].shown) for code, _number in counts.most_common(10)],
        concerns=protected.total.shown,
        folders=folders,
        ours=[one for one in options if one.lead_id in mine],
        others=[one for one in options if one.lead_id not in mine],
    )


@prepared
def _led_by(organisation_id: Any) -> QuerySet[Option]:
    return (
        Option.objects.filter(lead_id=organisation_id, chosen=True, carried="planned")
        .filter(folder__shown=True, folder__state__in=sorted(UNDER_WAY))
        .filter(Q(folder__topic__isnull=True) | Q(folder__topic__public=True))
        .select_related("folder__public_place", "lead", "commitment", "cause")
        .order_by("due_on", "pk")[:MOST_LED]
    )


def led_by(organisation_id: int) -> list[Option]:
    """What an office leads in shown folders that are under way: for “my work”."""
    return _led_by(organisation_id)


@prepared
def _open_of(team_id: Any) -> QuerySet[Folder, Any]:
    found = Folder.objects.filter(team_id=team_id, state__in=sorted(OPEN)).order_by()
    return found.values("team_id").annotate(number=Count("pk")).values_list("number", flat=True)


def open_count(team_id: int) -> int:
    return sum(_open_of(team_id))


def activity(team: Organisation, since: date) -> Iterator[Activity]:
    """What the team did, newest first: steps of shown folders, decisions, countings, sheets, walks, stories."""
    found: list[Activity] = []
    steps = FolderStep.objects.filter(folder__team=team, folder__shown=True, on__gte=since).select_related(
        "folder"
    )
    for step in steps.exclude(verb="open"):
        table = STEPS[step.folder.method]
        sentence = next((str(row.sentence) for row in table.rows if row.verb == step.verb), "")
        found.append(
            Activity(
                step.on,
                "problem",
                f"{step.folder.title}: {sentence}",
                reverse("problems:folder", args=[step.folder.uid]),
            )
        )
    for decision in Decision.objects.filter(team=team, on__gte=since):
        found.append(
            Activity(decision.on, "decision", _("Decision: %(what)s") % {"what": decision.get_kind_display()})
        )
    for session in VoiceSession.objects.filter(team=team, on__gte=since, counted=True).exclude(
        group="smaller"
    ):
        found.append(
            Activity(
                session.on, "voices", _("Voices counted: %(group)s") % {"group": session.get_group_display()}
            )
        )
    found += [
        Activity(one.on, "map", _("A map of worries was drawn"))
        for one in MapSheet.objects.filter(team=team, on__gte=since)
    ]
    found += [
        Activity(one.on, "walk", _("A safety walk")) for one in Walk.objects.filter(team=team, on__gte=since)
    ]
    for story in CaseStudy.objects.filter(
        folder__team=team, published_on__gte=since, withdrawn_on__isnull=True
    ).select_related("folder"):
        assert story.published_on is not None
        found.append(
            Activity(
                story.published_on,
                "story",
                _("Story published: %(title)s") % {"title": story.folder.title},
                reverse("problems:story", args=[story.folder.uid]),
            )
        )
    yield from sorted(found, key=lambda one: one.on, reverse=True)
