"""Events with residents, what consultations changed, and “What came of it” with its teams, for the desk."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.pages import never_kept
from hamkori.rooms.problems import indicators_files as files
from hamkori.rooms.problems.actions import events as actions
from hamkori.rooms.problems.forms.events import ChangeForm, EventForm
from hamkori.rooms.problems.queries import events as queries
from hamkori.rooms.problems.queries import folders as folder_queries
from hamkori.rooms.problems.queries import indicators
from hamkori.rooms.problems.views import came as words
from hamkori.rooms.problems.views.desk.common import (
    Task,
    bound,
    go,
    language,
    office,
    own_team,
    page,
    run,
    tell,
)
from hamkori.rooms.problems.views.public.came import as_attachment
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

TEAM = (Role.SECRETARY, Role.MEMBER)
OVERSEES = (Role.COMMANDER, Role.HEAD, Role.COUNCIL)


@require_GET
@with_role(*TEAM)
def listing(request: HttpRequest) -> HttpResponse:
    """The events of a year with their counts, and the consultations with what they changed."""
    team = own_team(actor_of(request))
    year = indicators.year_of(request.GET.get("year", ""))
    return page(
        request,
        "events",
        {
            "team": team,
            "year": year,
            "years": queries.years(),
            "events": queries.events_of(team, year),
            "consultations": queries.consultations_of(team, year),
        },
    )


@require_http_methods(["GET", "POST"])
@with_role(*TEAM)
def new(request: HttpRequest) -> HttpResponse:
    """One short screen: what, when, where, how many."""
    actor = actor_of(request)
    team = own_team(actor)
    kinds = {kind.code: kind for kind in queries.kinds()}
    form = EventForm(
        kinds=kinds.values(),
        places=folder_queries.places_of(team),
        offices=folder_queries.offices_near(team.place.path),
        initial={"on": clock.today(), "place": team.place.code},
        **bound(request),
    )

    def act(_form: Any) -> object:
        data = form.cleaned_data
        held = actions.Held(
            kind=kinds[data["kind"]], place=places.get(data["place"]), on=data["on"], women=data["women"],
            men=data["men"], youth=data["youth"] or 0, police=data["police"], together=office(data["together"]),
        )  # fmt: skip
        return actions.write_event(actor=actor, team=team, held=held)

    lead = _("Only counts. No list of people, nothing about anybody’s faith or origin.")
    back = reverse("problems_desk:events")
    return run(request, Task(form, act, _("An event with residents"), _("Write down"), back, lead=lead))


@require_POST
@with_role(*TEAM)
def take_out(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    actions.take_out(actor=actor, team=own_team(actor), event=queries.event_for(actor, number))
    tell(request, _("Taken out."))
    return go(reverse("problems_desk:events"))


@require_http_methods(["GET", "POST"])
@with_role(*TEAM)
def changed(request: HttpRequest, of: str, number: int) -> HttpResponse:
    """What changed because of a consultation: one question."""
    actor = actor_of(request)
    held = queries.consultation_for(actor, of, number)
    found = list(folder_queries.visible_to(actor).order_by("number"))
    told = held.outcome
    initial = {"change": held.change, "folder": told.folder.uid if told and told.folder else ""}
    form = ChangeForm(folders=found, initial=initial, **bound(request))

    def act(_form: Any) -> object:
        data = form.cleaned_data
        return actions.tell_change(
            actor=actor, team=own_team(actor), held=held, change=data["change"],
            folder=next((one for one in found if one.uid == data["folder"]), None),
        )  # fmt: skip

    lead = f"{held.of.label}: {held.about}"
    title, button = _("What changed?"), _("Write down")
    return run(request, Task(form, act, title, button, reverse("problems_desk:events"), lead=lead))


@require_GET
@with_role(*OVERSEES, *TEAM)
def came(request: HttpRequest) -> HttpResponse:
    """The figures of one's own area or team; for an area with every team, also those that told nothing."""
    scope = indicators.of_actor(actor_of(request))
    year = indicators.year_of(request.GET.get("year", ""))
    context = words.context(indicators.came_of(scope, year))
    return page(request, "came", {"address": request.path, "name": "", **context})


@require_GET
@with_role(*OVERSEES, *TEAM)
def came_file(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in files.KINDS:
        raise NotFound()
    scope = indicators.of_actor(actor_of(request))
    year = indicators.year_of(request.GET.get("year", ""))
    made = files.as_file(indicators.came_of(scope, year), kind, language(), teams=True)
    return never_kept(as_attachment(made, kind, str(year)))
