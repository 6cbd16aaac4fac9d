"""The list of folders, a new one, one folder with its gates, its steps."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel import access
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import HamkoriError, NotAllowed, NotFound
from hamkori.rooms.problems.actions import folders
from hamkori.rooms.problems.forms.folder import OpenForm
from hamkori.rooms.problems.queries import asking as asking_queries
from hamkori.rooms.problems.queries import causes as cause_queries
from hamkori.rooms.problems.queries import focal
from hamkori.rooms.problems.queries import folders as queries
from hamkori.rooms.problems.queries.results import results_of
from hamkori.rooms.problems.states import ENDED, LAST, OPEN, STEPS, UNDER_WAY, Method, State
from hamkori.rooms.problems.views import shown
from hamkori.rooms.problems.views.desk.common import Task, bound, go, language, own_team, page, run, tell
from hamkori.society.accounts.gate import staff_only, with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

READERS = (Role.SECRETARY, Role.MEMBER, Role.COUNCIL)


@require_GET
@with_role(*READERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Every folder that the actor may open, in three groups."""
    actor = actor_of(request)
    if not actor.has_role(Role.COUNCIL):
        own_team(actor)
    elif actor.organisation_is_police:
        raise NotFound()
    found = list(queries.visible_to(actor).order_by("stage_on", "pk"))
    groups = [
        (_("Being worked on"), [one for one in found if State(one.state) in OPEN]),
        (_("Closed"), [one for one in found if one.state == State.CLOSED]),
        (_("Set aside or passed on"), [one for one in found if State(one.state) in ENDED - {State.CLOSED}]),
    ]
    return page(
        request,
        "list",
        {"groups": groups, "can_open": actor.has_role(Role.SECRETARY, Role.MEMBER), "total": len(found)},
    )


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY, Role.MEMBER)
def new(request: HttpRequest) -> HttpResponse:
    """Open a folder."""
    actor = actor_of(request)
    team = own_team(actor)
    made: list[str] = []
    topics = queries.topics()
    form = OpenForm(
        places=queries.places_of(team),
        topics=topics,
        initial={"origin": "residents", "method": "sara"},
        **bound(request),
    )

    def act(filled: object) -> None:
        data = form.cleaned_data
        folder = folders.open_folder(
            actor=actor,
            team=team,
            method=Method(data["method"]),
            place=places.get(data["place"]),
            title=data["title"],
            language=language(),
            origin=data["origin"],
            topic=next((one for one in topics if one.code == data["topic"]), None),
            names_are_places=data["names_are_places"],
        )
        made.append(folder.uid)

    task = Task(
        form=form,
        act=act,
        title=_("A new folder"),
        button=_("Open the folder"),
        back=reverse("problems_desk:list"),
        done=_("The folder is open. Answer the six questions first."),
    )
    response = run(request, task)
    return go(reverse("problems_desk:folder", args=made)) if made else response


@require_GET
@staff_only
def folder(request: HttpRequest, uid: str) -> HttpResponse:
    """The whole folder: where it stands, what is missing before the next step, every worksheet."""
    actor = actor_of(request)
    found = queries.for_actor(actor, uid)
    sheets = queries.sheets_of(found)
    now = focal.focal_of(found.team_id)
    context = {
        "folder": found,
        "way": queries.way_of(found),
        "doors": queries.doors_of(found),
        "sheets": sheets,
        "sides": shown.sides(sheets),
        "triangle": shown.triangle(shown.sides(sheets)),
        "results": shown.results(results_of(found)),
        "higher": asking_queries.of_folder(found),
        "desk": True,
        "linked": queries.linked(found),
        "works": access.may(actor, "problem.work", found),
        "leads": access.may(actor, "problem.lead", found),
        "consents": access.may(actor, "problem.consent", found) and found.place.is_careful,
        "texts": shown.texts(found, sheets),
        "acts": State(found.state) in UNDER_WAY | LAST,
        "tree": cause_queries.tree_of(found),
        "focal": now,
        "may_read": focal.may_read(actor, now, sheets.harm),
        "lessons": focal.lessons_of(found),
        "watching": found.state == State.CLOSED and found.watched_on is None,
    }
    return page(request, "folder", context)


@require_POST
@staff_only
def step(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """One step of the table; what is missing is said on the folder's page."""
    actor = actor_of(request)
    found = queries.for_actor(actor, uid, verb="problem.lead")
    if verb not in {row.verb for row in STEPS[found.method].rows} - {"shelve", "reopen"}:
        raise Http404
    try:
        folders.take_step(actor=actor, folder=found, verb=verb)
    except NotAllowed as error:
        raise NotFound() from error
    except HamkoriError as error:
        tell(request, str(error))
    else:
        tell(request, _("The folder has moved on."))
    return go(reverse("problems_desk:folder", args=[found.uid]))


@require_POST
@staff_only
def unlink(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.for_actor(actor, uid, verb="problem.work")
    folders.unlink_concern(actor=actor, folder=found, concern_id=number)
    return go(reverse("problems_desk:folder", args=[found.uid]) + "#concerns")
