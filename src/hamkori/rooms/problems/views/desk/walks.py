"""Safety walks of a team: the route, the ratings, and the one step to whoever can mend it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as plain
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.ground.files import queries as file_queries
from hamkori.ground.files import store
from hamkori.ground.files.pages import shown_to
from hamkori.ground.receipts import once
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Role
from hamkori.kernel.crypto import seal_state
from hamkori.kernel.errors import BadState, NotFound
from hamkori.kernel.words import pick
from hamkori.rooms.concerns.views.desk.common import ENTERED
from hamkori.rooms.problems import walk_papers
from hamkori.rooms.problems.actions import walking
from hamkori.rooms.problems.forms import walks as forms
from hamkori.rooms.problems.queries import folders as folder_queries
from hamkori.rooms.problems.queries import walking as queries
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
from hamkori.rooms.problems.views.desk.team import in_team
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

KEY = "problems.walk_concern"
TOPICS = {"light": "street_lighting", "path": "roads", "transport": "public_transport"}
"""Which topic of the pack a bad rating is most often about; another one can be chosen."""


@require_http_methods(["GET", "POST"])
@in_team
def walk_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    team = own_team(actor)
    form = forms.WalkForm(
        places=folder_queries.places_of(team), initial={"on": clock.today()}, **bound(request)
    )
    made: list[str] = []

    def act(_form: Any) -> None:
        data = form.cleaned_data
        walk = walking.add_walk(
            actor=actor, team=team, place=places.get(data["place"]), women=data["women"], men=data["men"],
            officials=data["officials"], on=data["on"],
        )  # fmt: skip
        made.append(walk.uid)

    lead = _("The same way by day and by dark. Begin an hour before it gets dark.")
    response = run(
        request, Task(form, act, _("A safety walk"), _("Begin"), reverse("problems_desk:maps"), lead=lead)
    )
    return go(reverse("problems_desk:walk", args=made)) if made else response


@require_GET
@in_team
def walk(request: HttpRequest, uid: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.walk_for(actor, uid)
    leads = access.may(actor, "team.lead", found.team)
    return page(request, "walk", {"walk": found, "stops": queries.stops_of(found), "leads": leads})


@require_GET
@in_team
def sheet(request: HttpRequest, uid: str) -> HttpResponse:
    """The sheet to take along: the route in its order, nine boxes a stop, room for the owners."""
    found = queries.walk_for(actor_of(request), uid)
    return walk_papers.answer(
        walk_papers.walk_pdf(found, queries.route_of(found), language()), f"walk-{found.uid}"
    )


def _back(uid: str, number: int = 0) -> str:
    return reverse("problems_desk:walk", args=[uid]) + (f"#s{number}" if number else "")


@require_http_methods(["GET", "POST"])
@in_team
def route(request: HttpRequest, uid: str, number: int = 0) -> HttpResponse:
    """A stop of the route with the office that can mend something there."""
    actor = actor_of(request)
    found = queries.walk_for(actor, uid)
    stop = queries.stop_of(found, number) if number else None
    initial = (
        {"title": stop.title, "owner": stop.owner.uid if stop.owner else "", "proposal": pick(stop.proposals)}
        if stop is not None
        else {}
    )
    form = forms.RouteForm(
        offices=folder_queries.offices_near(found.place.path), initial=initial, **bound(request)
    )

    def act(_form: Any) -> object:
        data = form.cleaned_data
        return walking.set_route_stop(
            actor=actor, team=found.team, walk=found, title=data["title"], owner=office(data["owner"]),
            proposal=data["proposal"], language=language(), stop=stop, names_are_places=data["names_are_places"],
        )  # fmt: skip

    lead = _("In the order in which you walk. About the place only.")
    return run(
        request, Task(form, act, _("A stop of the route"), _("Write down"), _back(uid, number), lead=lead)
    )


@require_POST
@in_team
def move(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.walk_for(actor, uid)
    walking.move_stop(
        actor=actor, team=found.team, walk=found, stop=queries.stop_of(found, number),
        earlier=request.POST.get("to") != "later",
    )  # fmt: skip
    return go(_back(uid))


@require_http_methods(["GET", "POST"])
@in_team
def stop(request: HttpRequest, uid: str) -> HttpResponse:
    """Nine ratings of a stop, by day or by dark, and a photo of the place. `?number=` names a stop of the route."""
    actor = actor_of(request)
    found = queries.walk_for(actor, uid)
    wanted = request.GET.get("number", "")
    known = next((one for one in queries.route_of(found) if str(one.number) == wanted), None)
    initial = (
        {"number": known.number, "title": known.title, "proposal": pick(known.proposals)} if known else {}
    )
    form = forms.StopForm(initial=initial, **bound(request))

    def act(_form: Any) -> object:
        data = form.cleaned_data
        photo = ""
        if data["photo"] and data["no_people_on_photo"]:
            photo = store.take_in(data["photo"], purpose="walk", photos_only=True).token
        rated = walking.Stop(
            number=data["number"], light=data["light"], title=data["title"], ratings=form.ratings,
            proposal=data["proposal"], photo=photo, no_people_on_photo=data["no_people_on_photo"],
            names_are_places=data["names_are_places"],
        )  # fmt: skip
        if data["photo"] and not data["no_people_on_photo"]:
            form.add_error(
                "photo",
                _("Only photos on which nobody can be recognised. Tick the box, or leave the photo out."),
            )
            return None
        return walking.rate_stop(actor=actor, team=found.team, walk=found, stop=rated, language=language())

    return run(request, Task(form, act, _("A stop of the walk"), _("Write down"), _back(uid)))


@require_GET
@in_team
def stop_photo(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """A photo of a place, for the team; who looked is recorded (K47)."""
    actor = actor_of(request)
    found = queries.stop_with_photo(queries.walk_for(actor, uid), token)
    file = file_queries.stored(found.photo)
    if file is None:
        raise NotFound()
    return shown_to(actor, file, name=uid)


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def promise(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """What the owner of a stop promised at a meeting, into the ledger in one step."""
    actor = actor_of(request)
    found = queries.walk_for(actor, uid)
    pair = queries.pair_of(found, number)
    if pair.stop.owner is None:
        raise NotFound()
    form = forms.WalkPromiseForm(initial={"text": pair.proposal, "said_on": clock.today()}, **bound(request))

    def act(_form: Any) -> object:
        data = form.cleaned_data
        return walking.promise_at(
            actor=actor, team=found.team, walk=found, stop=pair.stop, text=data["text"], due_on=data["due_on"],
            protocol=data["protocol"], said_on=data["said_on"], names_nobody=data["names_are_places"],
        )  # fmt: skip

    lead = plain("%(stop)s. %(office)s promises.") % {
        "stop": f"{pair.number}. {pair.title}",
        "office": pick(pair.stop.owner.names),
    }
    return run(
        request,
        Task(form, act, _("A promise for this stop"), _("Into the ledger"), _back(uid, number), lead=lead,
             done=_("It stands in the ledger of promises.")),
    )  # fmt: skip


def _key(form: forms.WalkConcernForm) -> str:
    key = once.key_in(form.cleaned_data["key"], purpose=KEY)
    if key is None:
        raise BadState(_("This page has become too old. Please open it again and repeat the step."))
    return key


@require_http_methods(["GET", "POST"])
@with_role(Role.SECRETARY)
def concern(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """A concern of the walkers for the owner of a stop, with the ordinary receipt."""
    actor = actor_of(request)
    found = queries.walk_for(actor, uid)
    pair = queries.pair_of(found, number)
    if pair.stop.owner is None:
        raise NotFound()
    topics = folder_queries.topics()
    likely = [TOPICS[code] for code in pair.worst if code in TOPICS]
    first = next((one.code for wanted in likely for one in topics if one.code == wanted), "")
    form = forms.WalkConcernForm(
        topics=topics,
        initial={
            "key": once.sealed_key(purpose=KEY),
            "topic": first,
            "text": "\n".join(part for part in (pair.title, ", ".join(pair.bad), pair.proposal) if part),
        },
        **bound(request),
    )
    made: list[str] = []

    def act(_form: Any) -> None:
        data = form.cleaned_data
        key = _key(form)
        walking.concern_at(
            actor=actor, team=found.team, walk=found, stop=pair.stop, text=data["text"], submission_key=key,
            topic=next(one for one in topics if one.code == data["topic"]), language=language(),
            names_are_places=data["names_are_places"],
        )  # fmt: skip
        made.append(key)

    lead = plain("It goes to: %(office)s. The team's card shows how it goes on.") % {
        "office": pick(pair.stop.owner.names)
    }
    response = run(
        request,
        Task(form, act, _("A concern for the owner of this stop"), _("Send"), _back(uid, number), lead=lead),
    )
    if not made:
        return response
    request.session[ENTERED] = seal_state(
        {"key": made[0], "posting": actor.posting_id}, purpose="concerns.entered"
    )
    tell(request, _("The concern is with the office. Keep the receipt in the folder of the walk."))
    return go(reverse("concerns_desk:receipt"))
